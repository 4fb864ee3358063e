package rehearsal_test

import (
	"slices"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
)

// guard is a tender of £2m over two years, so a promise of 4 is a rate of 1.
func guard() rehearsal.Guard {
	n := decimal.FromInt
	return rehearsal.Guard{
		Estimate: decimal.Pounds(200_000_000), Years: 2,
		Bands: []rehearsal.Band{{Measure: "13", Low: n(1), High: n(10), Source: "verified delivery, 100 % of 14 contracts", Sample: 14}},
		Promises: []rehearsal.Promise{
			{Bid: "A", Commitments: map[string]decimal.Quantity{"13": 40_000, "22": 8_000}, Delivered: map[string]decimal.Number{"13": n(4)}},
			{Bid: "B", Commitments: map[string]decimal.Quantity{"13": 41_000, "22": 8_000}},
			{Bid: "C", Commitments: map[string]decimal.Quantity{"13": 2_000, "22": 33_000}},
			{Bid: "D", Commitments: map[string]decimal.Quantity{"13": 0}},
		},
	}
}

func TestOverPromise(t *testing.T) {
	report, err := rehearsal.OverPromise(guard())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range report.Flags {
		got = append(got, f.Bid+" "+f.Measure+" "+string(f.Ground)+" "+f.Rate.String()+" of "+f.Limit.String())
	}
	// A's 40 is a rate of 10, on the band's end and so inside it, but more than twice the 4 it ever delivered. The middle of the others on 13 is 2.
	want := []string{"A 13 above-own-history 10 of 4", "A 13 above-peers 10 of 0.5", "B 13 above-band 10.25 of 10", "B 13 above-peers 10.25 of 0.5", "C 13 below-band 0.5 of 1", "C 22 above-peers 8.25 of 2"}
	if !slices.Equal(got, want) {
		t.Errorf("flags %q, want %q", got, want)
	}
	if !slices.Equal(report.Unchecked, []string{"22"}) || report.Caution != rehearsal.GuardCaution {
		t.Errorf("unchecked %v, caution %q", report.Unchecked, report.Caution)
	}
	if words := report.Flags[2].Words; words != "Bid B promises 41 of measure 13, 10.25 for each £ million and year; up to 10 is usual (verified delivery, 100 % of 14 contracts)." {
		t.Errorf("words %q", words)
	}
	if times := report.Flags[2].Times; times == nil || times.String() != "1.03" {
		t.Errorf("times %v, want 1.03", times)
	}
}

func TestPeersAndHistoryNeedSomethingToCompareWith(t *testing.T) {
	g := guard()
	g.Promises = g.Promises[1:3] // one other bid each, and no history
	report, err := rehearsal.OverPromise(g)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Flags {
		if f.Ground != rehearsal.AboveBand && f.Ground != rehearsal.BelowBand {
			t.Errorf("flag %+v", f)
		}
	}
	g = guard()
	g.Promises[1].Commitments["22"], g.Promises[0].Commitments["22"] = 0, 0
	report, _ = rehearsal.OverPromise(g)
	last := report.Flags[len(report.Flags)-1]
	if last.Bid != "C" || last.Ground != rehearsal.AbovePeers || last.Times != nil {
		t.Errorf("others who promise nothing: %+v, want a flag without a factor", last)
	}
}

func TestWrongGuardsAreRefusedWithEveryFault(t *testing.T) {
	low := decimal.FromInt(5)
	g := rehearsal.Guard{
		PeerFactor: 1, Bands: []rehearsal.Band{{Measure: "1", Low: low, High: decimal.FromInt(4), Source: "s"}, {Measure: "1", High: low, Source: "s"}, {Measure: "2", High: low}},
		Promises: []rehearsal.Promise{{Bid: "A"}, {Bid: "A", Commitments: map[string]decimal.Quantity{"a/b": -1}, Delivered: map[string]decimal.Number{"c": decimal.FromInt(-1)}}},
	}
	if _, err := rehearsal.OverPromise(g); !names(err, "/estimate/amount", "/years", "/peerFactor", "/bands/0", "/bands/1/measure", "/bands/2/source", "/promises/1/bid", "/promises/1/commitments/a~1b", "/promises/1/delivered/c") {
		t.Errorf("faults:\n%v", err)
	}
}
