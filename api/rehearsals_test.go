package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// accepting is the body of a publication that gives a reason for each of the
// warnings that the refusal of a first try named.
func accepting(t *testing.T, refused answer) string {
	t.Helper()
	var list []string
	for _, e := range refused.at(t, "errors").([]any) {
		f := e.(map[string]any)
		pointer, _ := f["pointer"].(string)
		list = append(list, fmt.Sprintf(`{"code":%q,"pointer":%q,"reason":"Thought about, for the tests."}`, f["code"], pointer))
	}
	return `{"accepted":[` + strings.Join(list, ",") + `]}`
}

// publish publishes a template, with a reason for whatever the check warns of.
func (f *front) publish(t *testing.T, as user, path string) answer {
	t.Helper()
	tag := f.must(t, as, "GET", path, "", 200).Header.Get("ETag")
	first := f.send(as, "POST", path+"/publish", "", "If-Match", tag)
	if first.Status == 409 && strings.Contains(first.Body, `"warnings-unaccepted"`) {
		return f.must(t, as, "POST", path+"/publish", accepting(t, first), 200, "If-Match", tag)
	}
	if first.Status != 200 {
		t.Fatalf("publish %s: got %d %s", path, first.Status, first.Body)
	}
	return first
}

// conforms holds an answer to its schema in the published description.
func (a answer) conforms(t *testing.T, schema string) {
	t.Helper()
	s := described(t).Components.Schemas[schema]
	if s == nil {
		t.Fatalf("openapi.yaml has no schema %s", schema)
	}
	if err := s.Value.VisitJSON(a.at(t), openapi3.MultiErrors(), openapi3.EnableJSONSchema2020()); err != nil {
		t.Errorf("%s: %v in %s", schema, err, a.Body)
	}
}

// reasons is the body of a publication that gives a reason for each warning of
// a report.
func reasons(t *testing.T, report answer) string {
	t.Helper()
	var list []string
	for _, e := range report.at(t, "findings").([]any) {
		if f := e.(map[string]any); f["severity"] == "warning" {
			list = append(list, fmt.Sprintf(`{"code":%q,"pointer":%q,"reason":"Thought about, for the tests."}`, f["code"], f["pointer"]))
		}
	}
	return `{"accepted":[` + strings.Join(list, ",") + `]}`
}

// TestRequiredReading checks and rehearses a method before it is published, and
// finds both again on the tender.
func TestRequiredReading(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "officer")
		auditor := f.key(t, council.Organisation, "auditor")
		rival, supplier := f.join(t, "Other Council", "authority", "officer"), f.join(t, "Supplier", "supplier", "supplier")
		knowsley := f.knowsley(t, council)
		path := f.must(t, council, "POST", "/v1/templates", templateBody(knowsley, parksMethod), 201).Header.Get("Location")
		lint, dry, publish := path+"/lint", path+"/dry-run", path+"/publish"
		post := func(name, to, body string, status int, want string) step {
			return step{name: name, as: council, method: "POST", path: to, body: body, status: status, want: want}
		}
		f.story(t, []step{
			{name: "nothing was checked yet", as: council, method: "GET", path: lint, status: 404, want: `"no-lint"`},
			{name: "nor rehearsed", as: council, method: "GET", path: dry, status: 404, want: `"no-dry-run"`},
			{name: "another authority finds no draft to check", as: rival, method: "POST", path: lint, status: 404, want: `"not-found"`},
			{name: "nor to rehearse", as: rival, method: "POST", path: dry, status: 404, want: `"not-found"`},
			{name: "a supplier checks nothing", as: supplier, method: "POST", path: lint, status: 403, want: `"not-your-role"`},
			{name: "and reads nothing", as: supplier, method: "GET", path: lint, status: 403, want: `"not-your-role"`},
			post("an unknown pack", lint, `{"packs":["x"]}`, 422, `{"pointer":"/packs/0","code":"unknown-pack"`),
			post("a pack without its day", lint, `{"packs":["uk-central-government-social-value"]}`, 422, `"/commences"`),
			post("a version that is not in force", lint, `{"packs":["ppn-06-20"],"commences":"2026-01-31"}`, 422, `"not-in-force"`),
			post("a day that is none", lint, `{"commences":"2026-02-30"}`, 422, `"/commences"`),
			post("a criterion that is not there", lint, `{"socialValue":["x"]}`, 422, `"/socialValue/0"`),
			post("a version by its name", lint, `{"packs":["ppn-002"],"socialValue":["quality"]}`, 201, `"version":"ppn-002"`),
			post("a pack by the day", lint, `{"packs":["uk-central-government-social-value"],"commences":"2025-09-30"}`, 201, `"version":"ppn-06-20"`),
			post("what a colleague would say", lint, "", 201, `{"code":"rival-dependent","severity":"warning","pointer":"/criteria/0/score/function","criterion":"price"`),
			post("no such profile", dry, `{"profiles":["bold"]}`, 422, `"/profiles/0"`),
			post("too many runs", dry, `{"runs":5001}`, 422, `"/runs"`),
			post("too much work", dry, `{"runs":5000,"bids":[`+strings.Repeat(`{"id":"A"},`, 11)+`{"id":"A"}]}`, 422, `"too-much-work"`),
			post("a hand-made bid with a hole", dry, `{"profiles":[],"bids":[{"id":"A"}]}`, 422, `"/bids/0/`),
			post("a rehearsal", dry, `{"runs":20,"seed":"x"}`, 201, `"runs":20,"seed":"x"`),
			post("with nobody invented", dry, `{"runs":1,"profiles":[],"bids":[{"id":"A","price":{"amount":100},"levels":{"q1":1,"q2":1},"gates":{"insurance":true}}]}`, 201, `"winners":[{"profile":"hand-made","bid":"A"`),
			{name: "the auditor reads it", as: auditor, method: "GET", path: dry, status: 200, want: `"current":true`},
		})
		one, two := f.must(t, council, "POST", dry, `{"runs":20,"seed":"y"}`, 201), f.must(t, council, "POST", dry, `{"runs":20,"seed":"y"}`, 201)
		if part(one.Body, `"report"`, `"createdAt"`) != part(two.Body, `"report"`, `"createdAt"`) || !strings.Contains(one.Body, `"losingBidDecides"`) {
			t.Errorf("the same seed gave\n%s and\n%s", one.Body, two.Body)
		}
		one.conforms(t, "DryRun")
		last := f.must(t, council, "GET", lint, "", 200)
		last.conforms(t, "Lint")
		answered := reasons(t, last)
		f.change(t, council, "PUT", path, path, templateBody(knowsley, strings.Replace(parksMethod, `"words":"Convincing"`, `"words":""`, 1)), 200)
		f.story(t, []step{
			{name: "a report of another method is stale", as: council, method: "GET", path: lint, status: 200, want: `"current":false`},
			{name: "so is the rehearsal", as: council, method: "GET", path: dry, status: 200, want: `"current":false`},
			{name: "errors block, whatever is accepted", as: council, method: "POST", path: publish, body: answered, header: []string{"If-Match", `"2"`}, status: 409, want: `"method-blocked"`},
			{name: "and are named", as: council, method: "POST", path: publish, header: []string{"If-Match", `"2"`}, status: 409, want: `{"pointer":"/criteria/1/criteria/0/scale/1/words","code":"level-words-missing"`},
			{name: "what a refusal found out is kept", as: auditor, method: "GET", path: lint, status: 200, want: `"current":true`},
			{name: "so is its rehearsal", as: auditor, method: "GET", path: dry, status: 200, want: `"current":true`},
		})
		f.change(t, council, "PUT", path, path, templateBody(knowsley, parksMethod), 200)
		f.story(t, []step{
			{name: "warnings without a reason", as: council, method: "POST", path: publish, header: []string{"If-Match", `"3"`}, status: 409, want: `{"pointer":"/criteria/0/score/function","code":"zero-upsets"`},
			{name: "with what the rehearsal said", as: council, method: "POST", path: publish, header: []string{"If-Match", `"3"`}, status: 409, want: `of the dry run: `},
			{name: "an old version comes before that", as: council, method: "POST", path: publish, header: []string{"If-Match", `"2"`}, status: 412, want: `"changed-meanwhile"`},
			{name: "a reason without words", as: council, method: "POST", path: publish, body: strings.Replace(answered, "Thought about, for the tests.", "  ", 1), header: []string{"If-Match", `"3"`}, status: 422, want: `"/accepted/0/reason"`},
			{name: "a reason for nothing", as: council, method: "POST", path: publish, body: `{"accepted":[{"code":"no-price","pointer":"/criteria","reason":"x"}]}`, header: []string{"If-Match", `"3"`}, status: 422, want: `{"pointer":"/accepted/0","code":"no-such-warning"`},
			{name: "all but one", as: council, method: "POST", path: publish, body: strings.Replace(answered, `{"code":"rival-dependent","pointer":"/criteria/0/score/function","reason":"Thought about, for the tests."},`, "", 1), header: []string{"If-Match", `"3"`}, status: 409, want: `"errors":[{"pointer":"/criteria/0/score/function","code":"rival-dependent"`},
			{name: "a reason for each", as: council, method: "POST", path: publish, body: answered, header: []string{"If-Match", `"3"`}, status: 200, want: `"status":"published"`},
			{name: "is kept", as: auditor, method: "GET", path: lint, status: 200, want: `"reason":"Thought about, for the tests."`},
		})
		f.inherits(t, council, rival, supplier, path)
	})
}

// part is what stands between two marks of a text.
func part(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}

// inherits finds the reports of a template on a tender that rests on it.
func (f *front) inherits(t *testing.T, council, rival, supplier user, template string) {
	t.Helper()
	m := market{front: f, council: council, template: strings.TrimPrefix(template, "/v1/templates/")}
	tender := "/v1/tenders/" + f.must(t, council, "POST", "/v1/tenders", m.draft(""), 201).text(t, "id")
	read := f.must(t, council, "GET", tender+"/lint", "", 200)
	read.conforms(t, "TenderLint")
	own := f.must(t, council, "GET", template+"/lint", "", 200)
	if read.text(t, "lint", "id") != own.text(t, "id") || read.text(t, "dryRun", "methodHash") != own.text(t, "methodHash") || !strings.Contains(read.Body, `"reason":"Thought about`) {
		t.Errorf("the tender shows %s", read.Body)
	}
	f.change(t, council, "POST", tender, tender+"/publish", "", 200)
	f.story(t, []step{
		{name: "the frozen method is the one that was checked", as: council, method: "GET", path: tender + "/lint", status: 200, want: `"current":true`},
		{name: "another authority has no such tender", as: rival, method: "GET", path: tender + "/lint", status: 404, want: `"not-found"`},
		{name: "a supplier does not read it", as: supplier, method: "GET", path: tender + "/lint", status: 403, want: `"not-your-role"`},
	})
	for _, table := range []string{"template_lints", "template_dry_runs", "template_publications", "template_acceptances"} {
		f.keeps(t, "DELETE FROM "+table)
	}
}
