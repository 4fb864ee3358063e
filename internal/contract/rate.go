package contract

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewRating is what a contract manager decides about one indicator of one year.
type NewRating struct {
	Indicator string `json:"indicator" validate:"required,code" example:"13"`   // the code of an obligation's measure or component, or of another key performance indicator
	Year      *int   `json:"year" validate:"required,min=0,max=50" example:"1"` // from 1; 0 for the whole contract, at its end
	Rating    Rating `json:"rating" validate:"required,oneof=good approaching_target requires_improvement inadequate other" enums:"good,approaching_target,requires_improvement,inadequate,other"`
	Reason    string `json:"reason" validate:"required,max=20000,text" example:"Nine of ten promised places were filled; the tenth followed in January."`
}

// Judgement is a rating with its reason.
type Judgement struct {
	Rating Rating `json:"rating" validate:"required,oneof=good approaching_target requires_improvement inadequate other" enums:"good,approaching_target,requires_improvement,inadequate,other"`
	Reason string `json:"reason" validate:"required,max=20000,text" example:"Nine of ten promised places were filled; the tenth followed in January."`
}

// Rate decides about one indicator of a year that is over. The cut-offs only
// propose: a person decides, and says why, whatever was proposed.
func (s *Service) Rate(ctx context.Context, contractID string, in NewRating) (RatedWhole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (RatedWhole, error) {
		c, at, err := managing(tx, contractID)
		if err != nil {
			return RatedWhole{}, err
		}
		if err := fault.Check(in); err != nil {
			return RatedWhole{}, err
		}
		a, err := ratable(tx, c, in, at)
		if err != nil {
			return RatedWhole{}, err
		}
		r := Rated{
			ID: tx.NewID(), ContractID: c.ID, Indicator: a.Indicator, Year: a.Year, FromOn: a.FromOn, ToOn: a.ToOn, SupplierID: c.SupplierID,
			Rating: in.Rating, Status: RatingDecided, Version: 1,
		}
		if a.owed != nil {
			r.ObligationID = &a.owed.ID
		}
		if err := tx.Insert(&r); err != nil {
			return RatedWhole{}, err
		}
		return decideRating(tx, r, c, a, at, Judgement{in.Rating, in.Reason})
	})
}

// managing is a contract whose authority the actor manages it for, locked, and
// the contract's moment.
func managing(tx *store.Tx, contractID string) (c Contract, at time.Time, err error) {
	if c, err = hold(tx, contractID); err != nil {
		return c, at, err
	}
	if err = c.as(tx.Actor, AuthoritySide); err != nil {
		return c, at, err
	}
	at, err = momentOf(tx, c)
	return c, at, err
}

// ratable is the assessment that a rating decides, if its year is over and
// nobody decided it before.
func ratable(tx *store.Tx, c Contract, in NewRating, at time.Time) (Assessment, error) {
	var year *Assessment
	for _, y := range years(c) {
		if y.Year == *in.Year {
			year = &y
		}
	}
	if year == nil {
		return Assessment{}, ErrYear.On("/year", "must be 0, or the number of a year that ends before the contract does")
	}
	if year.ToOn >= today(at) {
		return *year, ErrYearRunning.Because("its last day is %s", year.ToOn)
	}
	list, err := assessments(tx, c)
	if err != nil {
		return *year, err
	}
	for _, a := range list {
		if a.Year != *in.Year || a.Indicator != in.Indicator {
			continue
		}
		if a.Rated != nil {
			return a, ErrRated
		}
		return a, nil
	}
	return *year, ErrIndicator.On("/indicator", "must be the code of an obligation or of a key performance indicator")
}

// decideRating keeps a decision with what it rested on.
func decideRating(tx *store.Tx, r Rated, c Contract, a Assessment, at time.Time, in Judgement) (RatedWhole, error) {
	rules, err := rulesNow(tx, c, at)
	if err != nil {
		return RatedWhole{}, err
	}
	detail := judged{Rating: in.Rating, CutOffs: rules.CutOffs, ReplyBy: daysAfter(today(at), rules.ReplyDays)}
	if p := a.Proposal; p != nil {
		detail.Proposed = p.Rating
		if p.Share != nil {
			detail.Share = p.Share.RatString()
		}
		if p.Committed != nil {
			detail.Committed = p.Committed.RatString()
		}
		if p.Verified != nil {
			detail.Verified = p.Verified.Exact.RatString()
		}
	}
	tx.Record(store.Event{Verb: "rating.decided", Subject: r.ID, TenderID: c.TenderID, Detail: map[string]any{
		"contract": c.ID, "indicator": r.Indicator, "year": r.Year, "rating": in.Rating, "proposed": detail.Proposed,
	}})
	return deed(tx, RatingNoun, r.ID, c, at, string(RatingDecided), in.Reason, detail, func() (RatedWhole, error) { return wholeRating(tx, r, c) })
}

// deed adds a deed and reads the whole subject.
func deed[T any](tx *store.Tx, noun Noun, id string, c Contract, at time.Time, kind, words string, detail any, whole func() (T, error)) (T, error) {
	var none T
	d, err := deedOf(tx, noun, id, c, at, kind, words, detail)
	if err != nil {
		return none, err
	}
	if _, err := insertDeed(tx, d); err != nil {
		return none, err
	}
	return whole()
}

func rulesNow(tx *store.Tx, c Contract, at time.Time) (Rules, error) {
	by, err := rulesOf(tx, []string{c.ID})
	return files{rules: by[c.ID]}.rulesAt(at), err
}

// Reconsider decides about a rating again, before it is published. The
// supplier may reply again.
func (s *Service) Reconsider(ctx context.Context, id string, version int, in Judgement) (RatedWhole, error) {
	return s.moveRating(ctx, id, version, in, RatingDecided, func(tx *store.Tx, r RatedWhole, at time.Time) (RatedWhole, error) {
		list, err := assessments(tx, r.Contract)
		if err != nil {
			return r, err
		}
		for _, a := range list {
			if a.Year == r.Year && a.Indicator == r.Indicator {
				return decideRating(tx, r.Rated, r.Contract, a, at, in)
			}
		}
		return decideRating(tx, r.Rated, r.Contract, Assessment{}, at, in)
	})
}

// ReplyToRating takes the supplier's reply, which is published with the rating.
func (s *Service) ReplyToRating(ctx context.Context, id string, version int, in Words) (RatedWhole, error) {
	return s.moveRating(ctx, id, version, in, RatingReplied, func(tx *store.Tx, r RatedWhole, at time.Time) (RatedWhole, error) {
		tx.Record(store.Event{Verb: "rating.replied", Subject: r.ID, TenderID: r.Contract.TenderID, Detail: map[string]any{"contract": r.ContractID}})
		return deed(tx, RatingNoun, r.ID, r.Contract, at, string(RatingReplied), in.Words, nil, func() (RatedWhole, error) { return wholeRating(tx, r.Rated, r.Contract) })
	})
}

// PublishRating makes a rating part of the contract's notices, with its reason
// and the reply. It waits for the reply, or for the last day to reply.
func (s *Service) PublishRating(ctx context.Context, id string, version int) (RatedWhole, error) {
	return s.moveRating(ctx, id, version, struct{}{}, RatingPublished, func(tx *store.Tx, r RatedWhole, at time.Time) (RatedWhole, error) {
		if open, err := openDisputes(tx, r.ID); err != nil || open > 0 {
			return r, unless(err, ErrDisputed)
		}
		tx.Record(store.Event{Verb: "rating.published", Subject: r.ID, TenderID: r.Contract.TenderID, Detail: map[string]any{"contract": r.ContractID, "indicator": r.Indicator, "year": r.Year, "rating": r.Rating}})
		return deed(tx, RatingNoun, r.ID, r.Contract, at, string(RatingPublished), "Published.", nil, func() (RatedWhole, error) { return wholeRating(tx, r.Rated, r.Contract) })
	})
}

// moveRating moves a rating on. The caller names the version that it read.
func (s *Service) moveRating(ctx context.Context, id string, version int, in any, to RatingStatus, do func(*store.Tx, RatedWhole, time.Time) (RatedWhole, error)) (RatedWhole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (RatedWhole, error) {
		r, err := seeRating(tx, id, true)
		if err != nil {
			return r, err
		}
		side := AuthoritySide
		if to == RatingReplied {
			side = SupplierSide
		}
		if err := r.Contract.as(tx.Actor, side); err != nil {
			return r, err
		}
		if err := fault.Check(in); err != nil {
			return r, err
		}
		if version != r.Version {
			return r, store.ErrStale
		}
		at, err := momentOf(tx, r.Contract)
		if err != nil {
			return r, err
		}
		if to == RatingPublished && r.Status == RatingDecided && today(at) <= r.ReplyBy {
			return r, ErrReplyRunning.Because("the last day to reply is %s", r.ReplyBy)
		}
		if err := RatingLifecycle.Move(&r.Status, to); err != nil {
			return r, err
		}
		columns := map[string]any{"status": to}
		if j, decided := in.(Judgement); decided {
			r.Rating, columns["rating"] = j.Rating, j.Rating
		}
		if err := tx.Change(&Rated{}, r.ID, version, columns); err != nil {
			return r, err
		}
		r.Version++
		return do(tx, r, at)
	})
}

// Next lists the moves that a reader may make with the rating now.
func (r RatedWhole) Next(who actor.Actor) []RatingStatus {
	open := []RatingStatus{}
	for _, to := range RatingLifecycle.Next(r.Status) {
		side, speaks := sideOf(who, r.Contract)
		if speaks && (to == RatingReplied) == (side == SupplierSide) {
			open = append(open, to)
		}
	}
	return open
}

// Rating finds one of a contract that the reader may know of.
func (s *Service) Rating(ctx context.Context, id string) (RatedWhole, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (RatedWhole, error) { return seeRating(tx, id, false) })
}

// Ratings lists a page of a contract's ratings, newest first.
func (s *Service) Ratings(ctx context.Context, contractID string, page store.Page) (items []RatedWhole, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]RatedWhole, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return nil, err
		}
		rows, err := pageOfRatings(tx, c.ID, page)
		if err != nil {
			return nil, err
		}
		return wholeRatings(tx, rows, c)
	})
	items, next = store.Cut(page, items, func(r RatedWhole) string { return r.ID })
	return items, next, err
}
