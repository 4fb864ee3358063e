// Package fault is the one error that a user of Assay may see.
//
// A fault says what is wrong in a sentence, has a code that programs may rely
// on, and names every field at fault. Anything else that reaches a face is an
// internal error: it is logged there once and shown as no more than that.
package fault

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Kind groups faults by what the reader can do about them. Each face maps a
// kind to its own answer, in one table.
type Kind uint8

// The kinds of fault.
const (
	Malformed       Kind = iota + 1 // send something that can be read at all
	Unauthenticated                 // say who you are
	Forbidden                       // ask someone who has the right
	NotFound                        // look elsewhere
	Conflict                        // the state of things does not allow it now
	Stale                           // read the thing again: it has changed since
	Unconditional                   // say which version you mean (If-Match)
	TooLarge                        // send less
	WrongType                       // send JSON
	Invalid                         // correct the named fields
	TooMany                         // come back later
	Unavailable                     // not now, through no fault of yours
	Method                          // use another verb on this address
)

// Fault is an error with a stable code and a message fit for its reader.
type Fault struct {
	Kind    Kind
	Code    string  // stable, kebab-case: part of the public contract
	Message string  // one plain sentence, the same for every fault of the code
	Detail  string  // what is particular to this one; may be empty
	Fields  []Field // every wrong member of the input, in the order of the input

	RetryAfter time.Duration // how long to wait before it is worth trying again; zero says nothing
}

// Field is the trouble with one member of the input.
type Field struct {
	Pointer string // RFC 6901 pointer into the body, or ?name for a query parameter
	Code    string // stable, kebab-case
	Detail  string // what is wrong and what would be right
}

var registry = struct {
	sync.Mutex
	byCode map[string]*Fault
}{byCode: map[string]*Fault{}}

// New declares a fault. Capabilities keep theirs as package variables. A code
// used twice is a mistake only a programmer can make, and stops the start.
func New(kind Kind, code, message string) *Fault {
	registry.Lock()
	defer registry.Unlock()
	if _, taken := registry.byCode[code]; taken {
		panic("fault: code " + code + " is declared twice")
	}
	f := &Fault{Kind: kind, Code: code, Message: message}
	registry.byCode[code] = f
	return f
}

// All lists the declared faults by code, for the pages that explain them.
func All() []*Fault {
	registry.Lock()
	defer registry.Unlock()
	list := make([]*Fault, 0, len(registry.byCode))
	for _, f := range registry.byCode {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *Fault) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return list
}

// Error implements error.
func (f *Fault) Error() string {
	text := f.Code + ": " + f.Message
	if f.Detail != "" {
		text += " (" + f.Detail + ")"
	}
	for _, field := range f.Fields {
		text += "; " + field.Pointer + ": " + field.Detail
	}
	return text
}

// Is matches faults by code, so that a fault with details still equals the
// variable it came from.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// Because returns a copy of the fault that says what is particular to it.
func (f *Fault) Because(format string, args ...any) *Fault {
	c := f.copy()
	c.Detail = fmt.Sprintf(format, args...)
	return c
}

// After returns a copy of the fault that says how long to wait.
func (f *Fault) After(wait time.Duration) *Fault {
	c := f.copy()
	c.RetryAfter = wait
	return c
}

// On returns a copy of the fault that also points at one member of the input.
func (f *Fault) On(pointer, format string, args ...any) *Fault {
	return f.With(Field{Pointer: pointer, Code: f.Code, Detail: fmt.Sprintf(format, args...)})
}

// With returns a copy of the fault with more fields.
func (f *Fault) With(fields ...Field) *Fault {
	c := f.copy()
	c.Fields = append(c.Fields, fields...)
	return c
}

func (f *Fault) copy() *Fault {
	c := *f
	c.Fields = slices.Clone(f.Fields)
	return &c
}
