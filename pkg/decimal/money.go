package decimal

import (
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// Sterling is the currency of an amount that names none.
const Sterling = "GBP"

// Money is an amount with its currency, an ISO 4217 code. In JSON it is {"amount": 12500.00, "currency": "GBP"}; a currency left out means
// GBP. Amounts are never negative and have at most two decimals.
type Money struct {
	Amount   Pence  `json:"amount"`
	Currency string `json:"currency"`
}

// Pounds is an amount of pence in sterling.
func Pounds(amount Pence) Money { return Money{Amount: amount, Currency: Sterling} }

// String writes the currency and the amount: "GBP 12500".
func (m Money) String() string { return m.currency() + " " + m.Amount.String() }

// Rat is the amount in whole pounds (or the unit of the currency) as an exact fraction.
func (m Money) Rat() *big.Rat { return m.Amount.Rat() }

// MarshalJSON always names the currency.
func (m Money) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 48), `{"amount":`...)
	b = m.Amount.Number().append(b)
	b = append(b, `,"currency":"`...)
	if !isCurrency(m.currency()) {
		return nil, errCurrency
	}
	b = append(b, m.currency()...)
	return append(b, `"}`...), nil
}

var (
	errMoney    = &Error{Code: "wrong-type", Detail: `must be an object such as {"amount": 12500, "currency": "GBP"}`}
	errMissing  = &Error{Pointer: "/amount", Code: "missing-member", Detail: "an amount of money needs its amount"}
	errCurrency = &Error{Pointer: "/currency", Code: "bad-currency", Detail: "must be three capital letters (ISO 4217), such as GBP"}
)

// UnmarshalJSON reads the object and reports everything that is wrong with it at once: each part of the joined error is an *[Error] whose
// Pointer names the member.
func (m *Money) UnmarshalJSON(text []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil || members == nil {
		return errMoney
	}
	var faults []error
	read := Money{Currency: Sterling}
	if amount, given := members["amount"]; !given {
		faults = append(faults, errMissing)
	} else if err := read.Amount.UnmarshalJSON(amount); err != nil {
		faults = append(faults, within("/amount", err))
	}
	if currency, given := members["currency"]; given {
		if json.Unmarshal(currency, &read.Currency) != nil || !isCurrency(read.Currency) || currency[0] != '"' {
			faults = append(faults, errCurrency)
		}
	}
	delete(members, "amount")
	delete(members, "currency")
	for _, name := range slices.Sorted(maps.Keys(members)) {
		faults = append(faults, &Error{Pointer: "/" + escape(name), Code: "unknown-member", Detail: `money has the members "amount" and "currency" only`})
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	*m = read
	return nil
}

func (m Money) currency() string {
	if m.Currency == "" {
		return Sterling
	}
	return m.Currency
}

func isCurrency(code string) bool {
	return len(code) == 3 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// within moves an error of a number to the member it belongs to.
func within(pointer string, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	moved.Pointer = pointer
	return &moved
}

// escape writes a member's name as RFC 6901 asks.
func escape(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }
