package contract

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Handover is what the people who deliver a contract need to know: who promised
// what, by when, proven how.
type Handover struct {
	Reading

	At       time.Time // by the contract's clock
	BidHash  string    // of the version of the bid that won
	Items    []HandedOver
	Changes  []Change // of the contract's dates, oldest first
	Unshared []string // obligations for which one side has named nobody
}

// HandedOver is one obligation of the pack.
type HandedOver struct {
	Obliged

	Overlapping []string // codes of other obligations in which the same thing may be counted
}

// Handover gathers the pack of a contract that the reader may know of.
func (s *Service) Handover(ctx context.Context, id string) (Handover, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (h Handover, err error) {
		c, err := see(tx, id)
		if err != nil {
			return h, err
		}
		if h.Reading, err = c.reading(tx); err != nil {
			return h, err
		}
		if h.At, err = momentOf(tx, c); err != nil {
			return h, err
		}
		if h.BidHash, err = bidHash(tx, c); err != nil {
			return h, err
		}
		if h.Changes, err = changesOf(tx, []string{c.ID}); err != nil {
			return h, err
		}
		return h, h.gather(tx)
	})
}

func (h *Handover) gather(tx *store.Tx) error {
	all, err := allObligations(tx, h.Contract.ID)
	if err != nil {
		return err
	}
	list, err := obligedNow(tx, h.Contract, all)
	for _, o := range list {
		h.Items = append(h.Items, HandedOver{Obliged: o, Overlapping: overlapping(o.Obligation, all)})
		if len(o.Owners) < 2 || o.Owners[AuthoritySide].Name == "" || o.Owners[SupplierSide].Name == "" {
			h.Unshared = append(h.Unshared, o.Code())
		}
	}
	return err
}

// overlapping lists the codes of a contract's other obligations in which what
// is counted for one may be counted again.
func overlapping(o Obligation, all []Obligation) (codes []string) {
	for _, other := range all {
		if other.ID != o.ID && slices.Contains(strings.Split(o.OverlapCodes, ","), other.Measure) {
			codes = append(codes, other.Code())
		}
	}
	return codes
}
