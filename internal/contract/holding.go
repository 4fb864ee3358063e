package contract

import (
	"slices"
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// holding is a contract as a list of many reads it: who its sides are, and how
// its obligations stand.
type holding struct {
	contract            Contract
	authority, supplier string
	areaCode, areaTitle string
	tolerance           decimal.Weight
	at                  time.Time // by the contract's own clock
	snapshot            []byte
	history             []Owed // instead of a snapshot
	scope               Scope
	room                *room
}

// room is what reading many contracts, one after the other, uses again.
type room struct {
	owed  []Owed
	lines []PeriodLine
	words *wordlist
}

// each does something with the figures of every obligation that the scope takes
// in. The periods of a line are gone with the next one.
func (h holding) each(do func(Line)) error {
	owed := h.history
	if owed == nil {
		var err error
		if owed, err = h.room.unpack(h.snapshot); err != nil {
			return err
		}
	}
	date := today(h.at)
	for i := range owed {
		if h.scope.takes(owed[i].Obligation) {
			l := owed[i].lineIn(h.room.lines, date, h.tolerance)
			h.room.lines = l.Periods
			do(l)
		}
	}
	return nil
}

func (s Scope) takes(o Obligation) bool {
	return (s.Outcome == 0 || s.Outcome == o.OutcomeNumber) && (s.Measure == "" || s.Measure == o.Code() || s.Measure == o.Measure)
}

// eachHolding does something with every contract of a scope that the reader may
// know of, and counts them. It reads snapshots, a bounded number at once; only
// a moment of the past takes all history.
func eachHolding(tx *store.Tx, scope Scope, do func(holding) error) (n int, err error) {
	if scope.Mode == "" {
		scope.Mode = tender.Live
	}
	contracts, err := contractsOf(tx, scope)
	if err != nil {
		return 0, err
	}
	shared := &room{words: newWordlist()}
	for part := range slices.Chunk(contracts, readAtOnce) {
		list, err := holdings(tx, scope, part, shared)
		if err != nil {
			return n, err
		}
		for _, h := range list {
			if scope.Area != "" && scope.Area != h.areaCode || scope.Supplier != "" && scope.Supplier != h.contract.SupplierID {
				continue
			}
			n++
			if err := do(h); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// holdings reads several contracts as they stand, or stood.
func holdings(tx *store.Tx, scope Scope, contracts []Contract, shared *room) ([]holding, error) {
	names, err := sides(tx, contracts)
	if err != nil {
		return nil, err
	}
	clocks, err := clocksOf(tx, contracts)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(contracts))
	for i, c := range contracts {
		ids[i] = c.ID
	}
	rows, err := figuresOf(tx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]holding, 0, len(contracts))
	var missing []Contract
	for _, c := range contracts {
		row := rows[c.ID]
		h := holding{
			contract: c, authority: names[c.OwnerID].Name, supplier: names[c.SupplierID].Name, areaCode: row.AreaCode, areaTitle: row.AreaTitle,
			tolerance: decimal.Weight(row.Tolerance), at: tx.Now, snapshot: row.Snapshot, scope: scope, room: shared,
		}
		if clock, simulated := clocks[c.TenderID]; simulated {
			h.at = clock
		}
		if scope.AsOf != nil || !readable(row.Snapshot) {
			missing = append(missing, c)
		}
		list = append(list, h)
	}
	return list, fromHistory(tx, scope, list, missing)
}

// fromHistory lays contracts out from all that happened: at a moment of the
// past, and where there is no snapshot.
func fromHistory(tx *store.Tx, scope Scope, list []holding, missing []Contract) error {
	if len(missing) == 0 {
		return nil
	}
	all, err := filesOfAll(tx, missing)
	if err != nil {
		return err
	}
	before, err := suppliersBefore(tx, scope.AsOf, missing)
	if err != nil {
		return err
	}
	next := 0
	for i := range list {
		if next == len(all) || list[i].contract.ID != all[next].contract.ID {
			continue
		}
		f := all[next]
		next++
		if scope.AsOf != nil && scope.AsOf.Before(list[i].at) {
			list[i].at = scope.AsOf.UTC()
		}
		if o, assigned := before[f.contract.ID]; assigned {
			list[i].contract.SupplierID, list[i].supplier = o.ID, o.Name
		}
		list[i].tolerance, list[i].history = f.rulesAt(list[i].at).Tolerance, f.owed(list[i].at)
	}
	return nil
}

// clocksOf finds the simulated clocks of the rehearsals among contracts, by
// tender.
func clocksOf(tx *store.Tx, contracts []Contract) (map[string]time.Time, error) {
	clocks := map[string]time.Time{}
	for _, c := range contracts {
		if _, known := clocks[c.TenderID]; known || c.Mode != tender.Test {
			continue
		}
		t, err := tender.Get(tx, c.TenderID)
		if err != nil {
			return nil, err
		}
		clocks[c.TenderID] = t.Moment(tx)
	}
	return clocks, nil
}

func digits(n int) string { return strconv.Itoa(n) }
