package main

import (
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
)

// A page is only so wide: beyond this many bids or ranks, tables across the
// page would be read by nobody. The document has them all.
const across = 8

// printRobust gives the verdict first and then what it rests on.
func printRobust(w io.Writer, r robustness.Report, titles map[string]string) {
	p := teller(w)
	p("%s", r.Verdict.Words)
	if len(r.Stability) > 0 {
		p("\nHow far each weight may move, others in proportion, before the winner or any rank changes")
		printStability(w, r.Stability)
	}
	p("\nWithout one bid\n  %s", r.Bids.Words)
	for _, removal := range r.Bids.Removals {
		if removal.WinnerChanges {
			p("  Without bid %s: %s would come first.", removal.Bid, firsts(removal.Winners))
		}
	}
	p("\nOne agreed score one step higher or lower\n  %s", r.Steps.Words)
	if len(r.Steps.Steps) > 0 {
		printSteps(w, r.Steps.Steps)
	}
	if e := r.Evaluators; e != nil {
		p("\nWithout one member of the panel\n  %s", e.Words)
		for _, absence := range e.Absences {
			if absence.WinnerChanges {
				p("  Without %s: %s would come first.", absence.Evaluator, firsts(absence.Winners))
			}
		}
	}
	if r.NoAcceptability != "" {
		_, why, _ := strings.Cut(r.NoAcceptability, ": ") // after the pointer
		p("\nIf weights were not known\n  %s", why)
	}
	if r.Acceptability != nil {
		printAcceptability(w, *r.Acceptability, titles)
	}
}

func firsts(bids []string) string {
	if len(bids) == 0 {
		return "nobody"
	}
	return "bid " + strings.Join(bids, " and bid ")
}

var scopeWords = map[robustness.Scope]string{robustness.Whole: "of the whole", robustness.Siblings: "of its parent", robustness.Worth: "in pounds"}

func printStability(w io.Writer, rows []robustness.Stability) {
	t := newTable("criterion", "weight", ">published", ">winner from", ">to", ">ranks from", ">to", "next in front")
	for _, s := range rows {
		next := []string{}
		for _, b := range []*robustness.Bound{s.Winner.Low, s.Winner.High} {
			if b != nil && b.Overtakes != "" {
				next = append(next, b.Overtakes)
			}
		}
		t.row(s.Title, scopeWords[s.Scope], s.Weight, bound(s.Winner.Low), bound(s.Winner.High), bound(s.Ranks.Low), bound(s.Ranks.High), strings.Join(next, ", "))
	}
	t.print(w)
	_, _ = fmt.Fprintln(w, "  A dash: no weight that way changes anything.")
}

func bound(b *robustness.Bound) string {
	if b == nil {
		return "–"
	}
	return b.Exact.Rat().FloatString(2)
}

func printSteps(w io.Writer, steps []robustness.Step) {
	t := newTable("bid", "criterion", ">level", ">instead", "first then", "changes")
	for _, s := range steps {
		changes := "an order"
		if s.WinnerChanges {
			changes = "the winner"
		}
		t.row(s.Bid, s.Title, s.From, s.To, strings.Join(s.Winners, ", "), changes)
	}
	t.print(w)
}

func printAcceptability(w io.Writer, a robustness.Acceptability, titles map[string]string) {
	p := teller(w)
	p("\nIf weights were not known: %s, %s, seed %q, drawn %d times (standard error at most %s)", a.Method, a.Weights.Kind, a.Seed, a.Draws, points(a.StandardError))
	p("  %s", a.Words)
	p("\n  How often each bid takes each rank")
	printRanks(w, a)
	p("\n  The weights under which each bid comes first, on average, and how surely it does with them")
	printCentral(w, a, titles)
	if len(a.Bids) > across {
		p("\n  How often one bid ranks above another: for more than %d bids see --json.", across)
		return
	}
	p("\n  How often the bid on the left ranks above the one on top")
	printPairs(w, a)
}

func printRanks(w io.Writer, a robustness.Acceptability) {
	shown := min(len(a.Bids), across)
	columns := []string{"bid"}
	for rank := range shown {
		columns = append(columns, ">rank "+strconv.Itoa(rank+1))
	}
	if shown < len(a.Bids) {
		columns = append(columns, ">lower")
	}
	t := newTable(columns...)
	for _, b := range a.Bids {
		row := []any{b.Bid}
		for _, share := range b.Ranks[:shown] {
			row = append(row, inPercent(share))
		}
		if shown < len(b.Ranks) {
			row = append(row, inPercent(sum(b.Ranks[shown:])))
		}
		t.row(row...)
	}
	t.print(w)
}

func sum(shares []decimal.Number) decimal.Number {
	total := new(big.Rat)
	for _, s := range shares {
		total.Add(total, s.Rat())
	}
	millionths := total.Mul(total, big.NewRat(1_000_000, 1))
	return decimal.FromScaled(new(big.Int).Quo(millionths.Num(), millionths.Denom()).Int64(), 6)
}

func printCentral(w io.Writer, a robustness.Acceptability, titles map[string]string) {
	columns := []string{"bid", ">confidence"}
	shown := min(len(a.Criteria), across)
	for _, c := range a.Criteria[:shown] {
		columns = append(columns, ">"+nameOf(titles, c))
	}
	t := newTable(columns...)
	for _, b := range a.Bids {
		if b.CentralWeights == nil {
			continue
		}
		row := []any{b.Bid, "–"}
		if b.Confidence != nil {
			row[1] = inPercent(*b.Confidence)
		}
		for _, weight := range b.CentralWeights[:shown] {
			row = append(row, inPercent(weight))
		}
		t.row(row...)
	}
	t.print(w)
	if shown < len(a.Criteria) {
		_, _ = fmt.Fprintf(w, "  The first %d criteria of %d; see --json.\n", shown, len(a.Criteria))
	}
}

func printPairs(w io.Writer, a robustness.Acceptability) {
	columns := []string{""}
	for _, b := range a.Bids {
		columns = append(columns, ">"+b.Bid)
	}
	t := newTable(columns...)
	for i, b := range a.Bids {
		row := []any{b.Bid}
		for j, share := range a.Pairwise[i] {
			if i == j {
				row = append(row, "·")
				continue
			}
			row = append(row, inPercent(share))
		}
		t.row(row...)
	}
	t.print(w)
}

// points shows a share as percentage points.
func points(share decimal.Number) string {
	return strings.TrimSuffix(inPercent(share), " %") + " points"
}
