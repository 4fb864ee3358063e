package api_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// replicas runs a test against two services on one database, as they run in
// production: each with pools and use cases of its own, and nothing shared but the
// database and the keys. Where clock is nil it is the machine's, or PostgreSQL's.
func replicas(t *testing.T, clock *storetest.Clock, test func(t *testing.T, both [2]*front)) {
	t.Helper()
	for name, address := range map[string]func(*testing.T) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			where := address(t)
			var n, m atomic.Int64
			open := func() *store.DB {
				db, err := store.Connect(context.Background(), where)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				if clock != nil {
					db.Stop(clock.Now, func() string { return storetest.ID(n.Add(1)) })
				}
				return db
			}
			now := clock
			if now == nil {
				now = &storetest.Clock{}
				now.Set(time.Now())
			}
			one := newFront(t, open(), now)
			two := *one
			m.Store(1 << 40) // no two secrets are the same
			inside := testOptions(&m)
			two.app = app.New(open(), inside)
			two.handler = api.Handler(two.app, api.Options{
				CursorKey: []byte("cursor key of the tests"), Now: now.Now, NewID: func() string { return fmt.Sprintf("second-%d", m.Add(1)) }, AccessLog: slog.New(slog.DiscardHandler),
			})
			test(t, [2]*front{one, &two})
		})
	}
}

func stopped() *storetest.Clock {
	c := &storetest.Clock{}
	c.Set(storetest.Noon)
	return c
}

// TestOnceOnReplicas sends each of many requests many times at once, to two
// services: each makes one thing, and every answer is the same to the byte.
func TestOnceOnReplicas(t *testing.T) {
	replicas(t, stopped(), func(t *testing.T, both [2]*front) {
		const keys, sends = 25, 8
		f := both[0]
		m := f.market(t)
		id := m.tender(t, "")
		var all sync.WaitGroup
		for k := range keys {
			supplier := f.join(t, fmt.Sprintf("Supplier %d", k), "supplier", "supplier")
			path := m.begin(t, supplier, id, k)
			tag := f.must(t, supplier, "GET", path, "", 200).Header.Get("ETag")
			all.Go(func() {
				answers := make([]answer, sends)
				var each sync.WaitGroup
				for i := range answers {
					each.Go(func() {
						for range 20 { // a busy database says so, and means: send it again
							answers[i] = both[i%2].send(supplier, "POST", path+"/submit", "", "If-Match", tag, "Idempotency-Key", "one")
							if answers[i].Status != http.StatusServiceUnavailable {
								return
							}
						}
					})
				}
				each.Wait()
				for _, a := range answers {
					if a.Status != 200 || a.Body != answers[0].Body || a.Header.Get("ETag") != answers[0].Header.Get("ETag") {
						t.Errorf("got %d %s %s, and first %s %s", a.Status, a.Header.Get("ETag"), a.Body, answers[0].Header.Get("ETag"), answers[0].Body)
					}
				}
				if other := both[1].send(supplier, "POST", path+"/submit", "{}", "If-Match", tag, "Idempotency-Key", "one"); other.Status != 422 || !strings.Contains(other.Body, `"idempotency-key-reused"`) {
					t.Errorf("another body: %d %s", other.Status, other.Body)
				}
			})
		}
		all.Wait()
		f.holds(t, "SELECT count(*) FROM bid_versions", fmt.Sprint(keys))

		// A third service, started later, answers the same; with another secret it says
		// that it cannot, and does nothing twice.
		again := f.must(t, f.root, "POST", "/v1/organisations", `{"name":"Once","kind":"partner"}`, 201, "Idempotency-Key", "later")
		if late := both[1].must(t, f.root, "POST", "/v1/organisations", `{"name":"Once","kind":"partner"}`, 201, "Idempotency-Key", "later"); late.Body != again.Body {
			t.Errorf("from another service: %s, first %s", late.Body, again.Body)
		}
		f.holds(t, "SELECT count(*) FROM organisations WHERE name = 'Once'", "1")
		f.lacks(t, "kept", `"name":"Once"`)
	})
}

// TestDeadlineOnReplicas submits to two services at once, by the clock of the
// database, until each is told that it is late. What was acknowledged came before
// the deadline and is opened; nothing that came later is.
func TestDeadlineOnReplicas(t *testing.T) {
	replicas(t, nil, func(t *testing.T, both [2]*front) {
		f := both[0]
		m := f.market(t)
		deadline := time.Now().Add(1500 * time.Millisecond).UTC().Truncate(time.Microsecond)
		draft := fmt.Sprintf(`{"template":%q,"title":"Race","estimate":{"amount":2400000},"years":3,"startsOn":"2099-10-01","deadline":%q}`, m.template, deadline.Format(time.RFC3339Nano))
		id := f.must(t, m.council, "POST", "/v1/tenders", draft, 201).text(t, "id")
		f.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/publish", "", 200)
		lot := m.lot(t, id, 0)
		written := strings.NewReplacer("2026-Q4", "2099-Q4", `"2027"`, `"2100"`, "2027-03", "2100-03").Replace(document(id, lot, 5))
		const suppliers = 6
		acknowledged := make([][]string, suppliers)
		var all sync.WaitGroup
		for i := range suppliers {
			supplier := f.join(t, fmt.Sprintf("Racer %d", i), "supplier", "supplier")
			path := "/v1/bids/" + f.must(t, supplier, "POST", "/v1/tenders/"+id+"/bids", `{}`, 201).text(t, "id")
			all.Go(func() {
				for n := 0; ; n++ {
					at := both[(i+n)%2]
					tag := at.must(t, supplier, "GET", path, "", 200).Header.Get("ETag")
					put := at.send(supplier, "PUT", path, written, "If-Match", tag)
					a := put
					if put.Status == 200 {
						a = at.send(supplier, "POST", path+"/submit", "", "If-Match", put.Header.Get("ETag"))
					}
					switch {
					case a.Status == 200:
						if received := a.text(t, "receipt", "receivedAt"); received >= deadline.Format(time.RFC3339Nano) {
							t.Errorf("received at %s, the deadline is %s", received, deadline.Format(time.RFC3339Nano))
						}
						acknowledged[i] = append(acknowledged[i], a.text(t, "receipt", "documentHash"))
					case a.Status == 409 && strings.Contains(a.Body, `"deadline-passed"`):
						return
					case a.Status == 503: // busy: nothing was kept
					default:
						t.Errorf("got %d %s", a.Status, a.Body)
						return
					}
				}
			})
		}
		all.Wait()
		opened := both[1].must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		n := 0
		for _, list := range acknowledged {
			for _, hash := range list {
				n++
				opened.wants(t, hash)
			}
		}
		if got := len(opened.at(t, "hashes").([]any)); got != n || n == 0 {
			t.Errorf("%d submissions were acknowledged and %d are on the list", n, got)
		}
		t.Logf("%d submissions before the deadline", n)
	})
}

// TestClockJumpsBack tells somebody that they are late, and then turns the clock
// back: nobody is let in by that, and the deadline does not move.
func TestClockJumpsBack(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme, other := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Other", "supplier", "supplier")
		path, second := m.begin(t, acme, id, 5), m.begin(t, other, id, 6)
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, acme, "POST", path+"/submit", "", 409, "If-Match", tag, "Idempotency-Key", "late").wants(t, `"deadline-passed"`)
		f.clock.Set(time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))
		f.must(t, acme, "POST", path+"/submit", "", 409, "If-Match", tag, "Idempotency-Key", "late").wants(t, `"deadline-passed"`)
		f.change(t, other, "POST", second, second+"/submit", "", 409).wants(t, `"deadline-passed"`)
		f.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/deadline", `{"deadline":"2026-05-01T12:00:00Z","reason":"x"}`, 409).wants(t, `"deadline-passed"`)
		f.must(t, acme, "GET", "/v1/tenders/"+id, "", 200).wants(t, `"takesBids":false`)
		f.holds(t, "SELECT count(*) FROM events WHERE verb = 'bid.came_late' AND sealed", "3")
	})
}

// TestWinnersOnReplicas lets two services open the same tender, its prices, and
// publish it, many times at once: each happens once.
func TestWinnersOnReplicas(t *testing.T) {
	replicas(t, stopped(), func(t *testing.T, both [2]*front) {
		f := both[0]
		m := f.market(t)
		race := func(method, path, body string, headers ...string) map[int]int {
			counts, lock := map[int]int{}, sync.Mutex{}
			var all sync.WaitGroup
			for i := range 16 {
				all.Go(func() {
					a := both[i%2].send(m.council, method, path, body, headers...)
					for a.Status == 503 {
						a = both[i%2].send(m.council, method, path, body, headers...)
					}
					lock.Lock()
					defer lock.Unlock()
					counts[a.Status]++
				})
			}
			all.Wait()
			return counts
		}
		id := f.must(t, m.council, "POST", "/v1/tenders", m.draft(`,"mode":"test"`), 201).text(t, "id")
		path := "/v1/tenders/" + id
		if got := race("POST", path+"/publish", "", "If-Match", `"1"`); got[200] != 1 || got[200]+got[412] != 16 {
			t.Errorf("published: %v", got)
		}
		f.holds(t, "SELECT count(*) FROM tender_keys", "2")
		acme := f.join(t, "Acme", "supplier", "supplier")
		offer, _ := m.bid(t, acme, id, 5)
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		if got := race("POST", path+"/opening", ""); got[201] != 1 || got[409] != 15 {
			t.Errorf("opened: %v", got)
		}
		m.judges(t, path, offer)
		if got := race("POST", path+"/quality-lock", ""); got[201] != 1 || got[409] != 15 {
			t.Errorf("locked: %v", got)
		}
		if got := race("POST", path+"/price-opening", ""); got[201] != 1 || got[409] != 15 {
			t.Errorf("prices: %v", got)
		}
	})
}
