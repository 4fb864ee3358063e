package api_test

import (
	"strings"
	"testing"
)

// TestPortfolio shows all contracts together: what needs somebody first, and
// totals that are those of the contracts.
func TestPortfolio(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		report := func(place int, period, figure string) string {
			return f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, place), period, figure), 201).Header.Get("Location")
		}
		f.turns(t, w.opened, "2027-10-05")
		volunteers := report(0, "2027-Q3", `"quantity":8.125`)
		report(4, "2027-Q3", `"numerator":1,"denominator":3`)
		report(2, "2027-Q3", `"quantity":1`)
		f.must(t, w.manager, "POST", volunteers+"/verify", `{"quantity":7.5,"reason":"x"}`, 200, "If-Match", `"1"`)
		other := f.key(t, w.rival.Organisation, "officer", "contract_manager")
		f.story(t, []step{
			{name: "rehearsals are not added to what is real", as: w.manager, method: "GET", path: "/v1/portfolio", status: 200, want: `"contracts":0`},
			{name: "the authority's own", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test", status: 200, want: `"contracts":1,"atRisk":[{"contract":`},
			{name: "the supplier's own", as: w.supplier, method: "GET", path: "/v1/portfolio?mode=test", status: 200, want: `"contracts":1,`},
			{name: "a rival's is empty", as: w.suppliers[0], method: "GET", path: "/v1/portfolio?mode=test", status: 200, want: `"contracts":0,"atRisk":[],"atRiskCount":0,"dueThisMonth":[],"dueCount":0,"outcomes":[]`},
			{name: "even by the supplier's name", as: w.suppliers[0], method: "GET", path: "/v1/portfolio?mode=test&supplier=" + w.supplier.Organisation, status: 200, want: `"contracts":0`},
			{name: "another authority's is empty", as: other, method: "GET", path: "/v1/portfolio?mode=test&authority=" + w.manager.Organisation, status: 200, want: `"contracts":0`},
			{name: "the auditor's has everything", as: w.auditor, method: "GET", path: "/v1/portfolio?mode=test", status: 200, want: `"contracts":1,`},
			{name: "what is due this month", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&measure=13", status: 200, want: `"dueThisMonth":[],"dueCount":0`},
			{name: "volunteers are added", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test", status: 200, want: `"contracts":1,"obligations":1,"reported":1,"offered":40,"contractedAtOpening":40,"contracted":40,"committedToDate":10,"delivered":8.125,"verified":7.5,"forecast":30,"atRisk":1`},
			{name: "levels of a stock are not", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&measure=16a", status: 200, want: `"aggregation":"latest","contracts":1,"obligations":1,"reported":1,"offered":null,"contractedAtOpening":null,"contracted":null,"committedToDate":null,"delivered":null,"verified":null`},
			{name: "nor promises of a proportion, which is all over all", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&measure=27", status: 200, want: `"contracted":null,"committedToDate":null,"delivered":33.333,"verified":null`},
			{name: "an outcome", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&outcome=5", status: 200, want: `"outcomes":[{"number":5,`},
			{name: "a month before", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&asOf=2027-08-01T00:00:00Z", status: 200, want: `"committedToDate":0,"delivered":null,"verified":null`},
			{name: "before there was any", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&asOf=2026-08-01T00:00:00Z", status: 200, want: `"contracts":0`},
			{name: "per supplier", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=supplier", status: 200, want: `"groups":[{"key":"` + w.supplier.Organisation + `","title":"Supplier B Ltd","measures":[{"measure":"5a"`},
			{name: "per authority", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=authority", status: 200, want: `"title":"Example Council"`},
			{name: "per contract", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=contract", status: 200, want: `"title":"Parks"`},
			{name: "per measure", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=measure", status: 200, want: `"groups":[{"key":"5a",`},
			{name: "per outcome", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=outcome", status: 200, want: `"groups":[{"key":"1","title":"Increase in Community Resilience"`},
			{name: "per area", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=area", status: 200, want: `"groups":[{"key":"",`},
			{name: "per period", as: w.auditor, method: "GET", path: "/v1/progress?mode=test&by=period&measure=13", status: 200, want: `{"key":"2027-Q3","title":"2027-Q3","measures":[{"measure":"13","wording":"Numbers of new volunteers","unit":"people","aggregation":"distinct_sum","contracts":1,"obligations":1,"reported":1,"offered":10,"contractedAtOpening":10,"contracted":10,"committedToDate":10,"delivered":8.125,"verified":7.5`},
			{name: "per nothing", as: w.auditor, method: "GET", path: "/v1/progress?mode=test", status: 422, want: `"?by"`},
			{name: "per star sign", as: w.auditor, method: "GET", path: "/v1/progress?by=star", status: 422, want: `"?by"`},
			{name: "as CSV", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&format=csv", status: 200, want: "13,Numbers of new volunteers,people,distinct_sum,1,1,40,40,40,10,8.125,7.5,30,1"},
			{name: "as a page", as: w.manager, method: "GET", path: "/v1/portfolio?mode=test&format=html", status: 200, want: "<svg "},
			{name: "as a page of groups", as: w.manager, method: "GET", path: "/v1/progress?mode=test&by=area&format=html", status: 200, want: "Progress per area"},
		})
		f.turns(t, w.opened, "2028-01-02")
		due := f.must(t, w.manager, "GET", "/v1/portfolio?mode=test", "", 200)
		if due.at(t, "dueCount") != 4.0 || due.text(t, "dueThisMonth", 0, "dueOn") != "2028-01-14" || due.text(t, "items", 0, "nextDueOn") != "2028-01-14" {
			t.Errorf("due in January: %.3000s", due.Body)
		}
		if book := f.must(t, w.manager, "GET", "/v1/portfolio?mode=test&format=xlsx", "", 200); !strings.HasPrefix(book.Body, "PK") {
			t.Error("no workbook")
		}
	})
}
