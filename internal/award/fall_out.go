package award

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// EndGround is why an award did not become a contract.
type EndGround string

// The grounds.
const (
	SupplierWithdrew EndGround = "supplier_withdrew"
	ConditionsNotMet EndGround = "conditions_not_met" // of the award: a bond, a certificate (Procurement Act 2023, section 22)
	Exclusion        EndGround = "exclusion"          // its supplier is excluded, or excludable and disregarded (section 26)
	ChallengeUpheld  EndGround = "challenge_upheld"
	OtherFellOut     EndGround = "other_winner_fell_out" // the lot is decided on anew
)

// end is the record of it.
type end struct {
	AwardID     string `gorm:"primaryKey"`
	Ground      EndGround
	Reason      string
	ChallengeID *string
	EndedAt     time.Time
	EndedBy     string
}

// TableName names the table of ends.
func (end) TableName() string { return "award_ends" }

// Ending is what an officer sends when a winner falls out.
type Ending struct {
	Ground EndGround `json:"ground" validate:"required,oneof=supplier_withdrew conditions_not_met exclusion" enums:"supplier_withdrew,conditions_not_met,exclusion"`
	Reason string    `json:"reason" validate:"required,max=10000,text" example:"The supplier wrote on 3 May that it withdraws."`
}

// FallOut records, in person, that a winner falls out before its contract. Its
// bid leaves the competition on that ground, and the lot goes back: the next run
// is without the bid and says what that changed, and whoever it ranks first is
// recommended by the same rules. Other winners of the lot that have no contract
// yet are decided on anew with it; those that have one keep it.
func (s *Service) FallOut(ctx context.Context, tenderID, id string, version int, in Ending) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return Reading{}, err
		}
		if err := checkReason(in, in.Reason); err != nil {
			return Reading{}, err
		}
		t, err := holdOwn(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		a, err := Get(tx, id)
		if err != nil || a.TenderID != t.ID {
			return Reading{}, either(err, store.ErrNotFound)
		}
		if a.Version != version {
			return Reading{}, store.ErrStale
		}
		if err := (end{Ground: in.Ground, Reason: in.Reason}).of(tx, &t, &a, Withdrawn); err != nil {
			return Reading{}, err
		}
		b, err := bid.Get(tx, a.BidID)
		if err != nil {
			return Reading{}, err
		}
		if err := bid.Settle(tx, &b, bid.Disregarded, string(in.Ground)); err != nil {
			return Reading{}, err
		}
		if err := setAside(tx, &t, a.LotID, end{Ground: OtherFellOut, Reason: in.Reason}); err != nil {
			return Reading{}, err
		}
		return reading(tx, t, a)
	})
}

// of ends an award and keeps why.
func (e end) of(tx *store.Tx, t *tender.Tender, a *Award, to Status) error {
	e.AwardID, e.EndedAt, e.EndedBy = a.ID, t.Moment(tx), tx.Actor.ID()
	tx.Record(store.Event{Verb: "award." + string(to), Subject: a.ID, TenderID: t.ID, Detail: map[string]any{"lot": a.LotID, "bid": a.BidID, "ground": e.Ground}})
	if err := Move(tx, a, to); err != nil {
		return err
	}
	return tx.Insert(&e)
}
