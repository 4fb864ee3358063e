package scoring

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/legible"
)

// Shown is the total as readers should see it: as Total has it, or with more decimals where it would have next to no digits that count, as
// marks per pound have.
func (r Ranked) Shown() string { return shown(r.Total, r.Exact) }

func shown(total Figure, exact Exact) string {
	r, of := total.Rat(), exact.Rat()
	if r == nil || of == nil || r.Cmp(of) == 0 || new(big.Rat).Abs(of).Cmp(one) >= 0 {
		return string(total)
	}
	_, decimals, _ := strings.Cut(string(total), ".")
	if text := legible.Decimal(of, len(decimals)); len(text) > len(total) {
		return text
	}
	return string(total)
}

// totalWords is a total with its unit: marks, pounds, pounds a mark, or marks a million pounds where marks a pound would be tiny.
func (e *explainer) totalWords(r *Ranked) string {
	switch e.method.Basis {
	case PricePerQualityPoint:
		return e.money(Figure(r.Shown())) + " per quality point"
	case ValueForMoneyIndex:
		return e.indexWords(r.Exact.Rat())
	case AwardOnValue:
		return e.money(r.Total) + " after value"
	}
	return r.Shown() + " of 100"
}

// indexWords is quality for money.
func (e *explainer) indexWords(index *big.Rat) string {
	if new(big.Rat).Abs(index).Cmp(one) >= 0 {
		return legible.Decimal(index, e.places) + " quality points per " + e.money("1")
	}
	return legible.Decimal(times(index, million), 2) + " quality points per " + legible.Currency(e.currency) + "1 million"
}

// weightedWords is a weighted mark with its unit.
func (e *explainer) weightedWords(f Figure) string {
	if e.method.Basis == AwardOnValue {
		return e.money(f)
	}
	return string(f)
}

// money writes an amount as people do: "£1,234.50", "−£20", "EUR 1,000".
func (e *explainer) money(f Figure) string {
	sign, digits := "", string(f)
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		sign, digits = "−", rest
	}
	return sign + legible.Currency(e.currency) + pence(legible.Thousands(digits))
}

// pence gives a broken amount its second decimal: £6.30.
func pence(amount string) string {
	if dot := strings.IndexByte(amount, '.'); dot >= 0 && len(amount)-dot == 2 {
		return amount + "0"
	}
	return amount
}

// sum writes an exact amount of money, to the penny.
func (e *explainer) sum(r *big.Rat) string {
	if places, exact := r.FloatPrec(); exact && places <= 2 {
		return e.money(Figure(r.FloatString(places)))
	}
	return "about " + legible.Money(r, e.currency)
}

// gapWords is the difference between two totals.
func (e *explainer) gapWords(gap *big.Rat) string {
	switch e.method.Basis {
	case PricePerQualityPoint, AwardOnValue:
		return e.money(Figure(shown(e.figure(gap), exactOf(gap))))
	case ValueForMoneyIndex:
		return e.indexWords(gap)
	}
	return shown(e.figure(gap), exactOf(gap))
}

// figureWords writes a figure for a sentence: all its decimals where they end within six, else "about" and two, or as many as it takes not to
// look like nothing.
func figureWords(r *big.Rat) string {
	if r == nil {
		return "an unreadable figure"
	}
	if places, exact := r.FloatPrec(); exact && places <= maxDecimals {
		return r.FloatString(places)
	}
	return "about " + legible.Decimal(r, 2)
}

// currencyIn is the currency of the sheet's amounts.
func currencyIn(s Sheet) string {
	for i := range s.Bids {
		if b := &s.Bids[i]; b.Price != nil && b.Disregarded == nil {
			return currencyOf(b.Price)
		}
	}
	if s.Tender.Estimate != nil {
		return currencyOf(s.Tender.Estimate)
	}
	return decimal.Sterling
}

// ordinal is "1st", "2nd", "3rd", "11th".
func ordinal(n int) string {
	ending := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return fmt.Sprint(n) + ending
}
