package identity

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Link is what an administrator sends to let a person sign in at an issuer.
type Link struct {
	Issuer  string `json:"issuer" validate:"required,max=300,http_url" example:"https://login.example.org"` // as its tokens name it
	Subject string `json:"subject" validate:"required,max=255,text"`                                        // who the person is there
}

// LinkPerson lets a person sign in at an issuer. Tokens of that subject are
// that person's from then on.
func (s *Service) LinkPerson(ctx context.Context, personID string, in Link) (Person, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Person, error) {
		if err := fault.Check(in); err != nil {
			return Person{}, err
		}
		p, err := onlyInstallation(tx, personID)
		if err != nil {
			return p, err
		}
		return p, link(tx, p, in.Issuer, in.Subject)
	})
}

// onlyInstallation finds a person, for administrators of the installation.
func onlyInstallation(tx *store.Tx, personID string) (Person, error) {
	if err := byInstallation(tx); err != nil {
		return Person{}, err
	}
	return getPerson(tx, personID)
}

func link(tx *store.Tx, p Person, issuer, subject string) error {
	taken, err := linked(tx, p.ID, issuer, subject)
	if err != nil {
		return err
	}
	if taken {
		return ErrLinked
	}
	tx.Record(store.Event{Verb: "person.linked", Subject: p.ID, Detail: map[string]any{"issuer": issuer}})
	return insertIdentity(tx, p.ID, issuer, subject)
}

// Person finds somebody: for administrators of the installation, and for the
// person.
func (s *Service) Person(ctx context.Context, id string) (Person, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Person, error) {
		if tx.Actor.PersonID == id && id != "" {
			return getPerson(tx, id)
		}
		if !tx.Actor.Is(actor.Administrator) {
			return Person{}, store.ErrNotFound
		}
		p, err := onlyInstallation(tx, id)
		if errors.Is(err, ErrInstallation) {
			err = store.ErrNotFound
		}
		return p, err
	})
}

// Self is the caller with the places they may act from, where the caller is a
// person. Both are empty for a key.
func (s *Service) Self(ctx context.Context) (p Person, places []Membership, err error) {
	places, err = store.Read(ctx, s.DB, func(tx *store.Tx) (_ []Membership, err error) {
		if tx.Actor.PersonID == "" {
			return nil, nil
		}
		if p, err = getPerson(tx, tx.Actor.PersonID); err != nil {
			return nil, err
		}
		return placesOf(tx, p.ID)
	})
	return p, places, err
}

// DisablePerson shuts a person out, at once: sign-ins end, keys stop to work.
func (s *Service) DisablePerson(ctx context.Context, id string, version int) (Person, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Person, error) {
		p, err := onlyInstallation(tx, id)
		if err != nil {
			return p, err
		}
		if p.DisabledAt != nil {
			return p, ErrDisabled
		}
		p.DisabledAt = &tx.Now
		tx.Record(store.Event{Verb: "person.disabled", Subject: p.ID})
		if err := endSessions(tx, p.ID); err != nil {
			return p, err
		}
		err = changePerson(tx, p.ID, version, map[string]any{"disabled_at": tx.Now})
		p.Version = version + 1
		return p, err
	})
}
