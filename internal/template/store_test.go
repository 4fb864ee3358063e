package template

import (
	"context"
	"errors"
	"testing"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// published makes a published template of the installation.
func published(ctx context.Context, t *testing.T, db *store.DB) Template {
	t.Helper()
	if _, err := (&identity.Service{DB: db, NewSecret: func() []byte { return make([]byte, 32) }}).Bootstrap(ctx); err != nil {
		t.Fatal(err)
	}
	catalogues := &catalogue.Service{DB: db}
	if err := catalogues.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	list, _, err := catalogues.List(ctx, catalogue.Filter{}, store.Page{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{DB: db}
	draft, err := s.Draft(ctx, NewTemplate{Title: "Volunteers", Catalogue: list[0].ID, Method: method(t, `{"criteria":[`+leaf("a", "13", 100)+`]}`)})
	if err != nil {
		t.Fatal(err)
	}
	done, err := s.Publish(ctx, draft.Template.ID, 1, Publication{Accepted: []NewAcceptance{{Code: "ties-stay-shared", Pointer: "/tieBreak", Reason: "One bidder is expected."}}})
	if err != nil {
		t.Fatal(err)
	}
	return done.Template
}

// TestDatabaseKeepsWhatIsPublished goes past the use cases: the database
// refuses by itself, but for the end of a template.
func TestDatabaseKeepsWhatIsPublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		ctx := actor.With(context.Background(), actor.Actor{OrganisationID: storetest.ID(1), Roles: []actor.Role{actor.Officer}})
		kept := published(ctx, t, db)
		execute := func(statement string) error {
			_, err := store.Write(ctx, db, func(tx *store.Tx) (struct{}, error) {
				tx.Record(store.Event{Verb: "test.tampered", Subject: kept.ID})
				return struct{}{}, tx.DB().Exec(statement).Error
			})
			return err
		}
		for _, statement := range []string{
			"UPDATE templates SET method = '{}'",
			"UPDATE templates SET method_hash = 'sha256:0'",
			"UPDATE templates SET title = 'other', version = version + 1",
			"UPDATE templates SET status = 'draft', published_at = NULL",
			"DELETE FROM templates",
		} {
			if err := execute(statement); !errors.Is(err, store.ErrHistory) {
				t.Errorf("%s: got %v, want a refusal by the database", statement, err)
			}
		}
		if err := execute("UPDATE templates SET status = 'retired', retired_at = published_at, version = version + 1"); err != nil {
			t.Errorf("retiring: %v", err)
		}
		if err := execute("UPDATE templates SET status = 'published', retired_at = NULL"); !errors.Is(err, store.ErrHistory) {
			t.Errorf("back from retirement: got %v", err)
		}
	})
}
