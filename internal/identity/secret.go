package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// The words that secrets start with, so that one found in a log or a file is
// known for what it is, here and by scanners for secrets.
const (
	keyWord        = "assay"
	sessionWord    = "assay-session"
	invitationWord = "assay-invitation"
)

// secret is WORD_PREFIX_RANDOM. The prefix finds its row; the random part has
// 256 bits, so that a plain hash of the whole cannot be searched.
type secret struct{ text, prefix string }

func (s *Service) newSecret(word string) secret {
	prefix := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.NewSecret()[:10]))
	return secret{prefix: prefix, text: word + "_" + prefix + "_" + base64.RawURLEncoding.EncodeToString(s.NewSecret())}
}

// takeApart finds the word and the prefix of a secret.
func takeApart(text string) (word string, s secret, ok bool) {
	parts := strings.SplitN(text, "_", 3)
	if len(parts) != 3 || len(text) > 200 {
		return "", secret{}, false
	}
	return parts[0], secret{text: text, prefix: parts[1]}, true
}

// opens reports whether the secret is the one that was hashed.
func (s secret) opens(kept string) bool {
	return subtle.ConstantTimeCompare([]byte(kept), []byte(s.hash())) == 1
}

func (s secret) hash() string { return hash(s.text) }

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
