package contract

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Notice is what a contract performance notice says about one year of a
// contract, or about the whole of it: section 71(2) of the Procurement Act 2023
// and regulation 39 of the Procurement Regulations 2024. It is put together
// from what was stated and published; nobody writes it.
type Notice struct {
	Contract   Reading
	Authority  []identity.Identifier // by which the authority is known
	Supplier   []identity.Identifier
	Stated     Particulars
	Year       int // from 1; [Final] for the whole contract
	FromOn     string
	ToOn       string
	Indicators []Noticed
	Missing    []string // codes of indicators whose rating is not published: the notice is not complete while one is here
}

// Noticed is one key performance indicator of a notice.
type Noticed struct {
	KPI    KPI
	Rating *RatedWhole // nil while it is not published
}

// IsComplete reports whether every indicator has its published rating.
func (n Notice) IsComplete() bool { return len(n.Missing) == 0 }

// Why is the reason with which the rating was decided last, and Reply what the
// supplier said after that; empty where it said nothing.
func (n Noticed) Why() (reason, reply string) {
	for _, d := range n.Rating.Deeds {
		switch d.Kind {
		case string(RatingDecided):
			reason, reply = d.Words, ""
		case string(RatingReplied):
			reply = d.Words
		}
	}
	return reason, reply
}

// Notice puts a performance notice together for a year that is over, from the
// published ratings of the contract's key performance indicators.
func (s *Service) Notice(ctx context.Context, id string, year int) (Notice, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (n Notice, err error) {
		c, err := see(tx, id)
		if err != nil {
			return n, err
		}
		at, err := momentOf(tx, c)
		if err != nil {
			return n, err
		}
		i := slices.IndexFunc(years(c), func(a Assessment) bool { return a.Year == year })
		if i < 0 {
			return n, ErrYear.With(fault.Field{Pointer: "?year", Code: ErrYear.Code, Detail: "must be a year of the contract, counted from 1, or 0 for the whole of it"})
		}
		over := years(c)[i]
		if over.ToOn >= today(at) {
			return n, ErrYearRunning.Because("its last day is %s", over.ToOn)
		}
		n.Year, n.FromOn, n.ToOn, n.Missing, n.Indicators = year, over.FromOn, over.ToOn, []string{}, []Noticed{}
		if n.Contract, err = c.reading(tx); err != nil {
			return n, err
		}
		known, err := identity.Identifiers(tx, c.OwnerID, c.SupplierID)
		if err != nil {
			return n, err
		}
		n.Authority, n.Supplier = known[c.OwnerID], known[c.SupplierID]
		if n.Stated, err = particularsOf(tx, c); err != nil {
			return n, err
		}
		return n, n.gather(tx, c)
	})
}

// gather finds the published rating of every indicator.
func (n *Notice) gather(tx *store.Tx, c Contract) error {
	done, err := ratingsOf(tx, c.ID)
	if err != nil {
		return err
	}
	for _, k := range n.Stated.KPIs {
		one := Noticed{KPI: k}
		if r := done[ratingKey{k.Indicator, n.Year}]; r != nil && r.Status == RatingPublished {
			whole, err := wholeRating(tx, *r, c)
			if err != nil {
				return err
			}
			one.Rating = &whole
		} else {
			n.Missing = append(n.Missing, k.Indicator)
		}
		n.Indicators = append(n.Indicators, one)
	}
	slices.SortFunc(n.Missing, func(a, b string) int { return strings.Compare(padded(a), padded(b)) })
	return nil
}
