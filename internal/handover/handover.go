// Package handover lays the hand-over pack of a contract out for people: as a
// page that prints well, and as a PDF. Who promised what, by when, proven how;
// nothing in it was typed again.
//
// The page is the accessible original; the PDF is made from the same words.
package handover

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a container without zones must still know what day it is in London

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
)

// pack is the hand-over in words.
type pack struct {
	Title, Authority, Supplier string
	From, To, Made             string
	Mode                       string
	Facts                      []fact
	Items                      []item
	Changes                    []change
}

type fact struct{ Name, Value string }

type item struct {
	Number                        int
	Code, Wording, Outcome        string
	Promise                       string
	Counted, Method, Plan, Rule   string
	Baseline, Overlap, Passage    string
	AuthorityOwner, SupplierOwner string
	Periods                       []period
}

type period struct{ Label, From, To, Due, Committed, State string }

type change struct{ On, What, Reason string }

// wordsOf writes a hand-over out.
func wordsOf(h contract.Handover) pack {
	c := h.Contract
	p := pack{
		Title: c.Title, Authority: h.Authority.Name, Supplier: h.Supplier.Name, From: date(c.StartsOn), To: date(c.EndsOn), Made: moment(h.At), Mode: string(c.Mode),
		Facts: []fact{
			{"Authority", h.Authority.Name},
			{"Supplier", h.Supplier.Name},
			{"Term", date(c.StartsOn) + " to " + date(c.EndsOn)},
			{"Returns are due", fmt.Sprintf("%d days after the end of a period; very late after %d days more", c.DueDays, c.VeryLateDays)},
			{"Taken over from", fmt.Sprintf("version %d of bid %s", c.BidNumber, c.BidID)},
			{"Hash of that version", h.BidHash},
			{"Contract", c.ID},
		},
	}
	if c.SuspendedOn != "" {
		p.Facts = append(p.Facts, fact{"Suspended", "from " + date(c.SuspendedOn) + ": no return falls due until the contract is resumed"})
	}
	if len(h.Unshared) > 0 {
		p.Facts = append(p.Facts, fact{"Nobody is named on one side for", "measure " + strings.Join(h.Unshared, ", ")})
	}
	for i, o := range h.Items {
		p.Items = append(p.Items, itemOf(i+1, o))
	}
	for _, c := range h.Changes {
		p.Changes = append(p.Changes, change{On: moment(c.At), What: changed(c), Reason: c.Reason})
	}
	return p
}

func itemOf(n int, o contract.HandedOver) item {
	i := item{
		Number: n, Code: o.Code(), Wording: o.Wording, Outcome: fmt.Sprintf("%d %s", o.OutcomeNumber, o.OutcomeTitle), Promise: o.Contracted.String() + " " + o.Unit,
		Counted: counted(o.Obligation), Method: o.Method, Plan: o.Evidence, Rule: o.EvidenceRule, Baseline: baseline(o.Obligation), Passage: o.Passage,
		AuthorityOwner: owner(o.Owners[contract.AuthoritySide]), SupplierOwner: owner(o.Owners[contract.SupplierSide]),
	}
	if len(o.Overlapping) > 0 {
		i.Overlap = "The same thing may be counted for measure " + strings.Join(o.Overlapping, ", ") + " as well: count it once."
	}
	for _, p := range o.Periods {
		label, due := p.Label, date(p.DueOn)
		if p.Title != "" {
			label = p.Title
		}
		if p.IsStopped {
			due = "stopped"
		}
		i.Periods = append(i.Periods, period{Label: label, From: date(p.StartsOn), To: date(p.EndsOn), Due: due, Committed: p.Quantity.String(), State: strings.ReplaceAll(string(p.Timing), "_", " ")})
	}
	return i
}

func owner(o contract.Owner) string {
	switch {
	case o.Name == "":
		return "nobody named yet"
	case o.Email == "":
		return o.Name
	default:
		return o.Name + ", " + o.Email
	}
}

// counted says how the figures of several periods make one.
func counted(o contract.Obligation) string {
	words := map[catalogue.Aggregation]string{
		catalogue.Sum:         "The figures of all periods are added.",
		catalogue.DistinctSum: "The figures of all periods are added; whoever or whatever is counted, is counted once over the whole contract.",
		catalogue.Latest:      "The newest figure stands; figures are never added.",
		catalogue.RatioOfSums: "All numerators are divided by all denominators; percentages are never averaged.",
	}[o.Aggregation]
	if o.Direction == catalogue.Lower {
		words += " Less is better."
	}
	return words
}

func baseline(o contract.Obligation) string {
	if o.BaselineValue == "" {
		return ""
	}
	return strings.TrimSuffix(fmt.Sprintf("%s on %s; %s", o.BaselineValue, date(o.BaselineDate), o.BaselineSource), "; ")
}

func changed(c contract.Change) string {
	switch c.Kind {
	case contract.StartMoved:
		return "First day moved from " + date(c.StartsOn) + " to " + date(c.OnDate)
	case contract.Extended:
		return "Extended from " + date(c.EndsOn) + " to " + date(c.OnDate)
	case contract.Suspended:
		return "Suspended from " + date(c.OnDate)
	case contract.Resumed:
		return "Resumed on " + date(c.OnDate)
	}
	return string(c.Kind)
}

// date writes a date as people read it.
func date(text string) string {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return day.Format("2 January 2006")
}

func moment(at time.Time) string {
	if zone, err := time.LoadLocation("Europe/London"); err == nil {
		at = at.In(zone)
	}
	return at.Format("2 January 2006, 15:04")
}
