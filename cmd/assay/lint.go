package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/assay-engine/assay/pkg/rehearsal"
)

type lintCommand struct {
	File   string   `arg:"" help:"The method (criteria tree), or a sheet or bundle that holds one; - for standard input."`
	Policy []string `help:"A policy pack to apply, such as uk-central-government-social-value. May be given more than once." placeholder:"PACK"`
	Date   string   `help:"The day on which the procurement commences, which chooses the version of a policy." placeholder:"2027-01-31"`
	Facts  string   `help:"What is known beside the method: {\"areaIndicators\": [], \"overlapGroups\": [], \"socialValue\": [], …}." placeholder:"FILE"`
	JSON   bool     `name:"json" help:"Print the report as a document. Its pointers are into the method."`
}

// Run checks a method before it is published. Status 0: nothing blocks. Status
// 1: something does, and stands on standard error as "pointer: message".
func (c lintCommand) Run(w world) error {
	var facts rehearsal.Facts
	if c.Facts != "" {
		if err := readInto(w, c.Facts, &facts); err != nil {
			return tellFaults(w.stderr, err)
		}
	}
	facts.Packs = append(facts.Packs, c.Policy...)
	if c.Date != "" {
		facts.Commences = c.Date
	}
	method, _, at, err := readMethod(w, c.File)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	report, err := rehearsal.Lint(method, facts)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	out := bufio.NewWriter(w.stdout)
	if c.JSON {
		err = writeLine(out, report)
	} else {
		printLint(out, report, at)
	}
	if err = errors.Join(err, out.Flush()); err != nil || report.MayPublish {
		return err
	}
	tell := teller(w.stderr)
	for _, f := range report.Findings {
		if f.Severity == rehearsal.Blocks {
			tell("%s: %s", at+f.Pointer, f.Explanation)
		}
	}
	return status(exitFailed)
}

// printLint says first whether the method may be published, then what was
// found.
func printLint(w io.Writer, r rehearsal.LintReport, at string) {
	p := teller(w)
	verdict := "The method may be published."
	switch {
	case !r.MayPublish:
		verdict = "The method must not be published as it is."
	case r.Warnings > 0:
		verdict = "The method may be published; each warning needs a reason that is kept."
	}
	p("%s %s, %s, %s.", verdict, plural(r.Errors, "error"), plural(r.Warnings, "warning"), plural(r.Notes, "note"))
	for _, policy := range r.Policies {
		p("Policy applied: %s (%s). %s", policy.Title, policy.Version, policy.Source)
	}
	for _, f := range r.Findings {
		p("\n%s %s at %s", f.Severity, f.Code, orWhole(at+f.Pointer))
		p("  %s", f.Explanation)
		p("  Fix: %s", f.Fix)
	}
}

func orWhole(pointer string) string {
	if pointer == "" {
		return "the whole"
	}
	return pointer
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
