package scoring

import "math/big"

// pool is what a rival-dependent function needs to know of the inputs that were offered by the bids that pass the gates and the minimums of
// questions. All are zero where nobody offered.
type pool struct {
	lowest, highest, mean *big.Rat
	zeros                 bool // somebody offered nothing
}

// poolOf looks at the inputs of one leaf; nil stands for not offered.
func poolOf(inputs []*big.Rat) *pool {
	p := &pool{lowest: zero, highest: zero, mean: zero}
	sum, count := zero, int64(0)
	for _, x := range inputs {
		if x == nil {
			continue
		}
		if count == 0 || x.Cmp(p.lowest) < 0 {
			p.lowest = x
		}
		if count == 0 || x.Cmp(p.highest) > 0 {
			p.highest = x
		}
		sum = plus(sum, x)
		count++
	}
	if count > 0 {
		p.mean = over(sum, big.NewRat(count, 1))
		p.zeros = p.lowest.Sign() == 0
	}
	return p
}

// rivalDependent says whether the function looks at other bids.
func (f *Function) rivalDependent() bool {
	switch f.Name {
	case RelativeToBest, MinMax, MeanDeviation, StandardDifferential, Logarithmic:
		return true
	}
	return false
}

// zeroWins says whether an input of nothing takes all marks from the others.
func (f *Function) zeroWins() bool {
	return f.Name == RelativeToBest && f.Direction == Lower || f.Name == StandardDifferential || f.Name == Logarithmic
}

// warnings says what a careful reader should know, in tree order.
func (t *tree) warnings(pools []*pool) []Warning {
	list := []Warning{}
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.Score == nil || !n.Score.rivalDependent() {
			continue
		}
		list = append(list, Warning{WarnRivalDependent, n.ID})
		if !n.Score.zeroWins() || !pools[i].zeros {
			continue
		}
		code := WarnZeroInput
		if n.Kind == PriceLeaf {
			code = WarnZeroPrice
		}
		list = append(list, Warning{code, n.ID})
	}
	return list
}
