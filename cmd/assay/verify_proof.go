package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// logKeysFor are the published keys as those of the log that a checkpoint names.
func logKeysFor(checkpoint string, keys bundle.Keys) (proof.Keys, error) {
	c, err := proof.ReadCheckpoint(checkpoint)
	if err != nil {
		return nil, err
	}
	return store.LogKeys(c.Origin, keys)
}

// proof checks a document of the event log: that an event is in it, or that it
// was only added to. It reports false where the document is another.
func (c verifyDocumentCommand) proof(w world, text []byte, keys bundle.Keys) (done bool, err error) {
	var head struct{ Kind, Checkpoint, Newer string }
	if json.Unmarshal(text, &head) != nil {
		return false, nil
	}
	var words string
	switch head.Kind {
	case proof.KindInclusion:
		words, err = inclusionWords(text, head.Checkpoint, keys)
	case proof.KindConsistency:
		words, err = consistencyWords(text, head.Newer, keys)
	default:
		return false, nil
	}
	f, refused := errors.AsType[*proof.Fault](err)
	v := verification{Same: err == nil, Kind: head.Kind, Checked: []string{}, Problems: []wrongAt{}}
	switch {
	case refused:
		v.Problems = append(v.Problems, wrongAt{"", f.Code, f.Error()})
	case err != nil:
		return true, err
	default:
		v.Checked = append(v.Checked, words)
	}
	if c.JSON {
		err = writeLine(w.stdout, v)
	} else {
		err = nil
		printVerification(w.stdout, v)
	}
	if err != nil || v.Same {
		return true, err
	}
	_, _ = fmt.Fprintf(w.stderr, ": %s\n", f.Error())
	return true, status(exitFailed)
}

func inclusionWords(text []byte, checkpoint string, keys bundle.Keys) (string, error) {
	trusted, err := logKeysFor(checkpoint, keys)
	if err != nil {
		return "", err
	}
	i, c, err := proof.VerifyInclusion(text, trusted)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("event %d, %s of %s at %s, is in the log of %d events that was signed at %s", i.Leaf.Number, i.Leaf.Verb, i.Leaf.Subject, i.Leaf.At, c.Size, proof.Moment(c.At)), nil
}

func consistencyWords(text []byte, checkpoint string, keys bundle.Keys) (string, error) {
	trusted, err := logKeysFor(checkpoint, keys)
	if err != nil {
		return "", err
	}
	older, newer, err := proof.VerifyConsistency(text, trusted)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("the log of %d events, signed at %s, is that of %d events, signed at %s, with events added", newer.Size, proof.Moment(newer.At), older.Size, proof.Moment(older.At)), nil
}

// withLog checks also that the event of a receipt is in the log, where the
// receipt says so: it is there after the opening.
func withLog(report bundle.Report, text []byte, keys bundle.Keys) (bundle.Report, error) {
	var r bundle.Receipt
	if err := json.Unmarshal(text, &r); err != nil || r.Log == nil {
		return report, err
	}
	refuse := func(format string, values ...any) (bundle.Report, error) {
		return report, &bundle.Error{Problems: []bundle.Problem{{Code: "log-differs", Pointer: "/log", Detail: fmt.Sprintf(format, values...)}}}
	}
	var head struct{ Checkpoint string }
	if err := json.Unmarshal(r.Log, &head); err != nil {
		return refuse("cannot be read: %v", err)
	}
	trusted, err := logKeysFor(head.Checkpoint, keys)
	if err != nil {
		return refuse("%v", err)
	}
	i, c, err := proof.VerifyInclusion(r.Log, trusted)
	if err != nil {
		return refuse("%v", err)
	}
	var said struct {
		Version      int
		DocumentHash string
	}
	if i.Leaf.Verb != "bid.submitted" || i.Leaf.Subject != r.Bid || i.Leaf.Tender != r.Tender || json.Unmarshal(i.Detail, &said) != nil ||
		said.Version != r.Version || said.DocumentHash != r.DocumentHash {
		return refuse("is the proof of another event than the submission of this version")
	}
	report.Checked = append(report.Checked, fmt.Sprintf("its submission is event %d of the log of %d events that was signed at %s", i.Leaf.Number, c.Size, proof.Moment(c.At)))
	return report, nil
}
