package robustness

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// ready checks a model and turns it into whole numbers.
func (m Model) ready() (*simulation, error) {
	if m.Draws == 0 {
		m.Draws = 10_000
	}
	if m.Weights.Kind == "" {
		m.Weights.Kind = Uniform
	}
	var wrong faults
	m.checkShape(&wrong)
	if err := wrong.refused(); err != nil {
		return nil, err
	}
	s := &simulation{Model: m, key: keyOf(m.Seed), workers: workersFor(m.Workers)}
	s.scale(&wrong)
	s.know(&wrong)
	return s, wrong.refused()
}

func (m Model) checkShape(wrong *faults) {
	if len(m.Bids) < 1 || len(m.Bids) > maxBids {
		wrong.add("/bids", "wrong-count", fmt.Sprintf("%d bids were given; there must be 1 to %d", len(m.Bids), maxBids))
	}
	if len(m.Criteria) < 1 || len(m.Criteria) > 1000 {
		wrong.add("/criteria", "wrong-count", fmt.Sprintf("%d criteria were given; there must be 1 to 1000", len(m.Criteria)))
	}
	if m.Draws < 100 || m.Draws > 1_000_000 {
		wrong.add("/draws", "out-of-range", "there must be 100 to 1,000,000 draws")
	}
	once(wrong, "/bids", m.Bids)
	once(wrong, "/criteria", m.Criteria)
	if len(m.Marks) != len(m.Bids) {
		wrong.add("/marks", "wrong-count", fmt.Sprintf("%d rows of marks were given for %d bids", len(m.Marks), len(m.Bids)))
	}
	for i, row := range m.Marks {
		if len(row) != len(m.Criteria) {
			wrong.add(fmt.Sprintf("/marks/%d", i), "wrong-count", fmt.Sprintf("%d marks were given for %d criteria", len(row), len(m.Criteria)))
		}
		checkMarks(wrong, fmt.Sprintf("/marks/%d", i), row)
	}
}

func checkMarks(wrong *faults, at string, marks []*big.Rat) {
	for i, mark := range marks {
		if mark == nil || mark.Sign() < 0 {
			wrong.add(fmt.Sprintf("%s/%d", at, i), "out-of-range", "a mark is there and not below 0")
		}
	}
}

// once refuses names that stand twice.
func once(wrong *faults, at string, names []string) {
	seen := map[string]bool{}
	for i, name := range names {
		if seen[name] {
			wrong.add(fmt.Sprintf("%s/%d", at, i), "duplicate-id", name+" is listed twice")
		}
		seen[name] = true
	}
}

// scale turns marks into whole numbers, the greatest of all into 2^26 − 1. Equal marks stay equal.
func (s *simulation) scale(wrong *faults) {
	greatest := new(big.Rat)
	each := func(do func(*big.Rat)) {
		for _, row := range s.Marks {
			for _, mark := range row {
				do(mark)
			}
		}
	}
	grow := func(mark *big.Rat) {
		if mark.Cmp(greatest) > 0 {
			greatest = mark
		}
	}
	each(grow)
	for i, u := range s.Uncertain {
		s.checkUncertain(wrong, i, u)
		for _, mark := range u.Marks {
			if mark != nil {
				grow(mark)
			}
		}
	}
	if len(*wrong) > 0 {
		return
	}
	fix := fixed(greatest)
	each(func(mark *big.Rat) { s.marks = append(s.marks, fix(mark)) })
	for _, u := range s.Uncertain {
		c := cell{at: slices.Index(s.Bids, u.Bid)*len(s.Criteria) + slices.Index(s.Criteria, u.Criterion)}
		for _, mark := range u.Marks {
			c.marks = append(c.marks, fix(mark))
		}
		s.cells = append(s.cells, c)
	}
}

// fixed gives the rounding of marks to a share of the greatest, half up, in 2^−26 less one part.
func fixed(greatest *big.Rat) func(*big.Rat) uint32 {
	unit := new(big.Rat).SetInt64(1<<markPlaces - 1)
	if greatest.Sign() > 0 {
		unit.Quo(unit, greatest)
	}
	half := big.NewRat(1, 2)
	return func(mark *big.Rat) uint32 {
		x := new(big.Rat).Mul(mark, unit)
		x.Add(x, half)
		return uint32(new(big.Int).Quo(x.Num(), x.Denom()).Uint64())
	}
}

func (s *simulation) checkUncertain(wrong *faults, i int, u Uncertain) {
	at := fmt.Sprintf("/uncertain/%d", i)
	if !slices.Contains(s.Bids, u.Bid) {
		wrong.add(at+"/bid", "unknown-bid", u.Bid+" is not one of the bids")
	}
	if !slices.Contains(s.Criteria, u.Criterion) {
		wrong.add(at+"/criterion", "unknown-criterion", u.Criterion+" is not one of the criteria")
	}
	if len(u.Marks) == 0 {
		wrong.add(at+"/marks", "missing", "an uncertain mark needs the marks it could be")
	}
	for _, before := range s.Uncertain[:i] {
		if before.Bid == u.Bid && before.Criterion == u.Criterion {
			wrong.add(at, "duplicate-mark", "the mark of "+u.Bid+" on "+u.Criterion+" is listed twice")
		}
	}
	checkMarks(wrong, at+"/marks", u.Marks)
}

// know reads what is known of the weights.
func (s *simulation) know(wrong *faults) {
	p := s.Weights
	if p.Kind != Ordinal && p.Order != nil {
		wrong.add("/weights/order", "not-used", "only ordinal weights have an order")
	}
	if p.Kind != Interval && p.Bounds != nil {
		wrong.add("/weights/bounds", "not-used", "only interval weights have bounds")
	}
	switch p.Kind {
	case Uniform:
	case Ordinal:
		s.knowOrder(wrong)
	case Interval:
		s.knowBounds(wrong)
	default:
		wrong.add("/weights/kind", "unknown-kind", "what is known of weights is uniform, ordinal or interval")
	}
}

func (s *simulation) knowOrder(wrong *faults) {
	var listed []string
	for g, group := range s.Weights.Order {
		var columns []int
		for i, id := range group {
			column := slices.Index(s.Criteria, id)
			if column < 0 {
				wrong.add(fmt.Sprintf("/weights/order/%d/%d", g, i), "unknown-criterion", id+" is not one of the criteria")
			}
			columns = append(columns, column)
		}
		listed = append(listed, group...)
		s.groups = append(s.groups, columns)
	}
	once(wrong, "/weights/order", listed)
	for _, id := range s.Criteria {
		if !slices.Contains(listed, id) {
			wrong.add("/weights/order", "missing", id+" is not in the order")
		}
	}
}

func (s *simulation) knowBounds(wrong *faults) {
	const whole = int64(1) << weightPlaces
	var least, most int64
	for _, id := range s.Criteria {
		b, given := s.Weights.Bounds[id]
		if !given {
			b = Bounds{Low: 0, High: 10_000}
		}
		if b.Low < 0 || b.High > 10_000 || b.Low > b.High {
			wrong.add("/weights/bounds/"+escape(id), "out-of-range", "bounds are from 0 to 100 %, low not above high")
		}
		s.low, s.high = append(s.low, (int64(b.Low)*whole+9_999)/10_000), append(s.high, int64(b.High)*whole/10_000)
		least, most = least+int64(b.Low), most+int64(b.High)
	}
	if least > 10_000 || most < 10_000 {
		wrong.add("/weights/bounds", "impossible", "no weights that add up to 100 % lie within these bounds")
	}
	for _, id := range slices.Sorted(maps.Keys(s.Weights.Bounds)) {
		if !slices.Contains(s.Criteria, id) {
			wrong.add("/weights/bounds/"+escape(id), "unknown-criterion", id+" is not one of the criteria")
		}
	}
	s.fit(whole, least, most)
}

// fit makes bounds whose sum leaves no room reachable in whole numbers: rounding inwards could have left a part or two too few or too many.
func (s *simulation) fit(whole, least, most int64) {
	var low, high int64
	for i := range s.low {
		// Bounds that are one point must stay one point, whichever way they round.
		s.high[i] = max(s.high[i], s.low[i])
		low, high = low+s.low[i], high+s.high[i]
	}
	for i := 0; least <= 10_000 && low > whole && len(s.low) > 0; i = (i + 1) % len(s.low) {
		if s.low[i] > 0 {
			s.low[i], low = s.low[i]-1, low-1
		}
	}
	for i := 0; most >= 10_000 && high < whole && len(s.high) > 0; i = (i + 1) % len(s.high) {
		s.high[i], high = s.high[i]+1, high+1
	}
}

// escape writes an id as a part of a JSON pointer.
func escape(id string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(id) }
