package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/record"
)

type verifyCommand struct {
	Document verifyDocumentCommand `cmd:"" default:"withargs" help:"Check a signed document offline: the same, or the first node that differs. The word document can be left out."`
	Log      verifyLogCommand      `cmd:"" help:"Check the whole event log, in a database, in an exported file or of a running service."`
}

type verifyDocumentCommand struct {
	File    string `arg:"" help:"What to check: a score bundle, a bidder's redacted bundle, a receipt, a recognition, the archive of an evaluation record, or a proof from the event log; - for standard input."`
	Keys    string `required:"" help:"The issuer's key document, as published under /.well-known/assay-keys.json." placeholder:"FILE"`
	Bid     string `help:"With a receipt: the bid document that it should have been given for." placeholder:"FILE"`
	Opening string `help:"With a receipt: the record of the opening, as read from …/opening, whose list should have it." placeholder:"FILE"`
	JSON    bool   `name:"json" help:"Print the finding as a document."`
}

// verification is what assay verify --json prints.
type verification struct {
	Same        bool           `json:"same"`
	Kind        string         `json:"kind"`
	KeyID       string         `json:"keyId,omitempty"`
	SignedAt    *time.Time     `json:"signedAt,omitempty"`
	Engine      string         `json:"engine,omitempty"`
	Bid         string         `json:"bid,omitempty"`
	Checked     []string       `json:"checked"`
	Reformatted bool           `json:"reformatted"`
	Problems    []wrongAt      `json:"problems"`
	First       *differentNode `json:"first,omitempty"` // the first node that is not what the rules give
}

type wrongAt struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

type differentNode struct {
	Bid       string `json:"bid"`
	Criterion string `json:"criterion"`
}

// Run checks a signed document offline. Status 0: it is the same. Status 1: it
// is not, and every problem stands on standard error as "pointer: message".
func (c verifyDocumentCommand) Run(w world) error {
	text, err := read(w, c.File)
	if err != nil {
		return err
	}
	trusted, err := read(w, c.Keys)
	if err != nil {
		return err
	}
	keys, err := bundle.ParseKeys(trusted)
	if err != nil {
		return tellFaults(w.stderr, fmt.Errorf("the key document %s: %w", c.Keys, err))
	}
	if done, err := c.proof(w, text, keys); done {
		return err
	}
	report, err := c.checkAny(w, text, keys)
	var refused *bundle.Error
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	v := verificationOf(report, refused)
	out := bufio.NewWriter(w.stdout)
	if c.JSON {
		err = writeLine(out, v)
	} else {
		printVerification(out, v)
	}
	if err = errors.Join(err, out.Flush()); err != nil || v.Same {
		return err
	}
	tell := teller(w.stderr)
	for _, p := range v.Problems {
		tell("%s: %s", p.Pointer, p.Detail)
	}
	return status(exitFailed)
}

// checkAny takes an archive for one by its first bytes.
func (c verifyDocumentCommand) checkAny(w world, text []byte, keys bundle.Keys) (bundle.Report, error) {
	if !bytes.HasPrefix(text, []byte("PK")) {
		return c.check(w, text, keys)
	}
	_, report, err := record.Verify(bytes.NewReader(text), int64(len(text)), keys)
	return report, err
}

func (c verifyDocumentCommand) check(w world, text []byte, keys bundle.Keys) (bundle.Report, error) {
	report, err := c.checkAlone(w, text, keys)
	if err != nil || c.Opening == "" {
		return report, err
	}
	opening, err := read(w, c.Opening)
	if err != nil {
		return report, err
	}
	return listed(report, text, opening)
}

func (c verifyDocumentCommand) checkAlone(w world, text []byte, keys bundle.Keys) (bundle.Report, error) {
	if c.Bid == "" {
		report, err := bundle.Verify(text, keys)
		if err == nil && report.Kind == bundle.KindReceipt {
			return withLog(report, text, keys)
		}
		return report, err
	}
	bid, err := read(w, c.Bid)
	if err != nil {
		return bundle.Report{}, err
	}
	return bundle.VerifyBid(text, bid, keys)
}

// openingRecord is what is read of the record of an opening.
type openingRecord struct {
	Tender string `json:"tender"`
	Hashes []struct {
		DocumentHash string `json:"documentHash"`
		Standing     string `json:"standing"`
	} `json:"hashes"`
}

// listed looks a receipt that verifies up in the list that its opening published.
func listed(report bundle.Report, receipt, opening []byte) (bundle.Report, error) {
	var r bundle.Receipt
	var o openingRecord
	missing := func(pointer, detail string) error {
		return &bundle.Error{Problems: []bundle.Problem{{Code: "not-listed", Pointer: pointer, Detail: detail}}}
	}
	switch {
	case report.Kind != bundle.KindReceipt || json.Unmarshal(receipt, &r) != nil:
		return report, missing("/kind", "an opening lists receipts, and this is none")
	case json.Unmarshal(opening, &o) != nil || o.Tender == "":
		return report, missing("", "the record of the opening cannot be read")
	case o.Tender != r.Tender:
		return report, missing("/tender", "the record is of another tender's opening, "+o.Tender)
	}
	for _, h := range o.Hashes {
		if h.DocumentHash == r.DocumentHash {
			report.Checked = append(report.Checked, fmt.Sprintf("it is on the list of the opening, among %d submissions, as %s", len(o.Hashes), strings.ReplaceAll(h.Standing, "_", " ")))
			return report, nil
		}
	}
	return report, missing("/documentHash", fmt.Sprintf("is not on the list of the opening, which has %d submissions", len(o.Hashes)))
}

func verificationOf(r bundle.Report, refused *bundle.Error) verification {
	v := verification{
		Same: refused == nil, Kind: r.Kind, KeyID: r.KeyID, Engine: r.Engine, Bid: r.Bid, Checked: r.Checked,
		Reformatted: r.Reformatted, Problems: []wrongAt{},
	}
	if v.Checked == nil {
		v.Checked = []string{}
	}
	if !r.SignedAt.IsZero() {
		v.SignedAt = &r.SignedAt
	}
	if refused == nil {
		return v
	}
	for _, p := range refused.Problems {
		v.Problems = append(v.Problems, wrongAt{p.Pointer, p.Code, p.Detail})
		if p.Code == "differs" && p.Bid != "" && v.First == nil {
			v.First = &differentNode{p.Bid, p.Criterion}
		}
	}
	return v
}

var kindWords = map[string]string{
	bundle.KindBundle:      "this score run is what its sheet and its rules give, and as it was signed",
	bundle.KindRedacted:    "these marks are what the rules give for this bid, and as they were signed",
	bundle.KindReceipt:     "this receipt is as it was signed",
	bundle.KindRecognition: "this recognition is as it was signed",
	bundle.KindRecord:      "this evaluation record is as it was signed, file by file",
}

// printVerification says "same", or where the document first goes wrong.
func printVerification(w io.Writer, v verification) {
	p := teller(w)
	if v.Same {
		p("same: %s", kindWords[v.Kind])
	} else {
		p("not the same: %s", v.worst())
	}
	for _, line := range v.Checked {
		p("  %s", line)
	}
	if v.Reformatted {
		p("  The file was reformatted since it was signed: its bytes are other ones, its meaning is not.")
	}
}

// worst is the problem to look at first: a figure that differs says more than
// the signature that broke with it.
func (v verification) worst() string {
	worst := v.Problems[0]
	for _, p := range v.Problems {
		if p.Code == "differs" {
			worst = p
			break
		}
	}
	if v.First != nil {
		return "the first node that differs is that of " + worst.Detail
	}
	return worst.Detail
}
