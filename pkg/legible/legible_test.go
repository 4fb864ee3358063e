package legible_test

import (
	"math/big"
	"testing"

	"github.com/assay-engine/assay/pkg/legible"
)

func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no figure", text)
	}
	return r
}

func TestDecimal(t *testing.T) {
	for _, row := range []struct {
		figure string
		places int
		want   string
	}{
		{"66", 2, "66.00"},
		{"83.898", 2, "83.90"},
		{"0.000083898", 2, "0.00008390"},
		{"-0.000083898", 2, "-0.00008390"},
		{"1/3", 2, "0.3333"},
		{"0.25", 2, "0.25"},
		{"0.001", 2, "0.001"},
		{"4/3", 2, "1.33"},
		{"0", 2, "0.00"},
		{"0", 0, "0"},
		{"1/2", 0, "0.5"},
		{"99.999", 2, "100.00"},
		{"1/1000000000000000000", 2, "less than 0.000000000000001"},
		{"-1/1000000000000000000", 2, "almost 0"},
	} {
		if got := legible.Decimal(rat(t, row.figure), row.places); got != row.want {
			t.Errorf("%s to %d places: %s, want %s", row.figure, row.places, got, row.want)
		}
	}
}

func TestMoney(t *testing.T) {
	for _, row := range []struct{ amount, currency, want string }{
		{"2400000", "", "£2,400,000"},
		{"79.99", "GBP", "£79.99"},
		{"79.9", "GBP", "£79.90"},
		{"-20", "", "−£20"},
		{"1234567.5", "EUR", "EUR 1,234,567.50"},
		{"0.00125", "EUR", "EUR 0.00125"},
		{"1000/3", "", "£333.33"},
		{"1/1000000000000000000", "", "less than £0.000000000000001"},
	} {
		if got := legible.Money(rat(t, row.amount), row.currency); got != row.want {
			t.Errorf("%s %s: %s, want %s", row.amount, row.currency, got, row.want)
		}
	}
	if got := legible.Thousands("abc"); got != "abc" {
		t.Errorf("what is no figure became %s", got)
	}
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"Ash & Söhne, 日本 👩‍🔧":     "Ash & Söhne, 日本 👩‍🔧",
		"a\x1b[2Jb":               "a⟨U+001B⟩[2Jb",
		"one\ntwo\ttabs":          "one⟨U+000A⟩two⟨U+0009⟩tabs",
		"A\u202edib":              "A⟨U+202E⟩dib",
		"zero\u200bwidth\ufeff":   "zero⟨U+200B⟩width⟨U+FEFF⟩",
		"C1 \u009b and \u007f":    "C1 ⟨U+009B⟩ and ⟨U+007F⟩",
		"line\u2028end":           "line⟨U+2028⟩end",
		"broken \xff byte":        "broken ⟨FF⟩ byte",
		"tag \U000e0041":          "tag ⟨U+E0041⟩",
		"replaced \ufffd already": "replaced ⟨U+FFFD⟩ already",
		"":                        "",
	} {
		if got := legible.Text(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
