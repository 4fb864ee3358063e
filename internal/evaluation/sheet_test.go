package evaluation

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// TestAsked takes the estimate of the lot before that of the tender, and a
// term only where it is in whole years.
func TestAsked(t *testing.T) {
	for _, row := range []struct {
		name        string
		tender, lot decimal.Pence
		years       decimal.Quantity
		want        string
	}{
		{"one lot without an estimate of its own", 240_000_000, 0, 3000, `{"estimate":{"amount":2400000,"currency":"GBP"},"years":3}`},
		{"a lot with its own", 240_000_000, 50_000_000, 3000, `{"estimate":{"amount":500000,"currency":"GBP"},"years":3}`},
		{"no estimate is not an estimate of nothing", 0, 0, 1000, `{"years":1}`},
		{"two and a half years are not two", 0, 0, 2500, `{}`},
		{"no term", 0, 0, 0, `{}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := canonical.JSON(asked(tender.Tender{EstimatePence: row.tender, Currency: "GBP", Years: row.years}, tender.Lot{EstimatePence: row.lot}))
			if err != nil || string(got) != row.want {
				t.Errorf("got %s, %v; want %s", got, err, row.want)
			}
		})
	}
}

const asking = `{"criteria":[
	{"id":"money","weight":40,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
	{"id":"q1","weight":20,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]},
	{"id":"social","weight":40,"criteria":[
		{"id":"hours","weight":50,"kind":"measure","measure":"5a","score":{"function":"fixed_linear","worst":0,"best":10}},
		{"id":"worth","weight":50,"kind":"value","measures":[{"measure":"22","proxy":1}],"score":{"function":"relative_to_best","direction":"higher"}}]},
	{"id":"insured","kind":"gate"}]}`

// TestEntry puts into the sheet what the method asks for and nothing else.
func TestEntry(t *testing.T) {
	var method scoring.Method
	if err := json.Unmarshal([]byte(asking), &method); err != nil {
		t.Fatal(err)
	}
	const answers = `{"answers":{"commitments":[
			{"measure":"5","component":"5a","quantity":3.5},{"measure":"22","component":null,"quantity":0},
			{"measure":"13","component":null,"quantity":9},{"measure":"5","component":null,"quantity":8}],
		"gates":[{"criterion":"insured","held":true},{"criterion":"other","held":true}]},
		"price":{"total":{"amount":120.5}}}`
	for _, row := range []struct {
		name, document string
		status         bid.Status
		want           string
	}{
		{
			"what is asked for", answers, bid.Valid,
			`{"commitments":{"22":0,"5a":3.5},"gates":{"insured":true},"id":"B","levels":{},"price":{"amount":120.5,"currency":"GBP"}}`,
		},
		{
			"nothing said is nothing, not zero and not no", `{"answers":{},"price":{"total":null}}`, bid.Valid,
			`{"commitments":{},"gates":{},"id":"B","levels":{}}`,
		},
		{"out of the competition, with the ground", answers, bid.Disregarded, `"disregarded":{"reason":"abnormally_low"}`},
		{"found to fail a requirement, with the ground", answers, bid.FailedRequirements, `"disregarded":{"reason":"abnormally_low"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := bid.Opened{Bid: bid.Bid{ID: "B", Status: row.status, Ground: "abnormally_low"}}
			if err := json.Unmarshal([]byte(row.document), &o.Document); err != nil {
				t.Fatal(err)
			}
			got, err := canonical.JSON(wants(method).entry(o))
			if err != nil || !strings.Contains(string(got), row.want) {
				t.Errorf("got %s, %v; want %s", got, err, row.want)
			}
		})
	}
}

// TestFirst knows the winners of a result.
func TestFirst(t *testing.T) {
	result := scoring.Result{Ranking: []scoring.Ranked{{Bid: "A", Rank: 1}, {Bid: "B", Rank: 1}, {Bid: "C", Rank: 3}}}
	for id, want := range map[string]bool{"A": true, "B": true, "C": false, "D": false} {
		if First(result, id) != want {
			t.Errorf("First(%s) is %v", id, !want)
		}
	}
}
