package panel

import (
	"context"
	"slices"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Reading is a panel as its reader finds it.
type Reading struct {
	Tender   tender.Tender
	Panel    Panel
	Coverage Coverage
	People   map[string]string // what people are called, by their identifiers
	Aliases  map[string]string // what bidders are called here, by theirs
	Mine     Standing
}

// Standing is where the reader stands on the panel.
type Standing struct {
	Parts    []Appointment
	Declared bool
	Closed   error // why no bid can be read; nil where bids can
	Blind    bool
}

// Read finds the panel of a tender, for its authority's people.
func (s *Service) Read(ctx context.Context, tenderID string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		return s.reading(tx, t)
	})
}

func (s *Service) reading(tx *store.Tx, t tender.Tender) (r Reading, err error) {
	sight, err := SightOf(tx, t)
	if err != nil {
		return r, err
	}
	r = Reading{Tender: t, Panel: sight.Panel, Mine: Standing{
		Parts: sight.Panel.partsOf(tx.Actor.PersonID), Declared: sight.Panel.declared(tx.Actor.PersonID), Closed: sight.Admits(), Blind: sight.Blind(),
	}}
	if r.Coverage, err = r.Panel.Coverage(tx, t); err != nil {
		return r, err
	}
	ids := []string{}
	for _, a := range r.Panel.Appointments {
		ids = append(ids, a.PersonID, a.AppointedBy)
	}
	for _, d := range r.Panel.Decisions {
		ids = append(ids, d.DecidedBy)
	}
	r.Aliases = map[string]string{}
	if t.IsOpen() {
		bidders, err := s.Bidders(tx, t.ID)
		if err != nil {
			return r, err
		}
		for _, b := range bidders {
			r.Aliases[b.SupplierID] = b.Alias
		}
	}
	r.People, err = PeopleNames(tx, ids)
	return r, err
}

// Register finds the panel with every interest that was declared, for an
// officer, an auditor or the chair.
func (s *Service) Register(ctx context.Context, tenderID string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		r, err := s.reading(tx, t)
		if err != nil {
			return r, err
		}
		return r, registers(tx, r.Panel)
	})
}

// registers refuses whoever has no business with others' interests.
func registers(tx *store.Tx, p Panel) error {
	if tx.Actor.Any(actor.Officer, actor.Auditor) || p.Holds(tx.Actor.PersonID, Chair, Officer) {
		return nil
	}
	return ErrNotChair
}

// Listed is a bidder as one reader finds it.
type Listed struct {
	Bidder

	Declared bool // the reader declared for it, knowing its name
	Blocked  bool // an interest keeps the reader away
}

// List lists the bidders of a tender, so that everybody on the panel can declare
// for each: by name once names are shown to the reader, by alias before.
func (s *Service) List(ctx context.Context, tenderID string) ([]Listed, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Listed, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !t.IsOpen() {
			return nil, ErrEarly
		}
		sight, err := SightOf(tx, t)
		if err != nil {
			return nil, err
		}
		if err := sight.Admits(); err != nil {
			return nil, err
		}
		bidders, err := s.Bidders(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := make([]Listed, 0, len(bidders))
		for _, b := range bidders {
			l := Listed{Bidder: b, Declared: sight.Panel.DeclaredFor(sight.person, b.SupplierID)}
			l.Blocked = slices.ContainsFunc(b.Lots, func(lot string) bool { return sight.Panel.blocks(sight.person, lot, b.SupplierID) != nil })
			if sight.Blind() {
				l.SupplierID, l.Name = "", ""
			}
			list = append(list, l)
		}
		return list, nil
	})
}
