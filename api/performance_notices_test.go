package api_test

import (
	"fmt"
	"testing"
)

// TestPerformanceNotice gathers published ratings of key performance
// indicators, and says which are missing.
func TestPerformanceNotice(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		notice := path + "/performance-notice"
		f.must(t, w.manager, "PUT", path+"/particulars", `{"value":{"amount":5000000.01},"kpis":[{"indicator":"13"},{"indicator":"CALLS","title":"Calls answered in 30 seconds"},{"indicator":"5a"}]}`, 200, "If-Match", `"1"`)
		f.story(t, []step{
			{name: "of a year that runs", as: w.manager, method: "GET", path: notice + "?year=1", status: 409, want: `"year-not-over"`},
			{name: "of a year that there is not", as: w.manager, method: "GET", path: notice + "?year=9", status: 422, want: `"?year"`},
			{name: "of the whole before its end", as: w.manager, method: "GET", path: notice, status: 409, want: `"year-not-over"`},
			{name: "by a rival", as: w.suppliers[0], method: "GET", path: notice + "?year=1", status: 404},
		})
		f.turns(t, w.opened, "2028-07-05")
		for _, indicator := range []string{"13", "CALLS"} {
			one := f.must(t, w.manager, "POST", path+"/ratings", fmt.Sprintf(`{"indicator":%q,"year":1,"rating":"good","reason":"As the register shows."}`, indicator), 201).Header.Get("Location")
			f.must(t, w.supplier, "POST", one+"/reply", `{"words":"Thank you."}`, 200, "If-Match", `"1"`)
			if indicator == "13" {
				f.must(t, w.manager, "POST", one+"/publish", "", 200, "If-Match", `"2"`)
			}
		}
		f.story(t, []step{
			{name: "what is not published is missing", as: w.supplier, method: "GET", path: notice + "?year=1", status: 200, want: `"fromOn":"2027-07-01","toOn":"2028-06-30","required":true,"complete":false,"missing":["CALLS","5a"]`},
			{name: "the published has its reason and reply", as: w.auditor, method: "GET", path: notice + "?year=1", status: 200, want: `{"indicator":"13","title":"Numbers of new volunteers","rating":"good","reason":"As the register shows.","reply":"Thank you."}`},
			{name: "a decision that is not published is not shown", as: w.manager, method: "GET", path: notice + "?year=1", status: 200, want: `{"indicator":"CALLS","title":"Calls answered in 30 seconds","rating":null,"reason":null,"reply":null}`},
		})
	})
}
