package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestExclusion takes a bid out on its legal ground and back in, and finds what
// that did in the next run.
func TestExclusion(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.runs(t, o, 0, "")
		all := o.path + "/exclusions"
		body := fmt.Sprintf(`{"bid":%q,"status":"disregarded","ground":"procedural_breach","reason":"The form was not signed."}`, o.bids[0][1])
		f.story(t, []step{
			{name: "a key does not", as: f.onlyKey(t, o.officer.Organisation, "officer"), method: "POST", path: all, body: body, status: 403, want: `"needs-a-person"`},
			{name: "nor an evaluator", as: o.ann, method: "POST", path: all, body: body, status: 403},
			{name: "nor another authority", as: o.rival, method: "POST", path: all, body: body, status: 404},
			{name: "without a ground", as: o.officer, method: "POST", path: all, body: without(body, "ground"), status: 422, want: `"/ground"`},
			{name: "on a ground that is not in the Act", as: o.officer, method: "POST", path: all, body: strings.Replace(body, "procedural_breach", "too_dear", 1), status: 422, want: `"/ground"`},
			{name: "on the ground of requirements", as: o.officer, method: "POST", path: all, body: strings.Replace(body, "procedural_breach", "mandatory_requirement", 1), status: 422, want: `"no-legal-ground"`},
			{name: "without a reason", as: o.officer, method: "POST", path: all, body: strings.Replace(body, "The form was not signed.", " ", 1), status: 422, want: `"/reason"`},
			{name: "for its price, unasked", as: o.officer, method: "POST", path: all, body: strings.Replace(body, "procedural_breach", "abnormally_low", 1), status: 409, want: `"price-not-asked-about"`},
			{name: "a bid of nothing", as: o.officer, method: "POST", path: all, body: strings.Replace(body, o.bids[0][1], nothing, 1), status: 422, want: `"/bid"`},
			{name: "in person, on a ground", as: o.officer, method: "POST", path: all, body: body, status: 201, want: `"number":1`},
			{name: "once", as: o.officer, method: "POST", path: all, body: body, status: 409, want: `"wrong-status"`},
		})
		r := f.runs(t, o, 0, "Supplier B was disregarded.")
		// A's price is the lowest now: 50 + 21 + 8 = 79, ten more than beside B.
		if r.text(t, "ranking", 0, "exact") != "79" || r.text(t, "excluded", 0, "why") == "" || !strings.Contains(r.Body, `"reason":"procedural_breach"`) {
			t.Errorf("the next run: %s", r.Body)
		}
		words := f.must(t, o.officer, "GET", r.Header.Get("Location")+"/explanation", "", 200)
		if !strings.Contains(words.Body, "69") || !strings.Contains(words.Body, "79") {
			t.Errorf("who moved, and by how much, in words: %s", words.Body)
		}
		f.must(t, o.officer, "POST", all, fmt.Sprintf(`{"bid":%q,"status":"valid","reason":"The signature was on page 9."}`, o.bids[0][1]), 201)
		if again := f.runs(t, o, 0, "Supplier B is back."); again.text(t, "ranking", 0, "exact") != "80" {
			t.Errorf("back: %s", again.Body)
		}
		if list := f.must(t, o.auditor, "GET", all, "", 200); len(list.at(t, "items").([]any)) != 2 {
			t.Errorf("both decisions are kept: %s", list.Body)
		}
		f.awards(t, o, 0, 1, f.must(t, o.officer, "GET", o.path+"/runs", "", 200).text(t, "items", 0, "id"))
		f.must(t, o.officer, "POST", all, body, 409)
	})
}

// TestAbnormallyLow asks before it decides.
func TestAbnormallyLow(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, []offer{{price: 100, volunteer: 40_000, insured: true}, {price: 40, volunteer: 0, insured: true}, {price: 110, volunteer: 0, insured: true}})
		f.settles(t, o, o.bids[0], 1, 2, 2)
		inquiries := o.path + "/price-inquiries"
		question := fmt.Sprintf(`{"bid":%q,"words":"Please show how.","answerBy":"2027-04-05T12:00:00+01:00"}`, o.bids[0][1])
		f.must(t, o.officer, "POST", inquiries, question, 409) // no price has been opened
		run := f.runs(t, o, 0, "")
		if got := f.must(t, o.officer, "GET", o.path+"/price-signs", "", 200); strings.Contains(got.Body, `"flagged":true`) || !strings.Contains(got.Body, `"amount":40`) {
			t.Errorf("no rule is published, so nothing is flagged: %s", got.Body)
		}
		f.story(t, []step{
			{name: "by a key", as: f.onlyKey(t, o.officer.Organisation, "officer"), method: "POST", path: inquiries, body: question, status: 403},
			{name: "by another authority", as: o.rival, method: "POST", path: inquiries, body: question, status: 404},
			{name: "with an hour to answer", as: o.officer, method: "POST", path: inquiries, body: strings.Replace(question, "04-05T12", "04-01T12", 1), status: 422, want: `"/answerBy"`},
			{name: "the supplier is asked", as: o.officer, method: "POST", path: inquiries, body: question, status: 201, want: `"verdict":null`},
			{name: "once", as: o.officer, method: "POST", path: inquiries, body: question, status: 409, want: `"price-asked-about"`},
			{name: "a rival does not see that", as: o.suppliers[0], method: "GET", path: inquiries, status: 200, want: `"items":[]`},
			{name: "the supplier does", as: o.suppliers[1], method: "GET", path: inquiries, status: 200, want: `Please show how.`},
		})
		one := inquiries + "/" + f.must(t, o.officer, "GET", inquiries, "", 200).text(t, "items", 0, "id")
		out := `{"outcome":"disregarded","reason":"The answer names no staff."}`
		f.story(t, []step{
			{name: "disregarded before it could answer", as: o.officer, method: "POST", path: one + "/decide", body: out, status: 409, want: `"answer-awaited"`},
			{name: "a rival does not answer", as: o.suppliers[0], method: "POST", path: one + "/answer", body: `{"words":"x"}`, status: 404},
			{name: "it answers", as: o.suppliers[1], method: "POST", path: one + "/answer", body: `{"words":"We own the machines."}`, status: 200, want: "own the machines"},
			{name: "once", as: o.suppliers[1], method: "POST", path: one + "/answer", body: `{"words":"And more."}`, status: 409, want: `"price-answered"`},
			{name: "the supplier does not decide", as: o.suppliers[1], method: "POST", path: one + "/decide", body: out, status: 403},
			{name: "without what was considered", as: o.officer, method: "POST", path: one + "/decide", body: `{"outcome":"disregarded","reason":" "}`, status: 422, want: `"/reason"`},
			{name: "considered and decided", as: o.officer, method: "POST", path: one + "/decide", body: out, status: 200, want: `"answered":true`},
			{name: "once", as: o.officer, method: "POST", path: one + "/decide", body: out, status: 409},
			{name: "the run stands no more", as: o.officer, method: "POST", path: o.path + "/recommendations", body: o.recommending(0, 1, run.text(t, "id")), status: 409, want: `"run-outdated"`},
		})
		if r := f.runs(t, o, 0, "A price was not explained."); !strings.Contains(r.Body, `"reason":"abnormally_low"`) || r.text(t, "ranking", 0, "bid") != o.bids[0][0] {
			t.Errorf("the next run: %s", r.Body)
		}
		f.later(t, o, time.Date(2027, 4, 10, 12, 0, 0, 0, time.UTC))
	})
}

// TestWhatIf plays with a run and leaves it as it was.
func TestWhatIf(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "")
		path := run.Header.Get("Location") + "/what-if"
		f.story(t, []step{
			{name: "an evaluator does not", as: o.ann, method: "POST", path: path, body: `{}`, status: 403},
			{name: "nor another authority", as: o.rival, method: "POST", path: path, body: `{}`, status: 404},
			{name: "nor a supplier", as: o.suppliers[0], method: "POST", path: path, body: `{}`, status: 403},
			{name: "with nothing other", as: o.officer, method: "POST", path: path, body: `{}`, status: 200, want: `"sandbox":true`},
			{name: "without a bid", as: o.officer, method: "POST", path: path, body: fmt.Sprintf(`{"without":[%q]}`, o.bids[0][1]), status: 200, want: `"exact":"79"`},
			{name: "with another level", as: o.officer, method: "POST", path: path, body: fmt.Sprintf(`{"levels":[{"bid":%q,"criterion":"q1","level":2}]}`, o.bids[0][0]), status: 200, want: `"exact":"78"`},
			{name: "with another price", as: o.officer, method: "POST", path: path, body: fmt.Sprintf(`{"prices":[{"bid":%q,"price":{"amount":80}}]}`, o.bids[0][0]), status: 200, want: `"exact":"79"`},
			{name: "with weights that do not add up", as: o.officer, method: "POST", path: path, body: `{"weights":[{"criterion":"price","weight":60}]}`, status: 409, want: `"unscorable"`},
			{name: "with weights that do", as: o.officer, method: "POST", path: path, body: `{"weights":[{"criterion":"price","weight":10},{"criterion":"social","weight":60}]}`, status: 200, want: `"sandbox":true`},
			{name: "with a level that is none", as: o.officer, method: "POST", path: path, body: fmt.Sprintf(`{"levels":[{"bid":%q,"criterion":"q1","level":7}]}`, o.bids[0][0]), status: 422, want: `"/levels/0/level"`},
			{name: "without a bid of nothing", as: o.officer, method: "POST", path: path, body: `{"without":["` + nothing + `"]}`, status: 422, want: `"/without/0"`},
		})
		if list := f.must(t, o.officer, "GET", o.path+"/runs", "", 200); len(list.at(t, "items").([]any)) != 1 || list.text(t, "items", 0, "inputHash") != run.text(t, "inputHash") {
			t.Errorf("nothing of it is kept: %s", list.Body)
		}
	})
}
