package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// step is how long, in seconds, a one-time code is good for, as every
// authenticator app has it (RFC 6238). The one before and the one after are
// taken as well, for clocks that are a little off.
const step = 30

// Code is the secret that a person's authenticator app makes codes from.
type Code struct {
	URI    string // otpauth://…, for an app or as a QR code
	Secret string // the same in base32, to type in
}

// newCode makes the secret of a person's codes: 160 bits, as RFC 4226 has it.
func (s *Service) newCode(account string) (Code, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Assay", AccountName: account, Secret: s.NewSecret()[:20]})
	if err != nil {
		return Code{}, fmt.Errorf("make the secret of one-time codes: %w", err)
	}
	return Code{URI: key.URL(), Secret: key.Secret()}, nil
}

// matchCode finds the step that a code belongs to, among the three that are
// good now and later than the last that was used. A code works once. A last one
// from the future was used before the clock was set back, and bars nobody.
func matchCode(secret, code string, now time.Time, last int64) (at int64, ok bool) {
	present := now.Unix() / step
	if last > present+1 {
		last = 0
	}
	for _, n := range []int64{present, present - 1, present + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(n*step, 0), totp.ValidateOpts{Period: step, Digits: otp.DigitsSix})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && n > last {
			at, ok = n, true
		}
	}
	return at, ok
}

var errCodeKey = errors.New("identity: there is no key for the secrets of one-time codes")

// shut encrypts the secret of a person's codes, so that whoever reads the
// database cannot make any.
func (s *Service) shut(personID, secret string) ([]byte, error) {
	box, err := s.box()
	if err != nil {
		return nil, err
	}
	nonce := s.NewSecret()[:box.NonceSize()]
	return box.Seal(nonce, nonce, []byte(secret), []byte(personID)), nil
}

func (s *Service) unshut(personID string, kept []byte) (string, error) {
	box, err := s.box()
	if err != nil {
		return "", err
	}
	if len(kept) < box.NonceSize() {
		return "", errors.New("identity: the secret of one-time codes is cut short")
	}
	secret, err := box.Open(nil, kept[:box.NonceSize()], kept[box.NonceSize():], []byte(personID))
	if err != nil {
		return "", fmt.Errorf("open the secret of one-time codes: %w", err)
	}
	return string(secret), nil
}

func (s *Service) box() (cipher.AEAD, error) {
	if len(s.CodeKey) != 32 {
		return nil, errCodeKey
	}
	block, err := aes.NewCipher(s.CodeKey)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
