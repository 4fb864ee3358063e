package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/pkg/bundle"
)

// forgery is a change behind the server's back, by somebody who holds the database
// and may write anything into it, but not the keys.
type forgery struct {
	name string
	sql  func(t *testing.T, f *front, mine, other string) (string, []any)
	why  string // what the log says of it
}

func flip(column string) func(*testing.T, *front, string, string) (string, []any) {
	return func(t *testing.T, f *front, mine, _ string) (string, []any) {
		content := f.bytes(t, "SELECT "+column+" FROM bid_versions WHERE bid_id = ?", mine)
		content[len(content)/2] ^= 1
		return "UPDATE bid_versions SET " + column + " = ? WHERE bid_id = ?", []any{content, mine}
	}
}

// bytes reads one value of the database.
func (f *front) bytes(t *testing.T, sql string, args ...any) []byte {
	t.Helper()
	content, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (b []byte, err error) {
		return b, tx.DB().Raw(sql, args...).Row().Scan(&b)
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// forged is an envelope for the answers of a bid, made from what the database
// holds: the public keys are there for whoever wants to seal.
func forged(t *testing.T, f *front, bid string) (envelope []byte, hash string) {
	t.Helper()
	id := string(f.bytes(t, "SELECT CAST(tender_id AS text) FROM bids WHERE id = ?", bid))
	lot := string(f.bytes(t, "SELECT CAST(lot_id AS text) FROM bids WHERE id = ?", bid))
	public, err := seal.ParsePublicKey(f.bytes(t, "SELECT public_key FROM tender_keys WHERE owner_id = ? AND purpose = 'tender-answers'", id))
	if err != nil {
		t.Fatal(err)
	}
	own, err := seal.ParsePublicKey(f.bytes(t, "SELECT public_key FROM supplier_keys"))
	if err != nil {
		t.Fatal(err)
	}
	words := []byte(`{"gates":[{"criterion":"insurance","held":true}]}`)
	envelope, err = seal.Seal(f.app.Custody.Random(), seal.Place{Tender: id, Lot: lot, Bid: bid, Version: 1, Part: seal.Answers}, seal.Content{Part: words},
		seal.Recipient{Kind: seal.Tender, Key: public}, seal.Recipient{Kind: seal.Supplier, Key: own})
	if err != nil {
		t.Fatal(err)
	}
	hash, err = bundle.PartHash([32]byte{}, words)
	if err != nil {
		t.Fatal(err)
	}
	return envelope, hash
}

var forgeries = []forgery{
	{"a flipped bit of the answers", flip("sealed_answers"), "not as it was sealed"},
	{"a flipped bit of the receipt", flip("receipt"), "its receipt is not one"},
	{"another bid's envelope", func(_ *testing.T, _ *front, mine, other string) (string, []any) {
		return "UPDATE bid_versions SET sealed_answers = (SELECT v.sealed_answers FROM bid_versions v WHERE v.bid_id = ?) WHERE bid_id = ?", []any{other, mine}
	}, "not sealed for"},
	{"the price in the place of the answers", func(_ *testing.T, _ *front, mine, _ string) (string, []any) {
		return "UPDATE bid_versions SET sealed_answers = sealed_price WHERE bid_id = ?", []any{mine}
	}, "not sealed for"},
	{"an envelope made anew", func(t *testing.T, f *front, mine, _ string) (string, []any) {
		envelope, _ := forged(t, f, mine)
		return "UPDATE bid_versions SET sealed_answers = ? WHERE bid_id = ?", []any{envelope, mine}
	}, "does not hold what the receipt was given for"},
	{"an envelope made anew, with its hash", func(t *testing.T, f *front, mine, _ string) (string, []any) {
		envelope, hash := forged(t, f, mine)
		return "UPDATE bid_versions SET sealed_answers = ?, answers_hash = ? WHERE bid_id = ?", []any{envelope, hash, mine}
	}, "its receipt is not one"},
	{"another bid's receipt", func(_ *testing.T, _ *front, mine, other string) (string, []any) {
		return "UPDATE bid_versions SET receipt = (SELECT v.receipt FROM bid_versions v WHERE v.bid_id = ?) WHERE bid_id = ?", []any{other, mine}
	}, "its receipt is not one"},
	{"an earlier time of receipt", func(_ *testing.T, _ *front, mine, _ string) (string, []any) {
		return "UPDATE bid_versions SET received_at = '2026-03-01T00:00:00.000000Z' WHERE bid_id = ?", []any{mine}
	}, "its receipt is not one"},
	{"a version taken away", func(_ *testing.T, _ *front, mine, _ string) (string, []any) {
		return "DELETE FROM bid_versions WHERE bid_id = ?", []any{mine}
	}, "what was submitted is not there"},
	{"a bid given to another lot's place", func(_ *testing.T, _ *front, mine, _ string) (string, []any) {
		return "UPDATE bids SET current = 2 WHERE id = ?", []any{mine}
	}, "what was submitted is not there"},
	{"the tender's key exchanged", func(t *testing.T, f *front, mine, _ string) (string, []any) {
		key, err := seal.NewKey(f.app.Custody.Random())
		if err != nil {
			t.Fatal(err)
		}
		return "UPDATE tender_keys SET public_key = ? WHERE owner_id = (SELECT tender_id FROM bids WHERE id = ?)", []any{key.Public().Bytes(), mine}
	}, ""},
	{"the two keys of the tender swapped", func(_ *testing.T, _ *front, mine, _ string) (string, []any) {
		return "UPDATE tender_keys SET wrapped = (SELECT k.wrapped FROM tender_keys k WHERE k.owner_id = tender_keys.owner_id AND k.purpose = 'tender-price')" +
			" WHERE purpose = 'tender-answers' AND owner_id = (SELECT tender_id FROM bids WHERE id = ?)", []any{mine}
	}, ""},
}

// TestOpeningSeesForgeries changes what was submitted in every way that somebody
// with the database could: nothing is opened, and the log says why.
func TestOpeningSeesForgeries(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		acme := f.join(t, "Acme", "supplier", "supplier")
		type prepared struct{ tender, mine, other string }
		tenders := make([]prepared, len(forgeries))
		for i := range forgeries {
			id := m.tender(t, "")
			mine, _ := m.bid(t, acme, id, 30)
			other, _ := m.bid(t, acme, m.tender(t, ""), 40)
			tenders[i] = prepared{id, strings.TrimPrefix(mine, "/v1/bids/"), strings.TrimPrefix(other, "/v1/bids/")}
		}
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		for i, x := range forgeries {
			t.Run(x.name, func(t *testing.T) {
				p := tenders[i]
				sql, args := x.sql(t, f, p.mine, p.other)
				storetest.Tamper(t, f.app.DB)
				f.write(t, func(tx *store.Tx) error {
					done := tx.DB().Exec(sql, args...)
					if done.Error == nil && done.RowsAffected == 0 {
						return fmt.Errorf("%s changed nothing", sql)
					}
					return done.Error
				})
				got := f.must(t, m.council, "POST", "/v1/tenders/"+p.tender+"/opening", "", 409)
				if x.why == "" {
					got.wants(t, `"key-altered"`)
				} else {
					got.wants(t, `"bid-not-as-received"`)
					f.holds(t, "SELECT count(*) FROM events WHERE verb = 'tender.opening_refused' AND tender_id = '"+p.tender+"' AND detail LIKE '%"+x.why+"%'", "1")
				}
				f.must(t, m.council, "GET", "/v1/bids/"+p.mine, "", 404)
			})
		}
	})
}
