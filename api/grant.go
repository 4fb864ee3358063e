package api

import (
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
)

var (
	errSignIn = fault.New(fault.Unauthenticated, "not-signed-in", "Send an API key, or the token of a sign-in: Authorization: Bearer …")
	errRole   = fault.New(fault.Forbidden, "not-your-role", "Your roles do not allow this")
	errScope  = fault.New(fault.Forbidden, "not-in-scope", "This key is for other operations")
)

// Relation is whose things an operation reaches: what its actor has to be to
// them. Things to which the actor is nothing are answered as if they were not
// there.
type Relation string

// The relations.
const (
	everyones Relation = "public"       // published to all who may try the operation, or belonging to nobody
	own       Relation = "own"          // the actor's own: its bid, its question, its key, its person
	house     Relation = "organisation" // of the organisation that the actor acts for: what it buys, what it wrote
	onPanel   Relation = "panel"        // of a tender to whose panel the actor was appointed
	party     Relation = "party"        // of a contract or an award of which the actor's organisation is a side
	overseen  Relation = "overseen"     // of the organisation that the actor acts for; of every one where that runs the installation
	installed Relation = "installation" // whatever it is, for the organisation that runs the installation
	holder    Relation = "bearer"       // of whoever holds the one-use secret that comes with the request
)

// Relations lists every relation with its words for a reader.
var Relations = []struct {
	Relation Relation
	Words    string
}{
	{everyones, "published to all who may try the operation, or nobody's in particular"},
	{own, "the actor's own: the bid or question of its organisation, its key, its person"},
	{house, "of the organisation that the actor acts for: the tender it buys, the catalogue it wrote"},
	{onPanel, "of a tender to whose panel the actor was appointed, after declaring its interests"},
	{party, "of a contract or an award of which the actor's organisation is a side"},
	{overseen, "of the actor's own organisation; of every organisation, where the actor's runs the installation"},
	{installed, "whatever it is, for those who act for the organisation that runs the installation"},
	{holder, "of whoever holds the one-use secret that comes with the request"},
}

// Phase is how far the tender has come that a thing belongs to.
type Phase string

// The phases of a tender, in order. The last is beside them: a tender may end
// at any time, and what could be read then can be read afterwards.
const (
	phaseDraft     Phase = "draft"
	phasePublished Phase = "published"      // and before the deadline
	phaseClosed    Phase = "closed"         // the deadline has passed, nothing is opened
	phaseOpened    Phase = "opened"         // answers are readable, prices are not
	phaseLocked    Phase = "quality locked" // the panel has done
	phasePriced    Phase = "prices opened"
	phaseAwarded   Phase = "awarded"
	phaseContract  Phase = "contract"
	phaseEnded     Phase = "ended" // cancelled or unsuccessful
)

// Phases lists every phase, in order.
var Phases = []Phase{phaseDraft, phasePublished, phaseClosed, phaseOpened, phaseLocked, phasePriced, phaseAwarded, phaseContract, phaseEnded}

// Rule is one way to be allowed an operation.
type Rule struct {
	Roles    []actor.Role // none: anybody who is signed in
	InPerson bool         // for somebody who has signed in themselves: with a short-lived token, never with a key
	Relation Relation     // whose things are reached
	Phases   []Phase      // of the tender that a thing belongs to; all of them where nothing depends on it
}

// grant says who may try an operation, whose things it reaches and when. Roles
// and person are held at the face, here; relation and phase by the use cases
// and the store, and TestAccessMatrix proves them.
type grant struct {
	public bool
	rules  []Rule
}

// only lets in whoever holds one of the roles.
func only(roles ...actor.Role) grant { return grant{rules: []Rule{{Roles: roles}}} }

// inPerson is for what a stolen key must not do: open bids, decide for one,
// move a deadline, let people in.
func inPerson(roles ...actor.Role) grant { return grant{rules: []Rule{{Roles: roles, InPerson: true}}} }

// each changes every rule, in a copy.
func (g grant) each(change func(*Rule)) grant {
	g.rules = slices.Clone(g.rules)
	for i := range g.rules {
		change(&g.rules[i])
	}
	return g
}

// of says whose things are reached. It leaves the rules that say it already.
func (g grant) of(whose Relation) grant {
	return g.each(func(r *Rule) {
		if r.Relation == "" {
			r.Relation = whose
		}
	})
}

// during says in which phases. It leaves the rules that say it already.
func (g grant) during(phases ...Phase) grant {
	return g.each(func(r *Rule) {
		if r.Phases == nil {
			r.Phases = phases
		}
	})
}

// from is that phase and all that follow.
func (g grant) from(first Phase) grant {
	return g.during(Phases[slices.Index(Phases, first):]...)
}

// always is for what no phase changes.
func (g grant) always() grant { return g.during(Phases...) }

// or adds other ways to be allowed.
func (g grant) or(others ...grant) grant {
	g.rules = slices.Clone(g.rules)
	for _, o := range others {
		g.rules = append(g.rules, o.rules...)
	}
	return g
}

func grantOf(operation string) grant {
	g, ok := access[operation]
	if !ok {
		panic("api: operation " + operation + " has no row in the access table")
	}
	return g
}

// allows says why an actor may not try an operation; nil where they may.
func (g grant) allows(who actor.Actor, operation string) error {
	if g.public {
		return nil
	}
	if !who.Known() {
		return errSignIn
	}
	if len(who.Operations) > 0 && !slices.Contains(who.Operations, operation) {
		return errScope.Because("it is for %s", strings.Join(who.Operations, ", "))
	}
	if !slices.ContainsFunc(g.rules, func(r Rule) bool { return r.fits(who) }) {
		return errRole.Because("this needs the role %s", strings.Join(g.roles(), " or "))
	}
	if !slices.ContainsFunc(g.rules, func(r Rule) bool { return r.fits(who) && !r.InPerson }) {
		return identity.InPerson(who)
	}
	return nil
}

// fits reports whether an actor holds a role of the rule.
func (r Rule) fits(who actor.Actor) bool { return len(r.Roles) == 0 || who.Any(r.Roles...) }

// roles names every role that some rule lets in.
func (g grant) roles() (names []string) {
	for _, role := range actor.Roles {
		if slices.ContainsFunc(g.rules, func(r Rule) bool { return slices.Contains(r.Roles, role) }) {
			names = append(names, string(role))
		}
	}
	return names
}
