package award

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Outcome is what is recommended for a lot.
type Outcome string

// The outcomes.
const (
	ToAward Outcome = "award"
	NoAward Outcome = "no_award"
)

// Standing is where a recommendation stands.
type Standing string

// The standings of a recommendation.
const (
	Recommended Standing = "recommended" // waits for another person
	Approved    Standing = "approved"    // its awards are decided
	SentBack    Standing = "sent_back"   // by that other person, with the reason
	TakenBack   Standing = "withdrawn"   // by whoever made it
	Overturned  Standing = "set_aside"   // after approval: a winner fell out, or a challenge was upheld
)

// RecommendationLifecycle says how a recommendation moves on.
var RecommendationLifecycle = lifecycle.Of[Standing]{
	Recommended: {Approved, SentBack, TakenBack, Overturned},
	Approved:    {Overturned},
}

// Recommendation is what an officer asks another person to approve for a lot,
// resting on one score run. A lot has one at a time.
type Recommendation struct {
	ID            string
	TenderID      string
	LotID         string
	OwnerID       string
	Number        int // of the lot's, from 1
	Outcome       Outcome
	RunID         string
	Winners       string // a list of Winner, JSON, best first; empty where nothing is awarded
	Ground        string // why nothing is awarded; empty otherwise
	Reason        string
	Status        Standing
	RecommendedAt time.Time // by the tender's own clock
	RecommendedBy string    // the person
	Version       int
}

// Winner is a bid that is recommended, with its figures in the run.
type Winner struct {
	Bid      string           `json:"bid"`
	Supplier string           `json:"supplier"`
	Rank     int              `json:"rank"`
	Exact    string           `json:"exact"` // its total, exactly
	Share    decimal.Quantity `json:"share"` // of the lot, in per cent; 0 for the member of a framework, which has none
}

// Chosen reads the winners.
func (r Recommendation) Chosen() (list []Winner, err error) {
	if err := json.Unmarshal([]byte(r.Winners), &list); err != nil {
		return nil, fmt.Errorf("read the winners of recommendation %s: %w", r.ID, err)
	}
	return list, nil
}

// Decision is what became of a recommendation.
type Decision struct {
	RecommendationID string `gorm:"primaryKey"`
	RecommendedBy    string
	Decision         Standing
	Reason           string
	DecidedAt        time.Time
	DecidedBy        string // the person: another than who recommended, unless withdrawn
}

// TableName names the table of decisions.
func (Decision) TableName() string { return "recommendation_decisions" }

// Notice is the contract award notice of a lot: the day of its publication is
// the first of the standstill, where that is a working day.
type Notice struct {
	RecommendationID   string `gorm:"primaryKey"`
	TenderID           string
	LotID              string
	Reference          string // where it was published; may be empty
	Jurisdiction       string // whose bank holidays were counted
	StandstillStartsOn string
	StandstillEndsOn   string
	PublishedAt        time.Time // by the tender's own clock
	PublishedBy        string
}

// TableName names the table of notices.
func (Notice) TableName() string { return "award_notices" }
