package privacy

import (
	"bytes"
	"context"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Erased is what an erasure did.
type Erased struct {
	PersonID string
	Version  int // of the person's row
}

// Erase removes what is kept of a person: name, address, means to sign in, the
// names of their keys, and the salts of what the log says of them. What they did
// stays under their identifier, which names nobody any more, and the log
// verifies as before. It is refused, in words, while the law or a hold keeps the
// records of a procurement in which the person took part.
func (s *Service) Erase(ctx context.Context, personID, reason string, version int) (Erased, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Erased, error) {
		if !tx.Actor.Oversees {
			return Erased{}, identity.ErrInstallation
		}
		p, err := holdPerson(tx, personID)
		if err != nil {
			return Erased{}, err
		}
		if p.Version != version {
			return Erased{}, store.ErrStale
		}
		if done, err := erasedBefore(tx, p.ID); err != nil || done {
			return Erased{}, either(err, ErrErased)
		}
		if err := s.refusal(tx, p.ID); err != nil {
			return Erased{}, err
		}
		tx.Record(store.Event{Verb: "person.erased", Subject: p.ID, Detail: map[string]any{"reason": reason}})
		if err := forget(tx, p); err != nil {
			return Erased{}, err
		}
		row := erasure{PersonID: p.ID, Reason: reason, ErasedAt: tx.Now, ErasedBy: tx.Actor.ID()}
		return Erased{PersonID: p.ID, Version: p.Version + 1}, tx.Insert(&row)
	})
}

func either(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// forget runs every step of an erasure.
func forget(tx *store.Tx, p person) error {
	for _, step := range forgetting {
		if err := tx.DB().Exec(step.statement, step.values(tx, p)...).Error; err != nil {
			return err
		}
	}
	return forgetAnswers(tx, p)
}

// step is a statement of an erasure.
type step struct {
	statement string
	values    func(*store.Tx, person) []any
}

func id(_ *store.Tx, p person) []any { return []any{p.ID} }

func email(_ *store.Tx, p person) []any { return []any{p.Email} }

func now(tx *store.Tx, p person) []any { return []any{tx.Now, p.ID} }

// forgetting is what is removed and where. The rows stay where others refer to
// them.
var forgetting = []step{
	{"UPDATE people SET name = 'erased', email = ?, disabled_at = coalesce(disabled_at, ?), version = version + 1 WHERE id = ?", func(tx *store.Tx, p person) []any {
		return []any{"erased-" + p.ID + "@erased.invalid", tx.Now, p.ID}
	}},
	{"UPDATE memberships SET ended_at = ?, version = version + 1 WHERE person_id = ? AND ended_at IS NULL", now},
	{"DELETE FROM passwords WHERE person_id = ?", id},
	{"DELETE FROM identities WHERE person_id = ?", id},
	{"DELETE FROM sessions WHERE person_id = ?", id},
	{"UPDATE api_keys SET label = 'erased', revoked_at = coalesce(revoked_at, ?), version = version + 1 WHERE person_id = ?", now},
	{"UPDATE api_keys SET label = 'erased' WHERE id = ?", id}, // their own row, under which they acted in person
	{"UPDATE invitations SET revoked_at = ? WHERE (person_id = ? OR lower(email) = ?) AND accepted_at IS NULL AND revoked_at IS NULL", func(tx *store.Tx, p person) []any {
		return []any{tx.Now, p.ID, p.Email}
	}},
	{"UPDATE invitations SET name = '', email = '' WHERE person_id = ? OR lower(email) = ?", func(_ *store.Tx, p person) []any {
		return []any{p.ID, p.Email}
	}},
	{"UPDATE obligation_owners SET name = '', email = '', version = version + 1 WHERE lower(email) = ?", email},
	{"UPDATE outbox SET recipient = '', body = '', subject = '', state = CASE WHEN state = 'waiting' THEN 'failed' ELSE state END, done_at = coalesce(done_at, ?), trouble = 'erased' WHERE lower(recipient) = ?", func(tx *store.Tx, p person) []any {
		return []any{tx.Now, p.Email}
	}},
	{"DELETE FROM event_details WHERE name = 'actor' AND event_id IN (SELECT e.id FROM events AS e WHERE e.actor_person_id = ?)", id},
	{"UPDATE scores SET evaluator_name = 'erased' WHERE evaluator_id = ?", id},
	{"UPDATE agreed_scores SET agreed_name = 'erased' WHERE agreed_by = ?", id},
}

// forgetAnswers drops first answers that are kept for replays and name the
// person: a request sent again is then done again, or refused.
func forgetAnswers(tx *store.Tx, p person) error {
	list, err := keptAnswers(tx)
	if err != nil {
		return err
	}
	for _, a := range list {
		if bytes.Contains(bytes.ToLower(a.Body), []byte(p.Email)) || bytes.Contains(a.Body, []byte(p.ID)) {
			if err := dropAnswer(tx, a); err != nil {
				return err
			}
		}
	}
	return nil
}
