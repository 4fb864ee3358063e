package agreement

import (
	"fmt"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Panel is everything one panel scored, before its scores were agreed.
type Panel struct {
	Items []Item `json:"items"`
	Rules Rules  `json:"rules"`
}

// Report is a panel's agreement: coefficients over all items and findings for each, in the order the items came in.
type Report struct {
	// Evaluators are the columns of the table that the coefficients were taken over, sorted by name.
	Evaluators []string      `json:"evaluators"`
	Alphas     []Coefficient `json:"alphas"`
	ICC        Coefficient   `json:"icc"`
	KendallW   Concordance   `json:"kendallW"`
	Findings   []Finding     `json:"findings"`
	// Caution is to be shown wherever the report is.
	Caution string `json:"caution"`
}

// Caution is the sentence that every report carries.
const Caution = "For triage only: these figures say what to talk about first. They give no score, and an agreed score is never their average."

// Review reads a panel: alpha at all three levels, ICC(2,1), Kendall's W, and the flags of every item. The coefficients take levels as
// numbers. An item or evaluator given twice, a score off the published scale, a scale that does not rise, a threshold off the scale and
// a negative rule are refused, all in one *Error.
func Review(p Panel) (Report, error) {
	if faults := p.faults(); faults != nil {
		return Report{}, &Error{faults}
	}
	rules := p.Rules
	if rules.SpreadFrom == 0 {
		rules.SpreadFrom = 2
	}
	if rules.OutlierFrom == 0 {
		rules.OutlierFrom = 2
	}
	table, evaluators := p.table()
	report := Report{Evaluators: evaluators, Findings: make([]Finding, len(p.Items)), Caution: Caution}
	for i, item := range p.Items {
		report.Findings[i] = rules.find(item)
	}
	for _, level := range []Level{Nominal, Ordinal, Interval} {
		alpha, err := Alpha(table, level)
		if err != nil {
			return Report{}, err
		}
		report.Alphas = append(report.Alphas, alpha)
	}
	var err error
	if report.ICC, err = ICC(table, ICC21); err != nil {
		return Report{}, err
	}
	report.KendallW, err = KendallW(table)
	return report, err
}

// table lays the scores out, one column for each evaluator.
func (p Panel) table() (Ratings, []string) {
	evaluators := []string{}
	for _, item := range p.Items {
		for _, s := range item.Scores {
			evaluators = append(evaluators, s.Evaluator)
		}
	}
	slices.Sort(evaluators)
	evaluators = slices.Compact(evaluators)
	table := make(Ratings, len(p.Items))
	for i, item := range p.Items {
		table[i] = make([]*decimal.Number, len(evaluators))
		for _, s := range item.Scores {
			column, _ := slices.BinarySearch(evaluators, s.Evaluator)
			level := decimal.FromInt(int64(s.Level))
			table[i][column] = &level
		}
	}
	return table, evaluators
}

// faults names everything wrong with the panel at once.
func (p Panel) faults() (faults []Fault) {
	if p.Rules.SpreadFrom < 0 {
		faults = append(faults, Fault{"/rules/spreadFrom", "negative", "steps are counted from 1; 0 means the default of 2"})
	}
	if p.Rules.OutlierFrom < 0 {
		faults = append(faults, Fault{"/rules/outlierFrom", "negative", "steps are counted from 1; 0 means the default of 2"})
	}
	items := map[string]bool{}
	for i, item := range p.Items {
		at := fmt.Sprintf("/items/%d", i)
		if items[item.ID] {
			faults = append(faults, Fault{at + "/id", "duplicate-item", item.ID + " is listed twice"})
		}
		items[item.ID] = true
		faults = append(faults, item.faults(at)...)
	}
	return faults
}

func (item Item) faults(at string) (faults []Fault) {
	for i := 1; i < len(item.Scale); i++ {
		if item.Scale[i] <= item.Scale[i-1] {
			faults = append(faults, Fault{fmt.Sprintf("%s/scale/%d", at, i), "scale-not-rising", "the levels of a scale rise"})
		}
	}
	off := func(level int) bool { return item.Scale != nil && !slices.Contains(item.Scale, level) }
	if item.Threshold != nil && off(*item.Threshold) {
		faults = append(faults, Fault{at + "/threshold", "off-scale", fmt.Sprintf("%d is not a level of the scale", *item.Threshold)})
	}
	seen := map[string]bool{}
	for i, s := range item.Scores {
		if s.Evaluator == "" {
			faults = append(faults, Fault{fmt.Sprintf("%s/scores/%d/evaluator", at, i), "missing", "a score names its evaluator"})
		}
		if seen[s.Evaluator] {
			faults = append(faults, Fault{fmt.Sprintf("%s/scores/%d/evaluator", at, i), "duplicate-score", s.Evaluator + " scored this twice"})
		}
		seen[s.Evaluator] = true
		if off(s.Level) {
			faults = append(faults, Fault{fmt.Sprintf("%s/scores/%d/level", at, i), "off-scale", fmt.Sprintf("%d is not a level of the scale", s.Level)})
		}
	}
	return faults
}
