package award

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Report is what whoever decides on a recommendation reads: the run it rests
// on, which never changes, and what follows from that alone.
type Report struct {
	Reading   RecommendationReading
	Tender    tender.Tender
	Lot       tender.Lot
	Run       evaluation.Run
	Result    scoring.Result
	Bidders   map[string]identity.Organisation
	Sentences []scoring.Sentence // why the run came out as it did, and what differs from the one before
	Verdict   *robustness.Verdict
	NoVerdict string      // why there is none
	Together  *Allocation // where the tender limits the lots of one supplier
}

// Report gathers the report on a recommendation for its authority. It is made
// from the run's own kept documents, so that it reads the same whenever it is
// asked for; only decisions about other lots change what it says of lots that
// are decided on together.
func (s *Service) Report(ctx context.Context, tenderID, id string) (Report, error) {
	r, err := s.gather(ctx, tenderID, id)
	if err != nil {
		return r, err
	}
	if r.Sentences, err = s.Evaluation.Explain(ctx, tenderID, r.Run.ID); err != nil {
		return r, err
	}
	study, err := s.Evaluation.Study(ctx, tenderID, r.Run.ID)
	switch {
	case errors.Is(err, evaluation.ErrLarge):
		r.NoVerdict = evaluation.ErrLarge.Message
	case err != nil:
		return r, err
	default:
		r.Verdict = &study.Report.Verdict
	}
	return r, nil
}

func (s *Service) gather(ctx context.Context, tenderID, id string) (Report, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (r Report, err error) {
		if r.Tender, err = housed(tx, tenderID); err != nil {
			return r, err
		}
		found, err := getRecommendation(tx, r.Tender.ID, id)
		if err != nil {
			return r, err
		}
		if r.Reading, err = s.recommendationReading(tx, r.Tender, found); err != nil {
			return r, err
		}
		if r.Lot, err = tender.LotOf(tx, r.Tender.ID, found.LotID); err != nil {
			return r, err
		}
		if r.Run, err = evaluation.GetRun(tx, found.RunID); err != nil {
			return r, err
		}
		if r.Result, err = r.Run.Ranking(); err != nil {
			return r, err
		}
		if r.Bidders, err = evaluation.Bidders(tx, found.LotID); err != nil {
			return r, err
		}
		if r.Tender.LotLimit == 0 {
			return r, nil
		}
		a, err := allocate(tx, r.Tender)
		r.Together = &a
		return r, err
	})
}
