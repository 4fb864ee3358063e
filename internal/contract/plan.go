package contract

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

// NewSchedule says how often a promise is reported for which the bid gave no
// profile. A profile of the bid is a promise itself, and stays.
type NewSchedule struct {
	Measure    string         `json:"measure" validate:"required,code" example:"22"`                                                               // the code of the measure or component that was promised
	Every      Every          `json:"every" validate:"required,oneof=month quarter year milestone once" enums:"month,quarter,year,milestone,once"` // how often it is reported
	Calendar   Calendar       `json:"calendar,omitempty" validate:"omitempty,oneof=named contract" enums:"named,contract"`                         // named (left out): calendar months, quarters and years, cut at the ends of the term; contract: counted from the first day
	Spread     Spread         `json:"spread,omitempty" validate:"omitempty,oneof=even end" enums:"even,end"`                                       // even (left out): the same in every period; end: everything by the last one
	Milestones []NewMilestone `json:"milestones,omitempty" validate:"max=100,dive"`                                                                // for every milestone: the days, and what is due on each
}

// NewMilestone is a day on which a part of a promise is to be there.
type NewMilestone struct {
	Name     string            `json:"name" validate:"required,max=200,text" example:"The workshop opens"`
	On       string            `json:"on" validate:"required,max=10" format:"date" example:"2027-10-01"`          // within the term
	Quantity *decimal.Quantity `json:"quantity" validate:"required" swaggertype:"number" minimum:"0" example:"2"` // of all milestones they add up to the promise
}

// plan is how one promise is laid over a term.
type plan struct {
	every      Every
	calendar   Calendar
	spread     Spread
	milestones []NewMilestone
	moved      shift // of a profile, where the contract starts on another day than the tender said
}

func (in NewSchedule) plan() plan {
	p := plan{every: in.Every, calendar: in.Calendar, spread: in.Spread, milestones: in.Milestones}
	if p.calendar == "" {
		p.calendar = Named
	}
	if p.spread == "" {
		p.spread = Evenly
	}
	return p
}

// lay makes the periods of a promise, in the order of time. What lies outside
// of the term is named.
func (p plan) lay(c bid.Commitment, rule catalogue.Aggregation, whole term, dueDays int) (list []Period, outside string, err error) {
	promised := amount(c.Quantity)
	switch {
	case p.every == EveryMilestone:
		list, outside, err = p.layMilestones(whole, dueDays)
	case p.every.months() > 0:
		days, labels := regular(p.every, p.calendar, whole)
		parts := spread(p.spread, promised, len(days))
		for i := range days {
			list = append(list, newPeriod(labels[i], days[i], dueDays, parts[i]))
		}
	case len(c.Profile) > 0:
		list, outside, err = p.layProfile(c, whole, dueDays)
	default:
		return []Period{newPeriod(WholeTerm, whole, dueDays, promised)}, "", nil
	}
	if err != nil || outside != "" {
		return nil, outside, err
	}
	inOrder(list)
	promise(list, rule, promised)
	return list, "", nil
}

// layProfile takes the bid's own periods. One that reaches over an end of the
// term is cut there; one that lies outside cannot be delivered, and is named.
func (p plan) layProfile(c bid.Commitment, whole term, dueDays int) (list []Period, outside string, err error) {
	for _, instalment := range c.Profile {
		named, ok := bid.ParsePeriod(instalment.Period)
		if !ok {
			return nil, "", fmt.Errorf("%q is not a year, a quarter or a month", instalment.Period)
		}
		days, inside := whole.overlap(p.moved.over(term{named.From, named.Until.AddDate(0, 0, -1)}))
		if !inside {
			return nil, instalment.Period, nil
		}
		list = append(list, newPeriod(instalment.Period, days, dueDays, amount(instalment.Quantity)))
	}
	return list, "", nil
}

// layMilestones makes a period of every milestone: it may be reported from the
// first day of the term on, since things are allowed to be early.
func (p plan) layMilestones(whole term, dueDays int) (list []Period, outside string, err error) {
	for i, m := range p.milestones {
		on, err := time.Parse(time.DateOnly, m.On)
		if err != nil {
			return nil, "", fmt.Errorf("milestone %d: %w", i, err) // checked before
		}
		days, inside := whole.overlap(term{whole.first, on})
		if !inside || on.After(whole.last) {
			return nil, m.On, nil
		}
		period := newPeriod(fmt.Sprintf("milestone-%d", i+1), days, dueDays, amount(m.Quantity))
		period.Title = m.Name
		list = append(list, period)
	}
	return list, "", nil
}

// plans holds the schedules that an authority gives to what was promised, by
// code. Every wrong one is named.
func (in NewContract) plans(commitments []bid.Commitment) (map[string]plan, error) {
	var wrong fault.Fields
	byCode := map[string]plan{}
	for i, s := range in.Schedules {
		pointer := fmt.Sprintf("/schedules/%d", i)
		c, promised := promisedAs(commitments, s.Measure)
		switch _, twice := byCode[s.Measure]; {
		case twice:
			wrong.Add(pointer+"/measure", "duplicate", "must not be scheduled twice")
		case !promised:
			wrong.Add(pointer+"/measure", "not-promised", "must be the code of something that the winning bid promises")
		case len(c.Profile) > 0:
			wrong.Add(pointer+"/measure", "has-profile", "is promised period by period in the bid: that is its schedule")
		}
		s.checkMilestones(&wrong, pointer, amount(c.Quantity))
		byCode[s.Measure] = s.plan()
	}
	return byCode, wrong.Err()
}

func promisedAs(commitments []bid.Commitment, code string) (bid.Commitment, bool) {
	for _, c := range commitments {
		if c.Code() == code {
			return c, true
		}
	}
	return bid.Commitment{}, false
}

func (in NewSchedule) checkMilestones(wrong *fault.Fields, pointer string, promised decimal.Quantity) {
	if (in.Every == EveryMilestone) != (len(in.Milestones) > 0) {
		wrong.Add(pointer+"/milestones", "milestones", "are required where every is milestone, and only there")
		return
	}
	var sum decimal.Quantity
	for i, m := range in.Milestones {
		if _, err := time.Parse(time.DateOnly, m.On); err != nil {
			wrong.Add(fmt.Sprintf("%s/milestones/%d/on", pointer, i), "not-a-date", "must be a date such as 2027-10-01")
		}
		sum += amount(m.Quantity)
	}
	if len(in.Milestones) > 0 && sum != promised {
		wrong.Add(pointer+"/milestones", "does-not-add-up", fmt.Sprintf("must add up to what was promised, %s: they make %s", promised, sum))
	}
}
