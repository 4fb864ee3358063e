// Package panel knows who evaluates a tender: people who are appointed to it,
// what they may score, which interests they declared, and whether they may know
// who the bidders are.
//
// A panel is people, never keys. The role of an evaluator lets somebody sit on
// panels; the appointment decides what they see of one tender. Everything here
// is history: appointments end, declarations are added to, decisions follow one
// another, and all of it stays.
package panel

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// The faults of panels.
var (
	ErrNotOnPanel   = fault.New(fault.Forbidden, "not-on-panel", "You are not appointed to the panel of this tender")
	ErrUndeclared   = fault.New(fault.Forbidden, "interests-undeclared", "Declare your interests first, also where you have none")
	ErrUndeclaredIn = fault.New(fault.Forbidden, "bidder-undeclared", "The bidders' names are known now: declare your interests for this bidder first, also where you have none")
	ErrConflict     = fault.New(fault.Forbidden, "conflicted", "You declared an interest here: until somebody else decides otherwise, this is closed to you")
	ErrNotYourLot   = fault.New(fault.Forbidden, "not-your-lot", "You are not appointed to this lot")
	ErrNotYours     = fault.New(fault.Forbidden, "not-your-question", "You are not appointed to score this answer")
	ErrNotChair     = fault.New(fault.Forbidden, "not-for-your-part", "This is for the chair or the officer of the panel")
	ErrSeesTooMuch  = fault.New(fault.Conflict, "roles-see-too-much", "Whoever scores holds no role that shows bidders' names or others' scores: officer, auditor or administrator")
	ErrUnfit        = fault.New(fault.Conflict, "no-such-role", "This person does not hold the role that the part needs")
	ErrGap          = fault.New(fault.Conflict, "panel-incomplete", "The panel does not cover every question of every lot, or has no chair: what is missing is named below")
	ErrDeparted     = fault.New(fault.Conflict, "appointment-ended", "This appointment has ended")
	ErrOverseen     = fault.New(fault.Conflict, "observer-scores", "An observer holds no other part of the same panel")
	ErrOwnConflict  = fault.New(fault.Forbidden, "own-interest-decided", "Somebody else decides about your interest")
	ErrNoInterest   = fault.New(fault.Conflict, "nothing-to-decide", "Nothing was declared there that needs a decision")
	ErrPublished    = fault.New(fault.Conflict, "panel-rules-fixed", "Whether names are hidden is fixed by publication, and how many score by the opening")
	ErrRevealed     = fault.New(fault.Conflict, "names-revealed", "The bidders' names are shown already")
	ErrEarly        = fault.New(fault.Conflict, "bids-not-opened", "Bids have not been opened yet")
	ErrOver         = fault.New(fault.Conflict, "panel-closed", "The evaluation of this tender is over: its panel does not change any more")
)

// Part is what somebody is on a panel.
type Part string

// The parts. One person may hold several, but for the observer.
const (
	Member   Part = "member"   // scores
	Chair    Part = "chair"    // leads the moderation; scores only if appointed as a member too
	Observer Part = "observer" // reads, and scores nothing
	Officer  Part = "officer"  // runs the procurement; may lead the moderation
)

// Names is a list that is kept as JSON. Of lots and criteria an empty one means
// all.
type Names []string

// Value writes the list for the database.
func (n Names) Value() (driver.Value, error) {
	text, err := json.Marshal(append([]string{}, n...))
	return string(text), err
}

// Scan reads it back.
func (n *Names) Scan(from any) error {
	switch text := from.(type) {
	case string:
		return json.Unmarshal([]byte(text), n)
	case []byte:
		return json.Unmarshal(text, n)
	}
	return fmt.Errorf("read a list of names: %T is no text", from)
}

// covers reports whether a name is among these, or all are.
func (n Names) covers(name string) bool { return len(n) == 0 || slices.Contains(n, name) }

// Settings is how a panel works.
type Settings struct {
	ID             string
	TenderID       string
	Number         int // counts the changes; 0 where nothing was set
	MinimumMembers int // how many have to score each answer
	HidesNames     bool
	SetBy          string
	SetAt          time.Time
}

// usual is what holds where nothing was set.
func usual(tenderID string) Settings {
	return Settings{TenderID: tenderID, MinimumMembers: 2, HidesNames: true}
}

// Appointment puts a person on a panel.
type Appointment struct {
	ID          string
	TenderID    string
	PersonID    string
	Part        Part
	Lots        Names // none: all
	Criteria    Names // questions; none: all
	Reason      string
	AppointedBy string
	AppointedAt time.Time
}

// Departure ends an appointment.
type Departure struct {
	AppointmentID string
	Reason        string
	EndedBy       string
	EndedAt       time.Time
}

// Declaration is what somebody declared: an interest, or that there is none.
type Declaration struct {
	ID         string
	TenderID   string
	PersonID   string
	Interest   bool
	Words      string
	Lots       Names   // which an interest touches; none: all
	SupplierID *string // the bidder that it is about; nil for the tender as a whole
	BidID      *string // the bid by which the bidder was named
	NamesShown bool    // whether the bidders' names were known then
	DeclaredAt time.Time
}

// Decision is what somebody else made of a declared interest.
type Decision struct {
	ID            string
	DeclarationID string
	Number        int
	Decision      Ruling
	Words         string // what is done about it, or why nothing needs to be
	DecidedBy     string
	DecidedAt     time.Time
}

// Ruling is what a decision says.
type Ruling string

// The rulings. A declared interest blocks until one of the last two.
const (
	Blocked    Ruling = "blocked"
	Mitigated  Ruling = "mitigated"
	NoConflict Ruling = "no_conflict"
)

// Reveal is that bidders' names were shown to those who score.
type Reveal struct {
	TenderID      string
	Reason        string
	QualityLocked bool // whether the scores were final by then
	RevealedBy    string
	RevealedAt    time.Time
}

// Bidder is who made bids for a tender, as the capability that keeps bids knows
// it.
type Bidder struct {
	SupplierID string
	Name       string
	Alias      string // "Bidder A": the same for all bids of a tender, in an order that tells nothing
	Bids, Lots []string
}

// Service offers the use cases of panels.
type Service struct {
	DB *store.DB

	// Bidders lists who made the bids of a tender that were opened, handed in by
	// whoever puts the house together.
	Bidders func(tx *store.Tx, tenderID string) ([]Bidder, error)

	// Changed is told inside the unit of work that who has to score what may have
	// changed, with the tender held.
	Changed func(tx *store.Tx, t tender.Tender) error
}
