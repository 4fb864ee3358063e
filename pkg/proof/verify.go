package proof

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"errors"
	"io"
	"slices"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// maxLine bounds a line of an exported log, in bytes.
const maxLine = 4 << 20

// Trust is what whoever checks a log has from elsewhere.
type Trust struct {
	// Keys that may sign the log. Without any, those in the log itself are believed, which shows mistakes but not a forger, who brings a key
	// of his own; the report says so.
	Keys Keys

	// Held are signed checkpoints that were kept elsewhere: in an anchor file, in receipts, in print. The log must contain each of them.
	Held []string
}

// Report is what was checked and found right.
type Report struct {
	Origin      string     `json:"origin"`
	Events      int64      `json:"events"`
	Checkpoints int        `json:"checkpoints"`
	Held        int        `json:"held"`        // checkpoints from elsewhere that the log extends
	Withheld    int        `json:"withheld"`    // details that were not shown or are erased; their hashes are in the log
	KeysFromLog bool       `json:"keysFromLog"` // no keys were given, so those in the log were believed
	Last        Checkpoint `json:"last"`
}

// VerifyLog checks a whole exported log as it reads it: that every number is there once and in order, every event is the one that the tree was
// built with, every detail that is shown is the one that was logged, every checkpoint is signed by a key that was valid then and is the head of
// just these events, the last one covers them all, and every checkpoint that the reader holds is in it. The error is a *Fault naming the first
// thing that is wrong, or an error of the reader.
//
// It keeps 16 bytes for each event, to see one that is replayed.
func VerifyLog(r io.Reader, trust Trust) (Report, error) {
	v := &logVerifier{trust: trust, ids: map[[16]byte]struct{}{}, report: Report{KeysFromLog: len(trust.Keys) == 0}}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		v.lines++
		if err := v.read(lines.Bytes()); err != nil {
			return v.report, v.at(err)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		v.lines++
		return v.report, v.at(because(Malformed, "the line has more than %d bytes", maxLine))
	} else if err != nil {
		return v.report, err
	}
	return v.report, v.at(v.end())
}

// logVerifier is a log half read.
type logVerifier struct {
	trust   Trust
	lines   int
	begun   bool         // an event or a checkpoint was read: keys may no longer come
	held    []Checkpoint // not yet reached, by size
	tree    frontier
	ids     map[[16]byte]struct{}
	covered int64 // the size of the last checkpoint
	report  Report
}

// at says in which line a fault is: at the end, the last.
func (v *logVerifier) at(err error) error {
	if f, ok := errors.AsType[*Fault](err); ok {
		named := *f
		named.Line = v.lines
		return &named
	}
	return err
}

func (v *logVerifier) read(text []byte) error {
	var l line
	if err := strictjson.Decode(text, &l, strictjson.Limits{Bytes: maxLine}); err != nil {
		return because(Malformed, "%v", err)
	}
	is := l.kind()
	switch {
	case is == "":
		return because(Malformed, "a line is one of log, key, event and checkpoint")
	case (v.lines == 1) != (is == "log"):
		return because(OutOfPlace, "the line log comes first and once")
	case is == "log":
		return v.head(*l.Log)
	case is == "key":
		return v.key(*l.Key)
	}
	if !v.begun {
		if err := v.begin(); err != nil {
			return err
		}
	}
	if is == "event" {
		return v.event(Entry{*l.Event, *l.Leaf, l.Detail, l.Private})
	}
	return v.checkpoint(*l.Checkpoint)
}

// kind is what a line is; empty when it is nothing, or two things at once.
func (l line) kind() string {
	log, key, checkpoint := l.Log != nil, l.Key != nil, l.Checkpoint != nil
	event := l.Event != nil && l.Leaf != nil
	entry := event || l.Event != nil || l.Leaf != nil || l.Detail != nil || l.Private != nil
	switch {
	case log && !key && !checkpoint && !entry:
		return "log"
	case key && !log && !checkpoint && !entry:
		return "key"
	case checkpoint && !log && !key && !entry:
		return "checkpoint"
	case event && !log && !key && !checkpoint:
		return "event"
	}
	return ""
}

func (v *logVerifier) head(h head) error {
	if h.Kind != KindLog {
		return because(Malformed, "kind must be %s", KindLog)
	}
	v.report.Origin = h.Origin
	return nil
}

func (v *logVerifier) key(k Key) error {
	if v.begun {
		return because(OutOfPlace, "keys come before the first event")
	}
	read, err := k.verifier()
	if err != nil {
		return err
	}
	if read.Name() != v.report.Origin {
		return because(WrongOrigin, "a key of %q in the log of %q", read.Name(), v.report.Origin)
	}
	if v.report.KeysFromLog {
		v.trust.Keys = append(v.trust.Keys, k)
	}
	return nil
}

// begin looks at the checkpoints that the reader holds, once the keys are known.
func (v *logVerifier) begin() error {
	v.begun = true
	for _, signed := range v.trust.Held {
		c, err := VerifyCheckpoint(signed, v.trust.Keys)
		if err != nil {
			return because(CheckpointWrong, "a checkpoint that was kept elsewhere cannot be used: %v", err)
		}
		if c.Origin != v.report.Origin {
			return because(WrongOrigin, "the checkpoint that was kept elsewhere is of %q, this log is of %q", c.Origin, v.report.Origin)
		}
		v.held = append(v.held, c)
	}
	slices.SortStableFunc(v.held, func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	return v.reach()
}

// reach compares the tree with the held checkpoints of its size.
func (v *logVerifier) reach() error {
	for len(v.held) > 0 && v.held[0].Size == v.tree.size {
		c := v.held[0]
		if c.Root != v.tree.root() {
			return because(Forked, "the log is not the one whose checkpoint of %d events, signed at %s, was kept elsewhere: history was changed", c.Size, Moment(c.At))
		}
		v.held = v.held[1:]
		v.report.Held++
	}
	return nil
}

func (v *logVerifier) event(e Entry) error {
	if e.Event.Number != v.tree.size+1 {
		return because(NumberMissing, "number %d comes where %d belongs: an event was taken away, added or moved", e.Event.Number, v.tree.size+1).of(v.tree.size + 1)
	}
	hash, err := e.Event.Hash()
	if err != nil {
		return err
	}
	if hash != e.Leaf {
		return because(LeafDiffers, "the event (%s, %s) is not the one that the tree was built with: it was changed", e.Event.Verb, e.Event.At).of(e.Event.Number)
	}
	id := sha256.Sum256([]byte(e.Event.ID))
	if _, twice := v.ids[[16]byte(id[:16])]; twice {
		return because(EventTwice, "the event %s is in the log already", e.Event.ID).of(e.Event.Number)
	}
	v.ids[[16]byte(id[:16])] = struct{}{}
	withheld, err := Details{e.Detail, e.Private}.check(e.Event)
	if err != nil {
		return err
	}
	v.tree.add(hash)
	v.report.Events, v.report.Withheld = v.tree.size, v.report.Withheld+withheld
	return v.reach()
}

func (v *logVerifier) checkpoint(signed string) error {
	c, err := VerifyCheckpoint(signed, v.trust.Keys)
	if err != nil {
		return err
	}
	switch {
	case c.Origin != v.report.Origin:
		return because(WrongOrigin, "a checkpoint of %q in the log of %q", c.Origin, v.report.Origin)
	case c.Size > v.tree.size:
		return because(EventsMissing, "the checkpoint was signed for %d events, %d are here: the rest was taken away", c.Size, v.tree.size).of(v.tree.size + 1)
	case c.Size < v.tree.size:
		return because(OutOfPlace, "a checkpoint of %d events comes after event %d", c.Size, v.tree.size)
	case c.Root != v.tree.root():
		return because(RootDiffers, "the events up to %d are those that were signed; one of %d to %d was changed, added or taken away", v.covered, v.covered+1, c.Size).of(v.covered + 1)
	}
	v.covered = c.Size
	v.report.Checkpoints++
	v.report.Last = c
	return nil
}

func (v *logVerifier) end() error {
	switch {
	case v.lines == 0:
		return because(Malformed, "the log is empty: not even its first line is there")
	case v.covered < v.tree.size:
		return because(Uncovered, "no checkpoint covers the events from here on").of(v.covered + 1)
	}
	if !v.begun {
		if err := v.begin(); err != nil {
			return err
		}
	}
	if len(v.held) > 0 {
		c := v.held[0]
		return because(RolledBack, "the log ends with event %d, and a checkpoint of %d events, signed at %s, was kept elsewhere: what came after was taken away", v.tree.size, c.Size, Moment(c.At)).of(v.tree.size + 1)
	}
	return nil
}
