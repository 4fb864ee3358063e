package contract

import (
	"math/big"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
)

// The faults of ratings.
var (
	ErrIndicator    = fault.New(fault.Invalid, "no-such-indicator", "The contract has no such obligation or key performance indicator")
	ErrYear         = fault.New(fault.Invalid, "no-such-year", "The contract has no such year")
	ErrYearRunning  = fault.New(fault.Conflict, "year-not-over", "A year is rated once it is over, and the whole contract once it has ended")
	ErrRated        = fault.New(fault.Conflict, "rated-already", "This indicator was rated for this year: decide about that rating again")
	ErrReplyRunning = fault.New(fault.Conflict, "reply-running", "A rating is published once the supplier has replied, or its time to reply is over")
)

// Rating is how well an indicator was met: regulation 39(5) of the Procurement
// Regulations 2024.
type Rating string

// The ratings.
const (
	Good                Rating = "good"                 // performance is meeting or exceeding the indicator
	ApproachingTarget   Rating = "approaching_target"   // close to meeting it
	RequiresImprovement Rating = "requires_improvement" // below it
	Inadequate          Rating = "inadequate"           // significantly below it
	Other               Rating = "other"                // cannot be described as any of these
)

// RatingStatus is where a rating stands.
type RatingStatus string

// The statuses of a rating.
const (
	RatingDecided   RatingStatus = "decided"   // by a person, with reasons; the supplier may reply
	RatingReplied   RatingStatus = "replied"   // the supplier has replied
	RatingPublished RatingStatus = "published" // with the reply; it stays so
)

// RatingLifecycle says how a rating moves on. Until it is published it may be
// decided again, and the supplier may reply again.
var RatingLifecycle = lifecycle.Of[RatingStatus]{
	RatingDecided:   {RatingDecided, RatingReplied, RatingPublished},
	RatingReplied:   {RatingDecided, RatingPublished},
	RatingPublished: {},
}

// Final is the year of the rating of a whole contract.
const Final = 0

// AssessmentDays is how many days after a year has ended its ratings are due.
// Section 71(2) of the Procurement Act 2023 asks for an assessment at least
// once in twelve months and at the end; the days are this program's own.
const AssessmentDays = 30

// Rated is a person's judgement of one indicator over one year of a contract,
// or of the whole of it. What was proposed and said is in its deeds.
type Rated struct {
	ID           string
	ContractID   string
	ObligationID *string // nil of an indicator that is no obligation
	Indicator    string
	Year         int // from 1; [Final] for the whole contract
	FromOn       string
	ToOn         string
	SupplierID   string // who delivered when it was decided
	Rating       Rating
	Status       RatingStatus
	Version      int
}

// TableName names the table of ratings.
func (Rated) TableName() string { return "ratings" }

// Proposal is the rating that the published cut-offs come to. It decides
// nothing.
type Proposal struct {
	Rating    Rating
	Share     *big.Rat // verified of committed in per cent; nil where there is nothing to compare
	Committed *big.Rat // over the periods that ended in the year
	Verified  *Total
	Undecided int // returns of the year that wait for a decision: none of them counts
	CutOffs   CutOffs
}

// Assessment is one indicator of one year, with what is proposed and what was
// decided.
type Assessment struct {
	Indicator string
	Title     string
	IsKPI     bool
	Year      int
	FromOn    string
	ToOn      string
	DueOn     string
	IsOverdue bool // over, and not rated by the day it was due
	Proposal  *Proposal
	Rated     *Rated // nil until it is rated
	owed      *Owed
}

// RatedWhole is a rating with everything that was done about it.
type RatedWhole struct {
	Rated

	Contract Contract
	IsKPI    bool
	Title    string
	ReplyBy  string // the last day for the supplier's reply
	Deeds    []Deed
}

// judged is what a decision rested on, as its deed keeps it.
type judged struct {
	Rating    Rating  `json:"rating"`
	Proposed  Rating  `json:"proposed,omitempty"`
	Share     string  `json:"share,omitempty"` // exact, in per cent
	Committed string  `json:"committed,omitempty"`
	Verified  string  `json:"verified,omitempty"`
	CutOffs   CutOffs `json:"cutOffs"`
	ReplyBy   string  `json:"replyBy"`
}

// years are the years of a contract from its first day, and the whole of it.
// The last year is rated with the whole.
func years(c Contract) (list []Assessment) {
	first := dayOf(c.StartsOn)
	for n := 1; ; n++ {
		to := first.AddDate(n, 0, -1).Format(time.DateOnly)
		if to >= c.EndsOn {
			break
		}
		list = append(list, Assessment{Year: n, FromOn: first.AddDate(n-1, 0, 0).Format(time.DateOnly), ToOn: to})
	}
	list = append(list, Assessment{Year: Final, FromOn: c.StartsOn, ToOn: c.EndsOn})
	for i := range list {
		list[i].DueOn = daysAfter(list[i].ToOn, AssessmentDays)
	}
	return list
}
