package summary

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Edited is what an officer sends to change the words of a summary.
type Edited struct {
	Words

	// Why they were changed: up to 2,000 characters.
	Note string `json:"note,omitempty" validate:"max=2000,text" example:"Said in plain words; the names of staff left out."`
}

// Edit writes a new version of a summary's words and makes it a draft again. The
// versions before it stay, and so do the panel's own reasons.
func (s *Service) Edit(ctx context.Context, tenderID, id string, version int, in Edited) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if err := fault.Check(in); err != nil {
			return Reading{}, err
		}
		one, c, err := change(tx, tenderID, id, version)
		if err != nil {
			return Reading{}, err
		}
		if err := in.check(c, one); err != nil {
			return Reading{}, err
		}
		words, err := json.Marshal(in.Words)
		if err != nil {
			return Reading{}, fmt.Errorf("write the words of a summary: %w", err)
		}
		v := Version{SummaryID: one.ID, Number: one.Current + 1, Words: string(words), Note: in.Note, WrittenAt: c.tender.Moment(tx), WrittenBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "summary.edited", Subject: one.ID, TenderID: one.TenderID, Detail: map[string]any{"number": v.Number}})
		if err := tx.Insert(&v); err != nil {
			return Reading{}, err
		}
		return c.moved(tx, one, map[string]any{"status": Draft, "current": v.Number})
	})
}

// check refuses words on what has no mark, and on who did not win.
func (in Edited) check(c *file, s Summary) error {
	var wrong fault.Fields
	if strings.TrimSpace(in.Why) == "" {
		wrong.Add("/why", "required", "must say why, in words")
	}
	seen := map[string]bool{}
	for i, k := range in.Criteria {
		at := fmt.Sprintf("/criteria/%d", i)
		if !c.assessedOn(s.BidID, k.Criterion) || seen[k.Criterion] {
			wrong.Add(at+"/criterion", "no-such-criterion", "must be a criterion on which the bid has a mark, each once")
		}
		seen[k.Criterion] = true
		for j, w := range k.Winners {
			if !slices.ContainsFunc(c.beside(s.BidID), func(b award.Winner) bool { return b.Bid == w.Bid }) {
				wrong.Add(fmt.Sprintf("%s/winners/%d/bid", at, j), "no-such-winner", "must be a bid that wins this lot and is another's")
			}
		}
	}
	return wrong.Err()
}

// change finds a summary that may still be changed, and what it is made from.
func change(tx *store.Tx, tenderID, id string, version int) (Summary, *file, error) {
	t, err := tender.Hold(tx, tenderID)
	if err != nil {
		return Summary{}, nil, err
	}
	if t.OwnerID != tx.Actor.OrganisationID {
		return Summary{}, nil, store.ErrNotFound
	}
	s, err := get(tx, t.ID, id)
	if err != nil {
		return s, nil, err
	}
	r, err := recommendation(tx, t.ID, s.RecommendationID)
	if err != nil {
		return s, nil, err
	}
	if s.Version != version {
		return s, nil, store.ErrStale
	}
	if s.Status == Released {
		return s, nil, ErrReleased
	}
	c, err := caseOf(tx, t, r)
	return s, c, err
}

// moved keeps what changed of a summary and reads it again.
func (c *file) moved(tx *store.Tx, s Summary, columns map[string]any) (Reading, error) {
	if err := tx.Change(&Summary{}, s.ID, s.Version, columns); err != nil {
		return Reading{}, err
	}
	s, err := get(tx, s.TenderID, s.ID)
	if err != nil {
		return Reading{}, err
	}
	return c.reading(tx, s)
}
