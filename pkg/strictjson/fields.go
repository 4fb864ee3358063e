package strictjson

import (
	"fmt"
	"reflect"
	"strings"
)

// member is one member of an object and the field of the struct that takes it.
type member struct {
	name  string
	index []int // the way to the field, through embedded structs
	plan  *plan
}

// candidate is a field that claims a name, before the rules of precedence have spoken.
type candidate struct {
	member
	typ    reflect.Type
	tagged bool
}

// ofStruct finds the members as encoding/json does: of several fields with one name the least deeply embedded wins, then the one with a
// tag; where that decides nothing, none of them is a member.
func (p *plan) ofStruct(made map[reflect.Type]*plan) error {
	found, err := candidates(p.typ, nil, map[reflect.Type]bool{})
	if err != nil {
		return err
	}
	p.members = make(map[string]*member, len(found))
	for i, c := range found {
		if !wins(found, i) {
			continue
		}
		if c.plan, err = makePlan(c.typ, made); err != nil {
			return fmt.Errorf("%s.%s: %w", p.typ, c.name, err)
		}
		m := c.member
		p.members[c.name] = &m
		p.order = append(p.order, &m)
	}
	return nil
}

func wins(all []candidate, mine int) bool {
	for i, rival := range all {
		if i == mine || rival.name != all[mine].name {
			continue
		}
		if d := len(rival.index) - len(all[mine].index); d < 0 || d == 0 && (rival.tagged || !all[mine].tagged) {
			return false
		}
	}
	return true
}

func candidates(t reflect.Type, way []int, inside map[reflect.Type]bool) ([]candidate, error) {
	if inside[t] {
		return nil, nil // a struct that embeds itself through a pointer has nothing to add
	}
	inside[t] = true
	defer delete(inside, t)
	var all []candidate
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), way...), i)
		tag, tagged := f.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		if tag == "-" {
			continue
		}
		if strings.Contains(","+options+",", ",string,") {
			return nil, fmt.Errorf("%s.%s: the tag option \"string\" is not supported", t, f.Name)
		}
		if f.Anonymous && name == "" {
			deeper, err := embedded(f, index, inside)
			if err != nil || deeper != nil {
				all = append(all, deeper...)
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		if !f.IsExported() {
			continue
		}
		c := candidate{member: member{name: name, index: index}, typ: f.Type, tagged: tagged && name != ""}
		if name == "" {
			c.name = f.Name
		}
		all = append(all, c)
	}
	return all, nil
}

// embedded returns the fields of an embedded struct, or nil when the field is to be taken as an ordinary one.
func embedded(f reflect.StructField, index []int, inside map[reflect.Type]bool) ([]candidate, error) {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		if t = t.Elem(); t.Kind() == reflect.Struct && !f.IsExported() {
			return nil, fmt.Errorf("an embedded pointer to the unexported struct %s cannot be filled", t)
		}
	}
	if t.Kind() != reflect.Struct {
		return nil, nil
	}
	deeper, err := candidates(t, index, inside)
	if deeper == nil {
		deeper = []candidate{}
	}
	return deeper, err
}

// field goes down to the member's field and makes the embedded structs on the way that are still nil.
func (m *member) field(v reflect.Value) reflect.Value {
	for i, x := range m.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}
