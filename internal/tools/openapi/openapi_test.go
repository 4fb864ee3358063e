package main

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/swaggo/swag"
)

var update = flag.Bool("update", false, "write testdata anew")

const sample = "testdata/sample"

// silence takes swag's progress.
type silence struct{}

func (silence) Printf(string, ...any) {}

// annotated is what swag reads from the annotations of the sample, as `go tool swag init` is called in the package api.
var annotated = sync.OnceValues(func() ([]byte, error) {
	parser := swag.New(swag.SetParseDependency(1), swag.ParseUsingGoList(true), swag.SetDebugger(silence{}))
	parser.ParseInternal = true
	if err := parser.ParseAPI(filepath.Join(sample, "api"), "api.go", 100); err != nil {
		return nil, err
	}
	return parser.GetSwagger().MarshalJSON()
})

// TestSample follows a small API with everything in it from its annotations to its description. The file was read in review, and passes
// Redocly's rules too.
func TestSample(t *testing.T) {
	golden := filepath.Join(sample, "openapi.yaml")
	got, err := describe(scene(t, nil), []string{"api"})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the description of the sample differs from %s (-want +got):\n%s", golden, diff)
	}
	again, err := describe(scene(t, nil), []string{"api"})
	if err != nil || string(again) != string(got) {
		t.Errorf("a second run: got other bytes, or %v; want the same", err)
	}
}

// scene copies the sample, with swagger.json made from its annotations, and changes some of its files.
func scene(t *testing.T, change map[string]func(string) string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS(sample)); err != nil {
		t.Fatal(err)
	}
	put := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(root, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	swagger, err := annotated()
	if err != nil {
		t.Fatal(err)
	}
	put("docs/swagger.json", swagger)
	for name, edit := range change {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		put(name, []byte(edit(string(text))))
	}
	return root
}

// TestFaults refuses what does not fit together, and says what.
func TestFaults(t *testing.T) {
	replace := func(before, after string) func(string) string {
		return func(text string) string { return strings.Replace(text, before, after, 1) }
	}
	become := func(text string) func(string) string { return func(string) string { return text } }
	for _, c := range []struct {
		name, file string
		edit       func(string) string
		want       string
	}{
		{"an unknown member of the overlay", "docs/overlay.yaml", replace("public:", "publick:"), "publick"},
		{"a public operation that is not there", "docs/overlay.yaml", replace("[getHealth]", "[getHelath]"), `"getHelath"`},
		{"a tag without words", "docs/overlay.yaml", replace("description: What suppliers promise.", `description: ""`), "bids has no description"},
		{"a tag that nobody explains", "docs/overlay.yaml", replace("{name: service,", "{name: services,"), "service is used by an operation"},
		{"a condition that does not exist", "docs/overlay.yaml", replace("when: [path]", "when: [paht]"), `"paht"`},
		{"an error status that is none", "docs/overlay.yaml", replace(`"404"`, `"204"`), `"204" is not an error status`},
		{"an annotated error without a rule", "docs/overlay.yaml", replace(`"409"`, `"410"`), "createBid answers 409"},
		{"a name for nothing", "docs/overlay.yaml", replace("api.Wrong: Problem", "api.Wrong: Problem, api.Lost: Found"), "api.Lost"},
		{"two definitions of one name", "docs/overlay.yaml", replace("api.Wrong: Problem", "api.Wrong: Bid"), "both called Bid"},
		{"a shared header that is not described", "docs/overlay.yaml", replace("ETag:", "Etag:"), "components/headers/ETag"},
		{"an example for no operation", "docs/examples/createBib.json", become(`{"responses": {}}`), "there is no such operation"},
		{"an example of another status", "docs/examples/tryBid.json", become(`{"responses": {"201": {}}}`), "201 is not among the operation's answers"},
		{"an example that breaks its schema", "docs/examples/getHealth.json", become(`{"responses": {"200": {"status": "fine"}}}`), "/healthz"},
		{"a request that breaks its schema", "docs/examples/tryBid.json", become(`{"request": {"titel": "x"}}`), "/bids/try"},
		{"an example that is not JSON", "docs/examples/tryBid.json", become(`{"request": }`), "tryBid.json"},
		{"two examples in one", "docs/examples/tryBid.json", become(`{} {}`), "something follows"},
		{"an example in another layout", "docs/examples/tryBid.json", become(`{"requests": {}}`), "want {"},
		{"a file that is no example", "docs/examples/notes.txt", become(`later`), "notes.txt"},
		{"an operation without a name", "docs/swagger.json", replace(`"operationId":"tryBid",`, ""), "POST /bids/try lacks"},
		{"two operations of one name", "docs/swagger.json", replace(`"operationId":"tryBid"`, `"operationId":"createBid"`), "both called createBid"},
		{"a reference to nothing", "docs/swagger.json", replace(`#/definitions/api.Health`, `#/definitions/api.Wealth`), "api.Wealth"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			root := scene(t, map[string]func(string) string{c.file: c.edit})
			if got, err := describe(root, []string{"api"}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("describe: got %d bytes and %v; want a fault with %s", len(got), err, c.want)
			}
		})
	}
}

// TestMembers knows of each member whether it must be there, and whether it may be null, as the Go code treats it.
func TestMembers(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(sample, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Required             []string
				AdditionalProperties any `yaml:"additionalProperties"`
				Properties           map[string]object
			}
		}
	}
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		required, null []string
		closed         bool
	}{
		"Bid":     {[]string{"any", "best", "createdAt", "endedAt", "exact", "id", "marks", "open", "status"}, []string{"best", "endedAt"}, false},
		"BidList": {[]string{"items", "next"}, []string{"next"}, false},
		"NewBid":  {[]string{"price", "title"}, []string{"baseline"}, true},
		"Money":   {[]string{"amount"}, nil, true},
	} {
		schema := doc.Components.Schemas[name]
		var null []string
		for _, property := range slices.Sorted(maps.Keys(schema.Properties)) {
			if strings.Contains(strings.Join(strings.Fields(yamlOf(t, schema.Properties[property])), " "), `"null"`) {
				null = append(null, property)
			}
		}
		if !slices.Equal(schema.Required, want.required) || !slices.Equal(null, want.null) || (schema.AdditionalProperties == false) != want.closed {
			t.Errorf("%s: got required %v, null %v, additionalProperties %v; want %+v", name, schema.Required, null, schema.AdditionalProperties, want)
		}
	}
}

func yamlOf(t *testing.T, value any) string {
	t.Helper()
	text, err := yaml.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEncode writes strings so that every reader of YAML gets the same strings back.
func TestEncode(t *testing.T) {
	for _, value := range []string{
		"", "0190", "13", "1e3", "0x1F", "012", "1_000", "-1", "+1", ".5", "~", "null", "yes", "No", "on", "true", "2026-03-02", "2026-03-02T12:00:00Z",
		"12:30:45", "a: b", "a #b", "- a", "? a", "*a", "&a", "!a", "%a", "@a", "`a`", "[a]", "{a}", "\"a\"", "'a'", " a", "a ", "a\nb", "a\n\n b\n", "a\r\nb", "\ta", "é – ☃", "<a&b>",
	} {
		text, err := encode(object{"description": value, "example": []any{value}})
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Description any
			Example     []any
		}
		if err := yaml.Unmarshal(text, &got); err != nil || got.Description != value || len(got.Example) != 1 || got.Example[0] != value {
			t.Errorf("encode %q: got %#v and %#v back, %v\n%s", value, got.Description, got.Example, err, text)
		}
	}
}
