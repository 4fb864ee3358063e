package evaluation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/agreement"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Triage is how far a panel agreed before it settled on levels: what to talk
// about first. Answers names what each finding of the report is about.
type Triage struct {
	Answers []Answer
	Report  agreement.Report
}

// Answer is one bid's answer to one question.
type Answer struct{ LotID, BidID, Criterion string }

// Triage reads how far the members' own scores agree, over the answers whose
// scores are all in and which the reader may see. It proposes no level and
// computes no mean.
func (s *Service) Triage(ctx context.Context, tenderID, lotID string) (Triage, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Triage, error) {
		t, err := reads(tx, tenderID)
		if err != nil {
			return Triage{}, err
		}
		if t.Method == "" {
			return Triage{}, ErrNotOpened
		}
		d, err := deskOf(tx, t)
		if err != nil {
			return Triage{}, err
		}
		scores := d.visible(lotID, tx.Actor.PersonID)
		found, err := triage(d.methods, scores)
		if err != nil {
			return found, err
		}
		d.flagLeaders(&found)
		return found, nil
	})
}

// methodsOf is what each lot of a tender is judged by, by the lot's identifier.
func methodsOf(tx *store.Tx, t tender.Tender) (map[string]scoring.Method, error) {
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return nil, err
	}
	methods := make(map[string]scoring.Method, len(lots))
	for _, l := range lots {
		if methods[l.ID], err = t.For(l).Tree(); err != nil {
			return nil, err
		}
	}
	return methods, nil
}

func triage(methods map[string]scoring.Method, scores []Score) (t Triage, err error) {
	var panel agreement.Panel
	t.Answers, panel.Items = answersOf(methods, scores)
	t.Report, err = agreement.Review(panel)
	if wrong, ok := errors.AsType[*agreement.Error](err); ok {
		err = fmt.Errorf("measure the agreement of scores that were checked: %w", wrong)
	}
	return t, err
}

// answersOf lays the last score of every evaluator under the answer that it is
// about: by lot, bid and question.
func answersOf(methods map[string]scoring.Method, scores []Score) (answers []Answer, items []agreement.Item) {
	names := evaluators(scores)
	slices.SortStableFunc(scores, func(a, b Score) int {
		return cmp.Or(cmp.Compare(a.LotID, b.LotID), cmp.Compare(a.BidID, b.BidID), cmp.Compare(a.Criterion, b.Criterion), cmp.Compare(names[a.EvaluatorID], names[b.EvaluatorID]))
	})
	for _, s := range scores {
		about := Answer{s.LotID, s.BidID, s.Criterion}
		question := find(methods[s.LotID].Criteria, s.Criterion)
		if question == nil || !onScale(question.Scale, s.Level) {
			continue
		}
		if len(answers) == 0 || answers[len(answers)-1] != about {
			answers = append(answers, about)
			items = append(items, item(about, *question))
		}
		last := &items[len(items)-1]
		last.Scores = append(last.Scores, agreement.Score{Evaluator: names[s.EvaluatorID], Level: s.Level})
	}
	return answers, items
}

// item is an answer with its question's scale, and the lowest level that meets
// the minimum where it has one.
func item(a Answer, question scoring.Criterion) agreement.Item {
	i := agreement.Item{ID: a.BidID + " / " + a.Criterion}
	for _, l := range question.Scale {
		i.Scale = append(i.Scale, l.Level)
		if question.Minimum != nil && i.Threshold == nil && l.Marks.Cmp(*question.Minimum) >= 0 {
			i.Threshold = &l.Level
		}
	}
	return i
}
