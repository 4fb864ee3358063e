package identity

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewKey is what is sent to make a key.
type NewKey struct {
	Label      string       `json:"label" validate:"required,max=100,text" example:"procurement team"` // the program that uses it; two keys of one label may be live
	Roles      []actor.Role `json:"roles" validate:"required,min=1,max=7,unique,dive,oneof=administrator officer evaluator supplier contract_manager auditor steward" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor,steward"`
	Operations []string     `json:"operations,omitempty" validate:"max=100,unique,dive,max=64,code" example:"listTenders"` // the only operations that it is for; left out, all that its roles allow
	ExpiresAt  *time.Time   `json:"expiresAt,omitempty" format:"date-time"`                                                // left out, it works until it is revoked
}

// Holder is who a key belongs to: an organisation, or a person who acts for it.
type Holder struct {
	OrganisationID string
	PersonID       string
}

// CreateKey gives an organisation a key and returns its secret, which is
// nowhere kept. operation tells whether there is one of a name.
func (s *Service) CreateKey(ctx context.Context, organisationID string, in NewKey, operation func(string) bool) (Key, string, error) {
	return s.create(ctx, in, operation, func(tx *store.Tx, wrong *fault.Fields) (Holder, error) {
		o, err := administered(tx, organisationID)
		if err == nil {
			grantable(o, in.Roles, wrong)
		}
		return Holder{OrganisationID: o.ID}, err
	})
}

// CreateOwnKey gives the caller one more key. A person gets a key of their own,
// in roles that they have; a key gets its own successor, which can do no more
// than it, so that a program can change its key by itself.
func (s *Service) CreateOwnKey(ctx context.Context, in NewKey, operation func(string) bool) (Key, string, error) {
	return s.create(ctx, in, operation, func(tx *store.Tx, wrong *fault.Fields) (Holder, error) {
		who := tx.Actor
		for i, role := range in.Roles {
			if !who.Is(role) {
				wrong.Add("/roles/"+strconv.Itoa(i), "not-yours", "is not a role of yours: you have "+joinRoles(who.Roles))
			}
		}
		if who.IsPerson() {
			return Holder{OrganisationID: who.OrganisationID, PersonID: who.PersonID}, nil
		}
		k, err := getKey(tx, who.KeyID)
		if err == nil {
			in.within(k, wrong)
		}
		return Holder{OrganisationID: k.OrganisationID, PersonID: k.PersonID}, err
	})
}

// within holds a successor to the key that makes it.
func (in NewKey) within(k Key, wrong *fault.Fields) {
	if in.Label != k.Label {
		wrong.Add("/label", "not-yours", "must be the label of the key that you use, "+k.Label)
	}
	for i, name := range in.Operations {
		if len(k.Operations) > 0 && !slices.Contains(k.Operations, name) {
			wrong.Add("/operations/"+strconv.Itoa(i), "not-yours", "is not an operation of the key that you use")
		}
	}
	if len(k.Operations) > 0 && len(in.Operations) == 0 {
		wrong.Add("/operations", "required", "is required: the key that you use is for some operations only")
	}
	if k.ExpiresAt != nil && (in.ExpiresAt == nil || in.ExpiresAt.After(*k.ExpiresAt)) {
		wrong.Add("/expiresAt", "too-late", "must not be later than that of the key that you use, "+k.ExpiresAt.Format(time.RFC3339))
	}
}

func (s *Service) create(ctx context.Context, in NewKey, operation func(string) bool, holder func(*store.Tx, *fault.Fields) (Holder, error)) (Key, string, error) {
	var secret string
	key, err := store.Write(ctx, s.DB, func(tx *store.Tx) (Key, error) {
		var wrong fault.Fields
		if err := in.check(&wrong, tx.Now, operation); err != nil {
			return Key{}, err
		}
		h, err := holder(tx, &wrong)
		if err == nil {
			err = wrong.Err()
		}
		if err == nil {
			err = room(tx, h, in.Label)
		}
		if err != nil {
			return Key{}, err
		}
		var k Key
		k, secret = s.forge(tx, h, in)
		tx.Record(store.Event{Verb: "key.created", Subject: k.ID, Detail: k.told()})
		return k, insertKey(tx, k)
	})
	return key, secret, err
}

// told is what the log is told of a key.
func (k Key) told() map[string]any {
	detail := map[string]any{"organisation": k.OrganisationID, "roles": k.Roles, "prefix": k.Prefix}
	if k.PersonID != "" {
		detail["person"] = k.PersonID
	}
	if len(k.Operations) > 0 {
		detail["operations"] = k.Operations
	}
	return detail
}

// room refuses a third live key of one holder and label: two let a program
// change from one to the other without a gap.
func room(tx *store.Tx, h Holder, label string) error {
	if err := holdOrganisation(tx, h.OrganisationID); err != nil {
		return err
	}
	live, err := countLiveKeys(tx, h, label)
	if err == nil && live >= 2 {
		return ErrThirdKey
	}
	return err
}

func (in NewKey) check(wrong *fault.Fields, now time.Time, operation func(string) bool) error {
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	for i, name := range in.Operations {
		if operation != nil && !operation(name) {
			wrong.Add("/operations/"+strconv.Itoa(i), "unknown-operation", "is not an operation of this API")
		}
	}
	if in.ExpiresAt != nil && !in.ExpiresAt.After(now) {
		wrong.Add("/expiresAt", "in-the-past", "must be later than now, "+now.Format(time.RFC3339))
	}
	return nil
}

// forge makes a key with its secret.
func (s *Service) forge(tx *store.Tx, h Holder, in NewKey) (Key, string) {
	made := s.newSecret(keyWord)
	return Key{
		ID: tx.NewID(), OrganisationID: h.OrganisationID, PersonID: h.PersonID, Label: in.Label, Roles: in.Roles, Operations: in.Operations,
		Prefix: made.prefix, SecretHash: made.hash(), CreatedAt: tx.Now, ExpiresAt: in.ExpiresAt, Version: 1,
	}, made.text
}
