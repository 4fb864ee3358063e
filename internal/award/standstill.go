package award

import (
	_ "embed" // for the bank holidays
	"encoding/json"
	"sync"
	"time"
	_ "time/tzdata" // a container without zones must still know when a day ends in London

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tender"
)

// ErrCalendar is the fault of a standstill that would run past the years whose
// bank holidays are known.
var ErrCalendar = fault.New(fault.Conflict, "bank-holidays-unknown", "The bank holidays of that time are not known here, so the standstill cannot be counted")

// standstillDays is the mandatory standstill period in working days, the day
// on which the award is published being the first: Procurement Act 2023,
// section 51.
const standstillDays = 8

// day is how a date is written and kept.
const day = time.DateOnly

// holidays has the form of https://www.gov.uk/bank-holidays.json (Crown
// copyright, Open Government Licence v3.0), so that a newer one can take its
// place: for each jurisdiction the years from 2024 to 2028. What that file does
// not say yet is by the standing rules of the Banking and Financial Dealings Act
// 1971; a proclamation can still change it, and the file with it.
//
//go:embed bankholidays.json
var holidays []byte

// HolidaySource is where the bank holidays come from, for whoever checks a
// clock.
const HolidaySource = "https://www.gov.uk/bank-holidays.json; later years by the standing rules of the Banking and Financial Dealings Act 1971"

// calendar knows which days are worked, in the years it covers.
type calendar struct {
	free        map[string]string // date: what is celebrated
	first, last int               // the years that it covers
}

var calendars = sync.OnceValue(func() map[tender.Jurisdiction]calendar {
	all := map[tender.Jurisdiction]calendar{}
	for _, j := range []tender.Jurisdiction{tender.EnglandAndWales, tender.Scotland, tender.NorthernIreland} {
		c, err := readCalendar(holidays, string(j))
		if err != nil {
			panic(err) // the file is part of the program, and a test reads it
		}
		all[j] = c
	}
	return all
})

func readCalendar(file []byte, jurisdiction string) (calendar, error) {
	var divisions map[string]struct {
		Events []struct{ Title, Date string }
	}
	if err := json.Unmarshal(file, &divisions); err != nil {
		return calendar{}, err
	}
	c := calendar{free: map[string]string{}}
	for _, e := range divisions[jurisdiction].Events {
		date, err := time.Parse(day, e.Date)
		if err != nil {
			return calendar{}, err
		}
		c.free[e.Date] = e.Title
		if c.first == 0 {
			c.first = date.Year()
		}
		c.last = date.Year()
	}
	return c, nil
}

// works reports whether a date is a working day: no Saturday, no Sunday, no
// bank holiday, Christmas Day or Good Friday.
func (c calendar) works(date time.Time) bool {
	if date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
		return false
	}
	_, free := c.free[date.Format(day)]
	return !free
}

// Clock is a standstill as it is counted.
type Clock struct {
	Jurisdiction    tender.Jurisdiction
	FirstDay        string    // the first working day: the day of publication, where that is one
	LastDay         string    // the eighth
	EarliestSigning string    // the day after the last
	Skipped         []Skipped // the days from publication to the last that do not count
}

// Skipped is a day that does not count, and why.
type Skipped struct {
	Day string `json:"day" format:"date"`
	Why string `json:"why" example:"Good Friday"`
}

// Count counts the standstill of a notice that is published at an instant: the
// date in London is the first of eight working days, where it is one.
func Count(where tender.Jurisdiction, published time.Time) (c Clock, err error) {
	c = Clock{Jurisdiction: where, Skipped: []Skipped{}}
	year, month, date := published.In(london()).Date()
	known, left := calendars()[where], standstillDays
	for at := time.Date(year, month, date, 0, 0, 0, 0, time.UTC); left > 0; at = at.AddDate(0, 0, 1) {
		if at.Year() < known.first || at.Year() > known.last {
			return c, ErrCalendar.Because("those of %s are known from %d to %d", where.Words(), known.first, known.last)
		}
		if why := known.idle(at); why != "" {
			c.Skipped = append(c.Skipped, Skipped{Day: at.Format(day), Why: why})
			continue
		}
		if left == standstillDays {
			c.FirstDay = at.Format(day)
		}
		left--
		c.LastDay, c.EarliestSigning = at.Format(day), at.AddDate(0, 0, 1).Format(day)
	}
	return c, nil
}

// idle is why a date is no working day; empty where it is one.
func (c calendar) idle(date time.Time) string {
	if title, free := c.free[date.Format(day)]; free {
		return title
	}
	if c.works(date) {
		return ""
	}
	return date.Weekday().String()
}

var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // zones are part of the program
	}
	return zone
})

// StandstillOver reports whether the last day of the standstill has ended in
// London at an instant: from then on the contract may be entered into.
func (a Award) StandstillOver(at time.Time) bool {
	return a.StandstillEndsOn != "" && at.In(london()).Format(day) > a.StandstillEndsOn
}
