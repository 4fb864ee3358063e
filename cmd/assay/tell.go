package main

import (
	"fmt"
	"io"
	"reflect"

	"github.com/assay-engine/assay/pkg/legible"
)

// teller writes lines for people. What it is given to put into them came out of
// documents that others wrote, so nothing hidden in it reaches a terminal: no
// escape sequence, no end of line, no turned direction.
func teller(w io.Writer) func(format string, args ...any) {
	return func(format string, args ...any) {
		seen := make([]any, len(args))
		for i, arg := range args {
			seen[i] = visible(arg)
		}
		_, _ = fmt.Fprintf(w, format+"\n", seen...)
	}
}

// visible is a value with whatever text it is made of made visible; numbers
// stay what they are.
func visible(v any) any {
	switch t := v.(type) {
	case error:
		return legible.Text(t.Error())
	case fmt.Stringer:
		return legible.Text(t.String())
	}
	if r := reflect.ValueOf(v); r.IsValid() && r.Kind() == reflect.String {
		return legible.Text(r.String())
	}
	return v
}
