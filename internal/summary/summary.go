// Package summary tells every bidder of a lot how it was assessed and why it did
// or did not win: the assessment summary of the Procurement Act 2023, section
// 50, with what regulation 31 of the Procurement Regulations 2024 asks.
//
// Marks, weights and totals are read from the score run and never typed. The
// words are drafted from the locked reasons of the panel, edited and reviewed by
// people, and kept in versions that are only ever added: what a bidder was told
// and what the panel wrote for itself stand side by side.
package summary

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of summaries.
var (
	ErrDrafted    = fault.New(fault.Conflict, "summaries-drafted", "The summaries of this recommendation have been drafted: edit them")
	ErrNothing    = fault.New(fault.Conflict, "nothing-assessed", "Assessment summaries are drafted for a recommendation that awards the lot and stands")
	ErrReleased   = fault.New(fault.Conflict, "summary-released", "This summary has been given to its bidder and stays as it is")
	ErrOwnWords   = fault.New(fault.Forbidden, "own-words", "Nobody reviews the words that they wrote: it takes another person")
	ErrGaps       = fault.New(fault.Conflict, "summary-incomplete", "A summary explains every mark: what is missing is named below")
	ErrUnreviewed = fault.New(fault.Conflict, "summaries-unreviewed", "Summaries are given to bidders together, once every one is reviewed: those that are not are named below")
	ErrUnreleased = fault.New(fault.Conflict, "summaries-not-released", "A contract award notice is published after every bidder has its assessment summary (Procurement Act 2023, section 50)")
	ErrUnapproved = fault.New(fault.Conflict, "recommendation-not-approved", "Summaries are given to bidders once the recommendation is approved")
)

// Status is where a summary is in its life.
type Status string

// The statuses of a summary.
const (
	Draft    Status = "draft"    // drafted or edited, still to be reviewed
	Reviewed Status = "reviewed" // another person stands by these words
	Released Status = "released" // its bidder has it
)

// Lifecycle says how a summary moves on. Editing one that was reviewed makes it
// a draft again.
var Lifecycle = lifecycle.Of[Status]{Draft: {Reviewed}, Reviewed: {Draft, Released}}

// Summary is what one bidder is told of one recommendation.
type Summary struct {
	ID               string
	TenderID         string
	LotID            string
	RecommendationID string
	RunID            string
	BidID            string
	SupplierID       string
	OwnerID          string
	Status           Status
	Current          int // number of the version of its words
	CreatedAt        time.Time
	ReleasedAt       *time.Time // by the tender's own clock
	Version          int
}

// Version is the words of a summary at one time.
type Version struct {
	SummaryID string `gorm:"primaryKey"`
	Number    int    `gorm:"primaryKey;autoIncrement:false"`
	Words     string // JSON
	Drafted   bool   // from the locked reasons, by no person
	Note      string // why it was edited
	WrittenAt time.Time
	WrittenBy string
}

// TableName names the table of versions.
func (Version) TableName() string { return "summary_versions" }

// Review is that a person stands by a version.
type Review struct {
	SummaryID  string `gorm:"primaryKey"`
	Number     int    `gorm:"primaryKey;autoIncrement:false"`
	ReviewedAt time.Time
	ReviewedBy string
}

// TableName names the table of reviews.
func (Review) TableName() string { return "summary_reviews" }

// Words are what people may write in a summary.
type Words struct {
	// What the bidder is told of each criterion.
	Criteria []CriterionWords `json:"criteria" validate:"max=1000,dive"`
	// Why it did not win, or why it did: further reasons, up to 10,000 characters.
	Why string `json:"why" validate:"required,max=10000,text"`
}

// CriterionWords are the explanation of one mark, and of the winners' beside it.
type CriterionWords struct {
	Criterion string `json:"criterion" validate:"required,max=100"`
	// Why the bid has this mark, by reference to its tender. Up to 10,000 characters.
	Text string `json:"text" validate:"max=10000,text"`
	// Why the winners have theirs.
	Winners []WinnerWords `json:"winners,omitempty" validate:"max=100,dive"`
}

// WinnerWords are the explanation of a winner's mark.
type WinnerWords struct {
	Bid string `json:"bid" validate:"required,uuid" format:"uuid"`
	// Why it has this mark. Up to 10,000 characters.
	Text string `json:"text" validate:"max=10000,text"`
	// Why something of the winner's is left out of the text, or the whole of it: which confidential information, and on what ground. Empty where nothing is.
	Withheld string `json:"withheld,omitempty" validate:"max=2000,text" example:"Names of the subcontractors: commercially sensitive, Procurement Act 2023, section 94."`
}

// Read reads the words.
func (v Version) Read() (w Words, err error) {
	if err = json.Unmarshal([]byte(v.Words), &w); err != nil {
		err = fmt.Errorf("read version %d of summary %s: %w", v.Number, v.SummaryID, err)
	}
	return w, err
}

// Service offers the use cases of summaries.
type Service struct{ DB *store.DB }
