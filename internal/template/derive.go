package template

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/weighting"
)

// ErrNoWeights is the fault of deriving weights where there are none.
var ErrNoWeights = fault.New(fault.Conflict, "no-weights", "Under award_on_value criteria have a worth in pounds and no weights that could be derived")

// NewWeights is what people said about the importance of the criteria of one
// branch: by pairs, by swings or by their order, exactly one of these.
type NewWeights struct {
	Criterion *string        `json:"criterion,omitempty" validate:"omitempty,max=200,text" example:"social"` // the branch whose criteria are weighed, by id; null or left out: those at the top
	Pairs     []NewJudgement `json:"pairs,omitempty" validate:"max=105,dive"`                                // every two criteria once, for at most 15 criteria
	Swings    []NewSwing     `json:"swings,omitempty" validate:"max=500,dive"`                               // every criterion once; the greatest swing has 100 points
	Order     [][]string     `json:"order,omitempty" validate:"max=500,dive,max=500,dive,max=200,text"`      // every criterion once, the most important first; those in one group are equally important
}

// NewJudgement says that one criterion is so many times as important as another.
type NewJudgement struct {
	More  string         `json:"more" validate:"required,max=200,text" example:"price"`
	Less  string         `json:"less" validate:"required,max=200,text" example:"quality"`
	Times decimal.Number `json:"times" example:"3"` // 1 (equally) to 9 (extremely more important)
}

// NewSwing says what moving a criterion from its worst to its best outcome is
// worth beside the greatest such move.
type NewSwing struct {
	ID     string         `json:"id" validate:"required,max=200,text" example:"volunteers"`
	From   string         `json:"from,omitempty" validate:"max=500,text" example:"no new volunteers"` // the worst outcome, in words
	To     string         `json:"to,omitempty" validate:"max=500,text" example:"120 new volunteers"`  // the best
	Points decimal.Number `json:"points" example:"100"`                                               // above 0 and up to 100
}

// Derived is how the weights of one branch came about, as it was kept.
type Derived struct {
	ID         string
	TemplateID string
	Criterion  string // the branch; empty for the top
	Derivation weighting.Derivation
	CreatedAt  time.Time
	CreatedBy  *string
}

// ChangedByHand reports whether the weights are no longer those derived, or the
// criteria no longer those that were weighed.
func (d Derived) ChangedByHand(m scoring.Method) bool {
	var now []weighting.Placed
	if list := branch(&m, d.Criterion); list != nil {
		for _, c := range weighted(*list) {
			now = append(now, weighting.Placed{ID: c.ID, Weight: *c.Weight})
		}
	}
	same := func(a, b weighting.Placed) bool { return a.ID == b.ID && a.Weight == b.Weight }
	byID := func(a, b weighting.Placed) int { return strings.Compare(a.ID, b.ID) }
	then := slices.SortedFunc(slices.Values(d.Derivation.Weights), byID)
	slices.SortFunc(now, byID)
	return !slices.EqualFunc(then, now, same)
}

// Derive works the weights of a branch out of what people said, puts them into
// the draft as basis points that add up to exactly 100 %, and keeps with the
// template how they came about.
func (s *Service) Derive(ctx context.Context, id string, version int, in NewWeights) (Composed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		if err := fault.Check(in); err != nil {
			return Composed{}, err
		}
		t, err := own(tx, id)
		if err != nil {
			return Composed{}, err
		}
		if t.Status != Draft {
			return Composed{}, ErrFrozen.Because("it is %s", t.Status)
		}
		m, err := t.Tree()
		if err != nil {
			return Composed{}, err
		}
		d, err := in.apply(&m)
		if err != nil {
			return Composed{}, err
		}
		d.ID, d.TemplateID, d.CreatedAt, d.CreatedBy = tx.NewID(), t.ID, tx.Now, author(tx)
		if err := t.reweigh(tx, version, m, d); err != nil {
			return Composed{}, err
		}
		return compose(tx, t)
	})
}

// reweigh keeps the changed method and the derivation.
func (t *Template) reweigh(tx *store.Tx, version int, m scoring.Method, d Derived) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the method: %w", err)
	}
	if t.MethodHash, err = m.Hash(); err != nil {
		return fmt.Errorf("hash the method: %w", err)
	}
	t.Method = string(text)
	tx.Record(store.Event{Verb: "template.weighed", Subject: t.ID, Detail: map[string]any{
		"criterion": d.Criterion, "by": d.Derivation.Method, "derivation": d.ID, "methodHash": t.MethodHash,
	}})
	if err := t.change(tx, version, map[string]any{"method": t.Method, "method_hash": t.MethodHash}); err != nil {
		return err
	}
	return insertDerivations(tx, []Derived{d})
}

// apply derives the weights and puts them into the method.
func (in NewWeights) apply(m *scoring.Method) (Derived, error) {
	var d Derived
	if in.Criterion != nil {
		d.Criterion = *in.Criterion
	}
	if m.Basis == scoring.AwardOnValue {
		return d, ErrNoWeights
	}
	list := branch(m, d.Criterion)
	if list == nil || in.Criterion != nil && d.Criterion == "" {
		return d, fault.ErrInput.With(fault.Field{Pointer: "/criterion", Code: "no-such-branch", Detail: "must be the id of a criterion that holds others, or null for the top"})
	}
	var ids []string
	for _, c := range weighted(*list) {
		ids = append(ids, c.ID)
	}
	var err error
	if d.Derivation, err = in.derive(ids); err != nil {
		return d, err
	}
	for _, w := range d.Derivation.Weights {
		at := slices.IndexFunc(*list, func(c scoring.Criterion) bool { return c.ID == w.ID })
		(*list)[at].Weight = &w.Weight
	}
	return d, nil
}

// derive asks the way of weighing that was chosen.
func (in NewWeights) derive(ids []string) (d weighting.Derivation, err error) {
	if given := btoi(in.Pairs != nil) + btoi(in.Swings != nil) + btoi(in.Order != nil); given != 1 {
		return d, fault.ErrInput.With(fault.Field{Code: "exactly-one", Detail: "must hold exactly one of pairs, swings and order"})
	}
	var wrong fault.Fields
	switch {
	case in.Pairs != nil:
		p := weighting.Pairwise{Items: ids}
		for _, j := range in.Pairs {
			p.Judgements = append(p.Judgements, weighting.Judgement(j))
		}
		d, err = weighting.FromPairs(p)
	case in.Swings != nil:
		q := weighting.Swing{}
		for _, s := range in.Swings {
			q.Items = append(q.Items, weighting.SwingItem(s))
		}
		in.cover(ids, &wrong)
		d, err = weighting.FromSwings(q)
	default:
		in.cover(ids, &wrong)
		d, err = weighting.FromOrder(weighting.RankOrder{Order: in.Order})
	}
	if refused, ok := errors.AsType[*weighting.Error](err); ok {
		for _, f := range refused.Faults {
			wrong.Add(inBody(f.Pointer, in.Swings != nil), f.Code, f.Detail)
		}
		err = nil
	}
	return d, errors.Join(err, wrong.Err())
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// inBody is where a member of the question stands in the body.
func inBody(pointer string, swings bool) string {
	if swings {
		return strings.Replace(pointer, "/items", "/swings", 1)
	}
	pointer = strings.Replace(pointer, "/judgements", "/pairs", 1)
	return strings.Replace(pointer, "/items", "/criterion", 1)
}

// cover names criteria that were not asked about, and those left out.
func (in NewWeights) cover(ids []string, wrong *fault.Fields) {
	seen := map[string]bool{}
	look := func(id, at string) {
		if seen[id] = true; id != "" && !slices.Contains(ids, id) {
			wrong.Add(at, "unknown-criterion", "must be a weighted criterion of the branch: "+strings.Join(ids, ", "))
		}
	}
	for i, s := range in.Swings {
		look(s.ID, fmt.Sprintf("/swings/%d/id", i))
	}
	for i, group := range in.Order {
		for k, id := range group {
			look(id, fmt.Sprintf("/order/%d/%d", i, k))
		}
	}
	at := "/swings"
	if in.Order != nil {
		at = "/order"
	}
	for _, id := range ids {
		if !seen[id] {
			wrong.Add(at, "criterion-missing", "must name every weighted criterion of the branch; "+id+" is missing")
		}
	}
}

// branch finds the list of criteria under a branch, to be changed in place; the
// list at the top for an empty id, and nil where there is no such branch.
func branch(m *scoring.Method, id string) *[]scoring.Criterion {
	if id == "" {
		return &m.Criteria
	}
	return under(m.Criteria, id)
}

func under(list []scoring.Criterion, id string) *[]scoring.Criterion {
	for i := range list {
		if list[i].ID == id && list[i].Criteria != nil {
			return &list[i].Criteria
		}
		if deeper := under(list[i].Criteria, id); deeper != nil {
			return deeper
		}
	}
	return nil
}

func weighted(list []scoring.Criterion) (with []scoring.Criterion) {
	for _, c := range list {
		if c.Weight != nil {
			with = append(with, c)
		}
	}
	return with
}
