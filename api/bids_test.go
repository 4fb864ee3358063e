package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// wording is a text that must be found nowhere before opening.
const wording = "canary-in-the-bid"

// document is a complete bid for marketMethod.
func document(tender, lot string, price int) string {
	return fmt.Sprintf(`{"kind":"assay.bid/1","tender":%q,"lot":%q,"answers":{
	 "commitments":[{"measure":"13","component":null,"quantity":40.5,"profile":[{"period":"2026-Q4","quantity":10.5},{"period":"2027","quantity":30}],"method":"`+wording+`","evidence":"sign-up sheets"},
	  {"measure":"4","component":"4a","quantity":12,"profile":[{"period":"2027-03","quantity":12}],"baseline":{"value":0,"date":"2026-03-31","source":"survey"}}],
	 "questions":[{"criterion":"q1","text":"`+wording+`","attachments":[]},{"criterion":"q2","text":"How we do it"}],
	 "gates":[{"criterion":"insurance","held":true,"attachments":[]}],
	 "members":[],"declarations":[],"attachments":[]},
	 "price":{"total":{"amount":%d.00,"currency":"GBP"},"lines":[{"description":"all","amount":%[3]d}]}}`, tender, lot, price)
}

// begin starts a bid and writes a complete draft; it tells the bid's address.
func (m market) begin(t *testing.T, as user, tender string, price int) string {
	t.Helper()
	b := m.must(t, as, "POST", "/v1/tenders/"+tender+"/bids", `{}`, 201)
	path := "/v1/bids/" + b.text(t, "id")
	m.must(t, as, "PUT", path, document(tender, b.text(t, "lot"), price), 200, "If-Match", b.Header.Get("ETag"))
	return path
}

// bid submits a complete bid.
func (m market) bid(t *testing.T, as user, tender string, price int) (path string, submission answer) {
	t.Helper()
	path = m.begin(t, as, tender, price)
	return path, m.change(t, as, "POST", path, path+"/submit", "", 200)
}

// TestBidLife writes, submits, replaces and withdraws a bid.
func TestBidLife(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		lot := m.lot(t, id, 0)
		acme := f.join(t, "Acme", "supplier", "supplier")
		list := "/v1/tenders/" + id + "/bids"
		started := f.must(t, acme, "POST", list, `{"lot":"`+lot+`"}`, 201)
		path := "/v1/bids/" + started.text(t, "id")
		if started.Header.Get("Location") != path || started.text(t, "status") != "draft" || started.text(t, "document", "kind") != "assay.bid/1" {
			t.Errorf("started: %s", started.Body)
		}
		tag := started.Header.Get("ETag")
		f.story(t, []step{
			{name: "a second bid names the first", as: acme, method: "POST", path: list, body: `{}`, status: 409, want: started.text(t, "id")},
			{name: "a lot of nowhere", as: acme, method: "POST", path: list, body: `{"lot":"00000000-0000-7000-8000-999999999999"}`, status: 422, want: `"no-such-lot"`},
			{name: "not a lot", as: acme, method: "POST", path: list, body: `{"lot":"x"}`, status: 422, want: `"/lot"`},
			{name: "an officer does not bid", as: m.council, method: "POST", path: list, body: `{}`, status: 403, want: `"not-your-role"`},
			{name: "nothing written yet", as: acme, method: "POST", path: path + "/submit", header: []string{"If-Match", tag}, status: 409, want: `"nothing-to-submit"`},
			{name: "no receipt yet", as: acme, method: "GET", path: path + "/receipt", status: 404, want: `"no-receipt"`},
			{name: "without a version", as: acme, method: "PUT", path: path, body: document(id, lot, 1), status: 428, want: `"if-match-required"`},
			{name: "an incomplete draft", as: acme, method: "PUT", path: path, body: fmt.Sprintf(`{"kind":"assay.bid/1","tender":%q,"lot":%q}`, id, lot), header: []string{"If-Match", tag}, status: 200, want: `"draft":true`},
			{name: "an old version", as: acme, method: "PUT", path: path, body: document(id, lot, 1), header: []string{"If-Match", tag}, status: 412, want: `"changed-meanwhile"`},
		})
		f.change(t, acme, "POST", path, path+"/submit", "", 422)
		f.change(t, acme, "PUT", path, path, document(id, lot, 2310000), 200)
		first := f.change(t, acme, "POST", path, path+"/submit", "", 200)
		if first.at(t, "bid", "current") != 1.0 || first.text(t, "receipt", "receivedAt") != "2026-03-02T12:00:00Z" || strings.Contains(first.Body, wording) {
			t.Errorf("first submission: %s", first.Body)
		}
		read := f.must(t, acme, "GET", path, "", 200)
		verified(t, first.at(t, "receipt"), read.at(t, "document"))
		if read.at(t, "draft") != false || read.text(t, "submitted", "documentHash") != first.text(t, "receipt", "documentHash") {
			t.Errorf("after submission: %s", read.Body)
		}
		f.must(t, acme, "POST", path+"/submit", "", 409, "If-Match", read.Header.Get("ETag")) // there is no draft

		f.change(t, acme, "PUT", path, path, document(id, lot, 2200000), 200)
		beside := f.must(t, acme, "GET", path, "", 200)
		if beside.at(t, "draft") != true || beside.at(t, "document", "price", "total", "amount") != 2200000.0 || beside.text(t, "status") != "submitted" {
			t.Errorf("a draft beside: %s", beside.Body)
		}
		if old := f.must(t, acme, "GET", path+"?version=1", "", 200); old.at(t, "document", "price", "total", "amount") != 2310000.0 {
			t.Errorf("version 1: %s", old.Body)
		}
		f.clock.Forward(time.Minute)
		second := f.change(t, acme, "POST", path, path+"/submit", "", 200)
		verified(t, second.at(t, "receipt"), f.must(t, acme, "GET", path, "", 200).at(t, "document"))
		if second.at(t, "receipt", "version") != 2.0 || second.text(t, "receipt", "receivedAt") != "2026-03-02T12:01:00Z" {
			t.Errorf("second submission: %s", second.Body)
		}
		again := f.must(t, acme, "GET", path+"/receipt", "", 200)
		if want, _ := json.Marshal(second.at(t, "receipt")); !strings.Contains(second.Body, again.Body) || again.text(t, "signature") != second.text(t, "receipt", "signature") {
			t.Errorf("receipt again: %s, want %s", again.Body, want)
		}
		if one := f.must(t, acme, "GET", path+"/receipt?version=1", "", 200); one.text(t, "signature") != first.text(t, "receipt", "signature") {
			t.Errorf("receipt of version 1: %s", one.Body)
		}
		f.must(t, acme, "GET", path+"/receipt?version=3", "", 404)

		withdrawn := f.change(t, acme, "POST", path, path+"/withdraw", "", 200)
		if withdrawn.text(t, "status") != "withdrawn" {
			t.Errorf("withdrawn: %s", withdrawn.Body)
		}
		f.change(t, acme, "PUT", path, path, document(id, lot, 1), 409)
		f.change(t, acme, "POST", path, path+"/submit", "", 409)
		f.change(t, acme, "POST", path, path+"/withdraw", "", 409)
		if fresh := f.must(t, acme, "POST", list, `{}`, 201); fresh.text(t, "id") == started.text(t, "id") {
			t.Error("a withdrawn bid came back")
		}
	})
}

// TestBidFaults names everything that is wrong with a document, and stores
// nothing.
func TestBidFaults(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		lot := m.lot(t, id, 0)
		acme := f.join(t, "Acme", "supplier", "supplier")
		path := m.begin(t, acme, id, 5)
		f.must(t, acme, "POST", path+"/validate", document(id, lot, 7), 200)
		if read := f.must(t, acme, "GET", path, "", 200); read.at(t, "document", "price", "total", "amount") != 5.0 {
			t.Errorf("validating stored something: %s", read.Body)
		}
		wrong := fmt.Sprintf(`{"kind":"assay.bid/2","tender":%q,"lot":%q,"answers":{
		 "commitments":[
		  {"measure":"13","component":null,"quantity":10,"profile":[{"period":"2027-Q1","quantity":4},{"period":"2027-02","quantity":4},{"period":"2026-Q3","quantity":1},{"period":"2027-Q5","quantity":1}]},
		  {"measure":"13","component":null,"profile":[{"period":"","quantity":1}]},
		  {"measure":"14","component":null,"quantity":1,"profile":[{"period":"2027","quantity":1}]},
		  {"measure":"5","component":"4a","quantity":1,"profile":[{"period":"2027","quantity":2}]},
		  {"measure":"4a","component":null,"quantity":1,"profile":[{"period":"2027","quantity":1}]}],
		 "questions":[{"criterion":"q1","text":" ","attachments":["sha256:%s"]},{"criterion":"q9","text":"x"},{"criterion":"q1","text":"%s"}],
		 "gates":[{"criterion":"insurance"}],
		 "members":[{"organisation":"Somebody else","role":"lead","shares":[{"measure":"13","percent":60}]},{"organisation":"B","role":"member","shares":[{"measure":"13","percent":30},{"measure":"21","percent":100}]}],
		 "declarations":[{"code":"a"}],"attachments":[{"name":"","type":"a","bytes":1,"sha256":"abc"}]},
		 "price":{"total":{"amount":10,"currency":"EUR"},"lines":[{"description":"a","amount":4},{"description":"b","amount":5}]}}`,
			"00000000-0000-7000-8000-999999999999", id, strings.Repeat("0", 64), strings.Repeat("é", 20_001))
		got := f.must(t, acme, "POST", path+"/validate", wrong, 422)
		for _, want := range []string{
			`{"pointer":"/kind","code":"unknown-kind"`, `{"pointer":"/tender","code":"other-tender"`, `{"pointer":"/lot","code":"other-lot"`,
			`{"pointer":"/answers/commitments/0/profile/1/period","code":"period-overlaps"`, `{"pointer":"/answers/commitments/0/profile/2/period","code":"outside-term"`,
			`{"pointer":"/answers/commitments/0/profile/3/period","code":"malformed-period"`,
			`{"pointer":"/answers/commitments/1/measure","code":"duplicate"`, `{"pointer":"/answers/commitments/1/quantity","code":"required"`, `{"pointer":"/answers/commitments/1/profile/0/period","code":"required"`,
			`{"pointer":"/answers/commitments/2/measure","code":"not-asked"`, `{"pointer":"/answers/commitments/3/component","code":"not-its-component"`,
			`{"pointer":"/answers/commitments/3/profile","code":"does-not-add-up"`, `{"pointer":"/answers/commitments/4/baseline","code":"required"`,
			`{"pointer":"/answers/questions/0/text","code":"required"`, `{"pointer":"/answers/questions/0/attachments/0","code":"not-listed"`, `{"pointer":"/answers/questions/1/criterion","code":"not-asked"`,
			`{"pointer":"/answers/questions/2/criterion","code":"duplicate"`, `{"pointer":"/answers/questions/2/text","code":"too-large"`, `{"pointer":"/answers/questions","code":"unanswered"`,
			`{"pointer":"/answers/gates/0/held","code":"required"`, `{"pointer":"/answers/members/0/organisation","code":"not-the-bidder"`,
			`{"pointer":"/answers/members/1/shares/1/measure","code":"not-promised"`, `"the shares of measure 13 add up to 90 per cent, not 100"`,
			`{"pointer":"/answers/declarations/0/accepted","code":"required"`, `{"pointer":"/answers/attachments/0/name","code":"required"`, `{"pointer":"/answers/attachments/0/sha256","code":"malformed-hash"`,
			`{"pointer":"/price/total/currency","code":"other-currency"`, `"add up to 9, where the total is 10"`,
		} {
			if !strings.Contains(got.Body, want) {
				t.Errorf("%s is not in %s", want, got.Body)
			}
		}
		good := document(id, lot, 7)
		for name, change := range map[string][3]string{
			"four decimals":         {`"quantity":40.5`, `"quantity":40.5001`, `/answers/commitments/0/quantity`},
			"a negative price":      {`"amount":7.00`, `"amount":-7`, `/price/total/amount`},
			"an exponent":           {`"quantity":12,"profile"`, `"quantity":1e1,"profile"`, `/answers/commitments/1/quantity`},
			"an unknown member":     {`"members":[]`, `"members":[],"secret":1`, `/answers/secret`},
			"null where none is":    {`"questions":[`, `"gates":null,"questions":[`, ``},
			"a profile that lacks":  {`"quantity":10.5}`, `"quantity":10.499}`, `/answers/commitments/0/profile`},
			"no price":              {`"total":{"amount":7.00,"currency":"GBP"},"lines"`, `"lines"`, `/price/total`},
			"a hidden direction":    {`How we do it`, "How \u202e we do it", `/answers/questions/1/text`},
			"a baseline of nothing": {`{"value":0,"date":"2026-03-31","source":"survey"}`, `{"date":"31 March"}`, `/answers/commitments/1/baseline/date`},
		} {
			t.Run(name, func(t *testing.T) {
				bad := strings.Replace(good, change[0], change[1], 1)
				if bad == good {
					t.Fatal("the document is as it was")
				}
				if a := f.send(acme, "POST", path+"/validate", bad); a.Status != 422 && a.Status != 400 || !strings.Contains(a.Body, change[2]) {
					t.Errorf("got %d %s", a.Status, a.Body)
				}
			})
		}
	})
}

// TestBidIsSecret looks for a bid from everywhere before opening.
func TestBidIsSecret(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		busy, quiet := m.tender(t, ""), m.tender(t, "")
		acme, rival := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Rival", "supplier", "supplier")
		auditor := f.key(t, m.council.Organisation, "auditor")
		both := f.key(t, m.council.Organisation, "officer", "evaluator", "auditor", "administrator", "contract_manager", "supplier")
		path, submission := m.bid(t, acme, busy, 99)
		for _, who := range []user{rival, m.council, m.panel, auditor, both, f.root} {
			for _, request := range [][2]string{
				{"GET", path}, {"GET", path + "?version=1"}, {"GET", path + "/receipt"}, {"PUT", path}, {"POST", path + "/validate"}, {"POST", path + "/submit"}, {"POST", path + "/withdraw"},
			} {
				body := ""
				if request[0] == "PUT" || strings.HasSuffix(request[1], "validate") {
					body = document(busy, m.lot(t, busy, 0), 1)
				}
				there := f.send(who, request[0], request[1], body, "If-Match", `"1"`)
				nowhere := f.send(who, request[0], strings.Replace(request[1], path, "/v1/bids/00000000-0000-7000-8000-999999999999", 1), body, "If-Match", `"1"`)
				if there.Status != nowhere.Status || (there.Status != 404 && there.Status != 403) {
					t.Errorf("%s %s: %d %s, and of none %d %s", request[0], request[1], there.Status, there.Body, nowhere.Status, nowhere.Body)
				}
			}
			full, empty := f.send(who, "GET", "/v1/tenders/"+busy+"/bids", ""), f.send(who, "GET", "/v1/tenders/"+quiet+"/bids", "")
			if full.Status != 200 || full.Body != empty.Body || full.Header.Get("ETag") != empty.Header.Get("ETag") {
				t.Errorf("lists: %d %s %s and %s", full.Status, full.Header.Get("ETag"), full.Body, empty.Body)
			}
			for _, list := range []string{"/v1/tenders", "/v1/tenders/" + busy, "/v1/tenders/" + busy + "/opening"} {
				if a := f.send(who, "GET", list, ""); strings.Contains(a.Body, wording) || strings.Contains(a.Body, submission.text(t, "receipt", "documentHash")) || strings.Contains(a.Body, strings.TrimPrefix(path, "/v1/bids/")) {
					t.Errorf("%s tells of the bid: %s", list, a.Body)
				}
			}
		}
		if n, err := f.app.DB.Sequence(context.Background(), "test"); err != nil || n == 0 {
			t.Fatalf("sequence: %d, %v", n, err)
		}
		if waiting := sealedEvents(t, f, busy); waiting < 3 {
			t.Errorf("%d events are sealed, want those of the bid", waiting)
		}
	})
}

// sealedEvents counts the events of a tender that wait for its opening.
func sealedEvents(t *testing.T, f *front, tender string) (n int64) {
	t.Helper()
	n, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (n int64, err error) {
		return n, tx.DB().Table("event_queue").Where("tender_id = ? AND sealed", tender).Count(&n).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDeadline tries everything at the deadline and after, to the microsecond.
func TestDeadline(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		lot := m.lot(t, id, 0)
		acme, late := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Late", "supplier", "supplier")
		path := m.begin(t, acme, id, 5)
		f.clock.Set(time.Date(2026, 4, 1, 10, 59, 59, 999_999_000, time.UTC))
		in := f.change(t, acme, "POST", path, path+"/submit", "", 200)
		if in.text(t, "receipt", "receivedAt") != "2026-04-01T10:59:59.999999Z" {
			t.Errorf("in time: %s", in.Body)
		}
		before := sealedEvents(t, f, id)
		f.clock.Forward(time.Microsecond)
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")
		f.story(t, []step{
			{name: "writing", as: acme, method: "PUT", path: path, body: document(id, lot, 4), header: []string{"If-Match", tag}, status: 409, want: `it is 2026-04-01T11:00:00Z and the deadline was 2026-04-01T11:00:00Z`},
			{name: "submitting", as: acme, method: "POST", path: path + "/submit", header: []string{"If-Match", tag}, status: 409, want: `"deadline-passed"`},
			{name: "submitting under a key", as: acme, method: "POST", path: path + "/submit", header: []string{"If-Match", tag, "Idempotency-Key", "late"}, status: 409, want: `"deadline-passed"`},
			{name: "withdrawing", as: acme, method: "POST", path: path + "/withdraw", header: []string{"If-Match", tag}, status: 409, want: `"deadline-passed"`},
			{name: "starting", as: late, method: "POST", path: "/v1/tenders/" + id + "/bids", body: `{}`, status: 409, want: `"deadline-passed"`},
			{name: "a rival's bid is still not there", as: late, method: "POST", path: path + "/submit", header: []string{"If-Match", tag}, status: 404, want: `"not-found"`},
		})
		if now := sealedEvents(t, f, id); now != before+5 {
			t.Errorf("%d attempts were recorded, want 5", now-before)
		}
	})
}

// TestOpening opens a tender, once, and reads what came.
func TestOpening(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"mode":"test","lots":[{"title":"North"},{"title":"South"}]`)
		path := "/v1/tenders/" + id
		acme, gone, idle := f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Gone", "supplier", "supplier"), f.join(t, "Idle", "supplier", "supplier")
		auditor, rival := f.key(t, f.chief.Organisation, "auditor"), f.join(t, "Other Council", "authority", "officer")
		lots := []string{m.lot(t, id, 0), m.lot(t, id, 1)}
		submit := func(as user, lot string, prices ...int) (string, []answer) {
			b := f.must(t, as, "POST", path+"/bids", `{"lot":"`+lot+`"}`, 201)
			bid := "/v1/bids/" + b.text(t, "id")
			var receipts []answer
			for _, price := range prices {
				f.change(t, as, "PUT", bid, bid, document(id, lot, price), 200)
				receipts = append(receipts, f.change(t, as, "POST", bid, bid+"/submit", "", 200))
			}
			return bid, receipts
		}
		north, receipts := submit(acme, lots[0], 30, 20)
		_, south := submit(acme, lots[1], 40)
		left, taken := submit(gone, lots[0], 10)
		f.change(t, gone, "POST", left, left+"/withdraw", "", 200)
		f.must(t, idle, "POST", path+"/bids", `{"lot":"`+lots[0]+`"}`, 201)
		f.change(t, acme, "PUT", north, north, document(id, lots[0], 1), 200) // never submitted

		if receipts[0].text(t, "receipt", "mode") != "test" {
			t.Errorf("a rehearsal's receipt: %s", receipts[0].Body)
		}
		f.story(t, []step{
			{name: "too early", as: m.council, method: "POST", path: path + "/opening", status: 409, want: `"deadline-not-passed"`},
			{name: "no record yet", as: m.council, method: "GET", path: path + "/opening", status: 404, want: `"no-opening"`},
			{name: "by an evaluator", as: m.panel, method: "POST", path: path + "/opening", status: 403, want: `"not-your-role"`},
			{name: "by another buyer", as: rival, method: "POST", path: path + "/opening", status: 404, want: `"not-found"`},
		})
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		opened := f.must(t, m.council, "POST", path+"/opening", "", 201)
		standing := map[string]string{}
		for i := range opened.at(t, "hashes").([]any) {
			standing[opened.text(t, "hashes", i, "documentHash")] = opened.text(t, "hashes", i, "standing")
		}
		for _, want := range []struct {
			receipt  answer
			standing string
		}{{receipts[0], "replaced"}, {receipts[1], "opened"}, {south[0], "opened"}, {taken[0], "withdrawn"}} {
			if got := standing[want.receipt.text(t, "receipt", "documentHash")]; got != want.standing {
				t.Errorf("standing %q, want %q", got, want.standing)
			}
		}
		if len(standing) != 4 || opened.text(t, "openedBy", "organisation") != m.council.Organisation || opened.text(t, "openedAt") != "2026-04-01T11:00:00Z" {
			t.Errorf("the record: %s", opened.Body)
		}
		f.story(t, []step{
			{name: "twice", as: m.council, method: "POST", path: path + "/opening", status: 409, want: `"wrong-status"`},
			{name: "the tender is opened", as: acme, method: "GET", path: path, status: 200, want: `"status":"opened"`},
			{name: "the record is for everybody", as: gone, method: "GET", path: path + "/opening", status: 200, want: receipts[1].text(t, "receipt", "documentHash")},
			{name: "an officer reads words and no price yet", as: m.council, method: "GET", path: north, status: 200, want: `"price":null`},
			{name: "an evaluator who is not on the panel", as: m.panel, method: "GET", path: north, status: 403, want: `"not-on-panel"`},
		})
		f.seats(t, m.council, path, m.panel, m.second)
		f.story(t, []step{
			{name: "an evaluator reads words", as: m.panel, method: "GET", path: north, status: 200, want: wording},
			{name: "and no price", as: m.panel, method: "GET", path: north, status: 200, want: `"price":null`},
			{name: "an auditor reads no price either", as: auditor, method: "GET", path: north, status: 200, want: `"price":null`},
			{name: "its supplier reads its own", as: acme, method: "GET", path: north, status: 200, want: `"amount":1,`},
			{name: "the version before is the supplier's", as: m.council, method: "GET", path: north + "?version=1", status: 404, want: `"not-found"`},
			{name: "another buyer does not", as: rival, method: "GET", path: north, status: 404, want: `"not-found"`},
			{name: "a rival does not", as: gone, method: "GET", path: north, status: 404, want: `"not-found"`},
			{name: "nobody reads what was withdrawn", as: m.council, method: "GET", path: left, status: 404, want: `"not-found"`},
			{name: "but its supplier", as: gone, method: "GET", path: left, status: 200, want: `"withdrawn"`},
			{name: "another buyer's list is empty", as: rival, method: "GET", path: path + "/bids", status: 200, want: `"items":[]`},
		})
		if list := f.must(t, m.council, "GET", path+"/bids", "", 200).at(t, "items").([]any); len(list) != 2 {
			t.Errorf("the officer's list has %d bids, want 2", len(list))
		}
		if sealedEvents(t, f, id) != 0 {
			t.Error("events are still sealed")
		}
	})
}

// TestOpeningSeesTampering changes a bid behind the server's back.
func TestOpeningSeesTampering(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		path, _ := m.bid(t, acme, id, 30)
		bid := strings.TrimPrefix(path, "/v1/bids/")
		change := func(sql string) error {
			_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "test.tampered", Subject: bid})
				return 0, tx.DB().Exec(sql, []byte(`{"total":{"amount":1,"currency":"GBP"}}`), bid).Error
			})
			return err
		}
		if err := change("UPDATE bid_versions SET sealed_answers = ? WHERE bid_id = ?"); err == nil {
			t.Error("the database let history be changed")
		}
		storetest.Tamper(t, f.app.DB)
		if err := change("UPDATE bid_versions SET sealed_answers = ? WHERE bid_id = ?"); err != nil {
			t.Fatal(err)
		}
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		if a := f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 409); !strings.Contains(a.Body, `"bid-not-as-received"`) {
			t.Errorf("opening: %s", a.Body)
		}
		f.must(t, m.council, "GET", path, "", 404)
	})
}

// TestBidReplays sends the same submission twice.
func TestBidReplays(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		path := m.begin(t, acme, id, 5)
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")
		first := f.must(t, acme, "POST", path+"/submit", "", 200, "If-Match", tag, "Idempotency-Key", "k")
		f.clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) // a retry long after the deadline still gets its receipt
		second := f.must(t, acme, "POST", path+"/submit", "", 200, "If-Match", tag, "Idempotency-Key", "k")
		if first.Body != second.Body {
			t.Errorf("first %s, then %s", first.Body, second.Body)
		}
		f.must(t, acme, "POST", path+"/submit", `{}`, 422, "If-Match", tag, "Idempotency-Key", "k")
	})
}

// storm sends the same request many times at once and counts the answers.
func storm(f *front, as user, method, path, body string, headers ...string) map[int]int {
	const senders = 16
	var all sync.WaitGroup
	var lock sync.Mutex
	counts := map[int]int{}
	for range senders {
		all.Go(func() {
			a := f.send(as, method, path, body, headers...)
			lock.Lock()
			defer lock.Unlock()
			counts[a.Status]++
		})
	}
	all.Wait()
	return counts
}

// TestBidStorm starts and submits many times at once: one bid, one version.
func TestBidStorm(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		list := "/v1/tenders/" + id + "/bids"
		if got := storm(f, acme, "POST", list, `{}`); got[201] != 1 || got[409] != 15 {
			t.Errorf("starts: %v", got)
		}
		bids := f.must(t, acme, "GET", list, "", 200)
		if n := len(bids.at(t, "items").([]any)); n != 1 {
			t.Fatalf("%d bids live", n)
		}
		path := "/v1/bids/" + bids.text(t, "items", 0, "id")
		f.change(t, acme, "PUT", path, path, document(id, bids.text(t, "items", 0, "lot"), 5), 200)
		tag := f.must(t, acme, "GET", path, "", 200).Header.Get("ETag")
		if got := storm(f, acme, "POST", path+"/submit", "", "If-Match", tag); got[200] != 1 || got[412] != 15 {
			t.Errorf("submissions: %v", got)
		}
		if read := f.must(t, acme, "GET", path, "", 200); read.at(t, "current") != 1.0 {
			t.Errorf("after the storm: %s", read.Body)
		}
	})
}
