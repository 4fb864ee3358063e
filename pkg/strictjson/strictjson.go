// Package strictjson reads JSON documents so that what the sender wrote and what the reader understood are the same thing.
//
// A bid that is read differently by two programs is a dispute. encoding/json as it comes drops unknown members, takes TITLE for title,
// lets the last of two equal keys win and repairs broken UTF-8. This reader refuses all of that, and names every wrong member at once, so
// that a supplier corrects a document in one round and not in ten.
//
// # What is refused
//
// First the text itself is checked, and the first thing found ends the reading ([Error].Malformed, for HTTP the status 400):
//
//	empty             nothing but white space
//	syntax            not JSON by RFC 8259; the detail gives line and column
//	bad-utf-8         bytes that are no UTF-8, or a byte order mark
//	nul               the character U+0000, written out or as \u0000
//	lone-surrogate    an escape such as \ud800 without its other half
//	duplicate-member  a member given twice in one object
//	too-deep          more arrays and objects inside each other than [Limits] allows
//	trailing-data     anything but white space after the document
//	too-large         more bytes than [Limits] allows ([Error].TooLarge, 413)
//
// Then the document is read into the Go type and every fault is gathered (422), up to [MaxFaults]:
//
//	unknown-member    a member that the type does not have, also when only its case differs; the detail says what is near
//	wrong-type        a string in place of a number, an object in place of an array and so on
//	null              null where the type has none; only pointers, interfaces and json.RawMessage have
//	out-of-range      a number that the type cannot hold
//	not-an-integer    1.5 or 1e3 for an integer
//	bad-time          a time.Time that is not RFC 3339 to the letter
//	bad-base64        a []byte that is not standard base64
//	wrong-length      an array of fixed length with another number of items
//	invalid           refused by the type itself (json.Unmarshaler, encoding.TextUnmarshaler)
//
// A type that refuses by itself may say more: when its error, or one it wraps or joins, has string fields or methods named Code, Detail and
// Pointer, they are taken over, the pointer as relative to the value.
package strictjson

import (
	"fmt"
	"strings"
)

// MaxFaults is how many faults are gathered before reading stops with a last one, "more-faults". It keeps the answer to a hostile document
// smaller than the document.
const MaxFaults = 1000

// Limits bounds a document before it is looked at. A field left at zero means that of [Default].
type Limits struct {
	Bytes int64 // the largest size, in bytes
	Depth int   // the most arrays and objects inside each other; a document of one flat object has depth 1
}

// Default is the limit for a body sent over HTTP: 1 MiB, 32 levels.
var Default = Limits{Bytes: 1 << 20, Depth: 32}

// Fault is one thing that is wrong, for the person who must correct it.
type Fault struct {
	Pointer string `json:"pointer"` // RFC 6901, from the root of the document; "" is the whole of it
	Code    string `json:"code"`    // stable, kebab-case
	Detail  string `json:"detail"`  // a plain sentence
}

// String is "pointer: detail", or the detail alone for the whole document.
func (f Fault) String() string {
	if f.Pointer == "" {
		return f.Detail
	}
	return f.Pointer + ": " + f.Detail
}

// Error is every fault of one document, in the order of the document. Malformed means that it is no acceptable JSON at all (400), TooLarge
// that it was not looked at (413); otherwise it is JSON that says something wrong (422).
type Error struct {
	Malformed bool
	TooLarge  bool
	Faults    []Fault
}

// Error lists the first three faults and counts the others.
func (e *Error) Error() string {
	const shown = 3
	var text strings.Builder
	for i, f := range e.Faults {
		if i == shown {
			fmt.Fprintf(&text, "; and %d more", len(e.Faults)-shown)
			break
		}
		if i > 0 {
			text.WriteString("; ")
		}
		text.WriteString(f.String())
	}
	return text.String()
}

// Pointer joins names and indexes into an RFC 6901 pointer, escaping what needs it: Pointer("bids", "0", "a/b") is "/bids/0/a~1b".
func Pointer(segments ...string) string {
	var b []byte
	for _, segment := range segments {
		b = appendSegment(b, segment)
	}
	return string(b)
}

func appendSegment(b []byte, name string) []byte {
	b = append(b, '/')
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '~':
			b = append(b, "~0"...)
		case '/':
			b = append(b, "~1"...)
		default:
			b = append(b, name[i])
		}
	}
	return b
}
