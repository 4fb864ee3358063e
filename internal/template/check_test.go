package template

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

var measures = []catalogue.Measure{
	{Code: "1", Wording: "In work", Level: catalogue.AreaIndicator, Caution: "one contract cannot move the borough rate"},
	{Code: "5", Wording: "Offenders", Level: catalogue.ContractCommitment, Scorable: true, Components: []catalogue.Component{{ID: "5a", Text: "gain"}}},
	{Code: "13", Wording: "New volunteers", Level: catalogue.ContractCommitment, Scorable: true},
	{Code: "16", Wording: "Parks", Level: catalogue.Both, Scorable: true, Components: []catalogue.Component{{ID: "16b", Text: "usage", Level: catalogue.AreaIndicator}}},
	{Code: "22", Wording: "Investment", Level: catalogue.ContractCommitment},
}

func method(t *testing.T, text string) scoring.Method {
	t.Helper()
	var m scoring.Method
	if err := strictjson.Decode([]byte(text), &m, strictjson.Default); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

func leaf(id, measure string, weight int) string {
	return fmt.Sprintf(`{"id":%q,"kind":"measure","measure":%q,"weight":%d,"score":{"function":"fixed_linear","worst":0,"best":100}}`, id, measure, weight)
}

// TestFit holds criteria to the catalogue.
func TestFit(t *testing.T) {
	for _, c := range []struct {
		name, criteria string
		want           []string // pointer and code
		reason         string
	}{
		{"what a bidder can promise", leaf("a", "13", 50) + "," + leaf("b", "5a", 50), nil, ""},
		{"an area indicator", leaf("a", "13", 50) + "," + leaf("b", "1", 50), []string{"/method/criteria/1/measure area-indicator"}, "one contract cannot move the borough rate"},
		{"the area part of a measure", leaf("a", "16b", 100), []string{"/method/criteria/0/measure area-indicator"}, "Parks: usage"},
		{"not offered for scoring", leaf("a", "22", 100), []string{"/method/criteria/0/measure not-scorable"}, "Investment"},
		{"no such measure", leaf("a", "31", 100), []string{"/method/criteria/0/measure unknown-measure"}, `"31"`},
		{
			"in a branch and in a value, all at once",
			`{"id":"s","weight":100,"criteria":[` + leaf("a", "1", 50) + `,{"id":"v","kind":"value","weight":50,"measures":[{"measure":"13","proxy":1},{"measure":"16b","proxy":1},{"measure":"x","proxy":1}],"score":{"function":"relative_to_best","direction":"higher"}}]}`,
			[]string{"/method/criteria/0/criteria/0/measure area-indicator", "/method/criteria/0/criteria/1/measures/1/measure area-indicator", "/method/criteria/0/criteria/1/measures/2/measure unknown-measure"},
			"",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := unfit(method(t, `{"criteria":[`+c.criteria+`]}`), measures)
			compareFields(t, got, c.want)
			if len(got) > 0 && !strings.Contains(got[0].Detail, c.reason) {
				t.Errorf("the reason %q does not say %q", got[0].Detail, c.reason)
			}
		})
	}
}

func compareFields(t *testing.T, fields []fault.Field, want []string) {
	t.Helper()
	var got []string
	for _, f := range fields {
		got = append(got, f.Pointer+" "+f.Code)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCheck adds the rules of published words to those of scoring.
func TestCheck(t *testing.T) {
	many := make([]string, maxCriteria+1)
	for i := range many {
		many[i] = fmt.Sprintf(`{"id":"g%d","kind":"gate"}`, i)
	}
	for _, c := range []struct {
		name, method string
		want         []string
	}{
		{"good", `{"criteria":[` + leaf("a", "13", 100) + `]}`, nil},
		{"nothing", `{"criteria":[]}`, []string{"/method/criteria no-weighted-criterion"}},
		{"99.99 per cent", `{"criteria":[` + strings.Replace(leaf("a", "13", 50), "50", "49.99", 1) + `,` + leaf("b", "5", 50) + `]}`, []string{"/method/criteria weights-do-not-add-up"}},
		{"an id that no address takes", `{"criteria":[` + leaf("a b", "13", 100) + `]}`, []string{"/method/criteria/0/id wrong-form"}},
		{"a title that reads backwards", `{"criteria":[{"id":"g","kind":"gate","title":"\u202e"},` + leaf("a", "13", 100) + `]}`, []string{"/method/criteria/0/title unprintable"}},
		{"words of a level", `{"criteria":[{"id":"q","kind":"question","weight":100,"scale":[{"level":0,"marks":0},{"level":1,"marks":100,"words":"\u0007"}]}]}`, []string{"/method/criteria/0/scale/1/words unprintable"}},
		{"a draw that somebody knows already", `{"tieBreak":[{"by":"draw","commitment":"sha256:` + strings.Repeat("0", 64) + `"}],"criteria":[` + leaf("a", "13", 100) + `]}`, []string{"/method/tieBreak/0/commitment not-taken"}},
		{"more than a panel can bear", `{"criteria":[` + leaf("a", "13", 100) + `,` + strings.Join(many, ",") + `]}`, []string{"/method/criteria too-large"}},
	} {
		t.Run(c.name, func(t *testing.T) { compareFields(t, check(method(t, c.method)), c.want) })
	}
}

// TestWeigh writes shares of the whole with every digit.
func TestWeigh(t *testing.T) {
	m := method(t, `{"criteria":[{"id":"p","kind":"price","weight":33.33,"score":{"function":"relative_to_best","direction":"lower"}},
		{"id":"s","weight":66.67,"criteria":[{"id":"t","weight":12.34,"criteria":[`+leaf("a", "13", 100)+`]},
		{"id":"v","kind":"value","weight":87.66,"measures":[{"measure":"5","proxy":1},{"measure":"5a","proxy":1}],"score":{"function":"relative_to_best","direction":"higher"}}]},
		{"id":"g","kind":"gate"}]}`)
	var got []string
	for _, w := range Weigh(m) {
		global := "none"
		if w.Global != nil {
			global = string(*w.Global)
		}
		got = append(got, fmt.Sprintf("%s in %q at %d: %s %v", w.Criterion.ID, w.Parent, w.Depth, global, w.Codes()))
	}
	want := []string{
		`p in "" at 0: 33.33 []`, `s in "" at 0: 66.67 []`, `t in "s" at 1: 8.227078 []`, `a in "t" at 2: 8.227078 [13]`,
		`v in "s" at 1: 58.442922 [5 5a]`, `g in "" at 0: none []`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestWeighWorth shows pounds where the basis weighs in pounds.
func TestWeighWorth(t *testing.T) {
	m := method(t, `{"basis":"award_on_value","criteria":[{"id":"s","criteria":[{"id":"a","kind":"measure","measure":"13","worth":1500.50,"score":{"function":"fixed_linear","worst":0,"best":1}},
		{"id":"b","kind":"measure","measure":"5","worth":500,"score":{"function":"fixed_linear","worst":0,"best":1}}]}]}`)
	all := Weigh(m)
	if len(all) != 3 || all[0].Worth.String() != "2000.5" || all[0].Local != nil || all[0].Global != nil || all[1].Worth.String() != "1500.5" {
		t.Errorf("got %+v", all)
	}
}
