package strictjson

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// leaf reads a value that is taken as a whole.
func (w *walker) leaf(p *plan, v reflect.Value, raw []byte) {
	switch p.shape {
	case shapeUnmarshaler:
		if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw); err != nil {
			w.refused(err)
		}
		return
	case shapeRaw:
		v.SetBytes(append([]byte(nil), raw...))
		return
	}
	if kindOf(raw[0]) != p.jsonKind() {
		w.wrong(p, raw)
		return
	}
	switch p.shape {
	case shapeBool:
		v.SetBool(raw[0] == 't')
	case shapeString:
		v.SetString(string(unquote(raw)))
	case shapeNumber:
		v.SetString(string(raw))
	case shapeInt, shapeUint, shapeFloat:
		w.number(p, v, string(raw))
	case shapeText:
		if err := textOf(v).UnmarshalText(append([]byte(nil), unquote(raw)...)); err != nil {
			w.refused(err)
		}
	case shapeTime:
		w.time(v, string(unquote(raw)))
	case shapeBytes:
		w.bytes(v, string(unquote(raw)))
	}
}

func (w *walker) number(p *plan, v reflect.Value, text string) {
	if p.shape == shapeFloat {
		f, err := strconv.ParseFloat(text, p.typ.Bits())
		if err != nil {
			w.fault("out-of-range", "the number is too large")
		}
		v.SetFloat(f)
		return
	}
	for i := range len(text) {
		if !isDigit(text[i]) && text[i] != '-' {
			w.fault("not-an-integer", "must be a whole number, written without point and exponent")
			return
		}
	}
	var err error
	if p.shape == shapeInt {
		var i int64
		i, err = strconv.ParseInt(text, 10, p.typ.Bits())
		v.SetInt(i)
	} else {
		var u uint64
		u, err = strconv.ParseUint(text, 10, p.typ.Bits())
		v.SetUint(u)
	}
	if err != nil && p.shape == shapeUint && text[0] == '-' {
		w.fault("out-of-range", "the number cannot be negative")
	} else if err != nil {
		w.fault("out-of-range", "the number is too large or too small")
	}
}

// time reads RFC 3339 to the letter, with "T" and "Z" in capitals. time.Time by itself lets a comma stand for the point.
func (w *walker) time(v reflect.Value, text string) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || !isRFC3339(text) {
		w.fault("bad-time", "must be a time with its zone by RFC 3339, such as 2027-03-01T12:00:00Z")
		return
	}
	v.Set(reflect.ValueOf(t))
}

// isRFC3339 checks the punctuation and the zone of what time.Parse has taken: 2006-01-02T15:04:05[.digits](Z|±23:59).
func isRFC3339(text string) bool {
	const whole = len("2006-01-02T15:04:05")
	for i, mark := range "____-__-__T__:__:__" {
		if i >= len(text) || (mark == '_') != isDigit(text[i]) || mark != '_' && byte(mark) != text[i] {
			return false
		}
	}
	zone := strings.TrimLeft(text[whole:], ".0123456789")
	if strings.Contains(text, ",") || text[11:13] > "23" {
		return false
	}
	return zone == "Z" || len(zone) == len("+01:00") && zone[1:3] <= "23" && zone[4:] <= "59"
}

func (w *walker) bytes(v reflect.Value, text string) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		w.fault("bad-base64", "must be base64 with its padding (RFC 4648, section 4)")
		return
	}
	v.SetBytes(b)
}

// any reads a value nobody described: objects as map[string]any, arrays as []any, numbers as json.Number.
func (w *walker) any() any {
	w.space()
	switch w.data[w.at] {
	case '{':
		w.at++
		object := map[string]any{}
		for w.next('}') {
			name := string(w.name())
			object[name] = w.any()
		}
		return object
	case '[':
		w.at++
		array := []any{}
		for w.next(']') {
			array = append(array, w.any())
		}
		return array
	}
	switch raw := w.raw(); raw[0] {
	case '"':
		return string(unquote(raw))
	case 't', 'f':
		return raw[0] == 't'
	case 'n':
		return nil
	default:
		return json.Number(raw)
	}
}

func textOf(v reflect.Value) encoding.TextUnmarshaler {
	return v.Addr().Interface().(encoding.TextUnmarshaler)
}

// kind is one of the six kinds of JSON value, as a reader calls it.
type kind string

const (
	kindObject kind = "an object"
	kindArray  kind = "an array"
	kindString kind = "a string"
	kindNumber kind = "a number"
	kindBool   kind = "true or false"
	kindNull   kind = "null"
)

func kindOf(first byte) kind {
	switch first {
	case '{':
		return kindObject
	case '[':
		return kindArray
	case '"':
		return kindString
	case 't', 'f':
		return kindBool
	case 'n':
		return kindNull
	}
	return kindNumber
}

// jsonKind is the kind of value a plan takes.
func (p *plan) jsonKind() kind {
	switch p.shape {
	case shapeBool:
		return kindBool
	case shapeInt, shapeUint, shapeFloat, shapeNumber:
		return kindNumber
	case shapeStruct, shapeMap:
		return kindObject
	case shapeSlice, shapeArray:
		return kindArray
	case shapePointer:
		return p.elem.jsonKind()
	}
	return kindString
}

func (p *plan) wants() string { return string(p.jsonKind()) }
