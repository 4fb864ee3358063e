package matrix

import (
	"fmt"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Rows of the inputs before those of the bids.
const (
	estimateRow = 3
	yearsRow    = 4
	outRow      = 5
	priceRow    = 6
)

// inputsSheet writes what was offered and what the panel agreed: the only cells
// that hold figures of the bids.
func (b *book) inputsSheet() {
	b.bids(inputsName, "id", "What", "Unit", "Of the tender")
	b.text(inputsName, 2, estimateRow, "Estimate")
	b.text(inputsName, 3, estimateRow, "£")
	if e := b.sheet.Tender.Estimate; e != nil {
		b.number(inputsName, 4, estimateRow, e.Amount.String(), b.style.input)
	}
	b.text(inputsName, 2, yearsRow, "Term")
	b.text(inputsName, 3, yearsRow, "years")
	if b.sheet.Tender.Years > 0 {
		b.number(inputsName, 4, yearsRow, fmt.Sprint(b.sheet.Tender.Years), b.style.input)
	}
	b.text(inputsName, 2, outRow, "Disregarded: the ground")
	b.text(inputsName, 2, priceRow, "Price")
	b.text(inputsName, 3, priceRow, "£")
	row := priceRow + 1
	for i := range b.nodes {
		row = b.inputRows(&b.nodes[i], row)
	}
	for i := range b.sheet.Bids {
		b.bidColumn(&b.sheet.Bids[i], firstBid+i)
	}
	b.do(b.file.SetColWidth(inputsName, "D", "D", 16))
}

func (b *book) inputRows(n *node, row int) int {
	add := func(key, title, unit string) {
		if b.inputs[key] != 0 {
			return
		}
		b.inputs[key] = row
		b.text(inputsName, 1, row, key)
		b.text(inputsName, 2, row, title)
		b.text(inputsName, 3, row, unit)
		row++
	}
	measure := func(code string) {
		unit := b.about.Words.Units[code]
		if unit == "" {
			unit = "units"
		}
		add("measure/"+code, "Measure "+code, unit)
	}
	switch {
	case n.branch():
	case n.Kind == scoring.QuestionLeaf:
		add("level/"+n.ID, n.title(), "agreed level")
	case n.Kind == scoring.GateLeaf:
		add("gate/"+n.ID, n.title(), "yes or no")
	case n.Kind == scoring.MeasureLeaf:
		measure(n.Measure)
	case n.Kind == scoring.ValueLeaf:
		for _, m := range n.Measures {
			measure(m.Measure)
		}
	}
	return row
}

func (b *book) bidColumn(bid *scoring.Bid, column int) {
	ground := ""
	if bid.Disregarded != nil {
		if ground = bid.Disregarded.Reason; ground == "" {
			ground = "disregarded"
		}
	}
	b.entry(column, outRow, ground, b.style.inputText)
	price := ""
	if bid.Price != nil {
		price = bid.Price.Amount.String()
	}
	b.entry(column, priceRow, price, b.style.input)
	for i := range b.nodes {
		n := &b.nodes[i]
		switch {
		case n.branch():
		case n.Kind == scoring.QuestionLeaf:
			level, agreed := bid.Levels[n.ID]
			b.entry(column, b.inputs["level/"+n.ID], ifso(agreed, fmt.Sprint(level)), b.style.input)
		case n.Kind == scoring.GateLeaf:
			b.entry(column, b.inputs["gate/"+n.ID], map[bool]string{true: "yes", false: "no"}[bid.Gates[n.ID]], b.style.inputText)
		case n.Kind == scoring.MeasureLeaf:
			b.offered(bid, column, n.Measure)
		case n.Kind == scoring.ValueLeaf:
			for _, m := range n.Measures {
				b.offered(bid, column, m.Measure)
			}
		}
	}
}

func (b *book) offered(bid *scoring.Bid, column int, code string) {
	q, there := bid.Commitments[code]
	b.entry(column, b.inputs["measure/"+code], ifso(there, q.String()), b.style.input)
}

// entry writes an input, or an empty cell where there is none.
func (b *book) entry(column, row int, value string, style int) {
	switch {
	case value != "" && style == b.style.inputText:
		b.do(b.file.SetCellStr(inputsName, at(column, row), value))
	case value != "":
		b.do(b.file.SetCellDefault(inputsName, at(column, row), value))
	}
	b.dress(inputsName, column, row, style)
}

func ifso(there bool, text string) string {
	if there {
		return text
	}
	return ""
}
