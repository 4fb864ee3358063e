package scoring

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// totalWords is a total with its unit: marks, pounds, or pounds a mark.
func (e *explainer) totalWords(total Figure) string {
	switch e.method.Basis {
	case PricePerQualityPoint:
		return e.money(total) + " per quality point"
	case ValueForMoneyIndex:
		return string(total) + " quality points per " + e.money("1")
	case AwardOnValue:
		return e.money(total) + " after value"
	}
	return string(total) + " of 100"
}

// weightedWords is a weighted mark with its unit.
func (e *explainer) weightedWords(f Figure) string {
	if e.method.Basis == AwardOnValue {
		return e.money(f)
	}
	return string(f)
}

// money writes an amount as people do: "£1,234.50", "-£20", "EUR 1,000".
func (e *explainer) money(f Figure) string {
	sign, digits := "", string(f)
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		sign, digits = "-", rest
	}
	symbol := e.currency + " "
	if e.currency == decimal.Sterling {
		symbol = "£"
	}
	return sign + symbol + pence(thousands(digits))
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
	return "about " + e.money(figureOf(r, 2, HalfUp))
}

// gapWords is the difference between two totals.
func (e *explainer) gapWords(gap *big.Rat) string {
	if e.method.Basis == PricePerQualityPoint || e.method.Basis == AwardOnValue {
		return e.money(e.figure(gap))
	}
	return string(e.figure(gap))
}

// thousands sets commas into the whole part.
func thousands(digits string) string {
	whole, part, dotted := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if !dotted {
		return whole
	}
	return whole + "." + part
}

// plain writes a figure for a sentence: all its decimals where they end within six, else "about" and two.
func plain(r *big.Rat) string {
	if r == nil {
		return "an unreadable figure"
	}
	if places, exact := r.FloatPrec(); exact && places <= maxDecimals {
		return r.FloatString(places)
	}
	return "about " + string(figureOf(r, 2, HalfUp))
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
