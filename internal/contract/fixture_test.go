package contract

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// estate is an authority with suppliers and contracts, put straight into the
// database.
type estate struct {
	db        *store.DB
	clock     *storetest.Clock
	service   *Service
	owner     string
	suppliers []string
	key       string
	tender    string
	catalogue string
	contracts []Contract
}

func (e *estate) write(t testing.TB, do func(tx *store.Tx) error) {
	t.Helper()
	_, err := store.Write(context.Background(), e.db, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "test.prepared", Subject: "test"})
		return 0, do(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// newEstate makes an authority with suppliers, and a tender on the first of
// January 2027.
func newEstate(t testing.TB, db *store.DB, clock *storetest.Clock, suppliers int) *estate {
	t.Helper()
	clock.Set(time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC))
	e := &estate{db: db, clock: clock, service: &Service{DB: db, NewSecret: func() []byte { return make([]byte, 32) }, Opaque: func(b []byte) []byte { return b }}}
	e.write(t, func(tx *store.Tx) error {
		e.owner, e.key, e.tender, e.catalogue = tx.NewID(), tx.NewID(), tx.NewID(), tx.NewID()
		template := tx.NewID()
		rows := []row{
			{"organisations", map[string]any{"id": e.owner, "name": "Council", "kind": "authority", "identifier_scheme": "", "identifier": "", "created_at": tx.Now, "version": 1}},
			{"api_keys", map[string]any{"id": e.key, "organisation_id": e.owner, "label": "key", "roles": "[]", "prefix": e.key, "secret_hash": "", "created_at": tx.Now, "version": 1}},
			{"catalogues", map[string]any{"id": e.catalogue, "owner_id": e.owner, "code": "c", "number": 1, "title": "C", "description": "", "status": "draft", "created_at": tx.Now, "version": 1}},
			{"templates", map[string]any{"id": template, "owner_id": e.owner, "catalogue_id": e.catalogue, "title": "T", "description": "", "status": "draft", "method": "{}", "method_hash": "sha256:x", "created_at": tx.Now, "version": 1}},
			{"tenders", map[string]any{
				"id": e.tender, "owner_id": e.owner, "template_id": template, "catalogue_id": e.catalogue, "title": "T", "description": "", "mode": "live", "status": "draft", "status_reason": "",
				"estimate_pence": 0, "currency": "GBP", "years": 5000, "starts_on": "", "deadline": tx.Now, "deadline_zone": "Europe/London", "method": "", "method_hash": "", "draw_seed": "", "created_at": tx.Now, "version": 1,
			}},
		}
		for i := range suppliers {
			id := tx.NewID()
			e.suppliers = append(e.suppliers, id)
			rows = append(rows, row{"organisations", map[string]any{"id": id, "name": fmt.Sprintf("Supplier %d", i), "kind": "supplier", "identifier_scheme": "", "identifier": "", "created_at": tx.Now, "version": 1}})
		}
		return put(tx, rows)
	})
	return e
}

type row struct {
	table  string
	values map[string]any
}

func put(tx *store.Tx, rows []row) error {
	for _, r := range rows {
		// In plain SQL: what the log would name of history is of no use to figures.
		columns := slices.Sorted(maps.Keys(r.values))
		values := make([]any, len(columns))
		for i, name := range columns {
			values[i] = r.values[name]
		}
		places := strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ")
		if err := tx.DB().Exec("INSERT INTO "+r.table+" ("+strings.Join(columns, ", ")+") VALUES ("+places+")", values...).Error; err != nil {
			return fmt.Errorf("%s: %w", r.table, err)
		}
	}
	return nil
}

func (e *estate) open(tx *store.Tx, supplier int, title string, obligations []obliged) (Contract, error) {
	lot, bid, run, award := tx.NewID(), tx.NewID(), tx.NewID(), tx.NewID()
	hash := "sha256:" + strings.Repeat("0", 64-len(bid)) + bid
	rows := []row{
		{"lots", map[string]any{"id": lot, "tender_id": e.tender, "number": len(e.contracts) + 1, "title": "L", "description": "", "estimate_pence": 1_000_000_00}},
		{"bids", map[string]any{"id": bid, "tender_id": e.tender, "lot_id": lot, "supplier_id": e.suppliers[supplier], "status": "valid", "ground": "", "current": 1, "created_at": tx.Now, "updated_at": tx.Now, "version": 1}},
		{"bid_versions", map[string]any{
			"bid_id": bid, "number": 1, "sealed_answers": []byte("{}"), "answers_hash": hash, "sealed_price": []byte("{}"), "price_hash": hash,
			"document_hash": hash, "receipt": []byte("{}"), "received_at": tx.Now,
		}},
		{"runs", map[string]any{
			"id": run, "tender_id": e.tender, "lot_id": lot, "number": 1, "method_hash": hash, "input_hash": hash, "engine": "e", "sheet": "{}", "result": "{}", "outcome": "{}", "changes": "{}", "reason": "", "created_at": tx.Now, "created_by": e.key,
		}},
		{"awards", map[string]any{
			"id": award, "tender_id": e.tender, "lot_id": lot, "bid_id": bid, "run_id": run, "supplier_id": e.suppliers[supplier], "owner_id": e.owner, "reason": "r", "standstill_ends_on": "2026-12-31",
			"status": "contracted", "decided_at": tx.Now, "decided_by": e.key, "version": 1,
		}},
	}
	if err := put(tx, rows); err != nil {
		return Contract{}, err
	}
	c := Contract{
		ID: tx.NewID(), AwardID: award, TenderID: e.tender, LotID: lot, BidID: bid, BidNumber: 1, CatalogueID: e.catalogue, Mode: tender.Live, OwnerID: e.owner,
		SupplierID: e.suppliers[supplier], Title: title, StartsOn: "2027-01-01", EndsOn: "2031-12-31", DueDays: 14, VeryLateDays: 28, OpenedAt: tx.Now, Version: 1,
	}
	list := make([]obliged, len(obligations))
	for i, o := range obligations {
		o.ID, o.ContractID, o.Position = tx.NewID(), c.ID, i+1
		periods := make([]Period, len(o.Periods))
		for j, p := range o.Periods {
			p.ID, p.ObligationID = tx.NewID(), o.ID
			periods[j] = p
		}
		o.Periods = periods
		list[i] = o
	}
	e.contracts = append(e.contracts, c)
	return c, insertContract(tx, c, list)
}

// promised is an obligation over five years of quarters, the same in each.
func promised(measure string, rule catalogue.Aggregation, better catalogue.Direction, unit string, each int64, quarters int) obliged {
	whole := term{time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 12, 31, 0, 0, 0, 0, time.UTC)}
	var list []Period
	for i := range quarters {
		first := whole.first.AddDate(0, 3*i, 0)
		list = append(list, newPeriod(fmt.Sprintf("%d-Q%d", first.Year(), (int(first.Month())-1)/3+1), term{first, first.AddDate(0, 3, -1)}, 14, decimal.Quantity(each)))
	}
	inOrder(list)
	total := decimal.Quantity(each * int64(quarters))
	promise(list, rule, total)
	return obliged{Obligation{
		Measure: measure, OutcomeNumber: len(measure), OutcomeTitle: "Outcome " + fmt.Sprint(len(measure)), Wording: "Measure " + measure, Unit: unit, Direction: better, Aggregation: rule,
		Offered: total, Contracted: total, Passage: "/answers/commitments/0", Kind: catalogue.Count, Every: ByProfile, Calendar: Named,
	}, list}
}

// manager acts for the authority.
func (e *estate) manager() context.Context {
	return actor.With(context.Background(), actor.Actor{KeyID: e.key, OrganisationID: e.owner, Roles: []actor.Role{actor.ContractManager}})
}
