package tender

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
)

// Publish opens a drafted tender to bids. The method is copied from its
// template, frozen and hashed: from here on nobody can change what bids are
// judged by (Procurement Act 2023, section 23). It gets the key pairs that its
// bids are sealed to. The deadline must lie ahead, and
// the tender must say what its method needs: the estimate where a measure is
// taken per £ million, the term where one is taken per year or promised by
// period.
func (s *Service) Publish(ctx context.Context, id string, version int) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		t, err := own(tx, id, version)
		if err != nil {
			return Found{}, err
		}
		if err := Lifecycle.Move(new(t.Status), Published); err != nil {
			return Found{}, err
		}
		lots, err := Lots(tx, id)
		if err != nil {
			return Found{}, err
		}
		if err := s.ready(tx, &t, lots); err != nil {
			return Found{}, err
		}
		now := t.Moment(tx)
		t.PublishedAt = &now
		answersKey, priceKey, err := s.Keys.ForTender(tx, t.ID)
		if err != nil {
			return Found{}, err
		}
		tx.Record(store.Event{Verb: "tender.published", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{
			"template": t.TemplateID, "methodHash": t.MethodHash, "deadline": t.Deadline, "mode": t.Mode, "openers": t.Openers,
			"answersKey": answersKey, "priceKey": priceKey,
		}})
		if err := keepLots(tx, lots, 0); err != nil {
			return Found{}, err
		}
		if err := Move(tx, &t, Published, map[string]any{"published_at": now, "method": t.Method, "method_hash": t.MethodHash, "draw_seed": t.DrawSeed}); err != nil {
			return Found{}, err
		}
		if err := indexMeasures(tx, t, lots); err != nil {
			return Found{}, err
		}
		return found(tx, t, lots), Announce(tx, t, NoticePublished, "Tender published: "+t.Title, t.summary())
	})
}

// ready freezes the method and names everything that the tender still lacks.
func (s *Service) ready(tx *store.Tx, t *Tender, lots []Lot) error {
	from, err := template.Get(tx, t.TemplateID)
	if err != nil {
		return fmt.Errorf("find the template of tender %s: %w", t.ID, err)
	}
	if from.Status != template.Published {
		return ErrTemplate.Because("it is %s", from.Status)
	}
	if err := t.freeze(from, s.NewSecret); err != nil {
		return err
	}
	lacking, err := t.incomplete(tx, lots)
	if err != nil {
		return err
	}
	if len(lacking) > 0 {
		return ErrUnready.With(lacking...)
	}
	return nil
}

// incomplete freezes the lots by the tender's frozen method and names everything
// that the whole lacks.
func (t *Tender) incomplete(tx *store.Tx, lots []Lot) (lacking []fault.Field, err error) {
	m, err := t.Tree()
	if err != nil {
		return nil, err
	}
	add := func(pointer, code, detail string) {
		lacking = append(lacking, fault.Field{Pointer: pointer, Code: code, Detail: detail})
	}
	for _, f := range m.Check() {
		add("/method"+f.Pointer, f.Code, f.Message)
	}
	if err := t.judgeLots(tx, m, lots, add); err != nil {
		return nil, err
	}
	var n needs
	n.look(m.Criteria)
	if len(lacking) == 0 {
		if err := t.freezeLots(lots); err != nil {
			return nil, err
		}
		if n, err = t.needs(lots); err != nil {
			return nil, err
		}
	}
	return append(lacking, t.lacks(n, lots, t.Moment(tx))...), nil
}

// needs gathers what the frozen methods of all lots ask of the tender.
func (t *Tender) needs(lots []Lot) (n needs, err error) {
	methods, err := t.methods(lots)
	for _, m := range methods {
		n.look(m.Criteria)
	}
	return n, err
}

// lacks names what the method needs and the tender does not say, and dates
// that cannot be.
func (t *Tender) lacks(n needs, lots []Lot, now time.Time) (lacking []fault.Field) {
	add := func(pointer, code, detail string) {
		lacking = append(lacking, fault.Field{Pointer: pointer, Code: code, Detail: detail})
	}
	if !t.Deadline.After(now) {
		add("/deadline", "not-ahead", "must lie ahead: it is "+now.Format(time.RFC3339)+" now")
	}
	if n.estimate && t.EstimatePence == 0 && !allEstimated(lots) {
		add("/estimate", "required", "is required: the method takes a measure per £ million")
	}
	if n.years && (t.Years == 0 || t.Years%1000 != 0) {
		add("/years", "whole-years", "must be whole years: the method takes a measure per year, or adds up its value over the years")
	}
	if n.measures && t.Years == 0 {
		add("/years", "required", "is required: commitments are promised by periods of the term")
	}
	if n.measures && t.StartsOn == "" {
		add("/startsOn", "required", "is required: commitments are promised by periods of the term")
	}
	if t.StartsOn != "" && t.StartsOn <= InLondon(t.Deadline).Format(time.DateOnly) {
		add("/startsOn", "before-deadline", "must be later than the day of the deadline")
	}
	t.lacksParticulars(lots, now, add)
	return lacking
}

func allEstimated(lots []Lot) bool {
	for _, l := range lots {
		if l.EstimatePence == 0 {
			return false
		}
	}
	return true
}
