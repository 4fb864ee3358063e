package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/assay-engine/assay/pkg/problem"
	"github.com/assay-engine/assay/pkg/scoring"
)

type scoreCommand struct {
	File  string `arg:"" help:"The sheet: a JSON file, or - for standard input."`
	JSON  bool   `name:"json" help:"Print the result document instead of tables."`
	Jsonl bool   `name:"jsonl" help:"Each line of the input is a sheet; each line of the output is its result or its problem document, in order."`
}

// Run scores a sheet. Status 0: scored. Status 1: the sheet is wrong, and every
// fault stands on standard error as "pointer: message".
func (c scoreCommand) Run(w world) error {
	in := w.stdin
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	out := bufio.NewWriter(w.stdout)
	if c.Jsonl {
		return errors.Join(scoreLines(in, out), out.Flush())
	}
	text, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the sheet: %w", err)
	}
	sheet, result, err := scoreText(text)
	if err != nil {
		return tellFaults(w.stderr, err)
	}
	if c.JSON {
		err = writeLine(out, result)
	} else {
		printResult(out, sheet, result)
	}
	return errors.Join(err, out.Flush())
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
