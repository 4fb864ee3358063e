package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/trail"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

type verifyLogCommand struct {
	config.Store

	File  string   `arg:"" optional:"" help:"An exported log, as assay export log and /v1/log/export write it; - for standard input. Left out, the database of --data or --database."`
	Trust string   `help:"The issuer's key document, as published under /.well-known/assay-keys.json. Left out, the keys in the keys folder, and for a file those that it brings along, which show mistakes but no forger." placeholder:"FILE"`
	Held  []string `help:"A checkpoint that was kept elsewhere: a note, or a receipt or proof that holds one. The log must contain it. The one beside the keys is always looked at." placeholder:"FILE"`
	From  string   `help:"Take the log from a running service at this address, with the key or token in ASSAY_TOKEN." placeholder:"URL"`
	Token string   `hidden:"" env:"ASSAY_TOKEN"`
	JSON  bool     `name:"json" help:"Print the finding as a document."`
}

// logFinding is what assay verify log --json prints.
type logFinding struct {
	Same        bool         `json:"same"`
	Origin      string       `json:"origin"`
	Events      int64        `json:"events"`
	Checkpoints int          `json:"checkpoints"`
	Held        int          `json:"held"`        // checkpoints kept elsewhere that the log contains
	Withheld    int          `json:"withheld"`    // details not shown, or erased
	KeysFromLog bool         `json:"keysFromLog"` // no keys were given: those that came with the log were believed
	Waiting     int64        `json:"waiting"`     // events of sealed bids, without a number
	Rows        int64        `json:"rows"`        // rows of history that are as they were logged
	Receipts    int64        `json:"receipts"`
	SignedAt    *time.Time   `json:"signedAt"` // of the last checkpoint
	Problems    []logProblem `json:"problems"`
}

type logProblem struct {
	Code   string `json:"code"`
	Event  int64  `json:"event,omitempty"`
	Table  string `json:"table,omitempty"`
	Row    string `json:"row,omitempty"`
	Detail string `json:"detail"`
}

// Run checks the whole log. Status 0: everything is as it was logged. Status 1:
// something is not, and each thing stands on standard error.
func (c verifyLogCommand) Run(w world) error {
	keys, err := c.trusted(w)
	if err != nil {
		return err
	}
	held, err := c.held(w)
	if err != nil {
		return err
	}
	var found trail.Verification
	switch {
	case c.File != "" && c.From != "":
		return config.AsWrong("--from", errors.New("a file is given too: the log is in one place"))
	case c.From != "":
		found, err = c.service(w, keys, held)
	case c.File != "":
		found, err = c.file(w, keys, held)
	default:
		found, err = c.database(w.ctx, keys, held)
	}
	if err != nil {
		return err
	}
	return c.tell(w, findingOf(found))
}

func (c verifyLogCommand) trusted(w world) (*bundle.Keys, error) {
	if c.Trust == "" {
		return nil, nil //nolint:nilnil // no keys were given, which is no mistake
	}
	text, err := read(w, c.Trust)
	if err != nil {
		return nil, err
	}
	keys, err := bundle.ParseKeys(text)
	if err != nil {
		return nil, tellFaults(w.stderr, fmt.Errorf("the key document %s: %w", c.Trust, err))
	}
	return &keys, nil
}

// held reads the checkpoints that were kept elsewhere.
func (c verifyLogCommand) held(w world) (notes []string, err error) {
	for _, name := range c.Held {
		text, err := read(w, name)
		if err != nil {
			return nil, err
		}
		note := string(text)
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			var d struct {
				Checkpoint, Newer string
				Log               struct{ Checkpoint string }
			}
			if err := json.Unmarshal(text, &d); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			note = d.Checkpoint + d.Newer + d.Log.Checkpoint
		}
		if _, err := proof.ReadCheckpoint(note); err != nil {
			return nil, fmt.Errorf("%s holds no checkpoint: %w", name, err)
		}
		notes = append(notes, note)
	}
	return notes, nil
}

// published are public keys alone, for those who hold no others.
type published struct{ keys bundle.Keys }

// Keys lists them.
func (p published) Keys() bundle.Keys { return p.keys }

// database checks a database as it is, with all that hangs on its log.
func (c verifyLogCommand) database(ctx context.Context, trusted *bundle.Keys, held []string) (v trail.Verification, err error) {
	if err := c.Check(); err != nil {
		return v, err
	}
	if _, err := os.Stat(c.Address()); c.Database == "" && err != nil {
		return v, fmt.Errorf("there is no database in %s: name its folder with --data (ASSAY_DATA), or its address with --database", c.Data)
	}
	if trusted == nil {
		if !c.Exists() {
			return v, fmt.Errorf("there are no keys in %s: name their folder with --keys, or the published key document with --trust", c.KeyFolder())
		}
		ring, err := keyring.Open(c.KeyFolder(), rand.Reader)
		if err != nil {
			return v, fmt.Errorf("open the keyring in %s: %w", c.KeyFolder(), err)
		}
		keys := ring.Keys()
		trusted = &keys
	}
	db, err := store.Connect(ctx, c.Address())
	if err != nil {
		return v, err
	}
	defer func() { _ = db.Close() }()
	if current, target, err := db.Versions(ctx); err != nil || current != target {
		return v, errors.Join(fmt.Errorf("the database is at version %d and this program reads version %d: run assay migrate, or the program of that version", current, target), err)
	}
	if kept, err := proof.Anchor(c.AnchorFile()).Signed(); err == nil {
		held = append(held, kept)
	}
	s := &trail.Service{DB: db, Signer: published{*trusted}}
	return s.Verify(ctx, nil, held...)
}

func (c verifyLogCommand) file(w world, trusted *bundle.Keys, held []string) (v trail.Verification, err error) {
	in := w.stdin
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return v, err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	return verifyExported(in, trusted, held)
}

// verifyExported checks an exported log. The keys are for the origin that its
// first line names.
func verifyExported(in io.Reader, trusted *bundle.Keys, held []string) (v trail.Verification, err error) {
	trust := proof.Trust{Held: held}
	if trusted != nil {
		var first bytes.Buffer
		var head struct{ Log struct{ Origin string } }
		if err := json.NewDecoder(io.TeeReader(io.LimitReader(in, 64<<10), &first)).Decode(&head); err != nil {
			v.Problems = append(v.Problems, trail.Problem{Code: proof.Malformed, Detail: "the first line is not that of an exported log"})
			return v, nil //nolint:nilerr // it is the finding
		}
		if trust.Keys, err = store.LogKeys(head.Log.Origin, *trusted); err != nil {
			return v, err
		}
		in = io.MultiReader(&first, in)
	}
	v.Report, err = proof.VerifyLog(in, trust)
	if f, ok := errors.AsType[*proof.Fault](err); ok {
		v.Problems = append(v.Problems, trail.Problem{Code: f.Code, Number: f.Number, Detail: f.Error()})
		return v, nil
	}
	return v, err
}

// service takes the log from a running service, and its keys too where none
// were given.
func (c verifyLogCommand) service(w world, trusted *bundle.Keys, held []string) (v trail.Verification, err error) {
	base := strings.TrimRight(c.From, "/")
	if trusted == nil {
		body, err := fetch(w.ctx, base+"/.well-known/assay-keys.json", "")
		if err != nil {
			return v, err
		}
		text, err := io.ReadAll(io.LimitReader(body, 1<<20))
		if err = errors.Join(err, body.Close()); err != nil {
			return v, err
		}
		keys, err := bundle.ParseKeys(text)
		if err != nil {
			return v, fmt.Errorf("the keys of %s: %w", base, err)
		}
		trusted = &keys
		_, _ = fmt.Fprintln(w.stderr, "The keys come from the service itself. Give those that you had before with --trust.")
	}
	body, err := fetch(w.ctx, base+"/v1/log/export", c.Token)
	if err != nil {
		return v, err
	}
	defer func() { _ = body.Close() }()
	return verifyExported(body, trusted, held)
}

// fetch reads an address with somebody's key or token.
func fetch(ctx context.Context, address, token string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		answer, _ := io.ReadAll(io.LimitReader(response.Body, 1<<20))
		_ = response.Body.Close()
		return nil, refusalOf(http.MethodGet, request.URL.Path, response.StatusCode, answer)
	}
	return response.Body, nil
}

func findingOf(v trail.Verification) logFinding {
	f := logFinding{
		Same: len(v.Problems) == 0, Origin: v.Origin, Events: v.Events, Checkpoints: v.Checkpoints, Held: v.Held, Withheld: v.Withheld, KeysFromLog: v.KeysFromLog,
		Waiting: v.Waiting, Rows: v.Rows, Receipts: v.Receipts, Problems: []logProblem{},
	}
	if v.Checkpoints > 0 {
		f.SignedAt = &v.Last.At
	}
	for _, p := range v.Problems {
		f.Problems = append(f.Problems, logProblem{p.Code, p.Number, p.Table, p.Row, p.Detail})
	}
	return f
}

func (c verifyLogCommand) tell(w world, f logFinding) error {
	if c.JSON {
		if err := writeLine(w.stdout, f); err != nil {
			return err
		}
	} else {
		f.print(w.stdout)
	}
	if f.Same {
		return nil
	}
	for _, p := range f.Problems {
		at := p.Code
		if p.Event > 0 {
			at = fmt.Sprintf("event %d: %s", p.Event, p.Code)
		}
		_, _ = fmt.Fprintf(w.stderr, "%s: %s\n", at, p.Detail)
	}
	return status(exitFailed)
}

func (f logFinding) print(w io.Writer) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	switch {
	case !f.Same:
		p("not the same: %s", f.Problems[0].Detail)
	case f.Events == 0:
		p("same: the log is empty")
	default:
		p("same: the log of %s holds %d events, and nothing in it was changed", f.Origin, f.Events)
	}
	if f.SignedAt != nil {
		p("  checkpoints signed by keys that were valid then: %d, the last at %s", f.Checkpoints, proof.Moment(*f.SignedAt))
	}
	for _, line := range []struct {
		words string
		n     int64
	}{
		{"checkpoints kept elsewhere that are in it", int64(f.Held)},
		{"rows of history that are as they were logged", f.Rows},
		{"kept receipts that are as they were signed", f.Receipts},
		{"events that wait for their number, those of sealed bids and of this moment", f.Waiting},
		{"details withheld or erased, whose hashes are in the log", int64(f.Withheld)},
	} {
		if line.n > 0 {
			p("  %s: %d", line.words, line.n)
		}
	}
	if f.KeysFromLog {
		p("  The keys came with the log: this shows mistakes, and no forger. Give keys that you trust with --trust.")
	}
}
