package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type installationFact struct {
	Name  string `gorm:"primaryKey"`
	Value string
	Since time.Time
}

// Bind ties the database to facts about what it is served with, such as the
// name of the key that signs for it. The first start keeps them; a later start
// with another value is refused, in words that say which, unless what is kept is
// a former value: then a rotation was cut short before it came here, and this
// ends it. It is no event: it happens before there is anybody to act.
func (db *DB) Bind(ctx context.Context, facts map[string]string, former ...string) error {
	return again(ctx, db, func() error {
		return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx := db.begin(ctx, g, true)
			for _, name := range slices.Sorted(maps.Keys(facts)) {
				if err := tx.bind(name, facts[name], former); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (tx *Tx) bind(name, value string, former []string) error {
	row := installationFact{Name: name, Value: value, Since: tx.Now}
	if err := tx.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return err
	}
	var kept installationFact
	if err := tx.gorm.First(&kept, "name = ?", name).Error; err != nil {
		return err
	}
	if kept.Value != value && slices.Contains(former, kept.Value) {
		return tx.Rebind(name, value)
	}
	if kept.Value != value {
		return fmt.Errorf("its %s is %s since %s, and this one is %s: put the right keys back", name, kept.Value, kept.Since.Format(time.DateOnly), value)
	}
	return nil
}

// Rebind changes a fact on purpose, when a key is rotated. It belongs to the
// unit of work that records the rotation.
func (tx *Tx) Rebind(name, value string) error {
	return tx.gorm.Model(&installationFact{}).Where("name = ?", name).Updates(map[string]any{"value": value, "since": tx.Now}).Error
}

// Facts are what the database is bound to, by name.
func (tx *Tx) Facts() (map[string]string, error) {
	var rows []installationFact
	if err := tx.gorm.Find(&rows).Error; err != nil {
		return nil, err
	}
	facts := map[string]string{}
	for _, r := range rows {
		facts[r.Name] = r.Value
	}
	return facts, nil
}
