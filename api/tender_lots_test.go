package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// ownQuality is a branch that takes the place of the common one: one question
// instead of two, with the weight of what it replaces.
const ownQuality = `[{"id":"quality","criteria":[{"id":"q9","title":"Ponds","weight":100,"kind":"question","scale":[{"level":0,"marks":0,"words":"none"},{"level":3,"marks":100,"words":"all"}]}]}]`

// TestLotCriteria freezes, hashes, asks and scores a lot by criteria of its own.
func TestLotCriteria(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"mode":"test","lots":[{"title":"North"},{"title":"South","criteria":`+ownQuality+`}]`)
		path := "/v1/tenders/" + id
		acme := f.join(t, "Acme", "supplier", "supplier")
		seen := f.must(t, acme, "GET", path, "", 200)
		common, own := seen.text(t, "lots", 0, "methodHash"), seen.text(t, "lots", 1, "methodHash")
		if common != seen.text(t, "methodHash") || common == own || !strings.HasPrefix(own, "sha256:") || seen.at(t, "lots", 0, "method") != nil {
			t.Errorf("hashes: %s", seen.Body)
		}
		if w := seen.at(t, "lots", 1, "method", "criteria", 1, "weight"); w != 30.0 {
			t.Errorf("the branch weighs %v, the one it replaces 30", w)
		}
		if seen.text(t, "lots", 1, "method", "tieBreak", 0, "commitment") != seen.text(t, "method", "tieBreak", 0, "commitment") {
			t.Error("lots draw from different seeds")
		}
		bids := make([]string, 2)
		for i := range bids {
			lot := m.lot(t, id, i)
			text := document(id, lot, 100+i)
			if i == 1 {
				text = strings.Replace(text, `{"criterion":"q1","text":"`+wording+`","attachments":[]},{"criterion":"q2","text":"How we do it"}`, `{"criterion":"q9","text":"`+wording+`"}`, 1)
			}
			b := f.must(t, acme, "POST", path+"/bids", `{"lot":"`+lot+`"}`, 201)
			bids[i] = "/v1/bids/" + b.text(t, "id")
			if i == 1 {
				wrong := f.must(t, acme, "POST", bids[i]+"/validate", document(id, lot, 1), 422)
				if !strings.Contains(wrong.Body, `it has q9`) || !strings.Contains(wrong.Body, `must answer q9`) {
					t.Errorf("the common questions on the lot's own: %s", wrong.Body)
				}
			}
			f.must(t, acme, "PUT", bids[i], text, 200, "If-Match", b.Header.Get("ETag"))
			f.change(t, acme, "POST", bids[i], bids[i]+"/submit", "", 200)
		}
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		f.must(t, m.council, "POST", path+"/opening", "", 201)
		m.seats(t, m.council, path, m.panel, m.second)
		agree := func(n int, criterion string, level, status int) {
			t.Helper()
			for _, who := range []user{m.panel, m.second} {
				f.send(who, "POST", path+"/scores", paraphrased(judged(strings.TrimPrefix(bids[n], "/v1/bids/"), criterion, level, "so I think")))
			}
			a := f.must(t, m.council, "POST", path+"/agreed-scores", tied(judged(strings.TrimPrefix(bids[n], "/v1/bids/"), criterion, level, "so it is"), marketWords), status)
			if status == 201 {
				f.confirms(t, a, m.panel, m.second)
			}
		}
		agree(0, "q9", 3, 422)
		agree(1, "q1", 1, 422)
		agree(1, "q9", 1, 422)
		agree(0, "q1", 1, 201)
		agree(0, "q2", 1, 201)
		agree(1, "q9", 3, 201)
		f.must(t, m.council, "POST", path+"/quality-lock", "", 201)
		f.must(t, m.council, "POST", path+"/price-opening", "", 201)
		for i, want := range []string{common, own} {
			r := f.must(t, m.council, "POST", path+"/runs", fmt.Sprintf(`{"lot":%q}`, m.lot(t, id, i)), 201)
			if r.text(t, "methodHash") != want {
				t.Errorf("lot %d was scored by %s, want %s", i+1, r.text(t, "methodHash"), want)
			}
		}
	})
}

// TestLotCriteriaFaults refuses criteria of a lot that do not fit, before they
// are published.
func TestLotCriteriaFaults(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		leaf := func(id, measure, weight string) string {
			return `{"id":"` + id + `","kind":"measure","measure":"` + measure + `"` + weight + `,"score":{"function":"fixed_linear","worst":0,"best":10}}`
		}
		for name, c := range map[string][2]string{
			"no such criterion":        {leaf("nowhere", "14", ""), `{"pointer":"/lots/1/criteria/0/id","code":"unknown-criterion"`},
			"twice":                    {leaf("volunteers", "14", "") + "," + leaf("volunteers", "15", ""), `{"pointer":"/lots/1/criteria/1/id","code":"duplicate"`},
			"weights that do not sum":  {leaf("volunteers", "14", `,"weight":59.99`), `"weights-do-not-add-up"`},
			"an area indicator":        {leaf("volunteers", "1", ""), `"area-indicator"`},
			"a measure of nowhere":     {leaf("volunteers", "99", ""), `"unknown-measure"`},
			"a measure scored already": {leaf("volunteers", "4a", ""), `"measure-twice"`},
			"an id used elsewhere":     {`{"id":"quality","criteria":[` + leaf("volunteers", "14", `,"weight":100`) + `]}`, `"id-twice"`},
			"a branch without weight":  {`{"id":"quality","criteria":[{"id":"g","kind":"gate"}]}`, `"no-weighted-criterion"`},
			"text that hides":          {`{"id":"insurance","kind":"gate","title":"\u202e"}`, `"unprintable"`},
		} {
			t.Run(name, func(t *testing.T) {
				got := f.must(t, m.council, "POST", "/v1/tenders", m.draft(`,"lots":[{"title":"a"},{"title":"b","criteria":[`+c[0]+`]}]`), 422)
				if !strings.Contains(got.Body, c[1]) || !strings.Contains(got.Body, `"/lots/1/criteria`) {
					t.Errorf("%s is not in %s", c[1], got.Body)
				}
			})
		}
		for name, c := range map[string][2]string{
			"undecided":               {`{"limit":1,"choose":["preference"]}`, `"undecided"`},
			"decided too early":       {`{"limit":1,"choose":["lot_order","preference"]}`, `"undecided"`},
			"a rule of nobody's":      {`{"limit":1,"choose":["whim","lot_order"]}`, `"/lotsPerSupplier/choose/0"`},
			"the same rule twice":     {`{"limit":1,"choose":["preference","preference","lot_order"]}`, `"/lotsPerSupplier/choose"`},
			"a rule without a limit":  {`{"limit":0,"choose":["lot_order"]}`, `"not-taken"`},
			"a limit without a rule":  {`{"limit":1}`, `"undecided"`},
			"a limit below nothing":   {`{"limit":-1}`, `"/lotsPerSupplier/limit"`},
			"more than there can be":  {`{"limit":100,"choose":["lot_order"]}`, `"/lotsPerSupplier/limit"`},
			"a limit that is no unit": {`{"limit":1.5,"choose":["lot_order"]}`, `"/lotsPerSupplier/limit"`},
		} {
			t.Run(name, func(t *testing.T) {
				if got := f.must(t, m.council, "POST", "/v1/tenders", m.draft(`,"lotsPerSupplier":`+c[0]), 422); !strings.Contains(got.Body, c[1]) {
					t.Errorf("%s is not in %s", c[1], got.Body)
				}
			})
		}
		made := f.must(t, m.council, "POST", "/v1/tenders", m.draft(`,"lots":[{"title":"a"},{"title":"b"}],"lotsPerSupplier":{"limit":2,"choose":["lot_order"]},"questionsUntil":"2026-04-02T00:00:00Z"`), 201)
		path := made.Header.Get("Location")
		lacking := f.must(t, m.council, "POST", path+"/publish", "", 409, "If-Match", made.Header.Get("ETag"))
		if !strings.Contains(lacking.Body, `"limits-nothing"`) || !strings.Contains(lacking.Body, `"after-deadline"`) {
			t.Errorf("what cannot be published: %s", lacking.Body)
		}
		f.change(t, m.council, "PATCH", path, path, `{"lotsPerSupplier":{"limit":1,"choose":["preference","largest_margin","lot_order"]},"questionsUntil":"2026-03-02T12:00:00Z"}`, 200)
		if lacking := f.change(t, m.council, "POST", path, path+"/publish", "", 409); !strings.Contains(lacking.Body, `"/questionsUntil","code":"not-ahead"`) {
			t.Errorf("questions until now: %s", lacking.Body)
		}
		f.change(t, m.council, "PATCH", path, path, `{"questionsUntil":"2026-03-20T12:00:00Z"}`, 200)
		published := f.change(t, m.council, "POST", path, path+"/publish", "", 200)
		if published.text(t, "lotsPerSupplier", "choose", 1) != "largest_margin" || published.text(t, "questionsUntil") != "2026-03-20T12:00:00Z" {
			t.Errorf("published: %s", published.Body)
		}
	})
}

// TestSpecification reads what bids are judged by in every form.
func TestSpecification(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"description":"Parks <b>and</b> ponds","classification":"77310000","questionsUntil":"2026-03-20T17:00:00Z","lotsPerSupplier":{"limit":1,"choose":["largest_margin","lot_order"]},"lots":[{"title":"North","estimate":{"amount":1000000}},{"title":"South","criteria":`+ownQuality+`}]`)
		path := "/v1/tenders/" + id + "/specification"
		spec := f.must(t, user{}, "GET", path, "", 200)
		seen := f.must(t, m.council, "GET", "/v1/tenders/"+id, "", 200)
		if spec.text(t, "kind") != "assay.specification/1" || spec.text(t, "methods", 0, "methodHash") != seen.text(t, "methodHash") || spec.text(t, "methods", 1, "methodHash") != seen.text(t, "lots", 1, "methodHash") {
			t.Errorf("as JSON: %s", spec.Body)
		}
		if spec.text(t, "buyer") != "Example Council" || spec.text(t, "methods", 1, "title") != "How bids for lot 2 are judged" || spec.at(t, "methods", 0, "criteria", 5, "globalWeight") != 12.0 {
			t.Errorf("as JSON: %s", spec.Body)
		}
		page := f.must(t, user{}, "GET", path+"?format=html", "", 200)
		text := f.must(t, user{}, "GET", path, "", 200, "Accept", "text/markdown")
		for _, want := range []string{
			"Wednesday 1 April 2026, 12:00 BST", "Friday 20 March 2026, 17:00 GMT", seen.text(t, "methodHash"), seen.text(t, "lots", 1, "methodHash"), "Numbers of new volunteers", "Ponds",
			"mark = 100 × (x − 0) ÷ (10 − 0), kept within 0 to 100", "divided by the estimate in £ million", "A supplier may bid for any of the lots and wins at most 1 of them", "furthest ahead",
			"The bids below are made up", "£1,000,000", "3 years", "77310000", "leaves at least 10 days", seen.text(t, "method", "tieBreak", 0, "commitment"),
		} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page does not say %q", want)
			}
			if !strings.Contains(text.Body, want) {
				t.Errorf("the Markdown does not say %q", want)
			}
		}
		if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || !strings.Contains(page.Header.Get("Content-Security-Policy"), "style-src 'sha256-") || strings.Contains(page.Body, "<b>and") || page.Header.Get("Vary") != "Accept" {
			t.Errorf("the page: %v", page.Header)
		}
		for accept, want := range map[string]string{
			"text/html,application/xhtml+xml,*/*;q=0.8": "text/html", "application/json": "application/json", "*/*": "application/json", "": "application/json",
			"text/markdown, text/html;q=0.1": "text/markdown", "image/png": "application/json", "text/*;q=0.5, application/json;q=0.1": "text/html", ";;;": "application/json",
		} {
			if a := f.must(t, user{}, "GET", path, "", 200, "Accept", accept); !strings.HasPrefix(a.Header.Get("Content-Type"), want) {
				t.Errorf("Accept %q: got %s, want %s", accept, a.Header.Get("Content-Type"), want)
			}
		}
		seed := f.secretOf(t, id)
		for _, a := range []answer{spec, page, text, seen} {
			if strings.Contains(a.Body, seed) {
				t.Error("the secret of the draw shows")
			}
		}
		draft := f.must(t, m.council, "POST", "/v1/tenders", m.draft(`,"lots":[{"title":"a"},{"title":"b","criteria":`+ownQuality+`}]`), 201).Header.Get("Location")
		test := m.tender(t, `,"mode":"test"`)
		supplier := f.join(t, "Supplier", "supplier", "supplier")
		f.story(t, []step{
			{name: "another form", method: "GET", path: path + "?format=pdf", status: 422, want: `"?format"`},
			{name: "a draft is its buyer's", as: m.council, method: "GET", path: draft + "/specification", status: 200, want: `"methodHash":""`},
			{name: "and nobody else's", as: supplier, method: "GET", path: draft + "/specification", status: 404, want: `"not-found"`},
			{name: "least of all the public's", method: "GET", path: draft + "/specification", status: 404, want: `"not-found"`},
			{name: "a rehearsal is not for the public", method: "GET", path: "/v1/tenders/" + test + "/specification", status: 404, want: `"not-found"`},
			{name: "nor its notices", method: "GET", path: "/v1/tenders/" + test + "/notices", status: 404, want: `"not-found"`},
			{name: "nor its questions", method: "GET", path: "/v1/tenders/" + test + "/clarifications", status: 404, want: `"not-found"`},
			{name: "who signs in is told that it is one", as: supplier, method: "GET", path: "/v1/tenders/" + test + "/specification?format=html", status: 200, want: `This is a rehearsal`},
			{name: "of a template", as: supplier, method: "GET", path: "/v1/templates/" + m.template + "/specification", status: 200, want: `"of":"template"`},
			{name: "as a page", as: supplier, method: "GET", path: "/v1/templates/" + m.template + "/specification?format=html", status: 200, want: `They take the estimate to be £1,000,000.`},
			{name: "of a template, without a key", method: "GET", path: "/v1/templates/" + m.template + "/specification", status: 401, want: `"not-signed-in"`},
		})
		f.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/cancel", `{"reason":"The money went elsewhere"}`, 200)
		if ended := f.must(t, user{}, "GET", path, "", 200); !strings.Contains(ended.Body, "The money went elsewhere") {
			t.Errorf("ended: %s", ended.Body)
		}
		f.clock.Forward(time.Second)
	})
}

// secretOf is the seed of a tender's draw, which nobody may read.
func (f *front) secretOf(t *testing.T, id string) string {
	t.Helper()
	found, err := store.Read(t.Context(), f.app.DB, func(tx *store.Tx) (tender.Tender, error) { return tender.Get(tx, id) })
	if err != nil || len(found.DrawSeed) != 64 {
		t.Fatalf("seed %q, %v", found.DrawSeed, err)
	}
	return found.DrawSeed
}
