package api_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// known is everything that tells two tenders apart and nothing else.
var known = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|sha256:[0-9a-f]{64}|request-\d+|"number":\d+|[A-Za-z0-9_-]{60,}`)

// TestNobodyLearnsOfBids runs two tenders side by side, one that many bid for
// and one that nobody does, through everything that is announced, amended and
// asked. Whoever reads either, by whatever route, reads the same bytes.
func TestNobodyLearnsOfBids(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		busy, quiet := m.tender(t, `,"countsInterest":true`), m.tender(t, `,"countsInterest":true`)
		watcher, asker := f.join(t, "Watcher", "supplier", "supplier"), f.join(t, "Asker", "supplier", "supplier")
		readers := []user{
			{},
			watcher, m.council, m.panel, f.root, f.key(t, m.council.Organisation, "officer", "evaluator", "auditor", "administrator", "contract_manager", "supplier"),
			f.key(t, f.chief.Organisation, "auditor"),
		}
		bidders := make([]user, 3)
		for i := range bidders {
			bidders[i] = f.join(t, fmt.Sprintf("Canary Bidder %d", i), "supplier", "supplier")
		}
		var canaries []string
		both := func(do func(id string)) { do(busy); do(quiet) }
		both(func(id string) {
			f.must(t, watcher, "POST", "/v1/tenders/"+id+"/registered-interest", "", 201)
			f.must(t, asker, "POST", "/v1/tenders/"+id+"/clarifications", `{"question":"What of the pond?"}`, 201)
		})
		same := func(phase string) {
			t.Helper()
			if _, err := f.app.DB.Sequence(context.Background(), "test"); err != nil {
				t.Fatal(err)
			}
			for _, as := range readers {
				for _, r := range api.Routes() {
					if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/v1/tenders/:id") && strings.Count(r.Path, ":") == 1 {
						f.alike(t, phase, as, strings.Replace(r.Path, ":id", busy, 1), strings.Replace(r.Path, ":id", quiet, 1), canaries)
					}
				}
				for _, path := range []string{"/v1/tenders", "/v1/tenders/feed", "/v1/tenders/feed?format=json", "/v1/notices", "/v1/log/events?limit=100"} {
					f.silent(t, phase, as, path, canaries)
				}
			}
			f.alikeEvents(t, phase, busy, quiet)
		}
		same("before any bid")
		paths := make([]string, len(bidders))
		for i, b := range bidders {
			path, submission := m.bid(t, b, busy, 100+i)
			paths[i] = path
			canaries = append(canaries, wording, b.Organisation, fmt.Sprintf("Canary Bidder %d", i), strings.TrimPrefix(path, "/v1/bids/"), submission.text(t, "receipt", "documentHash"))
		}
		if own := f.send(bidders[0], "GET", "/v1/tenders/"+busy+"/bids", ""); plain(own, busy) == plain(f.send(bidders[0], "GET", "/v1/tenders/"+quiet+"/bids", ""), quiet) {
			t.Error("this test would see nothing: a bidder does not find its own bid")
		}
		same("after the bids")
		var amended [2]answer
		for i, id := range []string{busy, quiet} {
			amended[i] = f.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/amend", `{"description":"With a pond","reason":"It was left out"}`, 200)
		}
		if a, b := plain(amended[0], busy), plain(amended[1], quiet); a != b {
			t.Errorf("the answer to an amendment tells of bids:\n%s\n%s", a, b)
		}
		same("after an amendment")
		f.change(t, bidders[0], "POST", paths[0], paths[0]+"/submit", "", 200)
		f.change(t, bidders[1], "POST", paths[1], paths[1]+"/withdraw", "", 200)
		same("after a confirmation and a withdrawal")
		both(func(id string) {
			path := "/v1/tenders/" + id
			asked := f.must(t, m.council, "GET", path+"/clarifications", "", 200)
			where := path + "/clarifications/" + asked.text(t, "items", 0, "id")
			tag := f.must(t, m.council, "GET", where, "", 200).Header.Get("ETag")
			f.must(t, m.council, "POST", where+"/answer", `{"answer":"It is part of it."}`, 200, "If-Match", tag)
			f.change(t, m.council, "POST", path, path+"/deadline", `{"deadline":"2026-04-02T12:00:00+01:00","reason":"The pond"}`, 200)
		})
		same("after an answer and an extension")
		f.clock.Set(time.Date(2026, 4, 2, 11, 0, 0, 0, time.UTC))
		if n, err := f.app.Tender.CloseDue(context.Background()); n != 2 || err != nil {
			t.Fatalf("closed %d, %v", n, err)
		}
		same("after the deadline, before opening")
	})
}

// plain is an answer without what tells its tender apart.
func plain(a answer, id string) string {
	text := known.ReplaceAllString(strings.ReplaceAll(a.Body, id, "THIS"), "…")
	headers := make([]string, 0, len(a.Header))
	for name := range a.Header {
		value := a.Header.Get(name)
		if name == "Etag" { // the version in it must be the same; its words are those of the body
			value, _, _ = strings.Cut(value, "-")
			if !strings.HasPrefix(value, `"`) || len(value) > 6 {
				value = ""
			}
		}
		if name != "X-Request-Id" {
			headers = append(headers, name+": "+known.ReplaceAllString(strings.ReplaceAll(value, id, "THIS"), "…"))
		}
	}
	sort.Strings(headers)
	return fmt.Sprint(a.Status, headers, text)
}

// alike reads the same thing of two tenders, of which one has bids.
func (f *front) alike(t *testing.T, phase string, as user, busy, quiet string, canaries []string) {
	t.Helper()
	a, b := f.send(as, "GET", busy, ""), f.send(as, "GET", quiet, "")
	id := func(path string) string { return strings.Split(path, "/")[3] }
	if plain(a, id(busy)) != plain(b, id(quiet)) {
		t.Errorf("%s, as %s: GET %s\n%s\nand of a tender without bids\n%s", phase, as.Organisation, busy, plain(a, id(busy)), plain(b, id(quiet)))
	}
	for _, word := range canaries {
		if strings.Contains(a.Body, word) {
			t.Errorf("%s, as %s: GET %s shows %q", phase, as.Organisation, busy, word)
		}
	}
}

// silent reads a list in which nothing of a bid may be.
func (f *front) silent(t *testing.T, phase string, as user, path string, canaries []string) {
	t.Helper()
	a := f.send(as, "GET", path, "")
	body := a.Body
	if strings.Contains(path, "/log/") {
		body = withoutEvents(body, "organisation.", "key.")
	}
	for _, word := range canaries {
		if strings.Contains(body, word) {
			t.Errorf("%s, as %s: GET %s shows %q", phase, as.Organisation, path, word)
		}
	}
	if strings.Contains(body, "bid.") || strings.Contains(body, "needs_reconfirmation") {
		t.Errorf("%s, as %s: GET %s speaks of bids: %s", phase, as.Organisation, path, body)
	}
}

// alikeEvents holds the numbered events of two tenders to be as many, of the
// same verbs: a feed's length tells as much as its words.
func (f *front) alikeEvents(t *testing.T, phase, busy, quiet string) {
	t.Helper()
	verbs := func(id string) (list []string) {
		_, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (tender.Tender, error) {
			err := tx.DB().Raw("SELECT e.verb FROM events AS e JOIN event_numbers AS n ON n.event_id = e.id WHERE e.tender_id = ? ORDER BY n.number", id).Scan(&list).Error
			return tender.Tender{}, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if a, b := fmt.Sprint(verbs(busy)), fmt.Sprint(verbs(quiet)); a != b {
		t.Errorf("%s: events %s, and of a tender without bids %s", phase, a, b)
	}
}
