package evaluation

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Explain says in plain sentences why a run came out as it did, with the
// suppliers' names and the units of the measures: who came first and on what,
// what every mark rests on, why bids were left out, what differs from the run
// before. Who may read the run may
// read this.
func (s *Service) Explain(ctx context.Context, tenderID, runID string) ([]scoring.Sentence, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]scoring.Sentence, error) {
		t, err := reads(tx, tenderID)
		if err != nil {
			return nil, err
		}
		r, err := runOf(tx, t.ID, runID)
		if err != nil {
			return nil, err
		}
		sheet, result, err := r.Documents()
		if err != nil {
			return nil, err
		}
		words, err := wordsFor(tx, t, r, sheet.Method)
		if err != nil {
			return nil, err
		}
		sentences, err := scoring.Explain(sheet, result, words)
		if err != nil {
			return nil, err
		}
		changes, err := r.Differences()
		if changes != nil {
			sentences = append(sentences, changes.Sentences(words)...)
		}
		return sentences, err
	})
}

// Documents reads the question and the whole answer of a run.
func (r Run) Documents() (sheet scoring.Sheet, result scoring.Result, err error) {
	if sheet, err = scoring.Parse([]byte(r.Sheet), scoring.LimitBytes(int64(len(r.Sheet)))); err != nil {
		return sheet, result, fmt.Errorf("read the sheet of run %s: %w", r.ID, err)
	}
	if err = json.Unmarshal([]byte(r.Result), &result); err != nil {
		err = fmt.Errorf("read the result of run %s: %w", r.ID, err)
	}
	return sheet, result, err
}

// wordsFor gathers what a sheet does not hold: names and units.
func wordsFor(tx *store.Tx, t tender.Tender, r Run, m scoring.Method) (scoring.Words, error) {
	w := scoring.Words{Bids: map[string]string{}, Units: map[string]string{}}
	names, err := bidders(tx, r.LotID)
	if err != nil {
		return w, err
	}
	for id, supplier := range names {
		w.Bids[id] = supplier.Name
	}
	measures, err := catalogue.Measures(tx, t.CatalogueID)
	if err != nil {
		return w, err
	}
	for code := range wants(m).measures {
		if found, known := catalogue.FindMeasure(measures, code); known {
			w.Units[code] = found.Unit()
		}
	}
	return w, nil
}
