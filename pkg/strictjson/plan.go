package strictjson

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"time"
)

// shape is the way a Go type is filled.
type shape uint8

const (
	shapeBool shape = iota
	shapeInt
	shapeUint
	shapeFloat
	shapeNumber // json.Number
	shapeString
	shapeBytes // []byte as base64
	shapeSlice
	shapeArray
	shapeMap
	shapeStruct
	shapePointer
	shapeAny
	shapeRaw // json.RawMessage
	shapeTime
	shapeUnmarshaler
	shapeText
)

// plan is what there is to know about a type, worked out once per type and kept for ever. Plans of recursive types point back at themselves.
type plan struct {
	shape   shape
	typ     reflect.Type
	elem    *plan // of a pointer, slice, array or map
	keyText bool  // a map whose keys read themselves from text
	members map[string]*member
	order   []*member // members as declared, for near misses
}

var (
	plansLock sync.RWMutex
	plans     = map[reflect.Type]*plan{}

	typeUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	typeText        = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func planOf(t reflect.Type) (*plan, error) {
	plansLock.RLock()
	p := plans[t]
	plansLock.RUnlock()
	if p != nil {
		return p, nil
	}
	plansLock.Lock()
	defer plansLock.Unlock()
	made := map[reflect.Type]*plan{}
	p, err := makePlan(t, made)
	if err != nil {
		return nil, fmt.Errorf("strictjson: %w", err)
	}
	for t, p := range made { // only whole graphs become visible, so that a refused type leaves nothing half made
		plans[t] = p
	}
	return p, nil
}

func makePlan(t reflect.Type, made map[reflect.Type]*plan) (*plan, error) {
	if p := plans[t]; p != nil {
		return p, nil
	}
	if p := made[t]; p != nil {
		return p, nil
	}
	p := &plan{typ: t}
	made[t] = p
	if own, found := ownShape(t); found {
		p.shape = own
		return p, nil
	}
	return p, p.byKind(made)
}

// ownShape finds the types that have a form of their own, before their kind is looked at.
func ownShape(t reflect.Type) (shape, bool) {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return shapeTime, true
	case t == reflect.TypeFor[json.RawMessage]():
		return shapeRaw, true
	case t == reflect.TypeFor[json.Number]():
		return shapeNumber, true
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
		return 0, false
	case reflect.PointerTo(t).Implements(typeUnmarshaler):
		return shapeUnmarshaler, true
	case reflect.PointerTo(t).Implements(typeText):
		return shapeText, true
	}
	return 0, false
}

func (p *plan) byKind(made map[reflect.Type]*plan) (err error) {
	switch t := p.typ; t.Kind() {
	case reflect.Bool:
		p.shape = shapeBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.shape = shapeInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.shape = shapeUint
	case reflect.Float32, reflect.Float64:
		p.shape = shapeFloat
	case reflect.String:
		p.shape = shapeString
	case reflect.Slice:
		if p.shape = shapeSlice; t.Elem() == reflect.TypeFor[byte]() {
			p.shape = shapeBytes
			return nil
		}
		p.elem, err = makePlan(t.Elem(), made)
	case reflect.Array:
		p.shape = shapeArray
		p.elem, err = makePlan(t.Elem(), made)
	case reflect.Pointer:
		p.shape = shapePointer
		p.elem, err = makePlan(t.Elem(), made)
	case reflect.Map:
		err = p.ofMap(made)
	case reflect.Struct:
		p.shape = shapeStruct
		err = p.ofStruct(made)
	case reflect.Interface:
		if p.shape = shapeAny; t.NumMethod() > 0 {
			err = fmt.Errorf("an interface with methods cannot be read from JSON: %s", t)
		}
	default:
		err = fmt.Errorf("the type cannot be read from JSON: %s", t)
	}
	return err
}

func (p *plan) ofMap(made map[reflect.Type]*plan) (err error) {
	p.shape = shapeMap
	p.keyText = reflect.PointerTo(p.typ.Key()).Implements(typeText)
	if p.typ.Key().Kind() != reflect.String && !p.keyText {
		return fmt.Errorf("only text can be the key of a map read from JSON: %s", p.typ)
	}
	p.elem, err = makePlan(p.typ.Elem(), made)
	return err
}
