package robustness_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// monetised is a sheet of values over a hundred years with six decimals: eight hundred digits to each input.
func monetised(values, bids int) scoring.Sheet {
	s := scoring.Sheet{Version: 1, Tender: scoring.Tender{Years: 100}, Bids: []scoring.Bid{}}
	for i := range values {
		weight, proxy := decimal.Weight(10_000/values), decimal.FromScaled(int64(7_654_321+i), 6)
		id := fmt.Sprint("v", i)
		s.Method.Criteria = append(s.Method.Criteria, scoring.Criterion{
			ID: id, Kind: scoring.ValueLeaf, Weight: &weight, Score: &scoring.Function{Name: scoring.RelativeToBest, Direction: scoring.Higher},
			Measures: []scoring.ValueMeasure{
				{Measure: id + ".0", Proxy: &proxy, DropOff: decimal.FromScaled(int64(10_000_001+i), 6)},
				{Measure: id + ".1", Proxy: &proxy, DropOff: decimal.FromScaled(int64(10_000_008+i), 6)},
			},
		})
	}
	for b := range bids {
		bid := scoring.Bid{ID: fmt.Sprint("B", b), Commitments: map[string]decimal.Quantity{}}
		for i := range values {
			bid.Commitments[fmt.Sprint("v", i, ".0")] = decimal.Quantity(1 + (b*7919+i*104_729)%999_983)
			bid.Commitments[fmt.Sprint("v", i, ".1")] = decimal.Quantity(1 + (b*5281+i*15_731)%999_983)
		}
		s.Bids = append(s.Bids, bid)
	}
	return s
}

// TestLongFiguresAreAnsweredOrRefused: what would take minutes is refused at once with a fault, and what is answered says what was left out.
func TestLongFiguresAreAnsweredOrRefused(t *testing.T) {
	report := analyse(t, monetised(2, 5), robustness.Options{Draws: 100})
	if len(report.Stability) != 2 || report.Bids.Runs != 5 || report.Bids.LeftOut != 0 {
		t.Errorf("runs %d, left out %d", report.Bids.Runs, report.Bids.LeftOut)
	}
	big := monetised(50, 50)
	_, err := robustness.Analyse(big, robustness.Options{})
	var refused *robustness.Error
	if !errors.As(err, &refused) || refused.Faults[0].Code != "too-large" {
		t.Errorf("want it refused as too large, got %v", err)
	}
	if err := big.Check(); err != nil {
		t.Errorf("it can be scored once: %v", err)
	}
}
