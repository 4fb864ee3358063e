// Package password says which passwords are good enough, and keeps them as
// hashes that cost an attacker time and memory.
//
// The rules are those of NIST SP 800-63B and OWASP ASVS 5.0 (6.2): long enough,
// no rules about its composition, and none that everybody tries first. The hash
// is Argon2id with 19 MiB, two passes and one lane, as OWASP's password storage
// advice has it.
package password

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// Least and Most bound the length of a password, in characters.
const (
	Least = 12
	Most  = 256
)

// Cost is what one hash costs whoever makes it.
type Cost = argon2id.Params

// Usual is the cost of the service.
var Usual = Cost{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// atOnce bounds how many hashes are worked out at the same time, so that a
// crowd at the door costs no more than 8 × 19 MiB.
var atOnce = make(chan struct{}, 8)

// Normal is the one form in which a password is kept and compared, so that it
// does not depend on the keyboard.
func Normal(text string) string { return norm.NFC.String(text) }

// Check says what is wrong with a password, given the words an attacker would
// try because they belong to its owner. It is empty where nothing is.
func Check(text string, own ...string) (code, trouble string) {
	text = Normal(text)
	switch n := utf8.RuneCountInString(text); {
	case n < Least:
		return "too-short", fmt.Sprintf("must have at least %d characters: three or four words make a good one", Least)
	case n > Most:
		return "too-long", fmt.Sprintf("must have at most %d characters", Most)
	}
	folded := strings.ToLower(text)
	if guessable(folded) {
		return "too-common", "is among the first that an attacker tries: take words that nobody would put together"
	}
	for _, word := range own {
		if word = strings.ToLower(word); utf8.RuneCountInString(word) >= 4 && strings.Contains(folded, word) {
			return "too-personal", "must not contain your name, your address or the name of this service"
		}
	}
	return "", ""
}

// Hash keeps a password.
func Hash(text string, cost Cost) (string, error) {
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	hash, err := argon2id.CreateHash(Normal(text), &cost)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// Matches reports whether a password is the one that was kept.
func Matches(text, hash string) (bool, error) {
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	same, err := argon2id.ComparePasswordAndHash(Normal(text), hash)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same, nil
}
