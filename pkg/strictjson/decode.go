package strictjson

import (
	"errors"
	"fmt"
	"reflect"
)

// Decode reads one JSON document into the value that into points to. The error is an *[Error] when the document is at fault, and another
// error when into is: not a pointer, or of a type that JSON cannot fill (channels, functions, interfaces with methods).
//
// Types are filled as encoding/json fills them, by the same struct tags, embedding and precedence, with these differences: names match to
// the letter; null is taken only by pointers, interfaces and json.RawMessage (types with UnmarshalJSON decide for themselves); numbers in an
// interface become json.Number, never a float; slices and maps are made anew, [] as an empty slice and not nil; the tag
// option "string" is not supported. After an error, what into holds is not to be used.
//
// The data is not kept: strings and raw messages are copies.
func Decode(data []byte, into any, l Limits) error {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("strictjson: decode into %T: a pointer is needed", into)
	}
	plan, err := planOf(target.Type().Elem())
	if err != nil {
		return err
	}
	if err := Check(data, l); err != nil {
		return err
	}
	w := walker{data: data}
	w.value(plan, target.Elem())
	if len(w.faults) > 0 {
		return &Error{Faults: w.faults}
	}
	return nil
}

// Check looks at the text alone: size, encoding, syntax, depth, keys given twice, trailing data. A nil error means that any reader of
// RFC 8259 will read the same from it. Otherwise the error is an *[Error] with one fault.
func Check(data []byte, l Limits) error {
	if l.Bytes == 0 {
		l.Bytes = Default.Bytes
	}
	if l.Depth == 0 {
		l.Depth = Default.Depth
	}
	if int64(len(data)) > l.Bytes {
		return &Error{TooLarge: true, Faults: []Fault{{Code: "too-large", Detail: fmt.Sprintf("the document has more than %d bytes", l.Bytes)}}}
	}
	c := checker{data: data, depth: l.Depth}
	if fault := c.document(); fault != nil {
		return &Error{Malformed: true, Faults: []Fault{*fault}}
	}
	return nil
}

// Faults returns the faults of an error of this package, and nil for any other error.
func Faults(err error) []Fault {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Faults
	}
	return nil
}
