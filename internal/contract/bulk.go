package contract

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// MostReturns is how many reports may come at once.
const MostReturns = 1000

// NewReturns is many reports of one contract at once.
type NewReturns struct {
	Returns []VersionedReturn `json:"returns" validate:"min=1,max=1000"` // all are taken, or none
}

// VersionedReturn is a report that may say which version it means to correct.
type VersionedReturn struct {
	NewReturn

	Version int `json:"version,omitempty" validate:"min=0" example:"0"` // of the return that it corrects; left out or 0: the return as it stands
}

// SubmitAll takes many reports of a contract, all of them or none. Every wrong
// field of every report is named. Where only a check is asked for, nothing is
// kept either way.
func (s *Service) SubmitAll(ctx context.Context, contractID string, in NewReturns, checkOnly bool) ([]Reported, error) {
	var list []Reported
	_, err := store.Write(ctx, s.DB, func(tx *store.Tx) (int, error) {
		c, err := supplied(tx, contractID)
		if err != nil {
			return 0, err
		}
		if list, err = s.submitEach(tx, c, in.Returns); err != nil {
			return 0, err
		}
		if checkOnly {
			return 0, errChecked // everything is undone
		}
		for _, r := range list {
			if err := s.tell(tx, r, c.OwnerID, "return.submitted"); err != nil {
				return 0, err
			}
		}
		return len(list), nil
	})
	if errors.Is(err, errChecked) {
		return list, nil
	}
	return list, err
}

var errChecked = errors.New("contract: only a check was asked for")

// submitEach goes on after a report that is wrong, to name the others' faults
// as well: the caller keeps nothing then.
func (s *Service) submitEach(tx *store.Tx, c Contract, in []VersionedReturn) (list []Reported, err error) {
	var wrong fault.Fields
	if err := fault.Check(NewReturns{Returns: in}); err != nil {
		return nil, err
	}
	first := map[[2]string]int{}
	for i, one := range in {
		at := fmt.Sprintf("/returns/%d", i)
		key := [2]string{one.Obligation, one.Period}
		if before, twice := first[key]; twice {
			wrong.Add(at+"/period", "duplicate", fmt.Sprintf("is reported twice: see number %d of the list", before+1))
			continue
		}
		first[key] = i
		r, err := s.submit(tx, c, one.Version, one.NewReturn)
		if err != nil && !blame(&wrong, at, err) {
			return nil, err
		}
		list = append(list, r)
	}
	return list, wrong.Err()
}

// blame takes over the fields of a fault below a pointer. A fault without
// fields blames the whole; false for what is not a fault.
func blame(wrong *fault.Fields, at string, err error) bool {
	var f *fault.Fault
	if !errors.As(err, &f) || f.Kind == fault.Unavailable {
		return false
	}
	for _, field := range f.Fields {
		wrong.Add(at+field.Pointer, field.Code, field.Detail)
	}
	if len(f.Fields) == 0 {
		words := f.Message
		if f.Detail != "" {
			words += " (" + f.Detail + ")"
		}
		wrong.Add(at, f.Code, words)
	}
	return true
}

// OpenPeriods lists the periods of a contract for which its supplier may report
// now, in the order of the bid: those that have begun and are not decided.
func (s *Service) OpenPeriods(ctx context.Context, contractID string) (r Reading, list []Scheduled, err error) {
	r, err = store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return Reading{}, err
		}
		at, err := momentOf(tx, c)
		if err != nil {
			return Reading{}, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return Reading{}, err
		}
		list = nil
		for _, o := range f.obligations {
			for _, p := range f.timed(o, at) {
				if p.StartsOn <= today(at) && slices.Contains(Lifecycle.Next(p.Standing.Status), Submitted) {
					list = append(list, Scheduled{Obligation: o, PeriodLine: p, Version: len(f.steps[p.ReturnID])})
				}
			}
		}
		return c.reading(tx)
	})
	return r, list, err
}
