// Package bid holds what a supplier promises in answer to a tender: secret
// until the deadline, evidence for years after.
//
// A supplier has one live bid for a lot. It works on a draft, hands it in, and
// until the deadline may replace or withdraw it; every submission is a version
// of its own, kept for ever, with a signed receipt. Nobody but the supplier may
// read a bid, count bids or learn that one exists before the tender is opened:
// what it says is kept in envelopes that the database alone cannot open.
package bid

import (
	"encoding/json"
	"time"

	"github.com/assay-engine/assay/internal/custody"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/bundle"
)

// The faults of a bid.
var (
	ErrStarted     = fault.New(fault.Conflict, "bid-started", "Your organisation has a bid for this lot already")
	ErrNothing     = fault.New(fault.Conflict, "nothing-to-submit", "There is no draft to hand in: what you wrote last is submitted already")
	ErrNoVersion   = fault.New(fault.NotFound, "no-such-version", "This bid has no such version")
	ErrUnsubmitted = fault.New(fault.NotFound, "no-receipt", "This bid was never submitted, so there is no receipt")
	ErrWithdrawn   = fault.New(fault.Conflict, "bid-withdrawn", "This bid was withdrawn: start another")
	ErrBuyer       = fault.New(fault.Forbidden, "own-tender", "An organisation does not bid for what it buys itself")
	ErrEarly       = fault.New(fault.Conflict, "deadline-not-passed", "Bids are opened after the deadline")
	ErrTampered    = fault.New(fault.Conflict, "bid-not-as-received", "A bid is no longer what its receipt says: nothing was opened")
	ErrDamaged     = fault.New(fault.Conflict, "bid-damaged", "What is kept of this bid is not as it was written: tell the operator, and write it again while there is time")
	ErrSecond      = fault.New(fault.Conflict, "second-person-needed", "It takes two people to open this tender: another officer of your authority consents first")
	ErrOne         = fault.New(fault.Conflict, "one-person-opens", "One person opens this tender: no consent is needed")
	ErrUnlocked    = fault.New(fault.Conflict, "quality-not-locked", "Prices are opened once quality is locked: nobody who judges answers may have seen one")
	ErrPriced      = fault.New(fault.Conflict, "prices-opened", "The prices of this tender have been opened")
	ErrSealedPrice = fault.New(fault.Conflict, "prices-not-opened", "The prices of this tender have not been opened: lock quality, then open them")
	ErrOver        = fault.New(fault.Conflict, "tender-over", "This tender is not being evaluated")
	ErrUnpriced    = fault.New(fault.NotFound, "no-price-opening", "The prices of this tender have not been opened")
	ErrUnopened    = fault.New(fault.NotFound, "no-opening", "This tender has not been opened")
)

// Status is where a bid stands.
type Status string

// The statuses of a bid.
const (
	Draft               Status = "draft"
	Submitted           Status = "submitted"
	Withdrawn           Status = "withdrawn"            // by the supplier, before the deadline
	NeedsReconfirmation Status = "needs_reconfirmation" // submitted before the tender was amended
	Valid               Status = "valid"                // opened, and as its receipt says
	FailedRequirements  Status = "failed_requirements"  // failed a gate or a minimum
	Disregarded         Status = "disregarded"          // on a legal ground
)

// Lifecycle is what may follow what. Up to submission the moves are the
// supplier's; what follows opening is the buyer's, each with its legal ground.
var Lifecycle = lifecycle.Of[Status]{
	Draft:               {Submitted, Withdrawn},
	Submitted:           {Submitted, Withdrawn, NeedsReconfirmation, Valid},
	NeedsReconfirmation: {Submitted, Withdrawn},
	Valid:               {FailedRequirements, Disregarded},
	FailedRequirements:  {Valid},
	Disregarded:         {Valid},
}

// Bid is one supplier's answer to one lot: what moves. What it says is in its
// draft and its versions.
type Bid struct {
	ID         string // tells nothing about when it was made
	TenderID   string
	LotID      string
	SupplierID string
	Status     Status
	Ground     string // the legal ground of failed_requirements and disregarded
	Current    int    // the number of the version submitted last; 0 before the first
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int
}

// IsOpened reports whether the bid was among those opened.
func (b Bid) IsOpened() bool {
	return b.Status == Valid || b.Status == FailedRequirements || b.Status == Disregarded
}

// Version is one submission as it is kept: the two parts in envelopes, each with
// its salted hash, and the receipt as it was given. The salts are inside the
// envelopes.
type Version struct {
	BidID         string
	Number        int // from 1
	SealedAnswers []byte
	AnswersHash   string // "sha256:" and hexadecimal, over salt ‖ part
	SealedPrice   []byte
	PriceHash     string
	DocumentHash  string // over the two hashes
	Receipt       []byte // signed, JSON, to the byte
	ReceivedAt    time.Time
}

// Parts is a document as it is kept: two parts that are sealed apart, each in
// its canonical form.
type Parts struct {
	Answers []byte
	Price   []byte
}

// Opened is a bid that was opened, with what it says.
type Opened struct {
	Bid      Bid
	Number   int      // the version that counts
	Document Document // its price is empty until prices are opened
}

// Signer signs receipts in the name of the installation, and lists the keys by
// which anybody checks one, those retired too.
type Signer interface {
	KeyID() string
	Sign(message []byte) []byte // Ed25519
	Keys() bundle.Keys
}

// Service offers the use cases of bids.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte // 32 fresh random bytes each time
	Signer    Signer
	Keys      *custody.Service
	Files     file.Store // keeps attachments, encrypted
	FileKey   []byte     // a secret by which attachments are told apart

	// Proved gives the member log of a receipt: the proof that the event of a
	// submission is in the log. It is nil where nobody proves, and answers nil
	// before the event has its number.
	Proved func(tx *store.Tx, bidID, documentHash string) (json.RawMessage, error)
}
