package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/strictjson"
)

type bid struct {
	ID          string                      `json:"id"`
	Price       *decimal.Money              `json:"price"`
	Levels      map[string]int              `json:"levels"`
	Commitments map[string]decimal.Quantity `json:"commitments"`
}

type sheet struct {
	Version int   `json:"version"`
	Bids    []bid `json:"bids"`
}

func ExampleDecode() {
	var s sheet
	err := strictjson.Decode([]byte(`{"Version": 1, "bids": [
		{"id": "A", "price": {"amount": 100.505}, "commitment": {}},
		{"id": 7, "levels": {"q1": "2"}, "commitments": {"13": 1e9}}]}`), &s, strictjson.Default)
	for _, fault := range strictjson.Faults(err) {
		fmt.Println(fault.Code, fault)
	}
	// Output:
	// unknown-member /Version: there is no member "Version"; the name is written "version"
	// too-many-decimals /bids/0/price/amount: an amount of money has at most two decimals
	// unknown-member /bids/0/commitment: there is no member "commitment"; perhaps "commitments" is meant
	// wrong-type /bids/1/id: must be a string, not a number
	// wrong-type /bids/1/levels/q1: must be a number, not a string
	// exponent /bids/1/commitments/13: must be written out, without an exponent
}

func ExampleCheck() {
	fmt.Println(strictjson.Check([]byte("{\"price\": 100,\n \"price\": 90}"), strictjson.Default))
	// Output:
	// /price: the member is given twice (line 2, column 2)
}

func TestMalformed(t *testing.T) {
	many := make([]string, 50)
	for i := range many {
		many[i] = fmt.Sprintf(`"k%d":1`, i)
	}
	for _, row := range []struct{ body, code, pointer, place string }{
		{"", "empty", "", "line 1, column 1"},
		{" \n ", "empty", "", "line 2, column 2"},
		{"{", "syntax", "", "line 1, column 2"},
		{"[1,]", "syntax", "/1", "column 4"},
		{`{"a":1,}`, "syntax", "/a", "column 8"},
		{`{a:1}`, "syntax", "", "column 2"},
		{`{"a" 1}`, "syntax", "/a", "column 6"},
		{`{"a":tru}`, "syntax", "/a", "column 6"},
		{"[01]", "syntax", "/0", ""},
		{"[+1]", "syntax", "/0", ""},
		{"[1.]", "syntax", "/0", ""},
		{"[.5]", "syntax", "/0", ""},
		{"[1e]", "syntax", "/0", ""},
		{"[-]", "syntax", "/0", ""},
		{"[NaN]", "syntax", "/0", ""},
		{"['a']", "syntax", "/0", ""},
		{`"a`, "syntax", "", ""},
		{`"\`, "syntax", "", ""},
		{`"\x"`, "syntax", "", ""},
		{`"\u12"`, "syntax", "", ""},
		{"\"a\tb\"", "syntax", "", "column 3"},
		{"[1 2]", "syntax", "/0", ""},
		{"{}{}", "trailing-data", "", "column 3"},
		{"1 2", "trailing-data", "", ""},
		{"{} x", "trailing-data", "", ""},
		{"[1]]", "trailing-data", "", ""},
		{"\"\xff\"", "bad-utf-8", "", ""},
		{"\"\xed\xa0\x80\"", "bad-utf-8", "", ""},
		{"[\xff]", "bad-utf-8", "/0", ""},
		{"\xef\xbb\xbf{}", "bad-utf-8", "", ""},
		{"\"\xc0\xaf\"", "bad-utf-8", "", ""},
		{"\"a\x00\"", "nul", "", ""},
		{`{"a":"\u0000"}`, "nul", "/a", ""},
		{"[\x00]", "nul", "/0", ""},
		{`"\ud800"`, "lone-surrogate", "", ""},
		{`"\udc00"`, "lone-surrogate", "", ""},
		{`"\ud83d\ud83d"`, "lone-surrogate", "", ""},
		{`"\ud83dx"`, "lone-surrogate", "", ""},
		{`{"a":1,"a":2}`, "duplicate-member", "/a", "column 8"},
		{`{"x":[{"a":1,"\u0061":2}]}`, "duplicate-member", "/x/0/a", ""},
		{`{"":1,"":2}`, "duplicate-member", "/", ""},
		{`{` + strings.Join(many, ",") + `,"k49":2}`, "duplicate-member", "/k49", ""},
		{`{` + strings.Join(many, ",") + `,"k2":2}`, "duplicate-member", "/k2", ""},
		{strings.Repeat("[", 33) + strings.Repeat("]", 33), "too-deep", strings.Repeat("/0", 32), "column 33"},
		{strings.Repeat("[", 1<<19), "too-deep", strings.Repeat("/0", 32), ""},
	} {
		var into any
		err := strictjson.Decode([]byte(row.body), &into, strictjson.Default)
		e, ok := errors.AsType[*strictjson.Error](err)
		if !ok || !e.Malformed || len(e.Faults) != 1 || e.Faults[0].Code != row.code || e.Faults[0].Pointer != row.pointer || !strings.Contains(e.Faults[0].Detail, row.place) {
			t.Errorf("reading %.60q gave %+v, want malformed, %s at %q, %s", row.body, err, row.code, row.pointer, row.place)
		}
	}
}

func TestLimits(t *testing.T) {
	var into any
	for _, row := range []struct {
		body  string
		limit strictjson.Limits
		want  string
	}{
		{"[[1]]", strictjson.Limits{Depth: 2}, ""},
		{"[[1]]", strictjson.Limits{Depth: 1}, "too-deep"},
		{"[1]", strictjson.Limits{Bytes: 3}, ""},
		{"[1] ", strictjson.Limits{Bytes: 3}, "too-large"},
		{strings.Repeat("[", 32) + strings.Repeat("]", 32), strictjson.Limits{}, ""},
		{`"` + strings.Repeat("a", 1<<20) + `"`, strictjson.Limits{}, "too-large"},
	} {
		err := strictjson.Decode([]byte(row.body), &into, row.limit)
		if got := codes(err); got != row.want {
			t.Errorf("reading %.20q under %+v gave %q, want %q", row.body, row.limit, got, row.want)
		}
		if e, ok := errors.AsType[*strictjson.Error](err); ok && e.TooLarge != (row.want == "too-large") {
			t.Errorf("reading %.20q says TooLarge %v", row.body, e.TooLarge)
		}
	}
}

type base struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}
type Deeper struct {
	Note string `json:"note"`
}
type node struct {
	Children []node           `json:"children"`
	ByName   map[string]*node `json:"byName"`
}
type everything struct {
	base
	*Deeper
	Title    string                  `json:"title"` // wins over base.Title
	Skipped  string                  `json:"-"`
	Dash     string                  `json:"-,"` //nolint:staticcheck // a member that is called "-"
	Plain    int                     `json:",omitempty"`
	B        bool                    `json:"b"`
	I8       int8                    `json:"i8"`
	U        uint                    `json:"u"`
	F        float64                 `json:"f"`
	N        json.Number             `json:"n"`
	Bytes    []byte                  `json:"bytes"`
	Two      [2]int                  `json:"two"`
	Ptr      **int                   `json:"ptr"`
	When     time.Time               `json:"when"`
	Whenever *time.Time              `json:"whenever"`
	Raw      json.RawMessage         `json:"raw"`
	Any      any                     `json:"any"`
	Big      *big.Int                `json:"big"`
	Upper    map[upper]int           `json:"upper"`
	Own      own                     `json:"own"`
	Owns     []own                   `json:"owns"`
	Tree     node                    `json:"tree"`
	Map      map[string]map[int8]int `json:"-"`
	hidden   int                     //nolint:unused // a member that no document may set
}
type upper string

func (u *upper) UnmarshalText(b []byte) error {
	if len(b) > 3 {
		return errors.New("must have at most three letters")
	}
	*u = upper(strings.ToUpper(string(b)))
	return nil
}

type (
	own      struct{ raw string }
	ownFault struct{ at, code string }
)

func (f ownFault) Error() string   { return "sentence" }
func (f ownFault) Code() string    { return f.code }
func (f ownFault) Pointer() string { return f.at }
func (o *own) UnmarshalJSON(b []byte) error {
	switch o.raw = string(b); o.raw {
	case "1":
		return ownFault{"", "own"}
	case "2":
		return fmt.Errorf("wrapped: %w", errors.Join(ownFault{"/x", "first"}, ownFault{"/y", "second"}))
	case "3":
		return errors.New("plain")
	case "4":
		var s struct{ A struct{ B int } }
		return json.Unmarshal([]byte(`{"A":{"B":"x"}}`), &s)
	case "5":
		return strictjson.Decode([]byte(`{"zz":1}`), &struct{}{}, strictjson.Default)
	}
	return nil
}

func TestFaults(t *testing.T) {
	for _, row := range []struct{ body, want string }{
		{`null`, " null"},
		{`[]`, " wrong-type"},
		{`{"name":null}`, "/name null"},
		{`{"Name":"a","NOTE":1,"hidden":1,"Skipped":"","plain":1}`, "/Name unknown-member;/NOTE unknown-member;/hidden unknown-member;/Skipped unknown-member;/plain unknown-member"},
		{`{"b":1,"i8":128,"u":-1,"f":1e999,"n":"1","bytes":"A","two":[1]}`, "/b wrong-type;/i8 out-of-range;/u out-of-range;/f out-of-range;/n wrong-type;/bytes bad-base64;/two wrong-length"},
		{`{"i8":1.0,"u":1e2,"two":[1,2,3],"bytes":[1]}`, "/i8 not-an-integer;/u not-an-integer;/two wrong-length;/bytes wrong-type"},
		{`{"i8":null,"two":null,"bytes":null,"when":null,"tree":null,"upper":null,"owns":null}`, "/i8 null;/two null;/bytes null;/when null;/tree null;/upper null;/owns null"},
		{`{"ptr":null,"whenever":null,"any":null,"raw":null,"big":null}`, ""},
		{`{"when":"2026-10-25 01:30","whenever":"2026-10-25T01:30:00,5Z"}`, "/when bad-time;/whenever bad-time"},
		{`{"when":"2026-10-25T01:30:00"}`, "/when bad-time"},
		{`{"when":"2026-10-25T1:30:00Z"}`, "/when bad-time"},
		{`{"when":"2026-10-25T01:30:00+24:00"}`, "/when bad-time"},
		{`{"when":"2026-10-25t01:30:00z"}`, "/when bad-time"},
		{`{"when":"2026-10-25T24:00:00Z"}`, "/when bad-time"},
		{`{"when":"2026-02-30T01:30:00Z"}`, "/when bad-time"},
		{`{"when":1}`, "/when wrong-type"},
		{`{"upper":{"abcd":1,"ab":"x"}}`, "/upper/abcd invalid;/upper/ab wrong-type"},
		{`{"upper":{"ab":1,"AB":2}}`, "/upper/AB duplicate-member"},
		{`{"own":1}`, "/own own"},
		{`{"own":2}`, "/own/x first;/own/y second"},
		{`{"owns":[0,3,4,5]}`, "/owns/1 invalid;/owns/2/A/B wrong-type;/owns/3/zz unknown-member"},
		{`{"own":null}`, ""},
		{`{"tree":{"children":[{},{"children":{}},{"byName":{"a/b~c":{"x":[{"y":"}"}]}}}]}}`, "/tree/children/1/children wrong-type;/tree/children/2/byName/a~1b~0c/x unknown-member"},
		{`{"big":12345678901234567890123}`, ""},
	} {
		var into everything
		if got := codes(strictjson.Decode([]byte(row.body), &into, strictjson.Default)); got != row.want {
			t.Errorf("reading %s\n gave %s\nwant %s", row.body, got, row.want)
		}
	}
}

func TestFills(t *testing.T) {
	body := ` { "name" : "a\u00e9\ud83d\ude00\n\/" , "title":"t","note":"n","-":"d","Plain":3,"b":true,"i8":-128,"u":9,"f":1.5e2,"n":12.50,"bytes":"aGk=","two":[1,2],"ptr":4,
		"when":"2027-03-01T12:00:00.25+01:00","raw": {"x" :[1, "]"]} ,"any":{"a":[1.50,true,null,"s",{}]},"upper":{"ab":1},"own":{"k":[]},"owns":[],"tree":{"children":[{"children":[]}],"byName":{"k":{}}}} `
	var got, want everything
	if err := strictjson.Decode([]byte(body), &got, strictjson.Default); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &want); err != nil {
		t.Fatal(err)
	}
	want.Any = map[string]any{"a": []any{json.Number("1.50"), true, nil, "s", map[string]any{}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n %+v\nwant\n %+v", got, want)
	}
}

func TestTypesThatCannotBeRead(t *testing.T) {
	var stringer fmt.Stringer
	for _, into := range []any{nil, 1, (*int)(nil), new(chan int), &stringer, new(map[int]int), &struct{ F func() }{}, &struct {
		A int `json:"a,string"`
	}{}} {
		err := strictjson.Decode([]byte("{}"), into, strictjson.Default)
		if _, fault := errors.AsType[*strictjson.Error](err); err == nil || fault {
			t.Errorf("reading into %T gave %v, want an error that is not the document's", into, err)
		}
	}
}

func TestFaultsAreBounded(t *testing.T) {
	var into sheet
	body := `{"bids":[` + strings.Repeat(`{"identifier":1},`, 20000) + `{}]}`
	faults := strictjson.Faults(strictjson.Decode([]byte(body), &into, strictjson.Default))
	if len(faults) != strictjson.MaxFaults+1 || faults[strictjson.MaxFaults].Code != "more-faults" {
		t.Errorf("%d faults, the last %v, want %d and \"more-faults\"", len(faults), faults[len(faults)-1], strictjson.MaxFaults+1)
	}
}

// FuzzDecode holds the reader to encoding/json: what is taken is valid and means the same there, what is not JSON there is malformed here.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{}`, `[1,2.5e3,-0]`, `{"a":{"b":["\u00e9\ud83d\ude00",null,true]}}`, "\"\xff\"", `{"a":1,"a":2}`, `{"name":"a","owns":[1,{"]":"}"}]}`, `"\\"`, "[[[[", `{"children":[{"byName":{"":{}}}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want any
		err := strictjson.Decode(data, &got, strictjson.Default)
		if e, ok := errors.AsType[*strictjson.Error](err); err != nil && (!ok || len(e.Faults) == 0) {
			t.Fatalf("an error without faults: %v", err)
		}
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if valid := json.Valid(data); err == nil && (!valid || d.Decode(&want) != nil || !reflect.DeepEqual(got, want)) {
			t.Fatalf("read %#v, encoding/json reads %#v (valid: %v)", got, want, valid)
		}
		var rich everything
		var tree node
		_, _ = strictjson.Decode(data, &rich, strictjson.Default), strictjson.Decode(data, &tree, strictjson.Default)
	})
}

func BenchmarkDecodeSheet(b *testing.B) {
	var body bytes.Buffer
	body.WriteString(`{"version":1,"bids":[`)
	for i := range 10000 {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"id":"bid-%d","price":{"amount":%d.50,"currency":"GBP"},"levels":{"q1":2,"q2":1},"commitments":{`, i, 1000+i)
		for m := range 29 {
			if m > 0 {
				body.WriteByte(',')
			}
			fmt.Fprintf(&body, `"measure-with-a-rather-long-code-of-its-own-%d":%d.125`, m, i*m)
		}
		body.WriteString(`}}`)
	}
	body.WriteString(`]}`)
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		var s sheet
		if err := strictjson.Decode(body.Bytes(), &s, strictjson.Limits{Bytes: 1 << 30}); err != nil {
			b.Fatal(err)
		}
	}
}

func codes(err error) string {
	if err == nil {
		return ""
	}
	if strictjson.Faults(err) == nil {
		return err.Error()
	}
	var all []string
	for _, f := range strictjson.Faults(err) {
		if all = append(all, f.Pointer+" "+f.Code); f.Detail == "" {
			all = append(all, "(no detail)")
		}
	}
	if e, _ := errors.AsType[*strictjson.Error](err); e.Malformed || e.TooLarge {
		return e.Faults[0].Code
	}
	return strings.Join(all, ";")
}
