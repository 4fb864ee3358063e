package proof

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// maxCheckpoint bounds a signed checkpoint, in bytes.
const maxCheckpoint = 64 << 10

// Checkpoint is the head of a log at one moment.
type Checkpoint struct {
	Origin string    `json:"origin"` // the name of the log
	Size   int64     `json:"size"`   // how many events
	Root   Hash      `json:"root"`   // of the tree over them
	At     time.Time `json:"at"`     // when it was signed, to the microsecond
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nat %s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]), Moment(c.At))
}

// Sign writes the checkpoint as a signed note, whose origin is that of the signers.
func (c Checkpoint) Sign(signers ...*Signer) (string, error) {
	list := make([]note.Signer, len(signers))
	for i, s := range signers {
		if c.Origin == "" {
			c.Origin = s.Name()
		}
		if s.Name() != c.Origin {
			return "", because(WrongOrigin, "a key of %q does not sign for %q", s.Name(), c.Origin)
		}
		list[i] = s
	}
	if len(list) == 0 {
		return "", because(UnknownKey, "nobody signs the checkpoint")
	}
	if _, err := parseText(c.text()); err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: c.text()}, list...)
	if err != nil {
		return "", fmt.Errorf("sign a checkpoint: %w", err)
	}
	return string(signed), nil
}

// VerifyCheckpoint reads a signed checkpoint and checks that a key which was valid at its time signed it.
func VerifyCheckpoint(signed string, keys Keys) (Checkpoint, error) {
	if len(signed) > maxCheckpoint {
		return Checkpoint{}, because(CheckpointWrong, "a checkpoint of %d bytes", len(signed))
	}
	n, err := note.Open([]byte(signed), keys)
	if err != nil {
		return Checkpoint{}, unsigned(err)
	}
	c, err := parseText(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	why := because(UnknownKey, "the checkpoint of %d events is signed by no key of %q", c.Size, c.Origin)
	for _, s := range n.Sigs {
		switch {
		case s.Name != c.Origin:
		case !strict(s.Base64):
			return Checkpoint{}, because(BadSignature, "the signature is not written in base64")
		case keys.valid(s.Name, s.Hash, c.At):
			return c, nil
		default:
			why = because(KeyNotValid, "the checkpoint of %d events is signed at %s by a key that was not valid then", c.Size, Moment(c.At))
		}
	}
	return Checkpoint{}, why
}

// unsigned puts the note package's errors in our words.
func unsigned(err error) error {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
		return because(BadSignature, "the checkpoint is not as it was signed, or its signature was changed")
	}
	if e, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return because(UnknownKey, "the checkpoint is signed by none of the keys that are trusted, but by %s", signers(e.Note))
	}
	return because(CheckpointWrong, "the checkpoint is not a signed note")
}

func signers(n *note.Note) string {
	var names []string
	for _, s := range n.UnverifiedSigs {
		names = append(names, fmt.Sprintf("%s+%08x", s.Name, s.Hash))
	}
	return strings.Join(names, ", ")
}

// strict reports whether a signature is written in the one way there is, so that no character of it can be changed unseen.
func strict(signature string) bool {
	_, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil
}

// ReadCheckpoint reads a signed checkpoint without checking who signed it.
func ReadCheckpoint(signed string) (Checkpoint, error) {
	text, _, found := strings.Cut(signed, "\n\n")
	if !found || len(signed) > maxCheckpoint {
		return Checkpoint{}, because(CheckpointWrong, "the checkpoint is not a signed note")
	}
	return parseText(text + "\n")
}

func parseText(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[4] != "" {
		return c, because(CheckpointWrong, "a checkpoint has four lines: origin, size, root and time")
	}
	c.Origin = lines[0]
	c.Size, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || c.Size < 0 || c.Size > MaxSize || strconv.FormatInt(c.Size, 10) != lines[1] {
		return Checkpoint{}, because(CheckpointWrong, "the size of a checkpoint is not a number from 0")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(c.Root) {
		return Checkpoint{}, because(CheckpointWrong, "the root of a checkpoint is not 32 bytes in base64")
	}
	c.Root = Hash(root)
	at, prefixed := strings.CutPrefix(lines[3], "at ")
	var ok bool
	if c.At, ok = parseMoment(at); !ok || !prefixed || c.Origin == "" {
		return Checkpoint{}, because(CheckpointWrong, "a checkpoint needs an origin and a line \"at\" with its time")
	}
	return c, nil
}
