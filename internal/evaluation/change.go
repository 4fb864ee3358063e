package evaluation

import (
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Differences reads what differs from the lot's run before: first what went
// in, then what that did. It is nil for the first.
func (r Run) Differences() (c *scoring.Comparison, err error) {
	if err = json.Unmarshal([]byte(r.Changes), &c); err != nil {
		err = fmt.Errorf("read the changes of run %s: %w", r.ID, err)
	}
	return c, err
}

// changed compares a new question and answer with those of the last run.
func changed(last Run, sheet scoring.Sheet, result scoring.Result) (*scoring.Comparison, error) {
	if last.Number == 0 {
		return nil, nil
	}
	sheetBefore, resultBefore, err := last.Documents()
	if err != nil {
		return nil, err
	}
	c := scoring.Compare(scoring.Scored{Sheet: sheetBefore, Result: resultBefore}, scoring.Scored{Sheet: sheet, Result: result})
	return &c, nil
}
