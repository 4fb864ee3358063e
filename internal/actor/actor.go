// Package actor says who is acting: the organisation, the key or person, and
// the roles they hold while they act.
package actor

import (
	"context"
	"slices"
)

// Role is what an actor may act as.
type Role string

// The roles. A public reader has none.
const (
	Administrator   Role = "administrator"    // runs the installation: organisations and keys
	Officer         Role = "officer"          // builds and runs procurements for its organisation
	Evaluator       Role = "evaluator"        // scores what bidders wrote
	Supplier        Role = "supplier"         // bids, and reports what it delivered
	ContractManager Role = "contract_manager" // holds suppliers to what they promised
	Auditor         Role = "auditor"          // reads everything of its organisation that is open, changes nothing
	Steward         Role = "steward"          // takes in what is given outside contracts, and verifies it
)

// Roles lists every role, in the order in which people meet them.
var Roles = []Role{Administrator, Officer, Evaluator, Supplier, ContractManager, Auditor, Steward}

// Actor is who a unit of work acts for. The zero Actor is the public.
type Actor struct {
	KeyID          string // the API key used, or the person's own id where somebody signed in; empty for the public and the system
	PersonID       string // who signed in, or who holds the key; empty where an organisation holds it
	OrganisationID string // whose behalf it is on
	Name           string // for the log: the label of the key, or what part of the system it is
	Roles          []Role
	Operations     []string // the only operations that the key is for; empty for all that its roles allow
	RequestID      string   // ties log lines, events and answers together

	// Oversees tells that the actor administers or audits the installation itself:
	// it reads of every organisation what that organisation's own administrator or
	// auditor may.
	Oversees bool
}

// IsPerson reports whether somebody acts in person, by a short-lived sign-in.
// A key that a person holds is still a key: whoever has it may be anybody.
func (a Actor) IsPerson() bool {
	return a.PersonID != "" && (a.KeyID == "" || a.KeyID == a.PersonID)
}

// ID names who acts, the same over all sign-ins and keys of a person, so that
// nobody counts twice: the person, else the key; empty for the public and the
// system. It is a row of api_keys, where a person has one of their own.
func (a Actor) ID() string {
	if a.PersonID != "" {
		return a.PersonID
	}
	return a.KeyID
}

// Is reports whether the actor holds a role.
func (a Actor) Is(r Role) bool { return slices.Contains(a.Roles, r) }

// Any reports whether the actor holds at least one of the roles.
func (a Actor) Any(roles ...Role) bool {
	return slices.ContainsFunc(roles, a.Is)
}

// Told is what the log calls the actor. People are not named there: their
// identifier is, and their name is where it can be erased.
func (a Actor) Told() string {
	if a.IsPerson() {
		return "in person"
	}
	return a.Name
}

// Known reports whether the actor has signed in or is the system itself.
func (a Actor) Known() bool {
	return a.KeyID != "" || a.PersonID != "" || a.OrganisationID != "" || len(a.Roles) > 0
}

type key struct{}

// With returns a context in which the actor acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns who acts in a context: the public where nobody is named.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}

// System is the service acting by itself, named for the log by what it does:
// "sequencer", "deadline".
func System(name string) Actor { return Actor{Name: "system:" + name} }
