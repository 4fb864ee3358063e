package strictjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// wrong says that a value is of another kind than asked for.
func (w *walker) wrong(p *plan, raw []byte) {
	w.fault("wrong-type", "must be "+p.wants()+", not "+string(kindOf(raw[0])))
}

// refused takes the faults out of the error of a type that reads itself: of each part of a joined error the code, detail and pointer.
func (w *walker) refused(err error) {
	switch e := err.(type) { //nolint:errorlint // each layer is looked at by itself, that is the point
	case *Error:
		for _, f := range e.Faults {
			w.faultAt(f.Pointer, f.Code, f.Detail)
		}
		return
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			w.refused(part)
		}
		return
	case *json.UnmarshalTypeError: // its own sentence shows the names of Go types to people who know none
		below := ""
		if e.Field != "" {
			below = Pointer(strings.Split(e.Field, ".")...)
		}
		w.faultAt(below, "wrong-type", "must be of another kind than "+e.Value)
		return
	}
	if code := part(err, "Code"); code != "" {
		detail := part(err, "Detail")
		if detail == "" {
			detail = err.Error()
		}
		w.faultAt(part(err, "Pointer"), code, detail)
		return
	}
	if inner := errors.Unwrap(err); inner != nil && says(inner) {
		w.refused(inner)
		return
	}
	w.fault("invalid", err.Error())
}

// says reports whether an error, or one inside it, has more to tell than its sentence.
func says(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if _, joined := err.(interface{ Unwrap() []error }); joined || part(err, "Code") != "" {
			return true
		}
	}
	return false
}

// part reads a string field or method of an error by its name, so that types can speak to this package without importing it.
func part(err error, name string) string {
	// The methods are asked for one by one: reflect's MethodByName would make the linker keep every method of the program.
	if e, ok := err.(interface{ Code() string }); ok && name == "Code" {
		return e.Code()
	}
	if e, ok := err.(interface{ Detail() string }); ok && name == "Detail" {
		return e.Detail()
	}
	if e, ok := err.(interface{ Pointer() string }); ok && name == "Pointer" {
		return e.Pointer()
	}
	v := reflect.ValueOf(err)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

// unknown says that there is no such member, and what the sender may have meant.
func unknown(p *plan, name string) string {
	for _, m := range p.order {
		if strings.EqualFold(m.name, name) {
			return fmt.Sprintf("there is no member %q; the name is written %q", shorten(name), m.name)
		}
	}
	best, near := "", 3
	for _, m := range p.order {
		if d := distance(m.name, name); d < near && d*3 <= len(m.name) {
			best, near = m.name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("there is no member %q; perhaps %q is meant", shorten(name), best)
	}
	const fewMembers = 12
	if n := len(p.order); n == 0 || n > fewMembers {
		return fmt.Sprintf("there is no member %q here", shorten(name))
	}
	names := make([]string, len(p.order))
	for i, m := range p.order {
		names[i] = m.name
	}
	return fmt.Sprintf("there is no member %q here; there are %s", shorten(name), strings.Join(names, ", "))
}

// distance counts the letters to add, drop, change or swap with their neighbour to make b of a; 3 stands for "far".
func distance(a, b string) int {
	const far = 3
	if len(a)-len(b) >= far || len(b)-len(a) >= far || len(a) > 64 {
		return far
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, twice := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], twice[j-2]+1)
			}
		}
	}
	return min(rows[len(a)%3][len(b)], far)
}
