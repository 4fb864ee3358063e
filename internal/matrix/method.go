package matrix

import (
	"fmt"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The columns of the method.
const (
	shareColumn   = 4 // weight in per cent of the parent; worth in £
	globalColumn  = 5
	minimumColumn = 6
	nameColumn    = 7
	oneColumn     = 8 // worst, or the halving factor
	twoColumn     = 9 // best
	capColumn     = 10
	wordsColumn   = 11
)

func (b *book) worthy() bool { return b.method.Basis == scoring.AwardOnValue }

// methodSheet writes the published method: weights, minimums, functions and
// their parameters.
func (b *book) methodSheet() {
	share, global := "Weight, % of the group", "Weight, % of the whole"
	if b.worthy() {
		share, global = "Worth of full marks, £", "Worth of full marks, £"
	}
	b.head(methodName, 2, "id", "Criterion", "Unit", share, global, "Lowest mark that passes", "Function", "worst, or halving factor", "best", "cap", "In words")
	b.criteria(methodName)
	for i := range b.nodes {
		b.methodRow(&b.nodes[i])
	}
}

func (b *book) methodRow(n *node) {
	if n.Minimum != nil {
		b.number(methodName, minimumColumn, n.row, n.Minimum.String(), b.style.number)
	}
	switch {
	case n.Worth != nil:
		b.number(methodName, shareColumn, n.row, n.Worth.String(), b.style.number)
		b.formula(methodName, globalColumn, n.row, at(shareColumn, n.row), b.style.number)
	case n.Weight != nil:
		b.number(methodName, shareColumn, n.row, n.Weight.String(), b.style.number)
		text := at(shareColumn, n.row)
		if n.parent >= 0 {
			text += "*" + at(globalColumn, b.nodes[n.parent].row) + "/100"
		}
		b.formula(methodName, globalColumn, n.row, text, b.style.number)
	}
	b.text(methodName, nameColumn, n.row, functionName(n))
	if n.Cap != nil {
		b.number(methodName, capColumn, n.row, n.Cap.String(), b.style.number)
	}
	f := n.Score
	if f == nil {
		return
	}
	for column, p := range map[int]*decimal.Number{oneColumn: f.Worst, twoColumn: f.Best} {
		if p != nil {
			b.number(methodName, column, n.row, p.String(), b.style.number)
		}
	}
	if f.HalvingFactor != nil {
		b.number(methodName, oneColumn, n.row, f.HalvingFactor.String(), b.style.number)
	}
	b.text(methodName, wordsColumn, n.row, functionWords(f))
}

func functionName(n *node) string {
	switch {
	case n.branch():
		return "group"
	case n.Score != nil:
		return strings.ReplaceAll(string(n.Score.Name), "_", " ")
	}
	return string(n.Kind)
}

// functionWords is the formula as people write it.
func functionWords(f *scoring.Function) string {
	switch f.Name {
	case scoring.FixedLinear:
		return "100 × (x − worst) ÷ (best − worst), within 0–100"
	case scoring.PiecewiseLinear:
		return "on the straight pieces between the points on the sheet \"curves\""
	case scoring.Bands:
		return "by the bands on the sheet \"curves\", each from its first figure up to the next"
	case scoring.RelativeToBest:
		if f.Direction == scoring.Higher {
			return "100 × x ÷ highest"
		}
		return "100 × lowest ÷ x"
	case scoring.MinMax:
		return fmt.Sprintf("100 × (x − worst) ÷ (best − worst) over the bids, %s is better; equal bids: %s", f.Direction, f.WhenEqual)
	case scoring.MeanDeviation:
		if f.Direction == scoring.Higher {
			return "50 + 100 × (x − mean) ÷ mean, within 0–100"
		}
		return "50 − 100 × (x − mean) ÷ mean, within 0–100"
	case scoring.StandardDifferential:
		return "100 × (1 − (x − lowest) ÷ lowest), within 0–100"
	case scoring.Logarithmic:
	}
	return "100 − 50 × log(x ÷ lowest) ÷ log(halving factor), to twelve decimals, within 0–100"
}

// curvesSheet writes the points of curves, the bands and the scales.
func (b *book) curvesSheet() {
	b.head(curvesName, 2, "id", "Criterion", "From, point or level", "Mark", "Words of the level", "Marks per unit up to the next point", "Number of the step", "First mark less the slopes times where they start")
	row := firstRow
	for i := range b.nodes {
		n := &b.nodes[i]
		steps := stepsOf(n)
		if len(steps) == 0 {
			continue
		}
		n.first, n.last = row, row+len(steps)-1
		for _, s := range steps {
			b.text(curvesName, 1, row, n.ID)
			b.text(curvesName, 2, row, n.title())
			b.number(curvesName, 3, row, s.x, b.style.number)
			b.number(curvesName, 4, row, s.mark, b.style.number)
			b.text(curvesName, 5, row, s.words)
			b.number(curvesName, ordinalColumn, row, fmt.Sprint(row-n.first+1), b.style.number)
			if n.Score != nil && n.Score.Name == scoring.PiecewiseLinear && row < n.last {
				b.formula(curvesName, slopeColumn, row, fmt.Sprintf("(%s-%s)/(%s-%s)", at(4, row+1), at(4, row), at(3, row+1), at(3, row)), b.style.number)
			}
			row++
		}
		if n.Score != nil && n.Score.Name == scoring.PiecewiseLinear {
			b.formula(curvesName, offColumn, n.first, n.off(), b.style.number)
		}
	}
	b.do(b.file.SetColWidth(curvesName, "C", "D", 16))
	b.do(b.file.SetColWidth(curvesName, "E", "E", 80))
}

// slopeColumn is where the sheet of curves holds the slope of a piece.
const slopeColumn = 6

// offColumn is where it holds the first mark less every slope times where its piece
// starts.
const offColumn = 8

// ordinalColumn is where it counts the steps of a criterion.
const ordinalColumn = 7

type step struct{ x, mark, words string }

func stepsOf(n *node) (steps []step) {
	for _, l := range n.Scale {
		steps = append(steps, step{fmt.Sprint(l.Level), l.Marks.String(), l.Words})
	}
	if n.Score == nil {
		return steps
	}
	for _, p := range n.Score.Points {
		steps = append(steps, step{p.X().String(), p.Mark().String(), ""})
	}
	for _, band := range n.Score.Bands {
		from := "0"
		if band.From != nil {
			from = band.From.String()
		}
		steps = append(steps, step{from, band.Mark.String(), ""})
	}
	return steps
}

// off is the first mark less every slope times where its piece starts.
func (n *node) off() string {
	text := at(4, n.first)
	for row := n.first; row < n.last; row++ {
		text += "-" + at(slopeColumn, row) + "*" + at(3, row)
	}
	return text
}

// steps names the two columns of a criterion's curve.
func (n *node) steps() (xs, marks string) { return n.span(3), n.span(4) }

func (n *node) ordinals() string { return n.span(ordinalColumn) }

func (n *node) span(column int) string {
	return fixed(curvesName, column, n.first) + ":" + strings.TrimPrefix(fixed(curvesName, column, n.last), curvesName+"!")
}

// valuesSheet writes what one unit of each monetised measure adds.
func (b *book) valuesSheet() {
	b.head(valuesName, 2, "id", "Criterion", "Measure", "£ per unit", "Deadweight, %", "Displacement, %", "Attribution, %", "Drop-off, % a year", "£ that count per unit")
	row := firstRow
	for i := range b.nodes {
		n := &b.nodes[i]
		for k, m := range n.Measures {
			b.values[fmt.Sprint(i, "/", k)] = row
			b.text(valuesName, 1, row, n.ID)
			b.text(valuesName, 2, row, n.title())
			b.text(valuesName, 3, row, m.Measure)
			for c, p := range []decimal.Number{*m.Proxy, m.Deadweight, m.Displacement, m.Attribution, m.DropOff} {
				b.number(valuesName, 4+c, row, p.String(), b.style.number)
			}
			years, drop := fixed(inputsName, 4, yearsRow), at(8, row)
			b.formula(valuesName, 9, row, fmt.Sprintf("%s*(1-%s/100)*(1-%s/100)*(1-%s/100)*IF(%s=0,1,(1-(1-%s/100)^%s)/(%s*%s/100))",
				at(4, row), at(5, row), at(6, row), at(7, row), drop, drop, years, years, drop), b.style.number)
			row++
		}
	}
	b.do(b.file.SetColWidth(valuesName, "C", "I", 16))
}
