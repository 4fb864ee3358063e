package contract

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/pkg/decimal"
)

// largeEstate makes an estate of contracts with twelve obligations of twenty quarters,
// eight of which are reported and verified: for each contract 240 periods, 96
// returns and 192 steps.
func largeEstate(b testing.TB, contracts int) *estate {
	b.Helper()
	path := filepath.Join(b.TempDir(), "big.db")
	db, err := store.Open(context.Background(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	clock := &storetest.Clock{}
	clock.Set(storetest.Noon)
	var n atomic.Int64
	db.Stop(clock.Now, func() string { return storetest.ID(n.Add(1)) })
	e := newEstate(b, db, clock, 20)
	var obligations []obliged
	for i := range 12 {
		rule, unit := []catalogue.Aggregation{catalogue.Sum, catalogue.DistinctSum, catalogue.Latest, catalogue.RatioOfSums}[i%4], "people"
		if rule == catalogue.RatioOfSums {
			unit = "% of waste"
		}
		obligations = append(obligations, promised(strconv.Itoa(i+1), rule, catalogue.Higher, unit, 10_000, 20))
	}
	for i := 0; i < contracts; i += 50 {
		e.write(b, func(tx *store.Tx) error {
			for j := i; j < min(i+50, contracts); j++ {
				if _, err := e.open(tx, j%20, fmt.Sprintf("Contract %d", j), obligations); err != nil {
					return err
				}
			}
			return nil
		})
	}
	clock.Set(time.Date(2029, 2, 10, 9, 0, 0, 0, time.UTC))
	for i := 0; i < contracts; i += 50 {
		e.write(b, func(tx *store.Tx) error { return e.deliver(tx, e.contracts[i:min(i+50, contracts)], 8) })
	}
	return e
}

// deliver puts the returns of the first quarters straight into the database,
// and the snapshots that the use cases would have made.
func (e *estate) deliver(tx *store.Tx, contracts []Contract, quarters int) error {
	for _, c := range contracts {
		f, err := filesOf(tx, c)
		if err != nil {
			return err
		}
		var heads []Return
		var steps []stepRow
		for _, o := range f.obligations {
			for i, p := range f.periods[o.ID][:quarters] {
				at := dayOf(p.EndsOn).AddDate(0, 0, 5)
				r := Return{ID: tx.NewID(), ContractID: c.ID, ObligationID: o.ID, PeriodID: p.ID, Status: Verified, Current: 1, CreatedAt: at, Version: 2}
				heads = append(heads, r)
				q, below := decimal.Quantity(9_000+100*int64(i)), decimal.Quantity(20_000)
				step := stepRow{ReturnID: r.ID, Number: 1, Kind: Submitted, Claim: 1, Quantity: &q, Evidence: "[]", At: at, OrganisationID: c.SupplierID}
				if o.Aggregation == catalogue.RatioOfSums {
					step.Quantity, step.Numerator, step.Denominator = nil, &q, &below
				}
				verdict := step
				verdict.Number, verdict.Kind, verdict.OrganisationID, verdict.At = 2, Verified, c.OwnerID, at.AddDate(0, 0, 3)
				steps = append(steps, step, verdict)
			}
		}
		if err := tx.Insert(&heads, &steps); err != nil {
			return err
		}
		if err := refigure(tx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkPortfolio reads how many contracts fare together, from snapshots and
// from all history, and what one decision costs.
//
//	go test ./internal/contract -run - -bench Portfolio -benchmem
func BenchmarkPortfolio(b *testing.B) {
	n := 1000
	if text := os.Getenv("ASSAY_BENCH_CONTRACTS"); text != "" {
		n, _ = strconv.Atoi(text)
	}
	e := largeEstate(b, n)
	past := time.Date(2028, 8, 1, 0, 0, 0, 0, time.UTC)
	for _, way := range []struct {
		name  string
		scope Scope
	}{{"snapshots", Scope{}}, {"history", Scope{AsOf: &past}}, {"one_contract", Scope{Contract: e.contracts[0].ID}}} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			var times []time.Duration
			for b.Loop() {
				start := time.Now()
				p, _, err := e.service.Portfolio(e.manager(), way.scope, store.Page{Limit: 50})
				if err != nil || p.Contracts == 0 {
					b.Fatalf("%d contracts, %v", p.Contracts, err)
				}
				times = append(times, time.Since(start))
			}
			sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-p50")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.HeapSys)/(1<<20), "MiB-heap")
		})
	}
	b.Run("progress_of_one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.service.Progress(e.manager(), e.contracts[n/2].ID, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refigure_one_obligation", func(b *testing.B) {
		c := e.contracts[n/2]
		var o Obligation
		e.write(b, func(tx *store.Tx) error { return tx.DB().First(&o, "contract_id = ?", c.ID).Error })
		for b.Loop() {
			e.write(b, func(tx *store.Tx) error { return refigure(tx, c.ID, o.ID) })
		}
	})
}

// TestPortfolioFromBothSources holds the snapshots of the estate that is
// measured to what all history says at the same moment.
func TestPortfolioFromBothSources(t *testing.T) {
	e := largeEstate(t, 3)
	now := time.Date(2029, 2, 10, 9, 0, 0, 0, time.UTC)
	told := func(scope Scope) (list []string) {
		p, _, err := e.service.Portfolio(e.manager(), scope, store.Page{Limit: 50})
		if err != nil || p.Contracts != 3 {
			t.Fatalf("%d contracts, %v", p.Contracts, err)
		}
		for _, o := range p.Outcomes {
			for _, s := range o.Sums {
				line := fmt.Sprintf("%s: %v %v", s.Like.Code(), s.Contracted, s.Committed)
				for _, total := range []*Total{s.Delivered, s.Verified} {
					if total != nil {
						line += " " + total.Exact.RatString()
					}
				}
				list = append(list, line)
			}
		}
		return list
	}
	snapshots, history := told(Scope{}), told(Scope{AsOf: &now})
	if len(snapshots) != 12 || fmt.Sprint(snapshots) != fmt.Sprint(history) {
		t.Errorf("snapshots say\n%v\nand history\n%v", snapshots, history)
	}
}
