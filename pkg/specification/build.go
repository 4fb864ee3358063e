package specification

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Build writes the specification of a subject. The error is that of scoring the
// example: scoring.Faults where a method breaks a rule.
func Build(s Subject) (Document, error) {
	d := Document{
		Kind: Kind, Of: s.Of, ID: s.ID, Title: s.Title, Description: s.Description, Buyer: s.Buyer, Test: s.Test,
		Facts: filled(s.Facts), Dates: filled(s.Dates), Rules: filled(s.Rules), Lots: filled(s.Lots), Methods: []Method{},
	}
	for _, j := range s.Methods {
		m, err := build(j, s.Measures)
		if err != nil {
			return d, err
		}
		if m.Title = "How bids are judged"; len(s.Methods) > 1 {
			m.Title = "How bids for " + lotWords(j.Lots) + " are judged"
		}
		d.Methods = append(d.Methods, m)
	}
	return d, nil
}

// filled is a list that is never null.
func filled[T any](list []T) []T { return append([]T{}, list...) }

func lotWords(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	if len(texts) == 1 {
		return "lot " + texts[0]
	}
	return "lots " + sentenceList(texts, "and")
}

// sentenceList is "a, b and c".
func sentenceList(list []string, word string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + word + " " + list[len(list)-1]
}

func build(j Judged, measures map[string]Measure) (Method, error) {
	full := j.Method.WithDefaults()
	b := &builder{method: full, tender: j.Tender, measures: measures, titles: map[string]string{}}
	b.name(full.Criteria)
	m := Method{Lots: filled(j.Lots), MethodHash: j.MethodHash, Rules: b.rules(), Ties: b.ties()}
	b.walk(full.Criteria, "", "", 0, big.NewRat(100, 1), &m)
	var err error
	m.Example, err = b.example()
	return m, err
}

// builder writes one method down.
type builder struct {
	method   scoring.Method
	tender   scoring.Tender
	measures map[string]Measure
	titles   map[string]string // by criterion
}

func (b *builder) name(list []scoring.Criterion) {
	for _, c := range list {
		if b.titles[c.ID] = c.Title; c.Title == "" {
			b.titles[c.ID] = b.titleOf(c)
		}
		b.name(c.Criteria)
	}
}

// titleOf is what a criterion without a title is called: by the words of its
// measure, else by its id.
func (b *builder) titleOf(c scoring.Criterion) string {
	if m, known := b.measures[c.Measure]; known && c.Kind == scoring.MeasureLeaf {
		return m.Wording
	}
	return c.ID
}

func (b *builder) walk(list []scoring.Criterion, parent, number string, depth int, above *big.Rat, m *Method) {
	for i, c := range list {
		place := number + strconv.Itoa(i+1)
		line := Criterion{
			ID: c.ID, Number: place, Title: b.titles[c.ID], Kind: string(c.Kind), Parent: parent, Depth: depth, LocalWeight: c.Weight, Worth: c.Worth,
			Minimum: c.Minimum, Sentences: b.sentences(c), Scale: c.Scale, Values: c.Measures, Measures: b.promised(c), Formula: b.formula(c),
		}
		if c.Criteria != nil {
			line.Kind = "branch"
		}
		share := above
		if c.Weight != nil {
			share = new(big.Rat).Mul(above, big.NewRat(int64(*c.Weight), decimal.Whole))
			line.GlobalWeight = digits(share)
		}
		m.Criteria = append(m.Criteria, line)
		b.walk(c.Criteria, c.ID, place+".", depth+1, share, m)
	}
}

// digits writes a share with every digit it has: shares are products of basis
// points, so their digits end.
func digits(r *big.Rat) scoring.Figure {
	places, _ := r.FloatPrec()
	return scoring.Figure(r.FloatString(places))
}

// promised lists the measures that a criterion counts.
func (b *builder) promised(c scoring.Criterion) []Measure {
	var list []Measure
	add := func(code string) {
		m, known := b.measures[code]
		if !known {
			m = Measure{Code: code, Wording: "measure " + code, Unit: "units"}
		}
		list = append(list, m)
	}
	if c.Measure != "" {
		add(c.Measure)
	}
	for _, v := range c.Measures {
		add(v.Measure)
	}
	return list
}

// Pounds writes money as people read it: £2,400,000 or £12.50, and the code of
// any other currency before it.
func Pounds(m decimal.Money) string {
	text := strings.TrimSuffix(thousands(m.Rat().FloatString(2)), ".00")
	if m.Currency != "" && m.Currency != decimal.Sterling {
		return m.Currency + " " + text
	}
	return "£" + text
}

func sprint(format string, args ...any) string { return fmt.Sprintf(format, args...) }
