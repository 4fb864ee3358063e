package bid

import (
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
	tender   tender.Tender
	lotID    string
	supplier identity.Organisation // read where the document names members
	measures []catalogue.Measure
	from     time.Time
	until    time.Time
	hasTerm  bool
	files    uploads // those that the document names, where it is to be complete

	judged
}

// judged is what a method asks of a bid.
type judged struct {
	codes     []string // of the measures and components that may be committed to
	questions []string
	gates     []string
	priced    bool // the method cannot do without a price
}

// ask reads what the bid's tender asks of a bid for its lot.
func ask(tx *store.Tx, t tender.Tender, b Bid) (asked, error) {
	// A lot changes with an amendment and not otherwise.
	lot, err := store.Forever(tx, fmt.Sprintf("lot %s after %d amendments", b.LotID, t.Amendments), func() (tender.Lot, error) { return tender.LotOf(tx, t.ID, b.LotID) })
	if err != nil {
		return asked{}, err
	}
	t = t.For(lot)
	a := asked{tender: t, lotID: b.LotID}
	if a.judged, err = store.Forever(tx, "judged by "+t.MethodHash, func() (judged, error) { return judgedBy(t) }); err != nil {
		return a, err
	}
	a.from, a.until, a.hasTerm = t.Term()
	// A tender is published over a published catalogue, which never changes.
	a.measures, err = store.Forever(tx, "measures of "+t.CatalogueID, func() ([]catalogue.Measure, error) { return catalogue.Measures(tx, t.CatalogueID) })
	if err != nil {
		return a, fmt.Errorf("read the measures: %w", err)
	}
	return a, nil
}

// lookUp reads what a complete document is held against beside the tender: the
// files that it names, and the bidder where it names members.
func (s *Service) lookUp(tx *store.Tx, a *asked, b Bid, d Document) (err error) {
	if a.files, err = s.uploadsFor(tx, b, d); err != nil || len(d.Answers.Members) == 0 {
		return err
	}
	if a.supplier, err = identity.Get(tx, b.SupplierID); err != nil {
		err = fmt.Errorf("read the supplier: %w", err)
	}
	return err
}

// judgedBy reads a method for what it asks.
func judgedBy(t tender.Tender) (j judged, err error) {
	m, err := t.Tree()
	if err != nil {
		return j, err
	}
	return judged{
		codes: tender.Codes(m), questions: ids(tender.Leaves(m, scoring.QuestionLeaf)), gates: ids(tender.Leaves(m, scoring.GateLeaf)), priced: needsPrice(m),
	}, nil
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
