package identity

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
)

// The faults of people.
var (
	ErrInvitation = fault.New(fault.Invalid, "invitation-not-open", "This invitation is not known here, was used or revoked, or its time is over")
	ErrClosed     = fault.New(fault.Conflict, "invitation-closed", "This invitation was used or revoked before")
	ErrMember     = fault.New(fault.Conflict, "already-a-member", "This person is a member of the organisation already")
	ErrEnded      = fault.New(fault.Conflict, "membership-ended", "This membership has ended")
	ErrDisabled   = fault.New(fault.Conflict, "person-disabled", "This person was shut out before")
	ErrLinked     = fault.New(fault.Conflict, "already-linked", "This sign-in belongs to somebody already, or this person has one of the issuer")
)

// Person is somebody who acts for one organisation or several.
type Person struct {
	ID         string
	Name       string
	Email      string // in lower case; nobody else's
	CreatedAt  time.Time
	DisabledAt *time.Time // shut out since
	Version    int
}

// Member is a person in an organisation.
type Member struct {
	ID             string
	PersonID       string
	OrganisationID string
	Roles          []actor.Role
	CreatedAt      time.Time
	EndedAt        *time.Time
	Version        int
}

// Membership is a member with the person and the organisation.
type Membership struct {
	Member

	Person       Person
	Organisation Organisation
}

// Invitation offers somebody a place in an organisation, or new means to sign
// in to a person who lost theirs. Its secret works once and is shown once.
type Invitation struct {
	ID             string
	OrganisationID string
	PersonID       *string // whose means to sign in are made anew; nil for a new member
	Name, Email    string  // empty where whoever accepts says them
	Roles          []actor.Role
	Prefix         string
	SecretHash     string
	CreatedAt      time.Time
	ExpiresAt      time.Time
	AcceptedAt     *time.Time
	RevokedAt      *time.Time
	Version        int
}

// Open reports whether the invitation can be accepted.
func (i Invitation) Open(now time.Time) bool {
	return i.AcceptedAt == nil && i.RevokedAt == nil && now.Before(i.ExpiresAt)
}

// tidyEmail writes an address in the one form in which it is kept.
func tidyEmail(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// fitting are the roles that people and keys of an organisation can have, by
// what it is; nobody gives others, whoever they are. A supplier has no auditor:
// whoever bids reads no procurement from within. Public bodies and stewards do
// bid for what others buy.
var fitting = map[Kind][]actor.Role{
	Authority: {actor.Administrator, actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor, actor.Supplier},
	Partner:   {actor.Administrator, actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor, actor.Supplier},
	Supplier:  {actor.Administrator, actor.Supplier},
	Steward:   {actor.Administrator, actor.Steward, actor.Auditor, actor.Supplier},
}

// grantable names every role that an organisation cannot give.
func grantable(o Organisation, roles []actor.Role, wrong *fault.Fields) {
	for i, role := range roles {
		if !slices.Contains(fitting[o.Kind], role) {
			wrong.Add("/roles/"+strconv.Itoa(i), "not-for-this-kind", "is not a role that an organisation of kind "+string(o.Kind)+" gives: "+joinRoles(fitting[o.Kind]))
		}
	}
}

func joinRoles(roles []actor.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}
