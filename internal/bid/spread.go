package bid

import (
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Snapshot is a bid's numbers in one piece, as ranking reads them.
type Snapshot struct {
	BidID       string
	Number      int // the version they come from
	Commitments map[string]decimal.Quantity
	Gates       map[string]bool
	Price       *decimal.Money // nil where the bid names none, and until prices are opened
}

// spread gathers opened bids as rows, to be added in one go for each table.
type spread struct {
	commitments []openedCommitment
	periods     []openedPeriod
	answers     []openedAnswer
	gates       []openedGate
	snapshots   []snapshotRow
	documents   []openedDocument
	files       []fileOpened
}

// quality is the part of a snapshot that is known before prices are.
type quality struct {
	Commitments map[string]decimal.Quantity `json:"commitments"`
	Gates       map[string]bool             `json:"gates"`
}

func (s *spread) add(b Bid, number int, c seal.Content) error {
	d, err := Parts{Answers: c.Part, Price: []byte("{}")}.document(b)
	if err != nil {
		return err
	}
	s.documents = append(s.documents, openedDocument{BidID: b.ID, Part: seal.Answers, Content: c.Part, Salt: salt(c)})
	q := quality{Commitments: map[string]decimal.Quantity{}, Gates: map[string]bool{}}
	for i, o := range d.Answers.Commitments {
		s.commitment(b.ID, i, o)
		q.Commitments[o.Code()] = *o.Quantity
	}
	for _, a := range d.Answers.Questions {
		s.answers = append(s.answers, openedAnswer{BidID: b.ID, Criterion: a.Criterion, Text: a.Text})
	}
	for _, g := range d.Answers.Gates {
		s.gates = append(s.gates, openedGate{BidID: b.ID, Criterion: g.Criterion, Held: *g.Held})
		q.Gates[g.Criterion] = *g.Held
	}
	return s.snapshot(b, number, q)
}

func (s *spread) commitment(bidID string, position int, o Commitment) {
	row := openedCommitment{BidID: bidID, Code: o.Code(), Position: position, Quantity: *o.Quantity, Method: o.Method, Evidence: o.Evidence}
	if o.Baseline != nil {
		row.BaselineValue, row.BaselineDate = o.Baseline.Value.String(), o.Baseline.Date
	}
	s.commitments = append(s.commitments, row)
	for _, p := range o.Profile {
		s.periods = append(s.periods, openedPeriod{BidID: bidID, Code: o.Code(), Period: p.Period, Quantity: *p.Quantity})
	}
}

func (s *spread) snapshot(b Bid, number int, q quality) error {
	answers, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("write a snapshot: %w", err)
	}
	s.snapshots = append(s.snapshots, snapshotRow{BidID: b.ID, LotID: b.LotID, Number: number, Answers: string(answers)})
	return nil
}

func (s *spread) keep(tx *store.Tx) error {
	return tx.Insert(&s.commitments, &s.periods, &s.answers, &s.gates, &s.snapshots, &s.documents, &s.files)
}

func (r snapshotRow) snapshot() (Snapshot, error) {
	var q quality
	n := Snapshot{BidID: r.BidID, Number: r.Number}
	if err := json.Unmarshal([]byte(r.Answers), &q); err != nil {
		return n, fmt.Errorf("read the snapshot of bid %s: %w", r.BidID, err)
	}
	n.Commitments, n.Gates = q.Commitments, q.Gates
	return n, nil
}
