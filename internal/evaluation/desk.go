package evaluation

import (
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// desk is everything that lies before the panel of one tender.
type desk struct {
	tender   tender.Tender
	sight    panel.Sight
	lots     []tender.Lot
	methods  map[string]scoring.Method // by lot
	bids     []bid.Bid                 // that were opened
	bidders  []panel.Bidder
	latest   map[seatScore]Score // each member's score of each answer
	complete map[gap]bool        // answers of which everybody's score is in
	agreed   map[gap]Moderated   // what was agreed last
	places   []place             // every answer, in the order of lots, bids and questions
	byAnswer map[gap]place
}

// seatScore is one member's score of one answer.
type seatScore struct {
	gap

	person string
}

// deskOf lays out a tender whose bids are opened, as the actor's panel has it.
func deskOf(tx *store.Tx, t tender.Tender) (d desk, err error) {
	d = desk{tender: t, latest: map[seatScore]Score{}, complete: map[gap]bool{}, agreed: map[gap]Moderated{}}
	if d.sight, err = panel.SightOf(tx, t); err != nil {
		return d, err
	}
	if d.lots, err = tender.Lots(tx, t.ID); err != nil {
		return d, err
	}
	if d.methods, err = methodsOf(tx, t); err != nil {
		return d, err
	}
	if d.bids, err = bid.AllOpened(tx, t.ID); err != nil {
		return d, err
	}
	if d.bidders, err = bid.Bidders(tx, t.ID); err != nil {
		return d, err
	}
	d.lay()
	return d, d.judgements(tx)
}

// judgements reads the scores and what was agreed.
func (d *desk) judgements(tx *store.Tx) error {
	scores, err := tenderScores(tx, d.tender.ID)
	if err != nil {
		return err
	}
	for _, s := range scores {
		d.latest[seatScore{gap{s.BidID, s.Criterion}, s.EvaluatorID}] = s
	}
	done, err := completed(tx, d.tender.ID)
	if err != nil {
		return err
	}
	for _, c := range done {
		d.complete[gap{c.BidID, c.Criterion}] = true
	}
	list, err := tenderAgreed(tx, d.tender.ID)
	if err != nil {
		return err
	}
	moderated, err := d.moderated(tx, list)
	for _, m := range moderated {
		d.agreed[gap{m.Agreed.BidID, m.Agreed.Criterion}] = m
	}
	return err
}

// place is one answer of one opened bid.
type place struct {
	gap

	bid bid.Bid
	lot tender.Lot
}

// lay lists every answer to a question, of every opened bid. Those of bids that
// are out of the competition are among them.
func (d *desk) lay() {
	d.byAnswer = map[gap]place{}
	for _, lot := range d.lots {
		asked := questions(d.methods[lot.ID].Criteria)
		for _, b := range d.bids {
			if b.LotID != lot.ID {
				continue
			}
			for _, q := range asked {
				p := place{gap{b.ID, q}, b, lot}
				d.places, d.byAnswer[p.gap] = append(d.places, p), p
			}
		}
	}
}

// answers lists every answer.
func (d desk) answers() []place { return d.places }

// at finds an answer.
func (d desk) at(g gap) (place, bool) {
	p, there := d.byAnswer[g]
	return p, there
}

// alias is what the bidder of a bid is called.
func (d desk) alias(b bid.Bid) string { return bid.AliasOf(d.bidders, b.SupplierID) }

// scorers lists who has to score an answer.
func (d desk) scorers(p place) []string {
	return d.sight.Panel.Scorers(p.lot.ID, p.criterion, p.bid.SupplierID)
}

// given lists the scores of an answer that count, by the members whom no
// interest keeps away.
func (d desk) given(p place) (list []Score) {
	for _, person := range d.scorers(p) {
		if s, scored := d.latest[seatScore{p.gap, person}]; scored {
			list = append(list, s)
		}
	}
	return list
}

// whole reports whether everybody's score of an answer is in, and whether these
// are as many as it takes.
func (d desk) whole(p place) bool {
	n := len(d.given(p))
	return n == len(d.scorers(p)) && n >= d.sight.Panel.Settings.MinimumMembers
}

// open reports whether the actor may see the members' scores of an answer: once
// everybody's is in, and the actor's own among them where the actor scores it.
func (d desk) open(p place, person string) bool {
	if !d.complete[p.gap] || d.sight.Hides(p.lot.ID, p.bid.SupplierID) != nil {
		return false
	}
	if slices.Contains(d.scorers(p), person) {
		_, own := d.latest[seatScore{p.gap, person}]
		return own
	}
	return true
}

// openTo lists the answers of which the actor may see the members' scores.
func (d desk) openTo(person string) (list []gap) {
	for _, p := range d.answers() {
		if d.open(p, person) {
			list = append(list, p.gap)
		}
	}
	return list
}

// finish marks the answers of which everybody's score is in now. The caller holds
// the tender.
func finish(tx *store.Tx, t tender.Tender) error {
	d, err := deskOf(tx, t)
	if err != nil {
		return err
	}
	var rows []completion
	for _, p := range d.answers() {
		if !d.complete[p.gap] && d.whole(p) {
			rows = append(rows, completion{ID: tx.NewID(), TenderID: t.ID, LotID: p.lot.ID, BidID: p.bid.ID, Criterion: p.criterion, CompletedAt: t.Moment(tx)})
		}
	}
	return tx.Insert(&rows)
}

// PanelChanged is told that who has to score what may have changed: an answer for
// which only somebody was waited who has left may be complete now.
func PanelChanged(tx *store.Tx, t tender.Tender) error {
	if !t.IsOpen() || t.Method == "" {
		return nil
	}
	return finish(tx, t)
}

// openAnswers lists the answers of a tender of which the actor may see the
// members' scores.
func openAnswers(tx *store.Tx, tenderID string) ([]gap, error) {
	t, err := reads(tx, tenderID)
	if err != nil || !t.IsOpen() {
		return nil, err
	}
	d, err := deskOf(tx, t)
	return d.openTo(tx.Actor.PersonID), err
}

// visible lists the scores that count of the answers that are open to somebody, of
// one lot where one is named.
func (d desk) visible(lotID, person string) (list []Score) {
	for _, p := range d.answers() {
		if (lotID == "" || lotID == p.lot.ID) && d.open(p, person) {
			list = append(list, d.given(p)...)
		}
	}
	return list
}

// confirmed refuses to score a lot on a level that the members have not spoken to:
// one that was corrected after the lock.
func confirmed(tx *store.Tx, t tender.Tender, lot tender.Lot) error {
	d, err := deskOf(tx, t)
	if err != nil {
		return err
	}
	f := ErrIncomplete
	for _, p := range d.answers() {
		if m, agreed := d.agreed[p.gap]; agreed && p.lot.ID == lot.ID && p.bid.Status == bid.Valid && !m.Confirmed() {
			f = f.With(fault.Field{Pointer: "/lot", Code: "agreed-score-unconfirmed", Detail: fmt.Sprintf("the answer to %s in the bid %s %s", p.criterion, p.bid.ID, d.lacks(p))})
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}
