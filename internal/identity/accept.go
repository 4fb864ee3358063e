package identity

import (
	"context"
	"errors"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/identity/password"
	"github.com/assay-engine/assay/internal/store"
)

// Acceptance is what somebody sends to accept an invitation.
type Acceptance struct {
	Token         string `json:"token" validate:"required,max=200,text"`             // of the invitation
	Name          string `json:"name,omitempty" validate:"max=200,text"`             // needed where the invitation has none; one line
	Email         string `json:"email,omitempty" validate:"omitempty,max=254,email"` // needed where the invitation has none
	Password      string `json:"password,omitempty" validate:"max=1024"`             // at least 12 characters; your present one if you can sign in here already. Needed where people sign in here
	Code          string `json:"code,omitempty" validate:"max=10"`                   // of your authenticator app, if you can sign in here already
	IdentityToken string `json:"identityToken,omitempty" validate:"max=8192"`        // of the identity provider, where people sign in there
}

// Accepted is the place that was taken, and the secret of the one-time codes
// where new ones were made: it is shown once.
type Accepted struct {
	Membership

	Code Code
}

// Accept takes the place that an invitation offers. Whoever is new here makes a
// password and gets the secret of their one-time codes; whoever signs in at an
// identity provider shows its token; whoever is a member elsewhere shows that
// it is them.
func (s *Service) Accept(ctx context.Context, in Acceptance, address string) (Accepted, error) {
	if err := fault.Check(in); err != nil {
		return Accepted{}, err
	}
	_, given, _ := takeApart(in.Token)
	o, err := store.Read(ctx, s.DB, func(tx *store.Tx) (offer, error) { return openOffer(tx, given, in) })
	if err == nil {
		err = in.check(o, s.Issuers.Any())
	}
	if err != nil {
		return Accepted{}, err
	}
	shown, err := s.proofOf(ctx, in, o, address)
	if err != nil {
		return Accepted{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Accepted, error) {
		tx.Record(store.Event{Verb: "invitation.accepted", Subject: o.ID, Detail: map[string]any{"organisation": o.OrganisationID}})
		err := changeInvitation(tx, o.ID, o.Version, map[string]any{"accepted_at": tx.Now})
		if errors.Is(err, store.ErrStale) { // somebody was faster, or it was just revoked
			err = ErrInvitation
		}
		if err != nil {
			return Accepted{}, err
		}
		return s.seat(tx, o, shown)
	})
}

// offer is an open invitation with what is known of whoever accepts it.
type offer struct {
	Invitation

	person  Person // with the invitation's address; zero for somebody new
	signsIn bool   // and they have a password here, which stays
}

// openOffer finds what a secret offers. Whatever is wrong with it gets the same
// answer.
func openOffer(tx *store.Tx, given secret, in Acceptance) (offer, error) {
	i, err := invitationByPrefix(tx, given.prefix)
	if err != nil {
		return offer{}, err
	}
	if i == nil || !given.opens(i.SecretHash) || !i.Open(tx.Now) {
		return offer{}, ErrInvitation.On("/token", "is not the secret of an open invitation")
	}
	o := offer{Invitation: *i}
	if o.Name == "" {
		o.Name = tidyName(in.Name)
	}
	if o.Email == "" {
		o.Email = tidyEmail(in.Email)
	}
	known, err := credentialsOf(tx, o.Email)
	o.person, o.signsIn = known.Person, known.Password.Hash != "" && o.PersonID == nil
	return o, err
}

func (in Acceptance) check(o offer, atIssuer bool) error {
	var wrong fault.Fields
	if o.Name == "" {
		wrong.Add("/name", "required", "is required: the invitation names nobody")
	}
	checkName(&wrong, o.Name)
	if o.Email == "" {
		wrong.Add("/email", "required", "is required: the invitation names nobody")
	}
	switch {
	case atIssuer && in.IdentityToken == "":
		wrong.Add("/identityToken", "required", "is required: people of this installation sign in at its identity provider")
	case atIssuer:
	case in.IdentityToken != "":
		wrong.Add("/identityToken", "no-issuer", "is of no use here: this installation has no identity provider")
	case in.Password == "":
		wrong.Add("/password", "required", "is required")
	case o.signsIn && in.Code == "":
		wrong.Add("/code", "required", "is required: you can sign in here already, so show that it is you")
	case !o.signsIn:
		account, _, _ := strings.Cut(o.Email, "@")
		if code, trouble := password.Check(in.Password, append(strings.Fields(o.Name), account)...); code != "" {
			wrong.Add("/password", code, trouble)
		}
	}
	return wrong.Err()
}

// proof is what somebody showed: a token of an issuer, that they can sign in
// already, or a new password, hashed.
type proof struct {
	claims oidc.Claims
	known  bool
	hash   string
}

// proofOf does what takes long, outside the transaction.
func (s *Service) proofOf(ctx context.Context, in Acceptance, o offer, address string) (p proof, err error) {
	switch {
	case s.Issuers.Any():
		p.claims, err = s.Issuers.Verify(ctx, in.IdentityToken)
	case o.signsIn:
		p.known = true
		_, err = s.prove(ctx, o.Email, in.Password, in.Code, address)
	default:
		cost := s.Cost
		if cost == (password.Cost{}) {
			cost = password.Usual
		}
		p.hash, err = password.Hash(in.Password, cost)
	}
	return p, err
}
