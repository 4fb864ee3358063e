package evaluation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// ErrUnasked is the fault of disregarding a bid for its price without having
// asked about it.
var ErrUnasked = fault.New(fault.Conflict, "price-not-asked-about", "A bid is disregarded as abnormally low only after its supplier was asked to explain the price and the answer was considered: open a price inquiry and decide that")

// Ground is why a bid leaves the competition.
type Ground string

// The grounds. All but those of requirements take the bid out as disregarded.
const (
	ConditionsNotMet    Ground = "conditions_of_participation" // Procurement Act 2023, section 19(3)(a): the supplier does not satisfy them
	NotTreatyState      Ground = "not_treaty_state_supplier"   // section 19(3)(b)
	AbnormallyLow       Ground = "abnormally_low"              // section 19(3)(c), by a price inquiry only: section 19(4) and (5)
	ProceduralBreach    Ground = "procedural_breach"           // section 19(3)(d): of a requirement in the tender notice or documents
	ExcludedSupplier    Ground = "excluded_supplier"           // section 26(1)
	ExcludableSupplier  Ground = "excludable_supplier"         // section 26(2)
	ExcludedSubcontract Ground = "excluded_subcontractor"      // section 28: and not replaced in time
	ImproperConduct     Ground = "improper_conduct"            // section 30: unfair advantage that cannot be avoided otherwise
	LateTender          Ground = "late"                        // a breach of the published deadline for a part that was asked for
	MandatoryNotMet     Ground = "mandatory_requirement"       // of the tender documents: fails the requirements
	MinimumNotMet       Ground = "minimum_standard"            // a published minimum that no run can see: fails the requirements
)

// requirements are the grounds on which a bid fails the requirements instead of
// being disregarded.
var requirements = []Ground{MandatoryNotMet, MinimumNotMet}

// Exclusion is a decision that takes a bid out of the competition, or back in.
// The last one counts, and all are kept.
type Exclusion struct {
	ID        string
	TenderID  string
	LotID     string
	BidID     string
	Number    int // of the bid's, from 1
	Status    bid.Status
	Ground    Ground // empty where the bid is valid again
	Reason    string
	DecidedAt time.Time // by the tender's own clock
	DecidedBy string    // the person
}

// TableName names the table of exclusions.
func (Exclusion) TableName() string { return "bid_exclusions" }

// NewExclusion is what an officer sends to take a bid out of the competition,
// or back in.
type NewExclusion struct {
	Bid    string     `json:"bid" validate:"required,uuid" format:"uuid"`
	Status bid.Status `json:"status" validate:"required,oneof=disregarded failed_requirements valid" enums:"disregarded,failed_requirements,valid"`
	// The legal ground: required unless the bid becomes valid again.
	Ground Ground `json:"ground,omitempty" validate:"omitempty,oneof=conditions_of_participation not_treaty_state_supplier abnormally_low procedural_breach excluded_supplier excludable_supplier excluded_subcontractor improper_conduct late mandatory_requirement minimum_standard" enums:"conditions_of_participation,not_treaty_state_supplier,abnormally_low,procedural_breach,excluded_supplier,excludable_supplier,excluded_subcontractor,improper_conduct,late,mandatory_requirement,minimum_standard"`
	Reason string `json:"reason" validate:"required,max=10000,text" example:"The form of tender was not signed, which section 4.2 of the documents requires."`
}

// Exclude takes a bid out of the competition on a legal ground, or back in, in
// person and while its lot is evaluated. A bid that is out is in no best, worst
// or mean of a run made from then on; that run says what it changed. The ground of
// an abnormally low price is for a price inquiry to find.
func (s *Service) Exclude(ctx context.Context, tenderID string, in NewExclusion) (Exclusion, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Exclusion, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return Exclusion{}, err
		}
		if err := in.check(); err != nil {
			return Exclusion{}, err
		}
		t, b, err := competing(tx, tenderID, in.Bid)
		if err != nil {
			return Exclusion{}, err
		}
		if in.Ground == AbnormallyLow {
			return Exclusion{}, ErrUnasked
		}
		return settle(tx, t, b, in)
	})
}

func (in NewExclusion) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.Reason != "" && strings.TrimSpace(in.Reason) == "" {
		wrong.Add("/reason", "required", "must give a reason in words")
	}
	fails := slices.Contains(requirements, in.Ground)
	switch {
	case in.Status == bid.Valid && in.Ground != "":
		wrong.Add("/ground", "not-taken", "must be left out where the bid becomes valid again")
	case in.Status == bid.Disregarded && (in.Ground == "" || fails):
		wrong.Add("/ground", "no-legal-ground", "must be a ground on which a bid may be disregarded")
	case in.Status == bid.FailedRequirements && !fails:
		wrong.Add("/ground", "no-legal-ground", "must be mandatory_requirement or minimum_standard")
	}
	return wrong.Err()
}

// competing finds an opened bid of a tender that is evaluated, in a lot that is
// not awarded, and holds the tender.
func competing(tx *store.Tx, tenderID, bidID string) (t tender.Tender, b bid.Bid, err error) {
	if t, err = tender.Hold(tx, tenderID); err != nil {
		return t, b, err
	}
	if err := open(tx, t); err != nil {
		return t, b, err
	}
	var wrong fault.Fields
	if b, err = opened(tx, t, bidID, &wrong); err != nil {
		return t, b, err
	}
	if err := wrong.Err(); err != nil {
		return t, b, err
	}
	if closed, err := isClosed(tx, b.LotID); err != nil || closed {
		return t, b, either(err, ErrClosed.Because("the lot has been awarded"))
	}
	return t, b, nil
}

// settle moves the bid and keeps the decision.
func settle(tx *store.Tx, t tender.Tender, b bid.Bid, in NewExclusion) (Exclusion, error) {
	before, err := countExclusions(tx, b.ID)
	if err != nil {
		return Exclusion{}, err
	}
	e := Exclusion{
		ID: tx.NewID(), TenderID: t.ID, LotID: b.LotID, BidID: b.ID, Number: int(before) + 1, Status: in.Status, Ground: in.Ground, Reason: in.Reason,
		DecidedAt: t.Moment(tx), DecidedBy: tx.Actor.ID(),
	}
	if err := bid.Settle(tx, &b, in.Status, string(in.Ground)); err != nil {
		return e, err
	}
	tx.Record(store.Event{Verb: "bid." + string(in.Status), Subject: b.ID, TenderID: t.ID, Detail: map[string]any{"lot": b.LotID, "ground": in.Ground, "number": e.Number}})
	return e, tx.Insert(&e)
}

// Exclusions lists who was taken out of the competition and brought back, oldest
// first, to the authority.
func (s *Service) Exclusions(ctx context.Context, tenderID string) ([]Exclusion, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Exclusion, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return nil, err
		}
		return listExclusions(tx, t.ID)
	})
}
