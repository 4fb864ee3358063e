package evaluation

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
)

// ErrNoRates is the fault of asking for rates that cannot be worked out.
var ErrNoRates = fault.New(fault.Conflict, "no-rates", "Promises are compared for each £ million of estimate and each year: the tender states no estimate, or no term in whole years")

// Questioned is what asks for an explanation among the promises of one lot.
type Questioned struct {
	Lot     tender.Lot
	Report  rehearsal.GuardReport
	Bidders map[string]identity.Organisation
}

// Guard compares what the opened bids of a tender promise with the bands that
// its officer gave before opening, and with one another, and flags what asks for
// an explanation, with its grounds. A flag leads to a clarification: it rejects
// no bid and changes no mark, and nothing here can. Bids that are out of the
// competition are left out. An empty lot means all.
func (s *Service) Guard(ctx context.Context, tenderID, lotID string) ([]Questioned, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Questioned, error) {
		t, err := reads(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !t.IsOpen() {
			return nil, ErrNotOpened
		}
		bands, err := tender.BandsOf(tx, t.ID)
		if err != nil {
			return nil, err
		}
		lots, err := tender.Lots(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := []Questioned{}
		for _, lot := range lots {
			if lotID != "" && lot.ID != lotID {
				continue
			}
			q, err := s.question(tx, t, lot, bands)
			if err != nil {
				return nil, err
			}
			list = append(list, q)
		}
		return list, nil
	})
}

// question looks at the promises of one lot.
func (s *Service) question(tx *store.Tx, t tender.Tender, lot tender.Lot, bands []rehearsal.Band) (q Questioned, err error) {
	q.Lot = lot
	size := asked(t, lot)
	if size.Estimate == nil || size.Years == 0 {
		return q, ErrNoRates
	}
	bids, err := bid.OpenedBids(tx, lot.ID)
	if err != nil {
		return q, err
	}
	guard := rehearsal.Guard{Estimate: *size.Estimate, Years: size.Years, Bands: bands}
	for _, o := range bids {
		if o.Bid.Status == bid.Valid {
			p, err := s.promised(tx, t, o)
			if err != nil {
				return q, err
			}
			guard.Promises = append(guard.Promises, p)
		}
	}
	if q.Report, err = rehearsal.OverPromise(guard); err != nil {
		return q, errors.Join(errors.New("question promises that were checked"), err)
	}
	if q.Bidders, err = bidders(tx, lot.ID); err != nil {
		return q, err
	}
	named := naming(q.Bidders)
	for i := range q.Report.Flags {
		q.Report.Flags[i].Words = named.Replace(q.Report.Flags[i].Words)
	}
	return q, nil
}

// promised is every commitment of a bid, scored or not, and what its supplier
// has delivered so far.
func (s *Service) promised(tx *store.Tx, t tender.Tender, o bid.Opened) (rehearsal.Promise, error) {
	p := rehearsal.Promise{Bid: o.Bid.ID, Commitments: map[string]decimal.Quantity{}}
	for _, c := range o.Document.Answers.Commitments {
		if c.Quantity != nil {
			p.Commitments[c.Code()] = *c.Quantity
		}
	}
	if s.History == nil {
		return p, nil
	}
	var err error
	p.Delivered, err = s.History(tx, o.Bid.SupplierID, t.Mode)
	return p, err
}
