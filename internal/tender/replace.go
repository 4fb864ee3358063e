package tender

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// Own reads the criteria that a lot has of its own; none where it is judged as
// the whole tender is.
func (l Lot) Own() ([]scoring.Criterion, error) {
	if l.Criteria == "" {
		return nil, nil
	}
	var own []scoring.Criterion
	if err := strictjson.Decode([]byte(l.Criteria), &own, strictjson.Default); err != nil {
		return nil, fmt.Errorf("read the criteria of lot %s: %w", l.ID, err)
	}
	return own, nil
}

// written is a lot's own criteria as they are kept. They were read from JSON,
// so they can be written.
func written(own []scoring.Criterion) string {
	if len(own) == 0 {
		return ""
	}
	text, err := json.Marshal(own)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// replace puts a lot's own criteria in the place of those of the same id. All
// else stays common. One that names no weight keeps the weight of what it
// replaces, so that a branch can be reworded without its share being said again.
func replace(common scoring.Method, own []scoring.Criterion) (scoring.Method, []fault.Field) {
	var wrong []fault.Field
	whole := common
	seen := map[string]bool{}
	for i, c := range own {
		pointer := fmt.Sprintf("/criteria/%d/id", i)
		if seen[c.ID] {
			wrong = append(wrong, fault.Field{Pointer: pointer, Code: "duplicate", Detail: "is replaced already"})
			continue
		}
		seen[c.ID] = true
		list, found := swap(whole.Criteria, c)
		if !found {
			wrong = append(wrong, fault.Field{Pointer: pointer, Code: "unknown-criterion", Detail: "must be the id of a criterion of the tender's method: it is what this one replaces"})
			continue
		}
		whole.Criteria = list
	}
	return whole, wrong
}

// swap copies a list of criteria with one of them replaced, at whatever depth.
func swap(list []scoring.Criterion, own scoring.Criterion) ([]scoring.Criterion, bool) {
	for i, c := range list {
		switch inner, found := swap(c.Criteria, own); {
		case c.ID == own.ID:
			if own.Weight == nil && own.Worth == nil && own.Kind != scoring.GateLeaf {
				own.Weight, own.Worth = c.Weight, c.Worth
			}
			c = own
		case found:
			c.Criteria = inner
		default:
			continue
		}
		copied := append([]scoring.Criterion{}, list...)
		copied[i] = c
		return copied, true
	}
	return nil, false
}

// judge names what is wrong with a lot's own criteria: by themselves, in the
// tree they become part of, and against the catalogue by check. Pointers are
// into the lot.
func (l Lot) judge(common scoring.Method, check func(scoring.Method) []fault.Field) ([]fault.Field, error) {
	own, err := l.Own()
	if err != nil || own == nil {
		return nil, err
	}
	whole, wrong := replace(common, own)
	if len(wrong) > 0 {
		return wrong, nil
	}
	for _, f := range check(whole) {
		wrong = append(wrong, fault.Field{
			Pointer: "/criteria", Code: f.Code, Detail: "in the whole method of the lot, at " + strings.TrimPrefix(f.Pointer, "/method") + ": " + f.Detail,
		})
	}
	return wrong, nil
}

// freezeLots freezes and hashes the method of every lot: the tender's, or the
// whole tree with the lot's own criteria in it. A draw is the same for all.
func (t Tender) freezeLots(lots []Lot) error {
	common, err := t.Tree()
	if err != nil {
		return err
	}
	for i := range lots {
		own, err := lots[i].Own()
		if err != nil {
			return err
		}
		lots[i].Method, lots[i].MethodHash = "", t.MethodHash
		if own == nil {
			continue
		}
		whole, _ := replace(common, own)
		whole = whole.WithDefaults()
		form, err := canonical.JSON(whole)
		if err != nil {
			return fmt.Errorf("freeze the method of lot %d: %w", lots[i].Number, err)
		}
		lots[i].Method = string(form)
		if lots[i].MethodHash, err = whole.Hash(); err != nil {
			return err
		}
	}
	return nil
}

// methods lists the trees that bids are judged by, each once.
func (t Tender) methods(lots []Lot) ([]scoring.Method, error) {
	var all []scoring.Method
	seen := map[string]bool{}
	for _, l := range lots {
		mine := t.For(l)
		if seen[mine.Method] {
			continue
		}
		seen[mine.Method] = true
		m, err := mine.Tree()
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}
