package proof_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/proof"
)

// hand is what somebody does behind the service's back to a log of 22 events. A careful hand writes all hashes anew; it cannot sign, unless it
// has a key.
type hand struct {
	what  string
	do    func(t *testing.T, b *book) *book
	want  string // the code of the fault
	event int64  // the number that the fault names; 0 for none
}

// TestTwelveKindsOfTampering does each of them twice: roughly, in the table of events alone, and carefully, with all hashes made anew.
func TestTwelveKindsOfTampering(t *testing.T) {
	for _, h := range slices.Concat(rough, careful) {
		t.Run(h.what, func(t *testing.T) {
			b := newBook(t, 22)
			held := []string{b.checkpoints[10], b.checkpoints[22]} // by an auditor and in the anchor
			changed := h.do(t, b)
			report, err := proof.VerifyLog(strings.NewReader(changed.export(t, trusted(t))), proof.Trust{Keys: trusted(t), Held: held})
			if code(err) != h.want {
				t.Fatalf("%v, want %s; report %+v", err, h.want, report)
			}
			if got, _ := errors.AsType[*proof.Fault](err); got.Number != h.event || got.Line == 0 {
				t.Errorf("line %d names event %d, want %d: %v", got.Line, got.Number, h.event, err)
			}
		})
	}
}

// alter changes event 13 in the table of events alone.
func alter(change func(*proof.Event)) func(*testing.T, *book) *book {
	return func(_ *testing.T, b *book) *book {
		change(&b.events[12].Event)
		return b
	}
}

// renew changes the list of events and makes all hashes anew, but keeps the checkpoints that it cannot sign.
func renew(change func([]proof.Entry) []proof.Entry) func(*testing.T, *book) *book {
	return func(t *testing.T, b *book) *book {
		changed := change(b.events)
		for i := range changed {
			changed[i].Event.Number = int64(i) + 1
		}
		n := write(t, signerOf(t, origin, "a"), changed)
		n.checkpoints = b.checkpoints
		return n
	}
}

var rough = []hand{
	{"edit", alter(func(e *proof.Event) { e.Verb = "bid.withdrawn" }), proof.LeafDiffers, 13},
	{"changed time", alter(func(e *proof.Event) { e.At = proof.Moment(start) }), proof.LeafDiffers, 13},
	{"changed actor", alter(func(e *proof.Event) { e.Actor = "key-9" }), proof.LeafDiffers, 13},
	{"changed subject", alter(func(e *proof.Event) { e.Subject = "bid-9" }), proof.LeafDiffers, 13},
	{"changed private hash", alter(func(e *proof.Event) { e.Private = nil }), proof.LeafDiffers, 13},
	{"changed detail", func(_ *testing.T, b *book) *book { b.events[12].Detail = []byte(`{"version":1}`); return b }, proof.DetailDiffers, 13},
	{"changed name", func(_ *testing.T, b *book) *book {
		b.events[12].Private = map[string]proof.Revealed{"actorName": {Salt: saltOf("salt13"), Value: []byte(`"Someone else"`)}}
		return b
	}, proof.DetailDiffers, 13},
	{"an invented private detail", func(_ *testing.T, b *book) *book {
		b.events[12].Private["note"] = proof.Revealed{Value: []byte(`"new"`)}
		return b
	}, proof.DetailDiffers, 13},
	{"renumber", alter(func(e *proof.Event) { e.Number = 14 }), proof.NumberMissing, 13},
	{"delete", func(_ *testing.T, b *book) *book { b.events = slices.Delete(b.events, 12, 13); return b }, proof.NumberMissing, 13},
	{"insert", func(t *testing.T, b *book) *book { b.events = slices.Insert(b.events, 12, entry(t, 99)); return b }, proof.NumberMissing, 13},
	{"swap", func(_ *testing.T, b *book) *book { b.events[12], b.events[13] = b.events[13], b.events[12]; return b }, proof.NumberMissing, 13},
	{"replayed event", func(t *testing.T, b *book) *book {
		again := b.events[4].Event
		again.Number = 13
		b.events[12].Event = again
		b.events[12].Leaf, _ = again.Hash()
		return b
	}, proof.EventTwice, 13},
	{"truncate tail", func(_ *testing.T, b *book) *book { b.events = b.events[:20]; return b }, proof.RolledBack, 21},
	{"truncate tail, keep the checkpoint", func(_ *testing.T, b *book) *book {
		b.events = b.events[:21]
		b.checkpoints = map[int64]string{21: b.checkpoints[22]}
		return b
	}, proof.EventsMissing, 22},
	{"drop the last checkpoint", func(_ *testing.T, b *book) *book { delete(b.checkpoints, 22); return b }, proof.Uncovered, 21},
	{"two events with one number", func(t *testing.T, b *book) *book {
		b.events[13].Event.Number = 13
		b.events[13].Leaf, _ = b.events[13].Event.Hash()
		return b
	}, proof.NumberMissing, 14},
	{"an event that is none", alter(func(e *proof.Event) { e.At = "2026-11-22" }), proof.BadEvent, 13},
}

var careful = []hand{
	{"edit, all hashes anew", renew(func(l []proof.Entry) []proof.Entry { l[12].Event.Verb = "bid.withdrawn"; return l }), proof.RootDiffers, 11},
	{"changed time, all hashes anew", renew(func(l []proof.Entry) []proof.Entry { l[12].Event.At = proof.Moment(start); return l }), proof.RootDiffers, 11},
	{"changed actor, all hashes anew", renew(func(l []proof.Entry) []proof.Entry { l[12].Event.Actor = "key-9"; return l }), proof.RootDiffers, 11},
	{"delete, all hashes anew", renew(func(l []proof.Entry) []proof.Entry { return slices.Delete(l, 12, 13) }), proof.RootDiffers, 11},
	{"insert, all hashes anew", func(t *testing.T, b *book) *book {
		return renew(func(l []proof.Entry) []proof.Entry { return slices.Insert(l, 12, entry(t, 99)) })(t, b)
	}, proof.RootDiffers, 11},
	{"swap, all hashes anew", renew(func(l []proof.Entry) []proof.Entry { l[12], l[13] = l[13], l[12]; return l }), proof.RootDiffers, 11},
	{"edit the first event, all hashes anew", renew(func(l []proof.Entry) []proof.Entry { l[0].Event.Verb = "bid.withdrawn"; return l }), proof.RootDiffers, 1},
	{"recompute chain with another key", func(t *testing.T, b *book) *book {
		b.events[12].Event.Verb = "bid.withdrawn"
		return write(t, signerOf(t, origin, "f"), b.events)
	}, proof.UnknownKey, 0},
	{"recompute chain for another log", func(t *testing.T, b *book) *book {
		return write(t, signerOf(t, "elsewhere", "a"), b.events)
	}, proof.UnknownKey, 0},
	{"roll back to an old checkpoint", func(t *testing.T, _ *book) *book { return newBook(t, 20) }, proof.RolledBack, 21},
	{"split view: another history signed with the right key", func(t *testing.T, b *book) *book {
		b.events[16].Event.Verb = "bid.withdrawn"
		return write(t, signerOf(t, origin, "a"), b.events)
	}, proof.Forked, 0},
	{"roll back and go on with the right key", func(t *testing.T, _ *book) *book {
		list := entries(t, 30)
		for i := 20; i < 30; i++ {
			list[i].Event.Subject = "another bid"
		}
		return write(t, signerOf(t, origin, "a"), list)
	}, proof.Forked, 0},
	{"a checkpoint moved", func(_ *testing.T, b *book) *book {
		b.checkpoints[6] = b.checkpoints[5]
		delete(b.checkpoints, 5)
		return b
	}, proof.OutOfPlace, 0},
	{"a checkpoint with another root", func(_ *testing.T, b *book) *book {
		lines := strings.Split(b.checkpoints[15], "\n")
		other := strings.Split(b.checkpoints[10], "\n")
		lines[2] = other[2]
		b.checkpoints[15] = strings.Join(lines, "\n")
		return b
	}, proof.BadSignature, 0},
}

func TestAnUntouchedLogVerifies(t *testing.T) {
	for _, n := range []int64{1, 2, 5, 22, 64} {
		b := newBook(t, n)
		text := b.export(t, trusted(t))
		report, err := proof.VerifyLog(strings.NewReader(text), proof.Trust{Keys: trusted(t), Held: []string{b.checkpoints[n]}})
		if err != nil || report.Events != n || report.Held != 1 || report.Withheld != 0 || report.KeysFromLog || report.Last.Size != n {
			t.Errorf("%d events: %+v, %v", n, report, err)
		}
		report, err = proof.VerifyLog(strings.NewReader(text), proof.Trust{})
		if err != nil || !report.KeysFromLog {
			t.Errorf("%d events, no keys given: %+v, %v", n, report, err)
		}
	}
}

// Erasing personal data leaves a log that still verifies: what is gone is counted.
func TestErasedDetailsDoNotBreakTheLog(t *testing.T) {
	b := newBook(t, 22)
	for i := range b.events {
		b.events[i].Private = nil
	}
	b.events[3].Detail = nil
	report, err := proof.VerifyLog(strings.NewReader(b.export(t, nil)), proof.Trust{Keys: trusted(t)})
	if err != nil || report.Withheld != 23 {
		t.Errorf("%+v, %v, want 23 withheld", report, err)
	}
}

func TestLinesThatDoNotBelong(t *testing.T) {
	b := newBook(t, 7)
	good := strings.SplitAfter(strings.TrimSuffix(b.export(t, trusted(t)), "\n"), "\n")
	join := func(lines ...string) string { return strings.Join(lines, "") }
	for name, row := range map[string]struct{ text, want string }{
		"nothing":                     {"", proof.Malformed},
		"an empty line":               {join(good[0], "\n", join(good[1:]...)), proof.Malformed},
		"no head":                     {join(good[1:]...), proof.OutOfPlace},
		"a second head":               {join(good[0], join(good...)), proof.OutOfPlace},
		"another kind of log":         {strings.Replace(join(good...), proof.KindLog, "assay.log/2", 1), proof.Malformed},
		"a late key":                  {join(join(good[:4]...), good[1], join(good[4:]...)), proof.OutOfPlace},
		"a key of another log":        {join(good[0], strings.Replace(good[1], origin, "elsewhere", 1), join(good[2:]...)), proof.BadKey},
		"a broken key":                {join(good[0], `{"key":{"verifier":"x","validFrom":"2026-01-01T00:00:00Z","validUntil":null}}`+"\n"), proof.BadKey},
		"two things in a line":        {join(good[0], strings.Replace(good[1], "{", `{"checkpoint":"x",`, 1)), proof.Malformed},
		"an unknown member":           {join(good[0], good[1], strings.Replace(good[2], "{", `{"more":1,`, 1)), proof.Malformed},
		"an unknown member of events": {join(good[0], good[1], strings.Replace(good[2], `"event":{`, `"event":{"more":1,`, 1)), proof.Malformed},
		"an event without its leaf":   {join(good[0], good[1], `{"event":`+string(marshal(t, b.events[0].Event))+"}\n"), proof.Malformed},
		"a cut line":                  {join(good...)[:len(join(good...))-9], proof.Malformed},
		"no last checkpoint":          {join(good[:len(good)-1]...), proof.Uncovered},
		"a line without end":          {join(good[0], `{"checkpoint":"`, strings.Repeat("x", 5<<20)), proof.Malformed},
		"another origin":              {strings.Replace(join(good[0], join(good[2:]...)), origin, "elsewhere", 1), proof.WrongOrigin},
	} {
		_, err := proof.VerifyLog(strings.NewReader(row.text), proof.Trust{Keys: trusted(t)})
		if code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
}

// After a change of keys the log verifies with both; without the old one, or with a new key that signs before its time, it does not.
func TestKeysThatChange(t *testing.T) {
	old, list := signerOf(t, origin, "a"), entries(t, 20)
	b := write(t, old, list)
	fresh := write(t, signerOf(t, origin, "b"), list)
	b.checkpoints[15], b.checkpoints[20] = fresh.checkpoints[15], fresh.checkpoints[20]
	change := start.Add(time.Hour + 12*time.Second)
	both := proof.Keys{keyOf(t, "a", start, &change), keyOf(t, "b", change, nil)}
	for name, row := range map[string]struct {
		keys proof.Keys
		want string
	}{
		"both":                        {both, "<nil>"},
		"the new one alone":           {both[1:], proof.UnknownKey},
		"the old one alone":           {both[:1], proof.UnknownKey},
		"the new one, not yet":        {proof.Keys{both[0], keyOf(t, "b", change.Add(time.Hour), nil)}, proof.KeyNotValid},
		"the old one, retired before": {proof.Keys{keyOf(t, "a", start, &start), both[1]}, proof.KeyNotValid},
		"the old one in two terms":    {proof.Keys{keyOf(t, "a", start, &start), both[0], both[1]}, "<nil>"},
	} {
		_, err := proof.VerifyLog(strings.NewReader(b.export(t, row.keys)), proof.Trust{Keys: row.keys})
		if code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
}

func TestWhatIsHeldMustBeGenuine(t *testing.T) {
	b := newBook(t, 10)
	forged := write(t, signerOf(t, origin, "f"), entries(t, 5)).checkpoints[5]
	for name, held := range map[string]string{"forged": forged, "nonsense": "x", "empty": ""} {
		_, err := proof.VerifyLog(strings.NewReader(b.export(t, nil)), proof.Trust{Keys: trusted(t), Held: []string{held}})
		if code(err) != proof.CheckpointWrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzVerifyLog(f *testing.F) {
	text := newBook(f, 7).export(f, trusted(f))
	f.Add(text)
	f.Add(strings.Replace(text, `"number":3`, `"number":4`, 1))
	keys := trusted(f)
	f.Fuzz(func(t *testing.T, changed string) {
		report, err := proof.VerifyLog(strings.NewReader(changed), proof.Trust{Keys: keys})
		if err == nil && report.Events > 0 && report.Last.Size != report.Events {
			t.Fatalf("%+v", report)
		}
		if err != nil && code(err) == fmt.Sprint(err) {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}
