package tender

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
)

// TestLeave lets deadlines follow amendments, by hand-worked days.
func TestLeave(t *testing.T) {
	for _, c := range []struct {
		name, deadline, zone, now string
		days                      int
		want                      string
	}{
		{"far enough", "2026-04-20T11:00:00Z", London, "2026-04-01T12:00:00Z", 10, "2026-04-20T11:00:00Z"},
		{"to the instant", "2026-04-11T12:00:00Z", London, "2026-04-01T12:00:00Z", 10, "2026-04-11T12:00:00Z"},
		{"a second short", "2026-04-11T11:59:59Z", London, "2026-04-01T12:00:00Z", 10, "2026-04-12T11:59:59Z"},
		{"at noon in London, into summer time", "2026-03-25T12:00:00Z", London, "2026-03-20T10:00:00Z", 10, "2026-03-30T11:00:00Z"},
		{"at noon in London, out of it", "2026-10-20T11:00:00Z", London, "2026-10-16T11:30:00Z", 10, "2026-10-26T12:00:00Z"},
		{"at a time that its day leaves out", "2026-03-20T01:30:00Z", London, "2026-03-19T01:00:00Z", 10, "2026-03-30T00:30:00Z"},
		{"at a time that its day has twice", "2026-10-20T00:30:00Z", London, "2026-10-15T00:40:00Z", 10, "2026-10-25T01:30:00Z"},
		{"in another zone", "2026-04-01T10:00:00Z", "Europe/Paris", "2026-03-31T09:00:00Z", 2, "2026-04-02T10:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tn := Tender{Deadline: moment(t, c.deadline), DeadlineZone: c.zone}
			var wrong fault.Fields
			tn.leave(c.days, moment(t, c.now), false, &wrong)
			if got := tn.Deadline.Format(time.RFC3339); got != c.want || !wrong.Empty() {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if tn.leave(c.days, moment(t, c.now), true, &wrong); !wrong.Empty() {
				t.Error("what it moved to is refused when it is named")
			}
		})
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestLeaveProperties holds the move to what it promises: never earlier, always
// the days, at the same time of day, and not later than it has to be.
func TestLeaveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "now"), 0).UTC()
		before := now.Add(time.Duration(rapid.Int64Range(1, 60*24*3600).Draw(t, "ahead")) * time.Second)
		days := rapid.IntRange(1, 90).Draw(t, "days")
		tn := Tender{Deadline: before, DeadlineZone: London}
		tn.leave(days, now, false, new(fault.Fields))
		earliest := now.Add(time.Duration(days) * 24 * time.Hour)
		switch {
		case tn.Deadline.Before(before), tn.Deadline.Before(earliest):
			t.Fatalf("%s is before %s or %s", tn.Deadline, before, earliest)
		case !before.Before(earliest) && !tn.Deadline.Equal(before):
			t.Fatalf("%s moved to %s for nothing", before, tn.Deadline)
		case tn.Deadline.After(before) && tn.Deadline.Sub(earliest) > 49*time.Hour:
			t.Fatalf("%s is later than it has to be: %s", tn.Deadline, earliest)
		case InLondon(tn.Deadline).Format("15:04:05") != InLondon(before).Format("15:04:05"):
			t.Fatalf("%s is at another time of day than %s", InLondon(tn.Deadline), InLondon(before))
		}
	})
}

// TestCompare lists differences by pointer, whatever moved.
func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"the same", `{"a":1,"b":[{"id":"x"},{"id":"y"}]}`, `{"b":[{"id":"x"},{"id":"y"}],"a":1}`, ``},
		{"a value", `{"a":1,"b":null}`, `{"a":2,"b":null}`, `/a 1 → 2`},
		{"a number with its digits", `{"a":0.1}`, `{"a":0.10}`, `/a 0.1 → 0.10`},
		{"from nothing", `{"a":null}`, `{"a":{"b":1}}`, `/a null → {"b":1}`},
		{"a member added and one taken away", `{"a":1}`, `{"b":2}`, `/a 1 → ; /b  → 2`},
		{"entries by id, not by place", `[{"id":"x","w":1},{"id":"y","w":2}]`, `[{"id":"y","w":2},{"id":"x","w":3}]`, `/1/w 1 → 3`},
		{"entries by number", `[{"number":1,"t":"a"}]`, `[{"number":1,"t":"b"},{"number":2,"t":"c"}]`, `/0/t "a" → "b"; /1  → {"number":2,"t":"c"}`},
		{"an entry taken away", `[{"id":"x"},{"id":"y"}]`, `[{"id":"y"}]`, `/0 {"id":"x"} → `},
		{"plain lists by place", `["a","b"]`, `["a","c","d"]`, `/1 "b" → "c"; /2  → "d"`},
		{"names that need care", `{"a/b":{"~":1}}`, `{"a/b":{"~":2}}`, `/a~1b/~0 1 → 2`},
		{"another kind of thing", `{"a":[1]}`, `{"a":{"0":1}}`, `/a [1] → {"0":1}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, err := compare(c.before, c.after)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range list {
				got = append(got, fmt.Sprintf("%s %s → %s", d.Pointer, d.Before, d.After))
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), c.want)
			}
		})
	}
	if _, err := compare(`{`, `{}`); err == nil {
		t.Error("half a document was compared")
	}
}

// TestReplace puts criteria of a lot in their place and leaves the common tree
// alone.
func TestReplace(t *testing.T) {
	var common scoring.Method
	text := `{"criteria":[{"id":"p","weight":40,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
	 {"id":"q","weight":60,"criteria":[{"id":"a","weight":70,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]},{"id":"b","weight":30,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":100}]}]}]}`
	if err := json.Unmarshal([]byte(text), &common); err != nil {
		t.Fatal(err)
	}
	before, err := common.Hash()
	if err != nil {
		t.Fatal(err)
	}
	own := []scoring.Criterion{
		{ID: "b", Title: "Ponds", Kind: scoring.QuestionLeaf, Scale: common.Criteria[1].Criteria[1].Scale},
		{ID: "p", Weight: common.Criteria[0].Weight, Kind: scoring.PriceLeaf, Score: &scoring.Function{Name: scoring.MinMax, Direction: scoring.Lower}},
	}
	whole, wrong := replace(common, own)
	if wrong != nil || whole.Check() != nil {
		t.Fatalf("%v, %v", wrong, whole.Check())
	}
	if got := whole.Criteria[1].Criteria[1]; got.Title != "Ponds" || got.Weight == nil || got.Weight.String() != "30" || whole.Criteria[0].Score.Name != scoring.MinMax {
		t.Errorf("replaced: %+v", whole)
	}
	if after, _ := common.Hash(); after != before {
		t.Error("the common tree was changed")
	}
	for _, bad := range [][]scoring.Criterion{{{ID: "z"}}, {{ID: "a"}, {ID: "a"}}, {{ID: ""}}} {
		if _, wrong := replace(common, bad); len(wrong) != 1 {
			t.Errorf("%v: %v", bad, wrong)
		}
	}
	// A criterion inside one that was replaced is not there any more.
	if _, wrong := replace(common, []scoring.Criterion{{ID: "q", Kind: scoring.GateLeaf}, {ID: "a"}}); len(wrong) != 1 || wrong[0].Code != "unknown-criterion" {
		t.Errorf("inside a replaced one: %v", wrong)
	}
}

// TestWordsAlone tells an amendment of words from one of substance.
func TestWordsAlone(t *testing.T) {
	for pointer, want := range map[string]bool{
		"/title": true, "/description": true, "/classification": true, "/questionsUntil": true, "/lots/0/title": true, "/lots/12/description": true,
		"/years": false, "/estimate/amount": false, "/lots/0/estimate/amount": false, "/lots/0/criteria": false, "/lots/3": false, "/method/criteria/0/weight": false,
		"/lotsPerSupplier": false, "/method/criteria/0/title": false, "/startsOn": false,
	} {
		if got := (Difference{Pointer: pointer}).wordsAlone(); got != want {
			t.Errorf("%s: %t, want %t", pointer, got, want)
		}
	}
}

// TestTouched asks for the bids of lots that changed alone.
func TestTouched(t *testing.T) {
	lots := []Lot{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	for _, c := range []struct{ pointers, want string }{
		{"/lots/1/title", "b"}, {"/lots/0/criteria /lots/2/title /deadline", "a c"}, {"/title", "a b c"}, {"/lots/1/title /method/criteria/0/weight", "a b c"}, {"/deadline /lots/2", "c"},
	} {
		p := prepared{lots: lots}
		for _, pointer := range strings.Fields(c.pointers) {
			p.list = append(p.list, Difference{Pointer: pointer})
		}
		if got := strings.Join(p.touched(), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.pointers, got, c.want)
		}
	}
}

// TestTakesQuestions tries the end of questions to the microsecond.
func TestTakesQuestions(t *testing.T) {
	deadline := time.Date(2026, time.April, 1, 11, 0, 0, 0, time.UTC)
	until := deadline.Add(-time.Hour)
	open := Tender{Status: Published, Deadline: deadline}
	ends := Tender{Status: Published, Deadline: deadline, QuestionsUntil: &until}
	for _, c := range []struct {
		t    Tender
		at   time.Time
		want bool
	}{
		{open, deadline.Add(-time.Microsecond), true},
		{open, deadline, false},
		{ends, until.Add(-time.Microsecond), true},
		{ends, until, false},
		{ends, deadline, false},
		{Tender{Status: Cancelled, Deadline: deadline}, until, false},
		{Tender{Status: Draft, Deadline: deadline}, until, false},
	} {
		if got := c.t.TakesQuestions(c.at); got != c.want {
			t.Errorf("%s at %s: %t", c.t.Status, c.at, got)
		}
	}
}
