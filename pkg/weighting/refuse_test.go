package weighting_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/weighting"
)

func TestWrongComparisonsAreRefusedWithEveryFault(t *testing.T) {
	_, err := weighting.FromPairs(weighting.Pairwise{Items: []string{"a", "b", "c"}, Judgements: []weighting.Judgement{
		judgement("a", "b", "2"), judgement("b", "a", "2"), judgement("a", "a", "1"), judgement("x", "y", "2"), judgement("a", "c", "0.5"), judgement("a", "c", "9.1"),
	}})
	if !names(err, "/judgements/1", "/judgements/2", "/judgements/3/more", "/judgements/3/less", "/judgements/4/times", "/judgements/5/times", "/judgements", "/judgements") {
		t.Errorf("faults:\n%v", err)
	}
	if _, err = weighting.FromPairs(weighting.Pairwise{Items: []string{"a"}}); !names(err, "/items") {
		t.Errorf("one criterion: %v", err)
	}
	if _, err = weighting.FromPairs(weighting.Pairwise{Items: named(16)}); !names(err, "/items") {
		t.Errorf("sixteen criteria: %v", err)
	}
	if _, err = weighting.FromPairs(weighting.Pairwise{Items: []string{"a", "", "a"}}); !names(err, "/items/1", "/items/2") {
		t.Errorf("an id twice and one missing: %v", err)
	}
}

func TestWrongMatricesAreRefusedWithEveryFault(t *testing.T) {
	one, two, ten := weighting.NewRatio(1, 1), weighting.NewRatio(2, 1), weighting.NewRatio(10, 1)
	for what, row := range map[string]struct {
		entries [][]weighting.Ratio
		want    []string
	}{
		"a row too few":               {[][]weighting.Ratio{{one, two}}, []string{"/entries"}},
		"a short row":                 {[][]weighting.Ratio{{one, two}, {one}}, []string{"/entries/1"}},
		"missing, off the scale, off": {[][]weighting.Ratio{{two, {}}, {ten, one}}, []string{"/entries/0/0", "/entries/0/1", "/entries/1/0"}},
		"halves that contradict":      {[][]weighting.Ratio{{one, two}, {two, one}}, []string{"/entries/1/0"}},
	} {
		if _, err := weighting.FromMatrix(weighting.Matrix{Items: []string{"a", "b"}, Entries: row.entries}); !names(err, row.want...) {
			t.Errorf("%s: %v, want faults at %v", what, err, row.want)
		}
	}
	var r weighting.Ratio
	for _, text := range []string{`"1/0"`, `"0/1"`, `"-1/2"`, `"1.5"`, `1e3`, `true`, `"1/2/3"`, `{}`} {
		if json.Unmarshal([]byte(text), &r) == nil {
			t.Errorf("%s was read as a ratio", text)
		}
	}
	if err := json.Unmarshal([]byte(`"2/14"`), &r); err != nil || r.Rat().Cmp(big.NewRat(1, 7)) != 0 {
		t.Errorf("2/14: %v %v", r.Rat(), err)
	}
	if text, _ := json.Marshal(weighting.Ratio{}); string(text) != "null" {
		t.Errorf("no ratio is written as %s", text)
	}
}

func TestWrongSwingsAndOrdersAreRefusedWithEveryFault(t *testing.T) {
	hundred := decimal.FromInt(100)
	if _, err := weighting.FromSwings(weighting.Swing{Items: []weighting.SwingItem{{ID: "a", Points: decimal.FromInt(90)}, {ID: "a", Points: decimal.FromInt(0)}}}); !names(err, "/items/1/points", "/items", "/items/1/id") {
		t.Errorf("faults:\n%v", err)
	}
	if _, err := weighting.FromSwings(weighting.Swing{}); !names(err, "/items") {
		t.Errorf("no swings: %v", err)
	}
	tiny := weighting.Swing{Items: []weighting.SwingItem{{ID: "a", Points: hundred}, {ID: "b", Points: decimal.FromScaled(1, 3)}}}
	if _, err := weighting.FromSwings(tiny); !names(err, "/items/1") {
		t.Errorf("a swing of a thousandth of a point: %v", err)
	}
	if _, err := weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"a"}, {}, {"a", ""}}}); !names(err, "/order/1", "/order/2/0", "/order/2/1") {
		t.Errorf("faults:\n%v", err)
	}
	if _, err := weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"a"}}}); !names(err, "/order") {
		t.Errorf("one criterion: %v", err)
	}
	long := weighting.RankOrder{}
	for _, id := range named(150) {
		long.Order = append(long.Order, []string{id})
	}
	d, err := weighting.FromOrder(long)
	if err == nil || d.Weights != nil {
		t.Errorf("the last of 150 criteria weighs %v, want a refusal", d.Weights)
	}
}

func TestWrongSharesAreRefused(t *testing.T) {
	one := big.NewRat(1, 1)
	if _, _, err := weighting.Round([]string{"a", "a", ""}, []*big.Rat{one, nil, big.NewRat(-1, 2)}); !names(err, "/1", "/2", "/1", "/2") {
		t.Errorf("faults:\n%v", err)
	}
	if _, _, err := weighting.Round([]string{"a"}, nil); !names(err, "") {
		t.Errorf("lists of different length: %v", err)
	}
	if _, _, err := weighting.Round(nil, nil); !names(err, "") {
		t.Errorf("empty lists: %v", err)
	}
}
