package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/tender"
)

// TestPricesComeLast judges two lots, locks quality and opens prices: no answer
// holds a price before, and whoever judged can only correct after.
func TestPricesComeLast(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		cheap := []offer{{price: 41_717, volunteer: 1_000, insured: true}}
		o := f.opens(t, cheap, cheap)
		key := f.onlyKey(t, o.officer.Organisation, "officer")
		first, lock, prices := "/v1/bids/"+o.bids[0][0], o.path+"/quality-lock", o.path+"/price-opening"
		f.settles(t, o, o.bids[0], 1)
		f.story(t, []step{
			{name: "no lock yet", as: o.officer, method: "GET", path: lock, status: 404, want: `"no-quality-lock"`},
			{name: "prices before quality", as: o.officer, method: "POST", path: prices, status: 409, want: `"quality-not-locked"`},
			{name: "no record of prices", as: o.auditor, method: "GET", path: prices, status: 404, want: `"no-price-opening"`},
			{name: "a lot that nobody judged", as: o.officer, method: "POST", path: lock, status: 409, want: "lot 2: the answer to q1 in the bid " + o.bids[1][0]},
			{name: "a correction of what is not locked", as: o.officer, method: "POST", path: o.path + "/agreed-scores", body: o.correction(o.bids[0][0], "q1", 2, "x"), status: 409, want: `"nothing-to-correct"`},
		})
		f.settles(t, o, o.bids[1], 2)
		f.story(t, []step{
			{name: "by a key", as: key, method: "POST", path: lock, status: 403, want: `"needs-a-person"`},
			{name: "by an evaluator", as: o.ann, method: "POST", path: lock, status: 403},
			{name: "by another authority", as: o.rival, method: "POST", path: lock, status: 404},
			{name: "by the officer", as: o.officer, method: "POST", path: lock, status: 201, want: `"lockedAt":"2027-04-01T09:30:00Z"`},
			{name: "twice", as: o.officer, method: "POST", path: lock, status: 409, want: `"quality-locked"`},
			{name: "the record", as: o.auditor, method: "GET", path: lock, status: 200, want: o.officer.Key},
			{name: "which is the authority's", as: o.suppliers[0], method: "GET", path: lock, status: 403},
			{name: "a level cannot be agreed any more", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: strings.TrimSuffix(agreeing(judged(o.bids[0][0], "q1", 2, "x"), o.ann, o.ben), "}") + `,"supersedes":1}`, status: 409, want: `"quality-locked"`},
			{name: "but corrected, which shows", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: o.correction(o.bids[0][0], "q1", 2, "x"), status: 201, want: `"correction":"It was overlooked."`},
			{name: "a run without prices", as: o.officer, method: "POST", path: o.path + "/runs", body: fmt.Sprintf(`{"lot":%q}`, o.lots[0]), status: 409, want: `"prices-not-opened"`},
			{name: "prices by a key", as: key, method: "POST", path: prices, status: 403, want: `"needs-a-person"`},
			{name: "prices by another authority", as: o.rival, method: "POST", path: prices, status: 404},
		})
		for _, who := range []user{o.officer, o.ann, o.manager, o.auditor, o.rival, f.root, f.chief} {
			for _, path := range []string{first, o.path + "/bids", o.path, o.path + "/opening", o.path + "/scores", o.path + "/agreed-scores", o.path + "/runs", o.path + "/specification", o.path + "/promise-flags", o.path + "/agreement", "/v1/log/events?limit=100", lock, prices} {
				if a := f.send(who, "GET", path, ""); strings.Contains(a.Body, "41717") {
					t.Errorf("%s shows the price before it is opened: %s", path, a.Body)
				}
			}
		}
		f.must(t, o.suppliers[0], "GET", first, "", 200).wants(t, `"amount":41717`)
		f.must(t, o.officer, "POST", prices, "", 201).wants(t, `"priceHash":"sha256:`)
		f.story(t, []step{
			{name: "prices twice", as: o.officer, method: "POST", path: prices, status: 409, want: `"prices-opened"`},
			{name: "the officer reads them", as: o.officer, method: "GET", path: first, status: 200, want: `"amount":41717`},
			{name: "an evaluator does not", as: o.ann, method: "GET", path: first, status: 200, want: `"price":null`},
			{name: "the record is for everybody", as: o.suppliers[0], method: "GET", path: prices, status: 200, want: `"openedAt":"2027-04-01T09:30:00Z"`},
			{name: "a level that nobody confirmed is not scored", as: o.officer, method: "POST", path: o.path + "/runs", body: fmt.Sprintf(`{"lot":%q}`, o.lots[0]), status: 409, want: `"agreed-score-unconfirmed"`},
		})
		f.confirmsAll(t, o)
		f.story(t, []step{
			{name: "and lots are scored", as: o.officer, method: "POST", path: o.path + "/runs", body: fmt.Sprintf(`{"lot":%q}`, o.lots[0]), status: 201},
			{name: "both", as: o.officer, method: "POST", path: o.path + "/runs", body: fmt.Sprintf(`{"lot":%q}`, o.lots[1]), status: 201},
		})
		f.holds(t, "SELECT count(*) FROM events WHERE verb IN ('tender.quality_locked', 'tender.prices_opened', 'score.corrected')", "3")
	})
}

// TestLockNeedsAnEvaluation refuses the lock where nothing is evaluated.
func TestLockNeedsAnEvaluation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for status, want := range map[tender.Status]string{tender.Closed: `"not-opened"`, tender.Cancelled: `"evaluation-closed"`, tender.Unsuccessful: `"evaluation-closed"`} {
			o := f.stands(t, status, usual)
			f.must(t, o.officer, "POST", o.path+"/quality-lock", "", 409).wants(t, want)
			f.must(t, o.officer, "POST", o.path+"/price-opening", "", map[bool]int{true: 404, false: 409}[status == tender.Closed])
		}
	})
}

// wants looks for words in an answer.
func (a answer) wants(t *testing.T, words string) {
	t.Helper()
	if !strings.Contains(a.Body, words) {
		t.Errorf("%s is not in %s", words, a.Body)
	}
}
