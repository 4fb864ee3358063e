// Package robustness says how firm a ranking is: what would have to be different for someone else to win.
//
// Five questions are asked of a scored sheet. How far may each weight move before the winner or any rank changes (Stability, exact)? What if
// a bid had not been there (WithoutEachBid)? What if an evaluator had not been there (WithoutEachEvaluator)? What if an agreed score were
// one step higher or lower (EachStep)? And, were the weights not known at all or only in part, how often would each bid take each
// rank (Model.Run, the method SMAA-2)? Analyse asks them together and ends in a verdict in plain words.
//
// None of it can touch the official result: every function takes a sheet by value, changes copies, and returns findings.
//
// Everything but SMAA-2 is exact. SMAA-2 is statistical; its generator and arithmetic are this package's own and work on integers only, so a
// seed gives the same numbers on every machine, and its standard error is stated.
//
// Each study ranks the sheet at most 5,000 times and at most a million bids in all, and says what it left out. A sheet whose exact figures are so
// long that even this would take minutes is refused by an *Error with the code "too-large"; such sheets monetise many measures over decades with
// six decimals and are not met in practice.
//
// Sources: Lahdelma and Salminen, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision making", Operations Research
// 49 (2001); Mareschal, "Weight stability intervals in multicriteria decision aid", European Journal of Operational Research 33 (1988).
package robustness

import "strings"

// Fault is one thing wrong with a question, at a JSON pointer (RFC 6901) into it.
type Fault struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Error lists everything wrong with a question; it is not answered then.
type Error struct {
	Faults []Fault `json:"faults"`
}

// Error joins the faults, one to a line, as "pointer: detail".
func (e *Error) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.Pointer + ": " + f.Detail
	}
	return strings.Join(lines, "\n")
}

// faults gathers what is wrong; refused turns it into an error, nil when nothing is.
type faults []Fault

func (f *faults) add(pointer, code, detail string) { *f = append(*f, Fault{pointer, code, detail}) }

func (f faults) refused() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{f}
}
