package main

import (
	"bufio"
	"cmp"
	"errors"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

type robustCommand struct {
	File       string               `arg:"" help:"The score sheet or score bundle; - for standard input."`
	Seed       string               `help:"Any text; the same seed gives the same numbers on every machine." default:"1"`
	Draws      int                  `help:"How often weights are drawn, 100 to 1,000,000." default:"10000"`
	Weights    robustness.Knowledge `help:"What is taken as known of the weights: uniform (nothing), ordinal (the order of the published ones) or interval (the published ones, give or take --within)." enum:"uniform,ordinal,interval" default:"uniform"`
	Within     decimal.Weight       `help:"With --weights interval: by how many per cent of the whole each weight may be off." default:"5"`
	Preference string               `help:"What is known of the weights in full, instead of --weights: {\"kind\": \"ordinal\", \"order\": [[\"q1\"], [\"price\", \"q2\"]]}." placeholder:"FILE"`
	Panel      string               `help:"The members' own scores: {\"rule\": \"median_low\", \"scores\": [{\"evaluator\", \"bid\", \"criterion\", \"level\"}]}." placeholder:"FILE"`
	JSON       bool                 `name:"json" help:"Print the report as a document."`
}

// Validate keeps to what help says.
func (c robustCommand) Validate() error {
	if c.Draws < 100 || c.Draws > 1_000_000 {
		return errors.New("--draws is from 100 to 1,000,000")
	}
	return nil
}

// Run says how firm a result is. It changes nothing.
func (c robustCommand) Run(w world) error {
	sheet, report, err := c.analyse(w)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	out := bufio.NewWriter(w.stdout)
	if c.JSON {
		err = writeLine(out, report)
	} else {
		printRobust(out, report, titlesOf(sheet.Method.Criteria, map[string]string{}))
	}
	return errors.Join(err, out.Flush())
}

func (c robustCommand) analyse(w world) (scoring.Sheet, robustness.Report, error) {
	none := robustness.Report{}
	scored, err := readScored(w, c.File)
	if err != nil {
		return scored.Sheet, none, err
	}
	o := robustness.Options{Draws: c.Draws, Seed: c.Seed, Weights: c.known(scored)}
	if c.Preference != "" {
		if err := readInto(w, c.Preference, &o.Weights); err != nil {
			return scored.Sheet, none, err
		}
	}
	if c.Panel != "" {
		o.Panel = &robustness.Panel{}
		if err := readInto(w, c.Panel, o.Panel); err != nil {
			return scored.Sheet, none, err
		}
	}
	report, err := robustness.Analyse(scored.Sheet, o)
	return scored.Sheet, report, err
}

// known makes what is taken as known of the weights out of the published ones.
// Where weights are in pounds there is nothing to know.
func (c robustCommand) known(scored scoring.Scored) robustness.Preference {
	leaves := leafWeights(scored)
	if len(leaves) == 0 {
		return robustness.Preference{}
	}
	switch c.Weights {
	case robustness.Ordinal:
		return robustness.Preference{Kind: robustness.Ordinal, Order: orderOf(leaves)}
	case robustness.Interval:
		return robustness.Preference{Kind: robustness.Interval, Bounds: boundsOf(leaves, c.Within)}
	case robustness.Uniform:
	}
	return robustness.Preference{}
}

// leafWeight is a leaf's share of the whole, in per cent.
type leafWeight struct {
	id     string
	weight *big.Rat
}

// leafWeights reads the weights of leaves from the trace of the first bid.
func leafWeights(scored scoring.Scored) (list []leafWeight) {
	leaves := leavesOf(scored.Sheet.Method.Criteria, map[string]bool{})
	for _, n := range scored.Result.Nodes {
		if n.Bid != scored.Result.Nodes[0].Bid {
			break
		}
		if weight := n.GlobalWeight.Rat(); leaves[n.Criterion] && weight != nil && weight.Sign() > 0 {
			list = append(list, leafWeight{n.Criterion, weight})
		}
	}
	return list
}

func leavesOf(criteria []scoring.Criterion, into map[string]bool) map[string]bool {
	for _, c := range criteria {
		into[c.ID] = len(c.Criteria) == 0
		leavesOf(c.Criteria, into)
	}
	return into
}

// orderOf groups leaves from the heaviest to the lightest; equal ones are in no
// known order.
func orderOf(leaves []leafWeight) (order [][]string) {
	sorted := slices.Clone(leaves)
	slices.SortStableFunc(sorted, func(a, b leafWeight) int { return b.weight.Cmp(a.weight) })
	for i, l := range sorted {
		if i > 0 && l.weight.Cmp(sorted[i-1].weight) == 0 {
			order[len(order)-1] = append(order[len(order)-1], l.id)
		} else {
			order = append(order, []string{l.id})
		}
	}
	return order
}

// boundsOf lets each weight be off by so much either way, in whole hundredths
// of a per cent, rounded outwards so that the published weights lie inside.
func boundsOf(leaves []leafWeight, within decimal.Weight) map[string]robustness.Bounds {
	bounds := map[string]robustness.Bounds{}
	for _, l := range leaves {
		hundredths := new(big.Rat).Mul(l.weight, big.NewRat(100, 1))
		whole := decimal.Weight(new(big.Int).Quo(hundredths.Num(), hundredths.Denom()).Int64())
		up := decimal.Weight(0)
		if !hundredths.IsInt() {
			up = 1
		}
		bounds[l.id] = robustness.Bounds{Low: max(whole-within, 0), High: min(cmp.Or(whole+within+up, 1), 10_000)}
	}
	return bounds
}
