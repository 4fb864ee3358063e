package evaluation

import (
	"context"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Reading is a run with what its reader needs beside it.
type Reading struct {
	Run     Run
	Result  scoring.Result                   // without nodes
	Changes *scoring.Comparison              // with the lot's run before; nil for the first
	Bidders map[string]identity.Organisation // who made each bid
}

func reading(tx *store.Tx, r Run) (Reading, error) {
	list, err := readings(tx, []Run{r})
	if err != nil {
		return Reading{}, err
	}
	return list[0], nil
}

func readings(tx *store.Tx, runs []Run) ([]Reading, error) {
	lots := make([]string, len(runs))
	for i, r := range runs {
		lots[i] = r.LotID
	}
	names, err := bidders(tx, lots...)
	if err != nil {
		return nil, err
	}
	list := make([]Reading, len(runs))
	for i, r := range runs {
		list[i] = Reading{Run: r, Bidders: names}
		if list[i].Result, err = r.Ranking(); err != nil {
			return nil, err
		}
		if list[i].Changes, err = r.Differences(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Runs lists a tender's runs to its authority, newest first; an empty lot
// means all. The documents are left out.
func (s *Service) Runs(ctx context.Context, tenderID, lotID string, page store.Page) (items []Reading, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		if _, err := reads(tx, tenderID); err != nil {
			return nil, err
		}
		runs, err := listRuns(tx, tenderID, lotID, page)
		if err != nil {
			return nil, err
		}
		return readings(tx, runs)
	})
	items, next = store.Cut(page, items, func(r Reading) string { return r.Run.ID })
	return items, next, err
}

// Read finds one run of a tender for its authority, with its documents. Before
// the award nobody else may see it, however it is asked for.
func (s *Service) Read(ctx context.Context, tenderID, runID string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if _, err := reads(tx, tenderID); err != nil {
			return Reading{}, err
		}
		r, err := runOf(tx, tenderID, runID)
		if err != nil {
			return Reading{}, err
		}
		return reading(tx, r)
	})
}

func runOf(tx *store.Tx, tenderID, runID string) (Run, error) {
	r, err := GetRun(tx, runID)
	if err == nil && r.TenderID != tenderID {
		err = store.ErrNotFound
	}
	return r, err
}
