// Package canonical writes a JSON document in the one form that RFC 8785 (JCS) allows it, so that equal documents have equal bytes, equal
// hashes and equal signatures, whoever wrote them.
//
// The form in short: no white space; the members of an object in the order of their names as UTF-16 code units; numbers as ECMAScript
// writes an IEEE 754 double (66.00 is 66, 1e21 keeps its exponent); strings in UTF-8 with only the escapes that JSON cannot do without
// (\" \\ \b \f \n \r \t, and \u00xx for other control characters).
//
// The input must be I-JSON (RFC 7493) as RFC 8785 asks: UTF-8, no member twice, no half surrogates, no numbers beyond a double. Numbers of up
// to 15 significant digits keep their value exactly; longer ones become the nearest double, as the RFC demands, so documents that must not
// lose a digit hold them as strings.
package canonical

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// MaxDepth is how many arrays and objects may be inside each other.
const MaxDepth = 1000

// JSON writes a Go value as encoding/json does, then brings it into canonical form. Go strings that are no UTF-8 are repaired with U+FFFD by
// encoding/json before this package sees them; check text where it comes in.
func JSON(v any) ([]byte, error) {
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("canonical: %w", err)
	}
	return Transform(plain.Bytes())
}

// Transform brings one JSON document into canonical form. It refuses what is not I-JSON, saying at which byte. The input is not changed.
func Transform(document []byte) ([]byte, error) {
	w := writer{in: document, out: make([]byte, 0, len(document))}
	w.space()
	if err := w.value(0); err != nil {
		return nil, err
	}
	w.space()
	if w.at < len(w.in) {
		return nil, w.refuse("more follows after the document")
	}
	return w.out, nil
}

// Hash is "sha256:" and the lower-case hexadecimal SHA-256 of the canonical form of v.
func Hash(v any) (string, error) {
	form, err := JSON(v)
	if err != nil {
		return "", err
	}
	return Sum(form), nil
}

// Sum is "sha256:" and the lower-case hexadecimal SHA-256 of bytes, which for a canonical form is what [Hash] returns.
func Sum(form []byte) string {
	sum := sha256.Sum256(form)
	return "sha256:" + hex.EncodeToString(sum[:])
}
