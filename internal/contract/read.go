package contract

import (
	"context"
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Filter narrows a list of contracts; what is empty narrows nothing.
type Filter struct {
	Tender   string
	Supplier string
}

// ReturnFilter narrows a list of returns; what is empty narrows nothing.
type ReturnFilter struct {
	Obligation string
	Status     Status
}

// Reading is a contract with the names of its two sides.
type Reading struct {
	Contract

	Authority identity.Organisation
	Supplier  identity.Organisation
}

// Contract finds one that the reader may know of: its authority, its supplier,
// and who oversees the installation.
func (s *Service) Contract(ctx context.Context, id string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		c, err := see(tx, id)
		if err != nil {
			return Reading{}, err
		}
		return c.reading(tx)
	})
}

// reading looks up the two sides of a contract.
func (c Contract) reading(tx *store.Tx) (r Reading, err error) {
	r.Contract = c
	if r.Authority, err = identity.Get(tx, c.OwnerID); err != nil {
		return r, err
	}
	r.Supplier, err = identity.Get(tx, c.SupplierID)
	return r, err
}

// Contracts lists a page of those that the reader may know of, newest first.
func (s *Service) Contracts(ctx context.Context, f Filter, page store.Page) (items []Reading, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		list, err := listContracts(tx, f, page)
		if err != nil {
			return nil, err
		}
		return readings(tx, list)
	})
	items, next = store.Cut(page, items, func(r Reading) string { return r.ID })
	return items, next, err
}

func readings(tx *store.Tx, list []Contract) ([]Reading, error) {
	names, err := sides(tx, list)
	items := make([]Reading, len(list))
	for i, c := range list {
		items[i] = Reading{Contract: c, Authority: names[c.OwnerID], Supplier: names[c.SupplierID]}
	}
	return items, err
}

// Obliged is an obligation with its periods and how their returns stand.
type Obliged struct {
	Obligation

	Periods []PeriodLine
	Owners  map[Side]Owner // who answers for it on each side
}

// Version counts up with the obligation's owners. What was promised never
// changes.
func (o Obliged) Version() int { return versionOf(o.Owners) }

// Obligations lists a page of a contract's obligations, in the order of the
// bid.
func (s *Service) Obligations(ctx context.Context, id string, page store.Page) (items []Obliged, next string, err error) {
	after, _ := strconv.Atoi(page.After) // a cursor is signed: it holds what was put in
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Obliged, error) {
		c, err := see(tx, id)
		if err != nil {
			return nil, err
		}
		list, err := pageOfObligations(tx, c.ID, page, after)
		if err != nil {
			return nil, err
		}
		return obligedNow(tx, c, list)
	})
	items, next = store.Cut(page, items, func(o Obliged) string { return strconv.Itoa(o.Position) })
	return items, next, err
}

func obligedNow(tx *store.Tx, c Contract, list []Obligation) ([]Obliged, error) {
	at, err := momentOf(tx, c)
	if err != nil {
		return nil, err
	}
	f, err := filesOf(tx, c)
	if err != nil {
		return nil, err
	}
	owners, err := ownersOf(tx, idsOf(list))
	items := make([]Obliged, len(list))
	for i, o := range list {
		items[i] = Obliged{Obligation: o, Periods: f.timed(o, at), Owners: owners[o.ID]}
	}
	return items, err
}

func idsOf(list []Obligation) []string {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	return ids
}

// timed is an obligation's periods at a moment, each with where it is on its
// way.
func (f files) timed(o Obligation, at time.Time) []PeriodLine {
	lines := f.owing(o, at).line(today(at), 0).Periods
	for i, p := range lines {
		lines[i].Timing, lines[i].DaysLate = p.timing(today(at), f.contract.VeryLateDays)
	}
	return lines
}

// Return finds one, with everything that happened to it, of a contract that
// the reader may know of.
func (s *Service) Return(ctx context.Context, id string) (Reported, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (r Reported, err error) {
		if r.Return, r.Contract, err = seeReturn(tx, tx.DB(), id); err != nil {
			return r, err
		}
		if r, err = r.placed(tx); err != nil {
			return r, err
		}
		return r, r.warn(tx)
	})
}

// Returns lists a page of a contract's returns, newest first.
func (s *Service) Returns(ctx context.Context, id string, f ReturnFilter, page store.Page) (items []Reported, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Reported, error) {
		c, err := see(tx, id)
		if err != nil {
			return nil, err
		}
		return reported(tx, c, f, page)
	})
	items, next = store.Cut(page, items, func(r Reported) string { return r.ID })
	return items, next, err
}

// reported reads a page of returns with where they belong.
func reported(tx *store.Tx, c Contract, f ReturnFilter, page store.Page) ([]Reported, error) {
	heads, err := listReturns(tx, c.ID, f, page)
	if err != nil {
		return nil, err
	}
	ids, obligations, periods := make([]string, len(heads)), make([]string, len(heads)), make([]string, len(heads))
	for i, r := range heads {
		ids[i], obligations[i], periods[i] = r.ID, r.ObligationID, r.PeriodID
	}
	steps, err := stepsOfReturns(tx, ids)
	if err != nil {
		return nil, err
	}
	notes, err := notesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	asked, err := confirmationsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	byObligation, byPeriod, err := named(tx, obligations, periods)
	items := make([]Reported, len(heads))
	for i, r := range heads {
		items[i] = Reported{
			Return: r, Contract: c, Obligation: byObligation[r.ObligationID], Period: byPeriod[r.PeriodID], Steps: steps[r.ID], Notes: notes[r.ID], Confirmations: asked[r.ID],
		}
	}
	return items, err
}

// Next lists the moves that a reader may make with the return now: the supplier
// submits and corrects, the authority's contract manager decides.
func (r Reported) Next(who actor.Actor) []Status {
	open := []Status{}
	for _, to := range Lifecycle.Next(r.Status) {
		supplies := who.OrganisationID == r.Contract.SupplierID
		if to == Submitted && supplies && who.Is(actor.Supplier) ||
			to != Submitted && !supplies && who.OrganisationID == r.Contract.OwnerID && who.Is(actor.ContractManager) {
			open = append(open, to)
		}
	}
	return open
}

// Standing is how the return stands now.
func (r Reported) Standing() Standing { return standingAt(r.Steps, time.Time{}) }
