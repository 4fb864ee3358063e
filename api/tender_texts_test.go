package api_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// overlay is the body of a tender with members in the place of the usual ones.
func (m market) overlay(members string) string {
	whole := map[string]any{}
	for _, text := range []string{m.draft(""), "{" + members + "}"} {
		if err := json.Unmarshal([]byte(text), &whole); err != nil {
			panic(err)
		}
	}
	text, _ := json.Marshal(whole)
	return string(text)
}

// publishes publishes a tender with members in the place of the usual ones.
func (m market) publishes(t *testing.T, members string) string {
	t.Helper()
	id := m.must(t, m.council, "POST", "/v1/tenders", m.overlay(members), 201).text(t, "id")
	m.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/publish", "", 200)
	return id
}

// TestTenderSearch finds tenders by what suppliers look for.
func TestTenderSearch(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		parks := m.tender(t, `,"classification":"77310000-6","description":"Mowing 100% of the verges_and more"`)
		roads := m.publishes(t, `"title":"Roads","classification":"45233000","estimate":{"amount":500000.50},"deadline":"2026-05-01T12:00:00+01:00"`)
		draft := f.must(t, m.council, "POST", "/v1/tenders", m.overlay(`"title":"Roads in draft"`), 201).text(t, "id")
		test := m.publishes(t, `"title":"Roads rehearsed","mode":"test"`)
		supplier := f.join(t, "Supplier", "supplier", "supplier")
		for query, want := range map[string][]string{
			"q=roads":                            {roads, test},
			"q=ROADS&mode=live":                  {roads},
			"q=mowing+100%25":                    {parks},
			"q=verges_and":                       {parks},
			"q=verges%25and":                     {},
			"q=mowing+roads":                     {},
			"classification=773":                 {parks},
			"classification=4523":                {roads},
			"measure=13&mode=live":               {parks, roads},
			"measure=4a&mode=live":               {parks, roads},
			"measure=4&mode=live":                {parks, roads},
			"outcome=3&mode=live":                {parks, roads},
			"outcome=6":                          {},
			"measure=5":                          {},
			"minValue=500000.50&maxValue=600000": {roads},
			"minValue=500000.51&mode=live":       {parks},
			"maxValue=0":                         {},
			"closesBefore=2026-04-02T00:00:00Z&mode=live": {parks},
			"closesAfter=2026-05-01T11:00:00Z":            {roads},
			"closesAfter=2026-05-01T11:00:00.000001Z":     {},
			"status=published&mode=live&q=green":          {parks},
			"status=draft":                                {},
		} {
			got := map[string]bool{}
			list := f.must(t, supplier, "GET", "/v1/tenders?"+query, "", 200)
			for i := range list.at(t, "items").([]any) {
				got[list.text(t, "items", i, "id")] = true
			}
			if len(got) != len(want) {
				t.Errorf("%s: got %v, want %v", query, got, want)
			}
			for _, id := range want {
				if !got[id] {
					t.Errorf("%s: %s is not found", query, id)
				}
			}
		}
		for query, parameter := range map[string]string{
			"minValue=1e9": "?minValue", "maxValue=-1": "?maxValue", "closesBefore=tomorrow": "?closesBefore", "closesAfter=2026-05-01T11:00:00": "?closesAfter",
			"classification=77a": "?classification", "outcome=0x1": "?outcome", "measure=" + url.QueryEscape("1;2"): "?measure", "owner=x": "?owner", "limit=1000": "?limit",
		} {
			if a := f.must(t, supplier, "GET", "/v1/tenders?"+query, "", 422); !strings.Contains(a.Body, `"`+parameter+`"`) {
				t.Errorf("%s: %s is not named in %s", query, parameter, a.Body)
			}
		}
		if mine := f.must(t, m.council, "GET", "/v1/tenders?q=draft", "", 200); mine.text(t, "items", 0, "id") != draft {
			t.Errorf("the buyer's own: %s", mine.Body)
		}
	})
}

// TestTenderFeed reads the public feed in both forms, without a key.
func TestTenderFeed(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		if empty := f.must(t, user{}, "GET", "/v1/tenders/feed", "", 200); !strings.Contains(empty.Body, "<updated>2000-01-01T00:00:00Z</updated>") || strings.Contains(empty.Body, "<entry>") {
			t.Errorf("empty: %s", empty.Body)
		}
		m := f.market(t)
		first := m.publishes(t, `"title":"First <b>&amp;</b> best","classification":"77310000"`)
		f.clock.Forward(time.Hour)
		second := m.publishes(t, `"title":"Second"`)
		test := m.publishes(t, `"title":"Rehearsal","mode":"test"`)
		draft := f.must(t, m.council, "POST", "/v1/tenders", m.overlay(`"title":"Drafted"`), 201).text(t, "id")
		f.clock.Forward(time.Hour)
		f.change(t, m.council, "POST", "/v1/tenders/"+first, "/v1/tenders/"+first+"/deadline", `{"deadline":"2026-04-02T12:00:00+01:00","reason":"site visit"}`, 200)

		atom := f.must(t, user{}, "GET", "/v1/tenders/feed", "", 200)
		var parsed struct {
			Updated string `xml:"updated"`
			Entries []struct {
				ID      string `xml:"id"`
				Title   string `xml:"title"`
				Updated string `xml:"updated"`
				Summary string `xml:"summary"`
				Link    []struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(atom.Body), &parsed); err != nil {
			t.Fatalf("%v in %s", err, atom.Body)
		}
		if len(parsed.Entries) != 2 || parsed.Entries[0].ID != "urn:uuid:"+first || parsed.Entries[1].ID != "urn:uuid:"+second || parsed.Updated != "2026-03-02T14:00:00Z" {
			t.Errorf("atom: %s", atom.Body)
		}
		if e := parsed.Entries[0]; e.Title != "First <b>&amp;</b> best" || !strings.Contains(e.Summary, "Thursday 2 April 2026, 12:00 BST") || !strings.Contains(e.Link[0].Href, first+"/specification") {
			t.Errorf("entry: %+v", e)
		}
		for _, hidden := range []string{test, draft} {
			if strings.Contains(atom.Body, hidden) {
				t.Errorf("%s is in the feed", hidden)
			}
		}
		for _, request := range [][2]string{{"/v1/tenders/feed?format=json", "*/*"}, {"/v1/tenders/feed", "application/json"}, {"/v1/tenders/feed", "text/html;q=0.5, application/feed+json"}} {
			feed := f.must(t, user{}, "GET", request[0], "", 200, "Accept", request[1])
			if feed.Header.Get("Content-Type") != "application/feed+json; charset=utf-8" || feed.text(t, "items", 0, "id") != "urn:uuid:"+first || feed.text(t, "items", 0, "_assay", "status") != "published" ||
				feed.text(t, "items", 0, "authors", 0, "name") != "Example Council" {
				t.Errorf("%v: %s", request, feed.Body)
			}
		}
		f.must(t, user{}, "GET", "/v1/tenders/feed?format=rss", "", 422)
		if again := f.send(user{}, "GET", "/v1/tenders/feed", "", "If-None-Match", atom.Header.Get("ETag")); again.Status != 304 {
			t.Errorf("unchanged: %d", again.Status)
		}
	})
}

// TestRegisteredInterest registers, counts where the tender says so, and shows
// nobody who.
func TestRegisteredInterest(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		counted, silent := m.tender(t, `,"countsInterest":true`), m.tender(t, "")
		acme, rival := f.join(t, "Acme Interested Ltd", "supplier", "supplier"), f.join(t, "Rival", "supplier", "supplier")
		other := f.join(t, "Other Council", "authority", "officer")
		both := f.key(t, m.council.Organisation, "officer", "supplier")
		draft := f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201).text(t, "id")
		interest := func(id string) string { return "/v1/tenders/" + id + "/registered-interest" }
		f.story(t, []step{
			{name: "not yet", as: acme, method: "GET", path: interest(counted), status: 200, want: `"registered":false,"since":null,"count":null`},
			{name: "registering", as: acme, method: "POST", path: interest(counted), status: 201, want: `"registered":true,"since":"2026-03-02T12:00:00Z","count":null`},
			{name: "twice is once", as: acme, method: "POST", path: interest(counted), status: 201, want: `"registered":true`},
			{name: "in another", as: acme, method: "POST", path: interest(silent), status: 201, want: `"registered":true`},
			{name: "a rival does not see it", as: rival, method: "GET", path: interest(counted), status: 200, want: `"registered":false,"since":null,"count":null`},
			{name: "the buyer counts", as: m.council, method: "GET", path: interest(counted), status: 200, want: `"registered":false,"since":null,"count":1`},
			{name: "where the tender says so alone", as: m.council, method: "GET", path: interest(silent), status: 200, want: `"count":null`},
			{name: "another buyer does not count", as: other, method: "GET", path: interest(counted), status: 200, want: `"count":null`},
			{name: "a buyer is not interested in its own", as: both, method: "POST", path: interest(counted), status: 403, want: `"own-interest"`},
			{name: "nobody registers for a draft", as: acme, method: "POST", path: interest(draft), status: 404, want: `"not-found"`},
			{name: "nor the public for anything", method: "POST", path: interest(counted), status: 401, want: `"not-signed-in"`},
			{name: "nor an officer", as: m.council, method: "POST", path: interest(counted), status: 403, want: `"not-your-role"`},
			{name: "its own notices", as: acme, method: "GET", path: "/v1/notices", status: 200, want: `"kind":"published"`},
			{name: "a rival has none", as: rival, method: "GET", path: "/v1/notices", status: 200, want: `"items":[]`},
			{name: "no notices for an officer", as: m.council, method: "GET", path: "/v1/notices", status: 403, want: `"not-your-role"`},
		})
		f.change(t, m.council, "POST", "/v1/tenders/"+silent, "/v1/tenders/"+silent+"/cancel", `{"reason":"in house"}`, 200)
		if mine := f.must(t, acme, "GET", "/v1/notices?limit=1", "", 200); mine.text(t, "items", 0, "kind") != "cancelled" || mine.text(t, "items", 0, "text") != "in house" || mine.at(t, "next") == nil {
			t.Errorf("the newest notice: %s", mine.Body)
		}
		f.must(t, acme, "DELETE", interest(silent), "", 200)
		if mine := f.must(t, acme, "GET", "/v1/notices", "", 200); strings.Contains(mine.Body, silent) {
			t.Errorf("after the end of the interest: %s", mine.Body)
		}
		f.unnamed(t, acme, "Acme Interested Ltd", m.council, counted, silent)
	})
}

// TestNoticesAreTold hands notices to the programs of those that registered or
// bid, once, and to nobody else's.
func TestNoticesAreTold(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		path := "/v1/tenders/" + id
		watcher, bidder, stranger, gone := f.join(t, "Watcher", "supplier", "supplier"), f.join(t, "Bidder", "supplier", "supplier"), f.join(t, "Stranger", "supplier", "supplier"), f.join(t, "Gone", "supplier", "supplier")
		hook := func(as user, topics string) string {
			return f.must(t, as, "POST", "/v1/webhooks", `{"url":"https://supplier.example/assay"`+topics+`}`, 201).text(t, "id")
		}
		hooks := map[string]user{hook(watcher, ""): watcher, hook(bidder, `,"topics":["tender.notice"]`): bidder, hook(stranger, ""): stranger, hook(gone, ""): gone, hook(m.council, ""): m.council}
		deaf := hook(watcher, `,"topics":["return.late"]`)
		f.must(t, watcher, "POST", path+"/registered-interest", "", 201)
		f.must(t, bidder, "POST", path+"/registered-interest", "", 201)
		m.bid(t, bidder, id, 5)
		left, _ := m.bid(t, gone, id, 6)
		f.change(t, gone, "POST", left, left+"/withdraw", "", 200)
		tell := func(want int) {
			t.Helper()
			if n, err := f.app.Tender.TellNotices(t.Context(), "test"); n != want || err != nil {
				t.Errorf("told of %d, %v; want %d", n, err, want)
			}
		}
		tell(1)
		tell(0)
		f.change(t, m.council, "POST", path, path+"/amend", `{"description":"With a pond","reason":"It was left out"}`, 200)
		tell(1)
		for id, as := range hooks {
			want := 0
			if as == watcher || as == bidder {
				want = 2
			}
			if got := f.must(t, as, "GET", "/v1/webhooks/"+id+"/deliveries", "", 200); len(got.at(t, "items").([]any)) != want {
				t.Errorf("%s was told %s, want %d", as.Organisation, got.Body, want)
			}
		}
		if got := f.must(t, watcher, "GET", "/v1/webhooks/"+deaf+"/deliveries", "", 200); !strings.Contains(got.Body, `"items":[]`) {
			t.Errorf("a webhook for other things was told %s", got.Body)
		}
		f.unnamed(t, bidder, "Bidder Ltd", m.council, id)
	})
}

// unnamed looks through everything that a buyer and the public can read for a
// supplier that must not show.
func (f *front) unnamed(t *testing.T, hidden user, name string, council user, tenders ...string) {
	t.Helper()
	if _, err := f.app.DB.Sequence(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	auditor := f.key(t, council.Organisation, "officer", "auditor", "administrator", "evaluator", "contract_manager")
	paths := []string{"/v1/tenders", "/v1/tenders/feed", "/v1/log/events", "/v1/log/events?limit=100"}
	for _, id := range tenders {
		for _, part := range []string{"", "/notices", "/amendments", "/clarifications", "/specification", "/registered-interest", "/bids", "/lots"} {
			paths = append(paths, "/v1/tenders/"+id+part)
		}
	}
	for _, as := range []user{council, auditor, {}} {
		for _, path := range paths {
			a := f.send(as, "GET", path, "")
			if strings.Contains(path, "log") && strings.Contains(a.Body, "organisation.registered") {
				a.Body = withoutEvents(a.Body, "organisation.", "key.", "webhook.")
			}
			for _, word := range []string{hidden.Organisation, hidden.Key, name} {
				if strings.Contains(a.Body, word) || strings.Contains(fmt.Sprint(a.Header), word) {
					t.Errorf("GET %s shows %q: %s", path, word, a.Body)
				}
			}
		}
	}
}

// withoutEvents leaves out the events whose verb begins so.
func withoutEvents(body string, verbs ...string) string {
	var list struct{ Items []map[string]any }
	if json.Unmarshal([]byte(body), &list) != nil {
		return body
	}
	var kept []string
	for _, item := range list.Items {
		verb, _ := item["verb"].(string)
		named := false
		for _, v := range verbs {
			named = named || strings.HasPrefix(verb, v)
		}
		if !named {
			text, _ := json.Marshal(item)
			kept = append(kept, string(text))
		}
	}
	return strings.Join(kept, "\n")
}

// TestClarifications asks and answers without showing who asked.
func TestClarifications(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"questionsUntil":"2026-03-20T17:00:00Z","lots":[{"title":"North"},{"title":"South"}]`)
		path := "/v1/tenders/" + id
		acme, rival := f.join(t, "Acme Asking Ltd", "supplier", "supplier"), f.join(t, "Rival", "supplier", "supplier")
		other := f.join(t, "Other Council", "authority", "officer")
		both := f.key(t, m.council.Organisation, "officer", "supplier")
		list := path + "/clarifications"
		asked := f.must(t, acme, "POST", list, `{"question":"We at Acme ask: is the pond in lot 1?","lot":"`+m.lot(t, id, 0)+`"}`, 201)
		if asked.text(t, "asker") != "Supplier 1" || asked.at(t, "mine") != true || asked.at(t, "answer") != nil {
			t.Errorf("asked: %s", asked.Body)
		}
		where := list + "/" + asked.text(t, "id")
		if asked.Header.Get("Location") != where {
			t.Errorf("at %s", asked.Header.Get("Location"))
		}
		from := f.must(t, rival, "POST", list, `{"question":"How many benches?"}`, 201)
		again := f.must(t, acme, "POST", list, `{"question":"And the fountain?"}`, 201)
		if from.text(t, "asker") != "Supplier 2" || again.text(t, "asker") != "Supplier 1" {
			t.Errorf("askers: %s, %s", from.Body, again.Body)
		}
		tag := asked.Header.Get("ETag")
		f.story(t, []step{
			{name: "a rival does not see what waits", as: rival, method: "GET", path: where, status: 404, want: `"not-found"`},
			{name: "nor the public", method: "GET", path: where, status: 404, want: `"not-found"`},
			{name: "in the list neither", method: "GET", path: list, status: 200, want: `"items":[]`},
			{name: "another buyer neither", as: other, method: "GET", path: list, status: 200, want: `"items":[]`},
			{name: "the asker does", as: acme, method: "GET", path: where, status: 200, want: `"mine":true`},
			{name: "the buyer does", as: m.council, method: "GET", path: where, status: 200, want: `We at Acme ask`},
			{name: "a buyer does not ask itself", as: both, method: "POST", path: list, body: `{"question":"x"}`, status: 403, want: `"own-question"`},
			{name: "an officer does not ask", as: other, method: "POST", path: list, body: `{"question":"x"}`, status: 403, want: `"not-your-role"`},
			{name: "a question of nothing", as: acme, method: "POST", path: list, body: `{"question":"","lot":"x"}`, status: 422, want: `"/lot"`},
			{name: "about a lot of nowhere", as: acme, method: "POST", path: list, body: `{"question":"x","lot":"00000000-0000-7000-8000-999999999999"}`, status: 422, want: `"no-such-lot"`},
			{name: "another buyer does not answer", as: other, method: "POST", path: where + "/answer", body: `{"answer":"x"}`, header: []string{"If-Match", tag}, status: 404, want: `"not-found"`},
			{name: "the asker neither", as: acme, method: "POST", path: where + "/answer", body: `{"answer":"x"}`, header: []string{"If-Match", tag}, status: 403, want: `"not-your-role"`},
			{name: "no answer without a version", as: m.council, method: "POST", path: where + "/answer", body: `{"answer":"x"}`, status: 428, want: `"if-match-required"`},
			{name: "no empty answer", as: m.council, method: "POST", path: where + "/answer", body: `{"answer":""}`, header: []string{"If-Match", tag}, status: 422, want: `"/answer"`},
			{name: "another version", as: m.council, method: "POST", path: where + "/answer", body: `{"answer":"x"}`, header: []string{"If-Match", `"7"`}, status: 412, want: `"changed-meanwhile"`},
			{name: "the answer, with the name taken out", as: m.council, method: "POST", path: where + "/answer", body: `{"answer":"Yes, with its pavilion.","question":"Is the pond in lot 1?"}`, header: []string{"If-Match", tag}, status: 200, want: `"number":1`},
			{name: "twice", as: m.council, method: "POST", path: where + "/answer", body: `{"answer":"No."}`, header: []string{"If-Match", tag}, status: 409, want: `"question-answered"`},
			{name: "all read it", method: "GET", path: where, status: 200, want: `"question":"Is the pond in lot 1?"`},
			{name: "and are told", method: "GET", path: path + "/notices", status: 200, want: `Supplier 1 asked: Is the pond in lot 1?\n\nAnswer: Yes, with its pavilion.`},
			{name: "a rival does not read the name", as: rival, method: "GET", path: where, status: 200, want: `"mine":false,"question":"Is the pond in lot 1?"`},
			{name: "the asker still knows its own", as: acme, method: "GET", path: where, status: 200, want: `"mine":true,"question":"We at Acme ask`},
		})
		if all := f.must(t, user{}, "GET", list, "", 200); strings.Contains(all.Body, "Acme") || strings.Contains(all.Body, "fountain") || strings.Contains(all.Body, "benches") || !strings.Contains(all.Body, `"askedAt":null`) {
			t.Errorf("the public reads %s", all.Body)
		}
		f.unnamed(t, acme, "Acme Asking Ltd", m.council, id)
		f.clock.Set(time.Date(2026, 3, 20, 17, 0, 0, 0, time.UTC))
		if late := f.must(t, acme, "POST", list, `{"question":"Too late?"}`, 409); !strings.Contains(late.Body, "questions were taken until 2026-03-20T17:00:00Z") {
			t.Errorf("late: %s", late.Body)
		}
		f.must(t, m.council, "POST", list+"/"+from.text(t, "id")+"/answer", `{"answer":"Twelve."}`, 200, "If-Match", from.Header.Get("ETag"))
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, acme, "POST", list, `{"question":"Too late?"}`, 409)
		if late := f.must(t, m.council, "POST", list+"/"+again.text(t, "id")+"/answer", `{"answer":"No."}`, 409, "If-Match", again.Header.Get("ETag")); !strings.Contains(late.Body, `"deadline-passed"`) {
			t.Errorf("an answer after the deadline: %s", late.Body)
		}
	})
}

// TestAskersDiffer gives the same supplier different numbers on different
// tenders, and hides it in the database too.
func TestAskersDiffer(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		one, two := m.tender(t, ""), m.tender(t, "")
		acme, rival := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Rival", "supplier", "supplier")
		ask := func(as user, id string) string {
			return f.must(t, as, "POST", "/v1/tenders/"+id+"/clarifications", `{"question":"What?"}`, 201).text(t, "asker")
		}
		if ask(rival, two) != "Supplier 1" || ask(acme, one) != "Supplier 1" || ask(acme, two) != "Supplier 2" || ask(rival, one) != "Supplier 2" || ask(acme, two) != "Supplier 2" {
			t.Error("numbers are not each tender's own")
		}
		if got := storm(f, acme, "POST", "/v1/tenders/"+one+"/clarifications", `{"question":"All at once?"}`); got[201] != 16 {
			t.Errorf("storm: %v", got)
		}
	})
}
