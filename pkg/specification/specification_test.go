package specification

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

var update = flag.Bool("update", false, "write the golden files anew")

// everything has every kind of criterion, every function and every rule.
const everything = `{"rounding":{"at":"leaf","places":1},"rankOn":"rounded","tieBreak":[{"by":"criterion","id":"q1"},{"by":"lowest_price"},{"by":"draw","commitment":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},{"by":"shared"}],"criteria":[
 {"id":"price","title":"Price","weight":30,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
 {"id":"quality","title":"Quality | <b>of</b> work","weight":30,"minimum":20,"criteria":[
  {"id":"q1","title":"Method","weight":62.5,"kind":"question","minimum":40,"scale":[{"level":0,"marks":0,"words":"No answer"},{"level":1,"marks":50,"words":"Some"},{"level":2,"marks":100,"words":"All of it\n<script>alert(1)</script>"}]},
  {"id":"q2","weight":37.5,"kind":"question","scale":[{"level":0,"marks":0,"words":"No"},{"level":1,"marks":100,"words":"Yes"}]}]},
 {"id":"social","title":"Social value","weight":40,"criteria":[
  {"id":"volunteers","weight":20,"kind":"measure","measure":"13","perMillion":true,"perYear":true,"cap":12,"score":{"function":"fixed_linear","worst":0,"best":10}},
  {"id":"waste","weight":10,"kind":"measure","measure":"17","score":{"function":"fixed_linear","worst":1000,"best":0}},
  {"id":"curve","weight":10,"kind":"measure","measure":"18","score":{"function":"piecewise_linear","points":[[0,0],[10,60],[30,100]],"outside":"refuse"}},
  {"id":"steps","weight":10,"kind":"measure","measure":"19","score":{"function":"bands","bands":[{"to":10,"mark":0},{"from":10,"to":20,"mark":50},{"from":20,"mark":100}]}},
  {"id":"range","weight":10,"kind":"measure","measure":"20","score":{"function":"min_max","direction":"higher","whenEqual":"half"}},
  {"id":"mean","weight":10,"kind":"measure","measure":"21","score":{"function":"mean_deviation","direction":"higher"}},
  {"id":"standard","weight":5,"kind":"measure","measure":"22","score":{"function":"standard_differential"}},
  {"id":"log","weight":5,"kind":"measure","measure":"23","score":{"function":"logarithmic","halvingFactor":1.5}},
  {"id":"value","weight":20,"kind":"value","measures":[{"measure":"24","proxy":1250.5,"deadweight":10,"dropOff":5}],"score":{"function":"relative_to_best","direction":"higher"}}]},
 {"id":"insurance","title":"Insurance held","kind":"gate"}]}`

func method(t testing.TB, text string) scoring.Method {
	t.Helper()
	var m scoring.Method
	if err := strictjson.Decode([]byte(text), &m, strictjson.Default); err != nil {
		t.Fatal(err)
	}
	if wrong := m.Check(); wrong != nil {
		t.Fatal(wrong)
	}
	return m
}

func subject(t testing.TB) Subject {
	t.Helper()
	m := method(t, everything)
	hash, err := m.Hash()
	if err != nil {
		t.Fatal(err)
	}
	estimate := decimal.Pounds(240_000_000)
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.April, 1, 11, 0, 0, 0, time.UTC).In(london)
	return Subject{
		Of: "tender", ID: "00000000-0000-7000-8000-000000000001", Title: "Parks & green <spaces>", Description: "First line\n* not a list\n1. nor this", Buyer: "Example Council",
		Facts: []Fact{{"Estimate", "£2,400,000"}}, Dates: []Date{{"Bids are taken until", at, at.Format("Monday 2 January 2006, 15:04 MST")}},
		Rules:   []string{"A supplier wins at most one lot."},
		Lots:    []Lot{{Number: 1, Title: "North", Estimate: &estimate, MethodHash: hash}},
		Methods: []Judged{{Method: m, MethodHash: hash, Tender: scoring.Tender{Estimate: &estimate, Years: 3}}},
		Measures: map[string]Measure{
			"13": {Code: "13", Wording: "Numbers of new volunteers", Unit: "people", Outcome: "A stronger community", ContractForm: "The supplier recruits them.", Evidence: "Sign-up sheets.", Baseline: true},
		},
	}
}

// TestGolden compares the three forms with files, for review.
func TestGolden(t *testing.T) {
	d, err := Build(subject(t))
	if err != nil {
		t.Fatal(err)
	}
	var html, md bytes.Buffer
	if err := d.WriteHTML(&html); err != nil {
		t.Fatal(err)
	}
	if err := d.WriteMarkdown(&md); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"whole.html": html.Bytes(), "whole.md": md.Bytes(), "whole.json": text} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s is not what comes out (%v); run with -update and read the difference", name, err)
		}
	}
}

// TestWords looks for what a supplier has to find.
func TestWords(t *testing.T) {
	d, err := Build(subject(t))
	if err != nil {
		t.Fatal(err)
	}
	var html, md bytes.Buffer
	if err := d.WriteHTML(&html); err != nil {
		t.Fatal(err)
	}
	if err := d.WriteMarkdown(&md); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"mark = 100 × (x − 0) ÷ (10 − 0), kept within 0 to 100", "1,000 or more earns no marks and 0 or less earns 100", "10 to below 20", "20 and more",
		"below 40 does not meet the requirements", "The higher mark on Method comes first.", "The seed was fixed at publication by its own hash",
		"divided by the estimate in £ million (£2,400,000), divided by the term in years (3); more than 12 counts as 12", "log(1.5)", "The mean of all offers is worth 50",
		"rounded to one decimal, halves go up", "Wednesday 1 April 2026, 12:00 BST", "Numbers of new volunteers", "needs a baseline", "1,250.5", "Must be met.", "not ranked",
		"18.75 %", "Total",
	} {
		for name, text := range map[string]string{"page": html.String(), "Markdown": md.String()} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q", name, want)
			}
		}
	}
	if strings.Contains(html.String(), "<script>alert") || strings.Contains(html.String(), "<b>of") || strings.Contains(md.String(), "<script>") || strings.Contains(md.String(), "\n* not a list") {
		t.Error("what people wrote is markup")
	}
	if n := strings.Count(html.String(), "<h1"); n != 1 {
		t.Errorf("%d first headings", n)
	}
	for _, table := range strings.Split(html.String(), "<table>")[1:] {
		if !strings.HasPrefix(strings.TrimSpace(table), "<caption>") || !strings.Contains(table, `scope="col"`) {
			t.Errorf("a table without caption or headers: %.200s", table)
		}
	}
	if !strings.Contains(html.String(), `<html lang="en-GB">`) || !strings.Contains(html.String(), "@media print") || strings.Contains(html.String(), "ZgotmplZ") {
		t.Error("the page lacks its language or its style for paper")
	}
}

// TestExample holds the worked example to the engine: its marks are those that
// Score gives, and its own sheet is without fault.
func TestExample(t *testing.T) {
	s := subject(t)
	d, err := Build(s)
	if err != nil {
		t.Fatal(err)
	}
	e := d.Methods[0].Example
	if len(e.Bids) != 4 || e.Ranks[3] != "not ranked" || e.Ranks[0] == "not ranked" {
		t.Errorf("bids %v, ranks %v", e.Bids, e.Ranks)
	}
	b := &builder{method: s.Methods[0].Method.WithDefaults(), tender: s.Methods[0].Tender, measures: s.Measures}
	sheet := b.sheet(false)
	r, err := scoring.Specification(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, bid := range e.Bids {
		for _, l := range r.Ranking {
			if l.Bid == bid.Name && (e.Totals[i] != string(l.Total) || e.Ranks[i] != fmt.Sprint(l.Rank)) {
				t.Errorf("%s: %s at %s, the specification says %s at %d", bid.Name, e.Totals[i], e.Ranks[i], l.Total, l.Rank)
			}
		}
	}
}

// TestEveryFunctionIsWritten holds the formulae to the functions of scoring.
func TestEveryFunctionIsWritten(t *testing.T) {
	seen := map[scoring.FunctionName]bool{}
	for _, c := range method(t, everything).Criteria {
		for _, c := range append(c.Criteria, c) {
			if c.Score != nil {
				seen[c.Score.Name] = true
			}
		}
	}
	if len(seen) != len(writeFormula) || len(seen) != 8 {
		t.Errorf("%d functions in the test, %d are written", len(seen), len(writeFormula))
	}
}

// TestOtherMethods builds what the usual example would not fit.
func TestOtherMethods(t *testing.T) {
	for name, text := range map[string]string{
		"bare":            `{"criteria":[{"id":"p","weight":100,"kind":"price","score":{"function":"fixed_linear","worst":100,"best":50}}]}`,
		"per point":       `{"basis":"price_per_quality_point","criteria":[{"id":"q","weight":100,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]}]}`,
		"index":           `{"basis":"value_for_money_index","criteria":[{"id":"p","kind":"price"},{"id":"q","weight":100,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]}]}`,
		"on value":        `{"basis":"award_on_value","criteria":[{"id":"q","worth":5000.5,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]}]}`,
		"a high minimum":  `{"criteria":[{"id":"m","weight":100,"minimum":95,"kind":"measure","measure":"1","score":{"function":"fixed_linear","worst":0,"best":1000000}}]}`,
		"a strict branch": `{"criteria":[{"id":"b","weight":100,"minimum":90,"criteria":[{"id":"q","weight":50,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":50},{"level":2,"marks":100}]},{"id":"m","weight":50,"kind":"measure","measure":"1","perMillion":true,"perYear":true,"score":{"function":"fixed_linear","worst":0,"best":1}}]}]}`,
		"one band":        `{"criteria":[{"id":"m","weight":100,"kind":"measure","measure":"1","score":{"function":"bands","bands":[{"mark":40}]}}]}`,
		"only a gate":     `{"criteria":[{"id":"g","kind":"gate"},{"id":"q","weight":100,"minimum":100,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			m := method(t, text)
			d, err := Build(Subject{Of: "template", Title: name, Methods: []Judged{{Method: m}, {Lots: []int{2}, Method: m}}})
			if err != nil {
				t.Fatal(err)
			}
			e := d.Methods[0].Example
			if len(e.Ranks) == 0 || e.Ranks[0] == "not ranked" && e.Ranks[1] == "not ranked" {
				t.Errorf("ranks %v: %v", e.Ranks, e.Sentences)
			}
			var b bytes.Buffer
			if err := d.WriteHTML(&b); err != nil {
				t.Error(err)
			}
			if err := d.WriteMarkdown(&b); err != nil {
				t.Error(err)
			}
		})
	}
}
