package award

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/tender"
)

// TestStandstillEnd counts eight working days over the turns of the year. The
// row of Christmas 2024 is the example that Muckle LLP published with East
// Midlands Network in February 2024: a standstill that begins on 24 December
// 2024 lasts 14 calendar days.
func TestStandstillEnd(t *testing.T) {
	for _, row := range []struct{ name, published, want string }{
		{"a plain week", "2026-03-02T12:00:00Z", "2026-03-11"},
		{"a Friday afternoon counts whole", "2026-03-06T16:59:00Z", "2026-03-17"},
		{"a Saturday is no working day, so Monday is the first", "2026-03-07T09:00:00Z", "2026-03-18"},
		{"a Sunday", "2026-03-08T09:00:00Z", "2026-03-18"},
		{"over Easter", "2026-03-30T09:00:00Z", "2026-04-10"},
		{"on Good Friday", "2026-04-03T09:00:00Z", "2026-04-16"},
		{"over Christmas 2024", "2024-12-24T10:00:00Z", "2025-01-07"},
		{"over Christmas 2026, Boxing Day moved to a Monday", "2026-12-23T10:00:00Z", "2027-01-06"},
		{"over Christmas 2027, both days moved", "2027-12-24T10:00:00Z", "2028-01-07"},
		{"New Year's Day 2028 moved to a Monday", "2027-12-29T10:00:00Z", "2028-01-10"},
		{"the early May bank holiday", "2027-04-28T10:00:00Z", "2027-05-10"},
		{"spring and its week", "2026-05-22T10:00:00Z", "2026-06-03"},
		{"the last of August", "2026-08-28T10:00:00Z", "2026-09-09"},
		{"a summer night that is tomorrow in London", "2026-06-30T23:30:00Z", "2026-07-10"},
		{"the same hour in winter is today", "2026-01-05T23:30:00Z", "2026-01-14"},
	} {
		t.Run(row.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, row.published)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Count(tender.EnglandAndWales, at); got.LastDay != row.want || err != nil {
				t.Errorf("published %s: got %s, %v; want %s", row.published, got.LastDay, err, row.want)
			}
		})
	}
}

// TestStandstillWithoutCalendar refuses to guess.
func TestStandstillWithoutCalendar(t *testing.T) {
	for _, published := range []string{"2023-12-31T12:00:00Z", "2028-12-22T12:00:00Z", "2031-03-02T12:00:00Z"} {
		at, _ := time.Parse(time.RFC3339, published)
		if got, err := Count(tender.EnglandAndWales, at); !errors.Is(err, ErrCalendar) {
			t.Errorf("published %s: got %s, %v; want a refusal", published, got.LastDay, err)
		}
	}
}

// TestStandstillOver watches midnight in London.
func TestStandstillOver(t *testing.T) {
	for _, row := range []struct {
		ends, at string
		want     bool
	}{
		{"2026-03-11", "2026-03-11T23:59:59Z", false},
		{"2026-03-11", "2026-03-12T00:00:00Z", true},
		{"2026-07-10", "2026-07-10T22:59:59Z", false},
		{"2026-07-10", "2026-07-10T23:00:00Z", true}, // British Summer Time
	} {
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Award{StandstillEndsOn: row.ends}).StandstillOver(at); got != row.want {
			t.Errorf("a standstill that ends on %s, at %s: over is %v, want %v", row.ends, row.at, got, row.want)
		}
	}
}

// TestBankHolidays works the holidays out by their rules and compares.
func TestBankHolidays(t *testing.T) {
	c := calendars()[tender.EnglandAndWales]
	if c.first != 2024 || c.last != 2028 {
		t.Fatalf("the calendar covers %d to %d", c.first, c.last)
	}
	want := map[string]bool{}
	for year := c.first; year <= c.last; year++ {
		for _, date := range byRule(year) {
			want[date.Format(day)] = true
		}
	}
	for date := range want {
		if c.free[date] == "" {
			t.Errorf("%s is a bank holiday by the rules and not in the file", date)
		}
	}
	for date, title := range c.free {
		if !want[date] {
			t.Errorf("%s (%s) is in the file and no bank holiday by the rules", date, title)
		}
	}
}

// byRule is the eight holidays of a year by the Banking and Financial Dealings
// Act 1971 and the proclamations that are made every year.
func byRule(year int) []time.Time {
	on := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	monday := func(date time.Time) time.Time {
		return date.AddDate(0, 0, (8-int(date.Weekday()))%7)
	}
	substitute := func(date time.Time, step int) time.Time {
		if date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
			return date.AddDate(0, 0, step)
		}
		return date
	}
	newYear := on(time.January, 1)
	if w := newYear.Weekday(); w == time.Saturday || w == time.Sunday {
		newYear = monday(newYear)
	}
	easter := easterSunday(year)
	return []time.Time{
		newYear, easter.AddDate(0, 0, -2), easter.AddDate(0, 0, 1),
		monday(on(time.May, 1)), monday(on(time.May, 25)), monday(on(time.August, 25)),
		substitute(on(time.December, 25), 2), substitute(on(time.December, 26), 2),
	}
}

// easterSunday follows the anonymous Gregorian algorithm (Nature, 20 April
// 1876).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	n := (h + l - 7*m + 90) / 25
	p := (h + l - 7*m + 33*n + 19) % 32
	return time.Date(year, time.Month(n), p, 0, 0, 0, 0, time.UTC)
}

// TestJurisdictions counts the same notice by the bank holidays of each part of
// the country.
func TestJurisdictions(t *testing.T) {
	for _, row := range []struct {
		where           tender.Jurisdiction
		published, want string
		skipped         string
	}{
		{tender.EnglandAndWales, "2026-07-08T09:00:00Z", "2026-07-17", ""},
		{tender.NorthernIreland, "2026-07-08T09:00:00Z", "2026-07-20", "Battle of the Boyne (Orangemen’s Day)"}, // the 12th is a Sunday
		{tender.NorthernIreland, "2027-03-16T09:00:00Z", "2027-03-30", "St Patrick’s Day"},
		{tender.Scotland, "2026-07-30T09:00:00Z", "2026-08-11", "Summer bank holiday"}, // the first Monday of August
		{tender.EnglandAndWales, "2026-07-30T09:00:00Z", "2026-08-10", ""},
		{tender.Scotland, "2027-04-01T09:00:00+01:00", "2027-04-12", ""}, // Easter Monday is worked
		{tender.EnglandAndWales, "2027-03-25T09:00:00Z", "2027-04-07", "Easter Monday"},
		{tender.Scotland, "2026-12-31T09:00:00Z", "2027-01-13", "2nd January"}, // moved to Monday the 4th
	} {
		at, err := time.Parse(time.RFC3339, row.published)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Count(row.where, at)
		if err != nil || got.LastDay != row.want {
			t.Errorf("%s, published %s: got %s, %v; want %s", row.where, row.published, got.LastDay, err, row.want)
		}
		if row.skipped != "" && !slices.ContainsFunc(got.Skipped, func(s Skipped) bool { return s.Why == row.skipped }) {
			t.Errorf("%s, published %s: %s is not among %v", row.where, row.published, row.skipped, got.Skipped)
		}
	}
}
