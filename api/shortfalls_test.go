package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// short is a contract whose second quarter is ten people short: 20 of 30 were
// verified, and the rules, agreed before, name £250.55 for each that is missing
// beyond five per cent, at most £2,000.
func (f *front) short(t *testing.T) (w *won, path, obligation string) {
	t.Helper()
	w, path = f.contracted(t)
	obligation = f.obligation(t, w, path, 0)
	rules := f.must(t, w.manager, "POST", path+"/variations", `{"kind":"rules","ground":"provided_for","reason":"As tendered.","rules":{"tolerance":5,
		"cutOffs":{"good":95,"approachingTarget":80,"requiresImprovement":60},"replyDays":7,"free":5,"cap":{"amount":2000},
		"remedies":[{"measure":"13","per":"unit","amount":{"amount":250.55},"words":"A day's wage"},{"measure":"22","per":"period","amount":{"amount":500},"words":"As tendered"}]}}`, 201).Header.Get("Location")
	f.must(t, w.supplier, "POST", rules+"/agree", `{}`, 200, "If-Match", `"1"`)
	f.turns(t, w.opened, "2028-01-10")
	for _, part := range []struct{ period, claimed, verified string }{{"2027-Q3", "10", "10"}, {"2027-Q4", "25", "20"}} {
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, part.period, `"quantity":`+part.claimed), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", one+"/verify", `{"quantity":`+part.verified+`,"reason":"Five are in the list twice."}`, 200, "If-Match", `"1"`)
	}
	return w, path, obligation
}

// TestShortfall finds a gap, records it, plans, and records the remedy that
// the contract's own rules come to.
func TestShortfall(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path, obligation := f.short(t)
		record := func(period, reason string) string {
			return fmt.Sprintf(`{"obligation":%q,"period":%q,"reason":%q}`, obligation, period, reason)
		}
		f.story(t, []step{
			{
				name: "the gap, with what the rules make of it", as: w.supplier, method: "GET", path: path + "/gaps", status: 200,
				want: `"period":"2027-Q4","endsOn":"2027-12-31","dueOn":"2028-01-14","status":"verified","committed":30,"counted":20,"short":10,"shortExact":"10","undecided":false,"varianceToDate":-10,"remedy":{"rule":{"measure":"13","per":"unit","amount":{"amount":250.55,"currency":"GBP"},"words":"A day's wage"},"free":"3/2","units":"17/2","full":{"amount":2129.68,"currency":"GBP"},"amount":{"amount":2000,"currency":"GBP"}},"shortfall":null`,
			},
			{name: "there was none before a return was overdue", as: w.supplier, method: "GET", path: path + "/gaps?asOf=2027-10-14T12:00:00Z", status: 200, want: `{"items":[],"next":null}`},
			{name: "nor is there one in the future", as: w.supplier, method: "GET", path: path + "/gaps?asOf=2037-12-31T12:00:00Z", status: 422, want: `"?asOf"`},
			{name: "a rival sees nothing", as: w.suppliers[0], method: "GET", path: path + "/gaps", status: 404},
			{name: "the supplier records none", as: w.supplier, method: "POST", path: path + "/shortfalls", body: record("2027-Q4", "x"), status: 403, want: `"not-your-role"`},
			{name: "without a reason", as: w.manager, method: "POST", path: path + "/shortfalls", body: record("2027-Q4", ""), status: 422, want: `"/reason"`},
			{name: "of a period that is not there", as: w.manager, method: "POST", path: path + "/shortfalls", body: record("2027-Q9", "x"), status: 422, want: `"/period"`},
			{name: "of another's obligation", as: w.manager, method: "POST", path: path + "/shortfalls", body: strings.Replace(record("2027-Q4", "x"), obligation, w.award, 1), status: 422, want: `"/obligation"`},
			{name: "of a period that is not short", as: w.manager, method: "POST", path: path + "/shortfalls", body: record("2027-Q3", "x"), status: 409, want: `"not-short"`},
		})
		one := f.must(t, w.manager, "POST", path+"/shortfalls", record("2027-Q4", "Ten of thirty are missing."), 201).Header.Get("Location")
		plan := `{"steps":[{"what":"Two more open days","by":"2028-05-31","side":"supplier"},{"what":"Open the park","by":"2028-04-01","side":"authority"}]}`
		f.story(t, []step{
			{name: "twice", as: w.manager, method: "POST", path: path + "/shortfalls", body: record("2027-Q4", "x"), status: 409, want: `"shortfall-recorded"`},
			{name: "the gap names it", as: w.manager, method: "GET", path: path + "/gaps", status: 200, want: `"shortfall":"` + strings.TrimPrefix(one, "/v1/shortfalls/")},
			{name: "a rival does not find it", as: w.suppliers[0], method: "GET", path: one, status: 404},
			{name: "no plan waits", as: w.manager, method: "POST", path: one + "/agree-plan", body: `{}`, status: 409, want: `"no-plan-proposed"`, header: []string{"If-Match", `"1"`}},
			{name: "a plan of the past", as: w.supplier, method: "POST", path: one + "/plan", body: strings.Replace(plan, "2028-05-31", "2028-01-09", 1), status: 422, want: `"/steps/0/by"`, header: []string{"If-Match", `"1"`}},
			{name: "a plan without a day", as: w.supplier, method: "POST", path: one + "/plan", body: strings.Replace(plan, "2028-04-01", "soon", 1), status: 422, want: `"/steps/1/by"`, header: []string{"If-Match", `"1"`}},
			{name: "a plan", as: w.supplier, method: "POST", path: one + "/plan", body: plan, status: 200, want: `"status":"recorded","plan":[],"proposedPlan":[{"what":"Two more open days"`, header: []string{"If-Match", `"1"`}},
			{name: "nobody agrees with itself", as: w.supplier, method: "POST", path: one + "/agree-plan", body: `{}`, status: 403, want: `"own-deed"`, header: []string{"If-Match", `"2"`}},
			{name: "of the version before", as: w.manager, method: "POST", path: one + "/agree-plan", body: `{}`, status: 412, header: []string{"If-Match", `"1"`}},
			{name: "agreed", as: w.manager, method: "POST", path: one + "/agree-plan", body: `{}`, status: 200, want: `"status":"planned","plan":[{"what":"Two more open days","by":"2028-05-31","side":"supplier"}`, header: []string{"If-Match", `"2"`}},
			{name: "it is not made good", as: w.manager, method: "POST", path: one + "/make-good", body: `{"reason":"x"}`, status: 409, want: `"still-short"`, header: []string{"If-Match", `"3"`}},
		})
		f.turns(t, w.opened, "2028-06-01")
		f.story(t, []step{
			{name: "the plan's last day is over", as: w.supplier, method: "GET", path: one, status: 200, want: `"planOverdue":true`},
			{name: "escalated", as: w.supplier, method: "POST", path: one + "/escalate", body: `{"words":"The park was never opened."}`, status: 200, want: `"status":"escalated"`, header: []string{"If-Match", `"3"`}},
			{name: "the supplier sets no remedy", as: w.supplier, method: "POST", path: one + "/remedy", body: `{}`, status: 403, header: []string{"If-Match", `"4"`}},
			{name: "nobody sets the figure", as: w.manager, method: "POST", path: one + "/remedy", body: `{"amount":{"amount":1}}`, status: 422, want: `"/amount"`, header: []string{"If-Match", `"4"`}},
			{name: "the remedy of the rules", as: w.manager, method: "POST", path: one + "/remedy", body: `{"words":"As the contract says."}`, status: 200, want: `"amount":{"amount":2000,"currency":"GBP"}},"next":[],`, header: []string{"If-Match", `"4"`}},
			{name: "it has ended", as: w.manager, method: "POST", path: one + "/withdraw", body: `{"reason":"x"}`, status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"5"`}},
			{name: "and takes no plan", as: w.supplier, method: "POST", path: one + "/plan", body: strings.ReplaceAll(plan, "2028", "2029"), status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"5"`}},
			{name: "the list", as: w.auditor, method: "GET", path: path + "/shortfalls", status: 200, want: `"what":"remedied","words":"As the contract says."`},
			{name: "the cap is used up", as: w.manager, method: "GET", path: path + "/gaps", status: 200, want: `"amount":{"amount":0,"currency":"GBP"}`},
		})
	})
}

// TestShortfallMadeGood delivers later what was missing.
func TestShortfallMadeGood(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		obligation := f.obligation(t, w, path, 0)
		f.turns(t, w.opened, "2027-10-20")
		f.story(t, []step{
			{name: "an overdue return is a gap of all of it, and not a nought", as: w.manager, method: "GET", path: path + "/gaps", status: 200, want: `"period":"2027-Q3","endsOn":"2027-09-30","dueOn":"2027-10-14","status":"due","committed":10,"counted":null,"short":10,"shortExact":"10","undecided":false,"varianceToDate":null,"remedy":null`},
		})
		one := f.must(t, w.manager, "POST", path+"/shortfalls", fmt.Sprintf(`{"obligation":%q,"period":"2027-Q3","reason":"Nothing came."}`, obligation), 201)
		if !strings.Contains(one.Body, `"counted":null,"short":10,`) {
			t.Errorf("got %s", one.Body)
		}
		at := one.Header.Get("Location")
		f.must(t, w.manager, "POST", at+"/remedy", `{}`, 409, "If-Match", `"1"`)
		late := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, "2027-Q3", `"quantity":10`), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", at+"/make-good", `{"reason":"x"}`, 409, "If-Match", `"1"`)
		f.must(t, w.manager, "POST", late+"/verify", `{"quantity":10}`, 200, "If-Match", `"1"`)
		f.story(t, []step{
			{name: "made good", as: w.manager, method: "POST", path: at + "/make-good", body: `{"reason":"All ten joined by October."}`, status: 200, want: `"status":"made_good"`, header: []string{"If-Match", `"1"`}},
			{name: "what was recorded stays", as: w.supplier, method: "GET", path: at, status: 200, want: `"committed":10,"counted":null,"short":10,`},
		})
	})
}

// TestDispute reports, replies and decides about a verdict, a shortfall and a
// rating, by somebody who had no part in them.
func TestDispute(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path, obligation := f.short(t)
		second := f.onlyKey(t, w.manager.Organisation, "contract_manager")
		third := f.onlyKey(t, w.manager.Organisation, "contract_manager")
		list := f.must(t, w.manager, "GET", path+"/returns?status=verified", "", 200)
		verdict := list.text(t, "items", 0, "id")
		short := f.must(t, w.manager, "POST", path+"/shortfalls", fmt.Sprintf(`{"obligation":%q,"period":"2027-Q4","reason":"Ten are missing."}`, obligation), 201)
		report := func(about, subject string) string {
			return fmt.Sprintf(`{"about":%q,"subject":%q,"words":"They are different people."}`, about, subject)
		}
		f.story(t, []step{
			{name: "of something that is not there", as: w.supplier, method: "POST", path: path + "/disputes", body: report("return", w.award), status: 422, want: `"/subject"`},
			{name: "of something else", as: w.supplier, method: "POST", path: path + "/disputes", body: report("shortfall", verdict), status: 422, want: `"/subject"`},
			{name: "by a rival", as: w.suppliers[0], method: "POST", path: path + "/disputes", body: report("return", verdict), status: 404},
		})
		one := f.must(t, w.supplier, "POST", path+"/disputes", report("return", verdict), 201).Header.Get("Location")
		other := f.must(t, w.supplier, "POST", path+"/disputes", report("shortfall", short.text(t, "id")), 201).Header.Get("Location")
		decision := `{"outcome":"partly_upheld","words":"Three of the five are different people.","ruling":{"quantity":23}}`
		f.story(t, []step{
			{name: "twice", as: w.supplier, method: "POST", path: path + "/disputes", body: report("return", verdict), status: 409, want: `"dispute-open"`},
			{name: "what is in dispute waits", as: w.manager, method: "POST", path: short.Header.Get("Location") + "/remedy", body: `{}`, status: 409, want: `"disputed"`, header: []string{"If-Match", `"1"`}},
			{name: "nobody replies to itself", as: w.supplier, method: "POST", path: one + "/reply", body: `{"words":"x"}`, status: 403, want: `"own-deed"`, header: []string{"If-Match", `"1"`}},
			{name: "too soon to decide", as: second, method: "POST", path: one + "/decide", body: decision, status: 409, want: `"no-reply-yet"`, header: []string{"If-Match", `"1"`}},
			{name: "the reply", as: second, method: "POST", path: one + "/reply", body: `{"words":"The list has five names twice."}`, status: 200, want: `"status":"replied","outcome":null`, header: []string{"If-Match", `"1"`}},
			{name: "the supplier does not decide", as: w.supplier, method: "POST", path: one + "/decide", body: decision, status: 403, header: []string{"If-Match", `"2"`}},
			{name: "nor who replied", as: second, method: "POST", path: one + "/decide", body: decision, status: 403, want: `"not-impartial"`, header: []string{"If-Match", `"2"`}},
			{name: "nor who took the decision", as: w.manager, method: "POST", path: one + "/decide", body: decision, status: 403, want: `"not-impartial"`, header: []string{"If-Match", `"2"`}},
			{name: "upheld without a figure", as: third, method: "POST", path: one + "/decide", body: `{"outcome":"upheld","words":"x"}`, status: 422, want: `"/ruling"`, header: []string{"If-Match", `"2"`}},
			{name: "more than was claimed", as: third, method: "POST", path: one + "/decide", body: strings.Replace(decision, "23", "26", 1), status: 422, want: `"/ruling/quantity"`, header: []string{"If-Match", `"2"`}},
			{name: "decided", as: third, method: "POST", path: one + "/decide", body: decision, status: 200, want: `"status":"decided","outcome":"partly_upheld"`, header: []string{"If-Match", `"2"`}},
			{name: "the figure stands", as: w.supplier, method: "GET", path: "/v1/returns/" + verdict, status: 200, want: `"By the decision of a dispute: Three of the five are different people."`},
			{name: "and counts", as: w.supplier, method: "GET", path: path + "/gaps", status: 200, want: `"counted":23,"short":7,`},
			{name: "but not before", as: w.supplier, method: "GET", path: path + "/progress?asOf=2028-01-10T11:59:59Z", status: 200, want: `"verified":null`},
			{name: "nobody decides twice", as: third, method: "POST", path: one + "/decide", body: decision, status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"3"`}},
			{name: "escalated", as: w.supplier, method: "POST", path: one + "/escalate", body: `{"words":"All five are."}`, status: 200, want: `"status":"escalated"`, header: []string{"If-Match", `"3"`}},
			{name: "not by the same again", as: third, method: "POST", path: one + "/decide", body: decision, status: 403, want: `"not-impartial"`, header: []string{"If-Match", `"4"`}},
		})
		fourth := f.onlyKey(t, w.manager.Organisation, "contract_manager")
		f.story(t, []step{
			{name: "for good", as: fourth, method: "POST", path: one + "/decide", body: `{"outcome":"upheld","words":"All five are.","ruling":{"quantity":25}}`, status: 200, want: `"status":"settled","outcome":"upheld"`, header: []string{"If-Match", `"4"`}},
			{name: "it counts", as: w.supplier, method: "GET", path: path + "/gaps", status: 200, want: `"counted":25,"short":5,`},
			{name: "the other", as: w.manager, method: "POST", path: other + "/reply", body: `{"words":"Ten are missing."}`, status: 200, header: []string{"If-Match", `"1"`}},
			{name: "a ruling where there is nothing to rule", as: third, method: "POST", path: other + "/decide", body: decision, status: 422, want: `"/ruling"`, header: []string{"If-Match", `"2"`}},
			{name: "upheld", as: third, method: "POST", path: other + "/decide", body: `{"outcome":"upheld","words":"Five are."}`, status: 200, want: `"status":"decided"`, header: []string{"If-Match", `"2"`}},
			{name: "the shortfall is withdrawn", as: w.supplier, method: "GET", path: short.Header.Get("Location"), status: 200, want: `"status":"withdrawn"`},
			{name: "and may be recorded as it is", as: w.manager, method: "POST", path: path + "/shortfalls", body: fmt.Sprintf(`{"obligation":%q,"period":"2027-Q4","reason":"Five are missing."}`, obligation), status: 201, want: `"counted":25,"short":5,`},
			{name: "the list", as: w.auditor, method: "GET", path: path + "/disputes", status: 200, want: `"about":"shortfall"`},
		})
	})
}

// TestDisputeOfRejection claims again what a rejection gave up, unless somebody
// else claimed it meanwhile.
func TestDisputeOfRejection(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		obligation := f.obligation(t, w, path, 0)
		judge := f.onlyKey(t, w.manager.Organisation, "contract_manager")
		f.turns(t, w.opened, "2028-01-10")
		units := fmt.Sprintf(`"quantity":2,"units":[{"reference":"%064x"},{"reference":"%064x"}]`, 1, 2)
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, "2027-Q3", units), 201)
		f.must(t, w.manager, "POST", one.Header.Get("Location")+"/reject", `{"reason":"No list."}`, 200, "If-Match", `"1"`)
		report := func() string {
			return f.must(t, w.supplier, "POST", path+"/disputes", fmt.Sprintf(`{"about":"return","subject":%q,"words":"There is one."}`, one.text(t, "id")), 201).Header.Get("Location")
		}
		d := report()
		again := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, "2027-Q4", units), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", d+"/reply", `{"words":"It was empty."}`, 200, "If-Match", `"1"`)
		f.story(t, []step{
			{name: "its units are taken", as: judge, method: "POST", path: d + "/decide", body: `{"outcome":"upheld","words":"x","ruling":{"quantity":2}}`, status: 409, want: `"unit-claimed"`, header: []string{"If-Match", `"2"`}},
			{name: "they are given up there", as: w.manager, method: "POST", path: again + "/reject", body: `{"reason":"Counted before."}`, status: 200, header: []string{"If-Match", `"1"`}},
			{name: "upheld", as: judge, method: "POST", path: d + "/decide", body: `{"outcome":"upheld","words":"The list is there.","ruling":{"quantity":2}}`, status: 200, header: []string{"If-Match", `"2"`}},
			{name: "it is verified now", as: w.supplier, method: "GET", path: one.Header.Get("Location"), status: 200, want: `"status":"verified"`},
			{name: "and found so", as: w.supplier, method: "GET", path: path + "/returns?status=verified", status: 200, want: one.text(t, "id")},
		})
	})
}
