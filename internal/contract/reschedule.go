package contract

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of a contract's dates.
var (
	ErrReported     = fault.New(fault.Conflict, "returns-came", "The first day of a contract moves only while no return has come")
	ErrSuspended    = fault.New(fault.Conflict, "contract-suspended", "The contract is suspended: resume it first")
	ErrNotSuspended = fault.New(fault.Conflict, "contract-not-suspended", "The contract is not suspended")
)

// ChangeKind is what happened to a contract's dates.
type ChangeKind string

// What may happen to a contract's dates.
const (
	StartMoved ChangeKind = "start_moved"
	Extended   ChangeKind = "extended"
	Suspended  ChangeKind = "suspended"
	Resumed    ChangeKind = "resumed"
)

// Moves says whether the periods go along when a contract's dates change.
type Moves string

// Whether periods go along.
const (
	CalendarMoves Moves = "moves"
	CalendarStays Moves = "stays"
)

// Change is one change of a contract's dates. Changes are only ever added.
type Change struct {
	ID             string
	ContractID     string
	Number         int // from 1
	Kind           ChangeKind
	StartsOn       string // the contract's first day before the change
	EndsOn         string // and its last
	OnDate         string // the new first or last day; the first day of a suspension; the first day of work after it
	Calendar       Moves
	Reason         string
	At             time.Time // by the contract's clock
	KeyID          *string
	OrganisationID string
}

// TableName names the table of changes.
func (Change) TableName() string { return "schedule_changes" }

// NewStart moves the first day of a contract.
type NewStart struct {
	StartsOn string `json:"startsOn" validate:"required,max=10" format:"date" example:"2027-03-01"`        // the new first day
	Calendar Moves  `json:"calendar,omitempty" validate:"omitempty,oneof=moves stays" enums:"moves,stays"` // moves (left out): every period and the last day move along; stays: periods and the last day stay and are cut to the new term
	Reason   string `json:"reason" validate:"required,max=20000,text" example:"The site was handed over two months later than planned."`
}

// MoveStart moves the first day of a contract for which no return has come.
// The dates of the opening stay in the history.
func (s *Service) MoveStart(ctx context.Context, id string, version int, in NewStart) (Reading, error) {
	return s.reschedule(ctx, id, version, in, func(tx *store.Tx, b *book) error {
		to, err := time.Parse(time.DateOnly, in.StartsOn)
		if err != nil {
			return fault.ErrInput.With(fault.Field{Pointer: "/startsOn", Code: "not-a-date", Detail: "must be a date such as 2027-03-01"})
		}
		switch {
		case b.contract.SuspendedOn != "":
			return ErrSuspended
		case len(b.returns) > 0:
			return ErrReported
		}
		b.change.Kind, b.change.OnDate, b.change.Calendar, b.change.Reason = StartMoved, in.StartsOn, orMoves(in.Calendar), in.Reason
		return b.moveStart(to)
	})
}

func orMoves(m Moves) Moves {
	if m == "" {
		return CalendarMoves
	}
	return m
}

// reschedule does one change of a contract's dates by the word of the
// authority's contract manager, who names the version that it saw.
func (s *Service) reschedule(ctx context.Context, id string, version int, in any, do func(*store.Tx, *book) error) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		c, at, err := byManager(tx, id, version)
		if err != nil {
			return Reading{}, err
		}
		if err := fault.Check(in); err != nil {
			return Reading{}, err
		}
		b, err := bookOf(tx, c, at)
		if err != nil {
			return Reading{}, err
		}
		if err := do(tx, b); err != nil {
			return Reading{}, err
		}
		return b.keep(tx)
	})
}

// byManager is a contract that the actor manages for its authority, locked, at the
// version that it saw, and the contract's moment.
func byManager(tx *store.Tx, id string, version int) (c Contract, at time.Time, err error) {
	if c, err = hold(tx, id); err != nil {
		return c, at, err
	}
	if c.OwnerID != tx.Actor.OrganisationID || !tx.Actor.Is(actor.ContractManager) {
		return c, at, ErrNotManager
	}
	if version != c.Version {
		return c, at, store.ErrStale
	}
	at, err = momentOf(tx, c)
	return c, at, err
}
