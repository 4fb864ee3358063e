package api_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/api/docspage"
)

var inGin = regexp.MustCompile(`:(\w+)`)

// described is the published description, held to OpenAPI 3.1 and its own examples.
func described(t *testing.T) *openapi3.T {
	t.Helper()
	published, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if string(published) != string(docspage.Description) {
		t.Error("openapi.yaml is not what the service serves: run go generate ./api")
	}
	doc, err := openapi3.NewLoader().LoadFromData(published)
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	return doc
}

// TestEveryRouteIsDescribed holds the description to the routes: every route is in it under its own name, with its good answer, and asks for a
// key there if it does here.
func TestEveryRouteIsDescribed(t *testing.T) {
	doc := described(t)
	for _, r := range api.Routes() {
		item := doc.Paths.Value(inGin.ReplaceAllString(r.Path, "{$1}"))
		if item == nil || item.GetOperation(r.Method) == nil {
			t.Errorf("%s %s is not in openapi.yaml: run go generate ./api", r.Method, r.Path)
			continue
		}
		o := item.GetOperation(r.Method)
		if o.OperationID != r.Operation {
			t.Errorf("%s %s: openapi.yaml calls it %s, the routes %s", r.Method, r.Path, o.OperationID, r.Operation)
		}
		if open := o.Security != nil && len(*o.Security) == 0; open != r.Public() {
			t.Errorf("%s: openapi.yaml says public %t, the access table %t: see public in docs/overlay.yaml", r.Operation, open, r.Public())
		}
		if o.Responses.Value(strconv.Itoa(r.Status)) == nil {
			t.Errorf("%s: openapi.yaml has no answer %d", r.Operation, r.Status)
		}
		for _, name := range inGin.FindAllStringSubmatch(r.Path, -1) {
			if o.Parameters.GetByInAndName("path", name[1]) == nil {
				t.Errorf("%s: openapi.yaml lacks the path parameter %s", r.Operation, name[1])
			}
		}
	}
}

// TestEveryDescriptionIsARoute holds the routes to the description.
func TestEveryDescriptionIsARoute(t *testing.T) {
	routes := map[string]bool{}
	for _, r := range api.Routes() {
		routes[r.Method+" "+inGin.ReplaceAllString(r.Path, "{$1}")] = true
	}
	for path, item := range described(t).Paths.Map() {
		for method, o := range item.Operations() {
			if !routes[strings.ToUpper(method)+" "+path] {
				t.Errorf("openapi.yaml describes %s %s (%s), which is no route", method, path, o.OperationID)
			}
		}
	}
}
