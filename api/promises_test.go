package api_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// TestDatabaseKeepsPromises changes rows behind the program's back: what a
// tender promised, what was submitted and what was opened is refused by the
// database itself.
func TestDatabaseKeepsPromises(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"mode":"test"`)
		path := "/v1/tenders/" + id
		acme := f.join(t, "Acme", "supplier", "supplier")
		offer, _ := m.bid(t, acme, id, 30)
		earlier := "'2026-03-05T00:00:00.000000Z'"
		refused := func(sql string) {
			t.Helper()
			_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "test.tampered", Subject: id})
				return 0, tx.DB().Exec(sql).Error
			})
			if !errors.Is(err, store.ErrHistory) && !errors.Is(err, gorm.ErrCheckConstraintViolated) {
				t.Errorf("%s: got %v, want the database's refusal", sql, err)
			}
		}
		for _, set := range []string{
			"deadline = " + earlier, "method = '{}'", "method_hash = 'x'", "title = 'x'", "estimate_pence = 1", "starts_on = ''", "draw_seed = ''",
			"mode = 'live', clock = NULL", "clock = '2026-03-01T00:00:00.000000Z'", "published_at = NULL, status = 'draft'", "status = 'opened'", "status = 'cancelled'",
		} {
			refused(fmt.Sprintf("UPDATE tenders SET %s WHERE id = '%s'", set, id))
		}
		refused(fmt.Sprintf("UPDATE lots SET title = 'x' WHERE tender_id = '%s'", id))
		refused("UPDATE bid_versions SET number = 2")
		refused("DELETE FROM bid_versions")
		refused(fmt.Sprintf("UPDATE bids SET status = 'disregarded' WHERE tender_id = '%s'", id))

		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		for _, set := range []string{"status = 'published'", "status = 'published', closed_at = NULL", "deadline = '2027-01-01T00:00:00.000000Z'", "closed_at = " + earlier} {
			refused(fmt.Sprintf("UPDATE tenders SET %s WHERE id = '%s'", set, id))
		}
		f.must(t, m.council, "POST", path+"/opening", "", 201)
		refused(fmt.Sprintf("UPDATE tenders SET opened_at = %s WHERE id = '%s'", earlier, id))
		refused(fmt.Sprintf("UPDATE tenders SET status = 'closed' WHERE id = '%s'", id))
		for _, set := range []string{"quality_locked_at = opened_at, prices_opened_at = opened_at, opened_at = NULL", "prices_opened_at = opened_at"} {
			refused(fmt.Sprintf("UPDATE tenders SET %s WHERE id = '%s'", set, id))
		}
		m.prices(t, path, offer)
		for _, set := range []string{"quality_locked_at = NULL, prices_opened_at = NULL", "prices_opened_at = NULL", "prices_opened_at = " + earlier} {
			refused(fmt.Sprintf("UPDATE tenders SET %s WHERE id = '%s'", set, id))
		}
		for _, table := range []string{"quality_locks", "price_openings", "openings", "opening_hashes", "opened_commitments", "opened_periods", "opened_answers", "opened_gates", "opened_prices", "bid_snapshots"} {
			refused("DELETE FROM " + table)
		}
		refused("UPDATE opened_prices SET pence = 1")
		refused("UPDATE bid_snapshots SET answers = '{}'")
	})
}

// TestSpread holds the rows of an opened bid against its document.
func TestSpread(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		path, _ := m.bid(t, acme, id, 30)
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		f.holds(t, "SELECT count(*) FROM opened_prices", "0")
		m.prices(t, "/v1/tenders/"+id, path)
		for sql, want := range map[string]string{
			"SELECT quantity FROM opened_commitments WHERE code = '13'":                    "40500",
			"SELECT baseline_date FROM opened_commitments WHERE code = '4a'":               "2026-03-31",
			"SELECT quantity FROM opened_periods WHERE code = '13' AND period = '2026-Q4'": "10500",
			"SELECT count(*) FROM opened_periods":                                          "3",
			"SELECT text FROM opened_answers WHERE criterion = 'q2'":                       "How we do it",
			"SELECT pence FROM opened_prices":                                              "3000",
			"SELECT answers FROM bid_snapshots":                                            `{"commitments":{"13":40.5,"4a":12},"gates":{"insurance":true}}`,
			"SELECT count(*) FROM opened_gates WHERE held":                                 "1",
			"SELECT count(*) FROM bids WHERE status = 'valid'":                             "1",
			"SELECT count(*) FROM events WHERE verb IN ('tender.closed', 'tender.opened')": "2",
			"SELECT count(*) FROM bid_drafts":                                              "0",
		} {
			f.holds(t, sql, want)
		}
	})
}

// holds compares what the database says.
func (f *front) holds(t *testing.T, sql, want string) {
	t.Helper()
	got, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (text string, err error) {
		return text, tx.DB().Raw(sql).Scan(&text).Error
	})
	if err != nil || got != want {
		t.Errorf("%s: got %q, %v; want %q", sql, got, err, want)
	}
}
