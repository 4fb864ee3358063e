package tender

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Filter narrows a list of tenders; what is empty narrows nothing.
type Filter struct {
	Status         Status
	Mode           Mode
	Owner          string
	Text           string         // every word of it is in the title or the description, in whatever case
	Measure        string         // scores this measure or component, or a component of this measure
	Outcome        int            // scores a measure of this outcome of its catalogue
	Classification string         // begins with these digits
	AtLeast        *decimal.Pence // the estimate of the whole
	AtMost         *decimal.Pence // a tender that states none is in no range
	ClosesAfter    *time.Time     // not before
	ClosesBefore   *time.Time
}

// condition is one clause of a query, with its values apart.
type condition struct {
	sql    string
	values []any
}

func (f Filter) conditions() (all []condition) {
	where := func(asked bool, sql string, values ...any) {
		if asked {
			all = append(all, condition{sql, values})
		}
	}
	where(f.Status != "", "status = ?", f.Status)
	where(f.Mode != "", "mode = ?", f.Mode)
	where(f.Owner != "", "owner_id = ?", f.Owner)
	for _, word := range strings.Fields(f.Text) {
		like := "%" + escape.Replace(strings.ToLower(word)) + "%"
		where(true, `(lower(title) LIKE ? ESCAPE '\' OR lower(description) LIKE ? ESCAPE '\')`, like, like)
	}
	where(f.Measure != "", "id IN (SELECT tender_id FROM tender_measures WHERE code = ?)", f.Measure)
	where(f.Outcome > 0, "id IN (SELECT tender_id FROM tender_measures WHERE outcome = ?)", f.Outcome)
	where(f.Classification != "", "classification LIKE ?", f.Classification+"%")
	where(f.AtLeast != nil || f.AtMost != nil, "estimate_pence > 0")
	where(f.AtLeast != nil, "estimate_pence >= ?", f.AtLeast)
	where(f.AtMost != nil, "estimate_pence <= ?", f.AtMost)
	where(f.ClosesAfter != nil, "deadline >= ?", f.ClosesAfter)
	where(f.ClosesBefore != nil, "deadline < ?", f.ClosesBefore)
	return all
}

// escape keeps what a reader typed from being read as a pattern.
var escape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// indexMeasures notes which measures a tender scores, so that it is found by
// them: each by its own code and, for a component, by that of its measure.
func indexMeasures(tx *store.Tx, t Tender, lots []Lot) error {
	methods, err := t.methods(lots)
	if err != nil {
		return err
	}
	measures, err := catalogue.Measures(tx, t.CatalogueID)
	if err != nil {
		return fmt.Errorf("read the measures: %w", err)
	}
	outcomes := map[string]int{}
	for _, m := range methods {
		for _, code := range Codes(m) {
			if found, known := catalogue.FindMeasure(measures, code); known {
				outcomes[code], outcomes[found.Measure.Code] = found.Measure.OutcomeNumber, found.Measure.OutcomeNumber
			}
		}
	}
	rows := make([]scoredMeasure, 0, len(outcomes))
	for code, outcome := range outcomes {
		rows = append(rows, scoredMeasure{TenderID: t.ID, Code: code, Outcome: outcome})
	}
	slices.SortFunc(rows, func(a, b scoredMeasure) int { return strings.Compare(a.Code, b.Code) })
	return keepMeasures(tx, t.ID, rows)
}

// Entry is a tender in the public feed: as it stands, and what was announced of
// it last.
type Entry struct {
	Found  Found
	Latest Notice
	Buyer  string // the name of the organisation
}

// feedLength is how many tenders the feed holds.
const feedLength = 100

// Feed lists the live tenders that were published, those of which something was
// announced last first: one entry for each tender, at most a hundred. It is for
// the public, and nothing in it moves but by a notice or a deadline.
func (s *Service) Feed(ctx context.Context) ([]Entry, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Entry, error) {
		tenders, latest, err := announced(tx, feedLength)
		if err != nil {
			return nil, err
		}
		lots, err := lotsOf(tx, tenders)
		if err != nil {
			return nil, err
		}
		entries := make([]Entry, len(tenders))
		for i, t := range tenders {
			buyer, err := identity.Get(tx, t.OwnerID)
			if err != nil {
				return nil, fmt.Errorf("read the buyer of tender %s: %w", t.ID, err)
			}
			entries[i] = Entry{Found: found(tx, t, lots[t.ID]), Latest: latest[t.ID], Buyer: buyer.Name}
		}
		slices.SortFunc(entries, func(a, b Entry) int {
			if c := b.Latest.At.Compare(a.Latest.At); c != 0 {
				return c
			}
			return strings.Compare(b.Latest.ID, a.Latest.ID)
		})
		return entries, nil
	})
}
