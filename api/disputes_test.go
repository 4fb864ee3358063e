package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// disputed is a dispute about a return of which less was verified than
// claimed, replied to, with the return it is about.
func (f *front) disputed(t *testing.T, w *won, path, period string) (dispute, verdict string) {
	t.Helper()
	all := f.must(t, w.manager, "GET", path+"/returns?status=verified", "", 200)
	verdict = all.text(t, "items", 0, "id")
	if all.text(t, "items", 0, "period") != period {
		t.Fatalf("the newest return is not of %s: %s", period, all.Body)
	}
	report := fmt.Sprintf(`{"about":"return","subject":%q,"words":"They are different people."}`, verdict)
	dispute = f.must(t, w.supplier, "POST", path+"/disputes", report, 201).Header.Get("Location")
	reply := f.onlyKey(t, w.manager.Organisation, "contract_manager")
	f.must(t, reply, "POST", dispute+"/reply", `{"words":"They are not."}`, 200, "If-Match", `"1"`)
	return dispute, verdict
}

// TestDisputeIsImpartial refuses whoever had a part, under whatever key.
func TestDisputeIsImpartial(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		obligation := f.obligation(t, w, path, 0)
		f.turns(t, w.opened, "2028-01-10")
		judge := f.person(t, w.manager.Organisation, "contract_manager")
		made := f.must(t, judge, "POST", "/v1/me/keys", `{"label":"own program","roles":["contract_manager"]}`, 201)
		program := user{Organisation: w.manager.Organisation, Key: made.text(t, "id"), Secret: made.text(t, "secret")}
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, "2027-Q3", `"quantity":10`), 201)
		f.must(t, program, "POST", one.Header.Get("Location")+"/verify", `{"quantity":8,"reason":"Two are twice in the list."}`, 200, "If-Match", `"1"`)
		d, _ := f.disputed(t, w, path, "2027-Q3")
		ruling := `{"outcome":"upheld","words":"Ten.","ruling":{"quantity":10}}`
		third, fourth := f.onlyKey(t, w.manager.Organisation, "contract_manager"), f.onlyKey(t, w.manager.Organisation, "contract_manager")
		f.story(t, []step{
			{name: "in person, about what a key of the same person decided", as: judge, method: "POST", path: d + "/decide", body: ruling, status: 403, want: `"not-impartial"`, header: []string{"If-Match", `"2"`}},
			{name: "which is offered to nobody it is closed to", as: judge, method: "GET", path: d, status: 200, want: `"next":[]`},
			{name: "by somebody else", as: third, method: "POST", path: d + "/decide", body: ruling, status: 200, want: `"outcome":"upheld"`, header: []string{"If-Match", `"2"`}},
			{name: "escalated", as: w.supplier, method: "POST", path: d + "/escalate", body: `{"words":"x"}`, status: 200, header: []string{"If-Match", `"3"`}},
			{name: "not in the end either, by who gave the first verdict", as: judge, method: "POST", path: d + "/decide", body: ruling, status: 403, want: `"not-impartial"`, header: []string{"If-Match", `"4"`}},
			{name: "but by a fourth", as: fourth, method: "POST", path: d + "/decide", body: ruling, status: 200, want: `"settled"`, header: []string{"If-Match", `"4"`}},
		})
		short := f.must(t, w.manager, "POST", path+"/shortfalls", fmt.Sprintf(`{"obligation":%q,"period":"2027-Q3","reason":"x"}`, f.obligation(t, w, path, 2)), 201)
		s := f.must(t, w.supplier, "POST", path+"/disputes", fmt.Sprintf(`{"about":"shortfall","subject":%q,"words":"No."}`, short.text(t, "id")), 201).Header.Get("Location")
		f.must(t, third, "POST", s+"/reply", `{"words":"Yes."}`, 200, "If-Match", `"1"`)
		f.must(t, w.manager, "POST", s+"/decide", `{"outcome":"dismissed","words":"Yes."}`, 403, "If-Match", `"2"`)
	})
}

// TestDisputeIsSettledForGood dismisses in the end what was upheld first: the
// verdict stands again. Nobody brings the same once more.
func TestDisputeIsSettledForGood(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path, _ := f.short(t)
		d, verdict := f.disputed(t, w, path, "2027-Q4")
		third, fourth := f.onlyKey(t, w.manager.Organisation, "contract_manager"), f.onlyKey(t, w.manager.Organisation, "contract_manager")
		again := fmt.Sprintf(`{"about":"return","subject":%q,"words":"Once more."}`, verdict)
		dismissed := `{"outcome":"dismissed","words":"Five are there twice."}`
		f.story(t, []step{
			{name: "upheld", as: third, method: "POST", path: d + "/decide", body: `{"outcome":"upheld","words":"All.","ruling":{"quantity":25}}`, status: 200, header: []string{"If-Match", `"2"`}},
			{name: "the figure stands", as: w.supplier, method: "GET", path: path + "/gaps", status: 200, want: `"counted":25,"short":5,`},
			{name: "what is decided is escalated, not brought again", as: w.supplier, method: "POST", path: path + "/disputes", body: again, status: 409, want: `"already-decided"`},
			{name: "escalated by the authority", as: w.manager, method: "POST", path: d + "/escalate", body: `{"words":"No."}`, status: 200, header: []string{"If-Match", `"3"`}},
			{name: "dismissed in the end", as: fourth, method: "POST", path: d + "/decide", body: dismissed, status: 200, want: `"status":"settled","outcome":"dismissed"`, header: []string{"If-Match", `"4"`}},
			{name: "the verdict stands again", as: w.supplier, method: "GET", path: path + "/gaps", status: 200, want: `"counted":20,"short":10,`},
			{name: "nobody brings it again", as: w.supplier, method: "POST", path: path + "/disputes", body: again, status: 409, want: `"already-decided"`},
		})
	})
}

// TestRejectionStandsAgain gives up units again, where a rejection was
// overturned first and stands in the end.
func TestRejectionStandsAgain(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		obligation := f.obligation(t, w, path, 0)
		f.turns(t, w.opened, "2028-01-10")
		units := fmt.Sprintf(`"quantity":2,"units":[{"reference":"%064x"},{"reference":"%064x"}]`, 1, 2)
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, "2027-Q3", units), 201)
		f.must(t, w.manager, "POST", one.Header.Get("Location")+"/reject", `{"reason":"No list."}`, 200, "If-Match", `"1"`)
		d := f.must(t, w.supplier, "POST", path+"/disputes", fmt.Sprintf(`{"about":"return","subject":%q,"words":"There is."}`, one.text(t, "id")), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", d+"/reply", `{"words":"It was empty."}`, 200, "If-Match", `"1"`)
		third, fourth := f.onlyKey(t, w.manager.Organisation, "contract_manager"), f.onlyKey(t, w.manager.Organisation, "contract_manager")
		f.story(t, []step{
			{name: "upheld", as: third, method: "POST", path: d + "/decide", body: `{"outcome":"upheld","words":"Two.","ruling":{"quantity":2}}`, status: 200, header: []string{"If-Match", `"2"`}},
			{name: "its units are its own", as: w.supplier, method: "POST", path: path + "/returns", body: returned(obligation, "2027-Q4", units), status: 409, want: `"unit-claimed"`},
			{name: "escalated", as: w.manager, method: "POST", path: d + "/escalate", body: `{"words":"No."}`, status: 200, header: []string{"If-Match", `"3"`}},
			{name: "dismissed", as: fourth, method: "POST", path: d + "/decide", body: `{"outcome":"dismissed","words":"No list."}`, status: 200, header: []string{"If-Match", `"4"`}},
			{name: "it is rejected", as: w.supplier, method: "GET", path: one.Header.Get("Location"), status: 200, want: `"status":"rejected"`},
			{name: "nothing of it counts", as: w.supplier, method: "GET", path: path + "/progress", status: 200, want: `"delivered":null,"verified":null`},
			{name: "and its units are free", as: w.supplier, method: "POST", path: path + "/returns", body: returned(obligation, "2027-Q4", units), status: 201},
		})
	})
}

// TestRemedyFollowsTheFigure counts no more than what is missing when it is
// recorded, and nothing while the figure is in dispute.
func TestRemedyFollowsTheFigure(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path, obligation := f.short(t)
		record := func() string {
			return f.must(t, w.manager, "POST", path+"/shortfalls", fmt.Sprintf(`{"obligation":%q,"period":"2027-Q4","reason":"Ten are missing."}`, obligation), 201).Header.Get("Location")
		}
		one := record()
		d, _ := f.disputed(t, w, path, "2027-Q4")
		f.must(t, w.manager, "POST", one+"/remedy", `{}`, 409, "If-Match", `"1"`)
		third := f.onlyKey(t, w.manager.Organisation, "contract_manager")
		f.must(t, third, "POST", d+"/decide", `{"outcome":"upheld","words":"All.","ruling":{"quantity":25}}`, 200, "If-Match", `"2"`)
		// 30 − 25 = 5 are missing, 1.5 of them free: 3.5 × £250.55 = £876.925, half up.
		got := f.must(t, w.manager, "POST", one+"/remedy", `{}`, 200, "If-Match", `"1"`)
		if !strings.Contains(got.Body, `"units":"7/2","full":{"amount":876.93,"currency":"GBP"},"amount":{"amount":876.93,"currency":"GBP"}`) {
			t.Errorf("got %s", got.Body)
		}
	})
}
