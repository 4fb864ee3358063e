package scoring

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// anyNum draws rationals that fit words, that just fit and that do not.
func anyNum(t *rapid.T, name string) (num, *big.Rat) {
	edge := int64(limit)
	n := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64Range(-edge+1, edge-1), rapid.SampledFrom([]int64{0, edge - 1, 1 - edge, 1 << 31})).Draw(t, name+" over")
	d := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, edge-1), rapid.SampledFrom([]int64{1, 8, 5, 1000, 1e12, edge - 1})).Draw(t, name+" under")
	r := big.NewRat(n, d)
	if rapid.Bool().Draw(t, name+" is wide") {
		r = times(r, big.NewRat(1<<61+1, 1<<60+3))
		return numOf(r), r
	}
	return num{n: n, d: d}, r
}

func TestNumberArithmeticEqualsBigRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, x := anyNum(t, "a")
		b, y := anyNum(t, "b")
		same := func(what string, got num, want *big.Rat) {
			if got.rat().Cmp(want) != 0 {
				t.Fatalf("%s of %s and %s: got %s, want %s", what, x, y, got.rat(), want)
			}
			if got.wide == nil && got.d <= 0 {
				t.Fatalf("%s of %s and %s: denominator %d", what, x, y, got.d)
			}
		}
		same("sum", a.add(b), plus(x, y))
		same("product", a.mul(b), times(x, y))
		same("negative", a.neg(), new(big.Rat).Neg(x))
		if y.Sign() != 0 {
			same("quotient", a.div(b), over(x, y))
		}
		if a.cmp(b) != x.Cmp(y) || a.sign() != x.Sign() {
			t.Fatalf("comparing %s with %s: %d, sign %d", x, y, a.cmp(b), a.sign())
		}
		places := rapid.IntRange(0, maxPlaces).Draw(t, "places")
		for _, rule := range []RoundingRule{HalfUp, HalfEven, Down} {
			same(string(rule), a.round(places, rule), roundRat(x, places, rule))
			if got, want := string(a.appendFigure(nil, places, rule)), string(figureOf(x, places, rule)); got != want {
				t.Fatalf("%s shown to %d places %s: got %s, want %s", x, places, rule, got, want)
			}
		}
		if got, want := string(a.appendExact(nil)), string(exactOf(x)); got != want {
			t.Fatalf("exact: got %s, want %s", got, want)
		}
		if got, want := string(a.appendInStep(nil)), inStep(x); got != want {
			t.Fatalf("in a step: got %s, want %s", got, want)
		}
	})
}

func TestRoundingRules(t *testing.T) {
	for _, row := range []struct {
		of, up, even, down string
		places             int
	}{
		{"5/2", "3", "2", "2", 0},
		{"7/2", "4", "4", "3", 0},
		{"-5/2", "-3", "-2", "-2", 0},
		{"1/200", "1/100", "0", "0", 2},
		{"3/200", "1/50", "1/50", "1/100", 2},
		{"2/3", "67/100", "67/100", "33/50", 2},
		{"-1/1000", "0", "0", "0", 2},
		{"0", "0", "0", "0", 2},
	} {
		r := Exact(row.of).Rat()
		for rule, want := range map[RoundingRule]string{HalfUp: row.up, HalfEven: row.even, Down: row.down} {
			if got := exactOf(roundRat(r, row.places, rule)); string(got) != want {
				t.Errorf("%s rounded %s to %d places: got %s, want %s", row.of, rule, row.places, got, want)
			}
		}
	}
}
