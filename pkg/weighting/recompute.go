package weighting

import (
	"errors"
	"fmt"
)

// Recompute derives the weights again from the answers that a stored derivation carries. The error is an *Error when the answers are
// wrong, when there is not exactly one set of them, or when they give other weights than the stored ones, naming each that differs.
func (d Derivation) Recompute() (Derivation, error) {
	var wrong faults
	if d.Kind != Kind {
		wrong.add("/kind", "unknown-kind", fmt.Sprintf("a derivation of kind %q cannot be read; %s can", d.Kind, Kind))
	}
	var again Derivation
	var err error
	given := 0
	try := func(there bool, member string, derive func() (Derivation, error)) {
		if there {
			given++
			again, err = derive()
			wrong = append(wrong, below(member, err)...)
		}
	}
	try(d.Pairwise != nil, "/pairwise", func() (Derivation, error) { return FromPairs(*d.Pairwise) })
	try(d.Matrix != nil, "/matrix", func() (Derivation, error) { return FromMatrix(*d.Matrix) })
	try(d.Swing != nil, "/swing", func() (Derivation, error) { return FromSwings(*d.Swing) })
	try(d.RankOrder != nil, "/rankOrder", func() (Derivation, error) { return FromOrder(*d.RankOrder) })
	if given != 1 {
		wrong.add("", "one-set-of-answers", fmt.Sprintf("a derivation holds one of pairwise, matrix, swing and rankOrder; this one holds %d", given))
	}
	if len(wrong) > 0 {
		return Derivation{}, wrong.refused()
	}
	return again, d.differs(again)
}

// below puts the faults of one set of answers under its member.
func below(member string, err error) (moved faults) {
	var refused *Error
	if errors.As(err, &refused) {
		for _, f := range refused.Faults {
			moved.add(member+f.Pointer, f.Code, f.Detail)
		}
	}
	return moved
}

// differs names what a stored derivation has otherwise than its answers give.
func (d Derivation) differs(again Derivation) error {
	var wrong faults
	if d.Method != again.Method {
		wrong.add("/method", "not-what-the-answers-give", fmt.Sprintf("stored is %s, the answers are of %s", d.Method, again.Method))
	}
	if len(d.Weights) != len(again.Weights) {
		wrong.add("/weights", "not-what-the-answers-give", fmt.Sprintf("stored are %d weights, the answers give %d", len(d.Weights), len(again.Weights)))
		return wrong.refused()
	}
	for i, w := range again.Weights {
		if d.Weights[i] != w {
			wrong.add(fmt.Sprintf("/weights/%d", i), "not-what-the-answers-give", fmt.Sprintf("stored is %s %s %%, the answers give %s %s %%", d.Weights[i].ID, d.Weights[i].Weight, w.ID, w.Weight))
		}
	}
	return wrong.refused()
}
