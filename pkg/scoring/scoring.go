// Package scoring ranks bids by a published method: exactly, explainably and the same on every machine.
//
// A [Sheet] is the whole question in one document: the [Method] (a tree of criteria with weights, scoring functions, minimums, rounding and a
// tie rule), the [Tender] (its estimate and term, where measures are taken per £ million or per year) and the [Bid]s. [Parse] reads a sheet
// strictly, [Sheet.Check] names everything that is wrong with it at once, and [Score] answers with a [Result]: ranks, totals, the bids that
// were left out and why, every node's input, mark and step in figures, the ties and how they were broken, and warnings.
//
//	sheet, err := scoring.Parse(document)
//	result, err := scoring.Score(sheet)
//	for _, r := range result.Ranking {
//		fmt.Println(r.Rank, r.Bid, r.Total)
//	}
//
// # How a sheet is scored
//
//   - A bid that is disregarded, fails a gate, or is below the minimum of a question is set aside. The others form the pools: every best, worst,
//     lowest and mean is taken over them.
//   - Each leaf has an input: the price in pounds; the quantity promised, divided by the estimate in £ million and by the years where the method
//     says so, and then cut to the cap; the money that a value adds up to; or the level that the panel agreed. A [Function] makes it a mark from 0
//     to 100; a question's scale holds its marks.
//   - What was not offered earns no marks. It is not a zero: it sets no best and moves no mean, and it is not outside any curve.
//   - A branch's mark is Σ (child's weight × child's mark) ÷ 100. Where the method rounds, a mark is rounded before it is used further.
//   - A bid outside a curve that refuses, or below the minimum of a calculated mark or a branch, is set aside too. This is done once: the pools
//     stay as they were. A mark equal to a minimum passes.
//   - The [Basis] makes the total. Totals are ranked as they are, or rounded ([RankOn]); equal totals are told apart by the tie rule, entry by entry
//     inside the groups still tied, and what is left shares its rank: 1, 1, 3.
//
// The order in which bids stand in the sheet shows nowhere but in the hash of the inputs.
//
// # Exactness
//
// All arithmetic is on exact rationals. Nothing is rounded but where the method asks for it, and for display; the one function that is not
// exact, [Logarithmic], is computed with integers to twelve decimals and says so in its step.
//
// Two engines give the same result to the last digit. [Specification] is written to be read beside the rules. [Score], [WriteResult] and a
// compiled [Plan] are written to be fast, and are held to the specification by property tests.
//
// # Limits
//
// Quantities are below 10^12 with three decimals, money below 10^13 with two, weights have two decimals and parameters six; no number has more
// than 15 significant digits, so that RFC 8785 (which writes doubles) loses nothing. Terms run from 1 to 100 years. A sheet holds at most five
// million bids × criteria, the measures of values counted too, and 64 MiB as it is read. Exact figures may be long, but not without end: see
// [Sheet.Effort].
//
// # Reasons
//
// [Explain] turns a result into sentences that a buyer can send to a bidder; [Compare] says what changed between two runs and what that did.
//
// The words are those of UK public procurement (Procurement Act 2023): a buyer publishes a method (award criteria and their relative
// importance, section 23), suppliers offer bids, and a bid that fails the requirements or is disregarded is not ranked (sections 19 and 26–28).
package scoring

import "github.com/assay-engine/assay/pkg/decimal"

// Engine names the rules a result was computed by. A change of any rule that could change any figure gets a new name, so that old results
// keep verifying against the rules they were made under.
const Engine = "scoring/1"

// Sheet is a whole question in one document: tender, method and bids. Version is 1.
type Sheet struct {
	Version int    `json:"version"`
	Tender  Tender `json:"tender"`
	Method  Method `json:"method"`
	Bids    []Bid  `json:"bids"` // may be empty, but not left out
	// DrawSeed reveals the secret of a draw: 32 bytes in hexadecimal, whose SHA-256 the method committed to at publication.
	DrawSeed string `json:"drawSeed,omitempty"`
}

// Tender is what a method may need to know of the procurement: its estimate, where a measure is taken per £ million, and its term in whole
// years (1–100), where a measure is taken per year or monetised. What is not needed may be left out.
type Tender struct {
	Estimate *decimal.Money `json:"estimate,omitempty"`
	Years    int            `json:"years,omitempty"`
}

// Method is how bids are scored and ranked, as published. The zero values of Basis, Rounding, RankOn and TieBreak stand for
// weighted_sum, none with 2 places half_up, unrounded, and shared; [Method.WithDefaults] writes them out.
type Method struct {
	Basis    Basis       `json:"basis,omitempty"`
	Rounding Rounding    `json:"rounding,omitzero"`
	RankOn   RankOn      `json:"rankOn,omitempty"`
	TieBreak []TieBreak  `json:"tieBreak,omitempty"`
	Criteria []Criterion `json:"criteria"`
}

// Criterion is a node of the tree. One with Criteria is a branch, whose mark is the weighted mean of its children; any other is a leaf of a
// [Kind]. A leaf is marked from 0 to 100.
type Criterion struct {
	ID    string `json:"id"`              // unique over the whole tree
	Title string `json:"title,omitempty"` // for readers; the id stands in where it is left out
	// Weight is the share of the parent, in basis points: above 0, siblings that carry weight add up to exactly 10,000 (100 %).
	Weight *decimal.Weight `json:"weight,omitempty"`
	// Worth is what full marks are worth in pounds, instead of a weight, under [AwardOnValue]. A branch's is the sum of its children's.
	Worth *decimal.Pence `json:"worth,omitempty"`
	Kind  Kind           `json:"kind,omitempty"`
	// Minimum is the lowest mark (0–100, after rounding at this step) that meets the requirements; equal passes.
	Minimum *decimal.Number `json:"minimum,omitempty"`

	Measure  string          `json:"measure,omitempty"` // a measure leaf: the code of what is promised
	Measures []ValueMeasure  `json:"measures,omitzero"` // a value leaf: what is monetised
	Cap      *decimal.Number `json:"cap,omitempty"`     // input above this counts as this
	// PerMillion divides the input by the tender's estimate in £ million, never by the bid's own price: x = quantity ÷ (estimate ÷ 1,000,000). PerYear
	// (measure leaves only) divides it by the term in years. Cap, anchors and pools are then in that divided unit. An estimate or term that is missing
	// or 0 is a fault; what is not offered stays not offered; a zero stays 0.
	PerMillion bool      `json:"perMillion,omitempty"`
	PerYear    bool      `json:"perYear,omitempty"`
	Score      *Function `json:"score,omitempty"` // price, measure and value leaves
	Scale      []Level   `json:"scale,omitzero"`  // a question leaf

	Criteria []Criterion `json:"criteria,omitzero"`
}

// Level is one step of a question's published scale. Marks rise strictly with the level and lie within 0–100.
type Level struct {
	Level int            `json:"level"`
	Marks decimal.Number `json:"marks"`
	Words string         `json:"words,omitempty"` // what an answer at this level looks like
}

// ValueMeasure is one measure of a value leaf: its quantity × proxy × (1−deadweight/100) × (1−displacement/100) × (1−attribution/100) ×
// the mean over the years y = 0 … years−1 of (1−dropOff/100)^y is what it adds, in pounds.
//
// Edges: a measure that is not offered adds nothing; a value of which no measure is offered is not offered itself, and earns no marks. An offer of 0
// adds 0 and is an offer. 100 % of any correction, or a proxy of 0, leaves 0. A drop-off of 100 % leaves the first year alone, which counts for one
// in the number of years. The term must be given. Nothing can be negative.
//
// Known flaw: a proxy makes unlike things look alike, and whoever sets it decides what is promised.
//
// The four percentages (0–100, left out means 0) are the usual corrections of a social return on investment (Cabinet Office, "A Guide to
// Social Return on Investment", 2009, stage 4): what would have happened anyway, what was moved from elsewhere, what others caused, and how
// the effect fades year by year.
type ValueMeasure struct {
	Measure      string          `json:"measure"`
	Proxy        *decimal.Number `json:"proxy"` // pounds per unit, not below 0
	Deadweight   decimal.Number  `json:"deadweight"`
	Displacement decimal.Number  `json:"displacement"`
	Attribution  decimal.Number  `json:"attribution"`
	DropOff      decimal.Number  `json:"dropOff"`
}

// Bid is one supplier's numbers. What the method asks for is in Levels (agreed level per question), Commitments (quantity per measure) and
// Gates (met or not); anything there that the method does not ask for is a fault. A commitment left out is "not offered", which earns no
// marks but is not a zero in any best, worst or mean; a gate left out is a gate failed; a level or a needed price left out is a fault.
type Bid struct {
	ID          string                      `json:"id"`
	Price       *decimal.Money              `json:"price,omitempty"`
	Levels      map[string]int              `json:"levels,omitzero"`
	Commitments map[string]decimal.Quantity `json:"commitments,omitzero"`
	Gates       map[string]bool             `json:"gates,omitzero"`
	// Disregarded is set where the buyer has disregarded the bid; it is then outside the ranking and outside every best, worst and mean.
	Disregarded *Disregard `json:"disregarded,omitempty"`
}

// Disregard is the ground on which a bid was disregarded, such as "abnormally_low" (Procurement Act 2023, section 19).
type Disregard struct {
	Reason string `json:"reason"`
}

// Rounding says at which step marks are rounded, to how many decimals and by which rule. The zero value is none, 2, half_up.
type Rounding struct {
	At     Step         `json:"at,omitempty"`
	Places *int         `json:"places,omitempty"` // 0–12; also how many decimals totals and marks are shown to
	Rule   RoundingRule `json:"rule,omitempty"`
}

// TieBreak is one entry of the tie rule; entries are tried in order, each inside the groups still tied.
type TieBreak struct {
	By TieBy  `json:"by"`
	ID string `json:"id,omitempty"` // the criterion whose higher mark comes first, with [ByCriterion]
	// Commitment is "sha256:" and the SHA-256 in hexadecimal of the secret seed, with [ByDraw]. A draft method may leave it out; a sheet may not.
	Commitment string `json:"commitment,omitempty"`
}
