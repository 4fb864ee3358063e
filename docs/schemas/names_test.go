package schemas_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/weighting"
)

// TestSchemasNameWhatTheCodeReads compares the members that a schema knows with those of the type that the code reads, so that neither gets one
// that the other lacks.
func TestSchemasNameWhatTheCodeReads(t *testing.T) {
	for schema, of := range map[string]any{
		"method.json": scoring.Method{}, "score-sheet.json": scoring.Sheet{}, "result.json": scoring.Result{}, "receipt.json": bundle.Receipt{},
		"keys.json": bundle.Keys{}, "bid.json": bid.Document{}, "derivation.json": weighting.Derivation{},
	} {
		code, said := map[string]bool{}, map[string]bool{}
		fieldsOf(reflect.TypeOf(of), code, map[reflect.Type]bool{})
		propertiesOf(t, schema, "", said, map[string]bool{})
		if !maps.Equal(code, said) {
			t.Errorf("%s: the code has %v, the schema %v", schema, without(code, said), without(said, code))
		}
	}
}

// without lists what is in one set and not in the other.
func without(a, b map[string]bool) (names []string) {
	for name := range a {
		if !b[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// fieldsOf gathers the JSON names of a type and of all that it is made of. Types that write themselves have none.
func fieldsOf(t reflect.Type, into map[string]bool, seen map[reflect.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		fieldsOf(t.Elem(), into, seen)
	case reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name == "" || name == "-" {
				continue
			}
			into[name] = true
			fieldsOf(t.Field(i).Type, into, seen)
		}
	default:
	}
}

// propertiesOf gathers the names of properties of a schema, or of one of its definitions, and of all that it refers to.
func propertiesOf(t *testing.T, name, pointer string, into, seen map[string]bool) {
	t.Helper()
	if seen[name+"#"+pointer] {
		return
	}
	seen[name+"#"+pointer] = true
	var whole map[string]any
	if err := json.Unmarshal(file(t, name), &whole); err != nil {
		t.Fatal(err)
	}
	var at any = whole
	for _, step := range strings.Split(pointer, "/")[1:] {
		at = at.(map[string]any)[step]
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, member := range v {
				properties, isMap := member.(map[string]any)
				switch {
				case key == "properties" && isMap:
					for property, of := range properties {
						into[property] = true
						walk(of)
					}
				case key == "$ref":
					target, inside, _ := strings.Cut(member.(string), "#")
					if target == "" {
						target = name
					}
					propertiesOf(t, target, inside, into, seen)
				case key != "$defs":
					walk(member)
				}
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(at)
}
