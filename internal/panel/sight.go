package panel

import (
	"slices"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Panel is everything that is known of one tender's panel.
type Panel struct {
	Settings     Settings
	Appointments []Appointment // all there ever were, the oldest first
	Departures   map[string]Departure
	Declarations []Declaration
	Decisions    map[string]Decision // the last about each declaration
	Reveal       *Reveal
}

// Of reads the panel of a tender.
func Of(tx *store.Tx, tenderID string) (p Panel, err error) {
	if p.Settings, err = settingsOf(tx, tenderID); err != nil {
		return p, err
	}
	if p.Appointments, err = appointments(tx, tenderID); err != nil {
		return p, err
	}
	if p.Departures, err = departures(tx, tenderID); err != nil {
		return p, err
	}
	if p.Declarations, err = declarations(tx, tenderID); err != nil {
		return p, err
	}
	if p.Decisions, err = decisions(tx, tenderID); err != nil {
		return p, err
	}
	p.Reveal, err = revealOf(tx, tenderID)
	return p, err
}

// ShowsNames reports whether whoever scores may know who the bidders are.
func (p Panel) ShowsNames() bool { return !p.Settings.HidesNames || p.Reveal != nil }

// Live lists the appointments that have not ended.
func (p Panel) Live() []Appointment {
	return slices.DeleteFunc(slices.Clone(p.Appointments), func(a Appointment) bool {
		_, ended := p.Departures[a.ID]
		return ended
	})
}

// partsOf lists a person's appointments that have not ended.
func (p Panel) partsOf(personID string) []Appointment {
	return slices.DeleteFunc(p.Live(), func(a Appointment) bool { return a.PersonID != personID || personID == "" })
}

// Holds reports whether a person holds one of some parts.
func (p Panel) Holds(personID string, parts ...Part) bool {
	return slices.ContainsFunc(p.partsOf(personID), func(a Appointment) bool { return slices.Contains(parts, a.Part) })
}

// Appointed reports whether a person is appointed to score a question of a lot.
func (p Panel) Appointed(personID, lotID, criterion string) bool {
	return slices.ContainsFunc(p.partsOf(personID), func(a Appointment) bool {
		return a.Part == Member && a.Lots.covers(lotID) && a.Criteria.covers(criterion)
	})
}

// Scorers lists the people who have to score a bidder's answer to a question of
// a lot: its members, but for those whom an interest keeps away.
func (p Panel) Scorers(lotID, criterion, supplierID string) (people []string) {
	for _, a := range p.Live() {
		if !slices.Contains(people, a.PersonID) && p.Appointed(a.PersonID, lotID, criterion) && p.blocks(a.PersonID, lotID, supplierID) == nil {
			people = append(people, a.PersonID)
		}
	}
	return people
}

// declared reports whether a person declared at all.
func (p Panel) declared(personID string) bool {
	return slices.ContainsFunc(p.Declarations, func(d Declaration) bool { return d.PersonID == personID && d.SupplierID == nil })
}

// DeclaredFor reports whether a person declared for a bidder whose name was
// known.
func (p Panel) DeclaredFor(personID, supplierID string) bool {
	return slices.ContainsFunc(p.Declarations, func(d Declaration) bool {
		return d.PersonID == personID && d.NamesShown && d.SupplierID != nil && *d.SupplierID == supplierID
	})
}

// free reports whether somebody else decided that an interest keeps nobody away.
func (p Panel) free(d Declaration) bool {
	ruling := p.Decisions[d.ID].Decision
	return ruling == Mitigated || ruling == NoConflict
}

// blocks finds the declared interest that keeps a person away from a bidder's
// bids for a lot; nil where nothing does. An empty lot or bidder asks about the
// tender as a whole.
func (p Panel) blocks(personID, lotID, supplierID string) *Declaration {
	for i, d := range p.Declarations {
		if d.PersonID != personID || !d.Interest || p.free(d) {
			continue
		}
		if (len(d.Lots) == 0 || slices.Contains(d.Lots, lotID)) && (d.SupplierID == nil || *d.SupplierID == supplierID) {
			return &p.Declarations[i]
		}
	}
	return nil
}

// Sight is what the rules of a panel leave one reader of its tender's bids.
type Sight struct {
	Panel Panel

	person string
	bound  bool // by the panel's rules, and not by a role alone
}

// SightOf is what the actor may see of a tender's bids once they are opened.
// Whoever was appointed, and whoever comes as an evaluator and nothing else, is
// bound by the panel's rules; other people of the authority by their roles.
func SightOf(tx *store.Tx, t tender.Tender) (Sight, error) {
	who := tx.Actor
	p, err := Of(tx, t.ID)
	s := Sight{Panel: p, person: who.PersonID}
	s.bound = len(p.partsOf(who.PersonID)) > 0 ||
		t.OwnerID == who.OrganisationID && who.Is(actor.Evaluator) && !who.Any(actor.Officer, actor.ContractManager, actor.Auditor, actor.Administrator)
	return s, err
}

// Admits refuses whoever may see nothing of any bid: who is not appointed, has
// not declared, or declared an interest in the whole.
func (s Sight) Admits() error {
	switch {
	case !s.bound:
		return nil
	case len(s.Panel.partsOf(s.person)) == 0:
		return ErrNotOnPanel
	case !s.Panel.declared(s.person):
		return ErrUndeclared.Because("POST …/panel/interests says what you have to declare, or that there is nothing")
	case s.Panel.blocks(s.person, "", "") != nil:
		return ErrConflict
	}
	return nil
}

// Hides refuses a reader one bidder's bid for a lot; nil where it may be read.
func (s Sight) Hides(lotID, supplierID string) error {
	if err := s.Admits(); err != nil || !s.bound {
		return err
	}
	switch {
	case !slices.ContainsFunc(s.Panel.partsOf(s.person), func(a Appointment) bool { return a.Lots.covers(lotID) }):
		return ErrNotYourLot
	case s.Panel.blocks(s.person, lotID, supplierID) != nil:
		return ErrConflict
	case s.Panel.ShowsNames() && !s.Panel.DeclaredFor(s.person, supplierID):
		return ErrUndeclaredIn.Because("GET …/panel/bidders lists them, POST …/panel/interests takes what you declare")
	}
	return nil
}

// Scores refuses whoever may not score a bidder's answer to a question of a lot.
func (s Sight) Scores(lotID, criterion, supplierID string) error {
	if !s.bound || len(s.Panel.partsOf(s.person)) == 0 {
		return ErrNotOnPanel
	}
	if !s.Panel.Appointed(s.person, lotID, criterion) {
		return ErrNotYours
	}
	return s.Hides(lotID, supplierID)
}

// Blind reports whether the reader must not learn who the bidders are.
func (s Sight) Blind() bool {
	return s.bound && !s.Panel.ShowsNames() && !onlyOfficer(s.Panel.partsOf(s.person))
}

func onlyOfficer(parts []Appointment) bool {
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(a Appointment) bool { return a.Part != Officer })
}

// Bound reports whether the panel's rules, and not a role alone, say what the
// reader sees.
func (s Sight) Bound() bool { return s.bound }

// Leads refuses whoever does not lead the moderation: the chair or the officer
// of the panel, once they have declared.
func (s Sight) Leads() error {
	if !s.bound || len(s.Panel.partsOf(s.person)) == 0 {
		return ErrNotOnPanel
	}
	if !s.Panel.Holds(s.person, Chair, Officer) {
		return ErrNotChair
	}
	return s.Admits()
}
