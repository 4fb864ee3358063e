package matrix

import (
	"fmt"
	"strings"

	"github.com/assay-engine/assay/pkg/scoring"
)

// requirementsSheet writes who is compared (gates, minimums of questions, not
// disregarded), and of those who is ranked (minimums of calculated marks and of
// groups, curves that refuse).
func (b *book) requirementsSheet() {
	b.bids(requireName, "id", "Requirement (1 met, 0 not)")
	row := firstRow
	add := func(id, title string, formula func(column int) string) {
		b.text(requireName, 1, row, id)
		b.text(requireName, 2, row, title)
		for i := range b.sheet.Bids {
			b.formula(requireName, firstBid+i, row, formula(firstBid+i), b.style.number)
		}
		row++
	}
	add("out", "Not disregarded", func(c int) string { return "IF(LEN(" + cell(inputsName, c, outRow) + ")=0,1,0)" })
	for i := range b.nodes {
		n := &b.nodes[i]
		switch {
		case n.Kind == scoring.GateLeaf && !n.branch():
			add(n.ID, strings.TrimSpace(n.title())+": met", func(c int) string { return "IF(" + cell(inputsName, c, b.inputs["gate/"+n.ID]) + `="yes",1,0)` })
		case n.Kind == scoring.QuestionLeaf && n.Minimum != nil:
			add(n.ID, strings.TrimSpace(n.title())+": not below its minimum", func(c int) string { return "IF(ISNUMBER(" + cell(marksName, c, n.row) + ")," + passes(n, c) + ",0)" })
		}
	}
	b.compared = row
	add("compared", "Is compared with the others", func(c int) string { return "MIN(" + at(c, firstRow) + ":" + at(c, row-1) + ")" })
	begin := row
	for i := range b.nodes {
		n := &b.nodes[i]
		if s := n.Score; s != nil && s.Name == scoring.PiecewiseLinear && s.Outside == scoring.Refuse {
			xs, _ := n.steps()
			add(n.ID, strings.TrimSpace(n.title())+": inside its curve", func(c int) string {
				x := cell(workingName, c, n.row)
				return fmt.Sprintf("IF(ISNUMBER(%s),IF(AND(ROUND(%s,9)>=MIN(%s),ROUND(%s,9)<=MAX(%s)),1,0),1)", x, x, xs, x, xs)
			})
		}
		if n.Minimum != nil && n.marked() && n.Kind != scoring.QuestionLeaf {
			add(n.ID, strings.TrimSpace(n.title())+": not below its minimum", func(c int) string {
				return "IF(" + at(c, b.compared) + "=0,0," + passes(n, c) + ")"
			})
		}
	}
	b.ranked = row
	add("ranked", "Is ranked", func(c int) string {
		all := at(c, b.compared)
		if b.ranked > begin {
			all += "," + at(c, begin) + ":" + at(c, b.ranked-1)
		}
		if b.method.Basis != scoring.PricePerQualityPoint {
			return "MIN(" + all + ")"
		}
		return "IF(" + at(c, b.compared) + "=0,0,MIN(" + all + ",IF(ROUND(" + b.sum(b.roots, c) + ",10)=0,0,1)))"
	})
}

// passes compares a mark with the lowest that passes; equal passes.
func passes(n *node, column int) string {
	return fmt.Sprintf("IF(ROUND(%s,10)>=ROUND(%s,10),1,0)", cell(marksName, column, n.row), fixed(methodName, minimumColumn, n.row))
}

// criteriaSheets writes the four sheets with a row for every criterion.
func (b *book) criteriaSheets() {
	b.bids(workingName, "id", "Criterion", "Unit", "", "Lowest", "Highest", "Mean")
	b.bids(rawName, "id", "Criterion", "Unit")
	b.bids(plainName, "id", "Criterion", "Unit")
	b.bids(halvesName, "id", "Criterion", "Unit")
	b.bids(marksName, "id", "Criterion", "Unit")
	b.bids(weightName, "id", "Criterion", "Unit")
	for _, sheet := range []string{workingName, rawName, plainName, halvesName, marksName, weightName} {
		b.criteria(sheet)
	}
	for i := range b.nodes {
		if n := &b.nodes[i]; n.marked() {
			b.pool(n)
			for k := range b.sheet.Bids {
				b.markCells(i, n, firstBid+k)
			}
		}
	}
}

// pool writes what a function compares with.
func (b *book) pool(n *node) {
	if n.Score == nil || n.branch() {
		return
	}
	row := strings.ReplaceAll(b.across(workingName, n.row), workingName+"!", "")
	for column, name := range map[int]string{5: "MIN", 6: "MAX", 7: "AVERAGE"} {
		b.formula(workingName, column, n.row, fmt.Sprintf("IF(COUNT(%s)=0,0,%s(%s))", row, name, row), b.style.number)
	}
}

func (b *book) markCells(i int, n *node, c int) {
	compared := cell(requireName, c, b.compared)
	plain := ""
	switch {
	case n.branch():
		plain = "IF(" + compared + `=0,"",` + b.sum(n.children, c) + "/" + b.whole(n) + ")"
	case n.Kind == scoring.QuestionLeaf:
		level := cell(inputsName, c, b.inputs["level/"+n.ID])
		xs, marks := n.steps()
		plain = fmt.Sprintf(`IF(ISNUMBER(%s),SUMIF(%s,%s,%s),"")`, level, xs, level, marks)
	default:
		b.formula(workingName, c, n.row, b.counted(i, n, c, compared), b.style.number)
		x, f := cell(workingName, c, n.row), cell(rawName, c, n.row)
		b.formula(rawName, c, n.row, "IF(ISNUMBER("+x+"),"+b.function(n, x)+`,"")`, b.style.number)
		plain = "IF(" + compared + `=0,"",IF(ISNUMBER(` + f + "),MIN(100,MAX(0," + f + ")),0))"
	}
	b.formula(plainName, c, n.row, plain, b.style.number)
	from, halves := cell(plainName, c, n.row), cell(halvesName, c, n.row)
	mark := from
	if at := b.method.Rounding.At; at == scoring.RoundLeaf && !n.branch() || at == scoring.RoundBranch && n.branch() {
		if b.method.Rounding.Rule == scoring.HalfEven {
			b.formula(halvesName, c, n.row, "IF(ISNUMBER("+from+"),"+b.halves(from)+`,"")`, b.style.number)
		}
		mark = b.rounded(from, halves)
	}
	b.formula(marksName, c, n.row, "IF(ISNUMBER("+from+"),"+mark+`,"")`, b.style.shown)
	if n.Weight != nil || n.Worth != nil {
		b.formula(weightName, c, n.row, fmt.Sprintf(`IF(ISNUMBER(%s),%s*%s/100,"")`, cell(marksName, c, n.row), fixed(methodName, globalColumn, n.row), cell(marksName, c, n.row)), b.style.shown)
	}
}

// sum is Σ weight × mark, or Σ worth × mark.
func (b *book) sum(nodes []int, c int) string {
	var parts []string
	for _, k := range nodes {
		parts = append(parts, fixed(methodName, shareColumn, b.nodes[k].row)+"*"+cell(marksName, c, b.nodes[k].row))
	}
	if len(parts) == 0 {
		return "0"
	}
	return "(" + strings.Join(parts, "+") + ")"
}

// whole is what the weights below a group add up to.
func (b *book) whole(n *node) string {
	if b.worthy() {
		return fixed(methodName, shareColumn, n.row)
	}
	return "100"
}

// counted is an input as it counts: divided and capped, of those who are
// compared.
func (b *book) counted(i int, n *node, c int, compared string) string {
	raw, offered := cell(inputsName, c, priceRow), ""
	switch n.Kind {
	case scoring.PriceLeaf:
		offered = "ISNUMBER(" + raw + ")"
	case scoring.MeasureLeaf:
		raw = cell(inputsName, c, b.inputs["measure/"+n.Measure])
		offered = "ISNUMBER(" + raw + ")"
	default:
		var cells, worths []string
		for k, m := range n.Measures {
			at := cell(inputsName, c, b.inputs["measure/"+m.Measure])
			cells = append(cells, at)
			worths = append(worths, at+"*"+fixed(valuesName, 9, b.values[fmt.Sprint(i, "/", k)]))
		}
		raw, offered = "("+strings.Join(worths, "+")+")", "COUNT("+strings.Join(cells, ",")+")>0"
	}
	if n.PerMillion {
		raw += "/(" + fixed(inputsName, 4, estimateRow) + "/1000000)"
	}
	if n.PerYear {
		raw += "/" + fixed(inputsName, 4, yearsRow)
	}
	if n.Cap != nil {
		raw = "MIN(" + fixed(methodName, capColumn, n.row) + "," + raw + ")"
	}
	return fmt.Sprintf(`IF(%s=0,"",IF(%s,%s,""))`, compared, offered, raw)
}

// function is the mark of an input before it is kept within 0–100.
func (b *book) function(n *node, x string) string {
	one, two := fixed(methodName, oneColumn, n.row), fixed(methodName, twoColumn, n.row)
	lowest, highest, mean := fixed(workingName, 5, n.row), fixed(workingName, 6, n.row), fixed(workingName, 7, n.row)
	full := fmt.Sprintf("IF(%s=0,100,0)", x)
	switch f := n.Score; f.Name {
	case scoring.FixedLinear:
		return fmt.Sprintf("100*(%s-%s)/(%s-%s)", x, one, two, one)
	case scoring.PiecewiseLinear:
		return n.piecewise(x)
	case scoring.Bands:
		xs, marks := n.steps()
		return fmt.Sprintf(`SUMIF(%s,COUNTIF(%s,"<="&ROUND(%s,9)),%s)`, n.ordinals(), xs, x, marks)
	case scoring.RelativeToBest:
		if f.Direction == scoring.Higher {
			return fmt.Sprintf("IF(%s=0,0,100*%s/%s)", highest, x, highest)
		}
		return fmt.Sprintf("IF(%s=0,%s,100*%s/%s)", lowest, full, lowest, x)
	case scoring.MinMax:
		worst, best := lowest, highest
		if f.Direction == scoring.Lower {
			worst, best = highest, lowest
		}
		equal := map[scoring.WhenEqual]string{scoring.EqualHalf: "50", scoring.EqualNone: "0"}[f.WhenEqual]
		if equal == "" {
			equal = "100"
		}
		return fmt.Sprintf("IF(ROUND(%s-%s,9)=0,%s,100*(%s-%s)/(%s-%s))", highest, lowest, equal, x, worst, best, worst)
	case scoring.MeanDeviation:
		sign := "+"
		if f.Direction == scoring.Lower {
			sign = "-"
		}
		return fmt.Sprintf("IF(%s=0,50,50%s100*(%s-%s)/%s)", mean, sign, x, mean, mean)
	case scoring.StandardDifferential:
		return fmt.Sprintf("IF(%s=0,%s,100*(1-(%s-%s)/%s))", lowest, full, x, lowest, lowest)
	default:
		return fmt.Sprintf("IF(%s=0,%s,-50*LOG(%s/%s,%s)+100)", lowest, full, x, lowest, one)
	}
}

// piecewise adds, piece by piece, the slope times how far the input goes into
// it: the middle one of the input and the two ends of a piece. What the ends
// take off is in the curve's first row.
func (n *node) piecewise(x string) string {
	text := ""
	for row := n.first; row < n.last; row++ {
		text += fmt.Sprintf("MEDIAN(%s,%s,%s)*%s+", x, fixed(curvesName, 3, row), fixed(curvesName, 3, row+1), fixed(curvesName, slopeColumn, row))
	}
	return text + fixed(curvesName, offColumn, n.first)
}

// rounded rounds a figure that is not negative by the method's rule. What a
// spreadsheet holds as 2.67499999999999 is taken for 2.675 first.
func (b *book) rounded(x, halves string) string {
	places := *b.method.Rounding.Places
	snapped := fmt.Sprintf("ROUND(%s,%d)", x, min(places+6, 12))
	switch b.method.Rounding.Rule {
	case scoring.Down:
		return fmt.Sprintf("ROUNDDOWN(%s,%d)", snapped, places)
	case scoring.HalfEven:
		return fmt.Sprintf("IF(MOD(%s,2)=0.5,(%s-0.5)/(10^%d),ROUND(%s,0)/(10^%d))", halves, halves, places, halves, places)
	case scoring.HalfUp:
	}
	return fmt.Sprintf("ROUND(%s,%d)", snapped, places)
}

// halves is a figure in units of the last digit that stays.
func (b *book) halves(x string) string {
	return fmt.Sprintf("ROUND(ABS(%s)*%s,6)", x, "1"+strings.Repeat("0", *b.method.Rounding.Places))
}
