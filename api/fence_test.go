package api_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

// reached counts the rows of a table that somebody's unit of work reaches, by
// the mapper or by a raw question.
func (f *front) reached(t *testing.T, who actor.Actor, table string, raw bool) (n int64) {
	t.Helper()
	who.RequestID = "a request of the test"
	n, err := store.Read(actor.With(context.Background(), who), f.app.DB, func(tx *store.Tx) (n int64, err error) {
		if raw {
			return n, tx.DB().Raw("SELECT count(*) FROM " + table).Scan(&n).Error
		}
		return n, tx.DB().Table(table).Count(&n).Error
	})
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return n
}

// TestFences asks for everything in the tables of sealed bids, as a handler
// would that forgets whom it serves: each organisation reaches its own, and
// nobody else's before the tender is opened. On PostgreSQL a raw question finds
// no more: the policies behind it are the second fence.
func TestFences(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme, rival := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Rival", "supplier", "supplier")
		path, _ := m.bid(t, acme, id, 20)
		f.must(t, acme, "POST", path+"/attachments", "left out", 201, "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="a.txt"`)
		f.change(t, acme, "PUT", path, path, document(id, m.lot(t, id, 0), 20), 200)
		f.must(t, acme, "POST", "/v1/tenders/"+id+"/registered-interest", "", 201)
		before := []string{"bids", "bid_drafts", "bid_files", "bid_versions", "supplier_keys", "registered_interests"}
		after := []string{"bids", "bid_versions", "opened_documents", "opened_commitments", "opened_answers", "opened_gates", "bid_snapshots"}
		others := map[string]actor.Actor{
			"the public":      {},
			"a rival":         {KeyID: rival.Key, OrganisationID: rival.Organisation, Roles: []actor.Role{actor.Supplier}},
			"the buyer":       {KeyID: m.council.Key, OrganisationID: m.council.Organisation, Roles: []actor.Role{actor.Officer}},
			"an overseer":     {KeyID: f.chief.Key, OrganisationID: f.chief.Organisation, Roles: []actor.Role{actor.Administrator}, Oversees: true},
			"nobody in a key": {KeyID: rival.Key},
		}
		bidder := actor.Actor{KeyID: acme.Key, OrganisationID: acme.Organisation, Roles: []actor.Role{actor.Supplier}}
		ways := []bool{false}
		if f.app.DB.Kind() == store.Postgres {
			ways = append(ways, true)
		}
		for _, raw := range ways {
			for _, table := range before {
				if f.reached(t, bidder, table, raw) == 0 {
					t.Errorf("%s (raw: %t): the bidder does not reach its own", table, raw)
				}
				for name, who := range others {
					if n := f.reached(t, who, table, raw); n != 0 {
						t.Errorf("%s (raw: %t): %s reaches %d rows of another's", table, raw, name, n)
					}
				}
			}
		}
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		for _, raw := range ways {
			for _, table := range after {
				for name, who := range others {
					may := name == "the buyer" || name == "an overseer"
					if n := f.reached(t, who, table, raw); (n > 0) != may {
						t.Errorf("opened, %s (raw: %t): %s reaches %d rows", table, raw, name, n)
					}
				}
			}
			if n := f.reached(t, others["the buyer"], "bid_drafts", raw); n != 0 {
				t.Errorf("opened: the buyer reaches %d drafts (raw: %t)", n, raw)
			}
		}
	})
}

// TestTenantTablesAreFenced finds every table whose rows belong to a supplier or
// to a bid, and wants a fence around it or a reason.
func TestTenantTablesAreFenced(t *testing.T) {
	reasons := map[string]string{
		"awards": "read by both sides and, published, by all", "contracts": "asked with its two sides in every query (contract.visible)", "contract_changes": "of a contract",
		"ratings": "of a contract", "shortfalls": "of a contract", "track_replies": "read by every buyer", "track_statements": "of a supplier, asked by its id",
		"panel_declarations": "whom a panel member declares an interest in: asked with the tender's owner",
		"bid_exclusions":     "the buyer's decision, told to the bidder: asked with the tender's owner", "price_inquiries": "the buyer's question, answered by the bidder: asked with both",
		"bid_clarifications": "asked by the buyer, answered by the bidder: asked with both", "answers_completed": "what a bidder clarified: asked with its clarification",
		"score_drafts":  "an evaluator's own: asked with who wrote it",
		"summaries":     "made by the buyer, read by the bidder whom it is for: asked with both",
		"agreed_scores": "of a tender, asked with its owner; told to bidders in summaries",
	}
	each(t, func(t *testing.T, f *front) {
		question := `SELECT DISTINCT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name IN ('supplier_id', 'bid_id')`
		if f.app.DB.Kind() == store.Postgres {
			question = `SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name IN ('supplier_id', 'bid_id')`
		}
		names, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (names []string, err error) {
			return names, tx.DB().Raw(question).Scan(&names).Error
		})
		if err != nil || len(names) < 10 {
			t.Fatalf("%v, %v", names, err)
		}
		for _, name := range names {
			if !slices.Contains(store.Fenced(), name) && reasons[name] == "" {
				t.Errorf("%s holds rows of suppliers or bids: put a fence around it in internal/store/fence.go, or give the reason here", name)
			}
		}
	})
}

// TestWhoGoesBeyond lists every place that reaches over the fences.
func TestWhoGoesBeyond(t *testing.T) {
	want := []string{
		"../internal/bid/amended.go: ask bidders to confirm what was amended under them",
		"../internal/bid/amended.go: tell bidders, by the outbox alone, what was announced",
		"../internal/bid/open.go: open what was handed in: the deadline has passed, and whoever opens may",
		"../internal/summary/file.go: tell a bidder who won and how the winner was assessed, as it is owed",
		"../internal/tender/store.go: count who is interested, where the tender says that its officers may know",
		"../internal/tender/store.go: tell the interested, by the outbox alone, what was announced",
	}
	call := regexp.MustCompile(`\.Beyond\("([^"]*)"`)
	var got []string
	err := filepath.WalkDir("../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "store/fence.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range call.FindAllSubmatch(text, -1) {
			got = append(got, path+": "+string(m[1]))
		}
		return err
	})
	slices.Sort(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v; beyond the fences go:\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
