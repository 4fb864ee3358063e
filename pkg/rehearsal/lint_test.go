package rehearsal_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// sound is a method that the checks have nothing to say about.
const sound = `{
 "tieBreak": [{"by": "criterion", "id": "social"}, {"by": "lowest_price"}],
 "criteria": [
  {"id": "price", "title": "Price", "weight": 40, "kind": "price", "score": {"function": "fixed_linear", "worst": 1200000, "best": 800000}},
  {"id": "quality", "title": "Quality", "weight": 40, "minimum": 30, "criteria": [
   {"id": "q1", "title": "Method", "weight": 60, "kind": "question", "minimum": 40, "scale": [{"level": 0, "marks": 0, "words": "none"}, {"level": 1, "marks": 40, "words": "fair"}, {"level": 2, "marks": 70, "words": "good"}, {"level": 3, "marks": 100, "words": "full"}]},
   {"id": "q2", "title": "Team", "weight": 40, "kind": "question", "scale": [{"level": 0, "marks": 0, "words": "none"}, {"level": 1, "marks": 50, "words": "fair"}, {"level": 2, "marks": 100, "words": "full"}]}]},
  {"id": "social", "title": "Social value", "weight": 20, "criteria": [
   {"id": "volunteers", "title": "Volunteers", "weight": 70, "kind": "measure", "measure": "13", "score": {"function": "fixed_linear", "worst": 0, "best": 100}},
   {"id": "fund", "title": "Community fund", "weight": 30, "kind": "value", "measures": [{"measure": "22", "proxy": 1, "deadweight": 10}], "score": {"function": "fixed_linear", "worst": 0, "best": 20000}}]},
  {"id": "insurance", "title": "Insurance held", "kind": "gate"}]}`

func method(t *testing.T, pairs ...string) scoring.Method {
	t.Helper()
	text := sound
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the sound method does not hold %s", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	var m scoring.Method
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func lint(t *testing.T, m scoring.Method, facts rehearsal.Facts) rehearsal.LintReport {
	t.Helper()
	report, err := rehearsal.Lint(m, facts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestASoundMethodPasses(t *testing.T) {
	report := lint(t, method(t), rehearsal.Facts{AreaIndicators: []string{"1"}, OverlapGroups: [][]string{{"13", "14"}}, Packs: []string{rehearsal.CentralGovernment}, Commences: "2027-01-15"})
	if len(report.Findings) != 0 || !report.MayPublish {
		t.Errorf("findings %+v", report.Findings)
	}
	if len(report.Policies) != 1 || report.Policies[0].Version != "ppn-002" {
		t.Errorf("policies %+v, want the version in force in 2027", report.Policies)
	}
}

const volunteers = `"score": {"function": "fixed_linear", "worst": 0, "best": 100}}`

func TestEachCheckFindsWhatItLooksFor(t *testing.T) {
	found := map[string]bool{}
	for _, row := range []struct {
		what, code, pointer string
		change              []string
		facts               rehearsal.Facts
	}{
		{"a level without words", "level-words-missing", "/criteria/1/criteria/0/scale/1/words", []string{`, "words": "fair"`, ``}, rehearsal.Facts{}},
		{"bands that give what is offered the same", "every-offer-alike", "/criteria/2/criteria/0/score", []string{volunteers, `"score": {"function": "bands", "bands": [{"to": 10, "mark": 60}, {"from": 10, "mark": 60}]}}`}, rehearsal.Facts{}},
		{"bands that give nothing to anything", "cannot-change-result", "/criteria/2/criteria/0", []string{volunteers, `"score": {"function": "bands", "bands": [{"to": 10, "mark": 0}, {"from": 10, "mark": 0}]}}`}, rehearsal.Facts{}},
		{"a price that is always worth the same", "cannot-change-result", "/criteria/0", []string{`"function": "fixed_linear", "worst": 1200000, "best": 800000`, `"function": "bands", "bands": [{"mark": 60}]`}, rehearsal.Facts{}},
		{"a curve whose slope lies beyond the cap", "cannot-change-result", "/criteria/2/criteria/0", []string{volunteers, `"cap": 5, "score": {"function": "piecewise_linear", "points": [[10, 0], [20, 100]]}}`}, rehearsal.Facts{}},
		{"a minimum nobody meets", "minimum-unreachable", "/criteria/2/minimum", []string{volunteers, `"cap": 50, ` + volunteers, `"weight": 20, "criteria"`, `"weight": 20, "minimum": 70, "criteria"`}, rehearsal.Facts{}},
		{"a cap below the best", "full-marks-unreachable", "/criteria/2/criteria/0", []string{volunteers, `"cap": 50, ` + volunteers}, rehearsal.Facts{}},
		{"bands that stop at 80", "full-marks-unreachable", "/criteria/2/criteria/0", []string{volunteers, `"score": {"function": "bands", "bands": [{"to": 10, "mark": 0}, {"from": 10, "mark": 80}]}}`}, rehearsal.Facts{}},
		{"a best band beyond the cap", "full-marks-unreachable", "/criteria/2/criteria/0", []string{volunteers, `"cap": 9, "score": {"function": "bands", "bands": [{"to": 5, "mark": 0}, {"from": 5, "to": 10, "mark": 50}, {"from": 10, "mark": 100}]}}`}, rehearsal.Facts{}},
		{"a scale that starts above zero", "zero-unreachable", "/criteria/1/criteria/1", []string{`{"level": 0, "marks": 0, "words": "none"}, {"level": 1, "marks": 50`, `{"level": 0, "marks": 20, "words": "none"}, {"level": 1, "marks": 50`}, rehearsal.Facts{}},
		{"an anchor below zero", "small-offer-earns", "/criteria/2/criteria/0/score", []string{`"worst": 0, "best": 100`, `"worst": -10, "best": 100`}, rehearsal.Facts{}},
		{"one per cent", "weight-under-two-percent", "/criteria/2/criteria/1/weight", []string{`"weight": 70`, `"weight": 95`, `"weight": 30, "kind": "value"`, `"weight": 5, "kind": "value"`}, rehearsal.Facts{}},
		{"marks by the best bid", "rival-dependent", "/criteria/2/criteria/0/score/function", []string{volunteers, `"cap": 100, "score": {"function": "relative_to_best", "direction": "higher"}}`}, rehearsal.Facts{}},
		{"without a cap", "uncapped-promise", "/criteria/2/criteria/0/cap", []string{volunteers, `"score": {"function": "min_max", "direction": "higher"}}`}, rehearsal.Facts{}},
		{"lowest over own", "zero-upsets", "/criteria/0/score/function", []string{`"function": "fixed_linear", "worst": 1200000, "best": 800000`, `"function": "relative_to_best", "direction": "lower"`}, rehearsal.Facts{}},
		{"an old function", "legacy-function", "/criteria/0/score/function", []string{`"function": "fixed_linear", "worst": 1200000, "best": 800000`, `"function": "mean_deviation", "direction": "lower"`}, rehearsal.Facts{}},
		{"a curve that refuses", "refuses-outside", "/criteria/0/score/outside", []string{`"function": "fixed_linear", "worst": 1200000, "best": 800000`, `"function": "piecewise_linear", "points": [[500000, 100], [1200000, 0]], "outside": "refuse"`}, rehearsal.Facts{}},
		{"money without corrections", "no-corrections", "/criteria/2/criteria/1/measures/0", []string{`, "deadweight": 10`, ``}, rehearsal.Facts{}},
		{"a ratio without minimums", "no-quality-minimum", "/basis", []string{`"tieBreak"`, `"basis": "price_per_quality_point", "tieBreak"`, `"weight": 40, "kind": "price"`, `"kind": "price"`, `"minimum": 30, `, ``, `"minimum": 40, `, ``, `"weight": 40, "criteria"`, `"weight": 80, "criteria"`}, rehearsal.Facts{}},
		{"nothing after shared", "ties-stay-shared", "/tieBreak", []string{`"tieBreak": [{"by": "criterion", "id": "social"}, {"by": "lowest_price"}],`, ``}, rehearsal.Facts{}},
		{"shared in the middle", "tie-rule-unreached", "/tieBreak/1", []string{`{"by": "lowest_price"}`, `{"by": "shared"}, {"by": "lowest_price"}`}, rehearsal.Facts{}},
		{"a draw without its hash", "draw-not-committed", "/tieBreak/1", []string{`{"by": "lowest_price"}`, `{"by": "draw"}`}, rehearsal.Facts{}},
		{"rounded leaves", "rounding-decides", "/rounding", []string{`"tieBreak"`, `"rounding": {"at": "leaf", "places": 0}, "tieBreak"`}, rehearsal.Facts{}},
		{"rounded ranks", "rounding-decides", "/rounding", []string{`"tieBreak"`, `"rankOn": "rounded", "tieBreak"`}, rehearsal.Facts{}},
		{"eight measures", "more-than-six-measures", "/criteria", []string{`[{"measure": "22"`, `[{"measure": "1", "proxy": 1, "deadweight": 1}, {"measure": "2", "proxy": 1, "deadweight": 1}, {"measure": "3", "proxy": 1, "deadweight": 1}, {"measure": "4", "proxy": 1, "deadweight": 1}, {"measure": "5", "proxy": 1, "deadweight": 1}, {"measure": "6", "proxy": 1, "deadweight": 1}, {"measure": "22"`}, rehearsal.Facts{}},
		{"an area indicator", "area-indicator", "/criteria/2/criteria/0/measure", nil, rehearsal.Facts{AreaIndicators: []string{"13"}}},
		{"an area indicator in a value", "area-indicator", "/criteria/2/criteria/1/measures/0/measure", nil, rehearsal.Facts{AreaIndicators: []string{"22"}}},
		{"measures that overlap", "overlap-counted-twice", "/criteria/2/criteria/0/measure", nil, rehearsal.Facts{OverlapGroups: [][]string{{"1", "2"}, {"22", "13"}}}},
		{"too little social value", "policy-least-share", "/criteria", []string{`"weight": 40, "kind": "price"`, `"weight": 55, "kind": "price"`, `"weight": 20, "criteria"`, `"weight": 5, "criteria"`}, rehearsal.Facts{Packs: []string{rehearsal.CentralGovernment}, Commences: "2022-05-01"}},
		{"social value named by its branch", "policy-least-share", "/criteria", nil, rehearsal.Facts{SocialValue: []string{"volunteers"}, Policies: []rehearsal.Policy{{Title: "Council policy", LeastShare: 1500, Severity: rehearsal.NeedsReason}}}},
		{"a minimum of nothing", "minimum-idle", "/criteria/1/minimum", []string{`"minimum": 30`, `"minimum": 0`}, rehearsal.Facts{}},
		{"yes or no as a question", "scale-length", "/criteria/1/criteria/1/scale", []string{`{"level": 1, "marks": 50, "words": "fair"}, `, ``}, rehearsal.Facts{}},
		{"a branch of one", "single-child", "/criteria/2/criteria", []string{`"weight": 70`, `"weight": 100`, `,
   {"id": "fund", "title": "Community fund", "weight": 30, "kind": "value", "measures": [{"measure": "22", "proxy": 1, "deadweight": 10}], "score": {"function": "fixed_linear", "worst": 0, "best": 20000}}`, ``}, rehearsal.Facts{}},
		{"no price", "no-price", "/criteria", []string{`"kind": "price", "score": {"function": "fixed_linear", "worst": 1200000, "best": 800000}`, `"kind": "measure", "measure": "9", "score": {"function": "fixed_linear", "worst": 0, "best": 8}`, `, {"by": "lowest_price"}`, ``}, rehearsal.Facts{}},
		{"no title", "no-title", "/criteria/3", []string{`, "title": "Insurance held"`, ``}, rehearsal.Facts{}},
	} {
		report := lint(t, method(t, row.change...), row.facts)
		i := slices.IndexFunc(report.Findings, func(f rehearsal.Finding) bool { return f.Code == row.code })
		if i < 0 {
			t.Errorf("%s: no %s among %+v", row.what, row.code, report.Findings)
			continue
		}
		f := report.Findings[i]
		if f.Pointer != row.pointer || f.Explanation == "" || f.Fix == "" {
			t.Errorf("%s: %+v, want it at %s", row.what, f, row.pointer)
		}
		known := slices.IndexFunc(rehearsal.Checks(), func(c rehearsal.Check) bool { return c.Code == f.Code })
		if known < 0 || rehearsal.Checks()[known].Severity != f.Severity {
			t.Errorf("%s: %s with severity %s is not as listed", row.what, f.Code, f.Severity)
		}
		if report.MayPublish != (report.Errors == 0) || report.Errors+report.Warnings+report.Notes != len(report.Findings) {
			t.Errorf("%s: counts %+v", row.what, report)
		}
		found[f.Code] = true
	}
	for _, c := range rehearsal.Checks() {
		if !found[c.Code] {
			t.Errorf("no row shows %s", c.Code)
		}
	}
}

func TestAMethodThatBreaksARuleGetsThoseFaults(t *testing.T) {
	m := method(t, `"weight": 20, "criteria"`, `"weight": 19, "criteria"`, `"best": 100}`, `"best": 0}`)
	report := lint(t, m, rehearsal.Facts{})
	if report.MayPublish || report.Errors != len(m.Check()) || report.Errors < 2 {
		t.Errorf("report %+v, want one error for each of %v", report, m.Check())
	}
}

func TestLowestPriceOverOwnIsNotToldItBoasts(t *testing.T) {
	report := lint(t, method(t, `"function": "fixed_linear", "worst": 1200000, "best": 800000`, `"function": "relative_to_best", "direction": "lower"`), rehearsal.Facts{})
	for _, f := range report.Findings {
		if f.Code == "uncapped-promise" {
			t.Errorf("price promises nothing: %+v", f)
		}
	}
}

func TestPoliciesFollowTheDay(t *testing.T) {
	for day, want := range map[string]string{"2020-12-31": "", "2021-01-01": "ppn-06-20", "2025-09-30": "ppn-06-20", "2025-10-01": "ppn-002", "2030-01-01": "ppn-002"} {
		report := lint(t, method(t), rehearsal.Facts{Packs: []string{rehearsal.CentralGovernment}, Commences: day})
		got := ""
		for _, p := range report.Policies {
			got += p.Version
		}
		if got != want {
			t.Errorf("commencing %s: %q, want %q", day, got, want)
		}
	}
	own := rehearsal.Policy{Title: "ours", From: "2027-01-01", Until: "2028-01-01", LeastShare: 3000, Severity: rehearsal.Blocks}
	for day, want := range map[string]int{"2026-12-31": 0, "2027-06-01": 1, "2028-01-01": 0, "": 1} {
		if report := lint(t, method(t), rehearsal.Facts{Policies: []rehearsal.Policy{own}, Commences: day}); report.Errors != want {
			t.Errorf("own policy on %q: %d errors, want %d", day, report.Errors, want)
		}
	}
}

func TestShareUnderOtherBases(t *testing.T) {
	// Under award_on_value social value is worth 20 of 100 thousand pounds.
	worth := method(t)
	worth.Basis = scoring.AwardOnValue
	var toWorth func([]scoring.Criterion)
	toWorth = func(list []scoring.Criterion) {
		for i := range list {
			if list[i].Weight != nil && len(list[i].Criteria) == 0 {
				pence := decimal.Pence(int64(*list[i].Weight) * 100)
				list[i].Worth = &pence
			}
			list[i].Weight = nil
			toWorth(list[i].Criteria)
		}
	}
	worth.Criteria = worth.Criteria[1:]
	worth.TieBreak = worth.TieBreak[:1]
	toWorth(worth.Criteria)
	if faults := worth.Check(); faults != nil {
		t.Fatal(faults)
	}
	facts := rehearsal.Facts{Policies: []rehearsal.Policy{{Title: "half and a hundredth", LeastShare: 5001, Severity: rehearsal.Blocks}}}
	if report := lint(t, worth, facts); report.Errors != 1 || !strings.Contains(report.Findings[len(report.Findings)-1].Explanation, "50 % of all worth") {
		t.Errorf("worths of 60, 40, 70 and 30: %+v", report.Findings)
	}
}

func names(err error, pointers ...string) bool {
	var wrong *rehearsal.Error
	if !errors.As(err, &wrong) || len(wrong.Faults) != len(pointers) {
		return false
	}
	for i, p := range pointers {
		if wrong.Faults[i].Pointer != p || wrong.Faults[i].Code == "" || !strings.Contains(err.Error(), wrong.Faults[i].Detail) {
			return false
		}
	}
	return true
}

func TestWrongFactsAreRefusedWithEveryFault(t *testing.T) {
	_, err := rehearsal.Lint(method(t), rehearsal.Facts{
		SocialValue: []string{"social", "nothing"}, Packs: []string{"a"}, Commences: "2027-02-30",
		Policies: []rehearsal.Policy{{From: "x", Until: "2027-1-1", LeastShare: 10_001, Severity: "loud"}},
	})
	if !names(err, "/socialValue/1", "/commences", "/packs/0", "/policies/0/from", "/policies/0/until", "/policies/0/leastShare", "/policies/0/severity", "/policies/0/title") {
		t.Errorf("faults:\n%v", err)
	}
	if _, err := rehearsal.Lint(method(t), rehearsal.Facts{Packs: []string{rehearsal.CentralGovernment}}); !names(err, "/commences") {
		t.Errorf("a pack without a day: %v", err)
	}
}

// TestNotOfferedIsAnOutcome: where every offer earns the same, leaving the offer out still makes a difference, so publication is not blocked.
func TestNotOfferedIsAnOutcome(t *testing.T) {
	report := lint(t, method(t, volunteers, `"score": {"function": "bands", "bands": [{"mark": 100}]}}`), rehearsal.Facts{})
	if !report.MayPublish || report.Warnings != 1 || report.Findings[0].Code != "every-offer-alike" {
		t.Errorf("findings %+v", report.Findings)
	}
}
