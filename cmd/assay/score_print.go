package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/assay-engine/assay/pkg/legible"
	"github.com/assay-engine/assay/pkg/scoring"
)

// printResult writes the ranking, the marks of every criterion, who was left
// out and what a careful reader should know.
func printResult(w io.Writer, sheet scoring.Sheet, result scoring.Result) {
	titles := titlesOf(sheet.Method.Criteria, map[string]string{})
	p := teller(w)
	p("Ranking")
	printRanking(w, result)
	p("")
	p("Marks out of 100, and in brackets what they add to the total")
	printMarks(w, sheet, result, titles)
	if len(result.Excluded) > 0 {
		p("\nNot ranked")
		for _, e := range result.Excluded {
			p("  %s: %s", e.Bid, whyExcluded(e, titles))
		}
	}
	for _, tie := range result.Ties {
		if tie.BrokenBy == nil {
			p("\nTie: %s share their rank.", strings.Join(tie.Bids, ", "))
		} else {
			p("\nTie: %s, told apart by %s.", strings.Join(tie.Bids, ", "), *tie.BrokenBy)
		}
	}
	for _, warning := range result.Warnings {
		p("\nWarning %s on %s: %s", warning.Code, nameOf(titles, warning.Criterion), warningWords[warning.Code])
	}
	p("\nMethod %s\nInput  %s\nEngine %s", result.MethodHash, result.InputHash, result.Engine)
}

var warningWords = map[string]string{
	scoring.WarnRivalDependent: "marks here depend on the other bids, so a losing bid that comes or goes can change the winner.",
	scoring.WarnZeroPrice:      "somebody offered a price of nothing, which has full marks and leaves none to the others.",
	scoring.WarnZeroInput:      "somebody offered nothing of what is to be low, which has full marks and leaves none to the others.",
}

func titlesOf(criteria []scoring.Criterion, into map[string]string) map[string]string {
	for _, c := range criteria {
		into[c.ID] = c.Title
		titlesOf(c.Criteria, into)
	}
	return into
}

func nameOf(titles map[string]string, id string) string {
	if titles[id] != "" {
		return titles[id]
	}
	return id
}

func printRanking(w io.Writer, result scoring.Result) {
	if len(result.Ranking) == 0 {
		_, _ = fmt.Fprintln(w, "  No bid could be ranked.")
		return
	}
	t := newTable(">rank", "bid", ">total", ">exact")
	for _, r := range result.Ranking {
		t.row(r.Rank, r.Bid, totalShown(r), short(string(r.Exact)))
	}
	t.print(w)
}

// totalShown is the total with its thousands apart, and with more decimals where
// it would say next to nothing.
func totalShown(r scoring.Ranked) string { return legible.Thousands(r.Shown()) }

// short cuts the exact fraction where it is too long for a page; the document
// has it in full.
func short(exact string) string {
	if len(exact) <= longest {
		return exact
	}
	return exact[:longest-1] + "…"
}

const longest = 60

// currencyOf is the currency of the prices.
func currencyOf(sheet scoring.Sheet) string {
	for _, b := range sheet.Bids {
		if b.Price != nil && b.Disregarded == nil {
			return b.Price.Currency
		}
	}
	if sheet.Tender.Estimate != nil {
		return sheet.Tender.Estimate.Currency
	}
	return ""
}

// printMarks lays the criteria down the page and the bids across it.
func printMarks(w io.Writer, sheet scoring.Sheet, result scoring.Result, titles map[string]string) {
	columns := []string{"criterion", ">weight"}
	cells := map[string]map[string]string{}
	weights := map[string]string{}
	for _, r := range result.Ranking {
		columns = append(columns, ">"+r.Bid)
	}
	for _, n := range result.Nodes {
		if cells[n.Criterion] == nil {
			cells[n.Criterion] = map[string]string{}
		}
		cells[n.Criterion][n.Bid] = fmt.Sprintf("%s (%s)", n.Mark, n.Weighted)
		weights[n.Criterion] = string(n.GlobalWeight) + " %"
		if n.Worth != "" {
			weights[n.Criterion] = legible.Money(n.Worth.Rat(), currencyOf(sheet))
		}
	}
	t := newTable(columns...)
	var walk func(criteria []scoring.Criterion, depth int)
	walk = func(criteria []scoring.Criterion, depth int) {
		for _, c := range criteria {
			if marks, ok := cells[c.ID]; ok {
				row := []any{strings.Repeat("  ", depth) + nameOf(titles, c.ID), weights[c.ID]}
				for _, r := range result.Ranking {
					row = append(row, marks[r.Bid])
				}
				t.row(row...)
			}
			walk(c.Criteria, depth+1)
		}
	}
	walk(sheet.Method.Criteria, 0)
	t.print(w)
}

func whyExcluded(e scoring.Excluded, titles map[string]string) string {
	text := strings.ReplaceAll(string(e.Why), "_", " ")
	if e.Reason != "" {
		text += " (" + strings.ReplaceAll(e.Reason, "_", " ") + ")"
	}
	for _, f := range e.Failures {
		text += "; " + nameOf(titles, f.Criterion)
		switch {
		case f.Requires == scoring.RequiresGate:
			text += ": not met"
		case f.Requires == scoring.RequiresInside:
			text += fmt.Sprintf(": %s lies outside the published curve", f.Exact)
		case f.Exact != "":
			text += fmt.Sprintf(": %s is below the minimum %s", f.Exact, f.Minimum)
		}
	}
	return text
}
