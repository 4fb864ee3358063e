package privacy

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Export is everything that is kept of a person: each row of each table that
// names them, without secrets.
type Export struct {
	PersonID   string
	ExportedAt time.Time
	Records    map[string][]map[string]any // by table
}

// Export gathers what is kept of a person, for that person or an administrator
// of the installation. That it was taken is an event, each time. What belongs to
// bids is for the person alone: before opening, nobody else may learn of one.
func (s *Service) Export(ctx context.Context, personID string) (Export, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Export, error) {
		self := tx.Actor.PersonID == personID
		if !self && !tx.Actor.Oversees {
			return Export{}, identity.ErrInstallation
		}
		p, err := getPerson(tx, personID)
		if err != nil {
			return Export{}, err
		}
		e := Export{PersonID: p.ID, ExportedAt: tx.Now, Records: map[string][]map[string]any{}}
		columns, err := tx.Columns()
		if err != nil {
			return e, err
		}
		for _, table := range store.Tables() {
			if !gathered(table.Name, self) {
				continue
			}
			rows, err := rowsAbout(tx, table.Name, columns[table.Name], p, self)
			if err != nil {
				return e, err
			}
			if len(rows) > 0 {
				e.Records[table.Name] = rows
			}
		}
		tx.Saw(store.Sighting{Verb: "person.exported", Subject: p.ID, Each: true})
		return e, nil
	})
}

// gathered leaves out what is no record of anybody, and what could tell of a
// sealed bid.
func gathered(table string, self bool) bool {
	if slices.Contains([]string{"idempotency_records", "event_queue", "event_numbers", "event_details", "log_hashes", "log_checkpoints", "leases", "sightings"}, table) {
		return false
	}
	return self || !(strings.HasPrefix(table, "bid") || table == "registered_interests" || strings.HasPrefix(table, "clarification"))
}

// shown reports whether a column is no secret.
func shown(column string) bool {
	return !slices.ContainsFunc([]string{"secret", "hash", "salt", "token", "prefix", "private", "last_step"}, func(part string) bool { return strings.Contains(column, part) })
}

// names reports whether a column may hold the identifier of a person.
func names(column string) bool {
	return column == "id" || strings.HasSuffix(column, "_id") || strings.HasSuffix(column, "_by")
}
