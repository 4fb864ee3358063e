package robustness

import (
	"fmt"
	"maps"

	"github.com/assay-engine/assay/pkg/scoring"
)

// StepStudy says what one step of one agreed score would do.
type StepStudy struct {
	// Runs is how many steps were tried: one up and one down for every agreed score that has a level there. LeftOut is how many were not,
	// because that would be more than 5,000 sheets, a million bids scored or too many digits; bids in rank order come first.
	Runs    int `json:"runs"`
	LeftOut int `json:"leftOut"`
	// WinnerChanges and OrderChanges count the steps that would change the winner, and any rank.
	WinnerChanges int `json:"winnerChanges"`
	OrderChanges  int `json:"orderChanges"`
	// Steps are those that change something.
	Steps []Step `json:"steps"`
	Words string `json:"words"`
}

// Step is one agreed score moved to the next level of its scale.
type Step struct {
	Bid       string `json:"bid"`
	Criterion string `json:"criterion"`
	Title     string `json:"title"`
	From      int    `json:"from"`
	To        int    `json:"to"`
	Effect
}

// EachStep scores the sheet with each agreed score of each bid that is not disregarded one level lower and one level higher. Minimums apply as
// published, so a step can also let a bid in or put it out. A sheet that breaks a rule gives the scoring package's faults.
func EachStep(s scoring.Sheet) (StepStudy, error) {
	r, err := rescore(s)
	if err != nil {
		return StepStudy{}, err
	}
	return r.eachStep()
}

func (r *rescorer) eachStep() (StepStudy, error) {
	study := StepStudy{Steps: []Step{}}
	questions := questionsOf(r.sheet.Method.Criteria)
	for _, i := range r.inOrder() {
		for _, q := range questions {
			if err := r.steps(&study, i, q); err != nil {
				return StepStudy{}, err
			}
		}
	}
	study.Words = "No single step of an agreed score would change the winner."
	if study.WinnerChanges > 0 {
		study.Words = fmt.Sprintf("%s would change the winner.", counted(study.WinnerChanges, "single step of an agreed score", "single steps of an agreed score"))
	}
	return study, nil
}

// steps tries the two neighbours of one agreed score.
func (r *rescorer) steps(study *StepStudy, i int, q scoring.Criterion) error {
	bid := r.sheet.Bids[i]
	for place, level := range q.Scale {
		if level.Level != bid.Levels[q.ID] {
			continue
		}
		for _, next := range []int{place - 1, place + 1} {
			if next < 0 || next == len(q.Scale) {
				continue
			}
			if study.Runs == r.most {
				study.LeftOut++
				continue
			}
			study.Runs++
			step := Step{Bid: bid.ID, Criterion: q.ID, Title: titleOf(q), From: level.Level, To: q.Scale[next].Level}
			var err error
			if step.Effect, err = r.change(withLevel(bid, q.ID, step.To)); err != nil {
				return err
			}
			study.take(step)
		}
	}
	return nil
}

// take keeps a step that changes something.
func (s *StepStudy) take(step Step) {
	if step.WinnerChanges {
		s.WinnerChanges++
	}
	if step.OrderChanges {
		s.OrderChanges++
		s.Steps = append(s.Steps, step)
	}
}

// withLevel is a bid with another agreed level; the sheet's own stays as it is.
func withLevel(b scoring.Bid, question string, level int) scoring.Bid {
	b.Levels = maps.Clone(b.Levels)
	b.Levels[question] = level
	return b
}

// questionsOf are the question leaves in tree order.
func questionsOf(criteria []scoring.Criterion) (questions []scoring.Criterion) {
	for _, c := range criteria {
		if c.Kind == scoring.QuestionLeaf {
			questions = append(questions, c)
		}
		questions = append(questions, questionsOf(c.Criteria)...)
	}
	return questions
}

// titleOf is what a reader calls a criterion.
func titleOf(c scoring.Criterion) string {
	if c.Title != "" {
		return c.Title
	}
	return c.ID
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
