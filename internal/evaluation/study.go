package evaluation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// ErrLarge is the fault of a study that would take longer than an answer may.
var ErrLarge = fault.New(fault.Conflict, "study-too-large", "So many bids are not studied while somebody waits: read the run's sheet and study that by command")

// mostStudy is the most bids, squared, times leaves that are studied at once:
// 250 bids on 30 leaves. It is some seconds of one processor.
const mostStudy = 2_000_000

// Study is how firm the ranking of a run is.
type Study struct {
	Run     Run
	Seed    string // of the random weights: the run's own input hash, so that the same run gives the same figures
	Report  robustness.Report
	Bidders map[string]identity.Organisation
}

// Study says what would have to be different for another bid to win: each
// weight, each bid, each evaluator, each agreed score, and the weights at random.
// It is worked out anew from the run's own documents and the evaluators' own
// scores, which are complete once a run exists, so that it is always the same;
// none of it touches the official result. Who may read the run may read this.
func (s *Service) Study(ctx context.Context, tenderID, runID string) (Study, error) {
	type asked struct {
		study Study
		panel *robustness.Panel
		sheet scoring.Sheet
	}
	q, err := store.Read(ctx, s.DB, func(tx *store.Tx) (q asked, err error) {
		if _, err := reads(tx, tenderID); err != nil {
			return q, err
		}
		if q.study.Run, err = runOf(tx, tenderID, runID); err != nil {
			return q, err
		}
		if q.sheet, _, err = q.study.Run.Documents(); err != nil {
			return q, err
		}
		scores, err := latestScores(tx, q.study.Run.LotID)
		if err != nil {
			return q, err
		}
		q.panel = panelOf(q.sheet, scores)
		q.study.Bidders, err = bidders(tx, q.study.Run.LotID)
		return q, err
	})
	if err != nil {
		return q.study, err
	}
	if len(q.sheet.Bids)*len(q.sheet.Bids)*leafCount(q.sheet.Method) > mostStudy {
		return q.study, ErrLarge
	}
	// The work takes its time: nothing is locked or held open meanwhile.
	q.study.Seed = q.study.Run.InputHash
	q.study.Report, err = robustness.Analyse(q.sheet, robustness.Options{Panel: q.panel, Seed: q.study.Seed, Draws: draws(q.sheet)})
	if _, refused := errors.AsType[*robustness.Error](err); refused {
		return q.study, ErrLarge // a sealed run breaks no other rule: its exact figures are too long to be worked out again and again
	}
	if err != nil {
		return q.study, fmt.Errorf("study run %s: %w", runID, err)
	}
	q.study.name()
	return q.study, nil
}

// draws bounds the work of random weights: 10,000 sets of them for an ordinary
// tender, fewer for one of a hundred bids.
func draws(s scoring.Sheet) int {
	n := leafCount(s.Method)
	work := max(len(s.Bids)*(n+len(s.Bids)*max(n/4, 1)), 1)
	return min(max(200_000_000/work, 500), 10_000)
}

func leafCount(m scoring.Method) (n int) {
	leaves(m.Criteria, func(scoring.Criterion) { n++ })
	return n
}

// panelOf is the evaluators' own scores of the bids that were compared; nil
// where there are none.
func panelOf(s scoring.Sheet, scores []Score) *robustness.Panel {
	p := &robustness.Panel{Rule: robustness.MedianLow}
	names := evaluators(scores)
	for _, score := range scores {
		at := slices.IndexFunc(s.Bids, func(b scoring.Bid) bool { return b.ID == score.BidID && b.Disregarded == nil })
		if c := find(s.Method.Criteria, score.Criterion); at >= 0 && c != nil && onScale(c.Scale, score.Level) {
			p.Scores = append(p.Scores, robustness.MemberScore{Evaluator: names[score.EvaluatorID], Bid: score.BidID, Criterion: score.Criterion, Level: score.Level})
		}
	}
	if len(p.Scores) == 0 {
		return nil
	}
	return p
}

// evaluators names who scored, each by another name.
func evaluators(scores []Score) map[string]string {
	names, taken := map[string]string{}, map[string]string{}
	for _, s := range scores {
		if _, named := names[s.EvaluatorID]; named {
			continue
		}
		name := s.EvaluatorName
		if other, twice := taken[name]; name == "" || twice && other != s.EvaluatorID {
			name = strings.TrimSpace(name + " " + s.EvaluatorID)
		}
		names[s.EvaluatorID], taken[name] = name, s.EvaluatorID
	}
	return names
}

// name puts the suppliers' names into the sentences, where the library knows
// bids by their identifiers only.
func (s *Study) name() {
	r := &s.Report
	sentences := []*string{&r.Verdict.Words, &r.Bids.Words, &r.Steps.Words}
	for i := range r.Verdict.Ways {
		sentences = append(sentences, &r.Verdict.Ways[i].Words)
	}
	if r.Evaluators != nil {
		sentences = append(sentences, &r.Evaluators.Words)
	}
	if r.Acceptability != nil {
		sentences = append(sentences, &r.Acceptability.Words)
	}
	named := naming(s.Bidders)
	for _, text := range sentences {
		*text = named.Replace(*text)
	}
}

// naming puts suppliers' names in the place of "bid" and its identifier.
func naming(bidders map[string]identity.Organisation) *strings.Replacer {
	var pairs []string
	for id, supplier := range bidders {
		pairs = append(pairs, "Bid "+id, supplier.Name, "bid "+id, supplier.Name, id, supplier.Name)
	}
	return strings.NewReplacer(pairs...)
}
