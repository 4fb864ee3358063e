package contract

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// By is what progress over several contracts is grouped by.
type By string

// What progress may be grouped by.
const (
	ByMeasure   By = "measure"
	ByOutcome   By = "outcome"
	ByPeriod    By = "period"
	ByContract  By = "contract"
	BySupplier  By = "supplier"
	ByAuthority By = "authority"
	ByArea      By = "area"
)

// Scope narrows progress over several contracts; what is empty narrows nothing.
// It never reaches further than what the reader may know of.
type Scope struct {
	Mode      tender.Mode // live where it is left out: rehearsals are never added to it
	Contract  string
	Supplier  string
	Authority string
	Area      string // its code
	Outcome   int    // its number
	Measure   string // the code of a measure or component
	AsOf      *time.Time
}

// Group is the progress of what has one thing in common, measure by measure:
// different units are never added.
type Group struct {
	Key   string // an identifier, a code, a number or a name
	Title string
	Sums  []*Sum // by outcome, then by code
}

// Grouped is progress over several contracts.
type Grouped struct {
	By        By
	At        time.Time // now, or the moment asked for; each contract by its own clock
	Contracts int
	Groups    []Group
}

// Grouped tells how everything that the reader may know of fares, by one thing
// in common, now or at a moment before.
func (s *Service) Grouped(ctx context.Context, by By, scope Scope) (Grouped, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Grouped, error) {
		g := grouping{by: by, groups: map[string]*grouped{}}
		n, err := eachHolding(tx, scope, g.add)
		out := Grouped{By: by, At: tx.Now, Contracts: n, Groups: g.list()}
		if scope.AsOf != nil {
			out.At = scope.AsOf.UTC()
		}
		return out, err
	})
}

// grouping gathers lines into groups.
type grouping struct {
	by     By
	groups map[string]*grouped
}

type grouped struct {
	Group
	byLike map[likeness]*Sum
	order  string
}

func (g *grouping) add(h holding) error {
	return h.each(func(l Line) {
		if g.by != ByPeriod {
			key, title, order := g.key(h, l)
			g.group(key, title, order).add(l)
			return
		}
		for _, p := range l.Periods {
			g.group(p.Label, p.Label, p.StartsOn).add(l.ofPeriod(p))
		}
	})
}

// key names the group of a line, and its place.
func (g *grouping) key(h holding, l Line) (key, title, order string) {
	switch g.by {
	case ByContract:
		return h.contract.ID, h.contract.Title, h.contract.Title
	case BySupplier:
		return h.contract.SupplierID, h.supplier, h.supplier
	case ByAuthority:
		return h.contract.OwnerID, h.authority, h.authority
	case ByArea:
		return h.areaCode, h.areaTitle, h.areaTitle
	case ByMeasure:
		return l.Code(), l.Wording, padded(l.Code())
	default:
		return digits(l.OutcomeNumber), l.OutcomeTitle, padded(digits(l.OutcomeNumber))
	}
}

func (g *grouping) group(key, title, order string) *grouped {
	one, known := g.groups[key+"\x00"+title]
	if !known {
		one = &grouped{Group: Group{Key: key, Title: title}, byLike: map[likeness]*Sum{}, order: order}
		g.groups[key+"\x00"+title] = one
	}
	return one
}

func (g *grouped) add(l Line) {
	like := likeOf(l.Obligation)
	sum, known := g.byLike[like]
	if !known {
		sum = &Sum{Like: l.Obligation}
		g.byLike[like] = sum
		g.Sums = append(g.Sums, sum)
	}
	sum.add(l)
}

// list closes the groups and puts them in order.
func (g *grouping) list() []Group {
	all := make([]*grouped, 0, len(g.groups))
	for _, one := range g.groups {
		closeSums(one.Sums)
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b *grouped) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Key, b.Key))
	})
	out := make([]Group, len(all))
	for i, one := range all {
		out[i] = one.Group
	}
	return out
}

// closeSums works totals out and puts them in order.
func closeSums(sums []*Sum) {
	for _, s := range sums {
		s.close()
	}
	slices.SortFunc(sums, func(a, b *Sum) int {
		return cmp.Or(cmp.Compare(a.Like.OutcomeNumber, b.Like.OutcomeNumber), cmp.Compare(padded(a.Like.Code()), padded(b.Like.Code())), cmp.Compare(a.Like.Wording, b.Like.Wording), cmp.Compare(a.Like.Unit, b.Like.Unit))
	})
}

// ofPeriod is one period of an obligation as a line by itself: what was
// promised for it, and what came of that.
func (l Line) ofPeriod(p PeriodLine) Line {
	one := Line{Obligation: l.Obligation, Opened: p.Quantity, Delivered: p.Delivered(), Verified: p.Verified(), State: l.State, AtRisk: p.IsShort || p.Standing.Status == Due && p.IsLate}
	one.Offered, one.Contracted = p.Instalment, p.Quantity
	if p.HasEnded {
		one.CommittedToDate = p.Quantity.Rat()
	}
	return one
}

// padded sorts codes as people do: 5a before 13.
func padded(code string) string {
	digits := len(code) - len(strings.TrimLeft(code, "0123456789"))
	return strings.Repeat(" ", max(0, 8-digits)) + code
}
