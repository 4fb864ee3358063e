package proof

import (
	"fmt"
	"strings"
)

// Fault is what is wrong with a log or a document about it, the first thing that was found.
type Fault struct {
	Code   string `json:"code"`             // stable
	Line   int    `json:"line,omitempty"`   // of an exported log, from 1
	Number int64  `json:"number,omitempty"` // of the event that is wrong, or of the first one that may be
	Detail string `json:"detail"`           // a plain sentence
}

// The codes of faults.
const (
	Malformed       = "malformed"        // cannot be read
	BadEvent        = "bad-event"        // an event that is not written as the package comment says
	NumberMissing   = "number-missing"   // an event is not where its number puts it
	EventTwice      = "event-twice"      // two events have one id
	LeafDiffers     = "leaf-differs"     // an event is not the one that the tree was built with
	DetailDiffers   = "detail-differs"   // a detail is not the one that was logged
	RootDiffers     = "root-differs"     // the events are not those that a checkpoint was signed for
	ProofFails      = "proof-fails"      // the hashes of a proof do not lead to the checkpoint
	UnknownKey      = "unknown-key"      // signed by none of the keys that are trusted
	BadSignature    = "bad-signature"    // a signature that is wrong
	KeyNotValid     = "key-not-valid"    // signed by a key that was not valid then
	BadKey          = "bad-key"          // a key that cannot be read
	WrongOrigin     = "wrong-origin"     // of another log
	OutOfPlace      = "out-of-place"     // a line of an exported log that does not belong there
	EventsMissing   = "events-missing"   // fewer events than a checkpoint was signed for
	Uncovered       = "uncovered"        // events after the last checkpoint
	RolledBack      = "rolled-back"      // the log is shorter than a checkpoint that is kept elsewhere
	Forked          = "forked"           // the log is not the one that a checkpoint kept elsewhere was signed for
	HashMissing     = "hash-missing"     // a hash of the tree is not stored
	AnchorMissing   = "anchor-missing"   // there is no anchor file
	NotOlder        = "not-older"        // the checkpoints of a consistency proof are the wrong way round
	CheckpointWrong = "checkpoint-wrong" // a checkpoint that is not written as the package comment says
)

// Error is the detail, with the line where there is one.
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", f.Line)
	}
	if f.Number > 0 {
		fmt.Fprintf(&b, "event %d: ", f.Number)
	}
	return b.String() + f.Detail
}

// Is makes errors.Is(err, &proof.Fault{Code: proof.Forked}) true for every fault of that code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && *t == Fault{Code: f.Code}
}

func because(code, format string, values ...any) *Fault {
	return &Fault{Code: code, Detail: fmt.Sprintf(format, values...)}
}

// of says which event a fault is about.
func (f *Fault) of(number int64) *Fault {
	f.Number = number
	return f
}
