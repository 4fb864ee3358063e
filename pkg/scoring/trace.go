package scoring

import (
	"math/big"
	"strconv"

	"github.com/assay-engine/assay/pkg/decimal"
)

// leafStep holds the fixed words of one leaf's step, so that each bid's step is put together from texts. Both engines use it; they hand it
// the bid's own figures.
type leafStep struct {
	before, after []string // around the input, one pair for each piece, band or case; the input goes between
	prefix        []string // texts of the divisions of the input: " ÷ 2.4", " ÷ 3"
	rounded       string   // ", rounded to 2 places"
	values        []string // value leaves: " × 0.9" for each measure
}

// The cases of a leaf's step that do not use the input.
const notOfferedStep = "not offered: 0"

// newLeafStep prepares the words for a leaf, given the pool it is compared with.
func newLeafStep(t *tree, n *node, p *pool) *leafStep {
	s := &leafStep{rounded: t.roundedWords(n)}
	if n.PerMillion {
		s.prefix = append(s.prefix, " ÷ "+inStep(over(t.tender.Estimate.Rat(), million)))
	}
	if n.PerYear {
		s.prefix = append(s.prefix, " ÷ "+strconv.Itoa(t.tender.Years))
	}
	for _, worth := range n.worths {
		s.values = append(s.values, " × "+inStep(worth))
	}
	if n.Kind == QuestionLeaf {
		s.scale(n)
		return s
	}
	s.function(n.Score, p)
	return s
}

func (t *tree) roundedWords(n *node) string {
	if !t.rounds(n) {
		return ""
	}
	return ", rounded to " + strconv.Itoa(t.places) + " places"
}

func (s *leafStep) piece(before, after string) {
	s.before, s.after = append(s.before, before), append(s.after, after)
}

func (s *leafStep) scale(n *node) {
	for _, l := range n.Scale {
		s.piece("level ", ": "+l.Marks.String())
	}
}

// function prepares one pair of words for each case of the function; [step] says which case a bid is.
func (s *leafStep) function(f *Function, p *pool) {
	switch f.Name {
	case FixedLinear:
		s.between(f.Worst.Rat(), f.Best.Rat())
	case PiecewiseLinear:
		s.curve(f.Points)
	case Bands:
		for i := range f.Bands {
			s.piece("", bandWords(&f.Bands[i], i == 0))
		}
	case RelativeToBest:
		s.relative(f, p)
	case MinMax:
		s.minMax(f, p)
	case MeanDeviation:
		s.mean(f, p)
	case StandardDifferential:
		s.lowest(p, "100 × (1 − (", " − "+inStep(p.lowest)+") ÷ "+inStep(p.lowest)+")")
	case Logarithmic:
		s.lowest(p, "100 − 50 × log(", " ÷ "+inStep(p.lowest)+") ÷ log("+f.HalvingFactor.String()+"), rounded half up to 12 decimals")
	}
}

func (s *leafStep) between(worst, best *big.Rat) {
	s.piece("100 × (", " − "+inStep(worst)+") ÷ ("+inStep(best)+" − "+inStep(worst)+")")
}

// curve has a case for what lies below, one for each piece, and one for what lies above.
func (s *leafStep) curve(points []Point) {
	last := points[len(points)-1]
	s.piece("", " is at or below "+points[0].X().String()+": "+points[0].Mark().String())
	for i := range points[1:] {
		a, b := points[i], points[i+1]
		m, x := inStep(a.Mark().Rat()), inStep(a.X().Rat())
		s.piece(m+" + ("+b.Mark().String()+" − "+m+") × (", " − "+x+") ÷ ("+inStep(b.X().Rat())+" − "+x+")")
	}
	s.piece("", " is at or above "+last.X().String()+": "+last.Mark().String())
}

func bandWords(b *Band, first bool) string {
	words := " is "
	switch {
	case first && b.To == nil:
		words += "anything"
	case first:
		words += "below " + b.To.String()
	case b.To == nil:
		words += b.From.String() + " or above"
	default:
		words += "from " + b.From.String() + " to below " + b.To.String()
	}
	return words + ": " + b.Mark.String()
}

func (s *leafStep) relative(f *Function, p *pool) {
	switch {
	case f.Direction == Lower:
		s.lowest(p, "100 × "+inStep(p.lowest)+" ÷ ", "")
	case p.highest.Sign() == 0:
		s.piece("", " where the best is 0: 0")
	default:
		s.piece("100 × ", " ÷ "+inStep(p.highest))
	}
}

// lowest is the case of a function of the lowest input, or two cases where that is 0.
func (s *leafStep) lowest(p *pool, before, after string) {
	if p.lowest.Sign() > 0 {
		s.piece(before, after)
		return
	}
	s.piece("", " is the lowest: 100")
	s.piece("", " where the lowest is 0: 0")
}

func (s *leafStep) minMax(f *Function, p *pool) {
	switch {
	case p.lowest.Cmp(p.highest) == 0:
		s.piece("", " like every other: "+exactText(equalMark(f.WhenEqual)))
	case f.Direction == Higher:
		s.between(p.lowest, p.highest)
	default:
		s.between(p.highest, p.lowest)
	}
}

func (s *leafStep) mean(f *Function, p *pool) {
	sign := " + "
	if f.Direction == Lower {
		sign = " − "
	}
	if p.mean.Sign() == 0 {
		s.piece("", " where the mean is 0: 50")
		return
	}
	s.piece("50"+sign+"100 × (", " − "+inStep(p.mean)+") ÷ "+inStep(p.mean))
}

func exactText(r *big.Rat) string { return string(exactOf(r)) }

// stepInput is one bid's part in a leaf's step.
type stepInput struct {
	piece   int    // which case of the function
	input   []byte // as it was marked
	raw     string // before division and cap; "" where nothing was done to it
	capped  bool
	clamped int // −1 where the mark was raised to 0, +1 where it was cut to 100
}

// append adds the step to b.
func (s *leafStep) append(b []byte, in stepInput) []byte {
	if in.raw != "" {
		b = append(b, in.raw...)
		for _, division := range s.prefix {
			b = append(b, division...)
		}
		if in.capped {
			b = append(b, ", at most "...)
		} else {
			b = append(b, " = "...)
		}
		b = append(append(b, in.input...), "; "...)
	}
	b = append(append(append(b, s.before[in.piece]...), in.input...), s.after[in.piece]...)
	switch {
	case in.clamped > 0:
		b = append(b, ", at most 100"...)
	case in.clamped < 0:
		b = append(b, ", at least 0"...)
	}
	return append(b, s.rounded...)
}

// rawSum is the input of a value before division and cap: "40 × 0.9 + 3 × 120", from the quantities offered.
func (s *leafStep) rawSum(n *node, bid *Bid) string {
	var b []byte
	for i := range n.Measures {
		q, offered := bid.Commitments[n.Measures[i].Measure]
		if !offered {
			continue
		}
		if len(b) > 0 {
			b = append(b, " + "...)
		}
		b = append(append(b, q.String()...), s.values[i]...)
	}
	if len(s.prefix) > 0 {
		return "(" + string(b) + ")"
	}
	return string(b)
}

// branchStep is how a branch's mark follows from its children's: "(60 × 100 + 40 × 50) ÷ 100".
func (t *tree) branchStep(b []byte, n *node, appendMark func(b []byte, child int) []byte) []byte {
	b = append(b, '(')
	for i, child := range n.children {
		if i > 0 {
			b = append(b, " + "...)
		}
		b = append(append(b, t.shareText(&t.nodes[child])...), " × "...)
		b = appendMark(b, child)
	}
	b = append(append(b, ") ÷ "...), t.wholeText(n)...)
	return append(b, t.roundedWords(n)...)
}

// shareText is the weight in per cent or the worth in pounds; both are held in hundredths.
func (t *tree) shareText(n *node) string { return decimal.FromScaled(n.share, 2).String() }

func (t *tree) wholeText(n *node) string { return decimal.FromScaled(n.whole, 2).String() }
