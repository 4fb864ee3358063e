package scoring

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/strictjson"
)

func TestBasesHaveRulesOfTheirOwn(t *testing.T) {
	for _, row := range []struct {
		name    string
		edit    func(*Sheet)
		pointer string
		code    string
	}{
		{"price weighs nothing per quality point", func(s *Sheet) { s.Method.Basis = PricePerQualityPoint }, "/method/criteria/0/weight", CodeNotTaken},
		{"the rest adds up to 100", func(s *Sheet) {
			s.Method.Basis = ValueForMoneyIndex
			s.Method.Criteria[0].Weight = nil
		}, "/method/criteria", CodeWeightSum},
		{"a price of nothing cannot be divided by", func(s *Sheet) {
			s.Method.Basis = ValueForMoneyIndex
			s.Bids[0].Price.Amount = 0
		}, "/bids/0/price/amount", CodeZeroPrice},
		{"the price is needed without a price leaf", func(s *Sheet) {
			s.Method.Basis = AwardOnValue
			s.Method.Criteria = s.Method.Criteria[1:]
			s.Bids[0].Price = nil
		}, "/bids/0/price", CodeMissing},
		{"worth instead of weight", func(s *Sheet) { s.Method.Basis = AwardOnValue }, "/method/criteria/0/weight", CodeNotTaken},
		{"worth on every leaf", func(s *Sheet) { s.Method.Basis = AwardOnValue }, "/method/criteria/1/criteria/0/worth", CodeMissing},
		{"worth above nothing", func(s *Sheet) {
			s.Method.Basis = AwardOnValue
			s.Method.Criteria[0].Worth = new(decimal.Pence(0))
		}, "/method/criteria/0/worth", CodeOutOfRange},
		{"a branch's worth is the sum", func(s *Sheet) {
			s.Method.Basis = AwardOnValue
			for i := range s.Method.Criteria[1].Criteria {
				s.Method.Criteria[1].Criteria[i].Worth = new(decimal.Pence(100))
			}
			s.Method.Criteria[1].Worth = new(decimal.Pence(201))
		}, "/method/criteria/1/worth", CodeWorthSum},
		{"a gate is worth nothing", func(s *Sheet) {
			s.Method.Basis = AwardOnValue
			s.Method.Criteria[3].Worth = new(decimal.Pence(201))
		}, "/method/criteria/3/worth", CodeNotTaken},
		{"a heading has no minimum", func(s *Sheet) {
			s.Method.Basis = PricePerQualityPoint
			s.Method.Criteria[0] = Criterion{ID: "price", Kind: PriceLeaf, Minimum: digits("1")}
		}, "/method/criteria/0/minimum", CodeNotTaken},
		{"a heading breaks no tie", func(s *Sheet) {
			s.Method.Basis = PricePerQualityPoint
			s.Method.Criteria[0] = Criterion{ID: "price", Kind: PriceLeaf}
			s.Method.TieBreak[0].ID = "price"
		}, "/method/tieBreak/0/id", CodeUnknownID},
		{"the lowest price needs prices", func(s *Sheet) {
			s.Method.Criteria = s.Method.Criteria[1:]
			s.Method.TieBreak[0] = TieBreak{By: ByLowestPrice}
			s.Bids[0].Price = nil
		}, "/bids/0/price", CodeMissing},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := sheetFile(t)
			row.edit(&s)
			if faults := s.Check(); !slices.ContainsFunc(faults, func(f Fault) bool { return f.Pointer == row.pointer && f.Code == row.code }) {
				t.Errorf("want %s at %s, got %v", row.code, row.pointer, faults)
			}
		})
	}
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	_, err := Parse([]byte(`{"version": 1, "tender": {}, "surprise": 1, "method": {"basis": "", "criteria": [
		{"id": "a", "weight": 40.001, "kind": "price", "score": {"function": "fixed_linear", "worst": 1, "best": 1}},
		{"id": "a", "weight": 50, "kind": "question", "scale": [{"level": 0, "marks": 5}, {"level": 1, "marks": 5}]}]},
		"bids": [{"id": "A", "price": {"amount": 1e3}}, {"id": "A", "price": {"amount": 1}, "levels": {"x": 1}}]}`))
	faults, ok := errors.AsType[Faults](err)
	if !ok {
		t.Fatalf("got %T: %v", err, err)
	}
	got := map[string]string{}
	for _, f := range faults {
		got[f.Pointer] = f.Code
	}
	for pointer, code := range map[string]string{
		"/surprise": "unknown-member", "/method/basis": CodeUnknownValue, "/method/criteria/0/weight": "too-many-decimals",
		"/method/criteria/0/score/best": CodeAnchors, "/method/criteria/1/id": CodeIDTwice, "/method/criteria/1/scale/1/marks": CodeScale,
		"/bids/0/price/amount": "exponent", "/bids/1/id": CodeIDTwice, "/bids/1/levels/x": CodeUnknownID, "/bids/0/levels/a": CodeMissing,
	} {
		if got[pointer] != code {
			t.Errorf("%s: got %q, want %q", pointer, got[pointer], code)
		}
	}
	if _, said := got["/method/criteria"]; said {
		t.Error("weights that cannot be read were added up all the same")
	}
	if lines := strings.Split(faults.Error(), "\n"); len(lines) != len(faults) || !strings.HasPrefix(lines[0], "/") {
		t.Errorf("want one line for each fault, got %q", faults.Error())
	}
}

func TestUnreadableSheetsAreRefused(t *testing.T) {
	good, err := os.ReadFile("testdata/sheet.json")
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, with string) string { return strings.Replace(string(good), old, with, 1) }
	for name, text := range map[string]string{
		"nothing":            "",
		"trailing data":      string(good) + "1",
		"a key twice":        edit(`"version": 1`, `"version": 1, "version": 1`),
		"another case":       edit(`"version"`, `"Version"`),
		"a float's exponent": edit(`"amount": 100`, `"amount": 1e2`),
		"a text for a mark":  edit(`"marks": 50`, `"marks": "50"`),
		"a null list":        edit(`"measures": [`, `"measures": null, "x": [`),
		"too deep":           strings.Repeat("[", 100) + strings.Repeat("]", 100),
		"sixteen digits":     edit(`"amount": 100`, `"amount": 1000000000000000`),
		"three decimals":     edit(`"amount": 100`, `"amount": 100.001`),
		"half a level":       edit(`"q1": 2`, `"q1": 1.5`),
		"half a year":        edit(`"years": 3`, `"years": 2.5`),
		"bad UTF-8":          edit(`"Price"`, "\"Pr\xffce\""),
		"a curve of triples": edit(`"function": "fixed_linear", "worst": 0, "best": 100`, `"function": "piecewise_linear", "points": [[0,0,0],[1,1,1]]`),
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	if _, err := Parse(good, LimitBytes(10)); err == nil || !strictError(err).TooLarge {
		t.Errorf("a limit of ten bytes: %v", err)
	}
	if _, err := Parse(good, LimitDepth(3)); err == nil || !strictError(err).Malformed {
		t.Errorf("a limit of three levels: %v", err)
	}
}

func strictError(err error) *strictjson.Error {
	e, ok := errors.AsType[*strictjson.Error](err)
	if !ok {
		return &strictjson.Error{}
	}
	return e
}

func TestDraftMethodsMayLeaveOutTheCommitment(t *testing.T) {
	m := sheetFile(t).Method
	m.TieBreak = []TieBreak{{By: ByDraw}}
	if faults := m.Check(); faults != nil {
		t.Errorf("got %v", faults)
	}
	if err := m.Check().Err(); err != nil {
		t.Errorf("no faults are no error, got %v", err)
	}
}

func TestHostileSheetsStaySmall(t *testing.T) {
	s := Sheet{Version: 1, Bids: make([]Bid, 3000)}
	s.Method.Criteria = make([]Criterion, 3000)
	faults := s.Check()
	if len(faults) > 2*maxFaults+2 {
		t.Errorf("%d faults are more than anyone reads", len(faults))
	}
	if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Code == CodeTooLarge }) || !slices.ContainsFunc(faults, func(f Fault) bool { return f.Code == CodeMoreFaults }) {
		t.Error("want the sheet to be called too large and the list to say that it was cut")
	}
}

// TestUnknownBasisIsOneFault keeps what follows from an unknown basis out of the list, and what does not follow in it.
func TestUnknownBasisIsOneFault(t *testing.T) {
	s := priceSheet(&Function{Name: RelativeToBest, Direction: Lower}, pounds("1")...)
	s.Method.Basis = "cheapest"
	if faults := s.Method.Check(); len(faults) != 1 || faults[0].Pointer != "/basis" {
		t.Errorf("got %v", faults)
	}
	*s.Method.Criteria[0].Weight--
	if faults := s.Method.Check(); len(faults) != 2 || faults[1].Code != CodeWeightSum {
		t.Errorf("with weights of 99.99: got %v", faults)
	}
}
