package contract

import (
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of disputes.
var (
	ErrNoSubject     = fault.New(fault.Invalid, "no-such-subject", "This contract has no such return, rating or shortfall that can be disputed")
	ErrSettled       = fault.New(fault.Conflict, "already-decided", "A dispute about this is decided: a side that does not accept that escalates it once, and what is settled is settled")
	ErrDisputeOpen   = fault.New(fault.Conflict, "dispute-open", "A dispute about this is open already")
	ErrNoReplyYet    = fault.New(fault.Conflict, "no-reply-yet", "A dispute is decided once the other side has replied, or its time to reply is over")
	ErrNotImpartial  = fault.New(fault.Forbidden, "not-impartial", "A dispute is decided by somebody who neither brought it, nor answered it, nor took the decision that it is about")
	ErrRulingMissing = fault.New(fault.Invalid, "ruling-missing", "A dispute about a return that is upheld, whole or in part, says which figure stands")
)

// About is what a dispute is about.
type About string

// What may be disputed.
const (
	AboutReturn    About = "return"    // the verdict on it
	AboutRating    About = "rating"    // before it is published
	AboutShortfall About = "shortfall" // until it has ended
)

// DisputeStatus is where a dispute stands.
type DisputeStatus string

// The statuses of a dispute: report, reply, decision; and once more, by
// somebody else, where a side does not accept that.
const (
	DisputeReported  DisputeStatus = "reported"
	DisputeReplied   DisputeStatus = "replied"
	DisputeDecided   DisputeStatus = "decided"
	DisputeEscalated DisputeStatus = "escalated"
	DisputeSettled   DisputeStatus = "settled" // decided for good
)

// DisputeLifecycle says how a dispute moves on.
var DisputeLifecycle = lifecycle.Of[DisputeStatus]{
	DisputeReported:  {DisputeReplied, DisputeDecided},
	DisputeReplied:   {DisputeDecided},
	DisputeDecided:   {DisputeEscalated},
	DisputeEscalated: {DisputeSettled},
	DisputeSettled:   {},
}

// Outcome is what a dispute came to.
type Outcome string

// The outcomes.
const (
	Upheld       Outcome = "upheld"
	PartlyUpheld Outcome = "partly_upheld"
	Dismissed    Outcome = "dismissed"
)

// Dispute is the head of a disagreement: what moves. What was said is in its
// deeds.
type Dispute struct {
	ID         string
	ContractID string
	About      About
	SubjectID  string
	ReportedBy string // the organisation
	Outcome    Outcome
	Status     DisputeStatus
	Version    int
}

// NewDispute brings a dispute.
type NewDispute struct {
	About   About  `json:"about" validate:"required,oneof=return rating shortfall" enums:"return,rating,shortfall"`
	Subject string `json:"subject" validate:"required,uuid" format:"uuid"` // the return, rating or shortfall
	Words   string `json:"words" validate:"required,max=20000,text" example:"The five volunteers were counted in one quarter only: see the register."`
}

// Ruling is the figure that stands for a return after a dispute.
type Ruling struct {
	Quantity  *decimal.Quantity `json:"quantity,omitempty" swaggertype:"number" minimum:"0" example:"40" extensions:"x-nullable"` // at most what is claimed; not for a proportion
	Numerator *decimal.Quantity `json:"numerator,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"`             // of a proportion only: the denominator stands as claimed
}

// NewDecision decides a dispute.
type NewDecision struct {
	Outcome Outcome `json:"outcome" validate:"required,oneof=upheld partly_upheld dismissed" enums:"upheld,partly_upheld,dismissed"`
	Words   string  `json:"words" validate:"required,max=20000,text" example:"The register shows forty different people."`
	Ruling  *Ruling `json:"ruling,omitempty" extensions:"x-nullable"` // about a return, where it is upheld whole or in part
}

// decisionNote is what is particular to a decision's deed.
type decisionNote struct {
	Outcome Outcome `json:"outcome"`
	Ruling  *Ruling `json:"ruling,omitempty"`
}

// Disputed is a dispute with everything that was done about it.
type Disputed struct {
	Dispute

	Contract Contract
	ReplyBy  string // the last day for the other side's reply
	Deeds    []Deed

	parts map[string]bool // who spoke in it, or took the decision that it is about: by [actor.Actor.ID]
}

// Next lists the moves that a reader may make with the dispute now.
func (d Disputed) Next(who actor.Actor) []DisputeStatus {
	open := []DisputeStatus{}
	for _, to := range DisputeLifecycle.Next(d.Status) {
		if d.mayMove(who, to) == nil {
			open = append(open, to)
		}
	}
	return open
}

// mayMove says why the actor may not move the dispute so; nil where it may. The
// other side replies, either side escalates, the authority decides by somebody
// who had no part in it.
func (d Disputed) mayMove(who actor.Actor, to DisputeStatus) error {
	side, speaks := sideOf(who, d.Contract)
	switch {
	case !speaks:
		return ErrNotParty
	case to == DisputeReplied && who.OrganisationID == d.ReportedBy:
		return ErrOwnDeed.Because("the other side replies")
	case to != DisputeDecided && to != DisputeSettled:
		return nil
	case side != AuthoritySide:
		return ErrNotManager.Because("the authority decides a dispute, by somebody who had no part in it")
	case d.parts[who.ID()]: // a person is the same under every key
		return ErrNotImpartial
	default:
		return nil
	}
}
