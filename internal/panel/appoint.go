package panel

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewAppointment is what an officer sends to put somebody on the panel.
type NewAppointment struct {
	// A person of the authority.
	Person string `json:"person" validate:"required,uuid" format:"uuid"`
	// member scores; chair leads the moderation; observer reads; officer runs the procurement and may lead the moderation. Several may be held, one appointment each.
	Part Part `json:"part" validate:"required,oneof=member chair observer officer" enums:"member,chair,observer,officer"`
	// The lots that the appointment is for; left out: all.
	Lots []string `json:"lots,omitempty" validate:"max=500,unique,dive,uuid"`
	// The questions that a member scores; left out: all.
	Criteria []string `json:"criteria,omitempty" validate:"max=500,unique,dive,required,max=200,text"`
	// Why; required once bids are opened.
	Reason string `json:"reason,omitempty" validate:"max=2000,text" example:"Knows the sites."`
}

// roles is what each part needs at the face.
var roles = map[Part][]actor.Role{
	Member:   {actor.Evaluator},
	Chair:    {actor.Evaluator},
	Observer: {actor.Evaluator, actor.Auditor, actor.Officer},
	Officer:  {actor.Officer},
}

// Appoint puts a person on the panel of a tender, in person. It may be done at
// any time until prices are opened; after the opening of bids it says why.
// Whoever is to score holds no role that would show bidders' names or others'
// scores.
func (s *Service) Appoint(ctx context.Context, tenderID string, in NewAppointment) (Appointment, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Appointment, error) {
		t, err := changing(tx, tenderID, in, in.Reason)
		if err != nil {
			return Appointment{}, err
		}
		p, err := Of(tx, t.ID)
		if err != nil {
			return Appointment{}, err
		}
		if err := in.fits(tx, t, p); err != nil {
			return Appointment{}, err
		}
		a := Appointment{
			ID: tx.NewID(), TenderID: t.ID, PersonID: in.Person, Part: in.Part, Lots: in.Lots, Criteria: in.Criteria, Reason: in.Reason,
			AppointedBy: tx.Actor.PersonID, AppointedAt: t.Moment(tx),
		}
		tx.Record(store.Event{Verb: "panel.appointed", Subject: a.ID, TenderID: t.ID, Detail: map[string]any{
			"person": a.PersonID, "part": a.Part, "lots": in.Lots, "criteria": in.Criteria, "afterOpening": t.IsOpen(),
		}})
		if err := tx.Insert(&a); err != nil {
			return a, err
		}
		return a, s.changed(tx, t)
	})
}

// changing checks what every change of a panel needs: the shape, a person, the
// tender held, its time, and a reason after the opening.
func changing(tx *store.Tx, tenderID string, in any, reason string) (t tender.Tender, err error) {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return t, err
	}
	if err := identity.InPerson(tx.Actor); err != nil {
		return t, err
	}
	if t, err = hold(tx, tenderID); err != nil {
		return t, err
	}
	if t.ShowsPrices() || t.Status == tender.Cancelled || t.Status == tender.Unsuccessful {
		return t, ErrOver
	}
	if t.IsOpen() && strings.TrimSpace(reason) == "" {
		wrong.Add("/reason", "required", "must say why: bids have been opened")
	}
	return t, wrong.Err()
}

// fits refuses an appointment of somebody who may not hold it, or to what is
// not there.
func (in NewAppointment) fits(tx *store.Tx, t tender.Tender, p Panel) error {
	var wrong fault.Fields
	held, err := rolesOf(tx, in.Person, t.OwnerID)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		wrong.Add("/person", "no-such-member", "must be a person of the authority")
	}
	if err := in.named(tx, t, &wrong); err != nil {
		return err
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if !slices.ContainsFunc(roles[in.Part], func(r actor.Role) bool { return slices.Contains(held, r) }) {
		return ErrUnfit.Because("%s needs the role %s", in.Part, join(roles[in.Part]))
	}
	if in.Part == Member && SeesTooMuch(held) {
		return ErrSeesTooMuch.Because("this person holds %s", join(held))
	}
	if parts := p.partsOf(in.Person); len(parts) > 0 && (in.Part == Observer || parts[0].Part == Observer) {
		return ErrOverseen
	}
	return nil
}

// SeesTooMuch reports whether roles show what whoever scores must not see.
func SeesTooMuch(held []actor.Role) bool {
	return slices.ContainsFunc(held, func(r actor.Role) bool { return r == actor.Officer || r == actor.Auditor || r == actor.Administrator })
}

// named checks that lots and questions are the tender's.
func (in NewAppointment) named(tx *store.Tx, t tender.Tender, wrong *fault.Fields) error {
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return err
	}
	ids, asked := map[string]bool{}, map[string]bool{}
	for _, l := range lots {
		ids[l.ID] = true
		if t.Method == "" {
			continue
		}
		method, err := t.For(l).Tree()
		if err != nil {
			return err
		}
		for _, q := range Questions(method.Criteria) {
			asked[q] = asked[q] || Names(in.Lots).covers(l.ID)
		}
	}
	for i, id := range in.Lots {
		if !ids[id] {
			wrong.Add("/lots/"+strconv.Itoa(i), "no-such-lot", "must be a lot of this tender")
		}
	}
	for i, id := range in.Criteria {
		if !asked[id] {
			wrong.Add("/criteria/"+strconv.Itoa(i), "not-a-question", "must be a question of the published method of these lots")
		}
	}
	return nil
}

// rolesOf lists the roles that a person holds in an organisation.
func rolesOf(tx *store.Tx, personID, organisationID string) (held []actor.Role, err error) {
	for _, r := range actor.Roles {
		has, err := identity.Acts(tx, personID, organisationID, r)
		if err != nil {
			return nil, err
		}
		if has {
			held = append(held, r)
		}
	}
	return held, nil
}

func join(list []actor.Role) string {
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = string(r)
	}
	return strings.Join(words, " or ")
}

// changed tells whoever relies on who has to score what.
func (s *Service) changed(tx *store.Tx, t tender.Tender) error {
	if s.Changed == nil {
		return nil
	}
	return s.Changed(tx, t)
}
