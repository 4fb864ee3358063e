package schemas_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/scoring"
)

// variant is a document with one thing changed.
type variant struct {
	what string
	at   []string
	doc  any
}

func (v variant) String() string { return "/" + strings.Join(v.at, "/") + " " + v.what }

// variants changes one place after the other: fn returns what may stand there instead.
func variants(doc any, fn func(at []string, v any) map[string]any) (all []variant) {
	var walk func(v any, at []string, put func(any) any)
	walk = func(v any, at []string, put func(any) any) {
		for what, other := range fn(at, v) {
			all = append(all, variant{what, slices.Clone(at), put(other)})
		}
		switch v := v.(type) {
		case map[string]any:
			for name, member := range v {
				walk(member, append(slices.Clone(at), name), func(other any) any {
					changed := map[string]any{}
					for n, m := range v {
						changed[n] = m
					}
					changed[name] = other
					if other == gone {
						delete(changed, name)
					}
					return put(changed)
				})
			}
		case []any:
			for i, item := range v {
				walk(item, append(slices.Clone(at), strconv.Itoa(i)), func(other any) any {
					changed := slices.Clone(v)
					changed[i] = other
					if other == gone {
						changed = slices.Delete(changed, i, i+1)
					}
					return put(changed)
				})
			}
		}
	}
	walk(doc, nil, func(other any) any { return other })
	return all
}

// gone stands for a member or an item that is taken away.
var gone = any("gone: taken away")

// TestNeverStricterThanTheEngine changes sheets in thousands of ways: whatever the engine scores, the schema must let pass. The other way round
// it cannot be: what a schema cannot say (weights that add up) the engine finds.
func TestNeverStricterThanTheEngine(t *testing.T) {
	schema := compiled(t, "score-sheet.json")
	scored, refused := 0, 0
	for _, d := range documents(t) {
		if d.schema != "score-sheet.json" {
			continue
		}
		for _, v := range variants(value(t, d.text), func(_ []string, v any) map[string]any {
			other := map[string]any{"taken away": gone}
			if _, isText := v.(string); isText {
				other["another text"] = "other"
			}
			if _, isNumber := v.(json.Number); isNumber {
				for _, n := range []string{"0", "1", "3", "50", "99.99", "100", "101", "0.5", "-1", "1000001"} {
					other[n] = json.Number(n)
				}
			}
			if b, isBool := v.(bool); isBool {
				other["the opposite"] = !b
			}
			return other
		}) {
			if v.what == "taken away" && len(v.at) > 2 && v.at[len(v.at)-3] == "scale" {
				continue // the engine reads a level or marks left out as 0; who writes a scale is to say them
			}
			text, err := json.Marshal(v.doc)
			if err != nil {
				t.Fatal(err)
			}
			s, err := scoring.Parse(text)
			if err == nil {
				err = s.Check().Err()
			}
			wrong := schema.Validate(v.doc)
			switch {
			case err == nil && wrong != nil:
				t.Errorf("%s: %s can be scored, but %v", d.name, v, wrong)
			case err == nil:
				scored++
			default:
				refused++
			}
		}
	}
	if scored < 500 || refused < 500 {
		t.Errorf("only %d scored and %d refused", scored, refused)
	}
}
