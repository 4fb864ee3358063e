package agreement

import "math/big"

// Form is one of the six intraclass correlations of Shrout and Fleiss.
type Form string

// The six forms. The first figure is the model: 1, each thing scored by its own evaluators; 2, the same evaluators, standing for any
// such panel, so that one who is always lenient counts against agreement; 3, these evaluators and no others, so that steady leniency
// does not count. The second is what is relied on: 1, one evaluator's score; K, the mean of all K.
const (
	ICC11 Form = "icc(1,1)"
	ICC21 Form = "icc(2,1)"
	ICC31 Form = "icc(3,1)"
	ICC1K Form = "icc(1,k)"
	ICC2K Form = "icc(2,k)"
	ICC3K Form = "icc(3,k)"
)

// ICC is an intraclass correlation: the part of all variance that lies between the things scored and not between evaluators. ICC21 is
// the form for a panel, since a lenient evaluator who scored only some bids would move the result.
//
// Rows with a gap are left out. Fewer than two whole rows or two evaluators is TooFew; no variance at all is AllAgree; where the
// formula's divisor is not above zero the state is Undefined, as when evaluators differ while the things scored do not.
//
// Source: Shrout and Fleiss (1979), the mean squares of tables 1 to 3.
func ICC(r Ratings, form Form) (Coefficient, error) {
	if err := r.check(); err != nil {
		return Coefficient{}, err
	}
	rows, leftOut := r.complete()
	c := Coefficient{Name: string(form), Things: len(rows), LeftOut: leftOut, Evaluators: r.evaluators()}
	if len(rows) < 2 || c.Evaluators < 2 {
		return c.without(TooFew, "Fewer than two things were scored by every one of at least two evaluators."), nil
	}
	m := squares(rows)
	if m.total.Sign() == 0 {
		return c.without(AllAgree, "All agree: everybody gave everything the same score."), nil
	}
	above, below := m.form(form)
	if above == nil {
		return Coefficient{}, &Error{[]Fault{{"/form", "unknown-form", "the form is icc(1,1), icc(2,1), icc(3,1), icc(1,k), icc(2,k) or icc(3,k)"}}}
	}
	if below.Sign() <= 0 {
		return c.without(Undefined, "The evaluators differ while the things they scored hardly do, so this correlation has no value; look at the scores themselves."), nil
	}
	return c.measured(above.Quo(above, below)), nil
}

// meanSquares are the pieces of a two-way analysis of variance with one rating in each cell.
type meanSquares struct {
	things, evaluators, rest, within *big.Rat
	total                            *big.Rat // the sum of squares, not a mean
	n, k                             int64
}

// squares works the table's mean squares out from its sums, exactly.
func squares(rows Ratings) meanSquares {
	n, k := int64(len(rows)), int64(len(rows[0]))
	sum, ofSquares, byRow := new(big.Rat), new(big.Rat), new(big.Rat)
	columns := make([]*big.Rat, k)
	for j := range columns {
		columns[j] = new(big.Rat)
	}
	for _, row := range rows {
		rowSum := new(big.Rat)
		for j, rating := range row {
			x := rating.Rat()
			rowSum.Add(rowSum, x)
			columns[j].Add(columns[j], x)
			ofSquares.Add(ofSquares, new(big.Rat).Mul(x, x))
		}
		sum.Add(sum, rowSum)
		byRow.Add(byRow, rowSum.Mul(rowSum, rowSum))
	}
	byColumn := new(big.Rat)
	for _, column := range columns {
		byColumn.Add(byColumn, column.Mul(column, column))
	}
	level := over(sum.Mul(sum, sum), n*k)
	things, evaluators, total := minus(over(byRow, k), level), minus(over(byColumn, n), level), minus(ofSquares, level)
	within := minus(total, things)
	return meanSquares{
		things: over(things, n-1), evaluators: over(evaluators, k-1), within: over(within, n*(k-1)),
		rest: over(minus(within, evaluators), (n-1)*(k-1)), total: total, n: n, k: k,
	}
}

// form gives the dividend and the divisor of one form; nil for a form that does not exist.
func (m meanSquares) form(form Form) (above, below *big.Rat) {
	// The variance that belongs to evaluators, as one thing's share of it.
	leniency := over(minus(m.evaluators, m.rest), m.n)
	switch form {
	case ICC11:
		return minus(m.things, m.within), plus(m.things, times(m.within, m.k-1))
	case ICC21:
		return minus(m.things, m.rest), plus(m.things, times(m.rest, m.k-1), times(leniency, m.k))
	case ICC31:
		return minus(m.things, m.rest), plus(m.things, times(m.rest, m.k-1))
	case ICC1K:
		return minus(m.things, m.within), m.things
	case ICC2K:
		return minus(m.things, m.rest), plus(m.things, leniency)
	case ICC3K:
		return minus(m.things, m.rest), m.things
	}
	return nil, nil
}

func over(x *big.Rat, by int64) *big.Rat  { return new(big.Rat).Quo(x, big.NewRat(by, 1)) }
func times(x *big.Rat, by int64) *big.Rat { return new(big.Rat).Mul(x, big.NewRat(by, 1)) }
func minus(x, y *big.Rat) *big.Rat        { return new(big.Rat).Sub(x, y) }

func plus(terms ...*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, term := range terms {
		sum.Add(sum, term)
	}
	return sum
}
