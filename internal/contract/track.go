package contract

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// ErrNotSupplying is the fault of asking for the track record of an
// organisation that supplies nothing.
var ErrNotSupplying = fault.New(fault.NotFound, "no-such-supplier", "There is no such supplier, or none whose track record you may read")

// Track is what a supplier has shown so far, over all its contracts: verified
// returns only. It names no contract and no authority. Where there is nothing,
// nothing is known, which is neither good nor bad.
//
// It is no part of any score: no method has a leaf that takes it.
type Track struct {
	Supplier  identity.Organisation
	Mode      tender.Mode
	At        time.Time
	Contracts int // in which a period has ended for this supplier
	Measures  []Tracked
	Replies   []TrackReply
}

// Tracked is a supplier's record of one measure.
type Tracked struct {
	Like      Obligation // what is counted: measure, wording, unit, direction, aggregation, outcome
	Contracts int
	Asked     int        // periods whose return was due by now
	Verified  int        // of them: accepted, in whole or in part
	Rejected  int        // of them: nothing counts
	Undecided int        // of them: claimed, and not decided
	Missing   int        // of them: no return came
	OnTime    int        // of those that came: by the day they were due
	Promised  *big.Rat   // of the verified periods; nil where levels and proportions are not added
	Delivered *Total     // verified of them; nil where nothing is, or levels are not added
	Share     *big.Rat   // delivered of promised in per cent; nil where it is unknown
	Shares    []*big.Rat // the share of each verified period, rising: all there is of levels
	FirstOn   string     // the last day of the oldest verified period; empty where there is none
	LastOn    string     // of the newest
	AgeDays   *int       // days since then; nil where there is none
	BestRate  *big.Rat   // the most that was verified on one contract, in units for each £ million of its value and each year; nil where no contract states its value, and of levels and proportions

	delivered adding
	promised  big.Rat
}

// TrackReply is what a supplier says about its own record.
type TrackReply struct {
	ID         string
	SupplierID string
	Mode       tender.Mode
	Measure    string // the code that it is about; empty for the whole record
	Words      string
	At         time.Time
	KeyID      *string
}

// NewTrackReply is what a supplier says about its record.
type NewTrackReply struct {
	Mode    tender.Mode `json:"mode,omitempty" validate:"omitempty,oneof=live test" enums:"live,test"` // live where it is left out
	Measure string      `json:"measure,omitempty" validate:"omitempty,code" example:"13"`              // left out: the whole record
	Words   string      `json:"words" validate:"required,max=20000,text" example:"Two of our contracts were suspended in 2028."`
}

// TrackRecord reads the record of a supplier: its own people, those who buy and
// manage contracts, and who oversees the installation. What came of rehearsals
// is a record of its own, for those who took part.
func (s *Service) TrackRecord(ctx context.Context, supplierID string, mode tender.Mode) (Track, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Track, error) { return trackOf(tx, supplierID, mode) })
}

func trackOf(tx *store.Tx, supplierID string, mode tender.Mode) (Track, error) {
	t := Track{Mode: mode, At: tx.Now, Measures: []Tracked{}}
	var err error
	if t.Supplier, err = mayTrack(tx, supplierID); err != nil {
		return t, err
	}
	if t.Replies, err = trackReplies(tx, supplierID, mode); err != nil {
		return t, err
	}
	contracts, err := suppliedBy(tx, supplierID, mode)
	if err != nil {
		return t, err
	}
	return t, t.gather(tx, contracts)
}

// mayTrack finds the supplier, if the actor may read its record.
func mayTrack(tx *store.Tx, supplierID string) (identity.Organisation, error) {
	own := supplierID == tx.Actor.OrganisationID && tx.Actor.Is(actor.Supplier)
	if !own && !tx.Actor.Oversees && !tx.Actor.Any(actor.Officer, actor.ContractManager) {
		return identity.Organisation{}, ErrNotSupplying
	}
	o, err := identity.Get(tx, supplierID)
	if isMissing(err) || err == nil && !o.Kind.May(actor.Supplier) {
		return o, ErrNotSupplying
	}
	return o, err
}

// gather reads what every contract shows.
func (t *Track) gather(tx *store.Tx, contracts []Contract) error {
	all, err := filesOfAll(tx, contracts)
	if err != nil {
		return err
	}
	clocks, err := clocksOf(tx, contracts)
	if err != nil {
		return err
	}
	hands, err := handsOf(tx, contracts)
	if err != nil {
		return err
	}
	byLike := map[likeness]*Tracked{}
	for _, f := range all {
		at := tx.Now
		if clock, simulated := clocks[f.contract.TenderID]; simulated {
			at = clock
		}
		t.At = latest(t.At, at, t.Mode)
		value, err := valueOf(tx, f.contract)
		if err != nil {
			return err
		}
		shown := false
		for _, o := range f.owed(at) {
			one := known(byLike, o.Obligation)
			shown = one.add(f, o, t.Supplier.ID, today(at), hands[f.contract.ID], value) || shown
		}
		if shown {
			t.Contracts++
		}
	}
	t.close(byLike)
	return nil
}

// latest is the moment of a record: now, or of rehearsals the farthest of their
// clocks.
func latest(a, b time.Time, mode tender.Mode) time.Time {
	if mode == tender.Test && b.After(a) {
		return b
	}
	return a
}

func known(by map[likeness]*Tracked, o Obligation) *Tracked {
	like := likeOf(o)
	if by[like] == nil {
		by[like] = &Tracked{Like: o}
	}
	return by[like]
}

// add counts what one obligation shows of a supplier by a date, and reports
// whether that is anything. A period is the supplier's who claimed it; one that
// nobody claimed is theirs who delivered the contract when it was due.
func (t *Tracked) add(f files, o Owed, supplierID, date string, hands hands, value *decimal.Money) (shown bool) {
	var accepted []Figure // of what is added
	last := ""
	for _, p := range o.Periods {
		line := p.line(&o.Obligation, date)
		overdue := line.isOverdue(date)
		if !line.HasEnded || !overdue && !line.Standing.Came() || f.claimant(p, hands) != supplierID {
			continue
		}
		shown = true
		t.Asked++
		if line.Standing.Came() && line.Standing.FirstOn <= p.DueOn {
			t.OnTime++
		}
		switch line.Standing.Status {
		case Verified:
			t.verified(o, line, date)
			if figure, counts := line.Standing.Accepted(); counts && t.adds() {
				accepted = append(accepted, figure)
				last = max(last, p.EndsOn)
			}
		case Rejected:
			t.Rejected++
		case Submitted, Queried:
			t.Undecided++
		case Due, Skipped:
			t.Missing++
		}
	}
	if shown {
		t.Contracts++
	}
	if sum := combine(o.Obligation, accepted); sum != nil { // nobody counts twice on one contract
		t.delivered.add(sum)
		t.rate(sum.Exact, f.contract, last, value)
	}
	return shown
}

func (t *Tracked) adds() bool {
	return t.Like.Aggregation != catalogue.Latest && t.Like.Aggregation != catalogue.RatioOfSums
}

// verified counts one period that was accepted, in whole or in part.
func (t *Tracked) verified(o Owed, line PeriodLine, date string) {
	t.Verified++
	total := line.Verified()
	if share := shareIn(o.Direction, total, line.Quantity.Rat()); share != nil {
		t.Shares = append(t.Shares, share)
	}
	if !t.adds() {
		t.delivered.add(total)
	}
	t.promised.Add(&t.promised, line.Quantity.Rat())
	if t.FirstOn == "" || line.EndsOn < t.FirstOn {
		t.FirstOn = line.EndsOn
	}
	if line.EndsOn > t.LastOn {
		t.LastOn = line.EndsOn
		age := int(dayOf(date).Sub(dayOf(line.EndsOn)).Hours() / 24)
		t.AgeDays = &age
	}
}

// rate keeps the most that was verified on one contract for each £ million of
// its value and each year from its first day to the end of the last verified
// period.
func (t *Tracked) rate(sum *big.Rat, c Contract, last string, value *decimal.Money) {
	if last == "" || value == nil || value.Amount <= 0 || t.Like.Direction == catalogue.Lower {
		return
	}
	days := int64(dayOf(last).Sub(dayOf(c.StartsOn)).Hours()/24) + 1
	if days <= 0 {
		return
	}
	rate := new(big.Rat).Mul(sum, big.NewRat(365*1_000_000, days))
	rate.Quo(rate, value.Rat())
	if t.BestRate == nil || rate.Cmp(t.BestRate) > 0 {
		t.BestRate = rate
	}
}

// claimant is whose a period is.
func (f files) claimant(p Stood, h hands) string {
	steps := f.steps[p.ReturnID]
	for _, step := range slices.Backward(steps) {
		if step.Kind == Submitted {
			return step.OrganisationID
		}
	}
	return h.on(endOf(p.DueOn), f.contract.SupplierID)
}

// close works totals out and puts measures in order. Levels are never added,
// and of proportions what was promised is not.
func (t *Track) close(by map[likeness]*Tracked) {
	for _, one := range by {
		if one.Asked == 0 {
			continue
		}
		slices.SortFunc(one.Shares, func(a, b *big.Rat) int { return a.Cmp(b) })
		one.Delivered = one.delivered.total(one.Like)
		if one.adds() && one.Verified > 0 {
			one.Promised = &one.promised
			one.Share = shareIn(one.Like.Direction, one.Delivered, one.Promised)
		}
		t.Measures = append(t.Measures, *one)
	}
	slices.SortFunc(t.Measures, func(a, b Tracked) int {
		return cmp.Or(cmp.Compare(a.Like.OutcomeNumber, b.Like.OutcomeNumber), cmp.Compare(padded(a.Like.Code()), padded(b.Like.Code())), cmp.Compare(a.Like.Wording, b.Like.Wording), cmp.Compare(a.Like.Unit, b.Like.Unit))
	})
}

// valueOf is what a contract is worth: as its authority states it, else the
// estimate; nil where neither is known.
func valueOf(tx *store.Tx, c Contract) (*decimal.Money, error) {
	p, err := particularsOf(tx, c)
	return p.Value, err
}

// BestRates tells the most that a supplier was verified to have delivered on
// one contract, by the code of the measure, in units for each £ million of the
// contract's value and each year, to three decimals. A measure that is missing
// has no history. It is for the guard against promises that nobody can keep,
// whoever asks it.
func BestRates(tx *store.Tx, supplierID string, mode tender.Mode) (map[string]decimal.Number, error) {
	contracts, err := suppliedBy(tx, supplierID, mode)
	if err != nil {
		return nil, err
	}
	t := Track{Mode: mode, Supplier: identity.Organisation{ID: supplierID}}
	if err := t.gather(tx, contracts); err != nil {
		return nil, err
	}
	rates := map[string]decimal.Number{}
	for _, m := range t.Measures {
		if m.BestRate == nil {
			continue
		}
		rate := Thousandths(m.BestRate)
		if best, known := rates[m.Like.Code()]; !known || rate.Cmp(best) > 0 {
			rates[m.Like.Code()] = rate
		}
	}
	return rates, nil
}

// ReplyToTrack keeps what a supplier says about its own record. It stands beside the record and
// in every statement made from it, and is never taken back: say more instead.
func (s *Service) ReplyToTrack(ctx context.Context, supplierID string, in NewTrackReply) (Track, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Track, error) {
		if err := ownTrack(tx, supplierID); err != nil {
			return Track{}, err
		}
		if err := fault.Check(in); err != nil {
			return Track{}, err
		}
		mode := cmp.Or(in.Mode, tender.Live)
		r := TrackReply{ID: tx.NewID(), SupplierID: supplierID, Mode: mode, Measure: in.Measure, Words: in.Words, At: tx.Now, KeyID: optional(tx.Actor.KeyID)}
		tx.Record(store.Event{Verb: "track_record.replied", Subject: supplierID, Detail: map[string]any{"measure": in.Measure, "mode": mode}})
		if err := tx.Insert(&r); err != nil {
			return Track{}, err
		}
		return trackOf(tx, supplierID, mode)
	})
}

// ownTrack refuses whoever is not of the supplier.
func ownTrack(tx *store.Tx, supplierID string) error {
	if supplierID != tx.Actor.OrganisationID || !tx.Actor.Is(actor.Supplier) {
		return ErrNotSupplying
	}
	return nil
}
