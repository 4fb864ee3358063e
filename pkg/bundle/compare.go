package bundle

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// found is the first place where two documents differ.
type found struct {
	pointer string
	was, is any
}

// difference is the first place, in the order of the document, where two values differ; nil where they are the same. Numbers are json.Number in
// canonical form, so equal texts are equal numbers.
func difference(pointer string, was, is any) *found {
	switch a := was.(type) {
	case map[string]any:
		if b, same := is.(map[string]any); same {
			return differentMember(pointer, a, b)
		}
	case []any:
		if b, same := is.([]any); same {
			return differentItem(pointer, a, b)
		}
	case string, json.Number, bool, nil:
		if was == is {
			return nil
		}
	}
	return &found{pointer, was, is}
}

func differentMember(pointer string, was, is map[string]any) *found {
	names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		a, inA := was[name]
		b, inB := is[name]
		here := pointer + strictjson.Pointer(name)
		if inA != inB {
			return &found{here, a, b}
		}
		if d := difference(here, a, b); d != nil {
			return d
		}
	}
	return nil
}

func differentItem(pointer string, was, is []any) *found {
	for i := range max(len(was), len(is)) {
		here := pointer + "/" + strconv.Itoa(i)
		if i >= len(was) || i >= len(is) {
			return &found{here, at(was, i), at(is, i)}
		}
		if d := difference(here, was[i], is[i]); d != nil {
			return d
		}
	}
	return nil
}

// at is an item of an array; nil where there is none.
func at(array any, i int) any {
	if list, ok := array.([]any); ok && i >= 0 && i < len(list) {
		return list[i]
	}
	return nil
}
