package scoring

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files under testdata")

// TestGoldenResults holds whole results to files that are read in review: each testdata/NAME.json that is a sheet has its NAME.result.json and
// NAME.explained.txt.
func TestGoldenResults(t *testing.T) {
	names, err := filepath.Glob("testdata/*sheet.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		r := mustScore(t, s)
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, r.AppendJSON(nil), "", " "); err != nil {
			t.Fatal(err)
		}
		sentences, err := Explain(s, r, Words{Bids: map[string]string{"A": "Alder Ltd"}, Units: map[string]string{"13": "hours"}})
		if err != nil {
			t.Fatal(err)
		}
		var explained strings.Builder
		for _, sentence := range sentences {
			explained.WriteString(sentence.Text + "\n")
		}
		base := strings.TrimSuffix(name, ".json")
		golden(t, base+".result.json", pretty.String()+"\n")
		golden(t, base+".explained.txt", explained.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", name, got)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"testdata/sheet.json", "testdata/everything.sheet.json"} {
		if text, err := os.ReadFile(name); err == nil {
			f.Add(text)
		}
	}
	f.Add([]byte(`{"version":1,"method":{"criteria":[{"id":"a","weight":100,"kind":"price","score":{"function":"logarithmic","halvingFactor":2}}]},"bids":[{"id":"A","price":{"amount":1}},{"id":"B","price":{"amount":3}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text, LimitBytes(1<<16))
		if err != nil {
			if len(err.Error()) == 0 {
				t.Error("refused without a word")
			}
			return
		}
		got, err := Score(s)
		want, wantErr := Specification(s)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("one engine refuses what the other scores: %v, %v", err, wantErr)
		}
		if err == nil && !bytes.Equal(got.AppendJSON(nil), want.AppendJSON(nil)) {
			t.Fatalf("engines differ:\n%s\n%s", got.AppendJSON(nil), want.AppendJSON(nil))
		}
	})
}
