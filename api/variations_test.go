package api_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/store"
)

// varying is a change of the volunteers: half of what was promised for the
// second quarter.
func varying(obligation string) string {
	return fmt.Sprintf(`{"kind":"change","ground":"unforeseeable_circumstances","reason":"The second site was never handed over.","obligations":[{"obligation":%q,"contracted":25,"periods":[{"period":"2027-Q4","quantity":15}]}]}`, obligation)
}

// TestVariation changes what is contracted by the word of both sides. What the
// contract was opened with stays.
func TestVariation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		body, list := varying(volunteers), path+"/variations"
		other := f.key(t, w.rival.Organisation, "officer", "contract_manager")
		twist := func(from, to string) string { return strings.Replace(body, from, to, 1) }
		f.story(t, []step{
			{name: "a rival", as: w.suppliers[0], method: "POST", path: list, body: body, status: 404, want: `"not-found"`},
			{name: "another authority", as: other, method: "POST", path: list, body: body, status: 404},
			{name: "the officer who bought it", as: w.officer, method: "POST", path: list, body: body, status: 403, want: `"not-your-role"`},
			{name: "without a reason", as: w.manager, method: "POST", path: list, body: twist(`"The second site was never handed over."`, `""`), status: 422, want: `"/reason"`},
			{name: "on no ground of the Act", as: w.manager, method: "POST", path: list, body: twist("unforeseeable_circumstances", "we_feel_like_it"), status: 422, want: `"/ground"`},
			{name: "that does not add up", as: w.manager, method: "POST", path: list, body: twist(":15", ":16"), status: 422, want: `"does-not-add-up"`},
			{name: "of a period that there is not", as: w.manager, method: "POST", path: list, body: twist("2027-Q4", "2031-Q4"), status: 422, want: `"/obligations/0/periods/0/period"`},
			{name: "of nothing", as: w.manager, method: "POST", path: list, body: `{"kind":"change","ground":"known_risk","reason":"x"}`, status: 422, want: `"/obligations"`},
			{name: "with another kind's terms", as: w.manager, method: "POST", path: list, body: twist(`"obligations"`, `"endsOn":"2031-01-01","obligations"`), status: 422, want: `"/endsOn"`},
			{name: "negative", as: w.manager, method: "POST", path: list, body: twist(":15", ":-15"), status: 422, want: `"negative"`},
		})
		one := f.must(t, w.supplier, "POST", list, body, 201)
		id := one.Header.Get("Location")
		f.story(t, []step{
			{name: "nothing has changed yet", as: w.manager, method: "GET", path: path + "/progress", status: 200, want: `"contractedAtOpening":40,"contracted":40`},
			{name: "a second one waits", as: w.manager, method: "POST", path: list, body: body, status: 409, want: `"variation-open"`},
			{name: "it waits for the authority", as: w.manager, method: "GET", path: id, status: 200, want: fmt.Sprintf(`"waitingFor":[%q],"next":["agreed","refused"]`, w.manager.Organisation)},
			{name: "whoever proposes does not agree with itself", as: w.supplier, method: "POST", path: id + "/agree", body: `{}`, status: 403, want: `"own-deed"`, header: []string{"If-Match", `"1"`}},
			{name: "nor refuse itself", as: w.supplier, method: "POST", path: id + "/refuse", body: `{"words":"x"}`, status: 403, want: `"own-deed"`, header: []string{"If-Match", `"1"`}},
			{name: "the other side does not withdraw it", as: w.manager, method: "POST", path: id + "/withdraw", body: `{}`, status: 403, want: `"own-deed"`, header: []string{"If-Match", `"1"`}},
			{name: "a rival does not see it", as: w.suppliers[0], method: "GET", path: id, status: 404},
			{name: "nor agree to it", as: w.suppliers[0], method: "POST", path: id + "/agree", body: `{}`, status: 404, header: []string{"If-Match", `"1"`}},
			{name: "without a version", as: w.manager, method: "POST", path: id + "/agree", body: `{}`, status: 428},
			{name: "of another version", as: w.manager, method: "POST", path: id + "/agree", body: `{}`, status: 412, header: []string{"If-Match", `"2"`}},
			{name: "the authority agrees", as: w.manager, method: "POST", path: id + "/agree", body: `{"words":"Agreed at the meeting."}`, status: 200, want: `"status":"agreed"`, header: []string{"If-Match", `"1"`}},
			{name: "once", as: w.manager, method: "POST", path: id + "/agree", body: `{}`, status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"2"`}},
			{name: "now it holds, beside the opening", as: w.auditor, method: "GET", path: path + "/progress", status: 200, want: `"offered":40,"contractedAtOpening":40,"contracted":25`},
			{name: "the obligations say so too", as: w.auditor, method: "GET", path: path + "/obligations", status: 200, want: `"instalment":15,"committed":15`},
			{name: "and why", as: w.supplier, method: "GET", path: path + "/comparison", status: 200, want: `{"why":"variation","by":-15,"variation":"` + strings.TrimPrefix(id, "/v1/variations/") + `","ground":"unforeseeable_circumstances"`},
			{name: "not to a rival", as: w.suppliers[0], method: "GET", path: path + "/comparison", status: 404},
			{name: "before it was agreed it did not hold", as: w.auditor, method: "GET", path: path + "/progress?asOf=2027-07-01T11:59:59Z", status: 200, want: `"contractedAtOpening":40,"contracted":40`},
		})
		f.turns(t, w.opened, "2027-10-05")
		refused := f.must(t, w.manager, "POST", list, twist(`[{"period":"2027-Q4","quantity":15}]`, `[{"period":"2027-Q4","quantity":15}]`), 201).Header.Get("Location")
		f.story(t, []step{
			{name: "what has ended is not varied", as: w.supplier, method: "POST", path: refused + "/refuse", body: `{"words":"No."}`, status: 200, want: `"status":"refused"`, header: []string{"If-Match", `"1"`}},
			{name: "the past stays", as: w.manager, method: "POST", path: list, body: twist("2027-Q4", "2027-Q3"), status: 422, want: `"period-ended"`},
			{name: "all of them are listed, the newest first", as: w.supplier, method: "GET", path: list, status: 200, want: `"number":2,`},
		})
	})
}

// TestVariationIsHistory has the database refuse to change what was proposed,
// agreed or contracted.
func TestVariationIsHistory(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		one := f.must(t, w.supplier, "POST", path+"/variations", varying(f.obligation(t, w, path, 0)), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", one+"/agree", `{}`, 200, "If-Match", `"1"`)
		for _, statement := range []string{
			"UPDATE variations SET terms = '{}'", "UPDATE variations SET proposed_by = contract_id", "DELETE FROM variations", "UPDATE obligation_terms SET contracted = 0", "DELETE FROM obligation_terms",
			"UPDATE period_terms SET quantity = 0", "DELETE FROM period_terms", "UPDATE deeds SET words = 'x'", "DELETE FROM deeds", "UPDATE contract_changes SET ends_on = '2099-01-01'",
		} {
			_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "history.bent", Subject: "test"})
				return 0, tx.DB().Exec(statement).Error
			})
			if !errors.Is(err, store.ErrHistory) {
				t.Errorf("%s: got %v", statement, err)
			}
		}
		_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "deed.forged", Subject: "test"})
			return 0, tx.DB().Exec("INSERT INTO deeds SELECT subject_id, 99, contract_id, noun, 'accepted', words, detail, at, key_id, organisation_id FROM deeds WHERE kind = 'proposed'").Error
		})
		if err == nil {
			t.Error("the database lets a side agree with itself")
		}
	})
}

// TestVariationKinds extends a contract, ends part of it, changes its rules and
// hands it to somebody else.
func TestVariationKinds(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers, stock, share := f.obligation(t, w, path, 0), f.obligation(t, w, path, 2), f.obligation(t, w, path, 4)
		agree := func(body string) string {
			one := f.must(t, w.manager, "POST", path+"/variations", body, 201).Header.Get("Location")
			f.must(t, w.supplier, "POST", one+"/agree", `{}`, 200, "If-Match", `"1"`)
			return one
		}
		agree(fmt.Sprintf(`{"kind":"extension","ground":"provided_for","reason":"x","endsOn":"2030-12-31","obligations":[
			{"obligation":%q,"contracted":60,"periods":[{"period":"2030-Q4","quantity":20}]},
			{"obligation":%q,"contracted":6,"periods":[{"period":"2030-Q4","quantity":2}]},
			{"obligation":%q,"contracted":65}]}`, volunteers, stock, share))
		f.story(t, []step{
			{name: "the contract runs longer", as: w.supplier, method: "GET", path: path, status: 200, want: `"endsOn":"2030-12-31"`},
			{name: "with a new period", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `{"period":"2030-Q4","startsOn":"2030-10-01","endsOn":"2030-12-31","dueOn":"2031-01-14","instalment":20,"committed":20,"title":null,"status":"due",`},
			{name: "of a stock at the level of its end", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `"instalment":2,"committed":6,"title":null,"status":"due"`},
			{name: "of a proportion everywhere", as: w.supplier, method: "GET", path: path + "/progress", status: 200, want: `"contractedAtOpening":60,"contracted":65`},
			{name: "not shorter", as: w.manager, method: "POST", path: path + "/variations", body: `{"kind":"extension","ground":"provided_for","reason":"x","endsOn":"2030-06-30"}`, status: 422, want: `"not-later"`},
			{name: "no new period over an old one", as: w.manager, method: "POST", path: path + "/variations", body: fmt.Sprintf(`{"kind":"extension","ground":"provided_for","reason":"x","endsOn":"2031-12-31","obligations":[{"obligation":%q,"contracted":61,"periods":[{"period":"2030","quantity":1}]}]}`, volunteers), status: 422, want: `"period-overlaps"`},
		})
		agree(fmt.Sprintf(`{"kind":"partial_termination","ground":"not_substantial","reason":"The parks were sold.","endsOn":"2028-12-31","obligations":[{"obligation":%q},{"obligation":%q}]}`, volunteers, stock))
		f.turns(t, w.opened, "2030-11-01")
		f.story(t, []step{
			{name: "what ended is contracted no more", as: w.supplier, method: "GET", path: path + "/progress", status: 200, want: `"contractedAtOpening":40,"contracted":40`},
			{name: "nothing is owed for it", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2030-Q4", `"quantity":1`), status: 409, want: `"period-ceased"`},
			{name: "it was once", as: w.supplier, method: "GET", path: path + "/comparison", status: 200, want: `{"why":"variation","by":20,`},
			{name: "and is no more", as: w.supplier, method: "GET", path: path + "/comparison", status: 200, want: `{"why":"variation","by":-20,`},
			{name: "rules in the wrong order", as: w.manager, method: "POST", path: path + "/variations", body: `{"kind":"rules","ground":"provided_for","reason":"x","rules":{"tolerance":5,"cutOffs":{"good":90,"approachingTarget":95,"requiresImprovement":60},"replyDays":7,"free":0,"remedies":[{"measure":"99","per":"unit","amount":{"amount":1}}]}}`, status: 422, want: `"/rules/cutOffs"`},
			{name: "for a measure that is not promised", as: w.manager, method: "POST", path: path + "/variations", body: `{"kind":"rules","ground":"provided_for","reason":"x","rules":{"tolerance":5,"cutOffs":{"good":95,"approachingTarget":80,"requiresImprovement":60},"replyDays":7,"free":0,"remedies":[{"measure":"99","per":"unit","amount":{"amount":1}}]}}`, status: 422, want: `"/rules/remedies/0/measure"`},
		})
		agree(`{"kind":"rules","ground":"provided_for","reason":"As tendered.","rules":{"tolerance":5,"cutOffs":{"good":95,"approachingTarget":80,"requiresImprovement":60},"replyDays":7,"free":0,"remedies":[{"measure":"13","per":"unit","amount":{"amount":250.55},"words":"A day's wage"}]}}`)
		f.story(t, []step{
			{name: "the tolerance is as agreed", as: w.supplier, method: "GET", path: path + "/progress", status: 200, want: `"tolerance":{"percent":5,`},
		})
	})
}

// TestAssignment hands a contract over: that takes three.
func TestAssignment(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		heir := w.suppliers[0]
		body := fmt.Sprintf(`{"kind":"assignment","ground":"corporate_restructuring","reason":"The parks business was sold.","assignee":%q}`, heir.Organisation)
		f.story(t, []step{
			{name: "to nobody", as: w.supplier, method: "POST", path: path + "/variations", body: strings.Replace(body, heir.Organisation, w.manager.Organisation, 1), status: 422, want: `"/assignee"`},
			{name: "to itself", as: w.supplier, method: "POST", path: path + "/variations", body: strings.Replace(body, heir.Organisation, w.supplier.Organisation, 1), status: 422, want: `"/assignee"`},
		})
		one := f.must(t, w.supplier, "POST", path+"/variations", body, 201).Header.Get("Location")
		f.story(t, []step{
			{name: "the heir reads what it would take over", as: heir, method: "GET", path: one, status: 200, want: `"next":["agreed","refused"]`},
			{name: "and not the contract", as: heir, method: "GET", path: path, status: 404},
			{name: "the authority agrees", as: w.manager, method: "POST", path: one + "/agree", body: `{}`, status: 200, want: `"status":"proposed"`, header: []string{"If-Match", `"1"`}},
			{name: "once is enough", as: w.manager, method: "POST", path: one + "/agree", body: `{}`, status: 403, want: `"own-deed"`, header: []string{"If-Match", `"2"`}},
			{name: "nothing has changed", as: w.supplier, method: "GET", path: path, status: 200, want: w.supplier.Organisation},
			{name: "the heir agrees", as: heir, method: "POST", path: one + "/agree", body: `{}`, status: 200, want: `"status":"agreed"`, header: []string{"If-Match", `"2"`}},
			{name: "the contract is the heir's", as: heir, method: "GET", path: path, status: 200, want: heir.Organisation},
			{name: "and no longer who sold it", as: w.supplier, method: "GET", path: path, status: 404},
			{name: "who no longer reports", as: w.supplier, method: "POST", path: path + "/returns", body: returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), status: 404},
			{name: "the heir reports", as: heir, method: "POST", path: path + "/returns", body: returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), status: 201},
		})
	})
}
