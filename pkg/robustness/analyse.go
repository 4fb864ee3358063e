package robustness

import (
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Options says what Analyse does beside what needs no further input.
type Options struct {
	// Panel adds the study without each evaluator, and lets SMAA-2 draw every question's mark from its members' scores.
	Panel *Panel
	// Draws, Seed and Weights are for SMAA-2; see Model. NoSMAA leaves it out.
	Draws   int
	Seed    string
	Weights Preference
	Workers int
	NoSMAA  bool
}

// Report is how firm a result is, question by question.
type Report struct {
	Verdict    Verdict         `json:"verdict"`
	Stability  []Stability     `json:"stability"`
	Bids       BidStudy        `json:"bids"`
	Steps      StepStudy       `json:"steps"`
	Evaluators *EvaluatorStudy `json:"evaluators"`
	// Acceptability is SMAA-2's answer; nil where it was not asked for, fewer than one bid is ranked, or NoAcceptability says why not.
	Acceptability   *Acceptability `json:"acceptability"`
	NoAcceptability string         `json:"noAcceptability,omitempty"`
}

// Analyse asks every question of a sheet. A sheet that breaks a rule gives the scoring package's faults; a wrong panel or preference an *Error.
func Analyse(s scoring.Sheet, o Options) (Report, error) {
	r, err := rescore(s)
	if err != nil {
		return Report{}, err
	}
	result, err := scoring.Score(s)
	if err != nil {
		return Report{}, err
	}
	f := lay(s, result)
	report := Report{Stability: f.stability()}
	report.Bids = r.withoutEachBid()
	if report.Steps, err = r.eachStep(); err != nil {
		return Report{}, err
	}
	if o.Panel != nil {
		study, err := r.withoutEachEvaluator(*o.Panel)
		if err != nil {
			return Report{}, err
		}
		report.Evaluators = &study
	}
	report.Verdict = judge(r, f, result, report)
	return report, report.accept(s, result, o)
}

// accept adds SMAA-2 where it can be asked.
func (report *Report) accept(s scoring.Sheet, result scoring.Result, o Options) error {
	switch {
	case o.NoSMAA || len(result.Ranking) == 0:
		return nil
	case len(result.Ranking) > maxBids:
		report.NoAcceptability = "There are more than 1,000 ranked bids."
		return nil
	}
	m, err := ModelOf(s, result, o.Panel)
	if err != nil {
		report.NoAcceptability = err.Error()
		return nil
	}
	m.Draws, m.Seed, m.Weights, m.Workers = o.Draws, o.Seed, o.Weights, o.Workers
	a, err := m.Run()
	if err != nil {
		return err
	}
	report.Acceptability = &a
	return nil
}

// ModelOf makes SMAA-2's model of a scored sheet: the ranked bids, best first, and the exact marks of every weighted leaf. Under the two bases that
// divide by price, a bid's marks are divided by its price, which ranks as the basis does. With a panel, a question's mark may be that of any
// member's score, all equally likely. Minimums are not applied anew.
//
// An *Error says why there is no model: award_on_value knows no weights, and a price of nothing cannot be divided by.
func ModelOf(s scoring.Sheet, result scoring.Result, panel *Panel) (Model, error) {
	var wrong faults
	f := lay(s, result)
	if f.basis == scoring.AwardOnValue {
		wrong.add("/method/basis", "no-weights", "award_on_value gives criteria a worth in pounds and no weight, so there are no weights to draw")
		return Model{}, wrong.refused()
	}
	m := Model{}
	for _, leaf := range f.leaves {
		m.Criteria = append(m.Criteria, leaf.id)
	}
	factors := map[string]*big.Rat{}
	for _, c := range f.bids {
		factor := big.NewRat(1, 1)
		if f.basis != scoring.WeightedSum && c.price.Sign() == 0 {
			wrong.add("", "zero-price", "bid "+c.id+" costs nothing, and marks cannot be divided by that")
			continue
		} else if f.basis != scoring.WeightedSum {
			factor.Inv(c.price)
		}
		factors[c.id] = factor
		m.Bids = append(m.Bids, c.id)
		row := make([]*big.Rat, len(f.leaves))
		for i, leaf := range f.leaves {
			mark := new(big.Rat).Quo(c.parts[i], leaf.weight)
			row[i] = mark.Mul(mark, factor)
		}
		m.Marks = append(m.Marks, row)
	}
	if panel != nil {
		m.Uncertain = panel.uncertain(s, factors)
	}
	return m, wrong.refused()
}

// uncertain lists the marks that members' scores would give, for ranked bids.
func (p Panel) uncertain(s scoring.Sheet, factors map[string]*big.Rat) (list []Uncertain) {
	questions := questionsOf(s.Method.Criteria)
	for _, score := range p.Scores {
		q := slices.IndexFunc(questions, func(c scoring.Criterion) bool { return c.ID == score.Criterion })
		factor := factors[score.Bid]
		if q < 0 || factor == nil {
			continue
		}
		for _, level := range questions[q].Scale {
			if level.Level != score.Level {
				continue
			}
			mark := new(big.Rat).Mul(level.Marks.Rat(), factor)
			at := slices.IndexFunc(list, func(u Uncertain) bool { return u.Bid == score.Bid && u.Criterion == score.Criterion })
			if at < 0 {
				list = append(list, Uncertain{Bid: score.Bid, Criterion: score.Criterion, Marks: []*big.Rat{mark}})
			} else {
				list[at].Marks = append(list[at].Marks, mark)
			}
		}
	}
	return list
}
