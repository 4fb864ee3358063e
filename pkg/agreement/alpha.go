package agreement

import (
	"math/big"
	"slices"
)

// Level says what the numbers of a scale mean, and so how far apart two different scores are.
type Level string

const (
	// Nominal scores are names only: different is different.
	Nominal Level = "nominal"
	// Ordinal scores have an order; the distance of two is the number of ratings given between them. Scoring scales with words for
	// each level are ordinal.
	Ordinal Level = "ordinal"
	// Interval scores have equal steps; the distance of two is their difference squared.
	Interval Level = "interval"
)

// Alpha is Krippendorff's alpha: 1 − observed ÷ expected disagreement. It takes any number of evaluators and any gaps; a thing that
// fewer than two evaluators scored cannot show agreement and is left out.
//
// When every rating that can be paired is the same, the state is AllAgree; with no thing scored twice it is TooFew. A table whose rows
// differ in length, or a level that is not one of the three, is an *Error.
//
// Source: Krippendorff (2011), sections A to D.
func Alpha(r Ratings, level Level) (Coefficient, error) {
	if err := r.check(); err != nil {
		return Coefficient{}, err
	}
	if level != Nominal && level != Ordinal && level != Interval {
		return Coefficient{}, &Error{[]Fault{{"/level", "unknown-level", "the level is nominal, ordinal or interval"}}}
	}
	pairs := pair(r)
	c := Coefficient{Name: "alpha-" + string(level), Things: pairs.things, LeftOut: len(r) - pairs.things, Evaluators: r.evaluators()}
	if pairs.things == 0 {
		return c.without(TooFew, "Nothing was scored by two evaluators, so agreement cannot be measured."), nil
	}
	if len(pairs.values) == 1 {
		return c.without(AllAgree, "All agree: everything that two or more evaluators scored got the same score."), nil
	}
	return c.measured(pairs.alpha(level)), nil
}

// coincidences holds Krippendorff's coincidence matrix: how often each two values stood together in one row.
type coincidences struct {
	values   []*big.Rat // the different ratings that take part, rising
	together [][]*big.Rat
	count    []int64 // how often each value was given; the margin of the matrix
	total    int64
	things   int
}

// pair reads the table into its coincidence matrix. A row with m ratings holds m·(m−1) ordered pairs and lends each 1/(m−1), so that
// every rating weighs the same.
func pair(r Ratings) *coincidences {
	c := &coincidences{}
	rows := c.read(r)
	c.together = make([][]*big.Rat, len(c.values))
	for i := range c.together {
		c.together[i] = make([]*big.Rat, len(c.values))
		for j := range c.together[i] {
			c.together[i][j] = new(big.Rat)
		}
	}
	c.count = make([]int64, len(c.values))
	for _, row := range rows {
		share := big.NewRat(1, int64(len(row)-1))
		for i, x := range row {
			c.count[x]++
			c.total++
			for j, y := range row {
				if i != j {
					c.together[x][y].Add(c.together[x][y], share)
				}
			}
		}
	}
	return c
}

// read keeps the rows with two ratings or more, each rating as its place among the different values.
func (c *coincidences) read(r Ratings) (rows [][]int) {
	var given [][]*big.Rat
	for _, row := range r {
		var ratings []*big.Rat
		for _, n := range row {
			if n != nil {
				ratings = append(ratings, n.Rat())
			}
		}
		if len(ratings) > 1 {
			given = append(given, ratings)
			c.values = append(c.values, ratings...)
		}
	}
	slices.SortFunc(c.values, (*big.Rat).Cmp)
	c.values = slices.CompactFunc(c.values, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	for _, ratings := range given {
		places := make([]int, len(ratings))
		for i, x := range ratings {
			places[i], _ = slices.BinarySearchFunc(c.values, x, (*big.Rat).Cmp)
		}
		rows = append(rows, places)
	}
	c.things = len(rows)
	return rows
}

// alpha is 1 − (n−1)·Σ o(c,k)·δ(c,k) ÷ Σ n(c)·n(k)·δ(c,k), over the pairs of different values.
func (c *coincidences) alpha(level Level) *big.Rat {
	observed, expected := new(big.Rat), new(big.Rat)
	for i := range c.values {
		for j := i + 1; j < len(c.values); j++ {
			apart := c.apart(level, i, j)
			observed.Add(observed, new(big.Rat).Mul(c.together[i][j], apart))
			expected.Add(expected, apart.Mul(apart, big.NewRat(c.count[i]*c.count[j], 1)))
		}
	}
	observed.Mul(observed, big.NewRat(c.total-1, 1))
	return observed.Sub(big.NewRat(1, 1), observed.Quo(observed, expected))
}

// apart is the squared distance of the i-th and j-th value, i below j.
func (c *coincidences) apart(level Level, i, j int) *big.Rat {
	distance := big.NewRat(1, 1)
	switch level {
	case Interval:
		distance.Sub(c.values[j], c.values[i])
	case Ordinal:
		// The ratings between the two, each end counted half.
		between := -c.count[i] - c.count[j]
		for g := i; g <= j; g++ {
			between += 2 * c.count[g]
		}
		distance.SetFrac64(between, 2)
	}
	return distance.Mul(distance, distance)
}
