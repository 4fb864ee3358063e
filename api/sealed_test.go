package api_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/store"
)

// everything is every byte of text that the database holds: all columns of all tables,
// and on SQLite the files as they are, with the write-ahead log.
func (f *front) everything(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	_, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
		tables := "SELECT name FROM sqlite_master WHERE type = 'table'"
		if f.app.DB.Kind() == store.Postgres {
			tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
		}
		var names []string
		if err := tx.DB().Raw(tables).Scan(&names).Error; err != nil {
			return 0, err
		}
		for _, name := range names {
			var rows []map[string]any
			if err := tx.DB().Table(name).Find(&rows).Error; err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
			for _, row := range rows {
				for column, value := range row {
					switch v := value.(type) {
					case []byte:
						fmt.Fprintf(&all, "%s.%s %s\n", name, column, v)
					default:
						fmt.Fprintf(&all, "%s.%s %v\n", name, column, v)
					}
				}
			}
		}
		if f.app.DB.Kind() != store.SQLite {
			return 0, nil
		}
		var path string
		if err := tx.DB().Raw("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path).Error; err != nil {
			return 0, err
		}
		files, err := filepath.Glob(path + "*")
		if len(files) == 0 {
			t.Errorf("no database file at %q", path)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				return 0, err
			}
			all.Write(content)
		}
		return 0, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// lacks searches the whole database for words that must not be there.
func (f *front) lacks(t *testing.T, when string, words ...string) {
	t.Helper()
	all := f.everything(t)
	for _, word := range words {
		if at := strings.Index(all, word); at >= 0 {
			t.Errorf("%s: %q is in the database: …%q…", when, word, all[max(0, at-120):min(len(all), at+60)])
		}
	}
}

// TestDatabaseHoldsNoBid searches the database for the words of a bid while it is
// drafted, submitted, replaced, withdrawn and replayed, and for its price until
// prices are opened.
func TestDatabaseHoldsNoBid(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"mode":"test"`)
		acme, gone := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Gone", "supplier", "supplier")
		started := f.must(t, acme, "POST", "/v1/tenders/"+id+"/bids", `{}`, 201, "Idempotency-Key", "start")
		path, lot := "/v1/bids/"+started.text(t, "id"), started.text(t, "lot")
		f.must(t, acme, "PUT", path, document(id, lot, 7_654_321), 200, "If-Match", started.Header.Get("ETag"))
		f.lacks(t, "drafted", wording, "7654321", "sign-up sheets", "How we do it")
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")
		submitted := f.must(t, acme, "POST", path+"/submit", "", 200, "If-Match", tag, "Idempotency-Key", "submit")
		if again := f.must(t, acme, "POST", path+"/submit", "", 200, "If-Match", tag, "Idempotency-Key", "submit"); again.Body != submitted.Body {
			t.Errorf("a replay: %s, first %s", again.Body, submitted.Body)
		}
		salts := []string{submitted.text(t, "receipt", "salts", "answers"), submitted.text(t, "receipt", "salts", "price")}
		left := m.begin(t, gone, id, 7_654_321)
		f.change(t, gone, "POST", left, left+"/submit", "", 200)
		f.change(t, gone, "PUT", left, left, document(id, lot, 7_654_320), 200)
		f.change(t, gone, "POST", left, left+"/withdraw", "", 200)
		f.lacks(t, "submitted", append(salts, wording, "7654321", "7654320", "sign-up sheets", "How we do it")...)

		f.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		f.lacks(t, "closed", append(salts, wording, "7654321")...)
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		f.lacks(t, "opened", salts[1], "7654321", "7654320")
		if all := f.everything(t); !strings.Contains(all, wording) {
			t.Error("the search finds nothing even where something is")
		}
		m.prices(t, "/v1/tenders/"+id, path)
		f.lacks(t, "priced", "7654320")
		f.holds(t, "SELECT pence FROM opened_prices", "765432100")
		f.must(t, m.council, "GET", path, "", 200).wants(t, `"amount":7654321`)
	})
}

// TestTwoOpen opens a tender for which it takes two people.
func TestTwoOpen(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"mode":"test","openers":2`)
		path := "/v1/tenders/" + id
		consents := path + "/opening-consents"
		other, key := f.key(t, m.council.Organisation, "officer"), f.onlyKey(t, m.council.Organisation, "officer")
		rival := f.join(t, "Other Council", "authority", "officer")
		acme := f.join(t, "Acme", "supplier", "supplier")
		offer, _ := m.bid(t, acme, id, 20)
		answers, price := `{"part":"answers"}`, `{"part":"price"}`
		f.story(t, []step{
			{name: "the tender says so", as: acme, method: "GET", path: path, status: 200, want: `"openers":2`},
			{name: "before the deadline", as: other, method: "POST", path: consents, body: answers, status: 409, want: `"deadline-not-passed"`},
		})
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		f.story(t, []step{
			{name: "alone", as: m.council, method: "POST", path: path + "/opening", status: 409, want: `"second-person-needed"`},
			{name: "a consent by a key", as: key, method: "POST", path: consents, body: answers, status: 403, want: `"needs-a-person"`},
			{name: "by an evaluator", as: m.panel, method: "POST", path: consents, body: answers, status: 403},
			{name: "by another authority", as: rival, method: "POST", path: consents, body: answers, status: 404},
			{name: "to nothing", as: other, method: "POST", path: consents, body: `{"part":"all"}`, status: 422, want: `"/part"`},
			{name: "to prices too early", as: other, method: "POST", path: consents, body: price, status: 404, want: `"no-opening"`},
			{name: "one's own", as: m.council, method: "POST", path: consents, body: answers, status: 201, want: `"expiresAt":"2026-04-02T11:00:00Z"`},
			{name: "does not make two", as: m.council, method: "POST", path: path + "/opening", status: 409, want: `"second-person-needed"`},
		})
		given := f.must(t, other, "POST", consents, answers, 201).text(t, "id")
		f.story(t, []step{
			{name: "another's is not mine to withdraw", as: m.council, method: "DELETE", path: consents + "/" + given, status: 404},
			{name: "mine is", as: other, method: "DELETE", path: consents + "/" + given, status: 200, want: `"withdrawnAt":"2026-04-01T11:00:00Z"`},
			{name: "once", as: other, method: "DELETE", path: consents + "/" + given, status: 404},
			{name: "it counts no more", as: m.council, method: "POST", path: path + "/opening", status: 409, want: `"second-person-needed"`},
			{name: "given again", as: other, method: "POST", path: consents, body: answers, status: 201},
			{name: "the list", as: m.council, method: "GET", path: consents, status: 200, want: other.Key},
			{name: "is the authority's", as: rival, method: "GET", path: consents, status: 404},
		})
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-02T11:00:00Z"}`, 200)
		f.must(t, m.council, "POST", path+"/opening", "", 409).wants(t, `"second-person-needed"`) // it expired
		f.must(t, other, "POST", consents, answers, 201)
		f.must(t, m.council, "POST", path+"/opening", "", 201).wants(t, `"consentedBy":{"organisation":"`+m.council.Organisation+`","person":"`+other.Key+`"}`)

		m.judges(t, path, offer)
		f.must(t, other, "POST", consents, price, 409).wants(t, `"quality-not-locked"`)
		f.must(t, m.council, "POST", path+"/quality-lock", "", 201)
		f.must(t, m.council, "POST", path+"/price-opening", "", 409).wants(t, `"second-person-needed"`)
		f.must(t, m.council, "POST", consents, price, 201)
		f.must(t, other, "POST", path+"/price-opening", "", 201).wants(t, `"consentedBy":{"organisation":"`+m.council.Organisation+`","person":"`+m.council.Key+`"}`)
		f.must(t, m.council, "GET", consents, "", 200).wants(t, `"items":[]`)

		alone := m.tender(t, `,"mode":"test"`)
		f.must(t, m.council, "POST", "/v1/tenders/"+alone+"/opening-consents", answers, 409).wants(t, `"one-person-opens"`)
		for _, set := range []string{"openers = 1"} {
			f.keeps(t, fmt.Sprintf("UPDATE tenders SET %s WHERE id = '%s'", set, id))
		}
	})
}

// TestWithoutItsKey takes the key-encryption key away from a running service, puts
// another in its place, and gives it back.
func TestWithoutItsKey(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		path, _ := m.bid(t, acme, id, 20)
		f.change(t, acme, "PUT", path, path, document(id, m.lot(t, id, 0), 21), 200)
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")
		unpublished := f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201).Header.Get("Location")
		fresh := f.join(t, "Fresh", "supplier", "supplier")
		right := f.app.Custody.Vault
		for text, want := range map[string]string{
			"": `"key-missing"`, "tests=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=": `"key-wrong"`,
		} {
			f.app.Custody.Vault = keyring.TextVault(text)
			f.story(t, []step{
				{name: "what is public works", as: acme, method: "GET", path: "/v1/tenders/" + id, status: 200},
				{name: "a supplier's own bid", as: acme, method: "GET", path: path, status: 503, want: want},
				{name: "its receipt", as: acme, method: "GET", path: path + "/receipt", status: 503, want: want},
				{name: "a submission", as: acme, method: "POST", path: path + "/submit", header: []string{"If-Match", tag}, status: 503, want: want},
				{name: "its list", as: acme, method: "GET", path: "/v1/tenders/" + id + "/bids", status: 200, want: `"submitted"`},
				{name: "a publication", as: m.council, method: "POST", path: unpublished + "/publish", header: []string{"If-Match", `"1"`}, status: 503, want: want},
				{name: "which left nothing", as: m.council, method: "GET", path: unpublished, status: 200, want: `"status":"draft"`},
				{name: "a first bid", as: fresh, method: "POST", path: "/v1/tenders/" + id + "/bids", body: `{}`, header: []string{"Idempotency-Key", "first"}, status: 503, want: want},
				{name: "which left nothing either", as: fresh, method: "GET", path: "/v1/tenders/" + id + "/bids", status: 200, want: `"items":[]`},
			})
		}
		f.app.Custody.Vault = right
		f.must(t, fresh, "POST", "/v1/tenders/"+id+"/bids", `{}`, 201, "Idempotency-Key", "first") // the same request succeeds
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.app.Custody.Vault = keyring.TextVault("")
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 503).wants(t, "nothing is lost")
		f.app.Custody.Vault = right
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		f.must(t, m.council, "GET", path, "", 200).wants(t, wording)
	})
}
