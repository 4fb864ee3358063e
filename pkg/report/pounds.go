package report

import (
	"math/big"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/legible"
)

// amountOf writes a figure as an amount of the sheet's currency; a single decimal
// gets its second.
func (r Report) amountOf(figure string) string {
	figure, negative := strings.CutPrefix(figure, "-")
	if i := strings.IndexByte(figure, '.'); i >= 0 && len(figure) == i+2 {
		figure += "0"
	}
	if negative {
		return "−" + legible.Currency(r.currency()) + legible.Thousands(figure)
	}
	return legible.Currency(r.currency()) + legible.Thousands(figure)
}

// currency is that of the prices, or of the estimate where there are none.
func (r Report) currency() string {
	for _, b := range r.Sheet.Bids {
		if b.Price != nil && b.Disregarded == nil {
			return b.Price.Currency
		}
	}
	if r.Sheet.Tender.Estimate != nil {
		return r.Sheet.Tender.Estimate.Currency
	}
	return ""
}

// money writes an amount in its currency.
func money(m decimal.Money) string {
	return legible.Money(m.Amount.Rat(), m.Currency)
}

// roundUp gives the next figure with two digits that count: the end of a scale.
func roundUp(x *big.Rat) *big.Rat {
	step := big.NewRat(1, 1)
	for new(big.Rat).Mul(step, big.NewRat(100, 1)).Cmp(x) < 0 {
		step.Mul(step, big.NewRat(10, 1))
	}
	steps := new(big.Rat).Quo(x, step)
	whole := new(big.Int).Quo(steps.Num(), steps.Denom())
	if !steps.IsInt() {
		whole.Add(whole, big.NewInt(1))
	}
	return step.Mul(step, new(big.Rat).SetInt(whole))
}
