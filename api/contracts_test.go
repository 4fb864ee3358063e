package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// promises is what the winner promised: a sum by quarters, a component, a
// stock, a thing without a profile, and a proportion.
const promises = `{"commitments":[
	{"measure":"13","component":null,"quantity":40,"profile":[{"period":"2027-Q3","quantity":10},{"period":"2027-Q4","quantity":30}],
		"baseline":{"value":2.5,"date":"2026-03-31","source":"Our own register"},"method":"Open days in every park.","evidence":"Sign-up sheets."},
	{"measure":"5","component":"5a","quantity":6,"profile":[{"period":"2027","quantity":2},{"period":"2028","quantity":4}],"method":"","evidence":""},
	{"measure":"16","component":"16a","quantity":4,"profile":[{"period":"2027-Q3","quantity":1},{"period":"2027-Q4","quantity":3}],"method":"","evidence":""},
	{"measure":"22","component":null,"quantity":1500.5,"profile":[],"method":"","evidence":""},
	{"measure":"27","component":null,"quantity":60,"profile":[{"period":"2027-Q3","quantity":30},{"period":"2027-Q4","quantity":30}],"method":"","evidence":""}],
	"questions":[],"gates":[{"criterion":"insured","held":true}]}`

// won is an awarded tender, before its standstill is over.
type won struct {
	*opened

	supplier user
	award    string
}

// wins makes a tender whose winner promised what promises says.
func (f *front) wins(t *testing.T) *won {
	t.Helper()
	offers := slices.Clone(usual)
	offers[1].answers = promises
	return f.winsWith(t, offers)
}

// winsWith makes a tender that the second of the offers wins.
func (f *front) winsWith(t *testing.T, offers []offer) *won {
	t.Helper()
	o := f.opens(t, offers)
	f.settles(t, o, o.bids[0], 1, 2, 2)
	run := f.runs(t, o, 0, "")
	a := f.awards(t, o, 0, 1, run.text(t, "id"))
	return &won{opened: o, supplier: o.suppliers[1], award: a.text(t, "id")}
}

func (f *front) write(t *testing.T, do func(*store.Tx) error) {
	t.Helper()
	_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "test.prepared", Subject: "test"})
		return 0, do(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// turns moves the simulated clock of a tender to noon of a date.
func (f *front) turns(t *testing.T, o *opened, date string) {
	t.Helper()
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, func(tx *store.Tx) error {
		return tx.DB().Model(&tender.Tender{}).Where("id = ?", strings.TrimPrefix(o.path, "/v1/tenders/")).UpdateColumn("clock", day.Add(12*time.Hour)).Error
	})
}

func (w *won) opening() string {
	return fmt.Sprintf(`{"award":%q,"startsOn":"2027-07-01"}`, w.award)
}

// contracted opens the contract after the standstill; its clock is at noon of
// 1 July 2027, its first day.
func (f *front) contracted(t *testing.T) (w *won, path string) {
	t.Helper()
	w = f.wins(t)
	f.turns(t, w.opened, "2027-07-01")
	c := f.must(t, w.manager, "POST", "/v1/contracts", w.opening(), 201)
	return w, c.Header.Get("Location")
}

// obligation finds the identifier of an obligation by its place in the bid.
func (f *front) obligation(t *testing.T, w *won, contract string, place int) string {
	t.Helper()
	return f.must(t, w.manager, "GET", contract+"/obligations", "", 200).text(t, "items", place, "id")
}

func returned(obligation, period, rest string) string {
	return fmt.Sprintf(`{"obligation":%q,"period":%q,%s}`, obligation, period, rest)
}

// TestOpenContract opens a contract from an award, once and not too soon.
func TestOpenContract(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w := f.wins(t) // on 1 April 2027: eight working days with Easter make the 13th the last
		body := w.opening()
		nowhere := strings.Replace(body, w.award, "00000000-0000-7000-8000-000000404404", 1)
		f.story(t, []step{
			{name: "on the day of the award", as: w.officer, method: "POST", path: "/v1/contracts", body: body, status: 409, want: `"standstill-running"`},
			{name: "a supplier", as: w.supplier, method: "POST", path: "/v1/contracts", body: body, status: 403, want: `"not-your-role"`},
			{name: "an evaluator", as: w.ann, method: "POST", path: "/v1/contracts", body: body, status: 403},
			{name: "another authority", as: w.rival, method: "POST", path: "/v1/contracts", body: body, status: 422, want: `"no-such-award"`},
			{name: "an award of nothing, in the same words", as: w.officer, method: "POST", path: "/v1/contracts", body: nowhere, status: 422, want: `"no-such-award"`},
			{name: "every wrong field is named: the award", as: w.officer, method: "POST", path: "/v1/contracts", body: `{"award":"x","dueDays":91}`, status: 422, want: `"/award"`},
			{name: "and the dates", as: w.officer, method: "POST", path: "/v1/contracts", body: `{"award":"x","dueDays":91}`, status: 422, want: `"/startsOn"`},
			{name: "and the days", as: w.officer, method: "POST", path: "/v1/contracts", body: `{"award":"x","dueDays":91}`, status: 422, want: `"/dueDays"`},
		})
		f.turns(t, w.opened, "2027-07-01")
		f.story(t, []step{
			{name: "no date", as: w.officer, method: "POST", path: "/v1/contracts", body: strings.Replace(body, "2027-07-01", "2027-02-30", 1), status: 422, want: `"/startsOn"`},
			{name: "ends before it starts", as: w.officer, method: "POST", path: "/v1/contracts", body: strings.Replace(body, `}`, `,"endsOn":"2027-06-30"}`, 1), status: 422, want: `"/endsOn"`},
			{name: "ends before what was promised", as: w.officer, method: "POST", path: "/v1/contracts", body: strings.Replace(body, `}`, `,"endsOn":"2027-09-30"}`, 1), status: 422, want: `2027-Q4 of measure 13`},
			{name: "after the standstill", as: w.officer, method: "POST", path: "/v1/contracts", body: body, status: 201, want: `"endsOn":"2030-06-30"`},
			{name: "a second contract", as: w.manager, method: "POST", path: "/v1/contracts", body: body, status: 409, want: `"contract-opened"`},
			{name: "the award is contracted", as: w.officer, method: "GET", path: w.path + "/awards/" + w.award, status: 200, want: `"status":"contracted"`},
			{name: "and nothing more will happen to the tender", as: w.officer, method: "GET", path: w.path, status: 200, want: `"status":"completed"`},
		})
	})
}

// TestObligations finds every promise of the bid in the contract, to the word.
func TestObligations(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		c := f.must(t, w.supplier, "GET", path, "", 200)
		if c.text(t, "supplier", "name") != "Supplier B Ltd" || c.text(t, "authority", "name") != "Example Council" || c.at(t, "bidVersion") != 1.0 || c.text(t, "mode") != "test" || c.text(t, "title") != "Parks" || c.text(t, "openedAt") != "2027-07-01T12:00:00Z" {
			t.Errorf("contract: %s", c.Body)
		}
		got := f.must(t, w.supplier, "GET", path+"/obligations", "", 200)
		for _, want := range []string{
			`"position":1,"measure":"13","component":null,"outcome":{"number":3,`, `"unit":"people"`, `"aggregation":"distinct_sum"`, `"offered":40,"contracted":40`,
			`"method":"Open days in every park.","evidencePlan":"Sign-up sheets.","baseline":{"value":2.5,"date":"2026-03-31","source":"Our own register"},"passage":"/answers/commitments/0"`,
			`{"period":"2027-Q3","startsOn":"2027-07-01","endsOn":"2027-09-30","dueOn":"2027-10-14","instalment":10,"committed":10,"title":null,"status":"due","timing":"running","daysLate":0,"skipReason":null,"return":null}`,
			`"measure":"5","component":"5a"`, `{"period":"2027","startsOn":"2027-07-01","endsOn":"2027-12-31","dueOn":"2028-01-14","instalment":2,"committed":2,`,
			`{"period":"2027-Q4","startsOn":"2027-10-01","endsOn":"2027-12-31","dueOn":"2028-01-14","instalment":3,"committed":4,`,
			`"offered":1500.5`, `{"period":"term","startsOn":"2027-07-01","endsOn":"2030-06-30","dueOn":"2030-07-14","instalment":1500.5,"committed":1500.5,`,
		} {
			if !strings.Contains(got.Body, want) {
				t.Errorf("the obligations lack %s: %s", want, got.Body)
			}
		}
		first := f.must(t, w.manager, "GET", path+"/obligations?limit=3", "", 200)
		rest := f.must(t, w.manager, "GET", path+"/obligations?limit=3&cursor="+first.text(t, "next"), "", 200)
		if rest.at(t, "items", 0, "position") != 4.0 || rest.at(t, "next") != nil {
			t.Errorf("second page: %s", rest.Body)
		}
	})
}

// TestContractsAreTheirs hides a contract from whoever is no side of it.
func TestContractsAreTheirs(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		r := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), 201)
		for _, address := range []string{path, path + "/obligations", path + "/returns", path + "/progress", r.Header.Get("Location")} {
			for _, reader := range []user{w.officer, w.manager, w.supplier, w.auditor, f.root} {
				f.must(t, reader, "GET", address, "", 200)
			}
			for _, stranger := range []user{w.stranger, w.suppliers[0], f.join(t, "Third Council", "authority", "officer", "contract_manager")} {
				f.must(t, stranger, "GET", address, "", 404)
			}
			f.must(t, w.ann, "GET", address, "", 403)
			f.must(t, user{}, "GET", address, "", 401)
		}
		for _, reader := range []user{w.officer, w.supplier, w.auditor} {
			f.must(t, reader, "GET", "/v1/contracts?supplier="+w.supplier.Organisation, "", 200).text(t, "items", 0, "id")
		}
		if none := f.must(t, w.suppliers[0], "GET", "/v1/contracts", "", 200); !strings.HasPrefix(none.Body, `{"items":[],`) {
			t.Errorf("another bidder lists %s", none.Body)
		}
	})
}

// TestReturns follows a return from its period's first day to its end.
func TestReturns(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers, spend := f.obligation(t, w, path, 0), f.obligation(t, w, path, 3)
		returns := path + "/returns"
		body := returned(volunteers, "2027-Q3", `"quantity":12,"note":"Twelve joined.","evidence":[{"name":"list.pdf","sha256":"sha256:`+strings.Repeat("0a", 32)+`"}]`)
		f.story(t, []step{
			{name: "the authority reports nothing", as: w.manager, method: "POST", path: returns, body: body, status: 403, want: `"not-your-role"`},
			{name: "nor does another supplier", as: w.stranger, method: "POST", path: returns, body: body, status: 404, want: `"not-found"`},
			{name: "a quarter to come", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, "Q3", "Q4", 1), status: 409, want: `"period-not-started"`},
			{name: "a quarter that is not in the contract", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, "2027-Q3", "2029-Q3", 1), status: 422, want: `2027-Q3, 2027-Q4`},
			{name: "an obligation of nothing", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, volunteers, w.award, 1), status: 422, want: `"no-such-obligation"`},
			{name: "nothing said is not zero", as: w.supplier, method: "POST", path: returns, body: returned(volunteers, "2027-Q3", `"note":"none"`), status: 422, want: `"/quantity"`},
			{name: "less than nothing", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, ":12,", ":-12,", 1), status: 422, want: `"negative"`},
			{name: "a part of a thousandth", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, ":12,", ":1.0005,", 1), status: 422, want: `"too-many-decimals"`},
			{name: "a proportion where none is counted", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, `"quantity":12`, `"numerator":1,"denominator":2`, 1), status: 422, want: `"/denominator"`},
			{name: "a hash that is none", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, "sha256:0a", "sha256:xx", 1), status: 422, want: `"/evidence/0/sha256"`},
		})
		r := f.must(t, w.supplier, "POST", returns, body, 201)
		one := r.Header.Get("Location")
		rival := f.key(t, w.rival.Organisation, "officer", "contract_manager")
		if r.text(t, "status") != "submitted" || r.at(t, "claimed", "quantity") != 12.0 || r.at(t, "verified") != nil || !strings.Contains(r.Body, `"next":["submitted"]`) {
			t.Errorf("return: %s", r.Body)
		}
		f.story(t, []step{
			{name: "the manager may decide", as: w.manager, method: "GET", path: one, status: 200, want: `"next":["queried","verified","rejected"]`},
			{name: "the officer may only read", as: w.officer, method: "GET", path: one, status: 200, want: `"next":[]`},
			{name: "without a version", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":12}`, status: 428},
			{name: "more than is claimed", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":12.001}`, status: 422, want: `"more-than-claimed"`, header: []string{"If-Match", `"1"`}},
			{name: "less needs a reason", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":9}`, status: 422, want: `"/reason"`, header: []string{"If-Match", `"1"`}},
			{name: "verified without a figure", as: w.manager, method: "POST", path: one + "/verify", body: `{}`, status: 422, want: `"/quantity"`, header: []string{"If-Match", `"1"`}},
			{name: "a query needs its words", as: w.manager, method: "POST", path: one + "/query", body: `{"reason":""}`, status: 422, want: `"/reason"`, header: []string{"If-Match", `"1"`}},
			{name: "another authority's manager", as: rival, method: "POST", path: one + "/query", body: `{"reason":"x"}`, status: 404, header: []string{"If-Match", `"1"`}},
			{name: "the officer", as: w.officer, method: "POST", path: one + "/query", body: `{"reason":"x"}`, status: 403, header: []string{"If-Match", `"1"`}},
			{name: "the supplier in another hat", as: f.key(t, w.supplier.Organisation, "supplier", "contract_manager"), method: "POST", path: one + "/verify", body: `{"quantity":12}`, status: 403, want: `"own-return"`, header: []string{"If-Match", `"1"`}},
			{name: "the manager asks", as: w.manager, method: "POST", path: one + "/query", body: `{"reason":"Which parks?"}`, status: 200, want: `"status":"queried"`, header: []string{"If-Match", `"1"`}},
			{name: "and does not ask twice", as: w.manager, method: "POST", path: one + "/query", body: `{"reason":"Which?"}`, status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"2"`}},
			{name: "a correction of what was not seen", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, ":12,", ":11,", 1), status: 412, header: []string{"If-Match", `"1"`}},
			{name: "the supplier corrects", as: w.supplier, method: "POST", path: returns, body: strings.Replace(body, ":12,", ":11,", 1), status: 201, want: `"claim":2,"figure":{"quantity":11}`, header: []string{"If-Match", `"2"`}},
			{name: "the manager decides about what is no more", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":11}`, status: 412, want: `"changed-meanwhile"`, header: []string{"If-Match", `"2"`}},
			{name: "verified in part", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":9.5,"reason":"Two came twice."}`, status: 200, want: `"verified":{"quantity":9.5}`, header: []string{"If-Match", `"3"`}},
			{name: "verified is final: no correction", as: w.supplier, method: "POST", path: returns, body: body, status: 409, want: `which is final`},
			{name: "no second verdict", as: w.manager, method: "POST", path: one + "/reject", body: `{"reason":"x"}`, status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"4"`}},
			{name: "the spend is reported", as: w.supplier, method: "POST", path: returns, body: returned(spend, "term", `"quantity":0`), status: 201, want: `"claimed":{"quantity":0}`},
			{name: "by status", as: w.manager, method: "GET", path: returns + "?status=submitted", status: 200, want: `"period":"term"`},
		})
		whole := f.must(t, w.supplier, "GET", one, "", 200)
		for i, want := range []string{"submitted", "queried", "submitted", "verified"} {
			if whole.text(t, "history", i, "what") != want {
				t.Errorf("history: %s", whole.Body)
			}
		}
		if list := f.must(t, w.manager, "GET", returns+"?limit=1", "", 200); list.text(t, "items", 0, "period") != "term" || list.at(t, "next") == nil {
			t.Errorf("newest first: %s", list.Body)
		}
	})
}

// TestProgress puts two quarters of delivery beside what was committed.
func TestProgress(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		report := func(place int, period, figure string) string {
			return f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, place), period, figure), 201).Header.Get("Location")
		}
		before := f.must(t, w.supplier, "GET", path+"/progress", "", 200)
		if !strings.HasPrefix(before.Body, `{"contract":`) || before.at(t, "obligations", 0, "delivered") != nil || before.at(t, "obligations", 0, "committedToDate") != 0.0 || before.at(t, "total", "onTrack") != 5.0 {
			t.Errorf("the first day: %s", before.Body)
		}
		f.turns(t, w.opened, "2027-10-05")
		volunteers := report(0, "2027-Q3", `"quantity":8`)
		report(2, "2027-Q3", `"quantity":1`)
		f.turns(t, w.opened, "2028-01-20")
		f.must(t, w.manager, "POST", volunteers+"/verify", `{"quantity":7.5,"reason":"x"}`, 200, "If-Match", `"1"`)
		report(2, "2027-Q4", `"quantity":3`)
		now := f.must(t, w.manager, "GET", path+"/progress", "", 200)
		for i, want := range []string{
			`"committedToDate":40,"delivered":8,"verified":7.5,"difference":-32,"status":"late"`,
			`"committedToDate":2,"delivered":null,"verified":null,"difference":null,"status":"late"`,
			`"committedToDate":4,"delivered":3,"verified":null,"difference":-1,"status":"short"`,
			`"committedToDate":0,"delivered":null,"verified":null,"difference":null,"status":"on_track"`,
		} {
			if !strings.Contains(now.Body, want) {
				t.Errorf("obligation %d lacks %s: %s", i, want, now.Body)
			}
		}
		for i, want := range []string{"late", "late", "late", "late", "short", "short"} {
			if now.text(t, "exceptions", i, "what") != want {
				t.Errorf("exceptions: %s", now.Body)
			}
		}
		if now.at(t, "total", "late") != 3.0 || now.at(t, "total", "obligations") != 5.0 || now.text(t, "at") != "2028-01-20T12:00:00Z" {
			t.Errorf("total: %s", now.Body)
		}
		f.story(t, []step{
			{name: "as it stood in October", as: w.auditor, method: "GET", path: path + "/progress?asOf=2027-10-06T00:00:00Z", status: 200, want: `"committedToDate":10,"delivered":8,"verified":null,"difference":-2,"status":"short"`},
			{name: "the future is not known", as: w.auditor, method: "GET", path: path + "/progress?asOf=2028-01-20T12:00:01Z", status: 422, want: `"?asOf"`},
			{name: "no moment", as: w.auditor, method: "GET", path: path + "/progress?asOf=yesterday", status: 422, want: `"not-a-moment"`},
		})
	})
}

// TestReturnRaces lets sixteen corrections, and then sixteen verdicts, come at
// once: every correction is kept in one order, one verdict stands.
func TestReturnRaces(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		statuses := race(16, func(i int) int {
			return f.send(w.supplier, "POST", path+"/returns", returned(volunteers, "2027-Q3", fmt.Sprintf(`"quantity":%d`, i+1))).Status
		})
		if statuses[201] != 16 {
			t.Errorf("corrections: %v", statuses)
		}
		list := f.must(t, w.manager, "GET", path+"/returns", "", 200)
		if list.at(t, "items", 0, "version") != 16.0 || list.at(t, "items", 0, "history", 15, "claim") != 16.0 || list.at(t, "next") != nil {
			t.Errorf("after the corrections: %s", list.Body)
		}
		one := "/v1/returns/" + list.text(t, "items", 0, "id")
		statuses = race(16, func(i int) int {
			switch i % 3 {
			case 0:
				return f.send(w.manager, "POST", one+"/verify", `{"quantity":0.5,"reason":"x"}`, "If-Match", `"16"`).Status
			case 1:
				return f.send(w.manager, "POST", one+"/reject", `{"reason":"x"}`, "If-Match", `"16"`).Status
			default:
				return f.send(w.manager, "POST", one+"/query", `{"reason":"x"}`, "If-Match", `"16"`).Status
			}
		})
		if statuses[200] != 1 || statuses[412] != 15 {
			t.Errorf("verdicts: %v", statuses)
		}
	})
}

// TestContractRace opens one contract sixteen times at once.
func TestContractRace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w := f.wins(t)
		f.turns(t, w.opened, "2027-07-01")
		statuses := race(16, func(int) int { return f.send(w.manager, "POST", "/v1/contracts", w.opening()).Status })
		if statuses[201] != 1 || statuses[409] != 15 {
			t.Errorf("got %v", statuses)
		}
	})
}

// TestProportions reports in two parts, verifies in part and averages nothing.
func TestProportions(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		recycled := f.obligation(t, w, path, 4)
		f.turns(t, w.opened, "2028-01-05")
		f.story(t, []step{
			{name: "as one number", as: w.supplier, method: "POST", path: path + "/returns", body: returned(recycled, "2027-Q3", `"quantity":66.6`), status: 422, want: `"/denominator"`},
			{name: "more than all", as: w.supplier, method: "POST", path: path + "/returns", body: returned(recycled, "2027-Q3", `"numerator":3,"denominator":2`), status: 422, want: `"more-than-all"`},
			{name: "something of nothing", as: w.supplier, method: "POST", path: path + "/returns", body: returned(recycled, "2027-Q3", `"numerator":3,"denominator":0`), status: 422, want: `"zero"`},
			{name: "one of one", as: w.supplier, method: "POST", path: path + "/returns", body: returned(recycled, "2027-Q3", `"numerator":1,"denominator":1`), status: 201, want: `"claimed":{"numerator":1,"denominator":1}`},
		})
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(recycled, "2027-Q4", `"numerator":49,"denominator":98`), 201).Header.Get("Location")
		f.story(t, []step{
			{name: "verified as one number", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":50}`, status: 422, want: `"/quantity"`, header: []string{"If-Match", `"1"`}},
			{name: "more than is claimed", as: w.manager, method: "POST", path: one + "/verify", body: `{"numerator":50}`, status: 422, want: `"more-than-claimed"`, header: []string{"If-Match", `"1"`}},
			{name: "half of it", as: w.manager, method: "POST", path: one + "/verify", body: `{"numerator":24.5,"reason":"x"}`, status: 200, want: `"verified":{"numerator":24.5,"denominator":98}`, header: []string{"If-Match", `"1"`}},
			{
				name: "50 of 99 are claimed, not 75 per cent", as: w.manager, method: "GET", path: path + "/progress", status: 200,
				want: `"committedToDate":60,"delivered":50.505,"verified":25,"difference":-9.495,"deliveredRatio":{"numerator":50,"denominator":99,"exact":"5000/99"},"verifiedRatio":{"numerator":24.5,"denominator":98,"exact":"25"},"status":"short"`,
			},
		})
	})
}

// TestContractIsHistory has the database refuse what no use case would try.
func TestContractIsHistory(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), 201)
		for _, statement := range []string{
			"UPDATE obligations SET contracted = 0", "DELETE FROM obligations", "UPDATE obligation_periods SET due_on = '2099-01-01'", "DELETE FROM obligation_periods",
			"UPDATE return_steps SET quantity = 2", "DELETE FROM return_steps",
		} {
			_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "history.bent", Subject: "test"})
				return 0, tx.DB().Exec(statement).Error
			})
			if !errors.Is(err, store.ErrHistory) {
				t.Errorf("%s: got %v", statement, err)
			}
		}
	})
}

// race does something n times at once and counts the statuses.
func race(n int, do func(i int) int) map[int]int {
	var group sync.WaitGroup
	var lock sync.Mutex
	statuses := map[int]int{}
	for i := range n {
		group.Go(func() {
			status := do(i)
			lock.Lock()
			defer lock.Unlock()
			statuses[status]++
		})
	}
	group.Wait()
	return statuses
}
