package weighting_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/weighting"
)

type published struct {
	ID     string
	Inputs struct {
		Matrix       [][]weighting.Ratio
		Criteria     [][]weighting.Ratio   `json:"criteria_matrix"`
		Alternatives [][][]weighting.Ratio `json:"alternative_matrices"`
	}
	Expected struct {
		LambdaMax  float64 `json:"lambda_max"`
		CI, CR     float64
		Consistent bool
		Scores     []float64
		Best       int `json:"best_index_1based"`
	}
}

func readPublished(t *testing.T, id string) published {
	t.Helper()
	text, err := os.ReadFile("testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []published
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list[slices.IndexFunc(list, func(p published) bool { return p.ID == id })]
}

func named(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("c%d", i+1)
	}
	return ids
}

func near(t *testing.T, what string, got decimal.Number, want float64) {
	t.Helper()
	if f, _ := got.Rat().Float64(); math.Abs(f-want) > 1e-5 {
		t.Errorf("%s: got %s, want %v within 0.00001", what, got, want)
	}
}

func TestPublishedConsistency(t *testing.T) {
	p := readPublished(t, "ahp-consistency-8x8")
	d, err := weighting.FromMatrix(weighting.Matrix{Items: named(8), Entries: p.Inputs.Matrix})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "lambda max", d.Consistency.LambdaMax, p.Expected.LambdaMax)
	near(t, "consistency index", d.Consistency.Index, p.Expected.CI)
	near(t, "consistency ratio", d.Consistency.Ratio, p.Expected.CR)
	if d.Consistency.Acceptable != p.Expected.Consistent || len(d.Warnings) != 0 {
		t.Errorf("acceptable %v with warnings %v, want %v", d.Consistency.Acceptable, d.Warnings, p.Expected.Consistent)
	}
}

func TestPublishedSynthesis(t *testing.T) {
	p := readPublished(t, "ahp-full-jmcdm")
	weights := exactWeights(t, p.Inputs.Criteria)
	scores := make([]float64, 4)
	for c, matrix := range p.Inputs.Alternatives {
		for a, priority := range exactWeights(t, matrix) {
			scores[a] += weights[c] * priority
		}
	}
	for a, want := range p.Expected.Scores {
		if math.Abs(scores[a]-want) > 1e-5 {
			t.Errorf("alternative %d: %v, want %v", a+1, scores[a], want)
		}
	}
}

// exactWeights reads the fractions before rounding to basis points.
func exactWeights(t *testing.T, matrix [][]weighting.Ratio) []float64 {
	t.Helper()
	d, err := weighting.FromMatrix(weighting.Matrix{Items: named(len(matrix)), Entries: matrix})
	if err != nil {
		t.Fatal(err)
	}
	shares := make([]float64, len(matrix))
	for i, w := range d.Weights {
		exact, _ := new(big.Rat).SetString(strings.TrimPrefix(w.Exact, "≈"))
		shares[i], _ = exact.Float64()
		shares[i] /= 100
	}
	return shares
}

func TestRankOrderCentroidPublished(t *testing.T) {
	// Edwards and Barron (1994): 0.5208, 0.2708, 0.1458 and 0.0625 for four ranks.
	d, err := weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"a"}, {"b"}, {"c"}, {"d"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"625/12", "325/12", "175/12", "25/4"} {
		if d.Weights[i].Exact != want {
			t.Errorf("rank %d: %s, want %s", i+1, d.Weights[i].Exact, want)
		}
	}
	tied, err := weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"a", "b", "c", "d"}}})
	if err != nil || tied.Weights[0].Weight != 2500 || tied.Weights[3].Weight != 2500 {
		t.Errorf("four equal criteria: %+v %v", tied.Weights, err)
	}
}

func TestRoundingPlacesTheRemainderAsSaid(t *testing.T) {
	third := big.NewRat(1, 3)
	placed, said, err := weighting.Round([]string{"a", "b", "c"}, []*big.Rat{third, third, third})
	if err != nil {
		t.Fatal(err)
	}
	if placed[0].Weight != 3334 || !placed[0].ExtraPoint || placed[1].Weight != 3333 || placed[2].ExtraPoint {
		t.Errorf("thirds: %+v", placed)
	}
	want := "Rounded down, the weights sum to 99.99 %; the 1 basis point left over went to a, which lost most by rounding down. b lost as much as a and is listed later."
	if said.Statement != want {
		t.Errorf("statement %q, want %q", said.Statement, want)
	}
}

func TestWeightsAlwaysSumToOneHundred(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		n := 1 + random.IntN(40)
		shares := make([]*big.Rat, n)
		total := new(big.Rat)
		for i := range shares {
			shares[i] = big.NewRat(1+random.Int64N(1000), 1+random.Int64N(7))
			total.Add(total, shares[i])
		}
		placed, said, err := weighting.Round(named(n), shares)
		if err != nil {
			continue // some share was under a basis point
		}
		sum, extra := decimal.Weight(0), 0
		for i, p := range placed {
			sum += p.Weight
			if p.ExtraPoint {
				extra++
			}
			exact := new(big.Rat).Quo(shares[i], total)
			off := new(big.Rat).Sub(big.NewRat(int64(p.Weight), 10000), exact)
			if off.Abs(off).Cmp(big.NewRat(1, 10000)) >= 0 {
				t.Fatalf("%s is a basis point or more from its exact weight", p.ID)
			}
		}
		if sum != 10000 || extra != said.LeftOver {
			t.Fatalf("weights sum to %d with %d extra points of %d said", sum, extra, said.LeftOver)
		}
	}
}

func TestConsistentAnswersGiveTheirWeights(t *testing.T) {
	d, err := weighting.FromPairs(weighting.Pairwise{Items: []string{"a", "b", "c"}, Judgements: []weighting.Judgement{
		judgement("a", "b", "2"), judgement("a", "c", "6"), judgement("b", "c", "3"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if d.Weights[0].Weight != 6000 || d.Weights[1].Weight != 3000 || d.Weights[2].Weight != 1000 {
		t.Errorf("6 : 3 : 1 gave %+v", d.Weights)
	}
	c := d.Consistency
	if !c.Ratio.IsZero() || !c.Acceptable || c.Worst != nil || c.RandomIndexTable != weighting.RandomIndexTable || c.RandomIndex.String() != "0.58" {
		t.Errorf("consistency %+v", c)
	}
	if !strings.HasPrefix(d.Rounding.Statement, "Every exact weight is a whole number") {
		t.Errorf("statement %q", d.Rounding.Statement)
	}
}

func judgement(more, less, times string) weighting.Judgement {
	n, err := decimal.Parse(times)
	if err != nil {
		panic(err)
	}
	return weighting.Judgement{More: more, Less: less, Times: n}
}

func TestContradictionsAreFlagged(t *testing.T) {
	d, err := weighting.FromPairs(weighting.Pairwise{Items: []string{"a", "b", "c"}, Judgements: []weighting.Judgement{
		judgement("a", "b", "5"), judgement("b", "c", "5"), judgement("c", "a", "5"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if d.Consistency.Acceptable || len(d.Warnings) != 1 || d.Warnings[0].Code != "inconsistent" {
		t.Errorf("a circle of preferences: %+v %+v", d.Consistency, d.Warnings)
	}
	if w := d.Consistency.Worst; w == nil || w.Stated.String() != "5" || w.Implied.String() != "1" ||
		w.Words != "a was called 5 times as important as b; the weights that all answers together give make them about equally important (33.33 % against 33.33 %)." {
		t.Errorf("worst %+v", d.Consistency.Worst)
	}
	two, err := weighting.FromPairs(weighting.Pairwise{Items: []string{"a", "b"}, Judgements: []weighting.Judgement{judgement("b", "a", "9")}})
	if err != nil || !two.Consistency.Acceptable || two.Weights[1].Weight != 9000 {
		t.Errorf("two criteria cannot contradict each other: %+v %v", two, err)
	}
}

func TestSwings(t *testing.T) {
	d, err := weighting.FromSwings(weighting.Swing{Items: []weighting.SwingItem{
		{ID: "price", From: "the budget", To: "10 % under", Points: decimal.FromInt(100)},
		{ID: "social", From: "nothing", To: "200 hours", Points: decimal.FromInt(60)},
		{ID: "quality", Points: decimal.FromInt(40)},
	}})
	if err != nil || d.Weights[0].Weight != 5000 || d.Weights[1].Weight != 3000 || d.Weights[2].Weight != 2000 {
		t.Errorf("100, 60, 40 gave %+v %v", d.Weights, err)
	}
	if len(d.Warnings) != 1 || d.Warnings[0].Pointer != "/items/2" || d.Warnings[0].Code != "swing-not-described" {
		t.Errorf("warnings %+v", d.Warnings)
	}
}

func TestWhatIsStoredCanBeRepeated(t *testing.T) {
	p := readPublished(t, "ahp-consistency-8x8")
	matrix, _ := weighting.FromMatrix(weighting.Matrix{Items: named(8), Entries: p.Inputs.Matrix})
	pairs, _ := weighting.FromPairs(weighting.Pairwise{Items: []string{"a", "b"}, Judgements: []weighting.Judgement{judgement("a", "b", "2.5")}})
	swings, _ := weighting.FromSwings(weighting.Swing{Items: []weighting.SwingItem{{ID: "a", Points: decimal.FromInt(100)}, {ID: "b", Points: decimal.FromInt(33)}}})
	order, _ := weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"a"}, {"b", "c"}}})
	for _, d := range []weighting.Derivation{matrix, pairs, swings, order} {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var stored weighting.Derivation
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatalf("%s: %v", d.Method, err)
		}
		if again, err := stored.Recompute(); err != nil || !slices.Equal(again.Weights, d.Weights) {
			t.Errorf("%s: %v, weights %+v, want %+v", d.Method, err, again.Weights, d.Weights)
		}
		stored.Weights[0].Weight++
		if _, err := stored.Recompute(); !names(err, "/weights/0") {
			t.Errorf("%s with a changed weight: %v", d.Method, err)
		}
	}
	order.Weights = order.Weights[:2]
	order.Method = weighting.SwingWeighting
	if _, err := order.Recompute(); !names(err, "/method", "/weights") {
		t.Errorf("a weight gone: %v", err)
	}
	if _, err := (weighting.Derivation{}).Recompute(); !names(err, "/kind", "") {
		t.Errorf("nothing at all: %v", err)
	}
	swings.Swing.Items[0].Points = decimal.FromInt(101)
	if _, err := swings.Recompute(); !names(err, "/swing/items/0/points", "/swing/items") {
		t.Errorf("answers that are wrong: %v", err)
	}
}

func names(err error, pointers ...string) bool {
	var wrong *weighting.Error
	if !errors.As(err, &wrong) || len(wrong.Faults) != len(pointers) {
		return false
	}
	for i, p := range pointers {
		if wrong.Faults[i].Pointer != p || wrong.Faults[i].Code == "" || wrong.Faults[i].Detail == "" {
			return false
		}
	}
	return true
}
