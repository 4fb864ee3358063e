package contract

import (
	"fmt"
	"strings"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// obliged is an obligation with its periods.
type obliged struct {
	Obligation

	Periods []Period
}

// takeOver makes an obligation of every commitment of the winning bid, and
// notes in the contract which version of the bid that is.
func takeOver(tx *store.Tx, c *Contract, in NewContract, whole term, moved shift) ([]obliged, error) {
	won, err := winner(tx, *c)
	if err != nil {
		return nil, err
	}
	c.BidNumber = won.Number
	words, err := wordsOf(tx, c.CatalogueID)
	if err != nil {
		return nil, err
	}
	var wrong fault.Fields
	plans, err := in.plans(won.Document.Answers.Commitments)
	if err != nil {
		return nil, err
	}
	list := make([]obliged, 0, len(won.Document.Answers.Commitments))
	for i, promised := range won.Document.Answers.Commitments {
		o, err := words.obligation(promised, i)
		if err != nil {
			return nil, fmt.Errorf("take over commitment %d of bid %s: %w", i, c.BidID, err)
		}
		o.ID, o.ContractID = tx.NewID(), c.ID
		p := planned(plans, promised, in.Calendar, moved)
		o.Every, o.Calendar = p.every, p.calendar
		periods, outside, err := p.lay(promised, o.Aggregation, whole, c.DueDays)
		if err != nil {
			return nil, fmt.Errorf("take over the profile of commitment %d of bid %s: %w", i, c.BidID, err)
		}
		if outside != "" {
			wrong.Add("/startsOn", "outside-the-term", fmt.Sprintf("the bid promises %s of measure %s, which is not within %s and %s", outside, o.Code(), c.StartsOn, c.EndsOn))
		}
		for n := range periods {
			periods[n].ID, periods[n].ObligationID = tx.NewID(), o.ID
		}
		list = append(list, obliged{o, periods})
	}
	return list, wrong.Err()
}

// planned is how a promise is laid over the term: as its own profile says, or
// as the authority schedules it.
func planned(plans map[string]plan, promised bid.Commitment, by Calendar, moved shift) plan {
	p, given := plans[promised.Code()]
	switch {
	case given:
		return p
	case by == OfContract:
		return plan{every: ByProfile, calendar: OfContract, moved: moved}
	default:
		return plan{every: ByProfile, calendar: Named}
	}
}

// winner is the bid that the award names, as it was opened.
func winner(tx *store.Tx, c Contract) (bid.Opened, error) {
	opened, err := bid.OpenedBids(tx, c.LotID)
	if err != nil {
		return bid.Opened{}, err
	}
	for _, o := range opened {
		if o.Bid.ID == c.BidID {
			return o, nil
		}
	}
	return bid.Opened{}, fmt.Errorf("bid %s of the award is not among the opened bids of its lot", c.BidID)
}

// words are the catalogue's, by which a commitment is understood.
type words struct {
	measures []catalogue.Measure
	outcomes map[int]string
}

func wordsOf(tx *store.Tx, catalogueID string) (w words, err error) {
	if w.measures, err = catalogue.Measures(tx, catalogueID); err != nil {
		return w, err
	}
	outcomes, err := catalogue.Outcomes(tx, catalogueID)
	w.outcomes = map[int]string{}
	for _, o := range outcomes {
		w.outcomes[o.Number] = o.Title
	}
	return w, err
}

// obligation is a commitment in the catalogue's words.
func (w words) obligation(promised bid.Commitment, index int) (Obligation, error) {
	found, ok := catalogue.FindMeasure(w.measures, promised.Code())
	if !ok {
		return Obligation{}, fmt.Errorf("the catalogue has no measure %q", promised.Code())
	}
	o := Obligation{
		Position: index + 1, Measure: found.Measure.Code, OutcomeNumber: found.Measure.OutcomeNumber,
		OutcomeTitle: w.outcomes[found.Measure.OutcomeNumber], Wording: found.Wording(), Unit: found.Unit(), Direction: promisedDirection(found),
		Aggregation: found.Measure.Aggregation, AggregationNote: found.Measure.AggregationNote, DistinctCount: found.Measure.DistinctCount,
		Offered: amount(promised.Quantity), Contracted: amount(promised.Quantity), Method: promised.Method, Evidence: promised.Evidence,
		Passage: fmt.Sprintf("/answers/commitments/%d", index), Kind: found.Measure.Kind, EvidenceRule: found.Measure.Evidence,
		OverlapCodes: strings.Join(found.Measure.Overlaps, ","),
	}
	if found.Component != nil {
		o.Component = found.Component.ID
	}
	if b := promised.Baseline; b != nil {
		o.BaselineDate, o.BaselineSource = b.Date, b.Source
		if b.Value != nil {
			o.BaselineValue = b.Value.String()
		}
	}
	return o, nil
}

// promisedDirection is which way a promise is better: of a reduction, the
// bigger fall; of a component, its own direction where it has one.
func promisedDirection(found catalogue.Found) catalogue.Direction {
	if found.Measure.Kind != catalogue.Reduction && found.Component != nil && found.Component.Direction != "" {
		return found.Component.Direction
	}
	return found.Measure.Promised()
}
