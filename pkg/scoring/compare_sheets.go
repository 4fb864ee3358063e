package scoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// changes lists the members in which two sheets differ.
func changes(before, after Sheet) []Change {
	before.Method, after.Method = before.Method.WithDefaults(), after.Method.WithDefaults()
	d := &differ{changes: []Change{}}
	d.values("", asData(before), asData(after), Change{})
	return d.changes
}

// asData is a value as maps, lists and texts of numbers.
func asData(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		return nil // a sheet that cannot be written was never scored
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var data any
	if decoder.Decode(&data) != nil {
		return nil
	}
	return data
}

type differ struct{ changes []Change }

// values compares two values at one place; about says which bid or criterion the place belongs to.
func (d *differ) values(pointer string, before, after any, about Change) {
	switch was := before.(type) {
	case map[string]any:
		if is, ok := after.(map[string]any); ok {
			d.objects(pointer, was, is, about)
			return
		}
	case []any:
		if is, ok := after.([]any); ok {
			d.lists(pointer, was, is, about)
			return
		}
	}
	about.Pointer, about.Before, about.After = pointer, written(before), written(after)
	if about.Before != about.After {
		d.changes = append(d.changes, about)
	}
}

func (d *differ) objects(pointer string, before, after map[string]any, about Change) {
	names := maps.Clone(after)
	maps.Copy(names, before)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d.values(at(pointer, name), before[name], after[name], about)
	}
}

// lists compares elements that have the same name; elements of lists without names are compared by their place.
func (d *differ) lists(pointer string, before, after []any, about Change) {
	was := map[string]int{}
	for i, element := range before {
		was[nameOf(element, i)] = i
	}
	for i, element := range after {
		name := nameOf(element, i)
		if old, there := was[name]; there {
			d.values(at(pointer, i), before[old], element, about.within(pointer, element))
			delete(was, name)
			continue
		}
		d.values(at(pointer, i), nil, element, about.within(pointer, element))
	}
	for i, element := range before {
		if _, gone := was[nameOf(element, i)]; gone {
			d.values(at(pointer, i), element, nil, about.within(pointer, element))
		}
	}
}

// within says which bid or criterion an element of a list is.
func (c Change) within(list string, element any) Change {
	object, _ := element.(map[string]any)
	id, named := object["id"].(string)
	switch {
	case !named:
	case list == "/bids":
		c.Bid = id
	case strings.HasSuffix(list, "/criteria"):
		c.Criterion = id
	}
	return c
}

// nameOf is what an element is known by in its list. Entries of a tie rule have an order that matters, so they are known by their place.
func nameOf(element any, place int) string {
	object, _ := element.(map[string]any)
	if object["by"] == nil {
		for _, member := range []string{"id", "measure", "level"} {
			if name, named := object[member]; named {
				return fmt.Sprint(member, " ", name)
			}
		}
	}
	return fmt.Sprint(place)
}

func written(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}
