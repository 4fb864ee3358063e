// Package clarification answers suppliers' questions about a tender before its
// deadline: to all of them at once, and without saying who asked.
//
// Who asked is kept only as a hash with the tender's own salt, and shown as a
// number that stays the same within a tender: "Supplier 3". Nobody reads from a
// question, its event or its notice whose it is; the asker finds its own again
// because the hash can be made anew from who it is.
package clarification

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// The faults of clarifications.
var (
	ErrClosed   = fault.New(fault.Conflict, "questions-closed", "This tender is not taking questions")
	ErrBuyer    = fault.New(fault.Forbidden, "own-question", "An organisation does not ask about what it buys itself")
	ErrAnswered = fault.New(fault.Conflict, "question-answered", "This question was answered: what was said to all never changes")
)

// Clarification is a question about a tender, with its answer once it has one.
// Unanswered it is the asker's and the buyer's; answered it is everybody's.
type Clarification struct {
	ID         string
	TenderID   string
	LotID      *string // nil where it is about the whole tender
	Asker      int     // which supplier of those that asked, from 1
	Question   string  // as it was asked
	AskedAt    time.Time
	Number     *int   // of the tender's answers, from 1; nil before
	Wording    string // the question as it was published, without what would tell who asked; empty before
	Answer     string // empty before
	AnsweredAt *time.Time
	Amendment  *int // the number of the amendment that the answer started; nil for none
	Version    int
}

// Name is what the asker is called before others.
func (c Clarification) Name() string { return fmt.Sprintf("Supplier %d", c.Asker) }

// Found is a clarification as one reader finds it.
type Found struct {
	Clarification Clarification
	Mine          bool // the reader asked it
	Whole         bool // the reader may see it as it was asked
}

// Service offers the use cases of clarifications.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte // 32 fresh random bytes each time
	Tender    *tender.Service
}
