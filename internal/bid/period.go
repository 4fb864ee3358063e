package bid

import (
	"strconv"
	"time"
)

// Period is a calendar quarter, month or year, in which part of a commitment
// falls due.
type Period struct {
	Name  string    // 2027-Q1, 2027-03 or 2027
	From  time.Time // midnight UTC of its first day
	Until time.Time // midnight UTC of the day after its last
}

// ParsePeriod reads a period of the years 2000 to 2299: a quarter as 2027-Q1, a
// month as 2027-03, a year as 2027. It reports false for anything else.
func ParsePeriod(name string) (p Period, ok bool) {
	if len(name) < 4 || !digits(name[:4]) {
		return p, false
	}
	year, _ := strconv.Atoi(name[:4])
	first, length := 1, 12
	switch rest := name[4:]; {
	case rest == "":
	case len(rest) == 3 && rest[:2] == "-Q" && rest[2] >= '1' && rest[2] <= '4':
		first, length = 3*int(rest[2]-'1')+1, 3
	case len(rest) == 3 && rest[0] == '-' && digits(rest[1:]):
		first, _ = strconv.Atoi(rest[1:])
		length = 1
	default:
		return p, false
	}
	if year < 2000 || year > 2299 || first < 1 || first > 12 {
		return p, false
	}
	from := time.Date(year, time.Month(first), 1, 0, 0, 0, 0, time.UTC)
	return Period{Name: name, From: from, Until: from.AddDate(0, length, 0)}, true
}

// Touches reports whether the period has a day in [from, until). A contract
// that starts in the middle of a quarter has that quarter as its first period.
func (p Period) Touches(from, until time.Time) bool {
	return p.From.Before(until) && from.Before(p.Until)
}

func digits(text string) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
