package summary

import (
	"context"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Review has a person stand by the words of a summary as they are now. It takes
// another person than whoever wrote them, and words for every mark.
func (s *Service) Review(ctx context.Context, tenderID, id string, version int) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return Reading{}, err
		}
		one, c, err := change(tx, tenderID, id, version)
		if err != nil {
			return Reading{}, err
		}
		v, err := versionOf(tx, one, one.Current)
		if err != nil {
			return Reading{}, err
		}
		if !v.Drafted && v.WrittenBy == tx.Actor.ID() {
			return Reading{}, ErrOwnWords
		}
		words, err := v.Read()
		if err != nil {
			return Reading{}, err
		}
		if missing := c.gaps(one, words); len(missing) > 0 {
			return Reading{}, ErrGaps.With(fault.Field{Pointer: "/criteria", Code: "unexplained", Detail: "no words for " + strings.Join(missing, ", ")})
		}
		if err := Lifecycle.Move(&one.Status, Reviewed); err != nil {
			return Reading{}, err
		}
		tx.Record(store.Event{Verb: "summary.reviewed", Subject: one.ID, TenderID: one.TenderID, Detail: map[string]any{"number": v.Number}})
		if err := tx.Insert(&Review{SummaryID: one.ID, Number: v.Number, ReviewedAt: c.tender.Moment(tx), ReviewedBy: tx.Actor.ID()}); err != nil {
			return Reading{}, err
		}
		return c.moved(tx, one, map[string]any{"status": Reviewed})
	})
}
