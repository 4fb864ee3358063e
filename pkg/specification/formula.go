package specification

import "github.com/assay-engine/assay/pkg/scoring"

// rivals warns of marks that a bidder cannot work out alone.
const rivals = "The mark depends on the other bids that are ranked, so it cannot be worked out beforehand, and a bid that joins or leaves can change it."

// formula writes the function of a calculated criterion; nil where the criterion
// has none.
func (b *builder) formula(c scoring.Criterion) *Formula {
	if c.Score == nil {
		return nil
	}
	f := Formula{Function: c.Score.Name, Where: b.where(c)}
	writeFormula[c.Score.Name](*c.Score, &f)
	if isRival(c.Score.Name) {
		f.Caution = rivals
	}
	return &f
}

func isRival(name scoring.FunctionName) bool {
	switch name {
	case scoring.FixedLinear, scoring.PiecewiseLinear, scoring.Bands:
		return false
	default:
		return true
	}
}

// writeFormula has a writer for every function of package scoring; a test holds
// the two lists together.
var writeFormula = map[scoring.FunctionName]func(scoring.Function, *Formula){
	scoring.FixedLinear:          fixedLinear,
	scoring.PiecewiseLinear:      piecewiseLinear,
	scoring.Bands:                bands,
	scoring.RelativeToBest:       relativeToBest,
	scoring.MinMax:               minMax,
	scoring.MeanDeviation:        meanDeviation,
	scoring.StandardDifferential: standardDifferential,
	scoring.Logarithmic:          logarithmic,
}

const kept = ", kept within 0 to 100"

func fixedLinear(s scoring.Function, f *Formula) {
	worst, best := grouped(*s.Worst), grouped(*s.Best)
	f.Figures = sprint("mark = 100 × (x − %s) ÷ (%s − %s)", worst, best, worst) + kept
	if s.Best.Cmp(*s.Worst) > 0 {
		f.Words = sprint("%s or less earns no marks and %s or more earns 100; in between marks rise in proportion. Other bids play no part.", worst, best)
		return
	}
	f.Words = sprint("%s or more earns no marks and %s or less earns 100; in between marks rise in proportion as x falls. Other bids play no part.", worst, best)
}

func piecewiseLinear(s scoring.Function, f *Formula) {
	f.Figures = "mark = m₀ + (m₁ − m₀) × (x − x₀) ÷ (x₁ − x₀), between the points (x₀, m₀) and (x₁, m₁) on either side of x"
	f.Words = "Marks run in straight lines from point to point. Outside the first and the last point the mark is that of the nearer one. Other bids play no part."
	if s.Outside == scoring.Refuse {
		f.Words = "Marks run in straight lines from point to point. A bid outside the first and the last point does not meet the requirements and is not ranked. Other bids play no part."
	}
	for _, p := range s.Points {
		f.Steps = append(f.Steps, Step{Input: grouped(p.X()), Mark: p.Mark()})
	}
}

func bands(s scoring.Function, f *Formula) {
	f.Figures = "mark = the mark of the band with from ≤ x < to"
	f.Words = "Every x within a band earns the same mark. An x on a border belongs to the band that begins there. Other bids play no part."
	for _, band := range s.Bands {
		text := "any"
		switch {
		case band.From != nil && band.To != nil:
			text = grouped(*band.From) + " to below " + grouped(*band.To)
		case band.To != nil:
			text = "below " + grouped(*band.To)
		case band.From != nil:
			text = grouped(*band.From) + " and more"
		}
		f.Steps = append(f.Steps, Step{Input: text, Mark: *band.Mark})
	}
}

func relativeToBest(s scoring.Function, f *Formula) {
	if s.Direction == scoring.Higher {
		f.Figures = "mark = 100 × x ÷ the highest x offered"
		f.Words = "The highest offer earns 100 and every other its proportion of it. Where the highest is nothing, no marks are earned."
		return
	}
	f.Figures = "mark = 100 × the lowest x offered ÷ x"
	f.Words = "The lowest offer earns 100 and every other the proportion that the lowest is of it: twice the lowest earns 50. Where the lowest is nothing, it earns 100 and every other none."
}

var whenEqual = map[scoring.WhenEqual]string{scoring.EqualFull: "100", scoring.EqualHalf: "50", scoring.EqualNone: "no marks"}

func minMax(s scoring.Function, f *Formula) {
	best, worst := "highest", "lowest"
	if s.Direction == scoring.Lower {
		best, worst = worst, best
	}
	f.Figures = sprint("mark = 100 × (x − the %s offered) ÷ (the %s offered − the %s offered)", worst, best, worst)
	f.Words = sprint("The %s offer earns 100, the %s none, the others in proportion between them. Where all offers are equal, or there is one alone, it earns %s.", best, worst, whenEqual[s.WhenEqual])
}

func meanDeviation(s scoring.Function, f *Formula) {
	sign, word := "−", "below"
	if s.Direction == scoring.Higher {
		sign, word = "+", "above"
	}
	f.Figures = sprint("mark = 50 %s 100 × (x − mean) ÷ mean", sign) + kept
	f.Words = sprint("The mean of all offers is worth 50; every per cent %s it is one mark more, every per cent on the other side one less. Where the mean is nothing, every offer earns 50.", word)
}

func standardDifferential(_ scoring.Function, f *Formula) {
	f.Figures = "mark = 100 × (1 − (x − lowest) ÷ lowest)" + kept
	f.Words = "The lowest offer earns 100; every per cent above it costs one mark, so that twice the lowest earns none. Where the lowest is nothing, it earns 100 and every other none."
}

func logarithmic(s scoring.Function, f *Formula) {
	factor := grouped(*s.HalvingFactor)
	f.Figures = sprint("mark = 100 − 50 × log(x ÷ lowest) ÷ log(%s), rounded half up to twelve decimals", factor) + kept
	f.Words = sprint("The lowest offer earns 100; %s times the lowest earns 50, and each further step of that factor costs 50 marks more. Where the lowest is nothing, it earns 100 and every other none.", factor)
}
