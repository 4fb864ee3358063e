package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// parksMethod is price 50, quality 30, social value 20, over three outcomes.
const parksMethod = `{"criteria":[
	{"id":"price","title":"Price","weight":50,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
	{"id":"quality","title":"Quality","weight":30,"minimum":40,"criteria":[
		{"id":"q1","title":"How","weight":66.67,"kind":"question","scale":[{"level":0,"marks":0,"words":"No answer"},{"level":1,"marks":100,"words":"Convincing"}]},
		{"id":"q2","title":"Who","weight":33.33,"kind":"question","scale":[{"level":0,"marks":0,"words":"No answer"},{"level":1,"marks":100,"words":"Convincing"}]}]},
	{"id":"social","title":"Social value","weight":20,"criteria":[
		{"id":"volunteers","weight":70,"kind":"measure","measure":"13","cap":200,"perMillion":true,"score":{"function":"fixed_linear","worst":0,"best":100}},
		{"id":"parks","weight":20,"kind":"measure","measure":"16a","score":{"function":"fixed_linear","worst":0,"best":5}},
		{"id":"money","weight":10,"kind":"value","measures":[{"measure":"22","proxy":1}],"score":{"function":"relative_to_best","direction":"higher"}}]},
	{"id":"insurance","title":"Insurance held","kind":"gate"}]}`

func templateBody(catalogue, method string) string {
	return fmt.Sprintf(`{"title":"Parks, three years","description":"For grounds maintenance","catalogue":%q,"method":%s}`, catalogue, method)
}

// TestTemplateLife follows a template from draft to clone.
func TestTemplateLife(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "officer")
		partner := f.join(t, "Riverside Trust", "partner", "officer")
		evaluator := f.join(t, "Panel", "authority", "evaluator")
		knowsley := f.knowsley(t, council)
		made := f.must(t, council, "POST", "/v1/templates", templateBody(knowsley, parksMethod), 201)
		path := made.Header.Get("Location")
		for i, want := range []string{
			`{"id":"price","title":"Price","kind":"price","parent":null,"depth":0,"localWeight":50,"globalWeight":50,"measures":[]}`,
			`{"id":"quality","title":"Quality","kind":"branch","parent":null,"depth":0,"localWeight":30,"globalWeight":30,"measures":[]}`,
			`{"id":"q1","title":"How","kind":"question","parent":"quality","depth":1,"localWeight":66.67,"globalWeight":20.001,"measures":[]}`,
			`{"id":"q2","title":"Who","kind":"question","parent":"quality","depth":1,"localWeight":33.33,"globalWeight":9.999,"measures":[]}`,
			`{"id":"social","title":"Social value"`,
			`{"id":"volunteers","title":"","kind":"measure","parent":"social","depth":1,"localWeight":70,"globalWeight":14,"measures":[{"code":"13","outcome":3,"wording":"Numbers of new volunteers","unit":"people",`,
			`{"id":"parks","title":"","kind":"measure","parent":"social","depth":1,"localWeight":20,"globalWeight":4,"measures":[{"code":"16a","outcome":3,"wording":"Increase in the number of Friends of Parks Groups and as a result green space usage: number of Friends of Parks Groups",`,
			`{"id":"money","title":"","kind":"value","parent":"social","depth":1,"localWeight":10,"globalWeight":2,"measures":[{"code":"22",`,
			`{"id":"insurance","title":"Insurance held","kind":"gate","parent":null,"depth":0,"localWeight":null,"globalWeight":null,"measures":[]}`,
		} {
			if !strings.Contains(made.Body, want) {
				t.Errorf("criterion %d: want %s in %s", i, want, made.Body)
			}
		}
		same := f.must(t, council, "POST", "/v1/templates", templateBody(knowsley, strings.Replace(parksMethod, `{`, `{"basis":"weighted_sum","rankOn":"unrounded",`, 1)), 201)
		if same.text(t, "methodHash") != made.text(t, "methodHash") {
			t.Error("a default written out changed the hash of the method")
		}
		changed := f.must(t, council, "PUT", path, templateBody(knowsley, strings.Replace(parksMethod, `"cap":200`, `"cap":300`, 1)), 200, "If-Match", `"1"`)
		if changed.text(t, "methodHash") == made.text(t, "methodHash") || changed.at(t, "version") != 2.0 {
			t.Errorf("after a change of the cap: %s", changed.Body)
		}
		answered := reasons(t, f.must(t, council, "POST", path+"/lint", "", 201))
		f.story(t, []step{
			{name: "others do not see a draft", as: partner, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "nor in a list", as: partner, method: "GET", path: "/v1/templates", status: 200, want: `{"items":[],"next":null}`},
			{name: "nor may they replace it", as: partner, method: "PUT", path: path, body: templateBody(knowsley, parksMethod), status: 404, want: `"not-found"`, header: []string{"If-Match", `"2"`}},
			{name: "nor publish it", as: partner, method: "POST", path: path + "/publish", status: 404, want: `"not-found"`, header: []string{"If-Match", `"2"`}},
			{name: "nor clone it", as: partner, method: "POST", path: path + "/clone", status: 404, want: `"not-found"`},
			{name: "an evaluator composes nothing", as: evaluator, method: "POST", path: "/v1/templates", body: templateBody(knowsley, parksMethod), status: 403, want: `"not-your-role"`},
			{name: "a draft is not retired", as: council, method: "POST", path: path + "/retire", status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"2"`}},
			{name: "replacing an old version", as: council, method: "PUT", path: path, body: templateBody(knowsley, parksMethod), status: 412, want: `"changed-meanwhile"`, header: []string{"If-Match", `"1"`}},
			{name: "replacing no version", as: council, method: "PUT", path: path, body: templateBody(knowsley, parksMethod), status: 428, want: `"if-match-required"`},
			{name: "publishing without a word on the warnings", as: council, method: "POST", path: path + "/publish", status: 409, want: `"warnings-unaccepted"`, header: []string{"If-Match", `"2"`}},
			{name: "publishing", as: council, method: "POST", path: path + "/publish", body: answered, status: 200, want: `"status":"published","next":["retired"],"methodHash":"` + changed.text(t, "methodHash"), header: []string{"If-Match", `"2"`}},
			{name: "publishing again", as: council, method: "POST", path: path + "/publish", status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"3"`}},
			{name: "it stays as it is", as: council, method: "PUT", path: path, body: templateBody(knowsley, parksMethod), status: 409, want: `"template-frozen"`, header: []string{"If-Match", `"3"`}},
			{name: "everybody reads it", as: evaluator, method: "GET", path: path, status: 200, want: `"next":[]`},
			{name: "and finds it", as: partner, method: "GET", path: "/v1/templates?status=published&catalogue=" + knowsley, status: 200, want: changed.text(t, "id")},
			{name: "but not its owner's other draft", as: partner, method: "GET", path: "/v1/templates?status=draft", status: 200, want: `{"items":[],"next":null}`},
			{name: "and may not retire it", as: partner, method: "POST", path: path + "/retire", status: 403, want: `"not-the-owner"`, header: []string{"If-Match", `"3"`}},
			{name: "nor replace it", as: partner, method: "PUT", path: path, body: templateBody(knowsley, parksMethod), status: 403, want: `"not-the-owner"`, header: []string{"If-Match", `"3"`}},
		})
		clone := f.must(t, partner, "POST", path+"/clone", "", 201)
		if clone.text(t, "owner") != partner.Organisation || clone.text(t, "status") != "draft" || "/v1/templates/"+clone.text(t, "clonedFrom") != path || clone.text(t, "methodHash") != changed.text(t, "methodHash") {
			t.Errorf("clone: %s", clone.Body)
		}
		f.must(t, council, "GET", clone.Header.Get("Location"), "", 404)
		f.change(t, council, "POST", path, path+"/retire", "", 200)
		f.must(t, council, "POST", path+"/retire", "", 409, "If-Match", `"4"`)
		f.publish(t, partner, clone.Header.Get("Location"))
	})
}

// TestWrongTemplates sends methods that do not hold.
func TestWrongTemplates(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "officer")
		rival := f.join(t, "Riverside Trust", "partner", "officer")
		knowsley, hidden := f.knowsley(t, council), strings.TrimPrefix(f.draft(t, rival, "riverside"), "/v1/catalogues/")
		with := func(from, to string) string {
			return templateBody(knowsley, strings.Replace(parksMethod, from, to, 1))
		}
		try := func(name, body, want string) step {
			return step{name: name, as: council, method: "POST", path: "/v1/templates", body: body, status: 422, want: want}
		}
		f.story(t, []step{
			try("weights of 99.99", with(`"weight":66.67`, `"weight":66.66`), `{"pointer":"/method/criteria/1/criteria","code":"weights-do-not-add-up"`),
			try("weights with three decimals", with(`"weight":66.67`, `"weight":66.667`), `{"pointer":"/method/criteria/1/criteria/0/weight","code":"too-many-decimals"`),
			try("a weighted gate", with(`"kind":"gate"`, `"kind":"gate","weight":1`), `"/method/criteria/3/weight"`),
			try("an id twice", with(`"id":"q2"`, `"id":"q1"`), `{"pointer":"/method/criteria/1/criteria/1/id","code":"id-twice"`),
			try("an area indicator", with(`"measure":"13"`, `"measure":"1"`), `{"pointer":"/method/criteria/2/criteria/0/measure","code":"area-indicator"`),
			try("with the reason", with(`"measure":"13"`, `"measure":"1"`), `one contract cannot move or own the borough rate; never score a bidder on it`),
			try("the area part of a measure", with(`"measure":"16a"`, `"measure":"16b"`), `{"pointer":"/method/criteria/2/criteria/1/measure","code":"area-indicator"`),
			try("an area indicator in a value", with(`"measure":"22"`, `"measure":"3"`), `{"pointer":"/method/criteria/2/criteria/2/measures/0/measure","code":"area-indicator"`),
			try("a measure of another catalogue", with(`"measure":"22"`, `"measure":"T1"`), `"unknown-measure"`),
			try("a formula of one's own", with(`"function":"fixed_linear"`, `"function":"sqrt"`), `/score/function`),
			try("anchors that are equal", with(`"best":100`, `"best":0`), `"anchors-equal"`),
			try("an unknown member deep inside", with(`"cap":200`, `"Cap":200`), `"/method/criteria/2/criteria/0/Cap"`),
			try("somebody else's draft catalogue", templateBody(hidden, parksMethod), `{"pointer":"/catalogue","code":"unknown-catalogue"`),
			try("no identifier", templateBody("knowsley", parksMethod), `{"pointer":"/catalogue","code":"not-an-identifier"`),
			try("an exponent", with(`"cap":200`, `"cap":2e2`), `/cap`),
			try("everything at once, the title", `{"title":"","catalogue":"`+knowsley+`","method":{"criteria":[{"id":"a","kind":"measure","measure":"1","weight":99,"score":{"function":"fixed_linear","worst":0,"best":1}}]}}`, `"/title"`),
			try("the weights", `{"title":"","catalogue":"`+knowsley+`","method":{"criteria":[{"id":"a","kind":"measure","measure":"1","weight":99,"score":{"function":"fixed_linear","worst":0,"best":1}}]}}`, `"weights-do-not-add-up"`),
			try("and the measure", `{"title":"","catalogue":"`+knowsley+`","method":{"criteria":[{"id":"a","kind":"measure","measure":"1","weight":99,"score":{"function":"fixed_linear","worst":0,"best":1}}]}}`, `"area-indicator"`),
			try("no method", `{"title":"x","catalogue":"`+knowsley+`"}`, `"/method/criteria"`),
			{name: "an unknown status", as: council, method: "GET", path: "/v1/templates?status=live", status: 422, want: `"?status"`},
			{name: "no identifier to look for", as: council, method: "GET", path: "/v1/templates?catalogue=1", status: 422, want: `"?catalogue"`},
		})
	})
}

// TestTemplateOfAMovingCatalogue composes from a draft catalogue, which then
// changes under the template.
func TestTemplateOfAMovingCatalogue(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		partner := f.join(t, "Riverside Trust", "partner", "officer")
		catalogue := f.draft(t, partner, "riverside")
		method := `{"criteria":[{"id":"trees","weight":100,"kind":"measure","measure":"T1","score":{"function":"fixed_linear","worst":0,"best":100}}]}`
		template := f.must(t, partner, "POST", "/v1/templates", templateBody(strings.TrimPrefix(catalogue, "/v1/catalogues/"), method), 201).Header.Get("Location")
		early := f.change(t, partner, "POST", template, template+"/publish", "", 409)
		if !strings.Contains(early.Body, `"catalogue-not-open"`) || !strings.Contains(early.Body, "version 1 of riverside is draft") {
			t.Errorf("while the catalogue is a draft: %s", early.Body)
		}
		f.change(t, partner, "PUT", catalogue, catalogue+"/measures/T1", strings.Replace(trees, `"contract_commitment"`, `"area_indicator"`, 1), 200)
		f.change(t, partner, "POST", catalogue, catalogue+"/publish", "", 200)
		late := f.change(t, partner, "POST", template, template+"/publish", "", 409)
		if !strings.Contains(late.Body, `"template-unfit"`) || !strings.Contains(late.Body, `{"pointer":"/method/criteria/0/measure","code":"area-indicator"`) {
			t.Errorf("after the measure became an area indicator: %s", late.Body)
		}
		f.change(t, partner, "POST", catalogue, catalogue+"/retire", "", 200)
		if retired := f.change(t, partner, "POST", template, template+"/publish", "", 409); !strings.Contains(retired.Body, "is retired") {
			t.Errorf("after the catalogue was retired: %s", retired.Body)
		}
	})
}
