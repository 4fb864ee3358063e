package evaluation

import (
	"context"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewScore is what an evaluator sends to score an answer.
type NewScore struct {
	// The bid whose answer is scored.
	Bid string `json:"bid" validate:"required,uuid" format:"uuid"`
	// The question of the method: the id of a criterion.
	Criterion string `json:"criterion" validate:"required,max=200,text" example:"q1"`
	// A level of the question's published scale.
	Level *int `json:"level" validate:"required" example:"3"`
	// Why this level: up to 10,000 characters.
	Reason string `json:"reason" validate:"required,max=10000,text" example:"Names the three sites and who leads each, but no dates."`
	// The words of the bid's answer that the level rests on, as they stand there: up to 10,000 characters. Required where the question was answered.
	Passage string `json:"passage,omitempty" validate:"max=10000,text" example:"Our site leads are…"`
	// Whether the passage is in the evaluator's own words, and marked so: what it says is spread over the answer, or in an attachment.
	Paraphrase bool `json:"paraphrase,omitempty"`
}

// Score adds a panel member's own score, in person. It takes a level of the
// published scale and the member's reason for it, after opening and before the
// panel agrees, once the panel covers every question. Scoring again adds the next
// number and loses nothing, until everybody's score of the answer is in: from
// then on members see one another's, and nobody's changes.
func (s *Service) Score(ctx context.Context, tenderID string, in NewScore) (Score, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Score, error) {
		if err := checkReasoned(in, in.Reason); err != nil {
			return Score{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Score{}, err
		}
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return Score{}, err
		}
		b, err := answered(tx, t, in.Bid, in.Criterion, *in.Level)
		if err != nil {
			return Score{}, err
		}
		if err := maySubmit(tx, t, b, in.Criterion); err != nil {
			return Score{}, err
		}
		before, err := countScores(tx, b.ID, in.Criterion, tx.Actor.ID())
		if err != nil {
			return Score{}, err
		}
		if err := unfinished(tx, t, b, in.Criterion, before); err != nil {
			return Score{}, err
		}
		if err := in.rests(tx, b); err != nil {
			return Score{}, err
		}
		score := Score{
			ID: tx.NewID(), TenderID: t.ID, LotID: b.LotID, BidID: b.ID, Criterion: in.Criterion, EvaluatorID: tx.Actor.ID(),
			EvaluatorName: tx.Actor.Name, Number: int(before) + 1, Level: *in.Level, Reason: in.Reason, Passage: in.Passage,
			Paraphrase: in.Paraphrase, CreatedAt: t.Moment(tx),
		}
		tx.Record(store.Event{Verb: "score.given", Subject: score.ID, TenderID: t.ID, Detail: map[string]any{"bid": b.ID, "criterion": in.Criterion, "number": score.Number}})
		if err := insertScore(tx, score); err != nil {
			return score, err
		}
		if err := dropDraft(tx, b.ID, in.Criterion); err != nil {
			return score, err
		}
		return score, finish(tx, t)
	})
}

// unfinished refuses another score by somebody who may have seen others', and any
// once quality is locked.
func unfinished(tx *store.Tx, t tender.Tender, b bid.Bid, criterion string, before int64) error {
	if t.IsLocked() {
		return ErrLocked.Because("since %s", t.QualityLockedAt.Format(time.RFC3339))
	}
	done, err := isCompleted(tx, b.ID, criterion)
	if err != nil || (done && before > 0) {
		return either(err, ErrComplete)
	}
	return nil
}

// rests refuses a passage that is not in the answer, unless it is marked as a
// paraphrase. Where nothing was answered, a score rests on nothing.
func (in NewScore) rests(tx *store.Tx, b bid.Bid) error {
	answer, err := bid.AnswerOf(tx, b.ID, in.Criterion)
	if err != nil {
		return err
	}
	var wrong fault.Fields
	switch {
	case strings.TrimSpace(answer) != "" && strings.TrimSpace(in.Passage) == "":
		wrong.Add("/passage", "required", "must be the words of the answer that the level rests on")
	case in.Passage != "" && !in.Paraphrase && !holds(answer, in.Passage):
		wrong.Add("/passage", "not-in-the-answer", "must stand in the answer word for word; send paraphrase: true where it is in your own words")
	}
	return wrong.Err()
}

// Scores lists what the reader may see of a tender's own scores, newest first:
// own ones, and all of an answer once everybody's are in.
func (s *Service) Scores(ctx context.Context, tenderID string, f Filter, page store.Page) (items []Score, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Score, error) {
		open, err := openAnswers(tx, tenderID)
		if err != nil {
			return nil, err
		}
		return listScores(tx, tenderID, tx.Actor.ID(), open, f, page)
	})
	items, next = store.Cut(page, items, func(s Score) string { return s.ID })
	return items, next, err
}

// checkReasoned checks an input by its tags and its reason for words.
func checkReasoned(in any, reason string) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if reason != "" && strings.TrimSpace(reason) == "" {
		wrong.Add("/reason", "required", "must give a reason in words")
	}
	return wrong.Err()
}

// own finds a tender of the actor's organisation. Another's is not there.
func own(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := tender.Get(tx, tenderID)
	if err == nil && t.OwnerID != tx.Actor.OrganisationID {
		err = store.ErrNotFound
	}
	return t, err
}

// open refuses a tender that is another's or is not being evaluated.
func open(tx *store.Tx, t tender.Tender) error {
	switch {
	case t.OwnerID != tx.Actor.OrganisationID:
		return store.ErrNotFound
	case t.Status == tender.Opened, t.Status == tender.Scored:
		return nil
	case !t.IsOpen() && t.Status != tender.Cancelled && t.Status != tender.Unsuccessful:
		return ErrNotOpened
	}
	return ErrClosed.Because("the tender is %s", t.Status)
}

// answered finds the bid whose answer is judged, with everything that must
// hold of it: the tender is being evaluated, the lot is not awarded, the
// criterion is a question of the lot's published method and the level is on its
// scale.
func answered(tx *store.Tx, t tender.Tender, bidID, criterion string, level int) (bid.Bid, error) {
	return asksFor(tx, t, bidID, criterion, &level)
}

// asksFor is answered for a level that may not be decided yet.
func asksFor(tx *store.Tx, t tender.Tender, bidID, criterion string, level *int) (bid.Bid, error) {
	if t.OwnerID != tx.Actor.OrganisationID {
		return bid.Bid{}, store.ErrNotFound
	}
	if err := admitted(tx, t); err != nil {
		return bid.Bid{}, err
	}
	if err := open(tx, t); err != nil {
		return bid.Bid{}, err
	}
	var wrong fault.Fields
	b, err := opened(tx, t, bidID, &wrong)
	if err != nil {
		return b, err
	}
	lot, err := t.ForLot(tx, b.LotID)
	if err != nil {
		return b, err
	}
	method, err := lot.Tree()
	if err != nil {
		return b, err
	}
	checkLevel(method, criterion, level, &wrong)
	if err := wrong.Err(); err != nil {
		return b, err
	}
	if closed, err := isClosed(tx, b.LotID); err != nil || closed {
		return b, either(err, ErrClosed.Because("the lot has been awarded"))
	}
	return b, nil
}

// opened finds a bid that was opened on a tender.
func opened(tx *store.Tx, t tender.Tender, bidID string, wrong *fault.Fields) (bid.Bid, error) {
	b, found, err := findBid(tx, bidID)
	if err != nil {
		return b, err
	}
	if !found || b.TenderID != t.ID || !b.IsOpened() {
		wrong.Add("/bid", "no-such-bid", "must be a bid that was opened on this tender")
	}
	return b, nil
}

func checkLevel(method scoring.Method, criterion string, level *int, wrong *fault.Fields) {
	c := find(method.Criteria, criterion)
	if c == nil || c.Kind != scoring.QuestionLeaf {
		wrong.Add("/criterion", "not-a-question", "must be a question of the tender's method; it has "+strings.Join(questions(method.Criteria), ", "))
		return
	}
	if level != nil && !onScale(c.Scale, *level) {
		wrong.Add("/level", "unknown-level", "must be a level of the question's scale: "+levels(c.Scale))
	}
}

// either is the error, or the fault where there is none.
func either(err error, f *fault.Fault) error {
	if err != nil {
		return err
	}
	return f
}
