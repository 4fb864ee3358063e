package canonical_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/assay-engine/assay/pkg/canonical"
)

func ExampleTransform() {
	form, err := canonical.Transform([]byte(`{"weight": 40.00, "id": "q\u00e9", "criteria": [ ]}`))
	fmt.Println(string(form), err)
	// Output:
	// {"criteria":[],"id":"qé","weight":40} <nil>
}

func ExampleHash() {
	fmt.Println(canonical.Hash(map[string]any{"b": 1, "a": "two"}))
	// Output:
	// sha256:e1e4a2f70c5fb4dad8bb1497da06560b4245ef8ce51b922534aba3f798c6c402 <nil>
}

// TestRFC8785Document is the example of RFC 8785, sections 3.2.2 to 3.2.4.
func TestRFC8785Document(t *testing.T) {
	in := `{
       "numbers": [333333333.33333329, 1E30, 4.50,
                   2e-3, 0.000000000000000000000000001],
       "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
       "literals": [null, true, false]
     }`
	want := `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`
	if got, err := canonical.Transform([]byte(in)); string(got) != want || err != nil {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

// TestRFC8785Sorting is the example of RFC 8785, section 3.2.3.
func TestRFC8785Sorting(t *testing.T) {
	in := `{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`
	got, err := canonical.Transform([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for _, name := range []string{"Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"} {
		if next := strings.Index(string(got), name); next < at {
			t.Errorf("%s comes too early in %s", name, got)
		} else {
			at = next
		}
	}
}

// TestRFC8785Numbers is appendix B of RFC 8785.
func TestRFC8785Numbers(t *testing.T) {
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0", 0x8000000000000000: "0", 0x0000000000000001: "5e-324", 0x8000000000000001: "-5e-324", 0x7fefffffffffffff: "1.7976931348623157e+308", 0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992", 0xc340000000000000: "-9007199254740992", 0x4430000000000000: "295147905179352830000", 0x44b52d02c7e14af5: "9.999999999999997e+22", 0x44b52d02c7e14af6: "1e+23", 0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000", 0x444b1ae4d6e2ef4f: "999999999999999900000", 0x444b1ae4d6e2ef50: "1e+21", 0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7", 0x3eb0c6f7a0b5ed8d: "0.000001",
		0x41b3de4355555553: "333333333.3333332", 0x41b3de4355555554: "333333333.33333325", 0x41b3de4355555555: "333333333.3333333", 0x41b3de4355555556: "333333333.3333334", 0x41b3de4355555557: "333333333.33333343", 0xbecbf647612f3696: "-0.0000033333333333333333", 0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		text := strconv.FormatFloat(math.Float64frombits(bits), 'e', -1, 64)
		if got, err := canonical.Transform([]byte(text)); string(got) != want || err != nil {
			t.Errorf("%x written as %s became %s, %v, want %s", bits, text, got, err, want)
		}
	}
}

func TestTransform(t *testing.T) {
	for in, want := range map[string]string{
		"66.00": "66", "-0": "0", "-0.0": "0", "0.10": "0.1", "0.0000001": "1e-7", "0.000001": "0.000001", "0.00000": "0", "100": "100", "100.0": "100", "1e2": "100", "-12.50": "-12.5", "0.0000010": "0.000001", "1.0000001": "1.0000001",
		"123456789012345678901": "123456789012345680000", "1e21": "1e+21", "0e99999": "0", "10.0000000": "10",
		`"\u0000\u001f\u007f\u2028<>&"`: "\"\\u0000\\u001f\u007f\u2028<>&\"", `"\b\t\n\f\r"`: `"\b\t\n\f\r"`, `"\ud83d\ude00"`: `"😀"`, "[ ]": "[]", " { } ": "{}",
		`{"b":{"d":1,"c":2},"a":[{"z":1,"y":2}]}`: `{"a":[{"y":2,"z":1}],"b":{"c":2,"d":1}}`, `{"aa":1,"a":2,"":3}`: `{"":3,"a":2,"aa":1}`, `{"\u0061":1,"A":2}`: `{"A":2,"a":1}`,
	} {
		if got, err := canonical.Transform([]byte(in)); string(got) != want || err != nil {
			t.Errorf("%s became %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, in := range []string{"", " ", "{", "[1,]", `{"a":1,}`, `{"a" 1}`, `{a:1}`, "1 2", "01", "1.", ".5", "-", "1e", "+1", "NaN", "1e400", `"a`, `"\x"`, `"\u12g4"`, `"\ud800"`, `"\udc00"`, `"\ud800\u0041"`, "\"\xff\"", "\"\x01\"", `{"a":1,"a":2}`, `{"a":1,"b":2,"\u0061":3}`, "nul", `"\`, "[1 2]", `{"a":1 "b":2}`, strings.Repeat("[", 5000)} {
		if got, err := canonical.Transform([]byte(in)); err == nil {
			t.Errorf("%.40q became %s, want an error", in, got)
		}
	}
	if _, err := canonical.JSON(func() {}); err == nil {
		t.Error("a function was written as JSON")
	}
}

// FuzzTransform: what comes out means the same, is the same when transformed again, and has its members in order.
func FuzzTransform(f *testing.F) {
	for _, seed := range []string{`{"b":1.50,"a":[null,true,"\u20ac\n"],"":-0}`, `[1e-7,123456789.123456789,5e-324]`, `{"\ud83d\ude00":1,"\ufb33":2,"é":{"z":1,"a":{}}}`, `"\u001f"`, "0.00000012"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := canonical.Transform(in)
		if err != nil {
			return
		}
		if !json.Valid(in) || !json.Valid(out) {
			t.Fatalf("%q became %q", in, out)
		}
		var before, after any
		if json.Unmarshal(in, &before) != nil || json.Unmarshal(out, &after) != nil || !reflect.DeepEqual(before, after) {
			t.Fatalf("%q means %v, %q means %v", in, before, out, after)
		}
		if again, err := canonical.Transform(out); err != nil || !bytes.Equal(again, out) {
			t.Fatalf("%q became %q, then %q, %v", in, out, again, err)
		}
	})
}

// TestOrderIsThatOfUTF16 compares the order of members with the order of their code units, spelled out.
func TestOrderIsThatOfUTF16(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	runes := []rune{'a', 'b', 0xE9, 0xD7FF, 0xE000, 0xFB33, 0xFFFD, 0x10000, 0x1F600, 0x1F601, 0x10FFFF}
	word := func() (s string) {
		for range random.IntN(4) {
			s += string(runes[random.IntN(len(runes))])
		}
		return s
	}
	for range 2000 {
		a, b := word(), word()
		if a == b {
			continue
		}
		got, err := canonical.JSON(map[string]int{a: 1, b: 2})
		if err != nil {
			t.Fatal(err)
		}
		aFirst := bytes.IndexByte(got, '1') < bytes.IndexByte(got, '2')
		if want := fmt.Sprintf("%05d", utf16.Encode([]rune(a))) < fmt.Sprintf("%05d", utf16.Encode([]rune(b))); want != aFirst && !strings.HasPrefix(a, b) && !strings.HasPrefix(b, a) {
			t.Errorf("%q before %q is %v, want %v", a, b, aFirst, want)
		}
	}
}

func BenchmarkTransform(b *testing.B) {
	node := `{"bid":"A","criterion":"price","input":"100","mark":50.00,"exact":"50","weighted":20.00,"localWeight":40,"globalWeight":40,"step":"100 × 50 ÷ 100"},`
	in := []byte("[" + strings.Repeat(node, 10000) + "{}]")
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := canonical.Transform(in); err != nil {
			b.Fatal(err)
		}
	}
}
