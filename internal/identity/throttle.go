package identity

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// patience is how many attempts in a row are free, and how long the wait grows
// after that: it doubles from a second on.
type patience struct {
	free int
	most time.Duration
}

// A person who mistypes has five attempts; an address, behind which may be a
// whole council, has fifty. The wait is bounded, so that nobody can be shut out
// of an opening for long by a stranger who knows their address, and forgotten
// after a day.
var (
	ofPerson  = patience{free: 5, most: 5 * time.Minute}
	ofAddress = patience{free: 50, most: time.Minute}
)

const forgotten = 24 * time.Hour

// failures counts attempts that were not yet seen to succeed.
type failures struct {
	Subject string // a hash: addresses of people and computers are not kept
	Count   int
	LastAt  time.Time
	NextAt  time.Time // the first moment of another attempt
}

// TableName names the table of failed attempts.
func (failures) TableName() string { return "sign_in_failures" }

func (f *failures) add(p patience, now time.Time) {
	f.Count++
	f.LastAt, f.NextAt = now, now
	if over := f.Count - p.free; over > 0 {
		wait := p.most
		if over < 12 {
			wait = min(p.most, time.Second<<(over-1))
		}
		f.NextAt = now.Add(wait)
	}
}

// subject is somebody whose attempts are counted.
type subject struct {
	hash     string
	patience patience
}

// subjects are always in the same order, so that two requests that hold both
// never wait for one another.
func subjects(email, address string) []subject {
	list := []subject{{hash("person " + email), ofPerson}}
	if address != "" {
		list = append(list, subject{hash("address " + address), ofAddress})
	}
	return list
}

// count adds an attempt of a person from an address, or says how long to wait.
func (s *Service) count(ctx context.Context, email, address string) error {
	_, err := store.Stamp(ctx, s.DB, func(tx *store.Tx) (bool, error) {
		var rows []failures
		for _, one := range subjects(email, address) {
			row, err := holdFailures(tx, one.hash)
			if err != nil {
				return false, err
			}
			if tx.Now.Sub(row.LastAt) >= forgotten {
				row.Count = 0
			}
			// A longer wait than there is was set before the clock was set back.
			if wait := row.NextAt.Sub(tx.Now); wait > 0 && wait <= one.patience.most {
				return false, ErrWait.After(wait)
			}
			row.add(one.patience, tx.Now)
			rows = append(rows, row)
		}
		return true, saveFailures(tx, rows)
	})
	return err
}

// forgive takes back an attempt that succeeded: a person starts anew, an
// address has one less, since somebody with an account could else try others'.
func forgive(tx *store.Tx, email, address string) error {
	var rows []failures
	for _, one := range subjects(email, address) {
		row, err := holdFailures(tx, one.hash)
		if err != nil {
			return err
		}
		row.Count, row.NextAt = max(0, row.Count-1), tx.Now
		if one.patience == ofPerson {
			row.Count = 0
		}
		rows = append(rows, row)
	}
	if err := saveFailures(tx, rows); err != nil {
		return err
	}
	return forgetFailures(tx)
}
