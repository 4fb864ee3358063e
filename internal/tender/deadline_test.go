package tender

import (
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/fault"
)

// TestInstants reads clocks on walls around the changes of 2026: London goes
// forward on 29 March at 01:00 and back on 25 October at 02:00 (Summer Time Act
// 1972), Lord Howe Island by half an hour, and Samoa once left out a whole day.
func TestInstants(t *testing.T) {
	for _, c := range []struct {
		zone, wall string
		want       []string
	}{
		{"Europe/London", "2026-03-29T00:59", []string{"2026-03-29T00:59:00Z"}},
		{"Europe/London", "2026-03-29T01:00", nil},
		{"Europe/London", "2026-03-29T01:59", nil},
		{"Europe/London", "2026-03-29T02:00", []string{"2026-03-29T01:00:00Z"}},
		{"Europe/London", "2026-10-25T00:59", []string{"2026-10-24T23:59:00Z"}},
		{"Europe/London", "2026-10-25T01:00", []string{"2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"}},
		{"Europe/London", "2026-10-25T01:59", []string{"2026-10-25T00:59:00Z", "2026-10-25T01:59:00Z"}},
		{"Europe/London", "2026-10-25T02:00", []string{"2026-10-25T02:00:00Z"}},
		{"America/New_York", "2026-03-08T02:30", nil},
		{"America/New_York", "2026-11-01T01:30", []string{"2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"}},
		{"Australia/Lord_Howe", "2026-04-05T01:45", []string{"2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"}},
		{"Asia/Kathmandu", "2026-06-01T12:00", []string{"2026-06-01T06:15:00Z"}},
		{"UTC", "2026-03-29T01:30", []string{"2026-03-29T01:30:00Z"}},
	} {
		in, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		wall, err := time.Parse("2006-01-02T15:04", c.wall)
		if err != nil {
			t.Fatal(err)
		}
		got := instants(wall, in)
		if len(got) != len(c.want) {
			t.Errorf("%s in %s: got %v, want %v", c.wall, c.zone, got, c.want)
			continue
		}
		for i, at := range got {
			if at.Format(time.RFC3339) != c.want[i] {
				t.Errorf("%s in %s: got %v, want %v", c.wall, c.zone, got, c.want)
			}
		}
	}
}

// TestZones takes the names of places and nothing else.
func TestZones(t *testing.T) {
	for zone, known := range map[string]bool{
		"Europe/London": true, "America/Argentina/Buenos_Aires": true, "UTC": true, "": true,
		"Local": false, "BST": false, "Europe/Lundun": false, "../Europe/London": false, "/etc/localtime": false, "Europe/London\n": false,
	} {
		var wrong fault.Fields
		When{DeadlineLocal: "2026-06-01T12:00", Zone: zone}.resolve(&wrong)
		if wrong.Empty() != known {
			t.Errorf("%q: %v", zone, wrong.Err())
		}
	}
}

// TestTerm counts a term in whole months from its first day.
func TestTerm(t *testing.T) {
	for _, c := range []struct {
		tender      Tender
		from, until string
		known       bool
	}{
		{Tender{StartsOn: "2026-10-01", Years: 3_000}, "2026-10-01", "2029-10-01", true},
		{Tender{StartsOn: "2027-01-15", Years: 2_500}, "2027-01-15", "2029-07-15", true},
		{Tender{StartsOn: "2028-02-29", Years: 1_000}, "2028-02-29", "2029-03-01", true},
		{Tender{StartsOn: "2026-10-01"}, "", "", false},
		{Tender{Years: 3_000}, "", "", false},
	} {
		from, until, known := c.tender.Term()
		if known != c.known || known && (from.Format(time.DateOnly) != c.from || until.Format(time.DateOnly) != c.until) {
			t.Errorf("%s for %s: got %s to %s, %v", c.tender.StartsOn, c.tender.Years, from, until, known)
		}
	}
}

// TestTakesBids is about the deadline to the microsecond, and about the state
// that outlives a clock.
func TestTakesBids(t *testing.T) {
	noon := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		status Status
		at     time.Time
		want   bool
	}{
		{Published, noon.Add(-time.Microsecond), true},
		{Published, noon, false},
		{Published, noon.Add(time.Hour), false},
		{Closed, noon.Add(-time.Hour), false},
		{Draft, noon.Add(-time.Hour), false},
		{Cancelled, noon.Add(-time.Hour), false},
	} {
		tender := Tender{Status: c.status, Deadline: noon}
		if got := tender.TakesBids(c.at); got != c.want || (tender.Refuses(c.at) == nil) != c.want {
			t.Errorf("%s at %s: got %v", c.status, c.at, got)
		}
	}
}
