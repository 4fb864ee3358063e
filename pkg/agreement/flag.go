package agreement

import (
	"fmt"
	"slices"
	"strings"
)

// Score is one evaluator's own score for one thing, as a level of the published scale.
type Score struct {
	Evaluator string `json:"evaluator"`
	Level     int    `json:"level"`
}

// Item is one thing the panel scored: one bid's answer to one question.
type Item struct {
	// ID names the thing to the reader, such as "bid A / q1".
	ID string `json:"id"`
	// Scores holds at most one score of each evaluator; who did not score is not there.
	Scores []Score `json:"scores"`
	// Scale is the published levels, rising. Steps are counted on it, so that 0, 5, 10 are one step apart each. Left out, the level
	// numbers themselves are counted.
	Scale []int `json:"scale,omitempty"`
	// Threshold is the lowest level that meets the question's minimum, where it has one.
	Threshold *int `json:"threshold,omitempty"`
}

// Rules says from how many steps of the scale on a difference is flagged. Zero means the default of two.
type Rules struct {
	// SpreadFrom is the least distance of the lowest from the highest score that is flagged.
	SpreadFrom int `json:"spreadFrom"`
	// OutlierFrom is the least distance of one score from all the others, which lie closer together than that, that is flagged.
	OutlierFrom int `json:"outlierFrom"`
}

// FlagCode names what a flag is about.
type FlagCode string

const (
	// Spread flags scores that lie far apart.
	Spread FlagCode = "spread"
	// LoneOutlier flags one evaluator who stands apart from all the others, who stand together. It takes three scores.
	LoneOutlier FlagCode = "lone-outlier"
	// Straddles flags scores on both sides of a minimum, so that the panel disagrees whether the bid passes.
	Straddles FlagCode = "straddles-threshold"
	// OneScore flags a thing that a single evaluator scored, so that nobody can differ.
	OneScore FlagCode = "one-score"
)

// Flag is a reason to talk about a thing before its score is agreed. It is never a reason to change or discard a score by itself.
type Flag struct {
	Code FlagCode `json:"code"`
	// Evaluators are those it is about: the outlier, or the ones below the threshold, or the lowest and highest.
	Evaluators []string `json:"evaluators"`
	Words      string   `json:"words"`
}

// Finding is how the panel's own scores for one thing lie.
type Finding struct {
	Item  string `json:"item"`
	Count int    `json:"count"`
	// Lowest and Highest are levels; Steps is their distance in steps of the scale. All are nil when nobody scored.
	Lowest  *int `json:"lowest"`
	Highest *int `json:"highest"`
	Steps   *int `json:"steps"`
	// AllAgree says that at least two evaluators scored and all gave the same level.
	AllAgree bool   `json:"allAgree"`
	Flags    []Flag `json:"flags"`
}

// placed is a score with its step on the scale.
type placed struct {
	Score
	step int
}

// find reads one item whose shape has been checked.
func (rules Rules) find(item Item) Finding {
	scores := item.placed()
	f := Finding{Item: item.ID, Count: len(scores), Flags: []Flag{}}
	if len(scores) == 0 {
		return f
	}
	first, last := scores[0], scores[len(scores)-1]
	steps := last.step - first.step
	f.Lowest, f.Highest, f.Steps, f.AllAgree = &first.Level, &last.Level, &steps, steps == 0 && len(scores) > 1
	if len(scores) == 1 {
		f.Flags = append(f.Flags, Flag{OneScore, []string{first.Evaluator}, "Only " + first.Evaluator + " scored this, so nobody can differ."})
	}
	if steps >= rules.SpreadFrom && len(scores) > 1 {
		f.Flags = append(f.Flags, Flag{
			Spread,
			[]string{first.Evaluator, last.Evaluator},
			fmt.Sprintf("Scores run from %d (%s) to %d (%s), %s apart.", first.Level, first.Evaluator, last.Level, last.Evaluator, inSteps(steps)),
		})
	}
	f.Flags = append(f.Flags, rules.outlier(scores)...)
	f.Flags = append(f.Flags, straddle(item, scores)...)
	return f
}

// outlier finds the one who stands apart. With scores sorted it can only be the first or the last, and never both.
func (rules Rules) outlier(scores []placed) []Flag {
	n := len(scores)
	if n < 3 {
		return nil
	}
	apart := func(lone, near, far placed) []Flag {
		distance := max(lone.step-near.step, near.step-lone.step)
		others := max(far.step-near.step, near.step-far.step)
		if distance < rules.OutlierFrom || others >= rules.OutlierFrom {
			return nil
		}
		together := "who all gave the same"
		if others > 0 {
			together = "who lie within " + inSteps(others) + " of one another"
		}
		return []Flag{{LoneOutlier, []string{lone.Evaluator}, fmt.Sprintf("%s gave %d, at least %s from every other evaluator, %s.",
			lone.Evaluator, lone.Level, inSteps(distance), together)}}
	}
	return append(apart(scores[0], scores[1], scores[n-1]), apart(scores[n-1], scores[n-2], scores[0])...)
}

// straddle finds scores on both sides of the minimum.
func straddle(item Item, scores []placed) []Flag {
	if item.Threshold == nil {
		return nil
	}
	var below []string
	for _, s := range scores {
		if s.Level < *item.Threshold {
			below = append(below, s.Evaluator)
		}
	}
	if len(below) == 0 || len(below) == len(scores) {
		return nil
	}
	return []Flag{{Straddles, below, fmt.Sprintf("The minimum is level %d: %s below it, %d at or above it, so the panel disagrees whether the bid passes.",
		*item.Threshold, strings.Join(below, ", "), len(scores)-len(below))}}
}

// placed sorts the scores by step, and by name where equal, so that the order they came in changes nothing.
func (item Item) placed() []placed {
	scores := make([]placed, len(item.Scores))
	for i, s := range item.Scores {
		scores[i] = placed{s, s.Level}
		if item.Scale != nil {
			scores[i].step = slices.Index(item.Scale, s.Level)
		}
	}
	slices.SortFunc(scores, func(a, b placed) int {
		if a.step != b.step {
			return a.step - b.step
		}
		return strings.Compare(a.Evaluator, b.Evaluator)
	})
	return scores
}

func inSteps(n int) string {
	if n == 1 {
		return "1 step"
	}
	return fmt.Sprintf("%d steps", n)
}
