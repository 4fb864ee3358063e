package tender

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
)

// The faults of promise bands.
var (
	ErrBandsLate = fault.New(fault.Conflict, "promise-bands-late", "What promises are compared with is settled before bids are opened, so that it is not fitted to any of them")
	ErrNoBands   = fault.New(fault.NotFound, "no-promise-bands", "Nobody has said what contracts of this sort deliver")
)

// NewPromiseBands is what contracts of this sort usually deliver, by measure,
// as the officer knows it. Sent again it takes the place of what was sent.
type NewPromiseBands struct {
	Bands []NewBand `json:"bands" validate:"required,max=500,dive"`
}

// NewBand is the usual delivery of one measure, in units for each £ million of
// estimate and each year.
type NewBand struct {
	Measure string         `json:"measure" validate:"required,code" example:"13"`                                                     // of the tender's catalogue: a measure or a component
	Low     decimal.Number `json:"low,omitempty" example:"2"`                                                                         // the lower end of what is usual; left out: 0
	High    decimal.Number `json:"high" example:"20"`                                                                                 // the upper end, above 0
	Source  string         `json:"source" validate:"required,max=500,text" example:"Verified delivery of 14 contracts, 2024 to 2026"` // where it is from: shown with every flag
	Sample  int            `json:"sample,omitempty" validate:"min=0,max=1000000" example:"14"`                                        // how many contracts it rests on; left out: a judgement
}

// PromiseBands is what promises of a tender are compared with once its bids are
// opened. What was sent before stays on record.
type PromiseBands struct {
	Tender    Tender
	Number    int // 1 for the first that was sent
	Bands     []rehearsal.Band
	CreatedAt time.Time
}

// SetBands says what promises are compared with. It is settled before opening:
// bands that somebody fitted to the bids would question whom they like. No band
// ever changes a mark.
func (s *Service) SetBands(ctx context.Context, id string, version int, in NewPromiseBands) (PromiseBands, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (PromiseBands, error) {
		t, err := Hold(tx, id)
		if err == nil && t.OwnerID != tx.Actor.OrganisationID {
			err = store.ErrNotFound
		}
		if err != nil {
			return PromiseBands{}, err
		}
		if t.IsOpen() || len(Lifecycle.Next(t.Status)) == 0 {
			return PromiseBands{}, ErrBandsLate.Because("it is %s", t.Status)
		}
		p := PromiseBands{Tender: t, CreatedAt: tx.Now}
		if p.Bands, err = in.bands(tx, t); err != nil {
			return p, err
		}
		if err := change(tx, &p.Tender, version, nil); err != nil {
			return p, err
		}
		before, err := lastBands(tx, id)
		if err != nil && !errors.Is(err, ErrNoBands) {
			return p, err
		}
		p.Number = before.Number + 1
		tx.Record(store.Event{Verb: "tender.promise_bands_set", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"number": p.Number, "measures": len(p.Bands)}})
		return p, insertBands(tx, p)
	})
}

// bands names everything that is wrong with what was sent.
func (in NewPromiseBands) bands(tx *store.Tx, t Tender) ([]rehearsal.Band, error) {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return nil, err
	}
	measures, err := catalogue.Measures(tx, t.CatalogueID)
	if err != nil {
		return nil, fmt.Errorf("read the measures: %w", err)
	}
	list := make([]rehearsal.Band, len(in.Bands))
	for i, b := range in.Bands {
		list[i] = rehearsal.Band(b)
		if _, known := catalogue.FindMeasure(measures, b.Measure); !known && b.Measure != "" {
			wrong.Add(fmt.Sprintf("/bands/%d/measure", i), "unknown-measure", "must be a measure of the tender's catalogue, or a component of one")
		}
	}
	// The library's own rules for bands, over no bids at all.
	_, err = rehearsal.OverPromise(rehearsal.Guard{Estimate: decimal.Pounds(100), Years: 1, Bands: list})
	if refused, ok := errors.AsType[*rehearsal.Error](err); ok {
		for _, f := range refused.Faults {
			if f.Code != "missing" { // named already
				wrong.Add(f.Pointer, f.Code, f.Detail)
			}
		}
	}
	return list, wrong.Err()
}

// Bands finds what promises are compared with, for the buyer's own people.
func (s *Service) Bands(ctx context.Context, id string) (PromiseBands, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (PromiseBands, error) {
		t, err := Get(tx, id)
		if err != nil {
			return PromiseBands{}, err
		}
		if t.OwnerID != tx.Actor.OrganisationID {
			return PromiseBands{}, store.ErrNotFound
		}
		p, err := lastBands(tx, id)
		p.Tender = t
		return p, err
	})
}

// BandsOf lists what promises of a tender are compared with; none where nobody
// said.
func BandsOf(tx *store.Tx, tenderID string) ([]rehearsal.Band, error) {
	p, err := lastBands(tx, tenderID)
	if errors.Is(err, ErrNoBands) {
		err = nil
	}
	return p.Bands, err
}
