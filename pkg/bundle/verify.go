package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// Report is what [Verify] found out about a document.
type Report struct {
	Kind     string
	KeyID    string    // who signed
	SignedAt time.Time // when, by the document
	Engine   string    // bundles: the version of the scoring rules
	Bid      string    // redacted bundles and receipts: whose
	// Checked says in sentences what holds. It is shown to people and may be reworded.
	Checked []string
	// Reformatted says that the bytes are not the canonical form, though the meaning is what was signed: somebody's editor has been at it.
	Reformatted bool
}

func (r *Report) holds(format string, args ...any) {
	r.Checked = append(r.Checked, fmt.Sprintf(format, args...))
}

// Problem is one reason why a document does not verify. Code is stable; Pointer is RFC 6901 into the document, "" for the whole of it.
//
// The codes are those of package strictjson for what is no acceptable document, and: "unknown-kind", "missing", "unknown-key" (not in the key
// document), "key-not-valid" (at the time of signing), "bad-signature", "unknown-engine", "unscorable" (the sheet breaks a rule), "differs" (a
// figure is not what the rules give), "method-changed" (not the one published), "root-differs" (the redaction root is not the run's),
// "hidden" (a figure the bidder's marks depend on is not revealed), "hash-differs", "invalid" (a salt that is none, or a bid that cannot be read).
type Problem struct {
	Code      string
	Pointer   string
	Detail    string
	Bid       string // "differs" in a node: whose
	Criterion string // and on which criterion
}

// String is "pointer: detail".
func (p Problem) String() string {
	if p.Pointer == "" {
		return p.Detail
	}
	return p.Pointer + ": " + p.Detail
}

// Error is every problem of a document that does not verify.
type Error struct{ Problems []Problem }

// Error is one line for each problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// verifier gathers what is found out about one document.
type verifier struct {
	document []byte
	form     []byte // canonical
	members  map[string]json.RawMessage
	keys     Keys
	report   Report
	problems []Problem
}

// Verify checks a document of any kind of this package against a key document, offline. A nil error means that everything holds; what that is
// stands in the report. Otherwise the error is an *[Error] and names, at once, everything that does not. It never panics, whatever it is given.
func Verify(document []byte, keys Keys) (Report, error) {
	v := &verifier{document: document, keys: keys}
	v.run()
	if len(v.problems) > 0 {
		return v.report, &Error{v.problems}
	}
	return v.report, nil
}

func (v *verifier) run() {
	var err error
	if v.members, v.report.Kind, err = split(v.document); err != nil {
		v.unreadable(err)
		return
	}
	if v.form, err = canonical.Transform(v.document); err != nil {
		v.problem("syntax", "", err.Error())
		return
	}
	v.report.Reformatted = !bytes.Equal(v.form, bytes.TrimSuffix(v.document, []byte("\n")))
	switch v.report.Kind {
	case KindBundle:
		v.bundle()
	case KindRedacted:
		v.redacted()
	case KindReceipt:
		v.receipt()
	case KindRecognition, KindTrackRecord, KindRecord:
		v.recognition()
	default:
		v.problem("unknown-kind", "/kind", fmt.Sprintf("documents of the kind %q are not known", v.report.Kind))
	}
}

func (v *verifier) problem(code, pointer, detail string) {
	v.problems = append(v.problems, Problem{Code: code, Pointer: pointer, Detail: detail})
}

// read decodes the whole document strictly; it says what is wrong and returns false when it cannot.
func (v *verifier) read(into any) bool {
	if err := strictjson.Decode(v.form, into, anySize); err != nil {
		v.unreadable(err)
		return false
	}
	return true
}

func (v *verifier) unreadable(err error) {
	faults := strictjson.Faults(err)
	if faults == nil {
		v.problem("missing", "/kind", `an object with the member "kind" is needed`)
	}
	for _, f := range faults {
		v.problem(f.Code, f.Pointer, f.Detail)
	}
}

// signature checks keyId and signature.
func (v *verifier) signature(keyID, signature string, at time.Time) {
	v.report.KeyID, v.report.SignedAt = keyID, at
	key := v.keys.find(keyID)
	if key == nil {
		v.problem("unknown-key", "/keyId", fmt.Sprintf("the key document has no key %q", keyID))
		return
	}
	if !key.maySign(at) {
		v.problem("key-not-valid", "/keyId", fmt.Sprintf("the key %q was not valid at %s", keyID, at.Format(time.RFC3339)))
	}
	message, err := message(v.members, v.report.Kind)
	if err != nil || !key.holds(message, signature) {
		v.problem("bad-signature", "/signature", "the signature does not hold: the document is not as it was signed")
		return
	}
	v.report.holds("signed with key %s at %s", keyID, at.Format(time.RFC3339))
}
