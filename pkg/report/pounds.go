package report

import (
	"math/big"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// thousands sets the thousands of a decimal figure apart: 2,400,000.5.
func thousands(figure string) string {
	figure, negative := strings.CutPrefix(figure, "-")
	whole, fraction, has := strings.Cut(figure, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if has {
		whole += "." + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}

// pounds writes a figure as an amount; a single decimal gets its second.
func pounds(figure string) string {
	figure, negative := strings.CutPrefix(figure, "-")
	if i := strings.IndexByte(figure, '.'); i >= 0 && len(figure) == i+2 {
		figure += "0"
	}
	if negative {
		return "−£" + thousands(figure)
	}
	return "£" + thousands(figure)
}

// money writes an amount in its currency.
func money(m decimal.Money) string {
	amount := pounds(m.Amount.String())
	if m.Currency == "" || m.Currency == "GBP" {
		return amount
	}
	return m.Currency + " " + strings.TrimPrefix(amount, "£")
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
