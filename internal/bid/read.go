package bid

import (
	"context"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Found is a bid as one reader finds it.
type Found struct {
	Bid   Bid
	Parts Parts
	Draft bool     // Parts is a draft: what was submitted last, if anything, is another version
	Last  *Version // what was submitted last; nil where nothing was
	Price bool     // this reader may see the price
	Next  []Status // the moves open to this reader now
	Alias string   // what the bidder is called to those who score; empty for the supplier itself
	Blind bool     // this reader must not know who the bidder is: its name and times are left out
	Hints []Hint   // for such a reader: places that may tell all the same
}

// Listed is a bid as one reader finds it in a list.
type Listed struct {
	Bid   Bid
	Alias string // as of Found
}

// Document puts the parts together for this reader.
func (f Found) Document() (Document, error) { return f.Parts.document(f.Bid) }

func blank() Parts { return Parts{Answers: []byte("{}"), Price: []byte("{}")} }

// next lists the supplier's moves at a moment.
func (b Bid) next(t tender.Tender, now time.Time) []Status {
	if !t.TakesBids(now) {
		return nil
	}
	return slices.DeleteFunc(Lifecycle.Next(b.Status), func(s Status) bool { return s != Submitted && s != Withdrawn })
}

// Get finds a bid: the supplier its own at any time, with its draft where it
// has one; those who may read it, once it is opened. For everybody else it is
// not there. A number asks for one submitted version instead of the newest
// words; 0 does not.
func (s *Service) Get(ctx context.Context, id string, number int) (Found, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		b, err := Get(tx, id)
		if err != nil {
			return Found{}, err
		}
		t, err := tender.Get(tx, b.TenderID)
		if err != nil {
			return Found{}, err
		}
		if b.SupplierID != tx.Actor.OrganisationID {
			return openedFound(tx, b, t, number)
		}
		if number > 0 {
			return s.ownAt(tx, b, t, number)
		}
		return s.ownFound(tx, b, t)
	})
}

// readOwn finds the actor's own bid and its tender, to look at.
func readOwn(tx *store.Tx, id string) (b Bid, t tender.Tender, err error) {
	if b, err = own(tx, tx.DB(), id); err == nil {
		t, err = tender.Get(tx, b.TenderID)
	}
	return b, t, err
}

// ownFound is a bid as its supplier finds it, read with its own key.
func (s *Service) ownFound(tx *store.Tx, b Bid, t tender.Tender) (f Found, err error) {
	f = Found{Bid: b, Parts: blank(), Price: true, Next: b.next(t, t.Moment(tx))}
	if b.Current > 0 {
		v, err := getVersion(tx, b.ID, b.Current)
		if err != nil {
			return f, err
		}
		f.Last = &v
	}
	draft, found, err := getDraft(tx, b.ID)
	if err != nil || (!found && f.Last == nil) {
		return f, err
	}
	key, err := s.Keys.Supplier(tx, b.SupplierID)
	if err != nil {
		return f, err
	}
	if found {
		f.Draft = true
		f.Parts, err = b.openDraft(draft, key)
		return f, err
	}
	c, err := f.Last.open(b, key)
	f.Parts = c.parts()
	return f, err
}

// ownAt is one submitted version as its supplier finds it.
func (s *Service) ownAt(tx *store.Tx, b Bid, t tender.Tender, number int) (Found, error) {
	v, err := getVersion(tx, b.ID, number)
	if err != nil {
		return Found{}, err
	}
	c, err := s.ownVersion(tx, b, v)
	return Found{Bid: b, Parts: c.parts(), Last: &v, Price: true, Next: b.next(t, t.Moment(tx))}, err
}

// openedFound is a bid as the buyer's side finds it after opening: the version
// that was opened and no other. Nobody sees the price before prices are opened,
// and evaluators not even then. Whoever is on the panel sees it under the rules
// of the panel.
func openedFound(tx *store.Tx, b Bid, t tender.Tender, number int) (Found, error) {
	if !b.IsOpened() || !mayRead(tx.Actor, t) || (number > 0 && number != b.Current) {
		return Found{}, store.ErrNotFound
	}
	v, err := getVersion(tx, b.ID, b.Current)
	if err != nil {
		return Found{}, err
	}
	parts, err := openedParts(tx, []Bid{b})
	if err != nil {
		return Found{}, err
	}
	f := Found{Bid: b, Parts: parts[b.ID], Last: &v, Price: t.ShowsPrices() && seesPrice(tx.Actor)}
	return panelFound(tx, t, f)
}

// panelFound is an opened bid under the rules of the panel.
func panelFound(tx *store.Tx, t tender.Tender, f Found) (Found, error) {
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return f, err
	}
	if err := sight.Hides(f.Bid.LotID, f.Bid.SupplierID); err != nil {
		return Found{}, err
	}
	tx.Saw(store.Sighting{Verb: "bid.read", Subject: f.Bid.ID, TenderID: t.ID})
	bidders, err := Bidders(tx, t.ID)
	if err != nil {
		return f, err
	}
	f.Alias = AliasOf(bidders, f.Bid.SupplierID)
	if sight.Blind() {
		return blinded(tx, t, f)
	}
	if f.Price {
		tx.Saw(store.Sighting{Verb: "price.read", Subject: f.Bid.ID, TenderID: t.ID})
	}
	return f, nil
}

// mayRead reports whether somebody other than the supplier may read a tender's
// bids: nobody before opening, whatever their role.
func mayRead(who actor.Actor, t tender.Tender) bool {
	if !t.IsOpen() {
		return false
	}
	return who.Oversees || t.OwnerID == who.OrganisationID && who.Any(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor, actor.Administrator)
}

// seesPrice keeps prices from those who judge quality, unless they hold another
// role of the buyer's.
func seesPrice(who actor.Actor) bool {
	return who.Any(actor.Officer, actor.ContractManager, actor.Auditor, actor.Administrator)
}

// List lists a page of a tender's bids that the actor may see: its own, and
// those opened. Before opening an officer's list is as empty as that of a tender
// that nobody bid for. Whoever is on the panel finds those that its rules let
// them read, without the bidders' names while these are hidden.
func (s *Service) List(ctx context.Context, tenderID string, page store.Page) (items []Listed, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Listed, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !t.IsPublic() && t.OwnerID != tx.Actor.OrganisationID {
			return nil, store.ErrNotFound
		}
		if !mayRead(tx.Actor, t) {
			rows, err := listed(tx, tenderID, false, nil, page)
			return entries(rows, nil), err
		}
		return panelList(tx, t, page)
	})
	items, next = store.Cut(page, items, func(b Listed) string { return b.Bid.ID })
	return items, next, err
}

// panelList lists opened bids under the rules of the panel.
func panelList(tx *store.Tx, t tender.Tender, page store.Page) ([]Listed, error) {
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return nil, err
	}
	if err := sight.Admits(); err != nil {
		return nil, err
	}
	hidden, err := hiddenFrom(tx, t, sight)
	if err != nil {
		return nil, err
	}
	bidders, err := Bidders(tx, t.ID)
	if err != nil {
		return nil, err
	}
	rows, err := listed(tx, t.ID, true, hidden, page)
	list := entries(rows, bidders)
	for i := range list {
		if sight.Blind() {
			list[i].Bid = veiled(list[i].Bid, t)
		}
	}
	return list, err
}

// hiddenFrom lists the opened bids of a tender that a reader may not read.
func hiddenFrom(tx *store.Tx, t tender.Tender, sight panel.Sight) (ids []string, err error) {
	var bids []Bid
	if err := tx.DB().Select("id", "lot_id", "supplier_id").Find(&bids, "tender_id = ? AND status IN ?", t.ID, openedStatuses).Error; err != nil {
		return nil, err
	}
	for _, b := range bids {
		if sight.Hides(b.LotID, b.SupplierID) != nil {
			ids = append(ids, b.ID)
		}
	}
	return ids, nil
}

func entries(rows []Bid, bidders []panel.Bidder) []Listed {
	list := make([]Listed, len(rows))
	for i, b := range rows {
		list[i] = Listed{b, AliasOf(bidders, b.SupplierID)}
	}
	return list
}
