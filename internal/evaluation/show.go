package evaluation

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Showing is what a page about a run is made of: the question, the answer, and
// the names and units that neither holds.
type Showing struct {
	Title  string // the tender's
	Sheet  scoring.Sheet
	Result scoring.Result
	Words  scoring.Words
}

// Show gathers what a page about a run says. Who may read the run may read
// this.
func (s *Service) Show(ctx context.Context, tenderID, runID string) (Showing, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Showing, error) {
		t, err := reads(tx, tenderID)
		if err != nil {
			return Showing{}, err
		}
		r, err := runOf(tx, t.ID, runID)
		if err != nil {
			return Showing{}, err
		}
		show := Showing{Title: t.Title}
		if show.Sheet, show.Result, err = r.Documents(); err != nil {
			return show, err
		}
		show.Words, err = wordsFor(tx, t, r, show.Sheet.Method)
		return show, err
	})
}
