package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// describes holds a document to its published schema.
func describes(t *testing.T, schema, document string) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("../docs/schemas/" + schema)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%s: %#v\nof %s", schema, err, document)
	}
}

// TestDocumentsFitTheirSchemas takes every document that crosses the border
// from the service itself.
func TestDocumentsFitTheirSchemas(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").Header.Get("Location")
		for path, schema := range map[string]string{
			run + "/sheet": "score-sheet.json", run + "/trace": "result.json", run + "/bundle": "bundle.json",
			run + "/bundle?bid=" + o.bids[0][0]: "redacted-bundle.json", run + "/bundle?bid=" + o.bids[0][2]: "redacted-bundle.json",
			"/.well-known/assay-keys.json": "keys.json",
		} {
			describes(t, schema, f.must(t, o.officer, "GET", path, "", 200).Body)
		}
		describes(t, "result.json", f.must(t, o.officer, "POST", "/v1/score-sheets", smallSheet, 200).Body)

		m := f.market(t)
		acme := f.join(t, "Acme", "supplier", "supplier")
		path, _ := m.bid(t, acme, m.tender(t, ""), 2310000)
		describes(t, "receipt.json", f.must(t, acme, "GET", path+"/receipt", "", 200).Body)
		document, err := json.Marshal(f.must(t, acme, "GET", path, "", 200).at(t, "document"))
		if err != nil {
			t.Fatal(err)
		}
		describes(t, "bid.json", string(document))
	})
}
