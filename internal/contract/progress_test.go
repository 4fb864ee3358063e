package contract

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

func units(n int64) *decimal.Quantity {
	q := decimal.Quantity(n * 1000)
	return &q
}

func quantity(t *testing.T, text string) *decimal.Quantity {
	t.Helper()
	q, err := decimal.ParseQuantity(text)
	if err != nil {
		t.Fatal(err)
	}
	return &q
}

func on(t *testing.T, date string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(12 * time.Hour)
}

// act is one step of a story in shorthand: the date, the period, what happened
// and the figure: "2027-04-02 2027-Q1 submitted 10" or "… submitted 3/4".
func act(t *testing.T, f *files, o Obligation, line string) {
	t.Helper()
	parts := strings.Fields(line)
	for _, p := range f.periods[o.ID] {
		if p.Label != parts[1] {
			continue
		}
		f.returns[p.ID] = "return of " + p.Label
		steps := f.steps[f.returns[p.ID]]
		step := Step{Number: len(steps) + 1, Kind: Status(parts[2]), At: on(t, parts[0])}
		if len(parts) > 3 {
			step.Figure = figure(t, parts[3])
		}
		f.steps[f.returns[p.ID]] = append(steps, step)
		return
	}
	t.Fatalf("no period %s", parts[1])
}

func figure(t *testing.T, text string) Figure {
	t.Helper()
	if above, below, isRatio := strings.Cut(text, "/"); isRatio {
		return Figure{Numerator: quantity(t, above), Denominator: quantity(t, below)}
	}
	return Figure{Quantity: quantity(t, text)}
}

func oneObligation(t *testing.T, rule catalogue.Aggregation, better catalogue.Direction, unit string, whole int64, profile ...int64) (*files, Obligation) {
	t.Helper()
	o := Obligation{ID: "o", Measure: "13", Aggregation: rule, Direction: better, Unit: unit, Offered: *units(whole), Contracted: *units(whole), OutcomeNumber: 3, OutcomeTitle: "Impact of volunteers"}
	c := bid.Commitment{Measure: "13", Quantity: units(whole)}
	for i, n := range profile {
		c.Profile = append(c.Profile, bid.Instalment{Period: fmt.Sprintf("2027-Q%d", i+1), Quantity: units(n)})
	}
	year := term{on(t, "2027-01-01").Truncate(24 * time.Hour), on(t, "2027-12-31").Truncate(24 * time.Hour)}
	periods, outside, err := schedule(c, rule, year, 14)
	if err != nil || outside != "" {
		t.Fatalf("schedule: %q, %v", outside, err)
	}
	for i := range periods {
		periods[i].ID = "p" + strconv.Itoa(i)
	}
	return &files{obligations: []Obligation{o}, periods: map[string][]Period{"o": periods}, returns: map[string]string{}, steps: map[string][]Step{}}, o
}

// show writes a line's figures as a reader sees them: committed to date,
// delivered, verified, difference and state.
func show(l Line) string {
	return fmt.Sprintf("%s %s %s %s %s", showRat(l.CommittedToDate), showTotal(l.Delivered), showTotal(l.Verified), showRat(l.Difference), l.State)
}

func showRat(r *big.Rat) string {
	if r == nil {
		return "-"
	}
	return Thousandths(r).String()
}

func showTotal(t *Total) string {
	if t == nil {
		return "-"
	}
	return t.Number().String()
}

// TestProgress holds every counting rule to figures worked out by hand.
func TestProgress(t *testing.T) {
	quarters := []int64{10, 10, 10, 10}
	for _, story := range []struct {
		name    string
		rule    catalogue.Aggregation
		better  catalogue.Direction
		unit    string
		whole   int64
		profile []int64
		acts    []string
		on      string
		want    string // committed to date, delivered, verified, difference, state
	}{
		{"before anything began", "sum", "higher", "people", 40, quarters, nil, "2026-12-31", "0 - - - not_started"},
		{"the first day", "sum", "higher", "people", 40, quarters, nil, "2027-01-01", "0 - - - on_track"},
		{"the last day of the quarter is not yet over", "sum", "higher", "people", 40, quarters, nil, "2027-03-31", "0 - - - on_track"},
		{"a quarter has ended, its return is not due yet", "sum", "higher", "people", 40, quarters, nil, "2027-04-14", "10 - - - on_track"},
		{"the day after it was due", "sum", "higher", "people", 40, quarters, nil, "2027-04-15", "10 - - - late"},
		{"claimed", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 12"}, "2027-04-20", "10 12 - 2 on_track"},
		{"nothing delivered is a report", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 0"}, "2027-04-20", "10 0 - -10 short"},
		{"verified in part", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 12", "2027-04-03 2027-Q1 verified 9.5"}, "2027-04-20", "10 12 9.5 2 short"},
		{"corrected", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 12", "2027-04-03 2027-Q1 queried", "2027-04-04 2027-Q1 submitted 11"}, "2027-04-20", "10 11 - 1 on_track"},
		{"rejected counts nothing", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 12", "2027-04-03 2027-Q1 rejected"}, "2027-04-20", "10 - - - short"},
		{"as it was before the correction", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 12", "2027-04-25 2027-Q1 submitted 3"}, "2027-04-20", "10 12 - 2 on_track"},
		{"a second quarter makes good", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 6", "2027-07-02 2027-Q2 submitted 14"}, "2027-07-20", "20 20 - 0 on_track"},
		{"the guide's example", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 12", "2027-04-03 2027-Q1 verified 9.5", "2027-07-02 2027-Q2 submitted 8"}, "2027-07-20", "20 20 9.5 0 short"},
		{"early delivery counts", "sum", "higher", "people", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 6", "2027-04-10 2027-Q2 submitted 9"}, "2027-04-20", "10 15 - 5 on_track"},
		{"all verified before the end", "sum", "higher", "people", 40, quarters, []string{"2027-01-05 2027-Q1 submitted 40", "2027-01-06 2027-Q1 verified 40"}, "2027-02-01", "0 40 40 40 met"},
		{"more than promised", "distinct_sum", "higher", "people", 40, quarters, []string{"2027-01-05 2027-Q1 submitted 41", "2027-01-06 2027-Q1 verified 41"}, "2027-02-01", "0 41 41 41 exceeded"},
		{"claims alone meet nothing", "distinct_sum", "higher", "people", 40, quarters, []string{"2027-01-05 2027-Q1 submitted 40"}, "2027-02-01", "0 40 - 40 on_track"},
		{"no profile: one period, the whole term", "sum", "higher", "people", 40, nil, nil, "2027-12-31", "0 - - - on_track"},
		{"no profile: due after the end", "sum", "higher", "people", 40, nil, nil, "2028-01-15", "40 - - - late"},

		{"a stock: levels by the end of each quarter", "latest", "higher", "groups", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 10", "2027-07-02 2027-Q2 submitted 21"}, "2027-07-20", "20 21 - 1 on_track"},
		{"a stock before its first quarter ends", "latest", "higher", "groups", 40, quarters, nil, "2027-02-01", "- - - - on_track"},
		{"a stock that fell", "latest", "higher", "groups", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 30", "2027-07-02 2027-Q2 submitted 19"}, "2027-07-20", "20 19 - -1 short"},
		{"a stock is not met before its end", "latest", "higher", "groups", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 40", "2027-04-03 2027-Q1 verified 40"}, "2027-04-20", "10 40 40 30 on_track"},
		{"a stock at its end", "latest", "higher", "groups", 40, quarters, []string{"2027-10-02 2027-Q4 submitted 40", "2027-10-03 2027-Q4 verified 40"}, "2027-10-20", "30 40 40 10 met"},

		{"a proportion adds numerators and denominators", "ratio_of_sums", "higher", "% of waste", 60, []int64{60}, []string{"2027-04-02 2027-Q1 submitted 2/3"}, "2027-04-20", "60 66.667 - 6.667 on_track"},
		{"percentages are not averaged", "ratio_of_sums", "higher", "% of waste", 60, []int64{30, 30}, []string{"2027-04-02 2027-Q1 submitted 1/1", "2027-07-02 2027-Q2 submitted 49/99"}, "2027-07-20", "60 50 - -10 short"},
		{"a proportion of nothing is no figure", "ratio_of_sums", "higher", "% of waste", 60, []int64{60}, []string{"2027-04-02 2027-Q1 submitted 0/0"}, "2027-04-20", "60 - - - on_track"},
		{"a proportion without per cent", "ratio_of_sums", "higher", "sessions for each person", 2, []int64{2}, []string{"2027-04-02 2027-Q1 submitted 5/2"}, "2027-04-20", "2 2.5 - 0.5 on_track"},
		{"a proportion is met when all is decided", "ratio_of_sums", "higher", "% of waste", 60, []int64{30, 30}, []string{"2027-04-02 2027-Q1 submitted 60/100", "2027-04-03 2027-Q1 verified 60/100"}, "2027-04-20", "60 60 60 0 on_track"},

		{"less is better, and it was less", "sum", "lower", "complaints", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 4"}, "2027-04-20", "10 4 - -6 on_track"},
		{"less is better, and it was more", "sum", "lower", "complaints", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 11"}, "2027-04-20", "10 11 - 1 short"},
		{"less is better: nothing is met before the end", "sum", "lower", "complaints", 40, quarters, []string{"2027-04-02 2027-Q1 submitted 4", "2027-04-03 2027-Q1 verified 4"}, "2027-04-20", "10 4 4 -6 on_track"},
		{"less is better, at the end", "sum", "lower", "complaints", 40, []int64{40}, []string{"2027-04-02 2027-Q1 submitted 39", "2027-04-03 2027-Q1 verified 39"}, "2027-04-20", "40 39 39 -1 exceeded"},
	} {
		t.Run(story.name, func(t *testing.T) {
			f, o := oneObligation(t, story.rule, story.better, story.unit, story.whole, story.profile...)
			for _, line := range story.acts {
				act(t, f, o, line)
			}
			got := f.progress(on(t, story.on))
			if show(got.Obligations[0]) != story.want {
				t.Errorf("on %s after %v: got %s; want %s", story.on, story.acts, show(got.Obligations[0]), story.want)
			}
		})
	}
}

// TestExceptions lists what needs attention, the late first.
func TestExceptions(t *testing.T) {
	f, o := oneObligation(t, "sum", "higher", "people", 40, 10, 10, 10, 10)
	for _, line := range []string{
		"2027-04-20 2027-Q1 submitted 8", "2027-07-02 2027-Q2 submitted 8", "2027-07-03 2027-Q2 queried", "2027-10-03 2027-Q3 submitted 20", "2027-10-04 2027-Q3 rejected",
	} {
		act(t, f, o, line)
	}
	var got []string
	for _, e := range f.progress(on(t, "2028-02-01")).Exceptions {
		got = append(got, e.Period.Label+" "+string(e.What))
	}
	want := "2027-Q4 late, 2027-Q3 rejected, 2027-Q1 short, 2027-Q2 short, 2027-Q2 queried"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s; want %s", strings.Join(got, ", "), want)
	}
	if first := f.progress(on(t, "2028-02-01")).Obligations[0].Periods[0]; !first.IsLate || !first.IsShort {
		t.Errorf("the first quarter came six days after it was due with two too few: %+v", first)
	}
}

// TestTally counts obligations and adds no figures.
func TestTally(t *testing.T) {
	line := func(outcome int, s State) Line {
		return Line{Obligation: Obligation{OutcomeNumber: outcome, OutcomeTitle: "title"}, State: s}
	}
	byOutcome, all := tally([]Line{line(3, Late), line(1, Met), line(3, Met), line(3, Met)})
	if len(byOutcome) != 2 || byOutcome[0].Number != 1 || byOutcome[1].ByState[Met] != 2 || byOutcome[1].Obligations != 3 || all.ByState[Met] != 3 || all.ByState[Late] != 1 {
		t.Errorf("got %+v and %+v", byOutcome, all)
	}
}

// TestOrderDoesNotMatter counts the same returns in any order of their coming.
func TestOrderDoesNotMatter(t *testing.T) {
	acts := []string{"2027-04-02 2027-Q1 submitted 1/3", "2027-04-02 2027-Q2 submitted 5/7", "2027-04-02 2027-Q3 submitted 2/9"}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		f, o := oneObligation(t, "ratio_of_sums", "higher", "% of waste", 50, 20, 20, 10)
		for _, i := range order {
			act(t, f, o, acts[i])
		}
		got := f.progress(on(t, "2027-12-01")).Obligations[0].Delivered
		if got.Exact.Cmp(big.NewRat(800, 19)) != 0 || *got.Numerator != *units(8) || *got.Denominator != *units(19) {
			t.Errorf("in the order %v: got %s; want 800/19", order, got.Exact)
		}
	}
}
