package tender

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
)

// leave sees to it that an amendment leaves bidders their days (Procurement Act
// 2023, section 54: whoever sets time limits has regard to the nature and
// complexity of any modification). A deadline that the officer names must be far
// enough; where none is named and the present one is too near, it moves to the
// same time of day on the first day that is.
func (t *Tender) leave(days int, now time.Time, named bool, wrong *fault.Fields) {
	earliest := now.Add(time.Duration(days) * 24 * time.Hour)
	if !t.Deadline.Before(earliest) {
		return
	}
	if named {
		wrong.Add("/deadline", "too-soon", fmt.Sprintf("must leave %d days for this amendment: not before %s", days, InLondon(earliest).Format(time.RFC3339)))
		return
	}
	t.Deadline = sameTimeOfDay(t.Deadline, t.DeadlineZone, earliest)
}

// sameTimeOfDay is the first moment from earliest on at which a clock in the
// zone shows the time of day of at. A day on which the clocks leave that time out
// is passed over, and where they show it twice the later is meant.
func sameTimeOfDay(at time.Time, zone string, earliest time.Time) time.Time {
	in, err := time.LoadLocation(zone)
	if err != nil {
		in = london() // the zone was checked when the tender was written
	}
	wall, day := at.In(in), earliest.In(in)
	for n := 0; ; n++ {
		meant := instants(time.Date(day.Year(), day.Month(), day.Day()+n, wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), time.UTC), in)
		for i := len(meant) - 1; i >= 0; i-- {
			if !meant[i].Before(earliest) {
				return meant[i].UTC()
			}
		}
	}
}
