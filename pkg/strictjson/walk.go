package strictjson

import (
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// walker fills a Go value from text that has been checked, and gathers what does not fit. Since the text is known to be sound, it can step
// over values by brackets and quotes alone.
type walker struct {
	data   []byte
	at     int
	path   []step
	faults []Fault
}

// value reads the value at w.at into v and steps over it, whether it fits or not.
func (w *walker) value(p *plan, v reflect.Value) {
	if w.data[w.at] <= ' ' {
		w.space()
	}
	b := w.data[w.at]
	if b == 'n' && w.null(p, v) {
		return
	}
	switch p.shape {
	case shapePointer:
		if v.IsNil() {
			v.Set(reflect.New(p.typ.Elem()))
		}
		w.value(p.elem, v.Elem())
	case shapeStruct:
		if w.opens('{', p) {
			w.structure(p, v)
		}
	case shapeMap:
		if w.opens('{', p) {
			w.mapping(p, v)
		}
	case shapeSlice:
		if w.opens('[', p) {
			w.slice(p, v)
		}
	case shapeArray:
		if w.opens('[', p) {
			w.array(p, v)
		}
	case shapeAny:
		v.Set(reflect.ValueOf(w.any()))
	default:
		w.leaf(p, v, w.raw())
	}
}

// null deals with null; false leaves it to a type that reads itself.
func (w *walker) null(p *plan, v reflect.Value) bool {
	switch p.shape {
	case shapeUnmarshaler, shapeRaw:
		return false
	case shapePointer, shapeAny:
		v.SetZero()
	default:
		w.fault("null", "must be "+p.wants()+", not null")
	}
	w.at += len("null")
	return true
}

// opens steps into an object or array; when the value is something else, it says so and steps over it.
func (w *walker) opens(bracket byte, p *plan) bool {
	if w.data[w.at] == bracket {
		w.at++
		return true
	}
	w.wrong(p, w.raw())
	return false
}

func (w *walker) structure(p *plan, v reflect.Value) {
	for w.next('}') {
		name := w.name()
		w.path = append(w.path, step{name: name, index: -1})
		if m := p.members[string(name)]; m != nil {
			w.value(m.plan, m.field(v))
		} else {
			if !w.full() { // looking for near misses takes time that 100,000 unknown members must not have
				w.fault("unknown-member", unknown(p, string(name)))
			}
			w.raw()
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) mapping(p *plan, v reflect.Value) {
	v.Set(reflect.MakeMap(p.typ))
	key, item := reflect.New(p.typ.Key()).Elem(), reflect.New(p.typ.Elem()).Elem()
	for w.next('}') {
		name := w.name()
		w.path = append(w.path, step{name: name, index: -1})
		key.SetZero()
		item.SetZero()
		if !p.keyText {
			key.SetString(string(name))
		} else if err := textOf(key).UnmarshalText(append([]byte(nil), name...)); err != nil {
			w.refused(err)
		} else if v.MapIndex(key).IsValid() {
			w.fault("duplicate-member", "another member's name means the same")
		}
		w.value(p.elem, item)
		v.SetMapIndex(key, item)
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) slice(p *plan, v reflect.Value) {
	v.Set(reflect.MakeSlice(p.typ, 0, 0)) // [] is an empty slice, not nil: given and empty is not the same as left out
	w.path = append(w.path, step{})
	for i := 0; w.next(']'); i++ {
		w.path[len(w.path)-1].index = i
		if i == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(i + 1)
		v.Index(i).SetZero()
		w.value(p.elem, v.Index(i))
	}
	w.path = w.path[:len(w.path)-1]
}

func (w *walker) array(p *plan, v reflect.Value) {
	w.path = append(w.path, step{})
	i := 0
	for ; w.next(']'); i++ {
		w.path[len(w.path)-1].index = i
		if i < v.Len() {
			w.value(p.elem, v.Index(i))
		} else {
			w.raw()
		}
	}
	w.path = w.path[:len(w.path)-1]
	if i != v.Len() {
		w.fault("wrong-length", fmt.Sprintf("must have %d items, has %d", v.Len(), i))
	}
}

// next steps to the next member or item, or over the closing bracket.
func (w *walker) next(closing byte) bool {
	w.space()
	if w.data[w.at] == ',' {
		w.at++
		w.space()
	}
	if w.data[w.at] == closing {
		w.at++
		return false
	}
	return true
}

// name reads a member's name and its colon.
func (w *walker) name() []byte {
	quoted := w.raw()
	w.space()
	w.at++
	return unquote(quoted)
}

func (w *walker) space() {
	for w.data[w.at] <= ' ' {
		w.at++
	}
}

// fault records what is wrong with the value at the current path.
func (w *walker) fault(code, detail string) { w.faultAt("", code, detail) }

func (w *walker) full() bool { return len(w.faults) > MaxFaults }

func (w *walker) faultAt(below, code, detail string) {
	switch {
	case w.full():
		return
	case len(w.faults) == MaxFaults:
		w.faults = append(w.faults, Fault{Code: "more-faults", Detail: fmt.Sprintf("more than %d things are wrong; these are the first", MaxFaults)})
		return
	}
	w.faults = append(w.faults, Fault{Pointer: string(pointerTo(w.path)) + below, Code: code, Detail: detail})
}

func pointerTo(path []step) []byte {
	var pointer []byte
	for _, s := range path {
		if s.name != nil {
			pointer = appendSegment(pointer, string(s.name))
		} else if s.index >= 0 {
			pointer = strconv.AppendInt(append(pointer, '/'), int64(s.index), 10)
		}
	}
	return pointer
}

// raw steps over one value and returns its text.
func (w *walker) raw() []byte {
	w.space()
	start, open := w.at, 0
	for {
		switch b := w.data[w.at]; {
		case b == '"':
			w.quoted()
		case b == '{' || b == '[':
			open++
			w.at++
		case b == '}' || b == ']':
			open--
			w.at++
		case b == ',' || b == ':' || b <= ' ':
			w.at++
		default:
			for w.at < len(w.data) && !endsWord[w.data[w.at]] {
				w.at++
			}
		}
		if open == 0 {
			return w.data[start:w.at:w.at]
		}
	}
}

func (w *walker) quoted() {
	for w.at++; w.data[w.at] != '"'; w.at++ {
		if w.data[w.at] == '\\' {
			w.at++
		}
	}
	w.at++
}

var endsWord = [256]bool{',': true, ':': true, '}': true, ']': true, ' ': true, '\n': true, '\r': true, '\t': true}

// unquote is what a string says; it is part of the data when nothing was escaped.
func unquote(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1 : len(quoted)-1]
	for _, b := range inner {
		if b == '\\' {
			return unescape(inner)
		}
	}
	return inner
}

// shorten keeps a text that is quoted in a detail readable.
func shorten(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	cut := most
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
