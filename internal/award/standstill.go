package award

import (
	_ "embed" // for the bank holidays
	"encoding/json"
	"sync"
	"time"
	_ "time/tzdata" // a container without zones must still know when a day ends in London

	"github.com/assay-engine/assay/internal/fault"
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

// holidays is what https://www.gov.uk/bank-holidays.json says of England and
// Wales for 2024 to 2028, in that file's own form (Crown copyright, Open
// Government Licence v3.0), so that a newer one can take its place. 2028 is by
// the standing rules of the Banking and Financial Dealings Act 1971; a
// proclamation can still change it.
//
//go:embed bankholidays.json
var holidays []byte

// jurisdiction is whose bank holidays count.
const jurisdiction = "england-and-wales"

// calendar knows which days are worked, in the years it covers.
type calendar struct {
	free        map[string]string // date: what is celebrated
	first, last int               // the years that it covers
}

var bankHolidays = sync.OnceValue(func() calendar {
	c, err := readCalendar(holidays, jurisdiction)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return c
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

// after counts working days, the start being the first where it is one, and
// tells the date of the last.
func (c calendar) after(start time.Time, days int) (last time.Time, err error) {
	for date := start; ; date = date.AddDate(0, 0, 1) {
		if date.Year() < c.first || date.Year() > c.last {
			return last, ErrCalendar.Because("they are known from %d to %d", c.first, c.last)
		}
		if c.works(date) {
			days--
		}
		if days == 0 {
			return date, nil
		}
	}
}

var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // zones are part of the program
	}
	return zone
})

// standstillEnd is the last day of the standstill of an award that is
// published at an instant, as a date in London.
func standstillEnd(published time.Time) (string, error) {
	year, month, date := published.In(london()).Date()
	last, err := bankHolidays().after(time.Date(year, month, date, 0, 0, 0, 0, time.UTC), standstillDays)
	return last.Format(day), err
}

// StandstillOver reports whether the last day of the standstill has ended in
// London at an instant: from then on the contract may be entered into.
func (a Award) StandstillOver(at time.Time) bool {
	return at.In(london()).Format(day) > a.StandstillEndsOn
}
