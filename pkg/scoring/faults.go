package scoring

import "strings"

// Fault is one thing that is wrong with a sheet or a method, for the person who can put it right. Codes are stable; messages may be reworded.
type Fault struct {
	Pointer string `json:"pointer"` // RFC 6901, into the document that was checked: "/method/criteria/0/weight"
	Code    string `json:"code"`    // stable, kebab-case
	Message string `json:"detail"`
}

// String is "pointer: message".
func (f Fault) String() string {
	if f.Pointer == "" {
		return f.Message
	}
	return f.Pointer + ": " + f.Message
}

// Faults is everything that is wrong, in the order of the document. It is the error of [Parse], [Score] and [Compile] for a sheet that is
// well-formed JSON but breaks a rule.
type Faults []Fault

// Error is one line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// The codes of faults. Besides these, [Parse] passes on those of the JSON reader and of the number types ("unknown-member", "duplicate-key",
// "wrong-type", "not-a-number", "too-many-decimals", …).
const (
	CodeVersion         = "unknown-version"       // the sheet's version is not 1
	CodeMissing         = "missing"               // something needed was left out
	CodeNotTaken        = "not-taken"             // a member that this kind, function or basis does not take
	CodeUnknownValue    = "unknown-value"         // a word that is not in the list
	CodeOutOfRange      = "out-of-range"          // a number beyond its limits
	CodeTooManyDecimals = "too-many-decimals"     // a parameter with more than six decimals
	CodeIDTwice         = "id-twice"              // a criterion's or bid's id used before
	CodeMeasureTwice    = "measure-twice"         // a measure scored before
	CodeWeightSum       = "weights-do-not-add-up" // siblings' weights are not exactly 100
	CodeWorthSum        = "worth-does-not-add-up" // a branch's worth is not the sum of its children's
	CodeNoWeight        = "no-weighted-criterion" // a branch, or the method, without any weighted node
	CodeAnchors         = "anchors-equal"         // best = worst
	CodePoints          = "points-do-not-rise"    // a curve's x does not rise, or has fewer than two points
	CodeBandGap         = "bands-gap"             // inputs that no band covers
	CodeBandOverlap     = "bands-overlap"         // inputs that two bands cover
	CodeBandEmpty       = "band-empty"            // a band that ends where it begins, or before
	CodeScale           = "marks-do-not-rise"     // a scale whose marks do not rise with the level
	CodeLevelTwice      = "level-twice"           // a level that is on the scale before
	CodeUnknownID       = "unknown-criterion"     // a tie rule, level or gate that names no such criterion
	CodeUnknownMeasure  = "unknown-measure"       // a commitment that the method does not ask for
	CodeUnknownLevel    = "unknown-level"         // a level that is not on the scale
	CodeCurrency        = "currency-differs"      // amounts that are compared are in different currencies
	CodeZeroPrice       = "price-is-zero"         // a price of 0 that would be divided by
	CodeSeed            = "seed-does-not-match"   // the draw's seed is not the one committed to
	CodeTooLarge        = "too-large"             // more bids × criteria than one sheet may hold
	CodeMoreFaults      = "more-faults"           // the list of faults was cut
	CodeForm            = "wrong-form"            // a hash or a seed that is not written as it must be
)
