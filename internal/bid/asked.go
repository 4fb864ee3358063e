package bid

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// asked is what a tender asks of a bid for one of its lots: what the document
// is held against.
type asked struct {
	tender    tender.Tender
	lotID     string
	supplier  identity.Organisation
	measures  []catalogue.Measure
	codes     []string // of the measures and components that may be committed to
	questions []string
	gates     []string
	priced    bool // the method cannot do without a price
	from      time.Time
	until     time.Time
	hasTerm   bool
	files     uploads // those that the document names, where it is to be complete
}

// ask reads what the bid's tender asks of a bid for its lot.
func ask(tx *store.Tx, t tender.Tender, b Bid) (asked, error) {
	t, err := t.ForLot(tx, b.LotID)
	a := asked{tender: t, lotID: b.LotID}
	if err != nil {
		return a, err
	}
	m, err := t.Tree()
	if err != nil {
		return a, err
	}
	a.codes = tender.Codes(m)
	a.questions = ids(tender.Leaves(m, scoring.QuestionLeaf))
	a.gates = ids(tender.Leaves(m, scoring.GateLeaf))
	a.priced = needsPrice(m)
	a.from, a.until, a.hasTerm = t.Term()
	if a.measures, err = catalogue.Measures(tx, t.CatalogueID); err != nil {
		return a, fmt.Errorf("read the measures: %w", err)
	}
	if a.supplier, err = identity.Get(tx, b.SupplierID); err != nil {
		err = errors.Join(errors.New("read the supplier"), err)
	}
	return a, err
}

func ids(list []scoring.Criterion) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

// needsPrice reports whether bids cannot be ranked without a price.
func needsPrice(m scoring.Method) bool {
	return len(tender.Leaves(m, scoring.PriceLeaf)) > 0 || (m.Basis != "" && m.Basis != scoring.WeightedSum) ||
		slices.ContainsFunc(m.TieBreak, func(b scoring.TieBreak) bool { return b.By == scoring.ByLowestPrice })
}
