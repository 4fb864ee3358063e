package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/assay-engine/assay/pkg/problem"
	"github.com/assay-engine/assay/pkg/report"
	"github.com/assay-engine/assay/pkg/scoring"
)

type scoreCommand struct {
	File  string         `arg:"" help:"The sheet: a JSON file, or - for standard input."`
	JSON  bool           `name:"json" xor:"form" help:"Print the result document instead of tables."`
	Jsonl bool           `name:"jsonl" xor:"form" help:"Each line of the input is a sheet; each line of the output is its result or its problem document, in order."`
	HTML  bool           `name:"html" xor:"form" help:"Print a page with the verdict, pictures, tables and every mark in words; it needs no other file."`
	SVG   report.Picture `name:"svg" xor:"form" help:"Print one picture: marks, stability (of weights) or acceptability (of ranks)." placeholder:"PICTURE"`
	Title string         `help:"With --html: what was scored." placeholder:"WORDS"`
	Words string         `help:"With --html or --svg: names of bidders and units of measures, as assay explain takes them." placeholder:"FILE"`
	Seed  string         `help:"With --html or --svg: for the share of rankings if weights were not known." default:"1"`
}

// Validate refuses a picture that there is not.
func (c scoreCommand) Validate() error {
	if c.SVG != "" && !c.SVG.Known() {
		return fmt.Errorf("--svg takes one of %v", report.Pictures())
	}
	return nil
}

// Run scores a sheet. Status 0: scored. Status 1: the sheet is wrong, and every
// fault stands on standard error as "pointer: message".
func (c scoreCommand) Run(w world) error {
	out := bufio.NewWriter(w.stdout)
	if c.Jsonl {
		in, err := c.open(w)
		if err != nil {
			return err
		}
		defer func() { _ = in.Close() }()
		return errors.Join(scoreLines(in, out), out.Flush())
	}
	text, err := read(w, c.File)
	if err != nil {
		return err
	}
	sheet, err := scoring.Parse(text, scoring.LimitBytes(large.Bytes))
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	if err := c.answer(w, out, sheet); err != nil {
		return tellFaults(w.stderr, err)
	}
	return out.Flush()
}

func (c scoreCommand) open(w world) (io.ReadCloser, error) {
	if c.File == "-" {
		return io.NopCloser(w.stdin), nil
	}
	return os.Open(c.File)
}

// answer writes what was asked for. The document is written as it is worked
// out, since the trace of thousands of bids is longer than anything else.
func (c scoreCommand) answer(w world, out io.Writer, sheet scoring.Sheet) error {
	if c.JSON {
		if err := scoring.WriteResult(out, sheet); err != nil {
			return err
		}
		_, err := io.WriteString(out, "\n")
		return err
	}
	if c.HTML || c.SVG != "" {
		return c.show(w, out, sheet)
	}
	result, err := scoring.Score(sheet)
	if err != nil {
		return err
	}
	printResult(out, sheet, result)
	return nil
}

// show writes the page or one of its pictures.
func (c scoreCommand) show(w world, out io.Writer, sheet scoring.Sheet) error {
	words, err := readWords(w, c.Words)
	if err != nil {
		return err
	}
	r, err := report.Of(sheet, report.Options{Title: c.Title, Words: words, Seed: c.Seed, Cells: 10_000})
	if err != nil {
		return err
	}
	if c.HTML {
		return r.WriteHTML(out)
	}
	return r.WriteSVG(out, c.SVG)
}

func scoreText(text []byte) (scoring.Sheet, scoring.Result, error) {
	sheet, err := scoring.Parse(text)
	if err != nil {
		return sheet, scoring.Result{}, err
	}
	result, err := scoring.Score(sheet)
	return sheet, result, err
}

// scoreLines answers every line: a sheet that is wrong does not stop the rest.
func scoreLines(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 && string(line) != "\n" {
			if werr := writeLine(out, answerLine(line)); werr != nil {
				return werr
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the sheets: %w", err)
		}
	}
}

func answerLine(line []byte) any {
	_, result, err := scoreText(line)
	if err == nil {
		return result
	}
	return problem.Details{
		Type: "/problems/invalid-sheet", Code: "invalid-sheet", Status: 422,
		Title: "This score sheet cannot be scored: every fault is named below", Errors: faults(err),
	}
}

func writeLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
