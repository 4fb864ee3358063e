package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestScoreSheetAsAPage asks for what people look at.
func TestScoreSheetAsAPage(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		supplier := f.join(t, "Example Greens", "supplier", "supplier")
		const path = "/v1/score-sheets"
		plain := f.must(t, supplier, "POST", path, smallSheet, 200)
		page := f.must(t, supplier, "POST", path, smallSheet, 200, "Accept", "text/html")
		for name, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Vary": "Accept", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache",
		} {
			if got := page.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'sha256-") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("the policy of the page is %q", policy)
		}
		if !strings.HasPrefix(page.Body, "<!doctype html>") || !strings.Contains(page.Body, "Bid B wins by 10.00 marks") || strings.Count(page.Body, "<svg ") != 3 {
			t.Errorf("the page: %.300s", page.Body)
		}
		for accept, kind := range map[string]string{
			"":                                  "application/json; charset=utf-8",
			"*/*":                               "application/json; charset=utf-8",
			"application/json":                  "application/json; charset=utf-8",
			"application/json, text/html":       "application/json; charset=utf-8",
			"application/pdf":                   "application/json; charset=utf-8",
			"text/html;q=0":                     "application/json; charset=utf-8",
			"text/html;q=none":                  "application/json; charset=utf-8",
			"text/html;q=NaN":                   "application/json; charset=utf-8",
			";;;,,,\x00":                        "application/json; charset=utf-8",
			"text/html;q=0.4, */*;q=0.5":        "application/json; charset=utf-8",
			"text/*":                            "text/html; charset=utf-8",
			"text/html, application/json;q=0.9": "text/html; charset=utf-8",
			"text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8": "text/html; charset=utf-8",
			"image/svg+xml": "image/svg+xml",
			"image/*;q=0.2": "image/svg+xml",
		} {
			got := f.must(t, supplier, "POST", path, smallSheet, 200, "Accept", accept)
			if got.Header.Get("Content-Type") != kind {
				t.Errorf("Accept: %q got %s, want %s", accept, got.Header.Get("Content-Type"), kind)
			}
			if strings.HasPrefix(kind, "application/json") && got.Body != plain.Body {
				t.Errorf("Accept: %q changed the document: %.200s", accept, got.Body)
			}
		}
		svg := []string{"Accept", "image/svg+xml"}
		f.story(t, []step{
			{name: "the marks", as: supplier, method: "POST", path: path, body: smallSheet, header: svg, status: 200, want: `id="marks-title"`},
			{name: "the weights", as: supplier, method: "POST", path: path + "?picture=stability", body: smallSheet, header: svg, status: 200, want: `id="weights-title"`},
			{name: "the ranks", as: supplier, method: "POST", path: path + "?picture=acceptability", body: smallSheet, header: svg, status: 200, want: `id="ranks-title"`},
			{name: "no such picture", as: supplier, method: "POST", path: path + "?picture=portrait", body: smallSheet, header: svg, status: 422, want: `"?picture"`},
			{name: "no such parameter", as: supplier, method: "POST", path: path + "?photo=marks", body: smallSheet, status: 422, want: `"?photo"`},
			{
				name: "a wrong sheet is refused in JSON", as: supplier, method: "POST", path: path, body: strings.Replace(smallSheet, `"weight":60`, `"weight":61`, 1),
				header: []string{"Accept", "text/html"}, status: 422, want: `"weights-do-not-add-up"`,
			},
			{name: "the public", method: "POST", path: path, body: smallSheet, header: svg, status: 401},
		})
		hostile := f.must(t, supplier, "POST", path, strings.Replace(smallSheet, `"id":"A"`, `"id":"<script>alert(1)</script>"`, 1), 200, "Accept", "text/html")
		if strings.Contains(hostile.Body, "<script") || !strings.Contains(hostile.Body, "&lt;script&gt;") {
			t.Error("an id became markup")
		}
	})
}

// TestLargePage refuses a page that nobody could read.
func TestLargePage(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		supplier := f.join(t, "Example Greens", "supplier", "supplier")
		var b strings.Builder
		b.WriteString(`{"version":1,"tender":{},"method":{"criteria":[{"id":"m","weight":100,"kind":"measure","measure":"1","score":{"function":"fixed_linear","worst":0,"best":9}}]},"bids":[`)
		for i := range 50_001 {
			fmt.Fprintf(&b, `{"id":"%d"},`, i)
		}
		sheet := strings.TrimSuffix(b.String(), ",") + "]}"
		if got := f.send(supplier, "POST", "/v1/score-sheets", sheet, "Accept", "text/html"); got.Status != 422 || !strings.Contains(got.Body, `"too-much-to-show"`) {
			t.Errorf("a page: got %d %.300s", got.Status, got.Body)
		}
	})
}

// TestRunAsAPage shows a stored run under the names of its bidders, to those
// who may read it.
func TestRunAsAPage(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.reveals(t, o)
		r := f.must(t, o.officer, "POST", o.path+"/runs", fmt.Sprintf(`{"lot":%q}`, o.lots[0]), 201)
		run, html := r.Header.Get("Location"), []string{"Accept", "text/html"}
		page := f.must(t, o.auditor, "GET", run, "", 200, html...)
		for _, want := range []string{"Supplier B Ltd wins by 11.00 marks.", "1. Supplier B Ltd", "Supplier C Ltd is not ranked", r.text(t, "methodHash"), o.bids[0][1]} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if study := f.must(t, o.auditor, "GET", run+"/robustness", "", 200); !strings.Contains(page.Body, study.text(t, "acceptability", "words")) ||
			!strings.Contains(page.Body, "seed &#34;"+study.text(t, "seed")) {
			t.Errorf("the page does not say what the study says: %s", study.Body)
		}
		if verdict, _, _ := strings.Cut(page.Body, "</section>"); strings.Contains(verdict, o.bids[0][1]) {
			t.Errorf("the verdict names a bid by its id: %s", verdict)
		}
		if again := f.must(t, o.officer, "GET", run, "", 200, html...); again.Body != page.Body {
			t.Error("the same run gave another page")
		}
		f.must(t, o.officer, "GET", run, "", 304, "Accept", "text/html", "If-None-Match", page.Header.Get("ETag"))
		f.story(t, []step{
			{name: "a picture", as: o.ann, method: "GET", path: run + "?picture=stability", status: 200, header: []string{"Accept", "image/svg+xml"}, want: "<svg "},
			{name: "JSON as before", as: o.ann, method: "GET", path: run, status: 200, header: []string{"Accept", "application/xml"}, want: `"ranking"`},
			{name: "another authority", as: o.rival, method: "GET", path: run, status: 404, header: html},
			{name: "a bidder", as: o.suppliers[0], method: "GET", path: run, status: 403, header: html},
			{name: "no such run", as: o.officer, method: "GET", path: o.path + "/runs/00000000-0000-7000-8000-000000404404", status: 404, header: html},
			{name: "a picture that there is not", as: o.officer, method: "GET", path: run + "?picture=x", status: 422, want: `"?picture"`},
		})
	})
}
