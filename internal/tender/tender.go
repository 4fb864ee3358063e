// Package tender holds what a buyer asks the market for: a template frozen for
// one procurement, with its lots, its term and the deadline for bids.
//
// A tender lives draft → published → closed → opened → scored → awarded →
// completed, or ends early as cancelled or unsuccessful with a reason.
// Publication freezes the method and its hash; the deadline closes the tender
// for good, whatever a clock says later.
package tender

import (
	"time"

	"github.com/assay-engine/assay/internal/custody"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The faults of a tender.
var (
	ErrNotTaking   = fault.New(fault.Conflict, "tender-not-taking-bids", "This tender is not taking bids")
	ErrDeadline    = fault.New(fault.Conflict, "deadline-passed", "The deadline has passed: nothing was accepted")
	ErrPublished   = fault.New(fault.Conflict, "tender-published", "A published tender changes only by an amendment, and its deadline only by moving later")
	ErrLive        = fault.New(fault.Conflict, "tender-live", "Only a tender in test mode has a clock that can be moved")
	ErrTemplate    = fault.New(fault.Conflict, "template-not-published", "A tender is published from a published template")
	ErrUnready     = fault.New(fault.Conflict, "tender-incomplete", "The tender cannot be published as it is: each fault is named below")
	ErrUnavailable = fault.New(fault.Invalid, "no-such-template", "There is no such template, or none that you may use")
)

// Status is where a tender stands.
type Status string

// The statuses of a tender.
const (
	Draft        Status = "draft"
	Published    Status = "published"    // takes bids until the deadline
	Closed       Status = "closed"       // past its deadline, for good
	Opened       Status = "opened"       // its bids are readable
	Scored       Status = "scored"       // every lot has a score run
	Awarded      Status = "awarded"      // every lot has its award
	Completed    Status = "completed"    // nothing more will happen
	Cancelled    Status = "cancelled"    // ended by the buyer, with a reason
	Unsuccessful Status = "unsuccessful" // ended without an award, with a reason
)

// Lifecycle is what may follow what.
var Lifecycle = lifecycle.Of[Status]{
	Draft:     {Published, Cancelled, Unsuccessful},
	Published: {Closed, Cancelled, Unsuccessful},
	Closed:    {Opened, Cancelled, Unsuccessful},
	Opened:    {Scored, Cancelled, Unsuccessful},
	Scored:    {Awarded, Cancelled, Unsuccessful},
	Awarded:   {Completed, Scored, Cancelled, Unsuccessful}, // scored again: an award was set aside
}

// Mode tells a procurement from a rehearsal of one.
type Mode string

// The modes.
const (
	Live Mode = "live"
	Test Mode = "test" // has a clock of its own, moved by its officers, and is marked everywhere
)

// Tender is one procurement.
type Tender struct {
	ID            string
	OwnerID       string // the organisation that buys
	TemplateID    string
	CatalogueID   string
	Title         string
	Description   string
	Mode          Mode
	Clock         *time.Time // in test mode, the time it is for this tender, its contract and its returns
	Status        Status
	StatusReason  string           // why it was cancelled or unsuccessful
	EstimatePence decimal.Pence    // 0 where none is stated
	Currency      string           // of every amount of the tender: ISO 4217
	Years         decimal.Quantity // the term, in thousandths of a year; 0 where none is stated
	StartsOn      string           // YYYY-MM-DD, the first day of the contract; empty where none is stated
	Deadline      time.Time        // UTC; a bid at this very instant is late
	DeadlineZone  string           // the zone in which the buyer named it
	Method        string           // the criteria tree as frozen at publication, canonical JSON; empty before
	MethodHash    string           // its hash by package scoring; empty before publication
	DrawSeed      string           // where ties are drawn: the secret that Method commits to, hexadecimal
	PublishedAt   *time.Time
	ClosedAt      *time.Time
	OpenedAt      *time.Time
	CreatedAt     time.Time
	Version       int

	Classification string     // what is bought: a CPV code, eight digits; empty where none is stated
	QuestionsUntil *time.Time // UTC; a question at this very instant is late; nil: until the deadline
	LotLimit       int        // how many lots one supplier may win at most; 0 for no limit
	LotRule        string     // what chooses among the lots that a supplier would win beyond the limit; see LotRules
	AmendmentDays  int        // how many days a substantial amendment leaves at least; 0 stands for DefaultAmendmentDays
	CountsInterest bool       // the buyer's officers may see how many suppliers registered an interest
	Amendments     int        // how often it was amended since publication

	AwardRules string // what it publishes about winners, shares, standstill and clarification, as JSON; empty for the usual; see Awarding

	Openers         int        // how many people it takes to open its bids: 1 or 2
	QualityLockedAt *time.Time // when the judging of quality ended, for all lots at once
	PricesOpenedAt  *time.Time // when the prices of all bids were opened
}

// Lot is a part of a tender that is bid for, scored and awarded by itself.
type Lot struct {
	ID            string
	TenderID      string
	Number        int // from 1, in the order the buyer gave
	Title         string
	Description   string
	EstimatePence decimal.Pence // 0 where none is stated
	Criteria      string        // its own criteria, which replace those of the same id, as a JSON list; empty where it has none
	Method        string        // where it has its own criteria: the whole tree that its bids are judged by, as frozen; empty where it is the tender's
	MethodHash    string        // of the method that its bids are judged by, own or the tender's; empty before publication
}

// Moment is the time it is for the tender: its own clock in test mode, the
// moment of the work otherwise. Everything that asks "is it time?" about a
// tender, its award, its contract or its returns asks here.
func (t Tender) Moment(tx *store.Tx) time.Time {
	if t.Mode == Test && t.Clock != nil {
		return *t.Clock
	}
	return tx.Now
}

// TakesBids reports whether a bid that comes at a moment is in time.
func (t Tender) TakesBids(at time.Time) bool { return t.Status == Published && at.Before(t.Deadline) }

// Refuses says why a bid that comes at a moment is not taken; nil where it is.
func (t Tender) Refuses(at time.Time) error {
	switch {
	case t.TakesBids(at):
		return nil
	case t.ClosedAt != nil, t.Status == Published:
		return ErrDeadline.Because("it is %s and the deadline was %s", at.Format(time.RFC3339Nano), t.Deadline.Format(time.RFC3339Nano))
	default:
		return ErrNotTaking.Because("it is %s", t.Status)
	}
}

// IsOpen reports whether the tender's bids may be read: it has been opened,
// whatever became of it since.
func (t Tender) IsOpen() bool { return t.OpenedAt != nil }

// IsLocked reports whether the judging of quality has ended: an agreed score
// changes only by a correction from then on.
func (t Tender) IsLocked() bool { return t.QualityLockedAt != nil }

// ShowsPrices reports whether prices may be read: they have been opened,
// whatever became of the tender since. Before then no answer holds one, but the
// supplier's own to itself.
func (t Tender) ShowsPrices() bool { return t.PricesOpenedAt != nil }

// IsPublic reports whether others than the buyer may know of the tender.
func (t Tender) IsPublic() bool { return t.PublishedAt != nil }

// Tree is the frozen method.
func (t Tender) Tree() (scoring.Method, error) { return readTree(t.Method) }

// For is the tender as a bid for one of its lots meets it: judged by the lot's
// own method where it has one. Whoever asks, scores or proves a bid asks this
// for Tree and MethodHash.
func (t Tender) For(l Lot) Tender {
	if l.Method != "" {
		t.Method, t.MethodHash = l.Method, l.MethodHash
	}
	return t
}

// Term is the contract's first day and the day after its last, both at midnight
// UTC. It reports false where the tender does not say.
func (t Tender) Term() (from, until time.Time, known bool) {
	from, err := time.Parse(time.DateOnly, t.StartsOn)
	if err != nil || t.Years <= 0 {
		return from, until, false
	}
	return from, from.AddDate(0, months(t.Years), 0), true
}

// months is a term in whole months: terms are multiples of a quarter of a year.
func months(years decimal.Quantity) int { return int(years) * 12 / 1000 }

// Service offers the use cases of tenders.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte // 32 fresh random bytes each time
	Keys      *custody.Service

	// Ahead is what a later stage does when a tender moves under it, handed in by
	// whoever puts the house together.
	Ahead Ahead

	// Post puts what is to be told into the outbox; nil where nothing is told.
	Post func(tx *store.Tx, letters ...Letter) error
}

// Ahead is the later stage as a tender knows it. It is asked inside the
// tender's unit of work, with the tender held, and whatever it does shows in no
// answer.
type Ahead interface {
	// Amended is told that what bids were made for has changed, for these lots.
	Amended(tx *store.Tx, t Tender, lotIDs []string) error
	// BidFor lists the tenders for which an organisation has a bid of its own.
	BidFor(tx *store.Tx, organisationID string) (tenderIDs []string, err error)
	// Bidders lists the organisations that have a bid for a tender and did not
	// withdraw it. Nobody but the outbox may be told of them.
	Bidders(tx *store.Tx, tenderID string) (organisationIDs []string, err error)
}
