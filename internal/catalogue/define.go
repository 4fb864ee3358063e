package catalogue

import (
	"fmt"

	"github.com/assay-engine/assay/internal/fault"
)

// NewMeasure is one measure as its owner defines it.
type NewMeasure struct {
	Code             string         `json:"code" validate:"required,code" example:"13"`                                                                                         // its number in the source or any code; unique in the catalogue, among components too
	Outcome          int            `json:"outcome" validate:"required,min=1,max=1000000" example:"3"`                                                                          // the number of an outcome of the catalogue
	Position         int            `json:"position,omitempty" validate:"min=0,max=1000000" example:"13"`                                                                       // its place in the list, from 1; left out or 0 means last
	Wording          string         `json:"wording" validate:"required,max=500,text" example:"Numbers of new volunteers"`                                                       // as it is published
	Level            Level          `json:"level" validate:"required,oneof=contract_commitment area_indicator both" enums:"contract_commitment,area_indicator,both"`            // what it can be used for: an area indicator is context, never a criterion of a bid
	Kind             Kind           `json:"kind" validate:"required,oneof=count proportion median_level reduction money" enums:"count,proportion,median_level,reduction,money"` // what sort of figure it is; a reduction is the fall of a level from its baseline
	Unit             string         `json:"unit" validate:"required,max=200,text" example:"people"`                                                                             // what is counted
	Direction        Direction      `json:"direction" validate:"required,oneof=higher lower" enums:"higher,lower"`                                                              // which figures are better; of a reduction, of its level
	DirectionNote    string         `json:"directionNote,omitempty" validate:"max=500,text"`                                                                                    // what the direction does not say
	Aggregation      Aggregation    `json:"aggregation" validate:"required,oneof=sum distinct_sum latest ratio_of_sums" enums:"sum,distinct_sum,latest,ratio_of_sums"`          // how the periods of a contract make one figure
	AggregationNote  string         `json:"aggregationNote,omitempty" validate:"max=500,text"`                                                                                  // what the aggregation does not say
	DistinctCount    bool           `json:"distinctCount,omitempty"`                                                                                                            // what is counted has an identity and counts once
	BaselineRequired bool           `json:"baselineRequired,omitempty"`                                                                                                         // a commitment must say where it starts from
	ContractForm     string         `json:"contractForm,omitempty" validate:"max=500,text"`                                                                                     // how it is promised on one contract
	Scorable         *bool          `json:"scorable,omitempty"`                                                                                                                 // left out: yes, unless it is an area indicator
	Normalise        string         `json:"normalise,omitempty" validate:"max=500,text"`                                                                                        // how bids of different size are made comparable
	Evidence         string         `json:"evidence,omitempty" validate:"max=1000,text"`                                                                                        // what shows that it was delivered
	Caution          string         `json:"caution,omitempty" validate:"max=1000,text"`                                                                                         // what to mind; shown where the measure is refused as a criterion
	Components       []NewComponent `json:"components,omitempty" validate:"max=20,dive"`                                                                                        // parts that can be criteria by themselves
	Overlaps         []string       `json:"overlaps,omitempty" validate:"max=100,unique,dive,code"`                                                                             // codes of measures in which the same thing may be counted again
}

// NewComponent is one part of a compound measure. What it leaves out is its
// measure's.
type NewComponent struct {
	ID            string    `json:"id" validate:"required,code" example:"5a"`                                         // names the component; unique in the catalogue
	Text          string    `json:"text" validate:"required,max=300,text" example:"gain"`                             // what the part is
	Unit          string    `json:"unit,omitempty" validate:"max=200,text"`                                           // left out: the measure's
	Direction     Direction `json:"direction,omitempty" validate:"omitempty,oneof=higher lower" enums:"higher,lower"` // left out: the measure's
	DirectionNote string    `json:"directionNote,omitempty" validate:"max=500,text"`
	Level         Level     `json:"level,omitempty" validate:"omitempty,oneof=contract_commitment area_indicator both" enums:"contract_commitment,area_indicator,both"` // left out: the measure's; an area indicator is never a criterion of a bid
}

// check names everything that is wrong with a measure, seen by itself.
func (in NewMeasure) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	in.figure(&wrong)
	if in.Level == AreaIndicator && in.scorable() {
		wrong.Add("/scorable", "area-indicator", "must be false: an area indicator is context, never a bidder's score")
	}
	if in.Level == Both && in.scorable() && in.ContractForm == "" {
		wrong.Add("/contractForm", "required", "is required: only the contract form of such a measure is scored")
	}
	seen := map[string]bool{in.Code: true}
	for i, c := range in.Components {
		if seen[c.ID] {
			wrong.Add(fmt.Sprintf("/components/%d/id", i), "duplicate", "is the code of this measure or of a component before")
		}
		seen[c.ID] = true
	}
	for i, code := range in.Overlaps {
		if code == in.Code {
			wrong.Add(fmt.Sprintf("/overlaps/%d", i), "itself", "a measure does not overlap with itself")
		}
	}
	return wrong.Err()
}

// figure holds the aggregation to what the kind of figure can bear: shares and
// medians are never added, and a fall is nothing without where it began.
func (in NewMeasure) figure(wrong *fault.Fields) {
	switch {
	case in.Kind == Proportion && (in.Aggregation == Sum || in.Aggregation == DistinctSum):
		wrong.Add("/aggregation", "not-for-this-kind", "must be latest or ratio_of_sums: proportions are never added")
	case in.Kind == MedianLevel && in.Aggregation != Latest && in.Aggregation != "":
		wrong.Add("/aggregation", "not-for-this-kind", "must be latest: medians are neither added nor averaged")
	case in.Aggregation == RatioOfSums && in.Kind != Proportion && in.Kind != "":
		wrong.Add("/aggregation", "not-for-this-kind", "ratio_of_sums is for proportions, which have a numerator and a denominator")
	case in.Aggregation == DistinctSum && !in.DistinctCount:
		wrong.Add("/distinctCount", "required", "must be true: distinct_sum counts each person or thing once")
	}
	if in.Kind == Reduction && !in.BaselineRequired {
		wrong.Add("/baselineRequired", "required", "must be true: a reduction is measured from its baseline")
	}
}

func (in NewMeasure) scorable() bool {
	if in.Scorable != nil {
		return *in.Scorable
	}
	return in.Level != AreaIndicator
}

func (in NewMeasure) measure(catalogueID string) Measure {
	m := Measure{
		CatalogueID: catalogueID, Code: in.Code, OutcomeNumber: in.Outcome, Position: in.Position, Wording: in.Wording,
		Level: in.Level, Kind: in.Kind, Unit: in.Unit, Direction: in.Direction, DirectionNote: in.DirectionNote,
		Aggregation: in.Aggregation, AggregationNote: in.AggregationNote, DistinctCount: in.DistinctCount,
		BaselineRequired: in.BaselineRequired, ContractForm: in.ContractForm, Scorable: in.scorable(), Normalise: in.Normalise,
		Evidence: in.Evidence, Caution: in.Caution, Overlaps: in.Overlaps,
	}
	for _, c := range in.Components {
		m.Components = append(m.Components, Component(c))
	}
	return m
}

// definition is a kept measure as its owner would define it.
func (m Measure) definition() NewMeasure {
	in := NewMeasure{
		Code: m.Code, Outcome: m.OutcomeNumber, Position: m.Position, Wording: m.Wording, Level: m.Level, Kind: m.Kind, Unit: m.Unit,
		Direction: m.Direction, DirectionNote: m.DirectionNote, Aggregation: m.Aggregation, AggregationNote: m.AggregationNote,
		DistinctCount: m.DistinctCount, BaselineRequired: m.BaselineRequired, ContractForm: m.ContractForm, Scorable: &m.Scorable,
		Normalise: m.Normalise, Evidence: m.Evidence, Caution: m.Caution, Overlaps: append([]string{}, m.Overlaps...),
		Components: make([]NewComponent, len(m.Components)),
	}
	for i, c := range m.Components {
		in.Components[i] = NewComponent(c)
	}
	return in
}
