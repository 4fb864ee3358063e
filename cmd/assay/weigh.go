package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"

	"github.com/assay-engine/assay/pkg/strictjson"
	"github.com/assay-engine/assay/pkg/weighting"
)

type weightsCommand struct {
	File string `arg:"" help:"What people said of importance: pairs {\"items\", \"judgements\"}, a matrix {\"items\", \"entries\"}, swings {\"items\": [{\"id\", \"points\"}]}, an order {\"order\"}, or a derivation to follow again; - for standard input."`
	JSON bool   `name:"json" help:"Print the derivation as a document, to keep with the template."`
}

// Run derives weights that add up to exactly 100 per cent, and says how.
func (c weightsCommand) Run(w world) error {
	text, err := read(w, c.File)
	if err != nil {
		return err
	}
	derivation, err := derive(text)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	out := bufio.NewWriter(w.stdout)
	if c.JSON {
		err = writeLine(out, derivation)
	} else {
		printDerivation(out, derivation)
	}
	return errors.Join(err, out.Flush())
}

// derive tells the kinds of answers apart by their members.
func derive(text []byte) (weighting.Derivation, error) {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(text, &members) // what is no object is refused below, with its place
	switch {
	case members["kind"] != nil:
		stored, err := decoded[weighting.Derivation](text)
		if err != nil {
			return stored, err
		}
		return stored.Recompute()
	case members["judgements"] != nil:
		return follow(text, weighting.FromPairs)
	case members["entries"] != nil:
		return follow(text, weighting.FromMatrix)
	case members["order"] != nil:
		return follow(text, weighting.FromOrder)
	}
	return follow(text, weighting.FromSwings)
}

func follow[T any](text []byte, from func(T) (weighting.Derivation, error)) (weighting.Derivation, error) {
	answers, err := decoded[T](text)
	if err != nil {
		return weighting.Derivation{}, err
	}
	return from(answers)
}

func decoded[T any](text []byte) (into T, err error) {
	err = strictjson.Decode(text, &into, large)
	return into, err
}

func printDerivation(w io.Writer, d weighting.Derivation) {
	p := teller(w)
	p("Weights by %s (%s)", methodWords[d.Method], d.Source)
	t := newTable("criterion", ">weight", ">exact", "")
	for _, placed := range d.Weights {
		extra := ""
		if placed.ExtraPoint {
			extra = "with a hundredth that rounding left over"
		}
		t.row(placed.ID, placed.Weight.String()+" %", placed.Exact, extra)
	}
	t.print(w)
	p("\n%s", d.Rounding.Statement)
	if c := d.Consistency; c != nil {
		p("Consistency ratio %s (index %s ÷ random index %s; %s)", c.Ratio, c.Index, c.RandomIndex, c.RandomIndexTable)
		if c.Worst != nil {
			p("%s", c.Worst.Words)
		}
	}
	for _, warning := range d.Warnings {
		p("\nWarning %s at %s: %s", warning.Code, orWhole(warning.Pointer), warning.Detail)
	}
}

var methodWords = map[weighting.Method]string{
	weighting.PairwiseComparison: "pairwise comparison",
	weighting.SwingWeighting:     "swing weighting",
	weighting.RankOrderCentroid:  "rank-order centroid",
}
