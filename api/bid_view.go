package api

import (
	"encoding/json"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/pkg/bundle"
)

// BidSummary is a bid as lists show it.
type BidSummary struct {
	ID        string     `json:"id" format:"uuid"`
	Tender    string     `json:"tender" format:"uuid"`
	Lot       string     `json:"lot" format:"uuid"`
	Supplier  *string    `json:"supplier" format:"uuid" extensions:"x-nullable"` // null for those from whom bidders' names are hidden
	Alias     string     `json:"alias,omitempty" example:"Bidder A"`             // what the bidder is called on the panel; the same for all its bids
	Status    bid.Status `json:"status" enums:"draft,submitted,withdrawn,needs_reconfirmation,valid,failed_requirements,disregarded"`
	Ground    string     `json:"ground,omitempty"`    // the legal ground of failed_requirements and disregarded
	Current   int        `json:"current" example:"1"` // the number of the version submitted last; 0 before the first
	CreatedAt time.Time  `json:"createdAt" format:"date-time"`
	UpdatedAt time.Time  `json:"updatedAt" format:"date-time"`
	Version   int        `json:"version"`
}

func (b BidSummary) version() int     { return b.Version }
func (b BidSummary) location() string { return "/v1/bids/" + b.ID }

// Bid is a bid with what it says, as its reader may see it.
type Bid struct {
	BidSummary

	Next      []bid.Status `json:"next" enums:"submitted,withdrawn"`  // the moves open to this reader now
	Draft     bool         `json:"draft"`                             // whether document is a draft that is not submitted yet
	Submitted *Submitted   `json:"submitted" extensions:"x-nullable"` // what was submitted last; null where nothing was
	Document  BidDocument  `json:"document"`
	Hints     []bid.Hint   `json:"hints,omitempty"` // for those from whom names are hidden: places that may tell all the same
}

// Submitted is a version that was handed in.
type Submitted struct {
	Number       int       `json:"number" example:"1"`
	ReceivedAt   time.Time `json:"receivedAt" format:"date-time"`
	AnswersHash  string    `json:"answersHash" example:"sha256:…"` // salted: see the receipt
	PriceHash    string    `json:"priceHash" example:"sha256:…"`
	DocumentHash string    `json:"documentHash" example:"sha256:…"`
}

// BidDocument is a bid in the supplier's own words, in canonical form, so that
// the hashes of the receipt can be repeated from it. The price is null for
// readers who may not see it.
type BidDocument struct {
	Kind    string      `json:"kind" enums:"assay.bid/1"`
	Tender  string      `json:"tender" format:"uuid"`
	Lot     string      `json:"lot" format:"uuid"`
	Answers bid.Answers `json:"answers"`
	Price   *bid.Price  `json:"price" extensions:"x-nullable"`

	answers, price json.RawMessage
}

// MarshalJSON writes the parts as they were written.
func (d BidDocument) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind    string          `json:"kind"`
		Tender  string          `json:"tender"`
		Lot     string          `json:"lot"`
		Answers json.RawMessage `json:"answers"`
		Price   json.RawMessage `json:"price"`
	}{d.Kind, d.Tender, d.Lot, d.answers, d.price})
}

func summariseBid(b bid.Bid) BidSummary {
	return BidSummary{
		ID: b.ID, Tender: b.TenderID, Lot: b.LotID, Supplier: told(b.SupplierID), Status: b.Status, Ground: b.Ground, Current: b.Current,
		CreatedAt: b.CreatedAt, UpdatedAt: b.UpdatedAt, Version: b.Version,
	}
}

// told is an identifier, where this reader is told it.
func told(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

func listBid(l bid.Listed) BidSummary {
	v := summariseBid(l.Bid)
	v.Alias = l.Alias
	return v
}

func viewBid(f bid.Found) Bid {
	v := Bid{BidSummary: summariseBid(f.Bid), Next: append([]bid.Status{}, f.Next...), Draft: f.Draft, Hints: f.Hints}
	v.Alias = f.Alias
	v.Document = BidDocument{Kind: bid.Kind, Tender: f.Bid.TenderID, Lot: f.Bid.LotID, answers: f.Parts.Answers}
	if f.Price {
		v.Document.price = f.Parts.Price
	}
	if s := f.Last; s != nil {
		v.Submitted = &Submitted{Number: s.Number, ReceivedAt: s.ReceivedAt, AnswersHash: s.AnswersHash, PriceHash: s.PriceHash, DocumentHash: s.DocumentHash}
	}
	return v
}

// Submission is what a supplier gets for handing in a bid. It does not repeat
// the document: answers to a POST are kept for replays.
type Submission struct {
	Bid     BidSummary `json:"bid"`
	Receipt Receipt    `json:"receipt"`
}

func (s Submission) version() int { return s.Bid.Version }

// Receipt is the supplier's copy of a signed receipt. The signature, Ed25519 in
// base64, is over the RFC 8785 form of all but signature, salts and log.
type Receipt struct {
	Kind         string       `json:"kind" enums:"assay.receipt/1"`
	Tender       string       `json:"tender" format:"uuid"`
	Lot          string       `json:"lot" format:"uuid"`
	Bid          string       `json:"bid" format:"uuid"`
	Number       int          `json:"version" example:"1"`             // counts the supplier's submissions
	ReceivedAt   time.Time    `json:"receivedAt" format:"date-time"`   // read after the tender was held
	AnswersHash  string       `json:"answersHash" example:"sha256:…"`  // SHA-256 over the salt and the RFC 8785 form of answers
	PriceHash    string       `json:"priceHash" example:"sha256:…"`    // the same of price
	DocumentHash string       `json:"documentHash" example:"sha256:…"` // SHA-256 over the 32 bytes of each of the two
	Mode         string       `json:"mode,omitempty" enums:"test"`     // marks a rehearsal
	Salts        bundle.Salts `json:"salts"`                           // the supplier's secret
	KeyID        string       `json:"keyId"`
	Signature    string       `json:"signature" format:"byte"`

	Log map[string]any `json:"log,omitempty" swaggertype:"object"` // after the opening: the proof that the event of the submission is in the log

	raw json.RawMessage
}

// MarshalJSON writes the receipt to the byte.
func (r Receipt) MarshalJSON() ([]byte, error) { return r.raw, nil }

func viewSubmission(s bid.Submission) Submission {
	return Submission{Bid: summariseBid(s.Bid), Receipt: Receipt{raw: s.Receipt}}
}
