package scoring

import "github.com/assay-engine/assay/pkg/decimal"

// Basis is how marks and price make a total.
type Basis string

// The bases. Q is the weighted marks, 0–100, of the nodes that are not price; P is the bid's price in pounds.
const (
	// WeightedSum: total = Σ weight × mark ÷ 100, in marks from 0 to 100, highest wins. Price, where it counts, is a weighted leaf like any other.
	// This is the basis of nearly all UK tenders.
	//
	// Edges: a bid without any marks has 0 and is ranked; one bid, or equal bids, share rank 1; what is not offered adds nothing, and if nobody offers,
	// nobody has those marks. A price is needed only where a leaf or the tie rule looks at it.
	//
	// Known flaw: the rate at which it trades price for quality is hidden in the price function. Source: the linear additive model of the
	// Department for Communities and Local Government's "Multi-criteria analysis: a manual" (2009), chapter 6.
	WeightedSum Basis = "weighted_sum"

	// PricePerQualityPoint: total = P ÷ Q in pounds per mark, lowest wins. Price leaves carry no weight, the rest add up to 100.
	//
	// Edges: a bid with Q = 0, and so one that offers nothing, is excluded with the reason "no_quality"; where nobody has any quality, nobody is
	// ranked, which is a result. A price of 0 gives 0, the best there is. One bid, or bids in the same proportion, share rank 1. Every bid needs a price.
	//
	// Known flaw: a ratio prizes cheap and poor over dear and good; a minimum on quality is
	// the usual remedy. Source: Government Commercial Function, "Bid evaluation guidance note" (May 2021), section 7.3 and appendix II.
	PricePerQualityPoint Basis = "price_per_quality_point"

	// ValueForMoneyIndex: total = Q ÷ P in marks per pound, highest wins. Price leaves carry no weight, the rest add up to 100. Totals are small:
	// 80 marks for a million pounds are 0.00008, which [Ranked.Shown] writes with digits that count.
	//
	// Edges: a price of 0 is a fault of the sheet. Q = 0 gives 0 and is ranked. One bid, or bids in the same proportion, share rank 1.
	//
	// It ranks as [PricePerQualityPoint] does but for those edges, and has the same flaw: a dear bid with more of everything ("gold-plating")
	// can lead. Source: the value-for-money index described in the tessa package for R, whose example the tests repeat.
	ValueForMoneyIndex Basis = "value_for_money_index"

	// AwardOnValue: total = P − Σ worth × mark ÷ 100 in pounds, lowest wins; it may be negative. Every node carries what full marks on it are
	// worth in pounds instead of a weight, so the trade between price and quality is in the open.
	//
	// Edges: a bid without any marks keeps its price as total; a price of 0 is legal, and the total then negative or 0. One bid, or bids of equal total,
	// share rank 1; what is not offered takes nothing off. Every bid needs a price, in one currency.
	//
	// Known flaw: none of ranking, but the
	// worths must be set with care. Source: the quality-to-price scoring that M. Bergman and S. Lundberg prefer ("Tender evaluation and
	// award methodologies in public procurement"); Negometrix, "Award on value" (in Dutch practice "gunnen op waarde").
	AwardOnValue Basis = "award_on_value"
)

// Kind is what a leaf looks at.
type Kind string

// The kinds of leaf.
const (
	PriceLeaf    Kind = "price"    // the bid's price, in pounds
	MeasureLeaf  Kind = "measure"  // the quantity promised of one measure
	QuestionLeaf Kind = "question" // the level that the panel agreed on a published scale
	ValueLeaf    Kind = "value"    // the monetised sum of several measures, in pounds
	GateLeaf     Kind = "gate"     // met or not met: never weighted, never marked
)

// Step is where in the calculation rounding happens.
type Step string

// The steps of rounding. The rounded figure is what later steps use.
const (
	RoundNone   Step = "none"   // nowhere: figures are only shown rounded
	RoundLeaf   Step = "leaf"   // every leaf's mark
	RoundBranch Step = "branch" // every branch's mark, innermost first; the total is not a branch
	RoundTotal  Step = "total"  // the total
)

// RoundingRule is what happens to the digits beyond the last place.
type RoundingRule string

// The rules of rounding. They treat a negative total, which only [AwardOnValue] knows, as the mirror of the positive one.
const (
	HalfUp   RoundingRule = "half_up"   // to the nearest; a half goes away from zero, as taught at school
	HalfEven RoundingRule = "half_even" // to the nearest; a half goes to the even digit
	Down     RoundingRule = "down"      // digits are cut off, towards zero
)

// RankOn is which totals are ranked.
type RankOn string

// What is ranked.
const (
	Unrounded RankOn = "unrounded" // the totals as they were before any rounding at [RoundTotal]
	Rounded   RankOn = "rounded"   // the totals rounded to the method's places by its rule, whatever the step of rounding is
)

// TieBy is one way to break a tie.
type TieBy string

// The ways to break a tie.
const (
	ByCriterion   TieBy = "criterion"    // the higher mark of one criterion comes first
	ByLowestPrice TieBy = "lowest_price" // the lower price comes first; every bid then needs a price
	// ByDraw orders tied bids by SHA-256(seed ‖ 0x00 ‖ bid id), lowest first. The seed's own SHA-256 is published with the method and the seed
	// revealed in the sheet, so nobody can choose the outcome after seeing the bids and anyone can repeat the draw.
	ByDraw   TieBy = "draw"
	ByShared TieBy = "shared" // the bids share the rank: 1, 1, 3
)

// Function is a calculated scoring function with its parameters: it maps an input to a mark from 0 to 100, and clamps to that range.
// Parameters that the named function does not take are faults. All have at most six decimals.
type Function struct {
	Name FunctionName `json:"function"`

	Worst *decimal.Number `json:"worst,omitempty"` // fixed_linear: the input that earns 0
	Best  *decimal.Number `json:"best,omitempty"`  // fixed_linear: the input that earns 100

	Points  []Point `json:"points,omitzero"`   // piecewise_linear
	Outside Outside `json:"outside,omitempty"` // piecewise_linear; left out means clamp

	Bands []Band `json:"bands,omitzero"` // bands

	Direction Direction `json:"direction,omitempty"` // relative_to_best, min_max, mean_deviation
	WhenEqual WhenEqual `json:"whenEqual,omitempty"` // min_max; left out means full

	HalvingFactor *decimal.Number `json:"halvingFactor,omitempty"` // logarithmic, above 1
}

// FunctionName names one of the closed list of scoring functions: [FixedLinear], [PiecewiseLinear], [Bands], [RelativeToBest], [MinMax] and
// the legacy [MeanDeviation], [StandardDifferential] and [Logarithmic].
type FunctionName string

// Point is a corner of a piecewise-linear curve: the pair [x, mark].
type Point [2]decimal.Number

// X is the input of the corner.
func (p Point) X() decimal.Number { return p[0] }

// Mark is its mark, 0–100.
func (p Point) Mark() decimal.Number { return p[1] }

// Band is one half-open range of inputs, From ≤ input < To, and its mark (0–100). In JSON {"from": 10, "to": 20, "mark": 50}.
type Band struct {
	From *decimal.Number `json:"from,omitempty"` // left out in the first band (or 0)
	To   *decimal.Number `json:"to,omitempty"`   // left out in the last
	Mark *decimal.Number `json:"mark"`
}

// Outside is what happens to an input beyond the ends of a piecewise-linear curve.
type Outside string

// What happens outside a curve.
const (
	Clamp  Outside = "clamp"  // the mark of the nearer end
	Refuse Outside = "refuse" // the bid fails the requirements
)

// Direction is which inputs are better.
type Direction string

// The directions.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

// WhenEqual is what [MinMax] gives when all bids are equal.
type WhenEqual string

// What equal bids earn.
const (
	EqualFull WhenEqual = "full" // 100
	EqualHalf WhenEqual = "half" // 50
	EqualNone WhenEqual = "none" // 0
)
