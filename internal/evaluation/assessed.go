package evaluation

import (
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Assessment is everything that a run rests on and says, for whoever tells
// bidders how they were assessed.
type Assessment struct {
	Run        Run
	Sheet      scoring.Sheet
	Result     scoring.Result
	Bidders    map[string]identity.Organisation // by bid
	Sentences  []scoring.Sentence
	Agreed     []AgreedScore        // the last of each answer
	Exclusions map[string]Exclusion // by bid: why it is out of the competition, where somebody decided that
}

// Assessed gathers what a run of a tender rests on and says. The caller has
// asked who may know it.
func Assessed(tx *store.Tx, t tender.Tender, runID string) (a Assessment, err error) {
	if a.Run, err = runOf(tx, t.ID, runID); err != nil {
		return a, err
	}
	if a.Sheet, a.Result, err = a.Run.Documents(); err != nil {
		return a, err
	}
	if a.Bidders, err = bidders(tx, a.Run.LotID); err != nil {
		return a, err
	}
	if a.Agreed, err = latestAgreed(tx, a.Run.LotID); err != nil {
		return a, err
	}
	if a.Exclusions, err = standingExclusions(tx, t.ID); err != nil {
		return a, err
	}
	words, err := wordsFor(tx, t, a.Run, a.Sheet.Method)
	if err != nil {
		return a, err
	}
	a.Sentences, err = scoring.Explain(a.Sheet, a.Result, words)
	return a, err
}
