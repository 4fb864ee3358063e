package bid

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// PriceOpening is what the opening of prices leaves behind.
type PriceOpening struct {
	TenderID       string
	OpenedAt       time.Time
	OrganisationID string
	OpenedBy       string // the person
	ConsentedBy    string // the person who consented before, where it takes two; else empty
	Hashes         []PriceHash
}

// PriceHash is one price that was opened, by the two hashes of its receipt.
type PriceHash struct {
	DocumentHash string
	PriceHash    string
	LotID        string
}

// OpenPrices opens the prices of all lots of a tender at once, after quality is
// locked in all of them, so that nobody who judges answers has seen one. Each
// price is held against its receipt. If one is not what its receipt says, none is
// opened and that is recorded.
func (s *Service) OpenPrices(ctx context.Context, tenderID string) (PriceOpening, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (PriceOpening, error) {
		t, err := holdToOpen(tx, tenderID)
		if err != nil {
			return PriceOpening{}, err
		}
		if err := pricesDue(t); err != nil {
			return PriceOpening{}, err
		}
		second, err := s.second(tx, t, seal.Price)
		if err != nil {
			return PriceOpening{}, err
		}
		key, err := s.Keys.TenderPrice(tx, t.ID)
		if err != nil {
			return PriceOpening{}, err
		}
		bids, versions, err := openedVersions(tx, t.ID)
		if err != nil {
			return PriceOpening{}, err
		}
		found, err := s.unseal(tx, t, bids, versions, pricePart, key)
		if err != nil {
			return PriceOpening{}, err
		}
		return openPrices(tx, &t, second, bids, found)
	})
}

// pricesDue refuses to open prices before quality is locked, and twice.
func pricesDue(t tender.Tender) error {
	switch {
	case !t.IsOpen():
		return ErrUnopened
	case t.ShowsPrices():
		return ErrPriced.Because("at %s", t.PricesOpenedAt.Format(time.RFC3339Nano))
	case t.Status != tender.Opened:
		return ErrOver.Because("it is %s", t.Status)
	case !t.IsLocked():
		return ErrUnlocked
	}
	return nil
}

func openPrices(tx *store.Tx, t *tender.Tender, second string, bids []Bid, found map[string]seal.Content) (PriceOpening, error) {
	now := t.Moment(tx)
	o := PriceOpening{TenderID: t.ID, OpenedAt: now, OrganisationID: tx.Actor.OrganisationID, OpenedBy: tx.Actor.PersonID, ConsentedBy: second}
	var rows []openedPrice
	var documents []openedDocument
	for _, b := range bids {
		documents = append(documents, openedDocument{BidID: b.ID, Part: seal.Price, Content: found[b.ID].Part, Salt: salt(found[b.ID])})
		d, err := Parts{Answers: []byte("{}"), Price: found[b.ID].Part}.document(b)
		if err != nil {
			return o, err
		}
		if p := d.Price.Total; p != nil {
			rows = append(rows, openedPrice{BidID: b.ID, Pence: p.Amount, Currency: p.Currency})
		}
	}
	t.PricesOpenedAt = &now
	tx.Record(store.Event{Verb: "tender.prices_opened", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"bids": len(bids), "at": now, "consentedBy": second}})
	if err := tender.Mark(tx, t, map[string]any{"prices_opened_at": now}); err != nil {
		return o, err
	}
	if err := keepPrices(tx, o, rows, documents); err != nil {
		return o, err
	}
	var err error
	o.Hashes, err = priceHashes(tx, t.ID)
	return o, err
}

// PriceOpening finds the record of the opening of a tender's prices, for whoever
// may know of the tender.
func (s *Service) PriceOpening(ctx context.Context, tenderID string) (PriceOpening, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (PriceOpening, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return PriceOpening{}, err
		}
		if !t.IsPublic() && t.OwnerID != tx.Actor.OrganisationID {
			return PriceOpening{}, store.ErrNotFound
		}
		if !t.ShowsPrices() {
			return PriceOpening{}, ErrUnpriced
		}
		return getPriceOpening(tx, tenderID)
	})
}
