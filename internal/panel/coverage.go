package panel

import (
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Cover is how many members score one question of one lot.
type Cover struct {
	LotID     string
	Lot       int // its number
	Criterion string
	Members   int      // who are appointed and not kept away from the lot
	Lacking   int      // how many more it takes
	Except    []Except // bidders for whom fewer remain
}

// Except is a bidder from whom an interest keeps members away.
type Except struct {
	SupplierID       string
	Members, Lacking int
}

// Coverage is whether a panel can do its work.
type Coverage struct {
	Minimum int
	Chair   bool
	Covers  []Cover
}

// Coverage counts who scores what.
func (p Panel) Coverage(tx *store.Tx, t tender.Tender) (Coverage, error) {
	lots, err := tender.Lots(tx, t.ID)
	c := Coverage{Minimum: p.Settings.MinimumMembers, Chair: p.chaired()}
	if err != nil || t.Method == "" {
		return c, err
	}
	for _, lot := range lots {
		method, err := t.For(lot).Tree()
		if err != nil {
			return c, err
		}
		for _, criterion := range Questions(method.Criteria) {
			c.Covers = append(c.Covers, p.cover(lot, criterion))
		}
	}
	return c, nil
}

// chaired reports whether there is a chair who may see the bids.
func (p Panel) chaired() bool {
	return slices.ContainsFunc(p.Live(), func(a Appointment) bool { return a.Part == Chair && p.blocks(a.PersonID, "", "") == nil })
}

func (p Panel) cover(lot tender.Lot, criterion string) Cover {
	c := Cover{LotID: lot.ID, Lot: lot.Number, Criterion: criterion, Members: len(p.Scorers(lot.ID, criterion, ""))}
	c.Lacking = max(0, p.Settings.MinimumMembers-c.Members)
	seen := map[string]bool{}
	for _, d := range p.Declarations {
		if d.SupplierID == nil || !d.Interest || seen[*d.SupplierID] {
			continue
		}
		seen[*d.SupplierID] = true
		if n := len(p.Scorers(lot.ID, criterion, *d.SupplierID)); n < c.Members {
			c.Except = append(c.Except, Except{*d.SupplierID, n, max(0, p.Settings.MinimumMembers-n)})
		}
	}
	return c
}

// Missing names what the panel lacks to start to score.
func (c Coverage) Missing() (missing []fault.Field) {
	if len(c.Covers) > 0 && !c.Chair {
		missing = append(missing, fault.Field{Code: "no-chair", Detail: "nobody is appointed as the chair"})
	}
	for _, cover := range c.Covers {
		if cover.Lacking > 0 {
			missing = append(missing, fault.Field{
				Code: "too-few-members", Detail: fmt.Sprintf("lot %d: %s has %d of the %d members it takes", cover.Lot, cover.Criterion, cover.Members, c.Minimum),
			})
		}
		for _, e := range cover.Except {
			if e.Lacking > 0 && cover.Lacking == 0 {
				missing = append(missing, fault.Field{
					Code: "too-few-members", Detail: fmt.Sprintf("lot %d: for one bidder %s has %d of the %d members it takes, since others declared an interest", cover.Lot, cover.Criterion, e.Members, c.Minimum),
				})
			}
		}
	}
	return missing
}

// Covered refuses a tender whose panel cannot do its work. A method without
// questions needs no panel.
func (p Panel) Covered(tx *store.Tx, t tender.Tender) error {
	c, err := p.Coverage(tx, t)
	if err != nil {
		return err
	}
	if missing := c.Missing(); len(missing) > 0 {
		return ErrGap.With(missing...)
	}
	return nil
}

// Questions lists the ids of the questions of a tree, in its order.
func Questions(list []scoring.Criterion) (ids []string) {
	for _, c := range list {
		if c.Kind == scoring.QuestionLeaf && c.Criteria == nil {
			ids = append(ids, c.ID)
		}
		ids = append(ids, Questions(c.Criteria)...)
	}
	return ids
}
