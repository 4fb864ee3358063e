package contract

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// A snapshot is how the obligations of a contract stand now, in one piece of
// bytes: what is agreed, and the standing of every return. It holds no date of
// its own, so that it is right on every day until the next decision: which
// periods have ended, what is late, is worked out when it is read. It is
// derived, and can be made anew from the returns at any time.
//
// The form is private to this program: a byte with its version, then numbers as
// varints and texts with their length in front.

// snapshotVersion changes with the form. A snapshot of another version is made
// anew.
const snapshotVersion = 1

var errSnapshot = errors.New("contract: the snapshot is not of this program's making")

// statuses are the statuses of returns by their number in a snapshot: new ones
// go to the end.
var statuses = []Status{Due, Submitted, Queried, Verified, Rejected, Skipped}

// pack writes a snapshot.
func pack(list []Owed) []byte {
	w := &packer{b: []byte{snapshotVersion}}
	w.count(len(list))
	for _, o := range list {
		w.owed(o)
	}
	return w.b
}

// wordlist is texts and dates that many snapshots share: each is made once.
type wordlist struct {
	texts map[string]string
	days  map[int64]string
}

func newWordlist() *wordlist { return &wordlist{texts: map[string]string{}, days: map[int64]string{}} }

// readable reports whether a snapshot is of this form.
func readable(data []byte) bool { return len(data) > 0 && data[0] == snapshotVersion }

// unpack reads a snapshot.
func unpack(data []byte) ([]Owed, error) { return (&room{words: newWordlist()}).unpack(data) }

// unpack reads a snapshot into the room, over what was there.
func (m *room) unpack(data []byte) (list []Owed, err error) {
	if !readable(data) {
		return nil, errSnapshot
	}
	defer func() {
		if p := recover(); p != nil {
			list, err = nil, errSnapshot // cut short or overwritten
		}
	}()
	r := &unpacker{b: data[1:], words: m.words}
	n := r.count()
	if n > len(r.b) {
		return nil, errSnapshot
	}
	m.owed = slices.Grow(m.owed[:0], n)[:n]
	for i := range m.owed {
		m.owed[i] = r.owed(m.owed[i].Periods)
	}
	return m.owed, nil
}

type packer struct{ b []byte }

func (w *packer) number(n int64) { w.b = binary.AppendVarint(w.b, n) }
func (w *packer) count(n int)    { w.b = binary.AppendUvarint(w.b, uint64(n)) } //nolint:gosec // a length

func (w *packer) text(s string) {
	w.count(len(s))
	w.b = append(w.b, s...)
}

// id writes an identifier as its 16 bytes, or nothing.
func (w *packer) id(id string) {
	raw, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil {
		raw = nil
	}
	w.text(string(raw))
}

// day writes a date as days since 1970, or 0 for none.
func (w *packer) day(date string) {
	if date == "" {
		w.number(0)
		return
	}
	w.number(dayOf(date).Unix()/86_400 + 1_000_000)
}

func (w *packer) owed(o Owed) {
	w.id(o.ID)
	w.id(o.ContractID)
	for _, s := range []string{o.Measure, o.Component, o.OutcomeTitle, o.Wording, o.Unit, string(o.Direction), string(o.Aggregation)} {
		w.text(s)
	}
	w.number(int64(o.Position))
	w.number(int64(o.OutcomeNumber))
	w.number(int64(o.Offered))
	w.number(int64(o.Opened))
	w.number(int64(o.Contracted))
	people := w.people(o)
	w.count(len(o.Periods))
	for _, p := range o.Periods {
		w.period(p, people)
	}
}

// people writes everybody who was counted, once, and numbers them.
func (w *packer) people(o Owed) map[string]int {
	numbers, order := map[string]int{}, []string(nil)
	for _, p := range o.Periods {
		if p.Standing.Claimed.People == nil {
			continue
		}
		for _, r := range p.Standing.Claimed.People.references {
			if _, known := numbers[r]; !known {
				numbers[r] = len(order)
				order = append(order, r)
			}
		}
	}
	w.text(strings.Join(order, ""))
	return numbers
}

func (w *packer) period(p Stood, people map[string]int) {
	w.id(p.ID)
	w.text(p.Label)
	w.number(int64(p.Number))
	for _, date := range []string{p.StartsOn, p.EndsOn, p.DueOn, p.Standing.FirstOn} {
		w.day(date)
	}
	w.number(int64(p.Instalment))
	w.number(int64(p.Quantity))
	for i, s := range statuses {
		if s == p.Standing.Status {
			w.count(i)
		}
	}
	if w.flag(p.IsStopped); p.Standing.Status == Due {
		return
	}
	w.id(p.ReturnID)
	w.number(int64(p.Standing.Asked))
	w.figure(p.Standing.Claimed, people)
	w.figure(p.Standing.Verified, nil)
}

func (w *packer) flag(f bool) {
	if f {
		w.b = append(w.b, 1)
		return
	}
	w.b = append(w.b, 0)
}

// figure writes what was counted. The people of a verified figure are those of
// the claim.
func (w *packer) figure(f Figure, people map[string]int) {
	for _, q := range []*decimal.Quantity{f.Quantity, f.Numerator, f.Denominator} {
		w.flag(q != nil)
		if q != nil {
			w.number(int64(*q))
		}
	}
	w.flag(f.People != nil)
	if f.People == nil || people == nil {
		return
	}
	w.count(len(f.People.references))
	for _, r := range f.People.references {
		w.count(people[r])
	}
}

type unpacker struct {
	b     []byte
	words *wordlist
}

func (r *unpacker) number() int64 {
	n, size := binary.Varint(r.b)
	r.b = r.b[size:] // panics where there is none
	return n
}

func (r *unpacker) count() int {
	n, size := binary.Uvarint(r.b)
	r.b = r.b[size:]
	if size == 0 || n > 1<<31 {
		panic(errSnapshot)
	}
	return int(n)
}

func (r *unpacker) raw() []byte {
	n := r.count()
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *unpacker) text() string {
	b := r.raw()
	if s, known := r.words.texts[string(b)]; known {
		return s
	}
	s := string(b)
	r.words.texts[s] = s
	return s
}

func (r *unpacker) flag() bool {
	f := r.b[0] == 1
	r.b = r.b[1:]
	return f
}

func (r *unpacker) id() string {
	raw := r.raw()
	if len(raw) != 16 {
		return ""
	}
	var b [36]byte
	hex.Encode(b[:], raw[:4])
	hex.Encode(b[9:], raw[4:6])
	hex.Encode(b[14:], raw[6:8])
	hex.Encode(b[19:], raw[8:10])
	hex.Encode(b[24:], raw[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

func (r *unpacker) day() string {
	n := r.number()
	if n == 0 {
		return ""
	}
	if s, known := r.words.days[n]; known {
		return s
	}
	s := time.Unix((n-1_000_000)*86_400, 0).UTC().Format(time.DateOnly)
	r.words.days[n] = s
	return s
}

func (r *unpacker) owed(periods []Stood) (o Owed) {
	o.ID, o.ContractID = r.id(), r.id()
	for _, into := range []*string{&o.Measure, &o.Component, &o.OutcomeTitle, &o.Wording, &o.Unit} {
		*into = r.text()
	}
	o.Direction, o.Aggregation = catalogue.Direction(r.text()), catalogue.Aggregation(r.text())
	o.Position, o.OutcomeNumber = int(r.number()), int(r.number())
	o.Offered, o.Opened, o.Contracted = decimal.Quantity(r.number()), decimal.Quantity(r.number()), decimal.Quantity(r.number())
	people := readPeople(r.raw())
	n := r.count()
	if n > len(r.b) {
		panic(errSnapshot)
	}
	o.Periods = slices.Grow(periods[:0], n)[:n]
	for i := range o.Periods {
		o.Periods[i] = r.period(people)
		o.Periods[i].ObligationID = o.ID
	}
	return o
}

func (r *unpacker) period(people *People) (p Stood) {
	p.ID, p.Label, p.Number = r.id(), r.text(), int(r.number())
	for _, into := range []*string{&p.StartsOn, &p.EndsOn, &p.DueOn, &p.Standing.FirstOn} {
		*into = r.day()
	}
	p.Instalment, p.Quantity = decimal.Quantity(r.number()), decimal.Quantity(r.number())
	p.Standing.Status = statuses[r.count()]
	if p.IsStopped = r.flag(); p.Standing.Status == Due {
		return p
	}
	p.ReturnID = r.id()
	p.Standing.Asked = decimal.Quantity(r.number())
	p.Standing.Claimed = r.figure(people, true)
	p.Standing.Verified = r.figure(people, false)
	if p.Standing.Verified.People != nil {
		p.Standing.Verified.People = p.Standing.Claimed.People
	}
	return p
}

func (r *unpacker) figure(people *People, named bool) (f Figure) {
	for _, into := range []**decimal.Quantity{&f.Quantity, &f.Numerator, &f.Denominator} {
		if r.flag() {
			q := decimal.Quantity(r.number())
			*into = &q
		}
	}
	if !r.flag() {
		return f
	}
	f.People = &People{}
	if !named {
		return f
	}
	f.People.references = make([]string, r.count())
	for i := range f.People.references {
		f.People.references[i] = people.references[r.count()]
	}
	return f
}
