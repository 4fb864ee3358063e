package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// knowsley finds the catalogue that every installation starts with.
func (f *front) knowsley(t *testing.T, as user) string {
	t.Helper()
	return f.must(t, as, "GET", "/v1/catalogues?code=knowsley-2012&status=published", "", 200).text(t, "items", 0, "id")
}

func codes(t *testing.T, a answer) string {
	t.Helper()
	var list []string
	for i := range a.at(t, "items").([]any) {
		list = append(list, a.text(t, "items", i, "code"))
	}
	return strings.Join(list, " ")
}

// TestKnowsley reads the catalogue of the first start.
func TestKnowsley(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		bidder := f.join(t, "Example Gardens", "supplier", "supplier")
		catalogue := "/v1/catalogues/" + f.knowsley(t, bidder)
		whole := f.must(t, bidder, "GET", catalogue, "", 200)
		if whole.at(t, "number") != 1.0 || whole.text(t, "outcomes", 5, "title") != "Residents making socially responsible decisions" || whole.at(t, "outcomes", 0, "measures") != 8.0 {
			t.Errorf("got %s", whole.Body)
		}
		if len(whole.at(t, "next").([]any)) != 0 {
			t.Errorf("a supplier is offered moves: %s", whole.Body)
		}
		if mine := f.must(t, f.root, "GET", catalogue, "", 200); mine.text(t, "next", 0) != "retired" {
			t.Errorf("its owner is offered %s", mine.Body)
		}
		for query, want := range map[string]string{
			"":                                  "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29",
			"?outcome=5":                        "22 23 24",
			"?level=area_indicator":             "1 2 3 10 11 19 25 27",
			"?level=both&outcome=2":             "9 12",
			"?scorable=false&outcome=2":         "10 11",
			"?q=VOLUNTEERS":                     "13 14 17 20",
			"?q=16b":                            "16",
			"?q=nothing+of+the+sort":            "",
			"?limit=3&scorable=true&level=both": "4 9 12",
		} {
			if got := codes(t, f.must(t, bidder, "GET", catalogue+"/measures"+query, "", 200)); got != want {
				t.Errorf("%q: got %s, want %s", query, got, want)
			}
		}
		f.story(t, []step{
			{name: "the public", method: "GET", path: catalogue, status: 401, want: `"not-signed-in"`},
			{name: "a measure", as: bidder, method: "GET", path: catalogue + "/measures/13", status: 200, want: `"wording":"Numbers of new volunteers"`},
			{name: "by its component", as: bidder, method: "GET", path: catalogue + "/measures/5b", status: 200, want: `"code":"5"`},
			{name: "an area indicator", as: bidder, method: "GET", path: catalogue + "/measures/1", status: 200, want: `"scorable":false`},
			{name: "the area part of a measure", as: bidder, method: "GET", path: catalogue + "/measures/23", status: 200, want: `"id":"23a","text":"fuel poverty level","unit":"households helped (contract); % in fuel poverty (area)","direction":"lower","level":"area_indicator","scorable":false`},
			{name: "a reduction is promised upwards", as: bidder, method: "GET", path: catalogue + "/measures/12", status: 200, want: `"direction":"lower","commitmentDirection":"higher"`},
			{name: "a measure that is not there", as: bidder, method: "GET", path: catalogue + "/measures/30", status: 404, want: `"not-found"`},
			{name: "a level that is none", as: bidder, method: "GET", path: catalogue + "/measures?level=borough&outcome=-1", status: 422, want: `"?level"`},
			{name: "neither true nor false", as: bidder, method: "GET", path: catalogue + "/measures?scorable=yes", status: 422, want: `must be true or false`},
			{name: "a number in another form", as: f.root, method: "PUT", path: catalogue + "/outcomes/01", body: `{"title":"x"}`, status: 404, header: []string{"If-Match", `"2"`}},
		})
	})
}

// TestMeasuresByPage goes through a list in the catalogue's own order.
func TestMeasuresByPage(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		path := "/v1/catalogues/" + f.knowsley(t, f.root) + "/measures?limit=10"
		var got []string
		for cursor := ""; ; {
			a := f.must(t, f.root, "GET", path+cursor, "", 200)
			got = append(got, codes(t, a))
			if a.at(t, "next") == nil {
				break
			}
			cursor = "&cursor=" + a.text(t, "next")
		}
		if want := "1 2 3 4 5 6 7 8 9 10/11 12 13 14 15 16 17 18 19 20/21 22 23 24 25 26 27 28 29"; strings.Join(got, "/") != want {
			t.Errorf("got %s, want %s", strings.Join(got, "/"), want)
		}
	})
}

const (
	trees   = `{"code":"T1","outcome":1,"wording":"Number of trees planted","level":"contract_commitment","kind":"count","unit":"trees","direction":"higher","aggregation":"sum","overlaps":["T2"]}`
	canopy  = `{"code":"T2","outcome":1,"wording":"Canopy cover","level":"area_indicator","kind":"proportion","unit":"%","direction":"higher","aggregation":"latest","baselineRequired":true,"components":[{"id":"T2a","text":"streets"}]}`
	outcome = `{"title":"A greener riverside"}`
)

// draft makes a catalogue of two measures for somebody.
func (f *front) draft(t *testing.T, as user, code string) string {
	t.Helper()
	path := "/v1/catalogues/" + f.must(t, as, "POST", "/v1/catalogues", `{"code":"`+code+`","title":"Riverside"}`, 201).text(t, "id")
	f.change(t, as, "PUT", path, path+"/outcomes/1", outcome, 200)
	f.must(t, as, "POST", path+"/measures", trees, 201)
	f.must(t, as, "POST", path+"/measures", canopy, 201)
	return path
}

// TestDraftToRevision follows a partner's catalogue through its life.
func TestDraftToRevision(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		partner := f.join(t, "Riverside Trust", "partner", "officer")
		rival := f.join(t, "Hillside Trust", "partner", "officer")
		path := f.draft(t, partner, "riverside")
		f.story(t, []step{
			{name: "others do not see a draft", as: rival, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "nor its measures", as: rival, method: "GET", path: path + "/measures", status: 404, want: `"not-found"`},
			{name: "nor one measure", as: rival, method: "GET", path: path + "/measures/T1", status: 404, want: `"not-found"`},
			{name: "nor what changed", as: rival, method: "GET", path: path + "/diff?against=" + f.knowsley(t, rival), status: 404, want: `"not-found"`},
			{name: "nor the installation's administrator", as: f.root, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "nor may they publish it", as: rival, method: "POST", path: path + "/publish", status: 404, want: `"not-found"`, header: []string{"If-Match", `"4"`}},
			{name: "nor add to it", as: rival, method: "POST", path: path + "/measures", body: trees, status: 404, want: `"not-found"`},
			{name: "nor find it in a list", as: rival, method: "GET", path: "/v1/catalogues?code=riverside", status: 200, want: `{"items":[],"next":null}`},
			{name: "its owner does", as: partner, method: "GET", path: "/v1/catalogues?code=riverside&status=draft", status: 200, want: `"code":"riverside"`},
			{name: "a draft is not retired", as: partner, method: "POST", path: path + "/retire", status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"4"`}},
			{name: "a draft is not revised", as: partner, method: "POST", path: path + "/revise", status: 409, want: `"catalogue-not-published"`},
			{name: "the code again", as: partner, method: "POST", path: "/v1/catalogues", body: `{"code":"riverside","title":"Other"}`, status: 409, want: `"catalogue-exists"`},
			{name: "the code in another organisation", as: rival, method: "POST", path: "/v1/catalogues", body: `{"code":"riverside","title":"Other"}`, status: 201, want: `"number":1`},
			{name: "publishing without a version", as: partner, method: "POST", path: path + "/publish", status: 428, want: `"if-match-required"`},
			{name: "publishing an old version", as: partner, method: "POST", path: path + "/publish", status: 412, want: `"changed-meanwhile"`, header: []string{"If-Match", `"3"`}},
			{name: "publishing", as: partner, method: "POST", path: path + "/publish", status: 200, want: `"status":"published","next":["retired"]`, header: []string{"If-Match", `"4"`}},
			{name: "everybody sees it now", as: rival, method: "GET", path: path + "/measures/T1", status: 200, want: `"trees"`},
			{name: "but may not retire it", as: rival, method: "POST", path: path + "/retire", status: 403, want: `"not-the-owner"`, header: []string{"If-Match", `"5"`}},
			{name: "nor revise it", as: rival, method: "POST", path: path + "/revise", status: 403, want: `"not-the-owner"`},
			{name: "its words stay", as: partner, method: "PATCH", path: path, body: `{"title":"Other"}`, status: 409, want: `"catalogue-frozen"`, header: []string{"If-Match", `"5"`}},
			{name: "its outcomes stay", as: partner, method: "DELETE", path: path + "/outcomes/1", status: 409, want: `"catalogue-frozen"`, header: []string{"If-Match", `"5"`}},
			{name: "its measures stay", as: partner, method: "PUT", path: path + "/measures/T1", body: trees, status: 409, want: `"catalogue-frozen"`, header: []string{"If-Match", `"5"`}},
			{name: "none is added", as: partner, method: "POST", path: path + "/measures", body: trees, status: 409, want: `"catalogue-frozen"`},
			{name: "none is removed", as: partner, method: "DELETE", path: path + "/measures/T1", status: 409, want: `"catalogue-frozen"`, header: []string{"If-Match", `"5"`}},
			{name: "not published twice", as: partner, method: "POST", path: path + "/publish", status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"5"`}},
		})
		next := f.must(t, partner, "POST", path+"/revise", "", 201)
		revised := next.Header.Get("Location")
		if next.at(t, "number") != 2.0 || "/v1/catalogues/"+next.text(t, "revisedFrom") != path || next.at(t, "outcomes", 0, "measures") != 2.0 {
			t.Errorf("revision: %s", next.Body)
		}
		f.must(t, partner, "POST", path+"/revise", "", 409)
		f.reviseFurther(t, partner, rival, path, revised)
	})
}

// reviseFurther changes version 2 and looks at the difference.
func (f *front) reviseFurther(t *testing.T, partner, rival user, path, revised string) {
	t.Helper()
	f.change(t, partner, "PATCH", revised, revised, `{"title":"Riverside, second"}`, 200)
	f.change(t, partner, "PUT", revised, revised+"/outcomes/2", `{"title":"Quieter streets"}`, 200)
	f.change(t, partner, "PUT", revised, revised+"/measures/T1", strings.Replace(strings.Replace(trees, `"trees"`, `"trees alive after a year"`, 1), `["T2"]`, `["T3"]`, 1), 200)
	f.change(t, partner, "DELETE", revised, revised+"/measures/T2", "", 200)
	f.must(t, partner, "POST", revised+"/measures", `{"code":"T3","outcome":2,"wording":"Streets closed to through traffic","level":"contract_commitment","kind":"count","unit":"streets","direction":"higher","aggregation":"latest"}`, 201)
	diff := f.must(t, partner, "GET", revised+"/diff", "", 200)
	want := `"fields":[{"field":"title","from":"Riverside","to":"Riverside, second"}],"outcomes":{"added":[{"code":"2","title":"Quieter streets","fields":[]}],"removed":[],"changed":[]},` +
		`"measures":{"added":[{"code":"T3","title":"Streets closed to through traffic","fields":[]}],"removed":[{"code":"T2","title":"Canopy cover","fields":[]}],` +
		`"changed":[{"code":"T1","title":"Number of trees planted","fields":[{"field":"unit","from":"trees","to":"trees alive after a year"},{"field":"overlaps","from":["T2"],"to":["T3"]}]}]}}`
	if !strings.Contains(diff.Body, want) {
		t.Errorf("got %s\nwant %s", diff.Body, want)
	}
	id := strings.TrimPrefix(path, "/v1/catalogues/")
	f.story(t, []step{
		{name: "the other way round", as: partner, method: "GET", path: path + "/diff?against=" + strings.TrimPrefix(revised, "/v1/catalogues/"), status: 200, want: `"removed":[{"code":"T3"`},
		{name: "with itself", as: partner, method: "GET", path: path + "/diff?against=" + id, status: 200, want: `"measures":{"added":[],"removed":[],"changed":[]}`},
		{name: "with nothing to compare", as: partner, method: "GET", path: path + "/diff", status: 422, want: `"?against"`},
		{name: "with somebody's draft", as: rival, method: "GET", path: path + "/diff?against=" + strings.TrimPrefix(revised, "/v1/catalogues/"), status: 404, want: `"not-found"`},
		{name: "with no identifier", as: rival, method: "GET", path: path + "/diff?against=7", status: 422, want: `"?against"`},
	})
	f.change(t, partner, "POST", revised, revised+"/publish", "", 200)
	f.change(t, partner, "POST", path, path+"/retire", "", 200)
	if third := f.must(t, partner, "POST", path+"/revise", "", 201); third.at(t, "number") != 3.0 || third.at(t, "outcomes", 0, "measures") != 2.0 {
		t.Errorf("a revision of the retired first: %s", third.Body)
	}
}

// TestWrongMeasures offers a draft what it may not hold.
func TestWrongMeasures(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		partner := f.join(t, "Riverside Trust", "partner", "officer")
		path := f.draft(t, partner, "riverside")
		match := []string{"If-Match", `"4"`}
		f.story(t, []step{
			{name: "every wrong field is named", as: partner, method: "POST", path: path + "/measures", body: `{"code":"a b","outcome":9,"wording":"","level":"area_indicator","kind":"median_level","unit":"x","direction":"up","aggregation":"sum","scorable":true}`, status: 422, want: `"/outcome"`},
			{name: "first", as: partner, method: "POST", path: path + "/measures", body: `{"code":"a b","outcome":9,"wording":"","level":"area_indicator","kind":"median_level","unit":"x","direction":"up","aggregation":"sum","scorable":true}`, status: 422, want: `"/code"`},
			{name: "and the reason", as: partner, method: "POST", path: path + "/measures", body: `{"code":"a b","outcome":9,"wording":"","level":"area_indicator","kind":"median_level","unit":"x","direction":"up","aggregation":"sum","scorable":true}`, status: 422, want: `context, never a bidder's score`},
			{name: "a code that is taken", as: partner, method: "POST", path: path + "/measures", body: trees, status: 409, want: `"measure-exists"`},
			{name: "a code that a component has", as: partner, method: "POST", path: path + "/measures", body: strings.Replace(trees, "T1", "T2a", 1), status: 409, want: `"pointer":"/code"`},
			{name: "a component with a measure's code", as: partner, method: "POST", path: path + "/measures", body: `{"code":"T4","outcome":1,"wording":"x","level":"contract_commitment","kind":"count","unit":"x","direction":"higher","aggregation":"sum","components":[{"id":"T4a","text":"x"},{"id":"T1","text":"y"}]}`, status: 409, want: `"/components/1/id"`},
			{name: "a member of what is shown, not of what is sent", as: partner, method: "PUT", path: path + "/measures/T1", body: strings.Replace(trees, `{`, `{"version":1,`, 1), status: 422, want: `"/version"`, header: match},
			{name: "another code than the address", as: partner, method: "PUT", path: path + "/measures/T1", body: strings.Replace(trees, "T1", "T9", 1), status: 422, want: `"not-the-code"`, header: match},
			{name: "a component is replaced with its measure only", as: partner, method: "PUT", path: path + "/measures/T2a", body: strings.Replace(trees, "T1", "T2a", 1), status: 404, want: `"not-found"`, header: match},
			{name: "replacing on an old version", as: partner, method: "PUT", path: path + "/measures/T1", body: trees, status: 412, want: `"changed-meanwhile"`, header: []string{"If-Match", `"1"`}},
			{name: "removing what is not there", as: partner, method: "DELETE", path: path + "/measures/T9", status: 404, want: `"not-found"`, header: match},
			{name: "an outcome in use", as: partner, method: "DELETE", path: path + "/outcomes/1", status: 409, want: `2 measures under outcome 1`, header: match},
			{name: "an outcome that is not there", as: partner, method: "DELETE", path: path + "/outcomes/7", status: 404, want: `"not-found"`, header: match},
			{name: "an outcome without a title", as: partner, method: "PUT", path: path + "/outcomes/7", body: `{"title":""}`, status: 422, want: `"/title"`, header: match},
			{name: "a change of nothing", as: partner, method: "PATCH", path: path, body: `{}`, status: 422, want: `must name what changes`, header: match},
			{name: "a title taken away", as: partner, method: "PATCH", path: path, body: `{"title":""}`, status: 422, want: `"/title"`, header: match},
		})
		f.change(t, partner, "DELETE", path, path+"/measures/T2", "", 200)
		f.story(t, []step{
			{name: "an overlap with what is gone", as: partner, method: "POST", path: path + "/publish", status: 409, want: `{"pointer":"/measures/T1/overlaps/0","code":"unknown-measure"`, header: []string{"If-Match", `"5"`}},
		})
		empty := "/v1/catalogues/" + f.must(t, partner, "POST", "/v1/catalogues", `{"code":"empty","title":"Empty"}`, 201).text(t, "id")
		f.story(t, []step{
			{name: "an empty catalogue", as: partner, method: "POST", path: empty + "/publish", status: 409, want: `"/outcomes"`, header: []string{"If-Match", `"1"`}},
			{name: "without measures", as: partner, method: "POST", path: empty + "/publish", status: 409, want: `"/measures"`, header: []string{"If-Match", `"1"`}},
		})
	})
}

// TestTwoWritersOfADraft lets many change the same version at once: one wins.
func TestTwoWritersOfADraft(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		partner := f.join(t, "Riverside Trust", "partner", "officer")
		path := f.draft(t, partner, "riverside")
		statuses := make([]int, 8)
		var all sync.WaitGroup
		for i := range statuses {
			all.Go(func() {
				statuses[i] = f.send(partner, "PATCH", path, fmt.Sprintf(`{"title":"Title %d"}`, i), "If-Match", `"4"`).Status
			})
		}
		all.Wait()
		won := 0
		for _, s := range statuses {
			if s == 200 {
				won++
			} else if s != 412 {
				t.Errorf("got %d, want 200 or 412", s)
			}
		}
		if won != 1 {
			t.Errorf("%d of %v won, want 1", won, statuses)
		}
	})
}
