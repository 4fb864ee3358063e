package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/tender"
)

// TestBidClarification asks about named parts and about nothing else.
func TestBidClarification(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		offers := append([]offer{}, usual...)
		offers[2].answers = `{"commitments":[{"measure":"13","component":null,"quantity":100,"method":"By bus","evidence":""}],"questions":[],"gates":[{"criterion":"insured","held":false}]}`
		o := f.ruled(t, opened{rules: `{"clarifiable":["/answers/commitments/*/method","/answers/gates/insured/held"]}`}, tender.Opened, offers)
		all := o.path + "/bid-clarifications"
		ask := func(fields string) string {
			return fmt.Sprintf(`{"bid":%q,"fields":[%s],"question":"Which bus, and is it insured?","answerBy":"2027-04-03T12:00:00+01:00"}`, o.bids[0][2], fields)
		}
		both := ask(`"/answers/commitments/13/method","/answers/gates/insured/held"`)
		f.story(t, []step{
			{name: "a key does not ask", as: f.onlyKey(t, o.officer.Organisation, "officer"), method: "POST", path: all, body: both, status: 403},
			{name: "nor another authority", as: o.rival, method: "POST", path: all, body: both, status: 404},
			{name: "about a price", as: o.officer, method: "POST", path: all, body: ask(`"/price/total"`), status: 422, want: `"not-clarifiable"`},
			{name: "about a quantity", as: o.officer, method: "POST", path: all, body: ask(`"/answers/commitments/13/quantity"`), status: 422, want: `"not-clarifiable"`},
			{name: "about what was not published", as: o.officer, method: "POST", path: all, body: ask(`"/answers/commitments/13/evidence"`), status: 422, want: `"/fields/0"`},
			{name: "about what the bid does not hold", as: o.officer, method: "POST", path: all, body: ask(`"/answers/commitments/5/method"`), status: 422, want: `"no-such-field"`},
			{name: "with no time to answer", as: o.officer, method: "POST", path: all, body: strings.Replace(both, "04-03T12", "04-01T10", 1), status: 422, want: `"/answerBy"`},
			{name: "about what was published", as: o.officer, method: "POST", path: all, body: both, status: 201, want: `"before":"By bus"`},
			{name: "a rival sees nothing", as: o.suppliers[0], method: "GET", path: all, status: 200, want: `"items":[]`},
		})
		one := all + "/" + f.must(t, o.suppliers[2], "GET", all, "", 200).text(t, "items", 0, "id")
		answer := `{"values":[{"field":"/answers/commitments/13/method","text":"By electric bus"},{"field":"/answers/gates/insured/held","held":true}]}`
		f.story(t, []step{
			{name: "a rival does not answer", as: o.suppliers[0], method: "POST", path: one + "/answer", body: answer, status: 404},
			{name: "an answer that changes something else", as: o.suppliers[2], method: "POST", path: one + "/answer", body: strings.Replace(answer, "commitments/13", "commitments/5", 1), status: 422, want: `"not-asked"`},
			{name: "words for a yes or no", as: o.suppliers[2], method: "POST", path: one + "/answer", body: strings.Replace(answer, `"held":true`, `"text":"yes"`, 1), status: 422, want: `"/values/1/held"`},
			{name: "a member nobody knows", as: o.suppliers[2], method: "POST", path: one + "/answer", body: strings.Replace(answer, `"held":true`, `"price":1`, 1), status: 422, want: `/values/1/price`},
			{name: "decided before it is answered", as: o.officer, method: "POST", path: one + "/decide", body: `{"accepted":true,"reason":"x"}`, status: 409, want: `"clarification-unanswered"`},
			{name: "it answers", as: o.suppliers[2], method: "POST", path: one + "/answer", body: answer, status: 200, want: `"after":"By electric bus"`},
			{name: "once", as: o.suppliers[2], method: "POST", path: one + "/answer", body: answer, status: 409, want: `"clarification-answered"`},
			{name: "the officer sees both", as: o.officer, method: "GET", path: all, status: 200, want: `"before":"By bus","after":"By electric bus"`},
		})
		f.settles(t, o, o.bids[0], 1, 2, 2)
		if r := f.runs(t, o, 0, ""); r.text(t, "excluded", 0, "bid") != o.bids[0][2] {
			t.Errorf("an answer that nobody accepted counts: %s", r.Body)
		}
		f.must(t, o.suppliers[2], "POST", one+"/decide", `{"accepted":true,"reason":"x"}`, 403)
		f.must(t, o.officer, "POST", one+"/decide", `{"accepted":true,"reason":"A slip: the certificate was attached."}`, 200)
		f.must(t, o.officer, "POST", one+"/decide", `{"accepted":false,"reason":"x"}`, 409)
		r := f.runs(t, o, 0, "The certificate was clarified.")
		if len(r.at(t, "excluded").([]any)) != 0 || r.text(t, "ranking", 0, "bid") != o.bids[0][2] || !strings.Contains(r.Body, "insured") {
			t.Errorf("the next run: %s", r.Body)
		}
		if got := f.must(t, o.officer, "GET", "/v1/bids/"+o.bids[0][2], "", 200); strings.Contains(got.Body, "electric bus") {
			t.Errorf("the bid was overwritten: %s", got.Body)
		}
	})
}

// TestSeveralWinners shares a lot between two, by the published rule.
func TestSeveralWinners(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for rules, share := range map[string]any{`{"winners":[{"lot":1,"winners":2,"shares":[60,40]}]}`: 60.0, `{"winners":[{"lot":1,"winners":2}]}`: nil} {
			o := f.ruled(t, opened{rules: rules}, tender.Opened, usual)
			f.settles(t, o, o.bids[0], 1, 2, 2)
			run := f.runs(t, o, 0, "").text(t, "id")
			f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 1, run), 409)
			r := f.must(t, o.officer, "POST", o.path+"/recommendations", fmt.Sprintf(`{"lot":%q,"bids":[%q,%q],"run":%q,"reason":"x"}`, o.lots[0], o.bids[0][0], o.bids[0][1], run), 201)
			if r.text(t, "winners", 0, "bid") != o.bids[0][1] || r.at(t, "winners", 0, "share") != share {
				t.Errorf("%s: %s", rules, r.Body)
			}
			path := r.Header.Get("Location")
			f.change(t, o.approver, "POST", path, path+"/approve", "{}", 200)
			f.tells(t, o, path)
			if got := f.change(t, o.officer, "POST", path, path+"/notice", "{}", 200); len(got.at(t, "awards").([]any)) != 2 {
				t.Errorf("two awards: %s", got.Body)
			}
			f.turns(t, o, "2027-07-01")
			for i := range 2 {
				id := f.must(t, o.officer, "GET", o.path+"/awards", "", 200).text(t, "items", i, "id")
				f.must(t, o.manager, "POST", "/v1/contracts", fmt.Sprintf(`{"award":%q,"startsOn":"2027-07-01"}`, id), 201)
			}
			if got := f.status(t, o); got != tender.Completed {
				t.Errorf("both contracts are opened, and the tender is %s", got)
			}
		}
	})
}

// TestAllocation decides on lots together, and a recommendation follows.
func TestAllocation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.ruled(t, opened{limit: 1, choose: "lowest_cost lot_order"}, tender.Opened, usual[:2], usual[:2])
		f.settles(t, o, o.bids[0], 1, 2)
		f.settles(t, o, o.bids[1], 1, 2)
		run, second := f.runs(t, o, 0, "").text(t, "id"), f.runs(t, o, 1, "").text(t, "id")
		a := f.must(t, o.officer, "GET", o.path+"/allocation", "", 200)
		// B is first in both and may win one; both ways cost 180, so the lower number decides.
		if a.text(t, "combinations", 0, "lots", 0, "bid") != o.bids[0][1] || a.text(t, "combinations", 0, "lots", 1, "bid") != o.bids[1][0] || a.text(t, "combinations", 1, "values", 0, "value") != "£180.00" {
			t.Errorf("the allocation: %s", a.Body)
		}
		f.must(t, o.suppliers[0], "GET", o.path+"/allocation", "", 403)
		if got := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(1, 1, second), 409); !strings.Contains(got.Body, `"not-by-the-lot-rule"`) {
			t.Errorf("against the rule: %s", got.Body)
		}
		f.awards(t, o, 1, 0, second)
		f.awards(t, o, 0, 1, run)
		if got := f.status(t, o); got != tender.Awarded {
			t.Errorf("the tender is %s", got)
		}
	})
}
