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
	d := &differ{changes: []Change{}, titles: map[string]string{}}
	d.title(before.Method.Criteria)
	d.title(after.Method.Criteria)
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

type differ struct {
	changes []Change
	titles  map[string]string // by criterion id; those after the change where both have one
}

func (d *differ) title(list []Criterion) {
	for i := range list {
		if list[i].Title != "" {
			d.titles[list[i].ID] = list[i].Title
		}
		d.title(list[i].Criteria)
	}
}

// values compares two values at one place; about says which bid or criterion the place belongs to.
func (d *differ) values(pointer string, before, after any, about Change) {
	if mapOf(pointer) {
		before, after = orEmpty(before), orEmpty(after)
	}
	switch was := before.(type) {
	case map[string]any:
		if is, ok := after.(map[string]any); ok && !oneValue(was) && !oneValue(is) {
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
		about.Title = d.titles[titledBy(about)]
		d.changes = append(d.changes, about)
	}
}

// oneValue says that an object is compared as a whole: an amount of money, or an entry of the tie rule.
func oneValue(object map[string]any) bool { return object["amount"] != nil || object["by"] != nil }

// mapOf says that a place holds figures by name, so that having none and holding none are the same.
func mapOf(pointer string) bool {
	steps := steps(pointer)
	return len(steps) == 3 && steps[0] == "bids" && (steps[2] == "levels" || steps[2] == "commitments" || steps[2] == "gates")
}

func orEmpty(v any) any {
	if v == nil {
		return map[string]any{}
	}
	return v
}

// titledBy is the criterion that a change is about: for a bid's level or gate, that question or requirement.
func titledBy(c Change) string {
	if steps := steps(c.Pointer); c.Bid != "" && len(steps) == 4 && steps[2] != "commitments" {
		return steps[3]
	}
	return c.Criterion
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
