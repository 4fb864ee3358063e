package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	stored = "../../pkg/bundle/testdata/scoring-1/"
	sheets = "../../pkg/scoring/testdata/"
)

func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// kept writes a document to a file of the test's own.
func kept(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPages compares what each command prints for people with a file that is
// read in review.
func TestPages(t *testing.T) {
	words := kept(t, `{"bids": {"A": "Alder Ltd", "C": "Cedar & Sons"}, "units": {"13": "hours"}}`)
	later := kept(t, strings.Replace(text(t, sheets+"sheet.json"), `"13": 40`, `"13": 90`, 1))
	panel := kept(t, `{"rule": "median_low", "scores": [
		{"evaluator": "Ann", "bid": "C", "criterion": "q1", "level": 1}, {"evaluator": "Ben", "bid": "C", "criterion": "q1", "level": 0}]}`)
	for name, args := range map[string][]string{
		"verify-bundle":      {"verify", stored + "bundle.json", "--keys", stored + "keys.json"},
		"verify-redacted":    {"verify", stored + "redacted-A.json", "--keys", stored + "keys.json"},
		"verify-receipt":     {"verify", stored + "receipt.json", "--keys", stored + "keys.json"},
		"verify-recognition": {"verify", stored + "recognition.json", "--keys", stored + "keys.json"},
		"explain":            {"explain", sheets + "sheet.json", "--words", words},
		"explain-bundle":     {"explain", stored + "bundle.json"},
		"explain-against":    {"explain", later, "--against", sheets + "sheet.json", "--words", words},
		"explain-same":       {"explain", stored + "bundle.json", "--against", stored + "bundle.json"},
		"robust":             {"robust", sheets + "sheet.json", "--draws", "1000"},
		"robust-ordinal":     {"robust", sheets + "sheet.json", "--draws", "1000", "--weights", "ordinal"},
		"robust-interval":    {"robust", sheets + "sheet.json", "--draws", "1000", "--weights", "interval", "--within", "2.5"},
		"robust-panel":       {"robust", sheets + "sheet.json", "--draws", "1000", "--panel", panel},
		"robust-value":       {"robust", sheets + "everything.sheet.json", "--draws", "1000"},
		"lint-bundle":        {"lint", stored + "bundle.json"},
		"lint-policy":        {"lint", "demo/method.json", "--policy", "uk-central-government-social-value", "--date", "2027-01-31"},
		"dry-run-method":     {"dry-run", "demo/method.json", "--runs", "50"},
		"dry-run-sheet":      {"dry-run", sheets + "sheet.json", "--runs", "20", "--profile", "cheap"},
		"dry-run-alone":      {"dry-run", sheets + "sheet.json", "--alone"},
		"weights-order":      {"weights", kept(t, `{"order": [["price"], ["quality", "social"]]}`)},
		"weights-pairs": {"weights", kept(t, `{"items": ["p", "q", "s"], "judgements": [{"more": "p", "less": "q", "times": 3},
			{"more": "q", "less": "s", "times": 2}, {"more": "p", "less": "s", "times": 9}]}`)},
		"weights-swings": {"weights", kept(t, `{"items": [{"id": "jobs", "from": "none", "to": "10 jobs", "points": 100}, {"id": "trees", "points": 40}]}`)},
		"weights-matrix": {"weights", kept(t, `{"items": ["a", "b"], "entries": [[1, "3"], ["1/3", 1]]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, stderr := assay(t, "", args...)
			if want := map[bool]int{true: exitFailed}[strings.Contains(out, "must not be published")]; status != want {
				t.Errorf("%v: status %d, want %d: %s", args, status, want, stderr)
			}
			golden(t, "testdata/documents/"+name+".txt", out)
		})
	}
}

// TestFaultsOfDocuments gives every command something that is wrong.
func TestFaultsOfDocuments(t *testing.T) {
	whole := text(t, stored+"bundle.json")
	wrongSheet := kept(t, strings.Replace(text(t, sheets+"sheet.json"), `"weight": 40`, `"weight": 39.99`, 1))
	wrongBundle := kept(t, strings.Replace(whole, `"version":1}`, `"version":1,"extra":2}`, 1))
	for name, c := range map[string]struct {
		stdin  string
		args   []string
		status int
		out    string
		want   []string // on standard error
	}{
		"a mark changed by hand": {
			strings.Replace(whole, `"mark":50`, `"mark":51`, 1),
			[]string{"verify", "-", "--keys", stored + "keys.json"},
			1,
			`not the same: the first node that differs is that of bid "A" on criterion "miles": is 51, the rules give 50`,
			[]string{"/signature: ", "/result/nodes/7/mark: "},
		},
		"a receipt for another bid": {
			`{"kind": "assay.bid/1", "answers": {}, "price": {}}`,
			[]string{"verify", stored + "receipt.json", "--bid", "-", "--keys", stored + "keys.json"},
			1,
			"not the same: the answers of the bid",
			[]string{"/answersHash: ", "/priceHash: "},
		},
		"a key that nobody vouches for": {
			whole,
			[]string{"verify", "-", "--keys", kept(t, `{"kind": "assay.keys/1", "keys": []}`)},
			1,
			"not the same: ",
			[]string{"/keyId: "},
		},
		"a key document that is none":      {whole, []string{"verify", "-", "--keys", sheets + "sheet.json"}, 1, "", []string{"/version: ", "/method: "}},
		"no keys":                          {whole, []string{"verify", "-"}, 2, "", []string{"--keys"}},
		"no document":                      {"", []string{"verify", "-", "--keys", stored + "keys.json"}, 1, "not the same: the document is empty", []string{": "}},
		"a file that is not there":         {"", []string{"explain", "nowhere.json"}, 1, "", []string{"nowhere.json"}},
		"a sheet that breaks a rule":       {"", []string{"explain", wrongSheet}, 1, "", []string{"/method/criteria: "}},
		"the same inside a bundle":         {"", []string{"explain", wrongBundle}, 1, "", []string{"/sheet/extra: "}},
		"words of another form":            {`{"bidders": {}}`, []string{"explain", sheets + "sheet.json", "--words", "-"}, 1, "", []string{"/bidders: "}},
		"the one before is wrong":          {"", []string{"explain", sheets + "sheet.json", "--against", wrongSheet}, 1, "", []string{"/method/criteria: "}},
		"robust: a rule":                   {"", []string{"robust", wrongSheet}, 1, "", []string{"/method/criteria: "}},
		"robust: too few draws":            {"", []string{"robust", sheets + "sheet.json", "--draws", "3"}, 2, "", []string{"--draws is from 100 to 1,000,000"}},
		"robust: an order with a stranger": {`{"kind": "ordinal", "order": [["price"], ["zzz"]]}`, []string{"robust", sheets + "sheet.json", "--preference", "-"}, 1, "", []string{"/order"}},
		"robust: a stranger on the panel":  {`{"rule": "lowest", "scores": [{"evaluator": "E", "bid": "Z", "criterion": "q1", "level": 1}]}`, []string{"robust", sheets + "sheet.json", "--panel", "-"}, 1, "", []string{"/scores/0"}},
		"robust: a word":                   {"", []string{"robust", sheets + "sheet.json", "--weights", "known"}, 2, "", []string{"--weights"}},
		"lint: what blocks":                {"", []string{"lint", wrongSheet}, 1, "", []string{"/method/criteria: "}},
		"lint: a method that is none":      {`{"criterion": []}`, []string{"lint", "-"}, 1, "", []string{"/criterion: "}},
		"lint: an unknown pack":            {"", []string{"lint", "demo/method.json", "--policy", "none"}, 1, "", []string{"/packs"}},
		"lint: a day that is none":         {"", []string{"lint", "demo/method.json", "--policy", "uk-central-government-social-value", "--date", "2027-02-30"}, 1, "", []string{"/commences"}},
		"dry-run: too many runs":           {"", []string{"dry-run", "demo/method.json", "--runs", "99999"}, 2, "", []string{"--runs is from 1 to 5,000"}},
		"dry-run: a kind of bidder":        {"", []string{"dry-run", "demo/method.json", "--profile", "lucky"}, 1, "", []string{"/profiles"}},
		"dry-run: a rule":                  {`{"criteria": []}`, []string{"dry-run", "-"}, 1, "", []string{"/criteria: "}},
		"weights: no points":               {`{"items": [{"id": "a", "points": 100}, {"id": "b", "points": 0}, {"id": "b", "points": 7}]}`, []string{"weights", "-"}, 1, "", []string{"/items/1/points: ", "/items/2/id: "}},
		"weights: a list":                  {`[1]`, []string{"weights", "-"}, 1, "", []string{": must be an object"}},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, stderr := assay(t, c.stdin, c.args...)
			if status != c.status || !strings.Contains(out, c.out) || c.out == "" && strings.Contains(out, "same") {
				t.Errorf("status %d, want %d; said %q, want %q; %s", status, c.status, out, c.out, stderr)
			}
			for _, want := range c.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("standard error has no %q: %s", want, stderr)
				}
			}
		})
	}
}

// TestDocuments reads what --json prints.
func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		args []string
		want map[string]any
	}{
		{[]string{"verify", stored + "bundle.json", "--keys", stored + "keys.json", "--json"}, map[string]any{"same": true, "engine": "scoring/1", "reformatted": false}},
		{[]string{"explain", sheets + "sheet.json", "--json"}, map[string]any{"sentences": nil}},
		{[]string{"explain", sheets + "sheet.json", "--against", stored + "bundle.json", "--json"}, map[string]any{"changes": nil}},
		{[]string{"robust", sheets + "sheet.json", "--draws", "100", "--json"}, map[string]any{"verdict": nil, "acceptability": nil, "stability": nil}},
		{[]string{"lint", "demo/method.json", "--json"}, map[string]any{"findings": nil}},
		{[]string{"dry-run", "demo/method.json", "--runs", "5", "--json"}, map[string]any{"runs": 5.0, "seed": "1"}},
		{[]string{"weights", kept(t, `{"order": [["a"], ["b"]]}`), "--json"}, map[string]any{"kind": "assay.weighting/1"}},
	} {
		_, out, stderr := assay(t, "", c.args...)
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v: %v: %s %s", c.args, err, out, stderr)
		}
		for member, want := range c.want {
			if is, there := got[member]; !there || want != nil && is != want {
				t.Errorf("%v: %s is %v, want %v", c.args, member, is, want)
			}
		}
	}
	// A derivation is read back, and a changed one is noticed.
	_, out, _ := assay(t, `{"order": [["a"], ["b"]]}`, "weights", "-", "--json")
	if status, again, stderr := assay(t, out, "weights", "-", "--json"); status != 0 || again != out {
		t.Errorf("the same derivation again: %d %s %s", status, again, stderr)
	}
	if status, _, stderr := assay(t, strings.Replace(out, `"weight":75`, `"weight":80`, 1), "weights", "-"); status != 1 || !strings.Contains(stderr, "/weights/0") {
		t.Errorf("a changed weight: %d %s", status, stderr)
	}
}

// TestReformatted says so of a file that went through somebody's editor.
func TestReformatted(t *testing.T) {
	var indented strings.Builder
	var document any
	if err := json.Unmarshal([]byte(text(t, stored+"receipt.json")), &document); err != nil {
		t.Fatal(err)
	}
	e := json.NewEncoder(&indented)
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		t.Fatal(err)
	}
	status, out, stderr := assay(t, indented.String(), "verify", "-", "--keys", stored+"keys.json")
	if status != 0 || !strings.HasPrefix(out, "same: ") || !strings.Contains(out, "was reformatted") {
		t.Errorf("status %d: %s %s", status, out, stderr)
	}
}

// TestShow prints a page and pictures; what they hold is tested where they are made.
func TestShow(t *testing.T) {
	words := kept(t, `{"bids": {"A": "Alder Ltd"}}`)
	status, out, stderr := assay(t, "", "score", "--html", sheets+"sheet.json", "--title", "Parks & play", "--words", words)
	if status != 0 || !strings.HasPrefix(out, "<!doctype html>") || !strings.Contains(out, "<h1>Parks &amp; play</h1>") || !strings.Contains(out, "Alder Ltd") {
		t.Errorf("--html: %d %.200s %s", status, out, stderr)
	}
	for _, picture := range []string{"marks", "stability", "acceptability"} {
		if status, out, stderr := assay(t, "", "score", "--svg", picture, sheets+"sheet.json"); status != 0 || !strings.Contains(out, "<svg ") {
			t.Errorf("--svg %s: %d %.200s %s", picture, status, out, stderr)
		}
	}
	for want, args := range map[string][]string{
		"--svg takes one of":     {"--svg", "portrait"},
		"can't be used together": {"--html", "--json"},
	} {
		if status, out, stderr := assay(t, "", append([]string{"score", sheets + "sheet.json"}, args...)...); status != exitUsage || out != "" || !strings.Contains(stderr, want) {
			t.Errorf("%v: %d %q %q", args, status, out, stderr)
		}
	}
	if status, out, stderr := assay(t, strings.Replace(sheet, `"weight":40`, `"weight":39`, 1), "score", "--html", "-"); status != exitFailed || out != "" || !strings.Contains(stderr, "/method/criteria: ") {
		t.Errorf("a wrong sheet: %d %q %q", status, out, stderr)
	}
}

// TestScoreWritesTheDocumentOfTheLibrary holds the streamed document to the one that is made at once.
func TestScoreWritesTheDocumentOfTheLibrary(t *testing.T) {
	status, out, stderr := assay(t, "", "score", "--json", sheets+"everything.sheet.json")
	var want bytes.Buffer
	if err := json.Compact(&want, []byte(text(t, sheets+"everything.sheet.result.json"))); err != nil {
		t.Fatal(err)
	}
	if status != 0 || out != want.String()+"\n" {
		t.Errorf("status %d %s: got\n%s want\n%s", status, stderr, out, want.String())
	}
}

// TestBenchScore runs the measurement as short as it can be. What it finds is the machine's; that exact ranks are never wrong is not.
func TestBenchScore(t *testing.T) {
	short := []string{"bench", "score", "--rounds", "1", "--each", "0s", "--bids", "2,40"}
	status, out, stderr := assay(t, "", short...)
	for _, want := range []string{
		"Medians of 1 interleaved rounds", "Totals and ranks", "40 tenders of 20 bids", "A rank is wrong in 0 of them exactly computed", "SMAA-2", "two cores",
		"Encoding the trace", "over HTTP", "prebuilt", "stream, bytes",
	} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("status %d: no %q: %s %s", status, want, out, stderr)
		}
	}
	_, out, _ = assay(t, "", append(short, "--json")...)
	var f scoreFigures
	if err := json.Unmarshal([]byte(out), &f); err != nil || len(f.Comparisons) != 12 || len(f.Sizes) != 8 || f.Ties.Exact != 0 || f.Ties.Float == 0 {
		t.Errorf("--json: %v %s", err, out)
	}
	for _, c := range f.Comparisons {
		if c.Ours.Time <= 0 || c.Peer.Time <= 0 || c.Ratio <= 0 || c.Goal <= 0 {
			t.Errorf("a comparison without figures: %+v", c)
		}
	}
	for _, args := range [][]string{{"--rounds", "0"}, {"--rounds", "1000"}, {"--each", "2h"}, {"--bids", "1"}, {"--bids", "1000000"}} {
		if status, _, _ := assay(t, "", append([]string{"bench", "score"}, args...)...); status != exitUsage {
			t.Errorf("%v: status %d", args, status)
		}
	}
}
