package api

import (
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

type tenderQuery struct {
	Paging

	Status         string `form:"status" validate:"omitempty,oneof=draft published closed opened scored awarded completed cancelled unsuccessful"`
	Mode           string `form:"mode" validate:"omitempty,oneof=live test"`
	Owner          string `form:"owner" validate:"omitempty,uuid"`
	Text           string `form:"q" validate:"max=200,text"`
	Measure        string `form:"measure" validate:"omitempty,code"`
	Outcome        int    `form:"outcome" validate:"omitempty,min=1,max=1000"`
	Classification string `form:"classification" validate:"omitempty,number,max=8"`
	MinValue       string `form:"minValue"`
	MaxValue       string `form:"maxValue"`
	ClosesAfter    string `form:"closesAfter"`
	ClosesBefore   string `form:"closesBefore"`
}

// filter reads the parameters that are more than words, and names every one
// that does not fit.
func (q tenderQuery) filter() (tender.Filter, error) {
	var wrong fault.Fields
	f := tender.Filter{
		Status: tender.Status(q.Status), Mode: tender.Mode(q.Mode), Owner: q.Owner, Text: q.Text, Measure: q.Measure, Outcome: q.Outcome,
		Classification: q.Classification, AtLeast: pounds("minValue", q.MinValue, &wrong), AtMost: pounds("maxValue", q.MaxValue, &wrong),
		ClosesAfter: instant("closesAfter", q.ClosesAfter, &wrong), ClosesBefore: instant("closesBefore", q.ClosesBefore, &wrong),
	}
	return f, asQuery(wrong.Err())
}

// pounds reads an amount; nil where none was given.
func pounds(name, text string, wrong *fault.Fields) *decimal.Pence {
	if text == "" {
		return nil
	}
	var p decimal.Pence
	if err := p.UnmarshalJSON([]byte(text)); err != nil {
		wrong.Add("?"+name, "wrong-form", "must be pounds such as 250000 or 1234.50")
	}
	return &p
}

// instant reads a moment; nil where none was given.
func instant(name, text string, wrong *fault.Fields) *time.Time {
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1900 || at.Year() > 2300 {
		wrong.Add("?"+name, "wrong-form", "must be RFC 3339 with its offset, such as 2026-06-01T12:00:00+01:00 (in an address, + is written %2B)")
	}
	at = at.UTC()
	return &at
}
