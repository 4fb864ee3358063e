package award

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/tender"
)

// ranked makes a lot from "supplier total price" lines, best first; bids of the
// same total share a rank.
func ranked(number int, lines ...string) lotRanking {
	l := lotRanking{Lot: fmt.Sprint("lot ", number), Number: number}
	for i, line := range lines {
		var supplier string
		var total, price int64
		if _, err := fmt.Sscan(line, &supplier, &total, &price); err != nil {
			panic(err)
		}
		rank := i + 1
		if i > 0 && l.Bids[i-1].Total.Cmp(big.NewRat(total, 1)) == 0 {
			rank = l.Bids[i-1].Rank
		}
		l.Bids = append(l.Bids, candidate{Bid: fmt.Sprint(supplier, number), Supplier: supplier, Rank: rank, Total: big.NewRat(total, 1), PricePence: big.NewRat(price, 1)})
	}
	return l
}

func (c combination) words(lots []lotRanking) string {
	var winners []string
	for i, place := range c.places {
		if place < 0 {
			winners = append(winners, "nobody")
			continue
		}
		winners = append(winners, lots[i].Bids[place].Supplier)
	}
	return strings.Join(winners, " ")
}

// TestTogether works small examples by hand.
func TestTogether(t *testing.T) {
	three := []lotRanking{ranked(1, "A 90 100", "B 80 90", "C 70 80"), ranked(2, "A 85 100", "B 84 95"), ranked(3, "A 80 100", "C 60 50")}
	byMargin := []tender.LotRule{tender.ByLargestMargin, tender.ByLotOrder}
	fixed := slices.Clone(three)
	fixed[1].Fixed = new("A2")
	for _, row := range []struct {
		name  string
		lots  []lotRanking
		limit int
		rules []tender.LotRule
		want  string
		ways  int
	}{
		{"nobody is over the limit", []lotRanking{three[0], ranked(2, "B 85 1")}, 1, byMargin, "A B", 1},
		{"the lots in which A is furthest ahead", three, 2, byMargin, "A B A", 3},
		{"the lots with the lower numbers", three, 2, []tender.LotRule{tender.ByLotOrder}, "A A C", 3},
		{"the least to pay", three, 2, []tender.LotRule{tender.ByLowestCost, tender.ByLotOrder}, "A A C", 3},
		{"the best totals", three, 2, []tender.LotRule{tender.ByHighestTotal, tender.ByLotOrder}, "A B A", 3},
		{"a preference that nobody states decides nothing", three, 2, []tender.LotRule{tender.ByPreference, tender.ByLotOrder}, "A A C", 3},
		{"what was decided before stays", fixed, 1, byMargin, "B A C", 1},
		{"who is left when all are at their limit", []lotRanking{ranked(1, "A 9 1"), ranked(2, "A 9 1")}, 1, byMargin, "A nobody", 2},
		{"a chain: B gives way too", []lotRanking{ranked(1, "A 9 1", "B 8 1", "C 1 1"), ranked(2, "A 9 1", "B 5 1", "C 4 1"), ranked(3, "B 9 1", "C 8 1")}, 1, byMargin, "C A B", 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			list, best, err := together(row.lots, row.limit, row.rules)
			if err != nil || best != 1 || len(list) != row.ways || list[0].words(row.lots) != row.want {
				t.Fatalf("got %d of %d ways, %v; first %q; want %d and %q", best, len(list), err, list[0].words(row.lots), row.ways, row.want)
			}
			if words := why(row.lots, row.rules, list, best); words == "" {
				t.Error("it does not say why")
			}
		})
	}
}

// TestTogetherTies leaves bids of one rank to the officer, and says so.
func TestTogetherTies(t *testing.T) {
	lots := []lotRanking{ranked(1, "A 9 1", "B 9 1"), ranked(2, "C 9 1")}
	list, best, err := together(lots, 1, []tender.LotRule{tender.ByLotOrder})
	if err != nil || best != 2 || !strings.Contains(why(lots, []tender.LotRule{tender.ByLotOrder}, list, best), "share a rank") {
		t.Errorf("got %d of %v, %v", best, list, err)
	}
}

// TestTogetherRefuses what it cannot compare.
func TestTogetherRefuses(t *testing.T) {
	var many []lotRanking
	for i := range 14 {
		many = append(many, ranked(i+1, "A 9 1", "B 8 1", "C 7 1", "D 6 1", "E 5 1"))
	}
	if _, _, err := together(many, 3, []tender.LotRule{tender.ByLotOrder}); !errors.Is(err, ErrCombinations) {
		t.Errorf("fourteen lots of five: got %v", err)
	}
	mixed := []lotRanking{ranked(1, "A 9 1", "B 8 1"), ranked(2, "A 9 1", "B 8 1")}
	mixed[1].lowest = true
	if _, _, err := together(mixed, 1, []tender.LotRule{tender.ByHighestTotal, tender.ByLotOrder}); !errors.Is(err, ErrMixed) {
		t.Errorf("totals of two kinds: got %v", err)
	}
}

// TestTogetherProperties holds the search to the plainest version of itself: all
// ways there are, and those kept that fit.
func TestTogetherProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 9))
	for range 300 {
		lots, limit := []lotRanking{}, 1+random.IntN(2)
		for n := range 2 + random.IntN(3) {
			var lines []string
			total := 100
			for _, s := range random.Perm(3)[:1+random.IntN(3)] {
				total -= 1 + random.IntN(9)
				lines = append(lines, fmt.Sprintf("%c %d %d", 'A'+s, total, random.IntN(1000)))
			}
			lots = append(lots, ranked(n+1, lines...))
		}
		list, _, err := together(lots, limit, []tender.LotRule{tender.ByLowestCost, tender.ByLotOrder})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			got = append(got, fmt.Sprint(c.places))
		}
		want := plainly(lots, limit)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("limit %d, lots %v: got %v, want %v", limit, lots, got, want)
		}
	}
}

func plainly(lots []lotRanking, limit int) (list []string) {
	f := finder{lots: lots, limit: limit}
	places := make([]int, len(lots))
	var walk func(int)
	walk = func(lot int) {
		if lot < len(lots) {
			for p := -1; p < len(lots[lot].Bids); p++ {
				places[lot] = p
				walk(lot + 1)
			}
			return
		}
		won := map[string]int{}
		for i, p := range places {
			if p >= 0 {
				won[lots[i].Bids[p].Supplier]++
			}
		}
		for _, n := range won {
			if n > limit {
				return
			}
		}
		if f.needed(places, won) {
			list = append(list, fmt.Sprint(places))
		}
	}
	walk(0)
	return list
}
