package rehearsal_test

import (
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

func ExampleLint() {
	var method scoring.Method
	_ = json.Unmarshal([]byte(`{"tieBreak": [{"by": "lowest_price"}], "criteria": [
		{"id": "price", "title": "Price", "weight": 95, "kind": "price", "score": {"function": "fixed_linear", "worst": 200, "best": 100}},
		{"id": "trees", "title": "Trees", "weight": 5, "kind": "measure", "measure": "13", "score": {"function": "relative_to_best", "direction": "higher"}}]}`), &method)
	report, err := rehearsal.Lint(method, rehearsal.Facts{Packs: []string{rehearsal.CentralGovernment}, Commences: "2027-03-01"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Println(f.Severity, f.Code, f.Pointer)
		fmt.Println(" ", f.Explanation)
	}
	// Output:
	// warning rival-dependent /criteria/1/score/function
	//   Marks on Trees depend on the other bids, so adding or removing a losing bid can change the winner, and nobody can work out a bid's marks beforehand.
	// warning uncapped-promise /criteria/1/cap
	//   The greatest promise on Trees sets the scale for all, without limit, so promising too much pays.
	// warning policy-least-share /criteria
	//   Social value weighs 5 % of the whole; PPN 002, taking account of social value in the award of central government contracts asks for at least 10 %.
}

func ExampleDryRun() {
	var method scoring.Method
	_ = json.Unmarshal([]byte(`{"criteria": [
		{"id": "price", "weight": 60, "kind": "price", "score": {"function": "fixed_linear", "worst": 1200000, "best": 800000}},
		{"id": "trees", "weight": 40, "kind": "measure", "measure": "13", "score": {"function": "fixed_linear", "worst": 0, "best": 100}}]}`), &method)
	report, err := rehearsal.DryRun(method, rehearsal.DryRunOptions{Runs: 100, Seed: "rehearsal 1", Profiles: []rehearsal.Profile{rehearsal.Balanced, rehearsal.Cheap, rehearsal.OverPromising}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range report.Winners {
		fmt.Println(w.Profile, w.First)
	}
	for _, words := range report.Words {
		fmt.Println(words)
	}
	// Output:
	// balanced 0.01
	// cheap 0.43
	// over-promising 0.56
	// The over-promising bid comes first in 56 % of 100 runs. When it wins alone, it is 32.29 ahead of the next bid on trees and 27.05 behind on price, on average.
	// Promising more than can be delivered wins 56 % of the runs: look at caps and anchors.
}

func ExampleOverPromise() {
	report, _ := rehearsal.OverPromise(rehearsal.Guard{
		Estimate: decimal.Pounds(240_000_000), Years: 3,
		Bands:    []rehearsal.Band{{Measure: "13", High: decimal.FromInt(8), Source: "catalogue 2"}},
		Promises: []rehearsal.Promise{{Bid: "B", Commitments: map[string]decimal.Quantity{"13": 90_000}}},
	})
	fmt.Println(report.Flags[0].Words)
	fmt.Println(report.Caution)
	// Output:
	// Bid B promises 90 of measure 13, 12.5 for each £ million and year; up to 8 is usual (catalogue 2).
	// A flag asks for a clarification. It rejects no bid and changes no mark; what the bidder answers is for people to weigh.
}
