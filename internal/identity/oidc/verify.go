package oidc

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Verify reads a token. What is wrong with it is told in general only: its
// bearer may be anybody.
func (i *Issuers) Verify(ctx context.Context, text string) (Claims, error) {
	if !i.Any() || !Looks(text) {
		return Claims{}, ErrToken
	}
	from, err := issuerOf(text)
	if err != nil {
		return Claims{}, ErrToken.Because("it cannot be read")
	}
	for _, one := range i.list {
		if one.Issuer == from {
			return one.verify(ctx, text)
		}
	}
	return Claims{}, ErrToken.Because("its issuer is not one of this installation's")
}

// issuerOf reads who a token says it is from, before anything of it is
// believed: it only chooses whose keys to try.
func issuerOf(text string) (string, error) {
	_, rest, _ := strings.Cut(text, ".")
	payload, _, _ := strings.Cut(rest, ".")
	data, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return "", err
	}
	var claims struct {
		Issuer string `json:"iss"`
	}
	err = json.Unmarshal(data, &claims)
	return claims.Issuer, err
}

func (i *issuer) verify(ctx context.Context, text string) (Claims, error) {
	verifier, err := i.verifier(ctx)
	if err != nil {
		return Claims{}, ErrUnreachable
	}
	var why error
	token, err := verifier.Verify(context.WithValue(ctx, whyKey{}, &why), text)
	if err != nil {
		return Claims{}, refusal(errors.Join(err, why))
	}
	if trouble := untimely(token, i.now()); trouble != "" {
		return Claims{}, ErrToken.Because("%s", trouble)
	}
	return i.read(token)
}

// refusal tells a provider that does not answer from a token that is wrong.
func refusal(err error) error {
	var away *awayError
	if errors.As(err, &away) {
		return ErrUnreachable
	}
	if strings.Contains(err.Error(), "expected audience") {
		return ErrToken.Because("it is meant for somebody else")
	}
	return ErrToken.Because("its signature is not by a key of its issuer, or of a kind that is not believed")
}

// untimely says why a token is not good at a moment. The library's own check
// has no room for a clock that is a little late and much for one that is early;
// this one has the same on every side.
func untimely(token *oidc.IDToken, now time.Time) string {
	var more struct {
		NotBefore *float64 `json:"nbf"`
	}
	switch err := token.Claims(&more); {
	case err != nil:
		return "its claims cannot be read"
	case token.Expiry.Unix() <= 0 || token.IssuedAt.Unix() <= 0:
		return "it does not say how long it lasts"
	case !now.Before(token.Expiry.Add(Skew)):
		return "its time is over"
	case token.IssuedAt.After(now.Add(Skew)):
		return "it is from the future"
	case more.NotBefore != nil && time.Unix(int64(*more.NotBefore), 0).After(now.Add(Skew)):
		return "its time has not come"
	case token.Expiry.Sub(token.IssuedAt) > LongestLife:
		return fmt.Sprintf("it lasts longer than %s", LongestLife)
	}
	return ""
}

// read takes the claims that the setting names.
func (i *issuer) read(token *oidc.IDToken) (Claims, error) {
	all := map[string]any{}
	if err := token.Claims(&all); err != nil {
		return Claims{}, ErrToken.Because("its claims cannot be read")
	}
	c := Claims{Issuer: i.Issuer, ByEmail: i.ByEmail()}
	c.Subject, _ = all[i.Subject].(string)
	if c.Subject == "" || len(c.Subject) > 255 {
		return Claims{}, ErrToken.Because("it has no claim %s", i.Subject)
	}
	if i.Email != "" {
		c.Email, _ = all[i.Email].(string)
		c.EmailVerified = all[i.Verified] == true || all[i.Verified] == "true"
	}
	return c, nil
}
