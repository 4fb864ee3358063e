package api_test

import (
	"context"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/notify"
)

// tag is the ETag of a thing as it is now.
func (f *front) tag(t *testing.T, as user, path string) []string {
	t.Helper()
	return []string{"If-Match", f.must(t, as, "GET", path, "", 200).Header.Get("ETag")}
}

// TestSchedules opens contracts by other calendars than the bid's.
func TestSchedules(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w := f.wins(t)
		f.turns(t, w.opened, "2027-07-01")
		with := func(more string) string { return strings.Replace(w.opening(), "}", ","+more+"}", 1) }
		refuse := func(name, more, want string) {
			t.Helper()
			if got := f.send(w.manager, "POST", "/v1/contracts", with(more)); got.Status != 422 || !strings.Contains(got.Body, want) {
				t.Errorf("%s: got %d %s; want 422 with %s", name, got.Status, got.Body, want)
			}
		}
		refuse("a promise with a profile", `"schedules":[{"measure":"13","every":"month"}]`, `"has-profile"`)
		refuse("what was not promised", `"schedules":[{"measure":"14","every":"month"}]`, `"not-promised"`)
		refuse("twice", `"schedules":[{"measure":"22","every":"month"},{"measure":"22","every":"year"}]`, `"/schedules/1/measure"`)
		refuse("no such rhythm", `"schedules":[{"measure":"22","every":"week"}]`, `"not-one-of"`)
		refuse("milestones without days", `"schedules":[{"measure":"22","every":"milestone"}]`, `"/schedules/0/milestones"`)
		refuse("days without milestones", `"schedules":[{"measure":"22","every":"once","milestones":[{"name":"x","on":"2027-08-01","quantity":1500.5}]}]`, `"/schedules/0/milestones"`)
		refuse("milestones that do not add up", `"schedules":[{"measure":"22","every":"milestone","milestones":[{"name":"x","on":"2027-08-01","quantity":1500}]}]`, `they make 1500`)
		refuse("a milestone after the end", `"schedules":[{"measure":"22","every":"milestone","milestones":[{"name":"x","on":"2030-07-01","quantity":1500.5}]}]`, `"outside-the-term"`)
		refuse("no date", `"schedules":[{"measure":"22","every":"milestone","milestones":[{"name":"x","on":"soon","quantity":1500.5}]}]`, `"not-a-date"`)
		refuse("a calendar that nobody planned", `"calendar":"contract"`, `"no-planned-start"`)
		path := f.must(t, w.manager, "POST", "/v1/contracts", with(`"veryLateDays":10,"schedules":[{"measure":"22","every":"milestone","milestones":[{"name":"Half of it","on":"2028-01-31","quantity":750.25},{"name":"All of it","on":"2029-01-31","quantity":750.25}]}]`), 201).Header.Get("Location")
		o := f.must(t, w.manager, "GET", path+"/obligations/"+f.obligation(t, w, path, 3), "", 200)
		if o.text(t, "every") != "milestone" || o.text(t, "periods", 0, "title") != "Half of it" || o.text(t, "periods", 0, "period") != "milestone-1" || o.text(t, "periods", 0, "endsOn") != "2028-01-31" || o.text(t, "periods", 1, "dueOn") != "2029-02-14" {
			t.Errorf("milestones: %s", o.Body)
		}
	})
}

// TestTimings follows periods from their first day until they are very late, are
// skipped, and come.
func TestTimings(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		timing := func(want ...string) {
			t.Helper()
			got := f.must(t, w.supplier, "GET", path+"/schedule?obligation="+volunteers, "", 200)
			for i, word := range want {
				if got.text(t, "items", i, "timing") != word {
					t.Errorf("period %d: got %s; want %s", i, got.text(t, "items", i, "timing"), word)
				}
			}
		}
		timing("running", "upcoming")
		f.turns(t, w.opened, "2027-10-14")
		timing("due", "running")
		f.turns(t, w.opened, "2027-10-15")
		timing("late", "running")
		f.turns(t, w.opened, "2027-11-11")
		timing("late", "running")
		f.turns(t, w.opened, "2027-11-12")
		timing("very_late", "running")
		skip := func(period string) string {
			return `{"obligation":"` + volunteers + `","period":"` + period + `","reason":"The park was closed."}`
		}
		f.story(t, []step{
			{name: "the supplier skips nothing", as: w.supplier, method: "POST", path: path + "/skip", body: skip("2027-Q3"), status: 403, header: f.tag(t, w.manager, path)},
			{name: "nor does another authority", as: f.key(t, w.rival.Organisation, "contract_manager"), method: "POST", path: path + "/skip", body: skip("2027-Q3"), status: 404, header: f.tag(t, w.manager, path)},
			{name: "nothing is skipped without a reason", as: w.manager, method: "POST", path: path + "/skip", body: strings.Replace(skip("2027-Q3"), "The park was closed.", "", 1), status: 422, want: `"/reason"`, header: f.tag(t, w.manager, path)},
			{name: "no such period", as: w.manager, method: "POST", path: path + "/skip", body: skip("2029-Q3"), status: 422, want: `2027-Q3, 2027-Q4`, header: f.tag(t, w.manager, path)},
			{name: "an old version", as: w.manager, method: "POST", path: path + "/skip", body: skip("2027-Q3"), status: 412, header: []string{"If-Match", `"9"`}},
			{name: "what was not skipped", as: w.manager, method: "POST", path: path + "/restore", body: skip("2027-Q3"), status: 409, want: `"period-not-skipped"`, header: f.tag(t, w.manager, path)},
			{name: "skipped", as: w.manager, method: "POST", path: path + "/skip", body: skip("2027-Q3"), status: 200, want: `"timing":"skipped","daysLate":0,"skipReason":"The park was closed."`, header: f.tag(t, w.manager, path)},
		})
		timing("skipped", "running")
		f.story(t, []step{
			{name: "twice", as: w.manager, method: "POST", path: path + "/skip", body: skip("2027-Q3"), status: 409, want: `"wrong-status"`, header: f.tag(t, w.manager, path)},
			{name: "no report for it", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":1`), status: 409, want: `"period-skipped"`},
			{name: "the promise stays, and nothing is late", as: w.manager, method: "GET", path: path + "/progress", status: 200, want: `"committedToDate":10,"delivered":null,"verified":null,"difference":null,"status":"on_track"`},
			{name: "yesterday it was late", as: w.manager, method: "GET", path: path + "/progress?asOf=2027-11-11T12:00:00Z", status: 200, want: `"committedToDate":10,"delivered":null,"verified":null,"difference":null,"status":"late"`},
			{name: "needed after all", as: w.manager, method: "POST", path: path + "/restore", body: skip("2027-Q3"), status: 200, want: `"timing":"very_late","daysLate":29`, header: f.tag(t, w.manager, path)},
			{name: "it comes", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":1`), status: 201, want: `"late":true`},
			{name: "what has come is not skipped", as: w.manager, method: "POST", path: path + "/skip", body: skip("2027-Q3"), status: 409, want: `"wrong-status"`, header: []string{"If-Match", `"3"`}},
			{name: "by timing", as: w.auditor, method: "GET", path: path + "/schedule?timing=in", status: 200, want: `"daysLate":29`},
			{name: "no such timing", as: w.auditor, method: "GET", path: path + "/schedule?timing=soon", status: 422, want: `"?timing"`},
			{name: "a stranger", as: w.stranger, method: "GET", path: path + "/schedule", status: 404},
		})
		timing("in", "running")
		first := f.must(t, w.manager, "GET", path+"/schedule?limit=2", "", 200)
		second := f.must(t, w.manager, "GET", path+"/schedule?limit=2&cursor="+first.text(t, "next"), "", 200)
		if first.text(t, "items", 1, "dueOn") > second.text(t, "items", 0, "dueOn") || first.Body == second.Body {
			t.Errorf("pages: %s %s", first.Body, second.Body)
		}
	})
}

// TestMovedStart moves the first day while nothing has come.
func TestMovedStart(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		move := func(on, more string) string {
			return `{"startsOn":"` + on + `","reason":"The site came late."` + more + `}`
		}
		f.story(t, []step{
			{name: "without a version", as: w.manager, method: "POST", path: path + "/move-start", body: move("2027-09-01", ""), status: 428},
			{name: "the supplier", as: w.supplier, method: "POST", path: path + "/move-start", body: move("2027-09-01", ""), status: 403, header: []string{"If-Match", `"1"`}},
			{name: "no date", as: w.manager, method: "POST", path: path + "/move-start", body: move("2027-02-30", ""), status: 422, want: `"not-a-date"`, header: []string{"If-Match", `"1"`}},
			{name: "the calendar cannot stay", as: w.manager, method: "POST", path: path + "/move-start", body: move("2027-10-01", `,"calendar":"stays"`), status: 422, want: `2027-Q3 of measure 13`, header: []string{"If-Match", `"1"`}},
			{name: "after the end", as: w.manager, method: "POST", path: path + "/move-start", body: move("2031-01-01", `,"calendar":"stays"`), status: 422, want: `"wrong-term"`, header: []string{"If-Match", `"1"`}},
			{name: "two months later", as: w.manager, method: "POST", path: path + "/move-start", body: move("2027-09-01", ""), status: 200, want: `"startsOn":"2027-09-01","endsOn":"2030-08-31"`, header: []string{"If-Match", `"1"`}},
			{name: "the quarter keeps its name", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `"period":"2027-Q3","startsOn":"2027-09-01","endsOn":"2027-11-30","dueOn":"2027-12-14"`},
			{name: "it has not begun", as: w.supplier, method: "POST", path: path + "/returns", body: returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), status: 409, want: `it begins on 2027-09-01`},
			{name: "the change is kept", as: w.supplier, method: "GET", path: path + "/schedule-changes", status: 200, want: `"what":"start_moved","on":"2027-09-01","startsOnBefore":"2027-07-01","endsOnBefore":"2030-06-30","calendar":"moves","reason":"The site came late."`},
			{name: "by days, cut where it stays", as: w.manager, method: "POST", path: path + "/move-start", body: move("2027-09-13", `,"calendar":"stays"`), status: 200, want: `"startsOn":"2027-09-13","endsOn":"2030-08-31"`, header: []string{"If-Match", `"2"`}},
			{name: "the first quarter is shorter", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `"period":"2027-Q3","startsOn":"2027-09-13","endsOn":"2027-11-30","dueOn":"2027-12-14"`},
		})
		f.turns(t, w.opened, "2027-09-13")
		f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), 201)
		f.must(t, w.manager, "POST", path+"/move-start", move("2027-10-01", ""), 409, f.tag(t, w.manager, path)...)
	})
}

// TestSuspension stops due dates, and gives the days back.
func TestSuspension(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := f.obligation(t, w, path, 0)
		f.turns(t, w.opened, "2027-10-10") // four days before Q3 is due
		f.story(t, []step{
			{name: "from tomorrow", as: w.manager, method: "POST", path: path + "/suspend", body: `{"from":"2027-10-11","reason":"Flood."}`, status: 422, want: `"in-the-future"`, header: f.tag(t, w.manager, path)},
			{name: "before it began", as: w.manager, method: "POST", path: path + "/suspend", body: `{"from":"2027-06-30","reason":"Flood."}`, status: 422, want: `"too-early"`, header: f.tag(t, w.manager, path)},
			{name: "not suspended", as: w.manager, method: "POST", path: path + "/resume", body: `{"reason":"Dry."}`, status: 409, want: `"contract-not-suspended"`, header: f.tag(t, w.manager, path)},
			{name: "the officer", as: w.officer, method: "POST", path: path + "/suspend", body: `{"reason":"Flood."}`, status: 403, header: f.tag(t, w.manager, path)},
			{name: "suspended", as: w.manager, method: "POST", path: path + "/suspend", body: `{"reason":"Flood."}`, status: 200, want: `"suspendedOn":"2027-10-10"`, header: f.tag(t, w.manager, path)},
			{name: "twice", as: w.manager, method: "POST", path: path + "/suspend", body: `{"reason":"Flood."}`, status: 409, want: `"contract-suspended"`, header: []string{"If-Match", `"2"`}},
		})
		f.turns(t, w.opened, "2027-12-09")
		f.story(t, []step{
			{name: "nothing falls due", as: w.supplier, method: "GET", path: path + "/schedule?obligation=" + volunteers, status: 200, want: `"timing":"stopped"`},
			{name: "nothing is late", as: w.manager, method: "GET", path: path + "/progress", status: 200, want: `"committedToDate":10,"delivered":null,"verified":null,"difference":null,"status":"on_track"`},
			{name: "the start does not move", as: w.manager, method: "POST", path: path + "/move-start", body: `{"startsOn":"2027-09-01","reason":"x"}`, status: 409, want: `"contract-suspended"`, header: []string{"If-Match", `"2"`}},
			{name: "resumed before it was suspended", as: w.manager, method: "POST", path: path + "/resume", body: `{"on":"2027-10-09","reason":"Dry."}`, status: 422, want: `"too-early"`, header: []string{"If-Match", `"2"`}},
			{name: "resumed after sixty days, all moved", as: w.manager, method: "POST", path: path + "/resume", body: `{"calendar":"moves","reason":"Dry."}`, status: 200, want: `"endsOn":"2030-08-29"`, header: []string{"If-Match", `"2"`}},
			{name: "what had ended is due later", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `"period":"2027-Q3","startsOn":"2027-07-01","endsOn":"2027-09-30","dueOn":"2027-12-13"`},
			{name: "what ran ends later", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `"period":"2027-Q4","startsOn":"2027-10-01","endsOn":"2028-02-29","dueOn":"2028-03-14"`},
			{name: "what was to come begins later", as: w.supplier, method: "GET", path: path + "/obligations", status: 200, want: `"period":"2028","startsOn":"2028-03-01","endsOn":"2029-03-01","dueOn":"2029-03-15"`},
		})
		f.turns(t, w.opened, "2027-12-14")
		f.story(t, []step{
			{name: "late by the new date", as: w.manager, method: "GET", path: path + "/progress", status: 200, want: `"status":"late"`},
			{name: "in the middle it was stopped", as: w.manager, method: "GET", path: path + "/progress?asOf=2027-11-20T12:00:00Z", status: 200, want: `"total":{"obligations":5,"notStarted":0,"onTrack":5`},
			{name: "before, Q4 ended in December", as: w.manager, method: "GET", path: path + "/progress?asOf=2027-10-01T12:00:00Z", status: 200, want: `"endsOn":"2027-12-31"`},
		})
	})
}

// TestReminders go out once for every stage, to whom they concern.
func TestReminders(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		post := &letters{}
		f.app.Notify.Mailer = post
		volunteers := path + "/obligations/" + f.obligation(t, w, path, 0)
		f.must(t, w.supplier, "PUT", volunteers+"/owner", `{"name":"Delivery lead","email":"lead@supplier.example"}`, 200, f.tag(t, w.supplier, volunteers)...)
		f.must(t, w.manager, "PUT", volunteers+"/owner", `{"name":"Head of parks","email":"parks@council.example"}`, 200, f.tag(t, w.manager, volunteers)...)
		round := func(want ...string) {
			t.Helper()
			for {
				n, err := f.app.Contract.Remind(context.Background(), "one")
				if err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					break
				}
			}
			if _, err := f.app.Notify.Deliver(context.Background(), "one"); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(post.took(), "; ")
			if got != strings.Join(want, "; ") {
				t.Errorf("got %s; want %s", got, strings.Join(want, "; "))
			}
		}
		round()
		f.turns(t, w.opened, "2027-10-07")
		round("lead@supplier.example: [rehearsal] Parks: a return is due soon")
		round()
		f.turns(t, w.opened, "2027-10-14")
		round("lead@supplier.example: [rehearsal] Parks: a return is due today")
		f.must(t, w.manager, "POST", path+"/suspend", `{"reason":"Flood."}`, 200, f.tag(t, w.manager, path)...)
		f.turns(t, w.opened, "2027-10-20")
		round()
		f.must(t, w.manager, "POST", path+"/resume", `{"reason":"Dry."}`, 200, f.tag(t, w.manager, path)...)
		round("lead@supplier.example: [rehearsal] Parks: a return is due today")
		f.turns(t, w.opened, "2027-10-21")
		round("lead@supplier.example: [rehearsal] Parks: a return is late", "parks@council.example: [rehearsal] Parks: a return is late")
		f.turns(t, w.opened, "2027-12-20")
		round("lead@supplier.example: [rehearsal] Parks: a return is very late", "parks@council.example: [rehearsal] Parks: a return is very late")
		f.must(t, w.supplier, "POST", path+"/returns", returned(strings.TrimPrefix(volunteers, path+"/obligations/"), "2027-Q4", `"quantity":1`), 201)
		f.turns(t, w.opened, "2028-01-20")
		round()
	})
}

// letters keeps the mail that was sent.
type letters struct{ list []string }

func (l *letters) Mail(_ context.Context, m notify.Mail) error {
	l.list = append(l.list, m.To+": "+m.Subject)
	return nil
}

func (l *letters) took() []string {
	list := l.list
	l.list = nil
	return list
}
