package robustness

import (
	"fmt"
	"maps"
	"slices"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Panel is the members' own scores and the rule that stands in for their moderation.
type Panel struct {
	// Rule makes a level out of members' levels. A moderated score is never made by a rule, so this asks "what if it had been", to see how much
	// rests on one member; the official score is not touched.
	Rule   StandIn       `json:"rule"`
	Scores []MemberScore `json:"scores"`
}

// MemberScore is one member's own score.
type MemberScore struct {
	Evaluator string `json:"evaluator"`
	Bid       string `json:"bid"`
	Criterion string `json:"criterion"`
	Level     int    `json:"level"`
}

// StandIn is a rule that makes a level of the scale out of several. All work on places of the scale, never on marks.
type StandIn string

// The rules. Of an even number MedianLow takes the lower of the middle two and MedianHigh the higher. Nearest is the mean place, to the nearest
// level, the lower one where it lies half way. Lowest is the lowest given.
const (
	MedianLow  StandIn = "median_low"
	MedianHigh StandIn = "median_high"
	Nearest    StandIn = "nearest"
	Lowest     StandIn = "lowest"
)

// EvaluatorStudy says how much rests on one member of the panel.
type EvaluatorStudy struct {
	Rule StandIn `json:"rule"`
	// Baseline is the ranking with every score that has members' scores made by the rule from all of them, beside the official one. Each
	// member's absence is compared with this baseline, so that what the rule itself does is not laid at a member's door.
	Baseline Effect `json:"baseline"`
	// Decisive are the members without whose scores another bid would come first.
	Decisive []string  `json:"decisive"`
	Absences []Absence `json:"absences"`
	// LeftOut is how many members were not tried, because that would be too much work; see [BidStudy].
	LeftOut int    `json:"leftOut"`
	Words   string `json:"words"`
}

// Absence is the panel without one member. A score that nobody else gave stays as agreed.
type Absence struct {
	Evaluator string `json:"evaluator"`
	// Changed counts the scores that the rule then makes differently.
	Changed int `json:"changed"`
	Effect
}

// WithoutEachEvaluator scores the sheet once with the panel's scores by the rule, and once more without each member. Refused, all at once: an
// unknown rule, and scores of an unknown bid or question, off the scale, or given twice by one member. A sheet that breaks a rule gives the
// scoring package's faults.
func WithoutEachEvaluator(s scoring.Sheet, p Panel) (EvaluatorStudy, error) {
	r, err := rescore(s)
	if err != nil {
		return EvaluatorStudy{}, err
	}
	return r.withoutEachEvaluator(p)
}

func (r *rescorer) withoutEachEvaluator(p Panel) (EvaluatorStudy, error) {
	table, err := r.read(p)
	if err != nil {
		return EvaluatorStudy{}, err
	}
	study := EvaluatorStudy{Rule: p.Rule, Decisive: []string{}, Absences: []Absence{}}
	all := table.bids(r.sheet.Bids, "")
	base, err := r.standingOf(all)
	if err != nil {
		return study, err
	}
	study.Baseline = r.base.compare(base)
	for _, evaluator := range table.evaluators {
		if len(study.Absences) == r.most {
			study.LeftOut++
			continue
		}
		bids := table.bids(r.sheet.Bids, evaluator)
		without, err := r.standingOf(bids)
		if err != nil {
			return study, err
		}
		absence := Absence{Evaluator: evaluator, Changed: differences(all, bids), Effect: base.compare(without)}
		if absence.WinnerChanges {
			study.Decisive = append(study.Decisive, evaluator)
		}
		study.Absences = append(study.Absences, absence)
	}
	study.Words = study.words()
	return study, nil
}

// standingOf ranks bids that are not those of the sheet.
func (r *rescorer) standingOf(bids []scoring.Bid) (standing, error) {
	table, err := r.plan.Table(bids)
	if err != nil {
		return standing{}, err
	}
	return r.rank(table), nil
}

// words says who is decisive, and first, where the rule alone gives another winner than the agreed scores, beside whom.
func (s EvaluatorStudy) words() string {
	if !s.Baseline.WinnerChanges {
		return s.absent()
	}
	first := "nobody"
	if len(s.Baseline.Winners) > 0 {
		first = "bid " + listed(s.Baseline.Winners)
	}
	return fmt.Sprintf("The rule that stands in for the agreed scores would itself put %s first; members are left out of that ranking, not of the official one. %s", first, s.absent())
}

func (s EvaluatorStudy) absent() string {
	switch len(s.Decisive) {
	case 0:
		return "Leaving any one evaluator out leaves the winner the same."
	case 1:
		return fmt.Sprintf("Without %s another bid would come first.", s.Decisive[0])
	}
	return fmt.Sprintf("Without any one of %s another bid would come first.", listed(s.Decisive))
}

// panelTable is the panel's scores, as places on scales, by bid and question.
type panelTable struct {
	rule       StandIn
	evaluators []string
	scales     map[string][]scoring.Level
	places     map[[2]string]map[string]int // bid and question to evaluator to place
}

// bids are the bids with their levels made by the rule, without one evaluator.
func (t *panelTable) bids(official []scoring.Bid, without string) []scoring.Bid {
	bids := slices.Clone(official)
	for i, b := range bids {
		for question := range b.Levels {
			var places []int
			for evaluator, place := range t.places[[2]string{b.ID, question}] {
				if evaluator != without {
					places = append(places, place)
				}
			}
			if len(places) > 0 {
				bids[i] = withLevel(bids[i], question, t.scales[question][t.rule.place(places)].Level)
			}
		}
	}
	return bids
}

// place is the rule.
func (rule StandIn) place(places []int) int {
	slices.Sort(places)
	n := len(places)
	switch rule {
	case MedianLow:
		return places[(n-1)/2]
	case MedianHigh:
		return places[n/2]
	case Lowest:
		return places[0]
	}
	sum := 0
	for _, place := range places {
		sum += place
	}
	// Half way goes down: the least whole number not below sum/n − 1/2.
	return (2*sum + n - 1) / (2 * n)
}

// differences counts the levels that two lists of the same bids have otherwise.
func differences(a, b []scoring.Bid) (n int) {
	for i := range a {
		for question, level := range a[i].Levels {
			if b[i].Levels[question] != level {
				n++
			}
		}
	}
	return n
}

// read checks a panel against the sheet.
func (r *rescorer) read(p Panel) (*panelTable, error) {
	var wrong faults
	if !slices.Contains([]StandIn{MedianLow, MedianHigh, Nearest, Lowest}, p.Rule) {
		wrong.add("/rule", "unknown-rule", "the rule is median_low, median_high, nearest or lowest")
	}
	t := &panelTable{rule: p.Rule, scales: map[string][]scoring.Level{}, places: map[[2]string]map[string]int{}}
	for _, q := range questionsOf(r.sheet.Method.Criteria) {
		t.scales[q.ID] = q.Scale
	}
	names := map[string]bool{}
	for i, score := range p.Scores {
		r.readScore(&wrong, t, fmt.Sprintf("/scores/%d", i), score)
		names[score.Evaluator] = true
	}
	t.evaluators = slices.Sorted(maps.Keys(names))
	return t, wrong.refused()
}

func (r *rescorer) readScore(wrong *faults, t *panelTable, at string, score MemberScore) {
	if !slices.ContainsFunc(r.sheet.Bids, func(b scoring.Bid) bool { return b.ID == score.Bid }) {
		wrong.add(at+"/bid", "unknown-bid", score.Bid+" is not a bid of the sheet")
	}
	if score.Evaluator == "" {
		wrong.add(at+"/evaluator", "missing", "a score names its evaluator")
	}
	scale, known := t.scales[score.Criterion]
	if !known {
		wrong.add(at+"/criterion", "unknown-criterion", score.Criterion+" is not a question of the method")
		return
	}
	place := slices.IndexFunc(scale, func(l scoring.Level) bool { return l.Level == score.Level })
	if place < 0 {
		wrong.add(at+"/level", "off-scale", fmt.Sprintf("%d is not a level of the question's scale", score.Level))
	}
	key := [2]string{score.Bid, score.Criterion}
	if t.places[key] == nil {
		t.places[key] = map[string]int{}
	}
	if _, twice := t.places[key][score.Evaluator]; twice {
		wrong.add(at, "duplicate-score", score.Evaluator+" scored this twice")
	}
	t.places[key][score.Evaluator] = place
}
