package api_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// TestKeysRotateUnderLoad rotates the key-encryption key again and again while
// suppliers start, write, submit and read: every request is answered as ever, every
// receipt verifies, nothing is left under an old key, and everything opens.
func TestKeysRotateUnderLoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		folder := filepath.Join(t.TempDir(), "kek")
		if _, err := keyring.RotateKEK(folder, "first", rand.Reader); err != nil {
			t.Fatal(err)
		}
		f := newFrontWith(t, db, clock, func(o *app.Options, _ *api.Options) { o.Vault = keyring.FolderVault(folder) })
		f.chief = f.enrol(t, f.invitation, "Chris Chief", "chief@example.org")
		m := f.market(t)
		id := m.tender(t, "")
		var load sync.WaitGroup
		var stopped atomic.Bool
		receipts := make([][]answer, 6)
		paths := make([]string, len(receipts))
		for i := range receipts {
			supplier := f.join(t, fmt.Sprintf("Supplier %c", 'A'+i), "supplier", "supplier")
			load.Go(func() {
				for n := 0; n < 3 || !stopped.Load() && n < 60; n++ {
					if n == 0 {
						paths[i] = m.begin(t, supplier, id, 100)
					} else {
						f.change(t, supplier, "PUT", paths[i], paths[i], document(id, m.lot(t, id, 0), 100+n), 200)
					}
					receipts[i] = append(receipts[i], f.change(t, supplier, "POST", paths[i], paths[i]+"/submit", "", 200))
					verified(t, receipts[i][n].at(t, "receipt"), f.must(t, supplier, "GET", paths[i], "", 200).at(t, "document"))
				}
			})
		}
		// Another process rotates, as assay key rotate-kek does.
		beside := f.app.Custody
		rotating := *beside
		rotating.Vault = keyring.FolderVault(folder)
		ctx := actor.With(context.Background(), actor.System("keys"))
		for n := range 4 {
			kek := fmt.Sprintf("kek-%d", n)
			if _, err := keyring.RotateKEK(folder, kek, rand.Reader); err != nil {
				t.Fatal(err)
			}
			if _, err := rotating.Rewrap(ctx); err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
		stopped.Store(true)
		load.Wait()
		if _, err := rotating.Rewrap(ctx); err != nil {
			t.Fatal(err)
		}
		status, err := rotating.Status(ctx)
		if err != nil || !status.Whole() || len(status.Needs) != 1 || status.Needs[0].KEK != "kek-3" || status.Needs[0].Pairs != 2+int64(len(receipts)) {
			t.Errorf("after the last rotation: %+v, %v", status, err)
		}
		clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		opened := f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		for _, list := range receipts {
			for _, r := range list {
				opened.wants(t, r.text(t, "receipt", "documentHash"))
			}
		}
		if n := strings.Count(opened.Body, `"standing":"opened"`); n != len(receipts) {
			t.Errorf("%d bids were opened, want %d", n, len(receipts))
		}
	})
}
