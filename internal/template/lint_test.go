package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/weighting"
)

// TestOverlaps pairs what counts the same good: by the catalogue's word in
// either direction, components included, and a measure with its own part.
func TestOverlaps(t *testing.T) {
	measures := []catalogue.Measure{
		{Code: "5", Components: []catalogue.Component{{ID: "5a"}, {ID: "5b"}}, Overlaps: []string{"13"}},
		{Code: "13", Overlaps: []string{"20"}},
		{Code: "20"},
		{Code: "22"},
	}
	for used, want := range map[string]string{
		"5a 13":       "[[5a 13]]",
		"13 5a":       "[[13 5a]]",
		"20 13":       "[[20 13]]",
		"5 5a":        "[[5 5a]]",
		"5a 5b":       "[]",
		"5a 20":       "[]",
		"22 99":       "[]",
		"5a 5b 13 20": "[[5a 13] [5b 13] [13 20]]",
	} {
		if got := fmt.Sprint(overlaps(strings.Fields(used), measures)); got != want {
			t.Errorf("%s: got %s, want %s", used, got, want)
		}
	}
}

// TestPacks chooses policies by their name or by the day.
func TestPacks(t *testing.T) {
	whole := Composed{Method: method(t, `{"criteria":[`+leaf("a", "13", 100)+`]}`), Measures: measures}
	for _, c := range []struct {
		name          string
		in            NewLint
		packs, policy int
		refused       string
	}{
		{"nothing", NewLint{}, 0, 0, ""},
		{"by the day", NewLint{Packs: []string{rehearsal.CentralGovernment}, Commences: "2026-01-01"}, 1, 0, ""},
		{"by name", NewLint{Packs: []string{"ppn-002"}}, 0, 1, ""},
		{"by name, on its first day", NewLint{Packs: []string{"ppn-002"}, Commences: "2025-10-01"}, 0, 1, ""},
		{"by name, a day early", NewLint{Packs: []string{"ppn-002"}, Commences: "2025-09-30"}, 0, 1, "/packs/0: ppn-002 is not in force"},
		{"by name, after its last day", NewLint{Packs: []string{"ppn-06-20"}, Commences: "2025-10-01"}, 0, 1, "/packs/0: ppn-06-20 is not in force"},
		{"the second is none", NewLint{Packs: []string{"ppn-002", "x"}}, 0, 1, "/packs/1: must be"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts, err := c.in.facts(whole)
			if len(facts.Packs) != c.packs || len(facts.Policies) != c.policy || (err == nil) != (c.refused == "") {
				t.Errorf("got %+v, %v", facts, err)
			}
			if err != nil && !strings.Contains(err.Error(), c.refused) {
				t.Errorf("got %v, want %s", err, c.refused)
			}
		})
	}
}

// TestChangedByHand compares a derivation with the weights as they stand.
func TestChangedByHand(t *testing.T) {
	d := Derived{Criterion: "s", Derivation: weighting.Derivation{Weights: []weighting.Placed{{ID: "a", Weight: decimal.Weight(6000)}, {ID: "b", Weight: decimal.Weight(4000)}}}}
	in := func(children string) string {
		return `{"criteria":[{"id":"s","weight":100,"criteria":[` + children + `]}]}`
	}
	for name, c := range map[string]struct {
		method string
		want   bool
	}{
		"as derived":            {in(leaf("a", "13", 60) + "," + leaf("b", "5", 40)), false},
		"in another order":      {in(leaf("b", "5", 40) + "," + leaf("a", "13", 60)), false},
		"with a gate beside":    {in(`{"id":"g","kind":"gate"},` + leaf("a", "13", 60) + "," + leaf("b", "5", 40)), false},
		"other weights":         {in(leaf("a", "13", 50) + "," + leaf("b", "5", 50)), true},
		"another criterion":     {in(leaf("a", "13", 60) + "," + leaf("c", "5", 40)), true},
		"one more":              {in(leaf("a", "13", 60) + "," + leaf("b", "5", 30) + "," + leaf("c", "5a", 10)), true},
		"the branch is gone":    {`{"criteria":[` + leaf("a", "13", 60) + "," + leaf("b", "5", 40) + `]}`, true},
		"the branch is a leaf ": {`{"criteria":[` + leaf("s", "13", 100) + `]}`, true},
	} {
		if got := d.ChangedByHand(method(t, c.method)); got != c.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

// TestBound keeps a dry run to what an answer may take.
func TestBound(t *testing.T) {
	small := method(t, `{"criteria":[`+leaf("a", "13", 100)+`]}`)
	var leaves []string
	for i := range 400 {
		leaves = append(leaves, strings.Replace(leaf(fmt.Sprint("m", i), fmt.Sprint("m", i), 100), `"weight":100`, `"weight":0.25`, 1))
	}
	large := method(t, `{"criteria":[`+strings.Join(leaves, ",")+`]}`)
	in := NewDryRun{}
	if err := in.bound(small); err != nil || in.Runs != 200 || len(in.Profiles) != len(rehearsal.Profiles()) {
		t.Errorf("left out, on a small tree: %+v, %v", in, err)
	}
	in = NewDryRun{}
	if err := in.bound(large); err != nil || in.Runs != 27 { // 400,000 ÷ (400 × 6²)
		t.Errorf("left out, on a large tree: %d runs, %v", in.Runs, err)
	}
	in = NewDryRun{Runs: 348} // 5,000,000 ÷ (400 × 6²) = 347.2
	if err := in.bound(large); err == nil || !strings.Contains(err.Error(), "at most 347") {
		t.Errorf("too many: %v", err)
	}
	in = NewDryRun{Runs: 347}
	if err := in.bound(large); err != nil {
		t.Errorf("just as many: %v", err)
	}
}
