package contract

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Signer signs statements in the name of the installation.
type Signer interface {
	KeyID() string
	Sign(message []byte) []byte // Ed25519
}

// Statement is a supplier's track record as it carries it away: a document that
// anybody checks offline against the published keys. It never changes.
type Statement struct {
	ID         string
	SupplierID string
	Document   string // signed, canonical JSON, to the byte
	IssuedAt   time.Time
	KeyID      *string // who asked for it
}

// TableName names the table of statements.
func (Statement) TableName() string { return "track_statements" }

// statement is the document. Where nothing is known there is null, never zero.
type statement struct {
	Kind     string             `json:"kind"`
	IssuedAt time.Time          `json:"issuedAt"`
	Mode     tender.Mode        `json:"mode"`
	Supplier statedSupplier     `json:"supplier"`
	AsOf     time.Time          `json:"asOf"`
	Counts   int                `json:"contracts"`
	Measures []StatedMeasure    `json:"measures"`
	Replies  []StatedTrackReply `json:"replies"`
}

type statedSupplier struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// StatedMeasure is one measure of a track record, for its readers.
type StatedMeasure struct {
	Measure        string          `json:"measure" example:"13"` // the code of the measure or component
	Wording        string          `json:"wording"`
	Unit           string          `json:"unit" example:"people"`
	Contracts      int             `json:"contracts"`
	Asked          int             `json:"periods"`                                                         // whose return was due by now
	Verified       int             `json:"verified"`                                                        // of them: accepted, in whole or in part
	Rejected       int             `json:"rejected"`                                                        // of them: nothing counts
	Undecided      int             `json:"undecided"`                                                       // of them: claimed, and not decided
	Missing        int             `json:"missing"`                                                         // of them: no return came
	OnTime         int             `json:"onTime"`                                                          // of those that came: by the day they were due
	Promised       *decimal.Number `json:"promised" swaggertype:"number" extensions:"x-nullable"`           // in the verified periods; null of levels and proportions, which are not added, and where nothing is verified
	Delivered      *decimal.Number `json:"delivered" swaggertype:"number" extensions:"x-nullable"`          // verified in them; of a proportion all numerators over all denominators; null of levels, and where nothing is verified
	Share          *decimal.Number `json:"sharePercent" swaggertype:"number" extensions:"x-nullable"`       // delivered of promised in per cent, to three decimals; null is unknown: neither 0 nor 100
	LowestShare    *decimal.Number `json:"lowestSharePercent" swaggertype:"number" extensions:"x-nullable"` // of the verified periods
	MiddleShare    *decimal.Number `json:"middleSharePercent" swaggertype:"number" extensions:"x-nullable"` // their median, the lower one of two
	OldestPeriodOn *string         `json:"oldestPeriodEnd" format:"date" extensions:"x-nullable"`           // of the verified periods
	NewestPeriodOn *string         `json:"newestPeriodEnd" format:"date" extensions:"x-nullable"`
	AgeDays        *int            `json:"ageDays" extensions:"x-nullable"`                       // since the end of the newest
	BestRate       *decimal.Number `json:"bestRate" swaggertype:"number" extensions:"x-nullable"` // the most that was verified on one contract, in units for each £ million of its value and each year; null where that is unknown
}

// StatedTrackReply is what the supplier says.
type StatedTrackReply struct {
	Measure *string   `json:"measure" extensions:"x-nullable"` // null: the whole record
	Words   string    `json:"words"`
	At      time.Time `json:"at" format:"date-time"`
}

// Stated is a measure of a track record as its readers see it.
func (t Tracked) Stated() StatedMeasure {
	m := StatedMeasure{
		Measure: t.Like.Code(), Wording: t.Like.Wording, Unit: t.Like.Unit, Contracts: t.Contracts, Asked: t.Asked, Verified: t.Verified, Rejected: t.Rejected,
		Undecided: t.Undecided, Missing: t.Missing, OnTime: t.OnTime, AgeDays: t.AgeDays, OldestPeriodOn: optional(t.FirstOn), NewestPeriodOn: optional(t.LastOn),
	}
	m.Promised, m.Share, m.BestRate = rounded(t.Promised), rounded(t.Share), rounded(t.BestRate)
	if t.Delivered != nil {
		m.Delivered = rounded(t.Delivered.Exact)
	}
	if n := len(t.Shares); n > 0 {
		m.LowestShare, m.MiddleShare = rounded(t.Shares[0]), rounded(t.Shares[(n-1)/2])
	}
	return m
}

// StatedReplies are the supplier's words as their readers see them.
func (t Track) StatedReplies() []StatedTrackReply {
	list := make([]StatedTrackReply, len(t.Replies))
	for i, r := range t.Replies {
		list[i] = StatedTrackReply{Measure: optional(r.Measure), Words: r.Words, At: r.At}
	}
	return list
}

// NewStatement asks for a statement of one's own record.
type NewStatement struct {
	Mode tender.Mode `json:"mode,omitempty" validate:"omitempty,oneof=live test" enums:"live,test"` // live where it is left out
}

// StateTrack makes a signed statement of a supplier's own record as it is now.
func (s *Service) StateTrack(ctx context.Context, supplierID string, in NewStatement) (Statement, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Statement, error) {
		if err := ownTrack(tx, supplierID); err != nil {
			return Statement{}, err
		}
		if err := fault.Check(in); err != nil {
			return Statement{}, err
		}
		mode := cmp.Or(in.Mode, tender.Live)
		t, err := trackOf(tx, supplierID, mode)
		if err != nil {
			return Statement{}, err
		}
		doc := statement{
			Kind: bundle.KindTrackRecord, IssuedAt: tx.Now, Mode: mode, AsOf: t.At, Counts: t.Contracts, Supplier: statedSupplier{t.Supplier.ID, t.Supplier.Name},
			Measures: make([]StatedMeasure, len(t.Measures)), Replies: t.StatedReplies(),
		}
		for i, m := range t.Measures {
			doc.Measures[i] = m.Stated()
		}
		signed, err := bundle.Sign(doc, signing{s.Signer})
		if err != nil {
			return Statement{}, fmt.Errorf("sign a track record: %w", err)
		}
		out := Statement{ID: tx.NewID(), SupplierID: supplierID, Document: string(signed), IssuedAt: tx.Now, KeyID: optional(tx.Actor.KeyID)}
		tx.Record(store.Event{Verb: "track_record.stated", Subject: supplierID, Detail: map[string]any{"statement": out.ID, "mode": mode, "contracts": t.Contracts}})
		return out, tx.Insert(&out)
	})
}

// Statements lists the statements that a supplier made of its record, newest
// first.
func (s *Service) Statements(ctx context.Context, supplierID string, page store.Page) (items []Statement, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Statement, error) {
		if err := ownTrack(tx, supplierID); err != nil {
			return nil, err
		}
		return pageOfStatements(tx, supplierID, page)
	})
	items, next = store.Cut(page, items, func(s Statement) string { return s.ID })
	return items, next, err
}

// signing lets the installation's key sign a document.
type signing struct{ Signer }

// Sign signs.
func (s signing) Sign(message []byte) ([]byte, error) { return s.Signer.Sign(message), nil }

// Raw is the document as JSON.
func (s Statement) Raw() json.RawMessage { return json.RawMessage(s.Document) }
