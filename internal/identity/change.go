package identity

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/identity/lookalike"
	"github.com/assay-engine/assay/internal/store"
)

// OrganisationChange is what an administrator sends to correct what is known of
// a body. What is left out stays.
type OrganisationChange struct {
	Name        *string       `json:"name,omitempty" validate:"omitempty,min=1,max=200,text"` // one line
	LegalForm   *LegalForm    `json:"legalForm,omitempty" validate:"omitempty,oneof=company sole_trader social_enterprise vcse" enums:"company,sole_trader,social_enterprise,vcse"`
	Identifiers *[]Identifier `json:"identifiers,omitempty" validate:"omitempty,max=10,dive"` // all its numbers elsewhere, the best known first
}

// Change corrects an organisation. Its kind stays: what it did so far rests on
// it. Numbers that it no longer has are free for others.
func (s *Service) Change(ctx context.Context, id string, in OrganisationChange, version int) (Profile, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Profile, error) {
		p, err := profile(tx, id)
		if err == nil {
			err = byInstallation(tx)
		}
		if err == nil {
			err = in.check(p)
		}
		if err != nil {
			return Profile{}, err
		}
		changed := in.apply(&p)
		if err := unclaimed(tx, p.ID, p.Identifiers); err != nil {
			return Profile{}, err
		}
		tx.Record(store.Event{Verb: "organisation.changed", Subject: p.ID, Detail: map[string]any{"changed": changed}})
		if err := changeOrganisation(tx, p, version); err != nil {
			return Profile{}, err
		}
		p.Version = version + 1
		p.LookAlikes, err = lookAlikes(tx, p.Organisation)
		return p, err
	})
}

func (in OrganisationChange) check(p Profile) error {
	whole := NewOrganisation{Name: p.Name, Kind: p.Kind}
	if in.Name != nil {
		whole.Name = *in.Name
	}
	if in.LegalForm != nil {
		whole.LegalForm = *in.LegalForm
	}
	if in.Identifiers != nil {
		whole.Identifiers = *in.Identifiers
	}
	return whole.check(in)
}

// apply makes the change and names what it touches.
func (in OrganisationChange) apply(p *Profile) []string {
	changed := []string{}
	if in.Name != nil {
		p.Name = tidyName(*in.Name)
		p.Skeleton = lookalike.Skeleton(p.Name)
		changed = append(changed, "name")
	}
	if in.LegalForm != nil {
		p.LegalForm = *in.LegalForm
		changed = append(changed, "legalForm")
	}
	if in.Identifiers != nil {
		p.Identifiers = NewOrganisation{Identifiers: *in.Identifiers}.all()
		p.lead()
		changed = append(changed, "identifiers")
	}
	return changed
}

// LookAlikes lists the organisations whose names could be taken for another's,
// in groups of two and more. An administrator reads it before a tender closes,
// not after.
func (s *Service) LookAlikes(ctx context.Context) ([][]Organisation, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([][]Organisation, error) {
		if err := byInstallation(tx); err != nil {
			return nil, err
		}
		list, err := allLookAlikes(tx)
		var groups [][]Organisation
		for i, o := range list {
			if i == 0 || list[i-1].Skeleton != o.Skeleton {
				groups = append(groups, nil)
			}
			groups[len(groups)-1] = append(groups[len(groups)-1], o)
		}
		return groups, err
	})
}

// byInstallation refuses administrators of other organisations than the one
// that runs the installation.
func byInstallation(tx *store.Tx) error {
	o, err := Installation(tx)
	if err == nil && o.ID != tx.Actor.OrganisationID {
		return ErrInstallation
	}
	return err
}

// administered finds an organisation that the actor may administer: its own,
// or any where it runs the installation. Another's is not there at all.
func administered(tx *store.Tx, id string) (Organisation, error) {
	o, err := Get(tx, id)
	if err != nil || o.ID == tx.Actor.OrganisationID {
		return o, err
	}
	err = byInstallation(tx)
	if errors.Is(err, ErrInstallation) {
		return Organisation{}, store.ErrNotFound
	}
	return o, err
}
