package fault

import (
	"errors"
	"testing"
)

type limits struct {
	Most *most `json:"most"`
}

type most struct {
	Lots   int      `json:"lots" validate:"max=9"`
	Choose []string `json:"choose" validate:"dive,oneof=a b"`
}

// TestPointers names members as the sender wrote them, whatever they are
// embedded in.
func TestPointers(t *testing.T) {
	type input struct {
		limits

		Reason string `json:"reason" validate:"required"`
		Parts  []most `json:"parts" validate:"dive"`
	}
	type Outer struct{ input }
	type question struct {
		Outer

		Query int `form:"query" validate:"max=1"`
	}
	err := Check(question{Outer: Outer{input{limits: limits{&most{Lots: 10, Choose: []string{"Z"}}}, Parts: []most{{Lots: 10}}}}, Query: 2})
	var f *Fault
	if !errors.As(err, &f) {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, field := range f.Fields {
		got[field.Pointer] = true
	}
	for _, want := range []string{"/most/lots", "/most/choose/0", "/reason", "/parts/0/lots", "/query"} {
		if !got[want] {
			t.Errorf("%s is not named in %v", want, got)
		}
	}
}
