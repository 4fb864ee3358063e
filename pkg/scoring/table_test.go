package scoring

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-engine/assay/pkg/decimal"
)

// rankedOf is a ranking as far as it can be compared.
func rankedOf(r *Ranking) string {
	text := fmt.Sprint(r.Bids, r.Ranks)
	for place := range r.Bids {
		text += " " + r.Total(place).RatString()
	}
	for _, tie := range r.Ties {
		text += fmt.Sprint(" tie ", tie.Bids)
	}
	for _, x := range r.Excluded {
		text += fmt.Sprint(" ", x)
	}
	return text
}

// TestChangedTablesAreTablesOfChangedBids: taking a bid away from a table, or putting another in its place, ranks as reading all bids anew does.
func TestChangedTablesAreTablesOfChangedBids(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{T: t}
		s := m.sheet()
		if len(s.Bids) == 0 {
			return
		}
		plan, err := Compile(s.Method, s.Tender)
		if err != nil {
			t.Fatal(err)
		}
		read := func(bids []Bid) *Table {
			table, err := plan.Table(bids)
			if err != nil {
				t.Fatal(err)
			}
			return table
		}
		i := rapid.IntRange(0, len(s.Bids)-1).Draw(t, "bid")
		table := read(s.Bids)
		before := rankedOf(plan.Rank(table, seedOf(s)...))
		left := slices.Delete(slices.Clone(s.Bids), i, i+1)
		if diff := cmp.Diff(rankedOf(plan.Rank(read(left), seedOf(s)...)), rankedOf(plan.Rank(table.Without(s.Bids[i].ID), seedOf(s)...))); diff != "" {
			t.Fatalf("without %s:\n%s", s.Bids[i].ID, diff)
		}
		changed := slices.Clone(s.Bids)
		changed[i] = m.bid(s.Bids[i].ID)
		with, err := table.With(changed[i])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rankedOf(plan.Rank(read(changed), seedOf(s)...)), rankedOf(plan.Rank(with, seedOf(s)...))); diff != "" {
			t.Fatalf("with another %s:\n%s", s.Bids[i].ID, diff)
		}
		if after := rankedOf(plan.Rank(table, seedOf(s)...)); after != before {
			t.Fatalf("the table itself changed:\n%s", cmp.Diff(before, after))
		}
	})
}

func TestABidThatBreaksARuleIsNotPutIntoATable(t *testing.T) {
	s := priceSheet(&Function{Name: RelativeToBest, Direction: Lower}, decimal.FromInt(100), decimal.FromInt(120))
	plan, err := Compile(s.Method, s.Tender)
	if err != nil {
		t.Fatal(err)
	}
	table, err := plan.Table(s.Bids)
	if err != nil {
		t.Fatal(err)
	}
	for code, b := range map[string]Bid{
		CodeMissing:   {ID: "A"},
		CodeUnknownID: {ID: "A", Price: s.Bids[0].Price, Gates: map[string]bool{"none": true}},
		CodeCurrency:  {ID: "A", Price: &decimal.Money{Amount: 100, Currency: "EUR"}},
	} {
		_, err := table.With(b)
		if faults, ok := errors.AsType[Faults](err); !ok || len(faults) != 1 || faults[0].Code != code {
			t.Errorf("want the one fault %s, got %v", code, err)
		}
	}
	if alone, err := table.Without("B").With(Bid{ID: "A", Price: &decimal.Money{Amount: 100, Currency: "EUR"}}); err != nil || len(plan.Rank(alone).Bids) != 1 {
		t.Errorf("a bid that is alone may have any currency: %v", err)
	}
}

// long is a sheet of values whose exact figures have eight digits for each year.
func long(values, bids, years int) Sheet {
	s := Sheet{Version: 1, Tender: Tender{Years: years}, Bids: []Bid{}}
	for i := range values {
		c := Criterion{ID: fmt.Sprint("v", i), Kind: ValueLeaf, Weight: new(decimal.Weight(10_000 / values)), Score: &Function{Name: RelativeToBest, Direction: Higher}}
		for _, second := range []int{0, 1} {
			// Two measures, since what one is worth would cancel out beside the best.
			c.Measures = append(c.Measures, ValueMeasure{
				Measure: fmt.Sprint(c.ID, ".", second), Proxy: new(decimal.FromScaled(int64(1_234_567+i), 6)), DropOff: decimal.FromScaled(int64(10_000_001+i+7*second), 6),
			})
		}
		s.Method.Criteria = append(s.Method.Criteria, c)
	}
	for b := range bids {
		bid := Bid{ID: fmt.Sprint("B", b), Commitments: map[string]decimal.Quantity{}}
		for i := range values {
			bid.Commitments[fmt.Sprint("v", i, ".0")] = decimal.Quantity(1 + (b*7919+i*104_729)%999_983)
			bid.Commitments[fmt.Sprint("v", i, ".1")] = decimal.Quantity(1 + (b*5281+i*15_731)%999_983)
		}
		s.Bids = append(s.Bids, bid)
	}
	return s
}

// TestVeryLongFiguresAreExactOrRefused: eight hundred digits to a leaf are worked out, a hundred thousand to a total are refused before any work.
func TestVeryLongFiguresAreExactOrRefused(t *testing.T) {
	r := mustScore(t, long(4, 4, 100))
	if digits := len(r.Ranking[3].Exact); digits < 4000 {
		t.Errorf("the exact total has %d digits", digits)
	}
	err := long(100, 1000, 100).Check()
	if len(err) != 1 || err[0].Code != CodeTooLarge || err[0].Pointer != "/method/criteria" {
		t.Errorf("want one fault, that it is too large, got %v", err)
	}
	// A term of one year makes the same sheet short, and so does rounding each leaf.
	if err := long(100, 1000, 1).Check(); err != nil {
		t.Errorf("a year: %v", err)
	}
	s := long(100, 100, 100)
	s.Method.Rounding.At = RoundLeaf
	if effort := s.Effort(); effort > maxEffort/4 {
		t.Errorf("rounded at the leaf: %d", effort)
	}
}
