package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestAssessmentSummaries has summaries drafted, edited, reviewed and given to
// their bidders before a notice, each step tried from its wrong side, and reads
// them as the bidders.
func TestAssessmentSummaries(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		recommendation := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 1, run), 201).Header.Get("Location")
		all, body := o.path+"/summaries", fmt.Sprintf(`{"recommendation":%q}`, recommendation[strings.LastIndex(recommendation, "/")+1:])
		f.story(t, []step{
			{name: "an evaluator drafts none", as: o.ann, method: "POST", path: all, body: body, status: 403},
			{name: "nor another authority", as: o.rival, method: "POST", path: all, body: body, status: 404},
			{name: "of no such recommendation", as: o.officer, method: "POST", path: all, body: fmt.Sprintf(`{"recommendation":%q}`, nothing), status: 404},
			{name: "they are drafted", as: o.officer, method: "POST", path: all, body: body, status: 201, want: `"status":"draft"`},
			{name: "once", as: o.officer, method: "POST", path: all, body: body, status: 409, want: `"summaries-drafted"`},
			{name: "no bidder reads a draft", as: o.suppliers[0], method: "GET", path: all, status: 200, want: `"items":[]`},
			{name: "nothing is released before approval", as: o.officer, method: "POST", path: all + "/release", body: body, status: 409, want: `"recommendation-not-approved"`},
		})
		f.change(t, o.approver, "POST", recommendation, recommendation+"/approve", "{}", 200)
		mine := f.summaries(t, o, all)
		loser, winner, failed := mine["Supplier A Ltd"], mine["Supplier B Ltd"], mine["Supplier C Ltd"]
		f.must(t, o.suppliers[0], "GET", loser, "", 404)
		f.change(t, o.officer, "POST", recommendation, recommendation+"/notice", "{}", 409)
		f.edits(t, o, loser)
		f.change(t, o.approver, "POST", winner, winner+"/review", "", 200)
		f.story(t, []step{
			{name: "not while one is unreviewed", as: o.officer, method: "POST", path: all + "/release", body: body, status: 409, want: `"summary-draft"`},
		})
		f.change(t, o.officer, "POST", failed, failed+"/review", "", 200)
		f.must(t, f.onlyKey(t, o.officer.Organisation, "officer"), "POST", all+"/release", body, 403)
		f.must(t, o.officer, "POST", all+"/release", body, 200)
		f.change(t, o.officer, "PUT", loser, loser, `{"criteria":[],"why":"x"}`, 409)
		f.change(t, o.officer, "POST", recommendation, recommendation+"/notice", "{}", 200)
		f.told(t, o, loser, winner, failed)
	})
}

// summaries finds the address of each bidder's.
func (f *front) summaries(t *testing.T, o *opened, all string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, item := range f.must(t, o.officer, "GET", all, "", 200).at(t, "items").([]any) {
		one := item.(map[string]any)
		found[one["supplier"].(map[string]any)["name"].(string)] = all + "/" + one["id"].(string)
	}
	return found
}

// edits changes the words of one, and has another person review them.
func (f *front) edits(t *testing.T, o *opened, one string) {
	t.Helper()
	draft := f.must(t, o.officer, "GET", one, "", 200)
	for _, want := range []string{`"text":"The panel says so"`, "Against that tender yours lost marks on Price (40.00, where it has 50.00: 10.00 fewer) and Method", "Yours gained on Volunteering", `"outcome":"unsuccessful"`} {
		if !strings.Contains(draft.Body, want) {
			t.Errorf("the draft lacks %q: %s", want, draft.Body)
		}
	}
	versions := f.must(t, o.officer, "GET", one+"/versions", "", 200)
	words := versions.at(t, "items", 0, "words").(map[string]any)
	words["why"], words["note"] = "The other price was lower.", "Plain words."
	criteria := words["criteria"].([]any)
	price := criteria[0].(map[string]any)
	price["winners"].([]any)[0].(map[string]any)["withheld"] = "The make-up of the price: commercially sensitive."
	text, _ := json.Marshal(words)
	other := strings.Replace(string(text), o.bids[0][1], o.bids[0][2], 1)
	f.story(t, []step{
		{name: "words on who did not win", as: o.officer, method: "PUT", path: one, body: other, status: 422, want: `"no-such-winner"`, header: []string{"If-Match", `"1"`}},
		{name: "words on what has no mark", as: o.officer, method: "PUT", path: one, body: `{"criteria":[{"criterion":"nothing","text":"x"}],"why":"x"}`, status: 422, want: `"no-such-criterion"`, header: []string{"If-Match", `"1"`}},
		{name: "no words", as: o.officer, method: "PUT", path: one, body: `{"criteria":[],"why":" "}`, status: 422, want: `"/why"`, header: []string{"If-Match", `"1"`}},
		{name: "a mark is no word", as: o.officer, method: "PUT", path: one, body: `{"criteria":[{"criterion":"q1","text":"x","mark":100}],"why":"x"}`, status: 422, want: `mark`, header: []string{"If-Match", `"1"`}},
		{name: "less than all", as: o.officer, method: "PUT", path: one, body: `{"criteria":[{"criterion":"q1","text":"x"}],"why":"x"}`, status: 200, want: `"missing":["price"`, header: []string{"If-Match", `"1"`}},
		{name: "is not reviewed", as: o.approver, method: "POST", path: one + "/review", status: 409, want: `"summary-incomplete"`, header: []string{"If-Match", `"2"`}},
		{name: "all of it", as: o.officer, method: "PUT", path: one, body: string(text), status: 200, want: `"missing":[]`, header: []string{"If-Match", `"2"`}},
		{name: "nobody reviews their own words", as: o.officer, method: "POST", path: one + "/review", status: 403, want: `"own-words"`, header: []string{"If-Match", `"3"`}},
		{name: "nor what they did not read", as: o.approver, method: "POST", path: one + "/review", status: 412, header: []string{"If-Match", `"1"`}},
		{name: "another person does", as: o.approver, method: "POST", path: one + "/review", status: 200, want: `"status":"reviewed"`, header: []string{"If-Match", `"3"`}},
		{name: "the panel's own reason is kept", as: o.auditor, method: "GET", path: one + "/versions", status: 200, want: `"drafted":true`},
		{name: "beside what was told", as: o.auditor, method: "GET", path: one + "/versions", status: 200, want: `"note":"Plain words."`},
	})
}

// told reads the summaries as the bidders do.
func (f *front) told(t *testing.T, o *opened, loser, winner, failed string) {
	t.Helper()
	a := f.must(t, o.suppliers[0], "GET", loser, "", 200)
	for _, want := range []string{`"why":"The other price was lower."`, `"withheld":"The make-up of the price`, `"levelWords":"In part"`, `"scale":[`, `"globalWeight":18`, `"total":69.00`, `"total":80.00`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the loser's lacks %q: %s", want, a.Body)
		}
	}
	for _, hidden := range []string{"Supplier C", o.bids[0][2], `"missing"`, `"recommendation"`} {
		if strings.Contains(a.Body, hidden) {
			t.Errorf("the loser reads %q: %s", hidden, a.Body)
		}
	}
	b := f.must(t, o.suppliers[1], "GET", winner, "", 200)
	if b.text(t, "outcome") != "successful" || strings.Contains(b.Body, "Supplier A") {
		t.Errorf("the winner's: %s", b.Body)
	}
	c := f.must(t, o.suppliers[2], "GET", failed, "", 200)
	if c.text(t, "outcome") != "failed_requirements" || !strings.Contains(c.text(t, "why"), "Insurance held") || c.at(t, "total") != nil {
		t.Errorf("that of the bid that failed: %s", c.Body)
	}
	page := f.must(t, o.suppliers[0], "GET", loser+"/summary.html", "", 200)
	if !strings.Contains(page.Body, "Your tender was not successful. The lot goes to Supplier B Ltd.") || strings.Contains(page.Body, "draft") {
		t.Errorf("the page: %s", page.Body)
	}
	pdf := f.must(t, o.suppliers[0], "GET", loser, "", 200, "Accept", "application/pdf")
	if again := f.must(t, o.suppliers[0], "GET", loser+"/summary.pdf", "", 200); !strings.HasPrefix(pdf.Body, "%PDF-") || again.Body != pdf.Body {
		t.Errorf("the PDF: %d and %d bytes", len(pdf.Body), len(again.Body))
	}
	var rows []step
	for _, twin := range []string{"", "/summary.html", "/summary.pdf"} {
		rows = append(rows,
			step{name: "another bidder finds nothing at " + twin, as: o.suppliers[1], method: "GET", path: loser + twin, status: 404, want: `"not-found"`},
			step{name: "nor a stranger at " + twin, as: o.stranger, method: "GET", path: loser + twin, status: 404},
			step{name: "nor another authority at " + twin, as: o.rival, method: "GET", path: loser + twin, status: 404},
			step{name: "nor the public at " + twin, method: "GET", path: loser + twin, status: 401})
	}
	f.story(t, append(rows, []step{
		{name: "a bidder lists its own", as: o.suppliers[0], method: "GET", path: o.path + "/summaries", status: 200, want: "The other price was lower."},
		{name: "and not how it came about", as: o.suppliers[0], method: "GET", path: loser + "/versions", status: 403},
	}...))
	if list := f.must(t, o.suppliers[0], "GET", o.path+"/summaries", "", 200); len(list.at(t, "items").([]any)) != 1 {
		t.Errorf("a bidder lists %s", list.Body)
	}
}
