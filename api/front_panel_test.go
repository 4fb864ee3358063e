package api_test

import (
	"fmt"
	"testing"
)

// sits puts a person on the panel of a tender: in each of some parts, for all
// lots and questions.
func (f *front) sits(t *testing.T, officer user, tender string, who user, parts ...string) {
	t.Helper()
	for _, part := range parts {
		f.must(t, officer, "POST", tender+"/panel/appointments", fmt.Sprintf(`{"person":%q,"part":%q,"reason":"Needed."}`, who.Key, part), 201)
	}
}

// nothingToDeclare is what people declare who have no interest.
const nothingToDeclare = `{"nothing":true}`

// seats makes a panel of a tender: two members, of whom the first is the chair
// too, and the officer. All have declared that there is nothing to declare.
func (f *front) seats(t *testing.T, officer user, tender string, first, second user) {
	t.Helper()
	f.sits(t, officer, tender, first, "chair", "member")
	f.sits(t, officer, tender, second, "member")
	f.sits(t, officer, tender, officer, "officer")
	for _, who := range []user{first, second, officer} {
		f.must(t, who, "POST", tender+"/panel/interests", nothingToDeclare, 201)
	}
}
