package contract

import (
	"math/big"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// TestKPIThreshold holds the rule to section 52(1) of the Procurement Act 2023:
// more than £5 million, not at least.
func TestKPIThreshold(t *testing.T) {
	for pounds, want := range map[string]bool{"0": false, "4999999.99": false, "5000000": false, "5000000.01": true, "9999999999": true} {
		value, err := decimal.ParsePence(pounds)
		if err != nil {
			t.Fatal(err)
		}
		if NeedsKPIs(value) != want {
			t.Errorf("£%s: got %t; want %t", pounds, !want, want)
		}
	}
}

// TestCutOffs tries every boundary: the cut-off itself earns the better rating.
func TestCutOffs(t *testing.T) {
	c := StandardRules().CutOffs
	for share, want := range map[string]Rating{
		"0": Inadequate, "6999/100": Inadequate, "70": RequiresImprovement, "899999/10000": RequiresImprovement, "90": ApproachingTarget, "9999/100": ApproachingTarget, "100": Good, "250": Good,
	} {
		exact, _ := new(big.Rat).SetString(share)
		if got := c.rate(exact); got != want {
			t.Errorf("%s per cent: got %s; want %s", share, got, want)
		}
	}
	if got := c.rate(nil); got != Other {
		t.Errorf("without a share: got %s", got)
	}
}

// TestPropose works ratings out by hand: proportions are not averaged, stocks
// not added, less may be better, and what is not decided does not count.
func TestPropose(t *testing.T) {
	for _, story := range []struct {
		name   string
		rule   catalogue.Aggregation
		better catalogue.Direction
		unit   string
		whole  int64
		parts  []int64
		acts   []string
		want   string
	}{
		{"nothing reported", "sum", "higher", "people", 40, []int64{10, 10, 10, 10}, nil, "other -"},
		{"claimed is not verified", "sum", "higher", "people", 40, []int64{10, 10, 10, 10}, []string{"2027-04-02 2027-Q1 submitted 40"}, "other -"},
		{"all of it", "sum", "higher", "people", 40, []int64{10, 10, 10, 10}, []string{"2027-04-02 2027-Q1 submitted 40", "2027-04-03 2027-Q1 verified 40"}, "good 100"},
		{"a stock is its last level", "latest", "higher", "groups", 4, []int64{1, 1, 1, 1}, []string{"2027-04-02 2027-Q1 submitted 4", "2027-04-03 2027-Q1 verified 4", "2027-10-02 2027-Q4 submitted 3", "2027-10-03 2027-Q4 verified 3"}, "requires_improvement 75"},
		{"percentages are not averaged", "ratio_of_sums", "higher", "% of waste", 60, []int64{30, 30}, []string{"2027-04-02 2027-Q1 submitted 1/1", "2027-04-03 2027-Q1 verified 1/1", "2027-07-02 2027-Q2 submitted 49/99", "2027-07-03 2027-Q2 verified 49/99"}, "requires_improvement 250/3"},
		{"less is better", "sum", "lower", "complaints", 40, []int64{20, 20}, []string{"2027-04-02 2027-Q1 submitted 50", "2027-04-03 2027-Q1 verified 50"}, "requires_improvement 80"},
		{"none at all is best", "sum", "lower", "complaints", 40, []int64{20, 20}, []string{"2027-04-02 2027-Q1 submitted 0", "2027-04-03 2027-Q1 verified 0"}, "good 100"},
	} {
		t.Run(story.name, func(t *testing.T) {
			f, o := oneObligation(t, story.rule, story.better, story.unit, story.whole, story.parts...)
			for _, line := range story.acts {
				act(t, f, o, line)
			}
			p := f.owing(o, on(t, "2028-06-01")).propose("2027-01-01", "2027-12-31", StandardRules().CutOffs)
			share := "-"
			if p.Share != nil {
				share = strings.TrimSuffix(p.Share.RatString(), "/1")
			}
			if got := string(p.Rating) + " " + share; got != story.want {
				t.Errorf("got %s; want %s", got, story.want)
			}
		})
	}
	f, o := oneObligation(t, "sum", "higher", "people", 40, 10, 10, 10, 10)
	if p := f.owing(o, on(t, "2028-06-01")).propose("2028-01-01", "2028-12-31", StandardRules().CutOffs); p.Rating != Other || p.Committed != nil {
		t.Errorf("a year without a period: %+v", p)
	}
}

// TestYears cuts a term into years; the last one is rated with the whole.
func TestYears(t *testing.T) {
	for _, story := range []struct{ from, to, want string }{
		{"2027-07-01", "2030-06-30", "1 2027-07-01 2028-06-30, 2 2028-07-01 2029-06-30, 0 2027-07-01 2030-06-30"},
		{"2027-07-01", "2028-07-31", "1 2027-07-01 2028-06-30, 0 2027-07-01 2028-07-31"},
		{"2027-07-01", "2027-09-30", "0 2027-07-01 2027-09-30"},
		{"2028-02-29", "2029-12-31", "1 2028-02-29 2029-02-28, 0 2028-02-29 2029-12-31"},
	} {
		var got []string
		for _, y := range years(Contract{StartsOn: story.from, EndsOn: story.to}) {
			got = append(got, digits(y.Year)+" "+y.FromOn+" "+y.ToOn)
		}
		if strings.Join(got, ", ") != story.want {
			t.Errorf("%s to %s: got %s; want %s", story.from, story.to, strings.Join(got, ", "), story.want)
		}
	}
}
