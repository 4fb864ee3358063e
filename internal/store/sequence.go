package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// numberedAtOnce bounds one round of the sequencer, so that its transaction
// stays short.
const numberedAtOnce = 500

// Sequence gives committed events their numbers, in the order of their making,
// extends the tree over them, signs its head, and tells how many it numbered. Only one replica does it at a time; readers
// see numbered events only, so that a feed never skips one. Sealed events stay
// without a number until their tender is opened.
func (db *DB) Sequence(ctx context.Context, holder string) (numbered int, err error) {
	// An idle service must not write: look before taking the lease.
	if idle, err := db.nothingWaits(ctx); idle || err != nil {
		return 0, err
	}
	err = again(ctx, db, func() error {
		return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) (err error) {
			tx := db.begin(ctx, g, true)
			numbered, err = tx.sequence(holder)
			return err
		})
	})
	return numbered, err
}

func (db *DB) nothingWaits(ctx context.Context) (bool, error) {
	var one []string
	err := db.read.WithContext(ctx).Model(&queued{}).Where("NOT sealed").Limit(1).Pluck("event_id", &one).Error
	return len(one) == 0, err
}

func (tx *Tx) sequence(holder string) (int, error) {
	// Short: the row is locked while the work is done, and whoever is gone must
	// not keep the others waiting.
	held, err := tx.Lease("sequencer", holder, time.Second)
	if err != nil || !held {
		return 0, err
	}
	numbered, err := tx.number()
	if err != nil {
		return 0, err
	}
	return numbered, tx.extendLog()
}

// number gives the next numbers to events that wait.
func (tx *Tx) number() (int, error) {
	var waiting []string
	err := tx.gorm.Model(&queued{}).Where("NOT sealed").Order("event_id").Limit(numberedAtOnce).Pluck("event_id", &waiting).Error
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	var last sql.NullInt64
	if err := tx.gorm.Raw("SELECT max(number) FROM event_numbers").Scan(&last).Error; err != nil {
		return 0, err
	}
	rows := make([]eventNumber, len(waiting))
	for i, id := range waiting {
		rows[i] = eventNumber{Number: last.Int64 + int64(i) + 1, EventID: id}
	}
	if err := tx.Insert(&rows); err != nil {
		return 0, err
	}
	return len(rows), tx.gorm.Delete(&queued{}, "event_id IN ?", waiting).Error
}

type eventNumber struct {
	Number  int64
	EventID string
}

// TableName names the numbers of the log.
func (eventNumber) TableName() string { return "event_numbers" }

type lease struct {
	Name   string `gorm:"primaryKey"`
	Holder string
	Until  time.Time
}

// Lease takes or renews a piece of periodic work for a holder. It reports false
// while another holder has it. The row stays locked until the transaction
// ends, so that exactly one replica does the work.
func (tx *Tx) Lease(name, holder string, length time.Duration) (bool, error) {
	row := lease{Name: name, Holder: holder, Until: tx.Now.Add(length)}
	done := tx.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if done.Error != nil || done.RowsAffected == 1 {
		return done.RowsAffected == 1, done.Error
	}
	done = tx.gorm.Model(&lease{}).Where("name = ? AND (holder = ? OR until < ?)", name, holder, tx.Now).
		Updates(map[string]any{"holder": holder, "until": row.Until})
	return done.RowsAffected == 1, done.Error
}
