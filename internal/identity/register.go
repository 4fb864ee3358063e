package identity

import (
	"context"
	"strconv"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity/identifier"
	"github.com/assay-engine/assay/internal/identity/lookalike"
	"github.com/assay-engine/assay/internal/store"
)

// NewOrganisation is what an administrator sends to register a body.
type NewOrganisation struct {
	Name             string       `json:"name" validate:"required,max=200,text" example:"Knowsley Example Council"` // one line
	Kind             Kind         `json:"kind" validate:"required,oneof=authority partner supplier steward" enums:"authority,partner,supplier,steward"`
	LegalForm        LegalForm    `json:"legalForm,omitempty" validate:"omitempty,oneof=company sole_trader social_enterprise vcse" enums:"company,sole_trader,social_enterprise,vcse"` // of suppliers
	IdentifierScheme string       `json:"identifierScheme,omitempty" validate:"required_with=Identifier,omitempty,max=20,code" example:"GB-COH"`                                        // short for the first of identifiers
	Identifier       string       `json:"identifier,omitempty" validate:"required_with=IdentifierScheme,omitempty,max=50,text" example:"01234567"`                                      // short for the first of identifiers
	Identifiers      []Identifier `json:"identifiers,omitempty" validate:"max=10,dive"`                                                                                                 // its numbers elsewhere, the best known first
}

// Register adds an organisation. One identifier stands for one organisation;
// names that look like another's are told, not refused: there are two
// "St John's" in most towns.
func (s *Service) Register(ctx context.Context, in NewOrganisation) (Profile, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Profile, error) {
		if err := in.check(in); err != nil {
			return Profile{}, err
		}
		if err := byInstallation(tx); err != nil {
			return Profile{}, err
		}
		return register(tx, in)
	})
}

// NewSupplier is what a supplier sends to register itself.
type NewSupplier struct {
	Name        string       `json:"name" validate:"required,max=200,text" example:"Greenlark Grounds Ltd"` // one line
	LegalForm   LegalForm    `json:"legalForm" validate:"required,oneof=company sole_trader social_enterprise vcse" enums:"company,sole_trader,social_enterprise,vcse"`
	Identifiers []Identifier `json:"identifiers,omitempty" validate:"max=10,dive"` // its numbers elsewhere, the best known first; a sole trader may have none
}

// RegisterSupplier lets a supplier in by itself, with its first key. Nobody has
// looked at what it says: the log has no actor for its registration.
func (s *Service) RegisterSupplier(ctx context.Context, in NewSupplier) (p Profile, k Key, secret string, err error) {
	p, err = store.Write(ctx, s.DB, func(tx *store.Tx) (Profile, error) {
		whole := NewOrganisation{Name: in.Name, Kind: Supplier, LegalForm: in.LegalForm, Identifiers: in.Identifiers}
		if err := whole.check(in); err != nil {
			return Profile{}, err
		}
		p, err := register(tx, whole)
		if err != nil {
			return Profile{}, err
		}
		k, secret = s.forge(tx, Holder{OrganisationID: p.ID}, NewKey{Label: "first key", Roles: []actor.Role{actor.Supplier}})
		tx.Record(store.Event{Verb: "key.created", Subject: k.ID, Detail: k.told()})
		return p, insertKey(tx, k)
	})
	return p, k, secret, err
}

func register(tx *store.Tx, in NewOrganisation) (Profile, error) {
	name := tidyName(in.Name)
	p := Profile{Identifiers: in.all(), Organisation: Organisation{
		ID: tx.NewID(), Name: name, Kind: in.Kind, LegalForm: in.LegalForm, Skeleton: lookalike.Skeleton(name), CreatedAt: tx.Now, Version: 1,
	}}
	p.lead()
	if err := unclaimed(tx, p.ID, p.Identifiers); err != nil {
		return Profile{}, err
	}
	tx.Record(store.Event{Verb: "organisation.registered", Subject: p.ID, Detail: map[string]any{"kind": p.Kind}})
	if err := insertOrganisation(tx, p); err != nil {
		return Profile{}, err
	}
	alike, err := lookAlikes(tx, p.Organisation)
	p.LookAlikes = alike
	return p, err
}

// lead puts the first number into the organisation's own row.
func (p *Profile) lead() {
	p.IdentifierScheme, p.Identifier = "", ""
	if len(p.Identifiers) > 0 {
		p.IdentifierScheme, p.Identifier = p.Identifiers[0].Scheme, p.Identifiers[0].ID
	}
}

// all lists the numbers in their normal form, the one of the short form first.
func (in NewOrganisation) all() (list []Identifier) {
	if in.Identifier != "" {
		list = append(list, Identifier{Scheme: in.IdentifierScheme, ID: identifier.Normal(in.Identifier)})
	}
	for _, i := range in.Identifiers {
		list = append(list, Identifier{Scheme: i.Scheme, ID: identifier.Normal(i.ID)})
	}
	return list
}

// check checks the tags of what was sent, and then what tags cannot say.
func (in NewOrganisation) check(sent any) error {
	var wrong fault.Fields
	if err := fault.Check(sent); !wrong.Merge(err) {
		return err
	}
	checkName(&wrong, in.Name)
	if in.LegalForm != "" && in.Kind != Supplier {
		wrong.Add("/legalForm", "not-a-supplier", "is for suppliers only")
	}
	checkIdentifier(&wrong, "/identifierScheme", "/identifier", Identifier{Scheme: in.IdentifierScheme, ID: in.Identifier})
	seen := map[string]bool{in.IdentifierScheme: true}
	for n, i := range in.Identifiers {
		at := "/identifiers/" + strconv.Itoa(n)
		checkIdentifier(&wrong, at+"/scheme", at+"/id", i)
		if seen[i.Scheme] && i.Scheme != "" {
			wrong.Add(at+"/scheme", "duplicate", "must not name the same list twice")
		}
		seen[i.Scheme] = true
	}
	return wrong.Err()
}

func checkName(wrong *fault.Fields, name string) {
	if trouble := nameTrouble(tidyName(name)); trouble != "" && name != "" {
		wrong.Add("/name", "unprintable", trouble)
	}
}

func checkIdentifier(wrong *fault.Fields, atScheme, atID string, i Identifier) {
	if i.Scheme == "" || i.ID == "" {
		return
	}
	if trouble := identifier.KnowsScheme(i.Scheme); trouble != "" {
		wrong.Add(atScheme, "unknown-scheme", trouble)
		return
	}
	if trouble := identifier.Check(i.Scheme, identifier.Normal(i.ID)); trouble != "" {
		wrong.Add(atID, "wrong-form", trouble)
	}
}

// unclaimed refuses numbers that stand for another organisation.
func unclaimed(tx *store.Tx, id string, list []Identifier) error {
	for n, i := range list {
		owner, err := ownerOf(tx, i)
		if err != nil {
			return err
		}
		if owner != "" && owner != id {
			return ErrIdentifier.On("/identifiers/"+strconv.Itoa(n), "%s %s is registered", i.Scheme, i.ID)
		}
	}
	return nil
}
