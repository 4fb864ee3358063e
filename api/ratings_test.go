package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestKPIs states what a contract is worth and which indicators it has: three
// above £5 million, none at it.
func TestKPIs(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		stated := path + "/particulars"
		value := func(pounds, more string) string { return fmt.Sprintf(`{"value":{"amount":%s}%s}`, pounds, more) }
		two := `,"kpis":[{"indicator":"13"},{"indicator":"CALLS","title":"Calls answered in 30 seconds"}]`
		f.story(t, []step{
			{name: "before anything is stated it is the estimate", as: w.supplier, method: "GET", path: stated, status: 200, want: `"number":0,"value":{"amount":2400000,"currency":"GBP"},"area":null,"kpis":[],"kpisRequired":false,"kpisKept":true`},
			{name: "the supplier states nothing", as: w.supplier, method: "PUT", path: stated, body: value("1", ""), status: 403, header: []string{"If-Match", `"1"`}},
			{name: "a rival reads nothing", as: w.suppliers[0], method: "GET", path: stated, status: 404},
			{name: "exactly five million needs none", as: w.manager, method: "PUT", path: stated, body: value("5000000", ""), status: 200, want: `"kpisRequired":false,"kpisKept":true`, header: []string{"If-Match", `"1"`}},
			{name: "a penny more needs three", as: w.manager, method: "PUT", path: stated, body: value("5000000.01", ""), status: 422, want: `"too-few-kpis"`, header: []string{"If-Match", `"2"`}},
			{name: "two are not three", as: w.manager, method: "PUT", path: stated, body: value("5000000.01", two), status: 422, want: `"/kpis"`, header: []string{"If-Match", `"2"`}},
			{name: "twice the same is not two", as: w.manager, method: "PUT", path: stated, body: value("5000000.01", strings.Replace(two, `"kpis":[`, `"kpis":[{"indicator":"13"},`, 1)), status: 422, want: `"/kpis/1/indicator"`, header: []string{"If-Match", `"2"`}},
			{name: "an indicator without a name", as: w.manager, method: "PUT", path: stated, body: value("1", `,"kpis":[{"indicator":"CALLS"}]`), status: 422, want: `"/kpis/0/title"`, header: []string{"If-Match", `"2"`}},
			{name: "an exemption without a reason", as: w.manager, method: "PUT", path: stated, body: value("5000000.01", `,"exemption":{"ground":"light_touch","reason":""}`), status: 422, want: `"/exemption/reason"`, header: []string{"If-Match", `"2"`}},
			{name: "in another currency", as: w.manager, method: "PUT", path: stated, body: `{"value":{"amount":1,"currency":"EUR"}}`, status: 422, want: `"/value/currency"`, header: []string{"If-Match", `"2"`}},
			{name: "an exemption with its reason", as: w.manager, method: "PUT", path: stated, body: value("5000000.01", `,"exemption":{"ground":"light_touch","reason":"Social care."}`), status: 200, want: `"kpisRequired":true,"kpisKept":true,"exemption":{"ground":"light_touch"`, header: []string{"If-Match", `"2"`}},
			{name: "of the version before", as: w.manager, method: "PUT", path: stated, body: value("1", ""), status: 412, header: []string{"If-Match", `"2"`}},
			{name: "three", as: w.manager, method: "PUT", path: stated, body: value("5000000.01", strings.Replace(two, `]`, `,{"indicator":"5a"}],"area":{"code":"E08000011","title":"Knowsley"}`, 1)), status: 200, want: `"kpisRequired":true,"kpisKept":true,"exemption":null`, header: []string{"If-Match", `"3"`}},
			{name: "they have the obligation's words", as: w.supplier, method: "GET", path: stated, status: 200, want: `{"indicator":"13","title":"Numbers of new volunteers","obligation":"`},
			{name: "the area is in the portfolio", as: w.manager, method: "GET", path: "/v1/progress?mode=test&by=area", status: 200, want: `{"key":"E08000011","title":"Knowsley",`},
			{name: "and narrows it", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&area=E08000012", status: 200, want: `"contracts":0`},
		})
	})
}

// TestRatings proposes by the cut-offs, decides with reasons, hears the
// supplier and publishes.
func TestRatings(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		f.turns(t, w.opened, "2028-01-10")
		for _, part := range []struct{ period, figure string }{{"2027-Q3", "10"}, {"2027-Q4", "26"}} {
			one := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), part.period, `"quantity":`+part.figure), 201).Header.Get("Location")
			f.must(t, w.manager, "POST", one+"/verify", `{"quantity":`+part.figure+`}`, 200, "If-Match", `"1"`)
		}
		rate := func(indicator string, year int, rating, reason string) string {
			return fmt.Sprintf(`{"indicator":%q,"year":%d,"rating":%q,"reason":%q}`, indicator, year, rating, reason)
		}
		f.story(t, []step{
			{name: "nothing is over yet", as: w.manager, method: "GET", path: path + "/assessments", status: 200, want: `{"items":[],"next":null}`},
			{name: "nor can it be rated", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 1, "good", "x"), status: 409, want: `"year-not-over"`},
		})
		f.turns(t, w.opened, "2028-07-01")
		f.story(t, []step{
			{name: "36 of 40 are 90 per cent: approaching", as: w.supplier, method: "GET", path: path + "/assessments", status: 200, want: `{"indicator":"13","title":"Numbers of new volunteers","kpi":false,"year":1,"fromOn":"2027-07-01","toOn":"2028-06-30","dueOn":"2028-07-30","overdue":false,"proposal":{"rating":"approaching_target","share":90,"committed":40,"verified":36,"undecided":0,"cutOffs":{"good":100,"approachingTarget":90,"requiresImprovement":70}},"rating":null,"rated":null}`},
			{name: "without a figure there is no other proposal", as: w.supplier, method: "GET", path: path + "/assessments", status: 200, want: `"proposal":{"rating":"other","share":null,"committed":2,"verified":null`},
			{name: "without a reason", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 1, "approaching_target", ""), status: 422, want: `"/reason"`},
			{name: "a rating of one's own", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 1, "splendid", "x"), status: 422, want: `"/rating"`},
			{name: "of what was not promised", as: w.manager, method: "POST", path: path + "/ratings", body: rate("99", 1, "good", "x"), status: 422, want: `"/indicator"`},
			{name: "of a year that there is not", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 3, "good", "x"), status: 422, want: `"/year"`},
			{name: "of the whole before its end", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 0, "good", "x"), status: 409, want: `"year-not-over"`},
			{name: "by the supplier", as: w.supplier, method: "POST", path: path + "/ratings", body: rate("13", 1, "good", "x"), status: 403},
			{name: "by a rival", as: f.key(t, w.suppliers[0].Organisation, "supplier", "contract_manager"), method: "POST", path: path + "/ratings", body: rate("13", 1, "good", "x"), status: 404},
		})
		one := f.must(t, w.manager, "POST", path+"/ratings", rate("13", 1, "requires_improvement", "Four of the last ten were never inducted."), 201).Header.Get("Location")
		f.story(t, []step{
			{name: "once for each year", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 1, "good", "x"), status: 409, want: `"rated-already"`},
			{name: "a person may decide other than was proposed", as: w.supplier, method: "GET", path: one, status: 200, want: `"rating":"requires_improvement","status":"decided","replyBy":"2028-07-15","next":["replied"]`},
			{name: "not published before the reply", as: w.manager, method: "POST", path: one + "/publish", status: 409, want: `"reply-running"`, header: []string{"If-Match", `"1"`}},
			{name: "the manager does not reply to itself", as: w.manager, method: "POST", path: one + "/reply", body: `{"words":"x"}`, status: 403, header: []string{"If-Match", `"1"`}},
			{name: "a rival does not reply", as: w.suppliers[0], method: "POST", path: one + "/reply", body: `{"words":"x"}`, status: 404, header: []string{"If-Match", `"1"`}},
			{name: "a rival does not read", as: w.suppliers[0], method: "GET", path: one, status: 404},
			{name: "the supplier replies", as: w.supplier, method: "POST", path: one + "/reply", body: `{"words":"They were inducted in January."}`, status: 200, want: `"status":"replied"`, header: []string{"If-Match", `"1"`}},
			{name: "the manager thinks again, with a reason", as: w.manager, method: "POST", path: one + "/decide", body: `{"rating":"approaching_target","reason":""}`, status: 422, want: `"/reason"`, header: []string{"If-Match", `"2"`}},
			{name: "and decides", as: w.manager, method: "POST", path: one + "/decide", body: `{"rating":"approaching_target","reason":"The register shows them."}`, status: 200, want: `"rating":"approaching_target","status":"decided"`, header: []string{"If-Match", `"2"`}},
			{name: "the supplier may reply again, so it waits", as: w.manager, method: "POST", path: one + "/publish", status: 409, want: `"reply-running"`, header: []string{"If-Match", `"3"`}},
		})
		f.turns(t, w.opened, "2028-08-01")
		f.story(t, []step{
			{name: "the time to reply is over", as: w.manager, method: "POST", path: one + "/publish", status: 200, want: `"status":"published"`, header: []string{"If-Match", `"3"`}},
			{name: "published is published", as: w.manager, method: "POST", path: one + "/decide", body: `{"rating":"good","reason":"x"}`, status: 409, want: `which is final`, header: []string{"If-Match", `"4"`}},
			{name: "nobody replies any more", as: w.supplier, method: "POST", path: one + "/reply", body: `{"words":"x"}`, status: 409, header: []string{"If-Match", `"4"`}},
			{name: "all that was said stays", as: w.supplier, method: "GET", path: path + "/ratings", status: 200, want: `"what":"replied","words":"They were inducted in January."`},
			{name: "the others are overdue, and come first", as: w.manager, method: "GET", path: path + "/assessments", status: 200, want: `{"items":[{"indicator":"5a",`},
		})
		f.turns(t, w.opened, "2030-07-01")
		f.story(t, []step{
			{name: "the whole at its end", as: w.manager, method: "POST", path: path + "/ratings", body: rate("13", 0, "approaching_target", "36 of 40."), status: 201, want: `"year":0,"fromOn":"2027-07-01","toOn":"2030-06-30"`},
		})
	})
}
