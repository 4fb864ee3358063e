package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// reference is what a supplier sends in place of a person or a unit.
func reference(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

// references lists the members of a claim: people or units.
func references(names ...string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = `"` + reference(n) + `"`
	}
	return "[" + strings.Join(list, ",") + "]"
}

// TestPartialVerification accepts 35 of 40, asks about five, and ends with 38.
func TestPartialVerification(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		claim := func(n string) string { return returned(volunteers, "2027-Q3", `"quantity":`+n) }
		one := f.must(t, w.supplier, "POST", path+"/returns", claim("40"), 201).Header.Get("Location")
		f.story(t, []step{
			{name: "more than is claimed", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":36,"asked":5,"reason":"x"}`, status: 422, want: `"/asked"`, header: []string{"If-Match", `"1"`}},
			{name: "without a reason", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":35,"asked":5}`, status: 422, want: `"/reason"`, header: []string{"If-Match", `"1"`}},
			{name: "35 accepted, 5 asked about", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":35,"asked":5,"reason":"Five are not on the list."}`, status: 200, want: `"status":"queried","claimed":{"quantity":40},"verified":{"quantity":35},"asked":5`, header: []string{"If-Match", `"1"`}},
			{name: "what is accepted counts", as: w.auditor, method: "GET", path: path + "/progress", status: 200, want: `"delivered":40,"verified":35`},
			{name: "it is not refused any more", as: w.manager, method: "POST", path: one + "/reject", body: `{"reason":"x"}`, status: 409, want: `"accepted-in-part"`, header: []string{"If-Match", `"2"`}},
			{name: "nor verified below it", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":34,"reason":"x"}`, status: 422, want: `"less-than-accepted"`, header: []string{"If-Match", `"2"`}},
			{name: "nor corrected below it", as: w.supplier, method: "POST", path: path + "/returns", body: claim("34"), status: 422, want: `"less-than-accepted"`},
			{name: "a stranger says nothing", as: w.stranger, method: "POST", path: one + "/notes", body: `{"words":"x"}`, status: 404},
			{name: "the officer says nothing", as: w.officer, method: "POST", path: one + "/notes", body: `{"words":"x"}`, status: 403},
			{name: "nothing is not said", as: w.supplier, method: "POST", path: one + "/notes", body: `{"words":""}`, status: 422, want: `"/words"`},
			{name: "the supplier replies", as: w.supplier, method: "POST", path: one + "/notes", body: `{"words":"Three joined at the fair."}`, status: 201, want: `"answered":true`},
			{name: "the return did not move", as: w.manager, method: "GET", path: one, status: 200, want: `"side":"supplier","claim":1,"words":"Three joined at the fair."`},
			{name: "37 accepted, 3 asked about", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":37,"asked":3,"reason":"Two found."}`, status: 200, want: `"verified":{"quantity":37},"asked":3,"answered":false`, header: []string{"If-Match", `"2"`}},
			{name: "the supplier claims 39", as: w.supplier, method: "POST", path: path + "/returns", body: claim("39"), status: 201, want: `"status":"submitted","claimed":{"quantity":39},"verified":{"quantity":37},"asked":null`},
			{name: "38 in the end", as: w.manager, method: "POST", path: one + "/verify", body: `{"quantity":38,"reason":"One came twice."}`, status: 200, want: `"status":"verified","claimed":{"quantity":39},"verified":{"quantity":38}`, header: []string{"If-Match", `"4"`}},
			{name: "in the first hour nothing was accepted", as: w.auditor, method: "GET", path: path + "/progress?asOf=2027-07-01T11:59:59Z", status: 200, want: `"delivered":null,"verified":null`},
		})
		recycled := f.obligation(t, w, path, 4)
		two := f.must(t, w.supplier, "POST", path+"/returns", returned(recycled, "2027-Q3", `"numerator":60,"denominator":100`), 201).Header.Get("Location")
		got := f.must(t, w.manager, "POST", two+"/verify", `{"numerator":50,"asked":4,"reason":"x"}`, 200, "If-Match", `"1"`)
		if !strings.Contains(got.Body, `"status":"queried"`) || !strings.Contains(got.Body, `"verified":{"numerator":50,"denominator":100},"asked":4`) {
			t.Errorf("a proportion in part: %s", got.Body)
		}
	})
}

// TestPeople counts nobody twice and knows nobody.
func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers, groups := f.obligation(t, w, path, 0), f.obligation(t, w, path, 2)
		people := func(n int, list string) string { return fmt.Sprintf(`"quantity":%d,"people":%s`, n, list) }
		f.story(t, []step{
			{name: "a name", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", people(1, `["Ann Example"]`)), status: 422, want: `"not-a-reference"`},
			{name: "a national insurance number", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", people(1, `["QQ123456C"]`)), status: 422, want: `"/people/0"`},
			{name: "somebody twice", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", people(2, references("ann", "ann"))), status: 422, want: `"duplicate"`},
			{name: "more than there are", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", people(3, references("ann", "ben"))), status: 422, want: `2 references for 3`},
			{name: "where nobody is counted", as: w.supplier, method: "POST", path: path + "/returns", body: returned(groups, "2027-Q3", people(1, references("ann"))), status: 422, want: `"/people"`},
			{name: "the salt is the supplier's", as: w.manager, method: "GET", path: path + "/salt", status: 403},
			{name: "and nobody else's", as: w.suppliers[0], method: "GET", path: path + "/salt", status: 404},
			{name: "three people", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", people(3, references("ann", "ben", "cat"))), status: 201, want: `"people":3`},
		})
		salt := f.must(t, w.supplier, "GET", path+"/salt", "", 200)
		if again := f.must(t, w.supplier, "GET", path+"/salt", "", 200); again.Body != salt.Body || len(salt.text(t, "salt")) != 64 {
			t.Errorf("the salt: %s and %s", salt.Body, again.Body)
		}
		f.turns(t, w.opened, "2027-12-31")
		got := f.must(t, w.supplier, "POST", path+"/returns", returned(volunteers, "2027-Q4", people(3, references("ben", "cat", "dan"))), 201)
		if !strings.Contains(got.Body, `2 of 3 people were counted in an earlier period`) || strings.Contains(got.Body, reference("dan")) {
			t.Errorf("repeats: %s", got.Body)
		}
		f.story(t, []step{
			{name: "four people, not six", as: w.auditor, method: "GET", path: path + "/progress", status: 200, want: `"delivered":4,"verified":null`},
			{name: "of the second quarter one is new, whatever is accepted", as: w.manager, method: "POST", path: got.Header.Get("Location") + "/verify", body: `{"quantity":2,"reason":"One was not there."}`, status: 200, want: `"verified":{"quantity":2}`, header: []string{"If-Match", `"1"`}},
			{name: "so one counts", as: w.auditor, method: "GET", path: path + "/progress", status: 200, want: `"delivered":4,"verified":2`},
		})
		for _, secret := range []string{reference("ann"), reference("dan"), salt.text(t, "salt")} {
			for _, reader := range []user{w.manager, w.auditor} {
				if list := f.must(t, reader, "GET", path+"/returns", "", 200); strings.Contains(list.Body, secret) {
					t.Errorf("a reader sees %s: %s", secret, list.Body)
				}
			}
		}
	})
}

// TestUnits claims a delivered unit once, over all contracts.
func TestUnits(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		other, otherPath := f.contracted(t)
		here, there := f.obligation(t, w, path, 3), f.obligation(t, other, otherPath, 3)
		unit := func(name, more string) string { return `{"reference":"` + reference(name) + `"` + more + `}` }
		claim := func(o, quantity string, units ...string) string {
			return returned(o, "term", `"quantity":`+quantity+`,"units":[`+strings.Join(units, ",")+`]`)
		}
		shares := `,"deliveredBy":[{"organisation":"Green Hands CIC","percent":60},{"organisation":"Park Works","percent":%s}]`
		f.story(t, []step{
			{name: "a name is no reference", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "1", `{"reference":"session 1"}`), status: 422, want: `"/units/0/reference"`},
			{name: "twice in one claim", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "2", unit("a", ""), unit("a", "")), status: 422, want: `"duplicate"`},
			{name: "units that do not make the quantity", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "3", unit("a", ""), unit("b", "")), status: 422, want: `their shares make 2`},
			{name: "nothing of a unit", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "0", unit("a", `,"share":0`)), status: 422, want: `"/units/0/share"`},
			{name: "more than all of a unit", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "1", unit("a", `,"share":101`)), status: 422, want: `"/units/0/share"`},
			{name: "subcontractors of more than all", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "1", unit("a", fmt.Sprintf(shares, "40.01"))), status: 422, want: `"more-than-all"`},
			{name: "one subcontractor twice", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "1", unit("a", strings.Replace(fmt.Sprintf(shares, "40"), "Park Works", "green hands cic", 1))), status: 422, want: `has a share already`},
			{name: "of stocks there are no units", as: w.supplier, method: "POST", path: path + "/returns", body: returned(f.obligation(t, w, path, 2), "2027-Q3", `"quantity":1,"units":[`+unit("g", "")+`]`), status: 422, want: `"/units"`},
			{name: "one and a half", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "1.5", unit("a", fmt.Sprintf(shares, "40")), unit("b", `,"share":50`)), status: 201, want: `"units":2`},
			{name: "claimed again elsewhere", as: other.supplier, method: "POST", path: otherPath + "/returns", body: claim(there, "1", unit("a", "")), status: 409, want: `"unit-claimed"`},
			{name: "more than what is left", as: other.supplier, method: "POST", path: otherPath + "/returns", body: claim(there, "0.51", unit("b", `,"share":51`)), status: 409, want: `50 % of it is left`},
			{name: "and nothing was kept of that", as: other.supplier, method: "GET", path: otherPath + "/returns", status: 200, want: `"items":[]`},
			{name: "the other half", as: other.supplier, method: "POST", path: otherPath + "/returns", body: claim(there, "0.5", unit("b", `,"share":50`)), status: 201, want: `"units":1`},
			{name: "a correction gives up and takes", as: w.supplier, method: "POST", path: path + "/returns", body: claim(here, "2", unit("c", ""), unit("a", "")), status: 201, want: `"claim":2`},
			{name: "what was given up is free", as: other.supplier, method: "POST", path: otherPath + "/returns", body: claim(there, "1", unit("b", "")), status: 201, want: `"claim":2`},
		})
		one := "/v1/returns/" + f.must(t, w.manager, "GET", path+"/returns", "", 200).text(t, "items", 0, "id")
		list := f.must(t, w.manager, "GET", one+"/units?limit=1", "", 200)
		rest := f.must(t, w.manager, "GET", one+"/units?limit=1&cursor="+list.text(t, "next"), "", 200)
		if strings.Contains(list.Body+rest.Body, reference("a")) || list.text(t, "items", 0, "reference") == rest.text(t, "items", 0, "reference") {
			t.Errorf("units: %s %s", list.Body, rest.Body)
		}
		f.must(t, other.stranger, "GET", one+"/units", "", 404)
		f.must(t, w.manager, "POST", one+"/reject", `{"reason":"No receipts."}`, 200, "If-Match", `"2"`)
		f.must(t, other.supplier, "POST", otherPath+"/returns", claim(there, "3", unit("a", ""), unit("b", ""), unit("c", "")), 201)
	})
}

// TestUnitRace lets two suppliers claim the same units at once: each unit goes
// to one of them.
func TestUnitRace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		other, otherPath := f.contracted(t)
		here, there := f.obligation(t, w, path, 3), f.obligation(t, other, otherPath, 3)
		list := func(order ...string) string {
			var units []string
			for _, name := range order {
				units = append(units, `{"reference":"`+reference(name)+`"}`)
			}
			return `"quantity":3,"units":[` + strings.Join(units, ",") + `]`
		}
		got := f.racing(
			func() answer {
				return f.send(w.supplier, "POST", path+"/returns", returned(here, "term", list("a", "b", "c")))
			},
			func() answer {
				return f.send(other.supplier, "POST", otherPath+"/returns", returned(there, "term", list("c", "b", "a")))
			},
		)
		if got[201] != 1 || got[409] != 1 {
			t.Errorf("got %v; want one 201 and one 409", got)
		}
	})
}

// TestOverlaps warns where the same thing may be counted for two measures.
func TestOverlaps(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		pack := f.must(t, w.manager, "GET", path+"/handover", "", 200)
		if pack.text(t, "obligations", 0, "overlaps", 0) != "14" || len(pack.at(t, "obligations", 0, "overlapsHere").([]any)) != 0 {
			t.Errorf("overlaps: %s", pack.Body)
		}
		got := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1,"deliveredBy":[{"organisation":"Green Hands CIC","percent":40}]`), 201)
		if !strings.Contains(got.Body, `"warnings":[]`) || !strings.Contains(got.Body, `"deliveredBy":[{"organisation":"Green Hands CIC","percent":40}]`) {
			t.Errorf("nothing else is claimed: %s", got.Body)
		}
		f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1,"deliveredBy":[{"organisation":"A","percent":60},{"organisation":"B","percent":41}]`), 422)
	})
}
