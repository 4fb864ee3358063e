package identity

import (
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
)

// ErrInPerson is the fault of a key that tries what only people may do.
var ErrInPerson = fault.New(fault.Forbidden, "needs-a-person", "This is for people who have signed in: a key is not enough")

// InPerson refuses whoever did not sign in themselves, with a short-lived
// token. It is for what a stolen key must not do: open bids, decide for one,
// move a deadline, let people in.
func InPerson(who actor.Actor) error {
	if who.IsPerson() {
		return nil
	}
	return ErrInPerson.Because("sign in by POST /v1/sign-in, or at the identity provider of this installation, and send that token instead of the key")
}
