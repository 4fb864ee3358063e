package catalogue

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Difference is how one version differs from another.
type Difference struct {
	Against   Catalogue // the version compared with
	Catalogue Catalogue
	Fields    []FieldChange // of the catalogue itself
	Outcomes  []PartChange
	Measures  []PartChange
}

// PartChange is an outcome or a measure that one of two versions has and the
// other has not, or has otherwise.
type PartChange struct {
	Code   string // of the measure, or the outcome's number
	How    How
	Title  string        // the wording, or the outcome's title, in the version that has it; the newer where both do
	Fields []FieldChange // where it changed
}

// How says what became of a part.
type How string

// What may become of a part.
const (
	Added   How = "added"
	Removed How = "removed"
	Changed How = "changed"
)

// FieldChange is one member with its value before and after.
type FieldChange struct {
	Field    string
	From, To any
}

// Diff compares a version with another, by default with the one that it was
// revised from. Both must be visible to the reader.
func (s *Service) Diff(ctx context.Context, id, against string) (Difference, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Difference, error) {
		to, err := See(tx, id)
		if err != nil {
			return Difference{}, err
		}
		if against == "" && to.RevisedFrom == nil {
			return Difference{}, fault.ErrInput.With(fault.Field{Pointer: "?against", Code: "required", Detail: "is required: this version was not revised from another"})
		}
		if against == "" {
			against = *to.RevisedFrom
		}
		from, err := See(tx, against)
		if err != nil {
			return Difference{}, err
		}
		return difference(tx, from, to)
	})
}

func difference(tx *store.Tx, from, to Catalogue) (Difference, error) {
	d := Difference{Against: from, Catalogue: to, Fields: changes(from.members(), to.members())}
	before, err := partsOf(tx, from.ID)
	if err != nil {
		return d, err
	}
	after, err := partsOf(tx, to.ID)
	d.Outcomes = compare(before.outcomes, after.outcomes)
	d.Measures = compare(before.measures, after.measures)
	return d, err
}

// part is an outcome or a measure, ready to be compared.
type part struct {
	code, title string
	members     []member
}

type member struct {
	name  string
	value any
}

type parts struct{ outcomes, measures []part }

func partsOf(tx *store.Tx, id string) (p parts, err error) {
	outcomes, err := Outcomes(tx, id)
	if err != nil {
		return p, err
	}
	measures, err := Measures(tx, id)
	for _, o := range outcomes {
		p.outcomes = append(p.outcomes, part{fmt.Sprint(o.Number), o.Title, []member{{"title", o.Title}}})
	}
	for _, m := range measures {
		p.measures = append(p.measures, part{m.Code, m.Wording, m.members()})
	}
	return p, err
}

// compare lists what changed in the order of the newer version, then what is
// gone.
func compare(before, after []part) []PartChange {
	var all []PartChange
	find := func(list []part, code string) int {
		return slices.IndexFunc(list, func(p part) bool { return p.code == code })
	}
	for _, p := range after {
		at := find(before, p.code)
		if at < 0 {
			all = append(all, PartChange{Code: p.code, How: Added, Title: p.title})
		} else if fields := changes(before[at].members, p.members); len(fields) > 0 {
			all = append(all, PartChange{Code: p.code, How: Changed, Title: p.title, Fields: fields})
		}
	}
	for _, p := range before {
		if find(after, p.code) < 0 {
			all = append(all, PartChange{Code: p.code, How: Removed, Title: p.title})
		}
	}
	return all
}

func changes(before, after []member) []FieldChange {
	var all []FieldChange
	for i, b := range before {
		if !reflect.DeepEqual(b.value, after[i].value) {
			all = append(all, FieldChange{Field: b.name, From: b.value, To: after[i].value})
		}
	}
	return all
}

func (c Catalogue) members() []member {
	return []member{{"title", c.Title}, {"description", c.Description}}
}

// members lists a measure by the names that its JSON has.
func (m Measure) members() []member {
	d := m.definition()
	return []member{
		{"outcome", d.Outcome},
		{"position", d.Position},
		{"wording", d.Wording},
		{"level", d.Level},
		{"kind", d.Kind},
		{"unit", d.Unit},
		{"direction", d.Direction},
		{"directionNote", d.DirectionNote},
		{"aggregation", d.Aggregation},
		{"aggregationNote", d.AggregationNote},
		{"distinctCount", d.DistinctCount},
		{"baselineRequired", d.BaselineRequired},
		{"contractForm", d.ContractForm},
		{"scorable", m.Scorable},
		{"normalise", d.Normalise},
		{"evidence", d.Evidence},
		{"caution", d.Caution},
		{"components", d.Components},
		{"overlaps", d.Overlaps},
	}
}
