package matrix

import (
	"fmt"
	"math/big"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/pkg/scoring"
)

// prove calculates every figure and puts the run's own in place of a formula
// that does not come to it. Marks first, children before their parents, since
// the others rest on them.
func (b *book) prove() {
	columns := map[string]int{}
	for i := range b.sheet.Bids {
		columns[b.sheet.Bids[i].ID] = firstBid + i
	}
	marks := map[string]scoring.Node{}
	for _, n := range b.result.Nodes {
		marks[n.Bid+"/"+n.Criterion] = n
	}
	ranked := map[string]bool{}
	for _, r := range b.result.Ranking {
		ranked[r.Bid] = true
	}
	for i := len(b.nodes) - 1; i >= 0; i-- {
		n := &b.nodes[i]
		for k := range b.sheet.Bids {
			id, c := b.sheet.Bids[k].ID, firstBid+k
			if line, there := marks[id+"/"+n.ID]; there {
				b.holds(marksName, c, n.row, line.Exact.Rat())
				if n.Weight != nil || n.Worth != nil {
					b.holds(weightName, c, n.row, weighted(line))
				}
			}
		}
	}
	for k := range b.sheet.Bids {
		id, c := b.sheet.Bids[k].ID, firstBid+k
		b.holds(requireName, c, b.ranked, map[bool]*big.Rat{true: big.NewRat(1, 1), false: new(big.Rat)}[ranked[id]])
	}
	for _, r := range b.result.Ranking {
		b.holds(rankName, columns[r.Bid], totalRow, r.Exact.Rat())
	}
	for _, r := range b.result.Ranking {
		b.holds(rankName, columns[r.Bid], b.rankAt, big.NewRat(int64(r.Rank), 1))
	}
}

// weighted is the mark's exact share of the total.
func weighted(n scoring.Node) *big.Rat {
	share := n.GlobalWeight.Rat()
	if n.Worth != "" {
		share = n.Worth.Rat()
	}
	if share == nil {
		return nil
	}
	return new(big.Rat).Quo(new(big.Rat).Mul(share, n.Exact.Rat()), big.NewRat(100, 1))
}

// holds makes sure that a cell comes to a figure.
func (b *book) holds(sheet string, c, row int, want *big.Rat) {
	if b.err != nil || want == nil {
		return
	}
	got, err := b.file.CalcCellValue(sheet, at(c, row), excelize.Options{RawCellValue: true})
	if err == nil && near(got, want) {
		return
	}
	b.given = append(b.given, cell(sheet, c, row))
	b.do(b.file.SetCellFormula(sheet, at(c, row), ""))
	b.number(sheet, c, row, decimalOf(scoring.Exact(want.RatString())), b.style.given)
}

// tolerance is how far a spreadsheet may be from an exact figure, in units of the
// figure where that is above 1.
var tolerance = big.NewRat(1, 1_000_000_000)

func near(got string, want *big.Rat) bool {
	var value float64
	if _, err := fmt.Sscan(got, &value); err != nil {
		return false
	}
	x := new(big.Rat).SetFloat64(value)
	if x == nil {
		return false
	}
	apart := new(big.Rat).Abs(new(big.Rat).Sub(x, want))
	allowed := new(big.Rat).Set(tolerance)
	if size := new(big.Rat).Abs(want); size.Cmp(big.NewRat(1, 1)) > 0 {
		allowed.Mul(allowed, size)
	}
	return apart.Cmp(allowed) <= 0
}
