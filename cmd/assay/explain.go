package main

import (
	"bufio"
	"errors"
	"io"

	"github.com/assay-engine/assay/pkg/scoring"
)

type explainCommand struct {
	File    string `arg:"" help:"The score sheet or score bundle to put into words; - for standard input."`
	Against string `help:"An earlier sheet or bundle: say what changed since then, and what that did." placeholder:"FILE"`
	Words   string `help:"Names of bidders and units of measures: {\"bids\": {\"A\": \"Alder Ltd\"}, \"units\": {\"13\": \"volunteer hours\"}}." placeholder:"FILE"`
	JSON    bool   `name:"json" help:"Print the sentences, and with --against the changes, as a document."`
}

// wordsFile is what a sheet does not hold and a sentence needs.
type wordsFile struct {
	Bids  map[string]string `json:"bids"`
	Units map[string]string `json:"units"`
}

type explanation struct {
	Sentences []scoring.Sentence  `json:"sentences"`
	Changes   *scoring.Comparison `json:"changes,omitempty"`
}

// Run turns a result into sentences. The figures are computed anew from the
// sheet.
func (c explainCommand) Run(w world) error {
	words, err := readWords(w, c.Words)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	e, err := c.explain(w, words)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	out := bufio.NewWriter(w.stdout)
	if c.JSON {
		err = writeLine(out, e)
	} else {
		printSentences(out, e.Sentences)
	}
	return errors.Join(err, out.Flush())
}

func (c explainCommand) explain(w world, words scoring.Words) (explanation, error) {
	after, err := readScored(w, c.File)
	if err != nil {
		return explanation{}, err
	}
	if c.Against == "" {
		sentences, err := scoring.Explain(after.Sheet, after.Result, words)
		return explanation{Sentences: sentences}, err
	}
	before, err := readScored(w, c.Against)
	if err != nil {
		return explanation{}, err
	}
	changes := scoring.Compare(before, after)
	return explanation{Sentences: changes.Sentences(words), Changes: &changes}, nil
}

func readScored(w world, name string) (scoring.Scored, error) {
	sheet, err := readSheet(w, name)
	if err != nil {
		return scoring.Scored{}, err
	}
	result, err := scoring.Score(sheet)
	return scoring.Scored{Sheet: sheet, Result: result}, err
}

func readWords(w world, name string) (scoring.Words, error) {
	if name == "" {
		return scoring.Words{}, nil
	}
	var f wordsFile
	err := readInto(w, name, &f)
	return scoring.Words{Bids: f.Bids, Units: f.Units}, err
}

// printSentences writes a line for each, and sets each bid's apart.
func printSentences(w io.Writer, sentences []scoring.Sentence) {
	p := teller(w)
	if len(sentences) == 0 {
		p("Nothing changed.")
	}
	for i, s := range sentences {
		if i > 0 && (s.About == scoring.AboutTotal || paragraph(s.About) != paragraph(sentences[i-1].About)) {
			p("")
		}
		p("%s", s.Text)
	}
}

// paragraph keeps a bid's total and its marks together.
func paragraph(s scoring.Subject) scoring.Subject {
	if s == scoring.AboutMark {
		return scoring.AboutTotal
	}
	return s
}
