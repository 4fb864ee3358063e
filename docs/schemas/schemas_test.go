// Package schemas_test holds the JSON Schemas of this folder to the documents that the code reads and writes.
package schemas_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/weighting"
)

const root = "../../"

// compiled reads a schema; the compiler holds it to draft 2020-12.
func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func value(t *testing.T, text []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func file(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// document is a whole document and the schema that describes it.
type document struct {
	schema, name string
	text         []byte
}

// documents gathers every stored document, every example, and a derivation of each sort.
func documents(t *testing.T) (all []document) {
	t.Helper()
	for _, known := range []struct{ schema, pattern string }{
		{"method.json", root + "cmd/assay/demo/method.json"},
		{"score-sheet.json", root + "pkg/scoring/testdata/*sheet.json"},
		{"score-sheet.json", root + "pkg/bundle/testdata/sheet.json"},
		{"result.json", root + "pkg/scoring/testdata/*.result.json"},
		{"bundle.json", root + "pkg/bundle/testdata/*/bundle.json"},
		{"redacted-bundle.json", root + "pkg/bundle/testdata/*/redacted-*.json"},
		{"receipt.json", root + "pkg/bundle/testdata/*/receipt.json"},
		{"recognition.json", root + "pkg/bundle/testdata/*/recognition.json"},
		{"keys.json", root + "pkg/bundle/testdata/*/keys.json"},
		{"bid.json", "examples/bid.json"},
	} {
		paths, err := filepath.Glob(known.pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: no documents (%v)", known.pattern, err)
		}
		for _, path := range paths {
			all = append(all, document{known.schema, filepath.ToSlash(strings.TrimPrefix(path, root)), file(t, path)})
		}
	}
	return append(all, derivations(t)...)
}

func derivations(t *testing.T) (all []document) {
	t.Helper()
	number := func(text string) decimal.Number {
		n, err := decimal.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	add := func(name string, d weighting.Derivation, err error) {
		text, wrong := json.Marshal(d)
		if err != nil || wrong != nil {
			t.Fatal(name, err, wrong)
		}
		all = append(all, document{"derivation.json", name, text})
	}
	judged := []weighting.Judgement{{More: "p", Less: "q", Times: number("3")}, {More: "q", Less: "s", Times: number("2.5")}, {More: "p", Less: "s", Times: number("9")}}
	d, err := weighting.FromPairs(weighting.Pairwise{Items: []string{"p", "q", "s"}, Judgements: judged})
	add("pairs", d, err)
	d, err = weighting.FromMatrix(weighting.Matrix{Items: []string{"a", "b"}, Entries: [][]weighting.Ratio{{weighting.NewRatio(1, 1), weighting.NewRatio(3, 1)}, {weighting.NewRatio(1, 3), weighting.NewRatio(1, 1)}}})
	add("matrix", d, err)
	d, err = weighting.FromSwings(weighting.Swing{Items: []weighting.SwingItem{{ID: "a", Points: number("100")}, {ID: "b", From: "none", To: "ten", Points: number("33.3")}}})
	add("swings", d, err)
	d, err = weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"a"}, {"b", "c"}}})
	add("order", d, err)
	return all
}

// TestEveryDocumentValidates also scores every sheet, and holds the result to its own schema.
func TestEveryDocumentValidates(t *testing.T) {
	result := compiled(t, "result.json")
	for _, d := range documents(t) {
		if err := compiled(t, d.schema).Validate(value(t, d.text)); err != nil {
			t.Errorf("%s is no %s: %#v", d.name, d.schema, err)
		}
		if d.schema != "score-sheet.json" {
			continue
		}
		s, err := scoring.Parse(d.text)
		if err != nil {
			t.Fatal(d.name, err)
		}
		r, err := scoring.Score(s)
		if err != nil {
			t.Fatal(d.name, err)
		}
		if err := result.Validate(value(t, r.AppendJSON(nil))); err != nil {
			t.Errorf("the result of %s: %#v", d.name, err)
		}
	}
}

// TestEverySchemaIsListed keeps the folder and its page together.
func TestEverySchemaIsListed(t *testing.T) {
	page := string(file(t, "README.md"))
	paths, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		compiled(t, path)
		if !strings.Contains(page, "("+path+")") {
			t.Errorf("README.md does not name %s", path)
		}
	}
	if len(paths) < 11 {
		t.Errorf("only %d schemas", len(paths))
	}
}

// TestHostileVariantsAreRefused puts what cannot belong there into every place of every document: another type, and a member that nobody knows.
func TestHostileVariantsAreRefused(t *testing.T) {
	tried := 0
	for _, d := range documents(t) {
		if d.schema == "redacted-bundle.json" && !strings.HasSuffix(d.name, "-A.json") && !strings.HasSuffix(d.name, "-C.json") {
			continue // one bid that is ranked and one that is not say it all
		}
		schema := compiled(t, d.schema)
		for _, v := range variants(value(t, d.text), func(at []string, v any) map[string]any {
			if d.schema == "recognition.json" && len(at) == 1 && !slices.Contains([]string{"kind", "keyId", "signature", "issuedAt"}, at[0]) {
				return nil // its own words
			}
			switch v := v.(type) {
			case map[string]any:
				more := map[string]any{"unknownMember": map[string]any{"of": "nothing"}}
				for name, member := range v {
					more[name] = member
				}
				if d.schema == "recognition.json" {
					return map[string]any{"a text": "x"}
				}
				return map[string]any{"a number": json.Number("7"), "a list": []any{}, "an unknown member": more}
			case []any:
				return map[string]any{"an object": map[string]any{}, "a text": "x", "an item of nothing": append(slices.Clone(v), map[string]any{"of": "nothing"})}
			}
			return map[string]any{"an object": map[string]any{}, "a list": []any{}}
		}) {
			tried++
			if schema.Validate(v.doc) == nil {
				t.Errorf("%s: %s passes %s", d.name, v, d.schema)
			}
		}
	}
	t.Logf("%d variants", tried)
}

// TestNamedWrongs are mistakes and attacks of which the schema must not let any pass.
func TestNamedWrongs(t *testing.T) {
	for _, c := range []struct{ schema, path, old, new string }{
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"weight": 40`, `"weight": 0`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"weight": 40`, `"weight": 100.01`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"amount": 100`, `"amount": -100`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"13": 40`, `"13": -1`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"13": 40`, `"13": 1000000000000`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"13": 40`, `"13": null`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"currency": "GBP"}, "levels"`, `"currency": "gbp"}, "levels"`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"version": 1`, `"version": 2`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"basis": "weighted_sum"`, `"basis": "weighted_average"`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"direction": "lower"`, `"direction": "cheapest"`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"function": "fixed_linear"`, `"function": "formula"`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"worst": 0, `, ``},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"worst": 0, `, `"worst": 0, "direction": "lower", `},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"id": "insurance", `, `"id": "insurance", "weight": 10, `},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"minimum": 50`, `"minimum": 101`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"id": "A"`, `"id": ""`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"places": 2`, `"places": 13`},
		{"score-sheet.json", "pkg/scoring/testdata/sheet.json", `"q1": 2`, `"q1": 1.5`},
		{"bundle.json", "pkg/bundle/testdata/scoring-1/bundle.json", `assay.bundle/1`, `assay.bundle/2`},
		{"bundle.json", "pkg/bundle/testdata/scoring-1/bundle.json", `"engine":"scoring/1"`, `"engine":"scoring/01"`},
		{"bundle.json", "pkg/bundle/testdata/scoring-1/bundle.json", `"rank":1`, `"rank":0`},
		{"bundle.json", "pkg/bundle/testdata/scoring-1/bundle.json", `"exact":"50"`, `"exact":"50.0"`},
		{"bundle.json", "pkg/bundle/testdata/scoring-1/bundle.json", `"signedAt":"2027`, `"signedAt":"27`},
		{"receipt.json", "pkg/bundle/testdata/scoring-1/receipt.json", `"answersHash":"sha256:9`, `"answersHash":"sha256:G`},
		{"receipt.json", "pkg/bundle/testdata/scoring-1/receipt.json", `"version":2`, `"version":0`},
		{"receipt.json", "pkg/bundle/testdata/scoring-1/receipt.json", `"version":2`, `"version":2,"mode":"live"`},
		{"receipt.json", "pkg/bundle/testdata/scoring-1/receipt.json", `=="`, `="`},
		{"bid.json", "docs/schemas/examples/bid.json", `"2026-Q4"`, `"2026-Q5"`},
		{"bid.json", "docs/schemas/examples/bid.json", `"2028-01"`, `"2028-13"`},
		{"bid.json", "docs/schemas/examples/bid.json", `"2026-03-31"`, `"2026-02-30"`},
		{"bid.json", "docs/schemas/examples/bid.json", `"quantity": 40.5`, `"quantity": "40.5"`},
		{"bid.json", "docs/schemas/examples/bid.json", `"percent": 62.5`, `"percent": 162.5`},
		{"bid.json", "docs/schemas/examples/bid.json", `"role": "lead"`, `"role": "boss"`},
		{"bid.json", "docs/schemas/examples/bid.json", `"held": true`, `"held": "yes"`},
		{"bid.json", "docs/schemas/examples/bid.json", `"bytes": 4`, `"bytes": 4.5`},
	} {
		text := string(file(t, root+c.path))
		changed := strings.Replace(text, c.old, c.new, 1)
		if changed == text {
			t.Errorf("%s does not hold %s", c.path, c.old)
			continue
		}
		if compiled(t, c.schema).Validate(value(t, []byte(changed))) == nil {
			t.Errorf("%s passes with %s for %s", c.schema, c.new, c.old)
		}
	}
}
