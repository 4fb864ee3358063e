package identity

import (
	"errors"

	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/store"
)

// seat gives whoever accepts an invitation their place, and their means to sign
// in.
func (s *Service) seat(tx *store.Tx, o offer, shown proof) (out Accepted, err error) {
	p, err := s.whoAccepts(tx, o, shown)
	if err != nil {
		return Accepted{}, err
	}
	if shown.hash != "" {
		if out.Code, err = s.keepPassword(tx, p, shown.hash); err != nil {
			return Accepted{}, err
		}
	}
	places, err := placesOf(tx, p.ID)
	if err != nil {
		return Accepted{}, err
	}
	out.Membership, err = choose(places, o.OrganisationID)
	switch {
	case err == nil && o.PersonID == nil:
		return Accepted{}, ErrMember
	case err == nil:
		out.Person = p
		return out, nil
	case !errors.Is(err, ErrNoPlace):
		return Accepted{}, err
	case o.PersonID != nil: // the place was taken away since the invitation was made
		return Accepted{}, ErrInvitation
	}
	organisation, err := Get(tx, o.OrganisationID)
	if err != nil {
		return Accepted{}, err
	}
	out.Membership, err = join(tx, p, organisation, o.Roles)
	return out, err
}

// whoAccepts finds or makes the person.
func (s *Service) whoAccepts(tx *store.Tx, o offer, shown proof) (Person, error) {
	if shown.claims.Issuer != "" {
		return linkAccepting(tx, o, shown.claims)
	}
	if o.PersonID == nil && !shown.known {
		// Somebody with the address who has no password here would get one from
		// whoever holds the invitation: only their own administrator can vouch.
		found, err := personByEmail(tx, o.Email)
		if err != nil {
			return Person{}, err
		}
		if found != nil {
			return Person{}, ErrMember.Because("the address belongs to somebody who has no password here: ask their administrator for new means to sign in")
		}
	}
	return personOrNew(tx, o.OrganisationID, o.Name, o.Email, o.Roles)
}

// linkAccepting finds the person of a token, or ties the token to the person
// that the invitation means: somebody new, whoever has the verified address, or
// the one whose sign-in is made anew.
func linkAccepting(tx *store.Tx, o offer, c oidc.Claims) (Person, error) {
	id, err := identityOf(tx, c.Issuer, c.Subject)
	if err != nil {
		return Person{}, err
	}
	switch {
	case id != "" && o.PersonID != nil && id != *o.PersonID:
		return Person{}, ErrLinked
	case id != "":
		return getPerson(tx, id)
	case o.PersonID != nil:
		if err := dropIdentity(tx, *o.PersonID, c.Issuer); err != nil {
			return Person{}, err
		}
	case o.person.ID != "" && (!c.EmailVerified || tidyEmail(c.Email) != o.Email):
		return Person{}, ErrLinked.Because("the invitation's address belongs to somebody, and the token does not show that it is you")
	}
	p, err := personOrNew(tx, o.OrganisationID, o.Name, o.Email, o.Roles)
	if err != nil {
		return p, err
	}
	return p, link(tx, p, c.Issuer, c.Subject)
}

// keepPassword gives a person a password and new one-time codes, and ends what
// was signed in with the old ones.
func (s *Service) keepPassword(tx *store.Tx, p Person, hash string) (Code, error) {
	code, err := s.newCode(p.Email)
	if err != nil {
		return Code{}, err
	}
	kept, err := s.shut(p.ID, code.Secret)
	if err != nil {
		return Code{}, err
	}
	if err := endSessions(tx, p.ID); err != nil {
		return Code{}, err
	}
	tx.Record(store.Event{Verb: "person.password_set", Subject: p.ID})
	return code, savePassword(tx, passwordRow{PersonID: p.ID, Hash: hash, CodeSecret: kept, ChangedAt: tx.Now})
}
