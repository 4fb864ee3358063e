package api_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// TestDatabaseFallsSilent ends every connection of PostgreSQL again and again
// while suppliers submit: nobody gets more than "send it again", and under its key
// that makes each version once.
func TestDatabaseFallsSilent(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		lot := m.lot(t, id, 0)
		var ended atomic.Bool
		var all sync.WaitGroup
		const suppliers, versions = 4, 6
		for i := range suppliers {
			acme := f.join(t, fmt.Sprintf("Supplier %d", i), "supplier", "supplier")
			path := m.begin(t, acme, id, 5)
			all.Go(func() {
				again := func(method, path, body string, headers ...string) answer {
					for {
						if a := f.send(acme, method, path, body, headers...); a.Status != 503 {
							return a
						}
						time.Sleep(5 * time.Millisecond)
					}
				}
				for n := range versions {
					submitted := again("POST", path+"/submit", "", "If-Match", again("GET", path, "").Header.Get("ETag"), "Idempotency-Key", fmt.Sprint(n))
					if submitted.Status != 200 || submitted.at(t, "receipt", "version") != float64(n+1) {
						t.Errorf("version %d: %d %s", n+1, submitted.Status, submitted.Body)
						return
					}
					put := answer{Status: 412}
					for put.Status == 412 { // one whose answer was lost has moved the version on
						put = again("PUT", path, document(id, lot, 5+n), "If-Match", again("GET", path, "").Header.Get("ETag"))
					}
					if put.Status != 200 {
						t.Errorf("a draft: %d %s", put.Status, put.Body)
						return
					}
				}
			})
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for f.app.DB.Kind() == store.Postgres && !ended.Load() {
				_, _ = store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (n int64, err error) {
					return n, tx.DB().Raw("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Scan(&n).Error
				})
				time.Sleep(60 * time.Millisecond)
			}
		}()
		all.Wait()
		ended.Store(true)
		<-done
		f.holds(t, "SELECT count(*) FROM bid_versions", fmt.Sprint(suppliers*versions))
	})
}
