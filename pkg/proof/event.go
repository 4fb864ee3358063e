package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-engine/assay/pkg/canonical"
)

// KindEvent is the kind of every event.
const KindEvent = "assay.event/1"

// moment is how times are written: always six decimals, always Z.
const moment = "2006-01-02T15:04:05.000000Z"

// Moment writes a time as events and checkpoints have it. What is finer than a microsecond is cut off.
func Moment(t time.Time) string { return t.UTC().Format(moment) }

func parseMoment(text string) (time.Time, bool) {
	t, err := time.Parse(moment, text)
	return t, err == nil && Moment(t) == text
}

// Event is one line of the log as it is hashed: who did what to which thing, and when. What must stay private is a salted hash.
type Event struct {
	Kind         string            `json:"kind"`                   // KindEvent
	Number       int64             `json:"number"`                 // from 1, without gaps
	ID           string            `json:"id"`                     // random enough that nobody finds an event by trying
	At           string            `json:"at"`                     // see [Moment]
	Verb         string            `json:"verb"`                   // in the past tense: "tender.published"
	Subject      string            `json:"subject"`                // the identifier of the thing
	Tender       string            `json:"tender,omitempty"`       // the procurement, where it belongs to one
	Organisation string            `json:"organisation,omitempty"` // on whose behalf
	Actor        string            `json:"actor,omitempty"`        // the key or person, never a name
	Person       string            `json:"person,omitempty"`       // who signed in, or who holds the key
	DetailHash   string            `json:"detailHash"`             // see [DetailHash]
	Private      map[string]string `json:"private,omitempty"`      // name → see [SaltedHash]
}

// Leaf is the event as it is put into the tree: its RFC 8785 form. The error is a *Fault with the code BadEvent.
func (e Event) Leaf() ([]byte, error) {
	if why := e.wrong(); why != "" {
		return nil, because(BadEvent, "%s", why).of(e.Number)
	}
	form, err := canonical.JSON(e)
	if err != nil {
		return nil, because(BadEvent, "%v", err).of(e.Number)
	}
	return form, nil
}

// Hash is the hash of the event's leaf.
func (e Event) Hash() (Hash, error) {
	leaf, err := e.Leaf()
	if err != nil {
		return Hash{}, err
	}
	return Hash(tlog.RecordHash(leaf)), nil
}

func (e Event) wrong() string {
	if e.Kind != KindEvent {
		return "kind must be " + KindEvent
	}
	if e.Number < 1 || e.Number > MaxSize {
		return "number must be 1 or more"
	}
	if _, ok := parseMoment(e.At); !ok {
		return "at must be a time in UTC with six decimals: " + moment
	}
	if e.ID == "" || e.Verb == "" || e.Subject == "" {
		return "id, verb and subject must be there"
	}
	for _, text := range []string{e.ID, e.Verb, e.Subject, e.Tender, e.Organisation, e.Actor, e.Person} {
		if !utf8.ValidString(text) {
			return "the text is not UTF-8"
		}
	}
	return e.wrongHashes()
}

func (e Event) wrongHashes() string {
	var h Hash
	if err := h.UnmarshalText([]byte(e.DetailHash)); err != nil {
		return "detailHash: " + err.Error()
	}
	for name, text := range e.Private {
		if name == "" || !utf8.ValidString(name) {
			return "a private detail has no proper name"
		}
		if err := h.UnmarshalText([]byte(text)); err != nil {
			return "private/" + name + ": " + err.Error()
		}
	}
	return ""
}

// DetailHash is the hash of a detail that every reader of the event may see: SHA-256 over the RFC 8785 form of a JSON document. No detail is {}.
func DetailHash(detail []byte) (string, error) {
	if len(detail) == 0 {
		detail = []byte("{}")
	}
	form, err := canonical.Transform(detail)
	if err != nil {
		return "", err
	}
	return canonical.Sum(form), nil
}

// Salt is 32 random bytes, drawn anew for every private detail.
type Salt [32]byte

// MarshalText writes 64 hexadecimal digits.
func (s Salt) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(s[:])), nil }

// UnmarshalText reads 64 lower-case hexadecimal digits.
func (s *Salt) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(s) || strings.ToLower(string(text)) != string(text) {
		return because(Malformed, "a salt is 64 lower-case hexadecimal digits")
	}
	*s = Salt(b)
	return nil
}

// SaltedHash is the hash of a private detail: SHA-256 over the salt and the RFC 8785 form of the value, a JSON document.
func SaltedHash(salt Salt, value []byte) (string, error) {
	form, err := canonical.Transform(value)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append(salt[:], form...))
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// Revealed is a private detail whose salt and value are still kept.
type Revealed struct {
	Salt  Salt            `json:"salt"`
	Value json.RawMessage `json:"value"`
}

// Details is what is shown of an event beside its leaf. What is withheld or erased is left out.
type Details struct {
	Detail  json.RawMessage
	Private map[string]Revealed
}

// check holds details to the hashes of their event and counts those that are not shown.
func (d Details) check(e Event) (withheld int, err error) {
	if d.Detail == nil {
		withheld++
	} else if hash, err := DetailHash(d.Detail); err != nil || hash != e.DetailHash {
		return 0, because(DetailDiffers, "the detail is not the one that was logged").of(e.Number)
	}
	for name, r := range d.Private {
		if hash, err := SaltedHash(r.Salt, r.Value); err != nil || hash != e.Private[name] {
			return 0, because(DetailDiffers, "the private detail %q is not the one that was logged", name).of(e.Number)
		}
	}
	return withheld + len(e.Private) - len(d.Private), nil
}
