package bid

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// ConsentLasts is how long a consent to open counts, by the tender's own time.
const ConsentLasts = 24 * time.Hour

// Consent is one person's word, where it takes two to open, that another may
// open now.
type Consent struct {
	ID             string
	TenderID       string
	Part           string // seal.Answers or seal.Price
	PersonID       string
	OrganisationID string
	GivenAt        time.Time
	ExpiresAt      time.Time
	WithdrawnAt    *time.Time // nil where it was not
}

// NewConsent is what an officer sends to consent.
type NewConsent struct {
	Part string `json:"part" validate:"required,oneof=answers price" enums:"answers,price"` // what the other one may open
}

// Consent lets another officer of the authority open a tender for which it takes
// two people. It is given in person, when opening is due, and counts for a day
// unless it is withdrawn.
func (s *Service) Consent(ctx context.Context, tenderID string, in NewConsent) (Consent, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Consent, error) {
		if err := fault.Check(in); err != nil {
			return Consent{}, err
		}
		t, err := holdToOpen(tx, tenderID)
		if err != nil {
			return Consent{}, err
		}
		if t.Openers != 2 {
			return Consent{}, ErrOne
		}
		if in.Part == seal.Price {
			err = pricesDue(t)
		} else {
			err = due(tx, &t)
		}
		if err != nil {
			return Consent{}, err
		}
		now := t.Moment(tx)
		c := Consent{
			ID: tx.NewID(), TenderID: t.ID, Part: in.Part, PersonID: tx.Actor.PersonID, OrganisationID: tx.Actor.OrganisationID,
			GivenAt: now, ExpiresAt: now.Add(ConsentLasts),
		}
		tx.Record(store.Event{Verb: "opening.consented", Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"part": in.Part, "expiresAt": c.ExpiresAt}})
		return c, insertConsent(tx, c)
	})
}

// WithdrawConsent takes the actor's own consent back, before it was used.
func (s *Service) WithdrawConsent(ctx context.Context, tenderID, consentID string) (Consent, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Consent, error) {
		t, err := holdToOpen(tx, tenderID)
		if err != nil {
			return Consent{}, err
		}
		live, err := liveConsents(tx, t)
		if err != nil {
			return Consent{}, err
		}
		for _, c := range live {
			if c.ID == consentID && c.PersonID == tx.Actor.PersonID {
				now := t.Moment(tx)
				c.WithdrawnAt = &now
				tx.Record(store.Event{Verb: "opening.consent_withdrawn", Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"part": c.Part}})
				return c, withdrawConsent(tx, c.ID, now)
			}
		}
		return Consent{}, store.ErrNotFound
	})
}

// Consents lists the consents that count now, to the authority.
func (s *Service) Consents(ctx context.Context, tenderID string) ([]Consent, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Consent, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if t.OwnerID != tx.Actor.OrganisationID {
			return nil, store.ErrNotFound
		}
		return liveConsents(tx, t)
	})
}

// holdToOpen finds a tender of the actor's authority, for somebody who opens in
// person, and holds it.
func holdToOpen(tx *store.Tx, tenderID string) (tender.Tender, error) {
	if err := identity.InPerson(tx.Actor); err != nil {
		return tender.Tender{}, err
	}
	t, err := tender.Hold(tx, tenderID)
	if err == nil && t.OwnerID != tx.Actor.OrganisationID {
		err = store.ErrNotFound
	}
	return t, err
}

// second finds the other person without whom a tender that takes two is not
// opened: another one, who consented and is still an officer of the authority.
// It is empty where one person opens.
func (s *Service) second(tx *store.Tx, t tender.Tender, part string) (string, error) {
	if t.Openers != 2 {
		return "", nil
	}
	live, err := liveConsents(tx, t)
	if err != nil {
		return "", err
	}
	for _, c := range live {
		if c.Part != part || c.PersonID == tx.Actor.PersonID {
			continue
		}
		may, err := identity.Acts(tx, c.PersonID, t.OwnerID, actor.Officer)
		if err != nil || may {
			return c.PersonID, err
		}
	}
	return "", ErrSecond
}
