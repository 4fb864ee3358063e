package scoring

// Result is the answer to a [Sheet]: who ranks where and why. The same sheet gives the same bytes on every machine.
type Result struct {
	Version    int        `json:"version"`
	Engine     string     `json:"engine"`     // [Engine]: the rules it was computed by
	MethodHash string     `json:"methodHash"` // see [Method.Hash]
	InputHash  string     `json:"inputHash"`  // see [Sheet.InputHash]
	Ranking    []Ranked   `json:"ranking"`    // best first; empty where no bid could be ranked, which is a result, not an error
	Excluded   []Excluded `json:"excluded"`   // by bid id
	Nodes      []Node     `json:"nodes"`      // of ranked bids: bids in rank order, for each the criteria in tree order, parents first
	Ties       []Tie      `json:"ties"`
	Warnings   []Warning  `json:"warnings"`
}

// Ranked is a bid's place. Bids that share a rank are listed by id. Total is shown to the method's places; Exact is the total after any
// rounding that the method asks for.
type Ranked struct {
	Bid   string `json:"bid"`
	Rank  int    `json:"rank"`
	Total Figure `json:"total"`
	Exact Exact  `json:"exact"`
}

// Excluded is a bid that was not ranked. Reason is the buyer's ground where Why is [WhyDisregarded]; Failures names every requirement not met
// where Why is [WhyFailedRequirements].
type Excluded struct {
	Bid      string    `json:"bid"`
	Why      Why       `json:"why"`
	Reason   string    `json:"reason,omitempty"`
	Failures []Failure `json:"failures,omitempty"`
}

// Why is why a bid was not ranked.
type Why string

// Why bids are not ranked. A bid that is disregarded and also fails is disregarded.
const (
	WhyDisregarded        Why = "disregarded"
	WhyFailedRequirements Why = "failed_requirements" // a gate, a minimum or a curve that refuses what lies outside it
	WhyNoQuality          Why = "no_quality"          // no quality marks at all, under [PricePerQualityPoint]
)

// Failure is one requirement that a bid did not meet. Gates and the minimums of questions are looked at first; only bids that pass those are
// compared, so the failures of calculated marks and branches are named only where there are none of the first sort.
type Failure struct {
	Criterion string      `json:"criterion"`
	Requires  Requirement `json:"requires"`
	Exact     Exact       `json:"exact,omitempty"`   // the mark, or the input that lies outside the curve
	Minimum   Exact       `json:"minimum,omitempty"` // the mark that was needed
}

// Requirement is the sort of requirement that was not met.
type Requirement string

// The sorts of requirement.
const (
	RequiresGate    Requirement = "gate"    // a yes
	RequiresMinimum Requirement = "minimum" // a mark not below the minimum
	RequiresInside  Requirement = "inside"  // an input within the ends of a curve
)

// Node is how one bid did on one criterion.
type Node struct {
	Bid       string `json:"bid"`
	Criterion string `json:"criterion"`
	// Input is what was marked: pounds, units (divided and capped as the method says), or the level of a question. It is nil for a branch and
	// for what was not offered.
	Input *Exact `json:"input"`
	Mark  Figure `json:"mark"`  // 0–100, shown to the method's places
	Exact Exact  `json:"exact"` // the mark, after any rounding that the method asks for
	// Weighted is the mark's share of the total, global weight × mark ÷ 100 (worth × mark ÷ 100, in pounds, under [AwardOnValue]), shown to the
	// method's places.
	Weighted Figure `json:"weighted"`
	// LocalWeight is the share of the parent and GlobalWeight the share of the whole, both in per cent and in full; left out under
	// [AwardOnValue], which shows Worth in pounds. Price under a basis that gives it no weight shows 0.
	LocalWeight  Figure `json:"localWeight,omitempty"`
	GlobalWeight Figure `json:"globalWeight,omitempty"`
	Worth        Figure `json:"worth,omitempty"`
	Step         string `json:"step"` // how input became mark, in figures: "100 × 50 ÷ 100"
}

// Tie is a group of bids with equal totals, in rank order, and what told them apart: a criterion's id, "lowest_price" or "draw". BrokenBy is
// nil where nothing did and they share the rank. A group that was told apart in several steps appears once for each.
type Tie struct {
	Bids     []string `json:"bids"`
	BrokenBy *string  `json:"brokenBy"`
}

// Warning is something a careful reader should know of the result. It never changes a figure.
type Warning struct {
	Code      string `json:"code"`
	Criterion string `json:"criterion"`
}

// The codes of warnings.
const (
	// WarnRivalDependent: marks on this criterion depend on the other bids, so adding or removing a losing bid can change the winner.
	WarnRivalDependent = "rival-dependent"
	// WarnZeroPrice: a price of nothing was offered, so a function of the lowest price gives full marks to it and none to any other.
	WarnZeroPrice = "zero-price"
	// WarnZeroInput: the same of a criterion that is not price: the lowest offer is nothing, so it has full marks and all others none.
	WarnZeroInput = "zero-input"
)

// Exact is an exact rational in lowest terms: "66", "-3/4", "458/7".
type Exact string

// Figure is a decimal number as it is shown, with the zeros that its places ask for: "66.00". In JSON it is a number, written with just those
// digits. A figure that would need more than 15 significant digits is shown with fewer decimals.
type Figure string
