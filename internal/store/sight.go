package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Sighting is that somebody was shown something secret: an opened bid, revealed
// prices, a record that leaves the house. It becomes an event.
//
// Reading the same thing again on the same day (UTC) is not told again: an
// evaluator opens a bid dozens of times, and a log of that would hide what
// matters and make every page a write. What is taken away, such as an export,
// is told each time.
type Sighting struct {
	Verb     string // "bid.read"
	Subject  string // the thing that was shown
	TenderID string // the procurement it belongs to, where it belongs to one
	Detail   any    // as of an Event
	Each     bool   // told each time
}

// Saw says that this unit of work shows something secret to its actor. The
// event is kept before the answer is given; where that fails, nothing is shown.
// It belongs to the use case that reads, inside store.Read or store.Write.
func (tx *Tx) Saw(s Sighting) { tx.seen = append(tx.seen, s) }

// sighting is a row of who has seen what on which day.
type sighting struct {
	ActorID, Verb, SubjectID, Day string
}

func (tx *Tx) sightingOf(s Sighting) sighting {
	return sighting{ActorID: tx.Actor.ID(), Verb: s.Verb, SubjectID: s.Subject, Day: tx.Now.Format(time.DateOnly)}
}

// witness records what a read has shown, in a unit of work of its own.
func (db *DB) witness(ctx context.Context, seen []Sighting) error {
	fresh, err := db.untold(ctx, seen)
	if err != nil || len(fresh) == 0 {
		return err
	}
	return again(ctx, db, func() error {
		return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx := db.begin(ctx, g, true)
			tx.seen = fresh
			if err := tx.witnessed(); err != nil || len(tx.events) == 0 {
				return err
			}
			return tx.appendEvents()
		})
	})
}

// untold leaves out what was told today already, so that reading again does not
// write.
func (db *DB) untold(ctx context.Context, seen []Sighting) (fresh []Sighting, err error) {
	tx := db.begin(ctx, db.read.WithContext(ctx), false)
	for _, s := range seen {
		var before int64
		if !s.Each {
			row := tx.sightingOf(s)
			if err := tx.gorm.Model(&sighting{}).Where(&row).Count(&before).Error; err != nil {
				return nil, err
			}
		}
		if before == 0 {
			fresh = append(fresh, s)
		}
	}
	return fresh, nil
}

// witnessed turns what was seen into events of this unit of work.
func (tx *Tx) witnessed() error {
	for _, s := range tx.seen {
		told := s.Each
		if !told {
			row := tx.sightingOf(s)
			done := tx.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
			if done.Error != nil {
				return done.Error
			}
			told = done.RowsAffected == 1
		}
		if told {
			tx.Record(Event{Verb: s.Verb, Subject: s.Subject, TenderID: s.TenderID, Detail: s.Detail})
		}
	}
	tx.seen = nil
	return nil
}
