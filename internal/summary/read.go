package summary

import (
	"context"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Reading is a summary with what its reader needs beside it.
type Reading struct {
	Summary  Summary
	Document Document
	Missing  []string  // what the words leave unexplained
	Versions []Version // for the authority: every version, with who wrote it
	Reviews  []Review
}

func (c *file) reading(tx *store.Tx, s Summary) (r Reading, err error) {
	r.Summary = s
	v, err := versionOf(tx, s, s.Current)
	if err != nil {
		return r, err
	}
	words, err := v.Read()
	if err != nil {
		return r, err
	}
	r.Document, r.Missing = c.document(s, words), c.gaps(s, words)
	if r.Versions, err = versions(tx, s.ID); err != nil {
		return r, err
	}
	r.Reviews, err = reviews(tx, s.ID)
	return r, err
}

// Summaries lists those of a tender: to its authority all of them, to a
// supplier its own once they are released.
func (s *Service) Summaries(ctx context.Context, tenderID string) ([]Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !inside(tx, t) && !t.IsPublic() {
			return nil, store.ErrNotFound
		}
		all, err := list(tx, t.ID)
		if err != nil {
			return nil, err
		}
		files := map[string]*file{}
		var out []Reading
		for _, one := range all {
			if !mayRead(tx, t, one) {
				continue
			}
			if files[one.RecommendationID] == nil {
				if files[one.RecommendationID], err = fileOf(tx, t, one); err != nil {
					return nil, err
				}
			}
			r, err := files[one.RecommendationID].reading(tx, one)
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		return out, nil
	})
}

// Summary finds one, for those who may read it. That a bidder has taken its
// summary is an event.
func (s *Service) Summary(ctx context.Context, tenderID, id string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		one, err := get(tx, t.ID, id)
		if err != nil {
			return Reading{}, err
		}
		if !mayRead(tx, t, one) {
			return Reading{}, store.ErrNotFound
		}
		tx.Saw(store.Sighting{Verb: "summary.read", Subject: one.ID, TenderID: t.ID})
		c, err := fileOf(tx, t, one)
		if err != nil {
			return Reading{}, err
		}
		return c.reading(tx, one)
	})
}

func fileOf(tx *store.Tx, t tender.Tender, s Summary) (*file, error) {
	r, err := recommendation(tx, t.ID, s.RecommendationID)
	if err != nil {
		return nil, err
	}
	return caseOf(tx, t, r)
}

// Inside reports whether the reader belongs to the authority, and so may see how
// the words came about.
func Inside(ctx context.Context, ownerID string) bool {
	a := actor.From(ctx)
	return a.OrganisationID == ownerID && a.Any(actor.Officer, actor.Auditor)
}

func inside(tx *store.Tx, t tender.Tender) bool {
	return t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Any(actor.Officer, actor.Auditor)
}

func mayRead(tx *store.Tx, t tender.Tender, s Summary) bool {
	return inside(tx, t) || s.Status == Released && s.SupplierID == tx.Actor.OrganisationID && tx.Actor.Is(actor.Supplier)
}
