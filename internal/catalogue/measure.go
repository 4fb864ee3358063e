package catalogue

import "slices"

// Level is what a measure can be used for.
type Level string

// The levels of a measure.
const (
	ContractCommitment Level = "contract_commitment" // a bidder can promise it and deliver it on one contract
	AreaIndicator      Level = "area_indicator"      // a figure of the whole area: context, never a bidder's score
	Both               Level = "both"                // an area figure with a contract-sized form; only that form is scored
)

// Kind is what sort of figure a measure is.
type Kind string

// The kinds of measure.
const (
	Count       Kind = "count"
	Proportion  Kind = "proportion"   // numerator over denominator
	MedianLevel Kind = "median_level" // the middle of a distribution
	Reduction   Kind = "reduction"    // a level, where lower is better, and its fall from a baseline, which is what is promised
	Money       Kind = "money"        // pounds
)

// Direction is which figures are better.
type Direction string

// The directions of a measure.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower"
)

// Aggregation is how the figures of several periods make one.
type Aggregation string

// The aggregations of a measure.
const (
	Sum         Aggregation = "sum"           // add the periods
	DistinctSum Aggregation = "distinct_sum"  // add the periods, each person or thing counted in one of them only
	Latest      Aggregation = "latest"        // the newest figure stands; snapshots are never added
	RatioOfSums Aggregation = "ratio_of_sums" // sum of numerators over sum of denominators; percentages are never averaged
)

// Measure is one thing that can be counted towards an outcome.
type Measure struct {
	CatalogueID      string
	Code             string // "13"; unique in the catalogue, among components too
	OutcomeNumber    int
	Position         int    // its place in the list, from 1
	Wording          string // as the owner published it
	Level            Level
	Kind             Kind
	Unit             string
	Direction        Direction // of the figure; of a reduction's level, whose fall is promised
	DirectionNote    string
	Aggregation      Aggregation // over the periods of a contract
	AggregationNote  string
	DistinctCount    bool   // what is counted has an identity, and counts once
	BaselineRequired bool   // means nothing without where it started
	ContractForm     string // how it is promised on one contract
	Scorable         bool   // may be a criterion of a bid
	Normalise        string
	Evidence         string
	Caution          string
	Components       []Component
	Overlaps         []string // codes of measures in which the same thing may be counted again
}

// Component is one of the parts that a compound measure is scored by. What it
// leaves empty is its measure's.
type Component struct {
	ID            string // "5a"
	Text          string
	Unit          string
	Direction     Direction
	DirectionNote string
	Level         Level
}

// Promised is the direction of a commitment. A reduction is promised as the
// fall from its baseline, of which more is better.
func (m Measure) Promised() Direction {
	if m.Kind == Reduction {
		return Higher
	}
	return m.Direction
}

// Found is a measure, or one component of it, as a criterion or a commitment
// names it by code.
type Found struct {
	Measure   Measure
	Component *Component // nil for the whole measure
}

// FindMeasure finds what a code names: a measure ("13") or a component ("5a").
func FindMeasure(measures []Measure, code string) (Found, bool) {
	for _, m := range measures {
		if m.Code == code {
			return Found{Measure: m}, true
		}
		at := slices.IndexFunc(m.Components, func(c Component) bool { return c.ID == code })
		if at >= 0 {
			return Found{Measure: m, Component: &m.Components[at]}, true
		}
	}
	return Found{}, false
}

// Level is the component's own, where it has one, else the measure's.
func (f Found) Level() Level {
	if f.Component != nil && f.Component.Level != "" {
		return f.Component.Level
	}
	return f.Measure.Level
}

// Scorable reports whether a bid may be scored on it: the measure allows it
// and it is no figure of the whole area.
func (f Found) Scorable() bool { return f.Measure.Scorable && f.Level() != AreaIndicator }

// Wording is the measure's, followed by the component's.
func (f Found) Wording() string {
	if f.Component == nil {
		return f.Measure.Wording
	}
	return f.Measure.Wording + ": " + f.Component.Text
}

// Unit is the component's own, where it has one, else the measure's.
func (f Found) Unit() string {
	if f.Component != nil && f.Component.Unit != "" {
		return f.Component.Unit
	}
	return f.Measure.Unit
}

// Direction is the component's own, where it has one, else the measure's.
func (f Found) Direction() Direction {
	if f.Component != nil && f.Component.Direction != "" {
		return f.Component.Direction
	}
	return f.Measure.Direction
}

// Promised is the direction of a commitment to it; see [Measure.Promised].
func (f Found) Promised() Direction {
	if f.Measure.Kind == Reduction {
		return Higher
	}
	return f.Direction()
}
