package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestSummaryOfADisregardedBid tells a bidder whose bid was disregarded the
// ground, and nothing of the winner's assessment but its name.
func TestSummaryOfADisregardedBid(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.must(t, o.officer, "POST", o.path+"/exclusions", fmt.Sprintf(`{"bid":%q,"status":"disregarded","ground":"procedural_breach","reason":"The form was not signed."}`, o.bids[0][0]), 201)
		run := f.runs(t, o, 0, "").text(t, "id")
		path := f.approves(t, o, 0, 1, run)
		f.tells(t, o, path)
		list := f.must(t, o.suppliers[0], "GET", o.path+"/summaries", "", 200)
		mine := o.path + "/summaries/" + list.text(t, "items", 0, "id")
		got := f.must(t, o.suppliers[0], "GET", mine, "", 200)
		for _, want := range []string{`"outcome":"disregarded"`, "Supplier B Ltd", "The form was not signed."} {
			if !strings.Contains(got.Body, want) {
				t.Errorf("the summary lacks %s: %s", want, got.Body)
			}
		}
		if strings.Contains(got.Body, `"total":"80`) || strings.Contains(got.Body, "80.00") {
			t.Errorf("a disregarded bidder is told the winner's total: %s", got.Body)
		}
		page := f.must(t, o.suppliers[0], "GET", mine+"/summary.html", "", 200)
		if !strings.Contains(page.Body, "Supplier B Ltd") || !strings.Contains(page.Body, "disregarded") {
			t.Errorf("the page: %s", page.Body)
		}
		f.must(t, o.suppliers[1], "GET", mine, "", 404)
	})
}
