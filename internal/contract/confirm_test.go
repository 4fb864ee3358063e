package contract

import (
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
)

// TestConfirmedAtAMoment leaves a question where it stood, until the moment at
// which it was taken back.
func TestConfirmedAtAMoment(t *testing.T) {
	people := func(n int64) decimal.Quantity { return decimal.Quantity(n * 1000) }
	day := func(n int) time.Time { return time.Date(2027, 7, n, 12, 0, 0, 0, time.UTC) }
	back, answered, seven := day(20), day(25), people(7)
	list := []Confirmation{
		{Claim: 1, Quantity: people(12), AskedAt: day(2), Answer: SaidWithdrawn, AnsweredAt: &back},
		{Claim: 1, Quantity: people(20), AskedAt: day(3), Answer: SaidPartly, AnsweredAt: &answered, Confirmed: &seven},
	}
	for _, c := range []struct {
		at   time.Time
		want Confirmed
	}{
		{day(1), Confirmed{}},
		{day(2), Confirmed{Asked: people(12)}},
		{day(19), Confirmed{Asked: people(32)}},
		{day(20), Confirmed{Asked: people(20)}},
		{day(25), Confirmed{Asked: people(20), Answered: people(20), Quantity: people(7)}},
		{time.Time{}, Confirmed{Asked: people(20), Answered: people(20), Quantity: people(7)}},
	} {
		if got := confirmedAt(list, 1, c.at); got != c.want {
			t.Errorf("at %s: got %+v, want %+v", c.at, got, c.want)
		}
	}
}
