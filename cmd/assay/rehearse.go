package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

type dryRunCommand struct {
	File    string              `arg:"" help:"The method (criteria tree), or a sheet or bundle, whose own bids then take part; - for standard input."`
	Seed    string              `help:"Any text; the same seed gives the same bids." default:"1"`
	Runs    int                 `help:"How many fields of bids are scored, 1 to 5,000." default:"200"`
	Profile []rehearsal.Profile `help:"A kind of bidder to invent: balanced, cheap, over-promising, minimal, zero or equal. All where none is named." placeholder:"NAME"`
	Alone   bool                `help:"Invent nobody: score the sheet's own bids alone."`
	Options string              `help:"Further options of the rehearsal: {\"tender\": {\"estimate\": …, \"years\": 3}, \"expected\": {\"13\": 40}, …}." placeholder:"FILE"`
	JSON    bool                `name:"json" help:"Print the report as a document."`
}

// Validate keeps to what help says.
func (c dryRunCommand) Validate() error {
	if c.Runs < 1 || c.Runs > 5000 {
		return errors.New("--runs is from 1 to 5,000")
	}
	return nil
}

// Run rehearses a method with invented bids: who would win, and why.
func (c dryRunCommand) Run(w world) error {
	report, titles, err := c.rehearse(w)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	out := bufio.NewWriter(w.stdout)
	if c.JSON {
		err = writeLine(out, report)
	} else {
		printDryRun(out, report, titles)
	}
	return errors.Join(err, out.Flush())
}

func (c dryRunCommand) rehearse(w world) (rehearsal.DryRunReport, map[string]string, error) {
	options := rehearsal.DryRunOptions{}
	if c.Options != "" {
		if err := readInto(w, c.Options, &options); err != nil {
			return rehearsal.DryRunReport{}, nil, err
		}
	}
	method, sheet, _, err := readMethod(w, c.File)
	if err != nil {
		return rehearsal.DryRunReport{}, nil, err
	}
	if options.Seed == "" {
		options.Seed = c.Seed
	}
	if options.Runs == 0 {
		options.Runs = c.Runs
	}
	if len(c.Profile) > 0 {
		options.Profiles = c.Profile
	}
	if c.Alone {
		options.Profiles, options.Runs = []rehearsal.Profile{}, 1
	}
	takeIn(&options, sheet)
	report, err := rehearsal.DryRun(method, options)
	return report, titlesOf(method.Criteria, map[string]string{}), err
}

// takeIn lets a sheet's own bids take part, with its tender.
func takeIn(o *rehearsal.DryRunOptions, sheet *scoring.Sheet) {
	if sheet == nil {
		return
	}
	for _, b := range sheet.Bids {
		if b.Disregarded == nil {
			o.Bids = append(o.Bids, b)
		}
	}
	if o.Tender.Estimate == nil {
		o.Tender.Estimate = sheet.Tender.Estimate
	}
	if o.Tender.Years == 0 {
		o.Tender.Years = sheet.Tender.Years
	}
	if o.DrawSeed == "" {
		o.DrawSeed = sheet.DrawSeed
	}
}

func printDryRun(w io.Writer, r rehearsal.DryRunReport, titles map[string]string) {
	p := teller(w)
	p("%s with the seed %q", plural(r.Runs, "run"), r.Seed)
	for _, words := range r.Words {
		p("  %s", words)
	}
	p("\nWho came first")
	t := newTable("bid", ">first", ">not ranked", "why")
	for _, s := range r.Winners {
		t.row(invented(s), inPercent(s.First), inPercent(s.Excluded), s.Why)
	}
	t.print(w)
	p("\nWhat each criterion really weighed")
	t = newTable("criterion", ">published", ">effective")
	for _, e := range r.Weights {
		t.row(nameOf(titles, e.Criterion), e.Published.String()+" %", e.Effective.String()+" %")
	}
	t.print(w)
	p("")
	if r.Margin != nil {
		p("Margin of the winner: %s at least, %s in the middle, %s at most", r.Margin.Least, r.Margin.Median, r.Margin.Greatest)
	}
	p("Equal totals: in %s of runs, for first place in %s", inPercent(r.Ties), inPercent(r.TiesForFirst))
	p("Nobody could be ranked: in %s of runs", inPercent(r.Unranked))
	p("A losing bid decided who won: in %s of runs", inPercent(r.LosingBidDecides))
	for _, d := range r.Deciding {
		p("  In run %d bid %s won; without the losing bid %s it would have been %s.", d.Run, d.Before, d.Without, d.After)
	}
}

func invented(s rehearsal.WinnerShare) string {
	if s.Profile == rehearsal.HandMade {
		return "bid " + s.Bid
	}
	return string(s.Profile)
}

// inPercent shows a share from 0 to 1 with one decimal.
func inPercent(share decimal.Number) string {
	text := new(strings.Builder)
	hundred := decimal.FromInt(100).Rat()
	fmt.Fprintf(text, "%s %%", hundred.Mul(hundred, share.Rat()).FloatString(1))
	return text.String()
}
