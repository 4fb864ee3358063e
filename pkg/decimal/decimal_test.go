package decimal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

func ExampleParse() {
	n, err := decimal.Parse("12500.00")
	fmt.Println(n, n.Places(), err)
	_, err = decimal.Parse("1e9")
	fmt.Println(err)
	// Output:
	// 12500 0 <nil>
	// must be written out, without an exponent
}

func ExampleMoney() {
	var price decimal.Money
	fmt.Println(json.Unmarshal([]byte(`{"amount": 2310000.50}`), &price), price)
	fmt.Println(json.Unmarshal([]byte(`{"amount": -1, "currency": "gbp"}`), &price))
	// Output:
	// <nil> GBP 2310000.5
	// /amount: an amount of money cannot be negative
	// /currency: must be three capital letters (ISO 4217), such as GBP
}

func ExampleNumber_Scaled() {
	fmt.Println(decimal.FromScaled(1250, 2).Scaled(1))
	fmt.Println(decimal.FromScaled(1275, 2).Scaled(1))
	// Output:
	// 125 true
	// 0 false
}

func TestParse(t *testing.T) {
	for _, row := range []struct{ text, want, code string }{
		{"0", "0", ""},
		{"-0", "0", ""},
		{"0.0", "0", ""},
		{"-0.000", "0", ""},
		{"66.00", "66", ""},
		{"0.1", "0.1", ""},
		{"-12.50", "-12.5", ""},
		{"10", "10", ""},
		{"1.05", "1.05", ""},
		{"999999999999999", "999999999999999", ""},
		{"0.000001", "0.000001", ""},
		{"1.00000000000001", "1.00000000000001", ""},
		{"1.0000000000000000000000000000", "1", ""},
		{"12345678.1234567", "12345678.1234567", ""},
		{"0.0000010000001", "0.0000010000001", ""},
		{"1000000000000000", "", "too-many-digits"},
		{"1.000000000000001", "", "too-many-digits"},
		{"0.0000000000000001", "", "too-many-decimals"},
		{"99999999999999999999999999", "", "too-many-digits"},
		{strings.Repeat("9", 1000), "", "too-many-digits"},
		{"0." + strings.Repeat("0", 80), "", "too-many-digits"},
		{"0.0000001", "", "out-of-range"},
		{"0.0000009999999", "", "out-of-range"},
		{"1e9", "", "exponent"},
		{"1E+9", "", "exponent"},
		{"1.5e-3", "", "exponent"},
		{"1e999999999", "", "exponent"},
		{"", "", "not-a-number"},
		{"-", "", "not-a-number"},
		{"+1", "", "not-a-number"},
		{".5", "", "not-a-number"},
		{"5.", "", "not-a-number"},
		{"01", "", "not-a-number"},
		{"-01", "", "not-a-number"},
		{"1.2.3", "", "not-a-number"},
		{"1,000", "", "not-a-number"},
		{" 1", "", "not-a-number"},
		{"1 ", "", "not-a-number"},
		{"0x10", "", "not-a-number"},
		{"NaN", "", "not-a-number"},
		{"Infinity", "", "not-a-number"},
		{`"12"`, "", "not-a-number"},
		{"null", "", "not-a-number"},
		{"١", "", "not-a-number"},
		{"1e", "", "not-a-number"},
		{"--1", "", "not-a-number"},
	} {
		n, err := decimal.Parse(row.text)
		if got := code(err); got != row.code {
			t.Errorf("Parse(%.40q) refused with %q, want %q", row.text, got, row.code)
		} else if err == nil && n.String() != row.want {
			t.Errorf("Parse(%q) = %s, want %s", row.text, n, row.want)
		}
	}
}

func TestFixed(t *testing.T) {
	type fixed struct {
		Q *decimal.Quantity `json:"q,omitempty"`
		P *decimal.Pence    `json:"p,omitempty"`
		W *decimal.Weight   `json:"w,omitempty"`
	}
	for _, row := range []struct{ body, want, code string }{
		{`{"q":40}`, `{"q":40}`, ""},
		{`{"q":0.125}`, `{"q":0.125}`, ""},
		{`{"q":999999999999.999}`, `{"q":999999999999.999}`, ""},
		{`{"q":0}`, `{"q":0}`, ""},
		{`{"q":1.5000}`, `{"q":1.5}`, ""},
		{`{"q":1000000000000}`, "", "out-of-range"},
		{`{"q":0.0001}`, "", "too-many-decimals"},
		{`{"q":-1}`, "", "negative"},
		{`{"q":-0}`, `{"q":0}`, ""},
		{`{"p":12500.00}`, `{"p":12500}`, ""},
		{`{"p":9999999999999.99}`, `{"p":9999999999999.99}`, ""},
		{`{"p":10000000000000}`, "", "out-of-range"},
		{`{"p":0.001}`, "", "too-many-decimals"},
		{`{"p":-0.01}`, "", "negative"},
		{`{"w":100}`, `{"w":100}`, ""},
		{`{"w":33.34}`, `{"w":33.34}`, ""},
		{`{"w":100.01}`, "", "out-of-range"},
		{`{"w":0.125}`, "", "too-many-decimals"},
		{`{"w":1e1}`, "", "exponent"},
		{`{"w":"40"}`, "", "not-a-number"},
	} {
		var read fixed
		err := json.Unmarshal([]byte(row.body), &read)
		if got := code(err); got != row.code {
			t.Errorf("reading %s refused with %q, want %q", row.body, got, row.code)
			continue
		}
		if written, _ := json.Marshal(read); err == nil && string(written) != row.want {
			t.Errorf("reading and writing %s gave %s, want %s", row.body, written, row.want)
		}
	}
}

func TestMoneyReportsEveryFault(t *testing.T) {
	for _, row := range []struct{ body, want string }{
		{`{"amount":1}`, ""},
		{`{"currency":"EUR","amount":0}`, ""},
		{`{}`, "/amount missing-member;"},
		{`{"amount":1.234,"currency":"GB"}`, "/amount too-many-decimals;/currency bad-currency;"},
		{`{"Amount":1}`, "/amount missing-member;/Amount unknown-member;"},
		{`{"amount":1,"currency":null}`, "/currency bad-currency;"},
		{`{"amount":null,"a/b":2}`, "/amount not-a-number;/a~1b unknown-member;"},
		{`null`, " wrong-type;"},
		{`[]`, " wrong-type;"},
		{`12`, " wrong-type;"},
	} {
		var m decimal.Money
		if got := listed(m.UnmarshalJSON([]byte(row.body))); got != row.want {
			t.Errorf("reading %s gave the faults %q, want %q", row.body, got, row.want)
		}
	}
}

func TestMoneyNamesItsCurrency(t *testing.T) {
	for want, m := range map[string]decimal.Money{`{"amount":99.5,"currency":"GBP"}`: {Amount: 9950}, `{"amount":1,"currency":"EUR"}`: {Amount: 100, Currency: "EUR"}} {
		if got, err := json.Marshal(m); string(got) != want || err != nil {
			t.Errorf("writing %v gave %s, %v, want %s", m, got, err, want)
		}
	}
	if got, err := json.Marshal(decimal.Money{Currency: `","x`}); err == nil {
		t.Errorf("writing a currency that is none gave %s, want an error", got)
	}
}

func TestCmpAgreesWithFractions(t *testing.T) {
	numbers := []decimal.Number{
		{},
		decimal.FromInt(1), decimal.FromInt(-1), decimal.FromScaled(1, 18), decimal.FromScaled(-1, 18), decimal.FromScaled(15, 1), decimal.FromScaled(149, 2),
		decimal.FromInt(math.MaxInt64), decimal.FromInt(math.MinInt64), decimal.FromScaled(math.MaxInt64, 18), decimal.FromScaled(math.MinInt64, 18), decimal.FromScaled(1500, 3),
	}
	for _, a := range numbers {
		for _, b := range numbers {
			if got, want := a.Cmp(b), a.Rat().Cmp(b.Rat()); got != want {
				t.Errorf("%s compared with %s is %d, want %d", a, b, got, want)
			}
			if (a == b) != (a.Cmp(b) == 0) {
				t.Errorf("%s == %s does not agree with Cmp", a, b)
			}
		}
	}
}

func TestScaled(t *testing.T) {
	for _, row := range []struct {
		n      decimal.Number
		places int
		v      int64
		exact  bool
	}{
		{decimal.FromScaled(125, 1), 3, 12500, true},
		{decimal.FromScaled(-125, 1), 1, -125, true},
		{decimal.FromScaled(125, 1), 0, 0, false},
		{decimal.FromInt(10), -1, 0, false},
		{decimal.Number{}, 99, 0, true},
		{decimal.FromInt(1), 99, 0, false},
		{decimal.FromInt(math.MaxInt64), 1, 0, false},
		{decimal.FromInt(9), 18, 9e18, true},
		{decimal.FromInt(10), 18, 0, false},
	} {
		if v, exact := row.n.Scaled(row.places); v != row.v || exact != row.exact {
			t.Errorf("%s.Scaled(%d) = %d, %v, want %d, %v", row.n, row.places, v, exact, row.v, row.exact)
		}
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	text, bad := []byte("12345.675"), []byte("1e9")
	var n decimal.Number
	var q decimal.Quantity
	if got := testing.AllocsPerRun(100, func() { _, _, _ = n.UnmarshalJSON(text), q.UnmarshalJSON(text), q.UnmarshalJSON(bad) }); got != 0 {
		t.Errorf("reading numbers allocates %v times, want 0", got)
	}
}

// FuzzParse holds the reader to big.Rat: what is taken has the value of its digits, and is read back from its own text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"0", "-0.5", "12500.00", "1e9", "0.000001", "999999999999999", "1.000000000000001", "00", "0.10203000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := decimal.Parse(text)
		if err != nil {
			if code(err) == "" {
				t.Fatalf("Parse(%q) failed without a code: %v", text, err)
			}
			return
		}
		if want, ok := new(big.Rat).SetString(text); !ok || n.Rat().Cmp(want) != 0 {
			t.Fatalf("Parse(%q) = %s", text, n)
		}
		if again, err := decimal.Parse(n.String()); err != nil || again != n || !json.Valid([]byte(n.String())) {
			t.Fatalf("Parse(%q) = %s, which reads back as %s, %v", text, n, again, err)
		}
	})
}

func code(err error) string {
	var e *decimal.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func listed(err error) (text string) {
	if all, joined := err.(interface{ Unwrap() []error }); joined {
		for _, one := range all.Unwrap() {
			text += listed(one)
		}
		return text
	}
	var e *decimal.Error
	if errors.As(err, &e) {
		return e.Pointer + " " + e.Code + ";"
	}
	return ""
}
