package evaluation

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Comparison is how two runs of a lot differ, and that in words.
type Comparison struct {
	scoring.Comparison

	Sentences []scoring.Sentence
}

// Compare says what changed from one run of a lot to another and what that did,
// to whoever may read both.
func (s *Service) Compare(ctx context.Context, tenderID, fromID, toID string) (Comparison, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (c Comparison, err error) {
		t, err := reads(tx, tenderID)
		if err != nil {
			return c, err
		}
		to, err := runOf(tx, t.ID, toID)
		if err != nil {
			return c, err
		}
		from, err := runOf(tx, t.ID, fromID)
		if isMissing(err) || err == nil && from.LotID != to.LotID {
			return c, fault.ErrInput.With(fault.Field{Pointer: "?with", Code: "no-such-run", Detail: "must be a run of the same lot"})
		}
		if err != nil {
			return c, err
		}
		var before, after scoring.Scored
		if before.Sheet, before.Result, err = from.Documents(); err != nil {
			return c, err
		}
		if after.Sheet, after.Result, err = to.Documents(); err != nil {
			return c, err
		}
		words, err := wordsFor(tx, t, to, after.Sheet.Method)
		c.Comparison = scoring.Compare(before, after)
		c.Sentences = c.Comparison.Sentences(words)
		return c, err
	})
}
