package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/bundle"
)

// TestTrackRecord gathers what a supplier has shown, lets it reply, and signs
// what it carries away.
func TestTrackRecord(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		record := "/v1/suppliers/" + w.supplier.Organisation + "/track-record"
		f.story(t, []step{
			{name: "no history is unknown", as: w.supplier, method: "GET", path: record + "?mode=test", status: 200, want: `"contracts":0,"known":false,"measures":[],"replies":[]`},
			{name: "a rival does not read it", as: w.suppliers[0], method: "GET", path: record, status: 404, want: `"no-such-supplier"`},
			{name: "nor an evaluator", as: w.ann, method: "GET", path: record, status: 403},
			{name: "of nobody", as: w.officer, method: "GET", path: "/v1/suppliers/" + w.award + "/track-record", status: 404, want: `"no-such-supplier"`},
			{name: "of another mode", as: w.officer, method: "GET", path: record + "?mode=both", status: 422, want: `"?mode"`},
		})
		f.turns(t, w.opened, "2028-01-20")
		volunteers, groups, share := f.obligation(t, w, path, 0), f.obligation(t, w, path, 2), f.obligation(t, w, path, 4)
		file := func(obligation, period, figure, verdict, body string) {
			one := f.must(t, w.supplier, "POST", path+"/returns", returned(obligation, period, figure), 201).Header.Get("Location")
			if verdict != "" {
				f.must(t, w.manager, "POST", one+"/"+verdict, body, 200, "If-Match", `"1"`)
			}
		}
		file(volunteers, "2027-Q3", `"quantity":10`, "verify", `{"quantity":8,"reason":"Two are twice in the list."}`)
		file(volunteers, "2027-Q4", `"quantity":40`, "", "")
		file(groups, "2027-Q3", `"quantity":1`, "reject", `{"reason":"No constitution."}`)
		file(share, "2027-Q3", `"numerator":45,"denominator":90`, "verify", `{"numerator":45}`)
		f.story(t, []step{
			{
				name: "the supplier's own", as: w.supplier, method: "GET", path: record + "?mode=test", status: 200,
				want: `{"measure":"13","wording":"Numbers of new volunteers","unit":"people","contracts":1,"periods":2,"verified":1,"rejected":0,"undecided":1,"missing":0,"onTime":0,"promised":10,"delivered":8,"sharePercent":80,"lowestSharePercent":80,"middleSharePercent":80,"oldestPeriodEnd":"2027-09-30","newestPeriodEnd":"2027-09-30","ageDays":112,"bestRate":13.225}`,
			},
			{name: "levels are not added, and what is rejected shows nothing", as: w.manager, method: "GET", path: record + "?mode=test", status: 200, want: `"verified":0,"rejected":1,"undecided":0,"missing":1,"onTime":0,"promised":null,"delivered":null,"sharePercent":null,"lowestSharePercent":null`},
			{name: "of proportions nothing promised is added", as: w.officer, method: "GET", path: record + "?mode=test", status: 200, want: `"promised":null,"delivered":50,"sharePercent":null,"lowestSharePercent":83.333,`},
			{name: "the real record knows nothing of rehearsals", as: w.officer, method: "GET", path: record, status: 200, want: `"mode":"live",`},
			{name: "which is unknown", as: w.officer, method: "GET", path: record, status: 200, want: `"known":false,"measures":[]`},
			{name: "who took no part sees nothing of a rehearsal", as: f.join(t, "Third Council", "authority", "officer"), method: "GET", path: record + "?mode=test", status: 200, want: `"contracts":0,"known":false,"measures":[]`},
			{name: "the authority does not speak for the supplier", as: w.manager, method: "POST", path: record + "/replies", body: `{"mode":"test","words":"x"}`, status: 403},
			{name: "nor does a rival", as: w.suppliers[0], method: "POST", path: record + "/replies", body: `{"mode":"test","words":"x"}`, status: 404},
			{name: "a reply without words", as: w.supplier, method: "POST", path: record + "/replies", body: `{"mode":"test","measure":"13"}`, status: 422, want: `"/words"`},
			{name: "a reply", as: w.supplier, method: "POST", path: record + "/replies", body: `{"mode":"test","measure":"13","words":"The two were cousins of one name."}`, status: 201, want: `"replies":[{"measure":"13","words":"The two were cousins of one name."`},
			{name: "it is read with the record", as: w.officer, method: "GET", path: record + "?mode=test", status: 200, want: `The two were cousins of one name.`},
			{name: "nobody else states it", as: w.suppliers[0], method: "POST", path: record + "/statements", body: `{}`, status: 404},
		})
		made := f.must(t, w.supplier, "POST", record+"/statements", `{"mode":"test"}`, 201)
		var out struct {
			ID       string
			Document json.RawMessage
		}
		if err := json.Unmarshal([]byte(made.Body), &out); err != nil {
			t.Fatal(err)
		}
		describes(t, "track-record.json", string(out.Document))
		report, err := bundle.Verify(out.Document, receiptSigner.Keys())
		if err != nil || report.Kind != "assay.track-record/1" {
			t.Errorf("verify %s: %+v, %v", out.Document, report, err)
		}
		if _, err := bundle.Verify([]byte(strings.Replace(string(out.Document), `"delivered":8`, `"delivered":9`, 1)), receiptSigner.Keys()); err == nil {
			t.Error("a changed statement verifies")
		}
		if !strings.Contains(string(out.Document), "cousins of one name") || strings.Contains(string(out.Document), w.manager.Organisation) {
			t.Errorf("the statement lacks the reply, or names an authority: %s", out.Document)
		}
		f.story(t, []step{
			{name: "the statements made", as: w.supplier, method: "GET", path: record + "/statements", status: 200, want: out.ID},
			{name: "are the supplier's", as: w.suppliers[0], method: "GET", path: record + "/statements", status: 404},
		})
	})
}

// TestTrackRecordAfterAssignment leaves to each supplier what it delivered.
func TestTrackRecordAfterAssignment(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		f.turns(t, w.opened, "2027-10-05")
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(volunteers, "2027-Q3", `"quantity":10`), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", one+"/verify", `{"quantity":10}`, 200, "If-Match", `"1"`)
		heir := w.suppliers[2]
		v := f.must(t, w.manager, "POST", path+"/variations", fmt.Sprintf(`{"kind":"assignment","ground":"corporate_restructuring","reason":"The firm was sold.","assignee":%q}`, heir.Organisation), 201).Header.Get("Location")
		f.must(t, w.supplier, "POST", v+"/agree", `{}`, 200, "If-Match", `"1"`)
		f.must(t, heir, "POST", v+"/agree", `{}`, 200, "If-Match", `"2"`)
		f.turns(t, w.opened, "2028-01-10")
		next := f.must(t, heir, "POST", path+"/returns", returned(volunteers, "2027-Q4", `"quantity":15`), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", next+"/verify", `{"quantity":15}`, 200, "If-Match", `"1"`)
		record := func(u user) string { return "/v1/suppliers/" + u.Organisation + "/track-record?mode=test" }
		f.story(t, []step{
			{name: "what the first delivered stays its own", as: w.manager, method: "GET", path: record(w.supplier), status: 200, want: `"verified":1,"rejected":0,"undecided":0,"missing":0,"onTime":1,"promised":10,"delivered":10,"sharePercent":100,`},
			{name: "and the heir has what it delivered", as: w.manager, method: "GET", path: record(heir), status: 200, want: `"verified":1,"rejected":0,"undecided":0,"missing":0,"onTime":1,"promised":30,"delivered":15,"sharePercent":50,`},
		})
	})
}

// TestTrackRecordCountsPeopleOnce shows of people who came in two quarters what
// the contract itself shows, so that no record looks better than its contracts.
func TestTrackRecordCountsPeopleOnce(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		f.turns(t, w.opened, "2028-01-10")
		for _, part := range []struct{ period, people string }{{"2027-Q3", references("ann", "ben", "cat")}, {"2027-Q4", references("ben", "cat", "dan")}} {
			one := f.must(t, w.supplier, "POST", path+"/returns", returned(volunteers, part.period, `"quantity":3,"people":`+part.people), 201).Header.Get("Location")
			f.must(t, w.manager, "POST", one+"/verify", `{"quantity":3}`, 200, "If-Match", `"1"`)
		}
		f.story(t, []step{
			{name: "four people on the contract", as: w.manager, method: "GET", path: path + "/progress", status: 200, want: `"delivered":4,"verified":4`},
			{name: "and in the record: 4 of 40", as: w.manager, method: "GET", path: "/v1/suppliers/" + w.supplier.Organisation + "/track-record?mode=test", status: 200, want: `"verified":2,"rejected":0,"undecided":0,"missing":0,"onTime":1,"promised":40,"delivered":4,"sharePercent":10,`},
		})
	})
}

// TestSupplierOfThePast finds at a moment before an assignment the contract of
// who delivered it then.
func TestSupplierOfThePast(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		f.turns(t, w.opened, "2027-10-05")
		heir := w.suppliers[2]
		v := f.must(t, w.manager, "POST", path+"/variations", fmt.Sprintf(`{"kind":"assignment","ground":"corporate_restructuring","reason":"The firm was sold.","assignee":%q}`, heir.Organisation), 201).Header.Get("Location")
		f.must(t, w.supplier, "POST", v+"/agree", `{}`, 200, "If-Match", `"1"`)
		f.must(t, heir, "POST", v+"/agree", `{}`, 200, "If-Match", `"2"`)
		f.turns(t, w.opened, "2028-01-10")
		held := func(who user, more string) string {
			return "/v1/portfolio?mode=test&supplier=" + who.Organisation + more
		}
		then := "&asOf=2027-08-01T12:00:00Z"
		f.story(t, []step{
			{name: "now the heir's", as: w.manager, method: "GET", path: held(heir, ""), status: 200, want: `"contracts":1,`},
			{name: "and not the first's", as: w.manager, method: "GET", path: held(w.supplier, ""), status: 200, want: `"contracts":0,`},
			{name: "then the first's", as: w.manager, method: "GET", path: held(w.supplier, then), status: 200, want: `"contracts":1,`},
			{name: "and not the heir's", as: w.manager, method: "GET", path: held(heir, then), status: 200, want: `"contracts":0,`},
		})
	})
}
