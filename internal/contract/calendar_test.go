package contract

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

func termOf(t *testing.T, from, until string) term {
	t.Helper()
	return term{on(t, from).Truncate(24 * time.Hour), on(t, until).Truncate(24 * time.Hour)}
}

// TestPlans lays promises without a profile over terms.
func TestPlans(t *testing.T) {
	for _, row := range []struct {
		name, from, until string
		quantity          int64 // thousandths
		rule              catalogue.Aggregation
		plan              plan
		want              string
	}{
		{"months by name, cut at both ends", "2027-01-15", "2027-03-10", 40_000, catalogue.Sum, plan{every: EveryMonth, calendar: Named, spread: Evenly}, "2027-01 01-15..01-31 13, 2027-02 02-01..02-28 13, 2027-03 03-01..03-10 14"},
		{"months of the contract", "2027-01-31", "2027-04-29", 3_000, catalogue.Sum, plan{every: EveryMonth, calendar: OfContract, spread: Evenly}, "M1 01-31..02-27 1, M2 02-28..03-30 1, M3 03-31..04-29 1"},
		{"quarters by name", "2027-02-15", "2027-12-31", 8_000, catalogue.Sum, plan{every: EveryQuarter, calendar: Named, spread: Evenly}, "2027-Q1 02-15..03-31 2, 2027-Q2 04-01..06-30 2, 2027-Q3 07-01..09-30 2, 2027-Q4 10-01..12-31 2"},
		{"quarters of the contract", "2027-02-15", "2027-12-31", 4_000, catalogue.Sum, plan{every: EveryQuarter, calendar: OfContract, spread: Evenly}, "Q1 02-15..05-14 1, Q2 05-15..08-14 1, Q3 08-15..11-14 1, Q4 11-15..12-31 1"},
		{"a year, all at the end", "2027-04-01", "2028-03-31", 40_000, catalogue.Sum, plan{every: EveryYear, calendar: Named, spread: AtTheEnd}, "2027 04-01..12-31 0, 2028 01-01..03-31 40"},
		{"a stock rises", "2027-01-01", "2027-06-30", 5_000, catalogue.Latest, plan{every: EveryQuarter, calendar: Named, spread: Evenly}, "2027-Q1 01-01..03-31 2, 2027-Q2 04-01..06-30 5"},
		{"a proportion is the same in every period", "2027-01-01", "2027-06-30", 60_000, catalogue.RatioOfSums, plan{every: EveryQuarter, calendar: Named, spread: Evenly}, "2027-Q1 01-01..03-31 60, 2027-Q2 04-01..06-30 60"},
		{"what is not whole is not rounded", "2027-01-01", "2027-09-30", 1_500_500, catalogue.Sum, plan{every: EveryQuarter, calendar: Named, spread: Evenly}, "2027-Q1 01-01..03-31 500.166, 2027-Q2 04-01..06-30 500.167, 2027-Q3 07-01..09-30 500.167"},
		{"once", "2027-01-01", "2027-09-30", 1_000, catalogue.Sum, plan{every: Once}, "term 01-01..09-30 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			q := decimal.Quantity(row.quantity)
			list, outside, err := row.plan.lay(bid.Commitment{Measure: "22", Quantity: &q}, row.rule, termOf(t, row.from, row.until), DueDays)
			var got []string
			for _, p := range list {
				got = append(got, p.Label+" "+p.StartsOn[5:]+".."+p.EndsOn[5:]+" "+p.Quantity.String())
			}
			if text := strings.Join(got, ", "); text != row.want || outside != "" || err != nil {
				t.Errorf("got %s (%s, %v); want %s", text, outside, err, row.want)
			}
		})
	}
}

// TestRegularPeriods cover the term without a gap, and their promises add up.
func TestRegularPeriods(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		first := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(r, "first"))
		whole := term{first, first.AddDate(0, 0, rapid.IntRange(0, 3000).Draw(r, "length"))}
		every := rapid.SampledFrom([]Every{EveryMonth, EveryQuarter, EveryYear}).Draw(r, "every")
		by := rapid.SampledFrom([]Calendar{Named, OfContract}).Draw(r, "calendar")
		q := decimal.Quantity(rapid.Int64Range(0, 999_999_999_999_999).Draw(r, "quantity"))
		p := plan{every: every, calendar: by, spread: rapid.SampledFrom([]Spread{Evenly, AtTheEnd}).Draw(r, "spread")}
		list, _, err := p.lay(bid.Commitment{Quantity: &q}, catalogue.Sum, whole, 14)
		if err != nil || len(list) == 0 || list[0].StartsOn != whole.first.Format(time.DateOnly) || list[len(list)-1].EndsOn != whole.last.Format(time.DateOnly) {
			r.Fatalf("%v, %v", list, err)
		}
		var sum decimal.Quantity
		labels := map[string]bool{}
		for i, one := range list {
			if i > 0 && one.StartsOn != daysAfter(list[i-1].EndsOn, 1) {
				r.Fatalf("a gap after %s", list[i-1].EndsOn)
			}
			if labels[one.Label] {
				r.Fatalf("%s twice", one.Label)
			}
			labels[one.Label] = true
			sum += one.Instalment
		}
		if sum != q {
			r.Fatalf("%s add up to %s", q, sum)
		}
	})
}

// TestShift moves by months where the day of the month stays, else by days.
func TestShift(t *testing.T) {
	for _, row := range []struct{ from, to, first, last, want string }{
		{"2027-07-01", "2027-09-01", "2027-10-01", "2027-12-31", "2027-12-01..2028-02-29"},
		{"2027-07-01", "2027-06-01", "2027-07-01", "2027-09-30", "2027-06-01..2027-08-31"},
		{"2027-07-01", "2027-07-11", "2027-10-01", "2027-12-31", "2027-10-11..2028-01-10"},
		{"2027-01-31", "2027-03-31", "2027-01-31", "2027-02-27", "2027-03-31..2027-04-27"},
	} {
		moved := between(dayOf(row.from), dayOf(row.to)).over(termOf(t, row.first, row.last))
		if got := moved.first.Format(time.DateOnly) + ".." + moved.last.Format(time.DateOnly); got != row.want {
			t.Errorf("%s to %s: got %s; want %s", row.from, row.to, got, row.want)
		}
	}
}

// TestFollowedProfile moves the bid's own quarters with the contract's start.
func TestFollowedProfile(t *testing.T) {
	c := bid.Commitment{Quantity: units(40), Profile: []bid.Instalment{{Period: "2027-Q1", Quantity: units(10)}, {Period: "2027-Q2", Quantity: units(30)}}}
	p := plan{every: ByProfile, calendar: OfContract, moved: between(dayOf("2027-01-01"), dayOf("2027-03-01"))}
	list, outside, err := p.lay(c, catalogue.Sum, termOf(t, "2027-03-01", "2027-08-31"), DueDays)
	if err != nil || outside != "" || list[0].Label != "2027-Q1" || list[0].StartsOn != "2027-03-01" || list[0].EndsOn != "2027-05-31" || list[1].EndsOn != "2027-08-31" {
		t.Errorf("got %+v, %s, %v", list, outside, err)
	}
}

// TestStages remind a week before, on the day, afterwards, and long afterwards.
func TestStages(t *testing.T) {
	for date, want := range map[string]stage{
		"2027-10-06": stageNone, "2027-10-07": stageSoon, "2027-10-13": stageSoon, "2027-10-14": stageDue, "2027-10-15": stageLate, "2027-11-11": stageLate, "2027-11-12": stageVeryLate,
	} {
		if got := stageOn(date, "2027-10-14", 28); got != want {
			t.Errorf("%s: got %d; want %d", date, got, want)
		}
	}
}
