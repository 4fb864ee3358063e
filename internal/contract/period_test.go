package contract

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
)

// TestSchedule lays profiles over terms.
func TestSchedule(t *testing.T) {
	for _, row := range []struct {
		name, from, until, rule string
		profile                 []string // period=quantity
		want                    string   // label first..last due quantity
	}{
		{"quarters", "2027-01-01", "2027-06-30", "sum", []string{"2027-Q1=10", "2027-Q2=30"}, "2027-Q1 2027-01-01..2027-03-31 2027-04-14 10, 2027-Q2 2027-04-01..2027-06-30 2027-07-14 30"},
		{"out of order", "2027-01-01", "2027-06-30", "sum", []string{"2027-Q2=30", "2027-Q1=10"}, "2027-Q1 2027-01-01..2027-03-31 2027-04-14 10, 2027-Q2 2027-04-01..2027-06-30 2027-07-14 30"},
		{"cut to the term", "2027-02-15", "2027-05-10", "sum", []string{"2027-Q1=10", "2027-Q2=30"}, "2027-Q1 2027-02-15..2027-03-31 2027-04-14 10, 2027-Q2 2027-04-01..2027-05-10 2027-05-24 30"},
		{"months and a leap year", "2028-01-01", "2028-12-31", "sum", []string{"2028-02=40"}, "2028-02 2028-02-01..2028-02-29 2028-03-14 40"},
		{"a year", "2027-04-01", "2029-03-31", "sum", []string{"2028=40"}, "2028 2028-01-01..2028-12-31 2029-01-14 40"},
		{"none: the whole term", "2027-04-01", "2030-03-31", "sum", nil, "term 2027-04-01..2030-03-31 2030-04-14 40"},
		{"a stock grows by its instalments", "2027-01-01", "2027-06-30", "latest", []string{"2027-Q1=10", "2027-Q2=30"}, "2027-Q1 2027-01-01..2027-03-31 2027-04-14 10, 2027-Q2 2027-04-01..2027-06-30 2027-07-14 40"},
		{"a proportion is the same in every period", "2027-01-01", "2027-06-30", "ratio_of_sums", []string{"2027-Q1=10", "2027-Q2=30"}, "2027-Q1 2027-01-01..2027-03-31 2027-04-14 40, 2027-Q2 2027-04-01..2027-06-30 2027-07-14 40"},
		{"outside the term", "2027-04-01", "2027-06-30", "sum", []string{"2027-Q1=10", "2027-Q2=30"}, "outside: 2027-Q1"},
		{"not a period", "2027-04-01", "2027-06-30", "sum", []string{"2027-Q5=40"}, `error: "2027-Q5" is not a year, a quarter or a month`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := bid.Commitment{Measure: "13", Quantity: units(40)}
			for _, text := range row.profile {
				label, amount, _ := strings.Cut(text, "=")
				c.Profile = append(c.Profile, bid.Instalment{Period: label, Quantity: quantity(t, amount)})
			}
			day := func(s string) time.Time { return on(t, s).Truncate(24 * time.Hour) }
			list, outside, err := schedule(c, catalogue.Aggregation(row.rule), term{day(row.from), day(row.until)}, DueDays)
			var got []string
			for i, p := range list {
				if p.Number != i+1 {
					t.Errorf("period %d has the number %d", i, p.Number)
				}
				got = append(got, p.Label+" "+p.StartsOn+".."+p.EndsOn+" "+p.DueOn+" "+p.Quantity.String())
			}
			switch {
			case err != nil:
				got = []string{"error: " + err.Error()}
			case outside != "":
				got = []string{"outside: " + outside}
			}
			if strings.Join(got, ", ") != row.want {
				t.Errorf("got %s; want %s", strings.Join(got, ", "), row.want)
			}
		})
	}
}

// TestToday ends days in London.
func TestToday(t *testing.T) {
	for at, want := range map[string]string{
		"2027-03-31T22:59:59Z": "2027-03-31", // summer time since 28 March: 23:59:59 in London
		"2027-03-31T23:00:00Z": "2027-04-01",
		"2027-12-31T23:59:59Z": "2027-12-31",
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := today(moment); got != want {
			t.Errorf("%s: got %s; want %s", at, got, want)
		}
	}
}
