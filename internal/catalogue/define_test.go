package catalogue

import (
	"errors"
	"slices"
	"testing"

	"github.com/assay-engine/assay/internal/fault"
)

func volunteers() NewMeasure {
	return NewMeasure{
		Code: "13", Outcome: 3, Wording: "Numbers of new volunteers", Level: ContractCommitment, Kind: Count, Unit: "people",
		Direction: Higher, Aggregation: DistinctSum, DistinctCount: true,
	}
}

// TestMeasureByItself bends a good measure, one rule at a time.
func TestMeasureByItself(t *testing.T) {
	no, yes := false, true
	for _, c := range []struct {
		name string
		bend func(*NewMeasure)
		want []string // pointers, none for a good one
	}{
		{"as it should be", func(*NewMeasure) {}, nil},
		{"everything left out", func(m *NewMeasure) { *m = NewMeasure{} }, []string{"/code", "/outcome", "/wording", "/level", "/kind", "/unit", "/direction", "/aggregation"}},
		{"an area indicator is not scored unasked", func(m *NewMeasure) { m.Level = AreaIndicator }, nil},
		{"an area indicator as a criterion", func(m *NewMeasure) { m.Level, m.Scorable = AreaIndicator, &yes }, []string{"/scorable"}},
		{"both levels without a contract form", func(m *NewMeasure) { m.Level = Both }, []string{"/contractForm"}},
		{"both levels, not scored", func(m *NewMeasure) { m.Level, m.Scorable = Both, &no }, nil},
		{"a proportion added up", func(m *NewMeasure) { m.Kind = Proportion }, []string{"/aggregation"}},
		{"a proportion as a ratio of sums", func(m *NewMeasure) { m.Kind, m.Aggregation = Proportion, RatioOfSums }, nil},
		{"a count as a ratio of sums", func(m *NewMeasure) { m.Aggregation = RatioOfSums }, []string{"/aggregation"}},
		{"a median added up", func(m *NewMeasure) { m.Kind, m.Aggregation = MedianLevel, Sum }, []string{"/aggregation"}},
		{"a distinct sum of what has no identity", func(m *NewMeasure) { m.DistinctCount = false }, []string{"/distinctCount"}},
		{"placements are added though people are known", func(m *NewMeasure) { m.Aggregation = Sum }, nil},
		{"a reduction from nowhere", func(m *NewMeasure) { m.Kind, m.Aggregation = Reduction, Sum }, []string{"/baselineRequired"}},
		{"a component twice", func(m *NewMeasure) {
			m.Components = []NewComponent{{ID: "a", Text: "x"}, {ID: "a", Text: "y"}, {ID: "13", Text: "z"}}
		}, []string{"/components/1/id", "/components/2/id"}},
		{"a component without words", func(m *NewMeasure) { m.Components = []NewComponent{{ID: "a", Level: "low"}} }, []string{"/components/0/text", "/components/0/level"}},
		{"overlaps with itself", func(m *NewMeasure) { m.Overlaps = []string{"14", "13"} }, []string{"/overlaps/1"}},
		{"overlaps twice", func(m *NewMeasure) { m.Overlaps = []string{"14", "14"} }, []string{"/overlaps"}},
		{"text that reads other than it is written", func(m *NewMeasure) { m.Wording = "a\u202eb" }, []string{"/wording"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := volunteers()
			c.bend(&m)
			if got := pointers(m.check()); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func pointers(err error) (list []string) {
	var f *fault.Fault
	if errors.As(err, &f) {
		for _, field := range f.Fields {
			list = append(list, field.Pointer)
		}
	}
	return list
}

// TestGaps names every fault of a catalogue at once.
func TestGaps(t *testing.T) {
	broken := volunteers().measure("")
	broken.OutcomeNumber, broken.Overlaps, broken.Aggregation = 9, []string{"14", "5a"}, RatioOfSums
	other := volunteers().measure("")
	other.Code, other.Components = "5", []Component{{ID: "5a", Text: "gain"}}
	for _, c := range []struct {
		name     string
		outcomes []Outcome
		measures []Measure
		want     []string
	}{
		{"nothing", nil, nil, []string{"/outcomes", "/measures"}},
		{"all is well", []Outcome{{Number: 3}}, []Measure{other}, nil},
		{"everything is wrong", []Outcome{{Number: 3}}, []Measure{broken, other}, []string{"/measures/13/outcome", "/measures/13/overlaps/0", "/measures/13/aggregation"}},
	} {
		fields, err := gaps(c.outcomes, c.measures)
		var got []string
		for _, f := range fields {
			got = append(got, f.Pointer)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

// TestFindMeasure looks for measures and for their parts.
func TestFindMeasure(t *testing.T) {
	parks := Measure{
		Code: "16", Wording: "Friends of Parks", Unit: "groups; visits", Level: Both, Kind: Count, Direction: Higher, Scorable: true,
		Components: []Component{{ID: "16a", Text: "groups", Unit: "groups"}, {ID: "16b", Text: "usage", Level: AreaIndicator}},
	}
	waste := Measure{Code: "12", Level: Both, Kind: Reduction, Direction: Lower, Scorable: true}
	for _, c := range []struct {
		code, wording, unit string
		scorable            bool
		promised            Direction
	}{
		{"16", "Friends of Parks", "groups; visits", true, Higher},
		{"16a", "Friends of Parks: groups", "groups", true, Higher},
		{"16b", "Friends of Parks: usage", "groups; visits", false, Higher},
		{"12", "", "", true, Higher}, // more of a reduction is better
	} {
		f, ok := FindMeasure([]Measure{waste, parks}, c.code)
		if !ok || f.Wording() != c.wording || f.Unit() != c.unit || f.Scorable() != c.scorable || f.Promised() != c.promised {
			t.Errorf("%s: got %+v, %t", c.code, f, ok)
		}
	}
	if _, ok := FindMeasure([]Measure{waste, parks}, "16c"); ok {
		t.Error("16c: found what is not there")
	}
}

// TestAfter pages by place: position first, then code.
func TestAfter(t *testing.T) {
	m := Measure{Position: 10, Code: "b"}
	for place, want := range map[string]bool{"": true, "9 z": true, "10 a": true, "10 b": false, "10 c": false, "11 a": false} {
		if got := m.after(place); got != want {
			t.Errorf("10 b after %q: got %t, want %t", place, got, want)
		}
	}
}
