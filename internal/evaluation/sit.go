package evaluation

import (
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// admitted refuses whoever may see nothing of the bids of a tender.
func admitted(tx *store.Tx, t tender.Tender) error {
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return err
	}
	return sight.Admits()
}

// maySubmit refuses a score by whoever does not score this answer, and any
// before the panel can do its work. Whoever scores holds no role that shows
// what a scorer must not see.
func maySubmit(tx *store.Tx, t tender.Tender, b bid.Bid, criterion string) error {
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return err
	}
	if err := sight.Scores(b.LotID, criterion, b.SupplierID); err != nil {
		return err
	}
	if panel.SeesTooMuch(tx.Actor.Roles) {
		return panel.ErrSeesTooMuch
	}
	return sight.Panel.Covered(tx, t)
}

// leads refuses whoever does not lead the moderation of a tender. Another
// authority's tender is not there.
func leads(tx *store.Tx, t tender.Tender) error {
	if t.OwnerID != tx.Actor.OrganisationID {
		return store.ErrNotFound
	}
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return err
	}
	return sight.Leads()
}

// mayModerate refuses whoever must not see this bid.
func mayModerate(tx *store.Tx, t tender.Tender, b bid.Bid) error {
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return err
	}
	return sight.Hides(b.LotID, b.SupplierID)
}

// reads finds a tender of the actor's organisation whose evaluation the actor
// may look into. Whoever is on the panel has declared before.
func reads(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := own(tx, tenderID)
	if err != nil || !t.IsOpen() {
		return t, err
	}
	return t, admitted(tx, t)
}

// aliasesFor is what the bidders of some bids of one tender are called to an
// actor who must not know who they are, by bid; nil for everybody else.
func aliasesFor(tx *store.Tx, bids []bid.Bid) (map[string]identity.Organisation, error) {
	if len(bids) == 0 {
		return nil, nil
	}
	t, err := tender.Get(tx, bids[0].TenderID)
	if err != nil {
		return nil, err
	}
	sight, err := panel.SightOf(tx, t)
	if err != nil || !sight.Blind() {
		return nil, err
	}
	bidders, err := bid.Bidders(tx, t.ID)
	byBid := make(map[string]identity.Organisation, len(bids))
	for _, b := range bids {
		byBid[b.ID] = identity.Organisation{Name: bid.AliasOf(bidders, b.SupplierID)}
	}
	return byBid, err
}
