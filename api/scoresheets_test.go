package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// smallSheet is a whole question in a few lines: price against one question, with
// a gate that one bidder fails.
const smallSheet = `{"version":1,"method":{"criteria":[
	{"id":"price","weight":60,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
	{"id":"q1","weight":40,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":50},{"level":2,"marks":100}]},
	{"id":"insured","kind":"gate"}]},
	"bids":[
	{"id":"A","price":{"amount":100},"levels":{"q1":1},"gates":{"insured":true}},
	{"id":"B","price":{"amount":120},"levels":{"q1":2},"gates":{"insured":true}},
	{"id":"C","price":{"amount":10},"levels":{"q1":2},"gates":{"insured":false}}]}`

// crowd is a sheet of very many bids.
func crowd(bids int) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(smallSheet[:strings.Index(smallSheet, `{"id":"A"`)], "\n\t"))
	for i := range bids {
		fmt.Fprintf(&b, `{"id":"%x"},`, i)
	}
	return strings.TrimSuffix(b.String(), ",") + "]}"
}

// TestScoreSheet scores a sheet that is stored nowhere.
func TestScoreSheet(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		supplier := f.join(t, "Example Greens", "supplier", "supplier")
		got := f.must(t, supplier, "POST", "/v1/score-sheets", smallSheet, 200, "Idempotency-Key", "any")
		for i, want := range []string{"B", "A"} { // 60 × 100/120 + 40 = 90; 60 + 20 = 80: C's price is out of the pool
			if got.text(t, "ranking", i, "bid") != want {
				t.Errorf("place %d: got %s", i+1, got.Body)
			}
		}
		if got.text(t, "ranking", 0, "exact") != "90" || got.text(t, "excluded", 0, "why") != "failed_requirements" {
			t.Errorf("got %s", got.Body)
		}
		if again := f.must(t, supplier, "POST", "/v1/score-sheets", smallSheet, 200); again.Body != got.Body {
			t.Errorf("the same sheet gave\n%s and\n%s", got.Body, again.Body)
		}
		wrong := f.must(t, supplier, "POST", "/v1/score-sheets", strings.Replace(smallSheet, `"weight":60`, `"weight":61`, 1), 422)
		if wrong.Header.Get("Content-Type") != "application/problem+json" || wrong.text(t, "code") != "invalid-score-sheet" {
			t.Errorf("a fault found while scoring: got %v %s", wrong.Header, wrong.Body)
		}
		f.story(t, []step{
			{name: "the public", method: "POST", path: "/v1/score-sheets", body: smallSheet, status: 401, want: `"not-signed-in"`},
			{
				name: "a level and a gate that nobody asked for", as: supplier, method: "POST", path: "/v1/score-sheets",
				body: strings.Replace(smallSheet, `"levels":{"q1":1}`, `"levels":{"q1":7,"q9":1}`, 1), status: 422, want: `/bids/0/levels/q9`,
			},
			{
				name: "every fault is named", as: supplier, method: "POST", path: "/v1/score-sheets",
				body: strings.NewReplacer(`"weight":60`, `"weight":61`, `"amount":120`, `"amount":-1`).Replace(smallSheet), status: 422, want: `/bids/1/price/amount`,
			},
			{
				name: "among them the weights", as: supplier, method: "POST", path: "/v1/score-sheets",
				body: strings.NewReplacer(`"weight":60`, `"weight":61`, `"amount":120`, `"amount":-1`).Replace(smallSheet), status: 422, want: `weights-do-not-add-up`,
			},
			{
				name: "an unknown member", as: supplier, method: "POST", path: "/v1/score-sheets",
				body: strings.Replace(smallSheet, `"version":1`, `"version":1,"extra":1`, 1), status: 422, want: `"/extra"`,
			},
			{name: "half a sheet", as: supplier, method: "POST", path: "/v1/score-sheets", body: smallSheet[:100], status: 400, want: `"malformed-body"`},
			{name: "as text", as: supplier, method: "POST", path: "/v1/score-sheets", body: smallSheet, status: 415, header: []string{"Content-Type", "text/plain"}},
			{
				name: "no bids is a result", as: supplier, method: "POST", path: "/v1/score-sheets",
				body: smallSheet[:strings.Index(smallSheet, `"bids"`)] + `"bids":[]}`, status: 200, want: `"ranking":[]`,
			},
			{name: "an answer beyond all bounds", as: supplier, method: "POST", path: "/v1/score-sheets", body: crowd(170_000), status: 422, want: `170000 bids × 3 criteria`},
			{name: "more than a megabyte", as: supplier, method: "POST", path: "/v1/score-sheets", body: smallSheet + strings.Repeat(" ", 2<<20), status: 200, want: `"rank":1`},
			{name: "more than eight", as: supplier, method: "POST", path: "/v1/score-sheets", body: smallSheet + strings.Repeat(" ", 8<<20), status: 413, want: `"body-too-large"`},
		})
	})
}
