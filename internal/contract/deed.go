package contract

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// ErrOwnDeed is the fault of whoever would agree with itself.
var ErrOwnDeed = fault.New(fault.Forbidden, "own-deed", "Nobody answers, agrees to or decides about what came from themselves")

// Noun is what a deed is done to.
type Noun string

// The nouns that deeds are done to.
const (
	VariationNoun Noun = "variation"
	RatingNoun    Noun = "rating"
	ShortfallNoun Noun = "shortfall"
	DisputeNoun   Noun = "dispute"
)

// Deed is one thing that somebody did about a variation, a rating, a shortfall
// or a dispute. Deeds are only ever added, in one order for each subject.
type Deed struct {
	SubjectID      string
	Number         int // from 1, without gaps
	ContractID     string
	Noun           Noun
	Kind           string // what was done, in the past tense
	Words          string
	Detail         string // JSON; what is particular to the kind
	At             time.Time
	KeyID          *string
	OrganisationID string
}

// read decodes what is particular to the deed.
func (d Deed) read(into any) error {
	if err := json.Unmarshal([]byte(d.Detail), into); err != nil {
		return fmt.Errorf("read deed %d of %s: %w", d.Number, d.SubjectID, err)
	}
	return nil
}

// deedOf prepares a deed of the actor.
func deedOf(tx *store.Tx, noun Noun, subjectID string, c Contract, at time.Time, kind, words string, detail any) (Deed, error) {
	text, err := json.Marshal(detail)
	if err != nil {
		return Deed{}, fmt.Errorf("write a deed: %w", err)
	}
	if detail == nil {
		text = []byte("{}")
	}
	return Deed{
		SubjectID: subjectID, ContractID: c.ID, Noun: noun, Kind: kind, Words: words, Detail: string(text), At: at,
		KeyID: optional(tx.Actor.KeyID), OrganisationID: tx.Actor.OrganisationID,
	}, nil
}

// as holds the actor to a side of the contract.
func (c Contract) as(who actor.Actor, want Side) error {
	switch side, speaks := sideOf(who, c); {
	case speaks && side == want:
		return nil
	case want == AuthoritySide:
		return ErrNotManager
	default:
		return ErrNotSupplier
	}
}

// Words are what somebody says.
type Words struct {
	Words string `json:"words" validate:"required,max=20000,text" example:"The figures are those of the register."`
}
