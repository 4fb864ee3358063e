package identity

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity/password"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of signing in.
var (
	ErrSignIn       = fault.New(fault.Unauthenticated, "sign-in-refused", "The address, the password or the one-time code is wrong, or the code was used before")
	ErrWait         = fault.New(fault.TooMany, "too-many-attempts", "Too many attempts to sign in failed: wait before the next one")
	ErrElsewhere    = fault.New(fault.Conflict, "signs-in-elsewhere", "People of this installation sign in at its identity provider, not here")
	ErrSession      = fault.New(fault.Unauthenticated, "sign-in-over", "Your sign-in is over: sign in again")
	ErrNotSession   = fault.New(fault.Conflict, "no-sign-in-here", "There is no sign-in to end: you came with a key, or signed in elsewhere")
	ErrNoPlace      = fault.New(fault.Forbidden, "no-membership", "You are not a member of this organisation, or of none")
	ErrOrganisation = fault.New(fault.Invalid, "choose-organisation", "You are a member of several organisations: say in the header Assay-Organisation for which one you act")
)

// How long a sign-in lasts: as long as it is used, and at most a working day.
const (
	IdleMinutes  = 15
	SessionHours = 8
)

// SignIn is what a person sends to sign in.
type SignIn struct {
	Email        string `json:"email" validate:"required,max=254" example:"jo.bloggs@example.org"`
	Password     string `json:"password" validate:"required,max=1024"`
	Code         string `json:"code" validate:"required,max=10" example:"123456"` // of the authenticator app; works once
	Organisation string `json:"organisation,omitempty" validate:"omitempty,uuid"` // for which one they act unless a request says otherwise; for people who are members of several
}

// Session is a sign-in.
type Session struct {
	ID             string
	PersonID       string
	OrganisationID *string
	Prefix         string
	SecretHash     string
	CreatedAt      time.Time
	UsedAt         time.Time // to within a minute
	ExpiresAt      time.Time
	EndedAt        *time.Time
}

// Lasts reports whether the sign-in is good at a moment.
func (s Session) Lasts(now time.Time) bool {
	return s.EndedAt == nil && now.Before(s.ExpiresAt) && now.Before(s.UsedAt.Add(IdleMinutes*time.Minute))
}

// SignedIn is a sign-in with its person and the places they may act from.
type SignedIn struct {
	Session

	Person Person
	Places []Membership
}

// SignIn lets a person in and returns a token that is nowhere kept. address is
// where the request came from: attempts are counted for it and for the person,
// whether or not there is one, so that a stranger learns nothing.
func (s *Service) SignIn(ctx context.Context, in SignIn, address string) (SignedIn, string, error) {
	if err := fault.Check(in); err != nil {
		return SignedIn{}, "", err
	}
	if s.Issuers.Any() {
		return SignedIn{}, "", ErrElsewhere.Because("%s", s.Issuers.Names())
	}
	p, err := s.prove(ctx, in.Email, in.Password, in.Code, address)
	if err != nil {
		return SignedIn{}, "", err
	}
	var made secret
	signed, err := store.Stamp(ctx, s.DB, func(tx *store.Tx) (SignedIn, error) {
		made = s.newSecret(sessionWord)
		return in.begin(tx, p, made)
	})
	return signed, made.text, err
}

func (in SignIn) begin(tx *store.Tx, p Person, made secret) (SignedIn, error) {
	places, err := placesOf(tx, p.ID)
	if err != nil {
		return SignedIn{}, err
	}
	one := Session{
		ID: tx.NewID(), PersonID: p.ID, Prefix: made.prefix, SecretHash: made.hash(),
		CreatedAt: tx.Now, UsedAt: tx.Now, ExpiresAt: tx.Now.Add(SessionHours * time.Hour),
	}
	if in.Organisation != "" {
		one.OrganisationID = &in.Organisation
	}
	if _, err := choose(places, in.Organisation); err != nil && (in.Organisation != "" || len(places) == 0) {
		return SignedIn{}, err
	}
	return SignedIn{Session: one, Person: p, Places: places}, insertSession(tx, one)
}

// stranger is compared where nobody has the address, so that the answer takes
// as long.
const stranger = "$argon2id$v=19$m=19456,t=2,p=1$c3RyYW5nZXJzdHJhbmdlcg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

// prove finds the person that an address, a password and a code belong to. The
// attempt is counted before it is looked at, so that a hundred at once count as
// a hundred.
func (s *Service) prove(ctx context.Context, email, given, code, address string) (Person, error) {
	email = tidyEmail(email)
	if err := s.count(ctx, email, address); err != nil {
		return Person{}, err
	}
	known, err := store.Read(ctx, s.DB, func(tx *store.Tx) (credentials, error) { return credentialsOf(tx, email) })
	if err != nil {
		return Person{}, err
	}
	kept := known.Password.Hash
	if kept == "" {
		kept = stranger
	}
	same, err := password.Matches(given, kept)
	if err != nil {
		return Person{}, err
	}
	if !same || known.Password.Hash == "" || known.Person.DisabledAt != nil {
		return Person{}, ErrSignIn
	}
	secret, err := s.unshut(known.Person.ID, known.Password.CodeSecret)
	if err != nil {
		return Person{}, err
	}
	return store.Stamp(ctx, s.DB, func(tx *store.Tx) (Person, error) {
		at, ok := matchCode(secret, code, tx.Now, known.Password.LastStep)
		if !ok {
			return Person{}, ErrSignIn
		}
		if first, err := useStep(tx, known.Password, at); err != nil || !first {
			return Person{}, firstOf(err, ErrSignIn)
		}
		return known.Person, forgive(tx, email, address)
	})
}

func firstOf(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// SignOut ends the sign-in that the caller came with.
func (s *Service) SignOut(ctx context.Context, token string) error {
	word, given, ok := takeApart(token)
	if !ok || word != sessionWord {
		return ErrNotSession
	}
	_, err := store.Stamp(ctx, s.DB, func(tx *store.Tx) (bool, error) { return true, endSession(tx, given.prefix) })
	return err
}
