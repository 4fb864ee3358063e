// Package evaluation turns opened bids into a ranking: each evaluator's own
// scores, the level that the panel agrees on, and the score runs that follow
// from those and from the published method.
//
// Everything here is history: scores, agreed scores and runs are added and
// never changed. Nothing is ever averaged: the agreed score is a level of the
// published scale that people settle on, with their reason.
package evaluation

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The faults of evaluation.
var (
	ErrNotOpened  = fault.New(fault.Conflict, "not-opened", "Bids are evaluated once they have been opened")
	ErrClosed     = fault.New(fault.Conflict, "evaluation-closed", "The evaluation is closed: nothing can be scored or run any more")
	ErrNotScored  = fault.New(fault.Conflict, "member-scores-missing", "A level is agreed once every member who scores the answer has, and they are as many as it takes")
	ErrComplete   = fault.New(fault.Conflict, "scores-complete", "Everybody's score of this answer is in, and yours among them: it is final, and the panel moderates it")
	ErrSuperseded = fault.New(fault.Conflict, "agreed-meanwhile", "Somebody has agreed on a level here since: read it, then decide")
	ErrSpoken     = fault.New(fault.Conflict, "already-said", "You have said already whether you confirm this level")
	ErrDraft      = fault.New(fault.Unconditional, "draft-exists", "You have a draft of this score: name the version that you mean to replace in If-Match")
	ErrMeanwhile  = fault.New(fault.Conflict, "scored-meanwhile", "You scored this at the same moment from elsewhere: read what is there, then decide")
	ErrIncomplete = fault.New(fault.Conflict, "agreed-scores-missing", "Locking quality and scoring need an agreed level for every answer: what is missing is named below")
	ErrUnscorable = fault.New(fault.Conflict, "unscorable", "The method cannot be applied to these bids: each reason is named below, as a pointer into the score sheet")
	ErrLocked     = fault.New(fault.Conflict, "quality-locked", "Quality is locked: an agreed score changes only as a correction, with its reason")
	ErrNoNeed     = fault.New(fault.Conflict, "nothing-to-correct", "Quality is not locked: agree again instead of correcting")
	ErrNoLock     = fault.New(fault.NotFound, "no-quality-lock", "Quality is not locked on this tender")
	ErrNotLatest  = fault.New(fault.Conflict, "not-the-latest-run", "There is a later score run of this lot")
	ErrOutdated   = fault.New(fault.Conflict, "run-outdated", "What this score run rests on has changed since: make a new run")
)

// Score is one evaluator's own judgement of one answer. Scoring again makes a
// new one with the next number; the last one counts, and all are kept.
type Score struct {
	ID            string
	TenderID      string
	LotID         string
	BidID         string
	Criterion     string // a question of the method
	EvaluatorID   string // the person who scored
	EvaluatorName string
	Number        int    // 1 for the evaluator's first on this bid and criterion
	Level         int    // of the published scale
	Reason        string // why this level and no other
	Passage       string // the words of the bid that it rests on; empty where there are none to rest on
	Paraphrase    bool   // whether the passage is in the evaluator's own words
	CreatedAt     time.Time
}

// AgreedScore is the level that the panel settled on for one answer. Agreeing
// again makes a new one with the next number; the last one counts.
type AgreedScore struct {
	ID         string
	TenderID   string
	LotID      string
	BidID      string
	Criterion  string
	AgreedBy   string // the person who set it
	AgreedName string
	Number     int
	Level      int
	Reason     string
	Words      string // the level's published words on which the reason rests
	Correction string // why it was changed after quality was locked; empty where it was agreed before
	CreatedAt  time.Time
}

// Run is one scoring of a lot: the whole question, the whole answer, and why
// it was made. It never changes; a correction makes a new one.
type Run struct {
	ID         string
	TenderID   string
	LotID      string
	Number     int    // 1 for the lot's first
	MethodHash string // of the method as published
	InputHash  string // of everything that was scored
	Engine     string // the rules it was computed by
	Sheet      string // the score sheet, as canonical JSON
	Result     string // the result, to the byte
	Outcome    string // the result without its nodes, for readers of the ranking
	Changes    string // what differs from the run before, as JSON
	Reason     string // why it was made; may be empty for the first
	CreatedAt  time.Time
	CreatedBy  string // the key that made it
}

// Ranking reads the ranks, exclusions, ties and warnings of a run; the nodes
// are left out.
func (r Run) Ranking() (result scoring.Result, err error) {
	if err = json.Unmarshal([]byte(r.Outcome), &result); err != nil {
		err = fmt.Errorf("read the outcome of run %s: %w", r.ID, err)
	}
	return result, err
}

// First reports whether a bid is ranked first in a result; several are where
// they share the rank.
func First(result scoring.Result, bidID string) bool {
	for _, r := range result.Ranking {
		if r.Bid == bidID {
			return r.Rank == 1
		}
	}
	return false
}

// Service offers the use cases of evaluation.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte // 32 fresh random bytes each time
	Signer    Signer

	// History tells the best verified rates of a supplier by measure, in units for
	// each £ million and year, handed in by whoever puts the house together: it is
	// known to a later stage. nil where nobody knows any.
	History func(tx *store.Tx, supplierID string, mode tender.Mode) (map[string]decimal.Number, error)
}
