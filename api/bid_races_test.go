package api_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// TestWaitingAcrossTheDeadline lets a submission begin before the deadline and
// wait for the tender until after it. It is late: the clock is read once the
// lock is held.
func TestWaitingAcrossTheDeadline(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		path := m.begin(t, acme, id, 5)
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")

		held, release := make(chan struct{}), make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() {
			_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
				_, err := tender.Hold(tx, id)
				tx.Record(store.Event{Verb: "test.held", Subject: id})
				close(held)
				<-release
				return 0, err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-held
		var late answer
		both.Go(func() { late = f.send(acme, "POST", path+"/submit", "", "If-Match", tag) })
		f.awaitWaiting(t)
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		close(release)
		both.Wait()
		if late.Status != 409 || late.at(t, "code") != "deadline-passed" {
			t.Errorf("the one that waited: %d %s", late.Status, late.Body)
		}
		if read := f.must(t, acme, "GET", path, "", 200); read.text(t, "status") != "draft" || read.at(t, "current") != 0.0 {
			t.Errorf("and the bid: %s", read.Body)
		}
	})
}

// awaitWaiting waits until somebody waits for a lock. SQLite does not tell, so
// there a moment has to do.
func (f *front) awaitWaiting(t *testing.T) {
	t.Helper()
	if f.app.DB.Kind() == store.SQLite {
		time.Sleep(100 * time.Millisecond)
		return
	}
	for range 500 {
		n, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (n int64, err error) {
			return n, tx.DB().Raw("SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&n).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nobody waits")
}

// TestOpeningRacesSubmission opens a tender, and moves its clock, while
// suppliers submit. What was acknowledged is opened, and nothing else is.
func TestOpeningRacesSubmission(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"mode":"test"`)
		path := "/v1/tenders/" + id
		const suppliers = 8
		type entrant struct {
			user
			path, tag string
			answer    answer
		}
		entrants := make([]entrant, suppliers)
		for i := range entrants {
			e := &entrants[i]
			e.user = f.join(t, "Supplier "+string(rune('A'+i)), "supplier", "supplier")
			e.path = m.begin(t, e.user, id, i)
			e.tag = f.must(t, e.user, "GET", e.path, "", 200).Header.Get("ETag")
		}
		clock := f.must(t, m.council, "GET", path, "", 200).Header.Get("ETag")
		var all sync.WaitGroup
		for i := range entrants {
			e := &entrants[i]
			all.Go(func() { e.answer = f.send(e.user, "POST", e.path+"/submit", "", "If-Match", e.tag) })
			if i == suppliers/2 {
				all.Go(func() {
					if a := f.send(m.council, "POST", path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, "If-Match", clock); a.Status != 200 {
						t.Errorf("clock: %d %s", a.Status, a.Body)
					}
				})
			}
		}
		all.Wait()
		openings := storm(f, m.council, "POST", path+"/opening", "")
		if openings[201] != 1 || openings[409] != 15 {
			t.Errorf("openings: %v", openings)
		}
		in := 0
		for _, e := range entrants {
			status := f.must(t, e.user, "GET", e.path, "", 200).text(t, "status")
			switch {
			case e.answer.Status == 200 && status == "valid":
				in++
			case e.answer.Status == 409 && status == "draft":
			default:
				t.Errorf("answered %d %s, and the bid is %s", e.answer.Status, e.answer.Body, status)
			}
		}
		if list := f.must(t, m.council, "GET", path+"/bids", "", 200).at(t, "items").([]any); len(list) != in {
			t.Errorf("%d were acknowledged and %d opened", in, len(list))
		}
	})
}
