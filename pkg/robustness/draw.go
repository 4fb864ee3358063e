package robustness

import "math/bits"

const (
	// weightPlaces is how many binary places a drawn weight has: all weights of a draw add up to 2^28, or a little less.
	weightPlaces = 28
	// markPlaces is how many binary places a mark has, as a share of the greatest. Weight times mark fits 54 bits and leaves ten for the
	// bid's number in a sort key.
	markPlaces = 26
)

// sampler draws weights and uncertain marks. It belongs to one goroutine.
type sampler struct {
	key     uint64
	kind    Knowledge
	groups  [][]int // ordinal: columns, most important first
	low     []int64 // interval, in 2^−28
	high    []int64
	steps   int
	cells   []cell
	weights []uint64
	chain   []int64
}

// cell is an uncertain mark: its place in the matrix and the marks it could be.
type cell struct {
	at    int
	marks []uint32
}

// draw fills weights for one draw.
func (s *sampler) draw(number int) {
	random := streamOf(s.key, number)
	switch s.kind {
	case Interval:
		s.step(&random, s.steps)
		for i, w := range s.chain {
			s.weights[i] = uint64(w)
		}
	default:
		s.simplex(&random)
		if s.kind == Ordinal {
			s.arrange(&random)
		}
	}
}

// simplex draws weights evenly from all that add up to 1: exponentials divided by their sum.
func (s *sampler) simplex(random *stream) {
	var sum uint64
	state := random.state
	for i := range s.weights {
		state += golden
		e := exponential(mix(state))
		s.weights[i] = e
		sum += e
	}
	random.state = state
	// One division: the sum's reciprocal in 2^−64, so that e × it stays below 2^64.
	reciprocal := ^uint64(0) / sum
	for i, e := range s.weights {
		s.weights[i] = e * reciprocal >> (64 - weightPlaces)
	}
}

// arrange puts the weights drawn into the order known, the greatest to the first group, in random order within one.
func (s *sampler) arrange(random *stream) {
	w := s.weights
	for i := 1; i < len(w); i++ {
		x, j := w[i], i
		for ; j > 0 && w[j-1] < x; j-- {
			w[j] = w[j-1]
		}
		w[j] = x
	}
	s.shuffle(random, w)
}

// shuffle hands sorted weights out to the columns of each group.
func (s *sampler) shuffle(random *stream, sorted []uint64) {
	placed := make([]uint64, len(sorted))
	from := 0
	for _, group := range s.groups {
		share := sorted[from : from+len(group)]
		from += len(group)
		for i := len(share) - 1; i > 0; i-- {
			j := random.below(uint64(i + 1))
			share[i], share[j] = share[j], share[i]
		}
		for i, column := range group {
			placed[column] = share[i]
		}
	}
	copy(sorted, placed)
}

// start puts the chain at the point that lies equally far between all bounds, and lets it forget that point.
func (s *sampler) start(block int) {
	if s.kind != Interval {
		return
	}
	room, left := int64(0), int64(1)<<weightPlaces
	for i := range s.low {
		room += s.high[i] - s.low[i]
		left -= s.low[i]
	}
	rest := left
	for i := range s.low {
		part := int64(0)
		if room > 0 {
			high, low := bits.Mul64(uint64(s.high[i]-s.low[i]), uint64(left))
			quotient, _ := bits.Div64(high, low, uint64(room))
			part = int64(quotient)
		}
		s.chain[i] = s.low[i] + part
		rest -= part
	}
	for i := range s.chain {
		more := min(rest, s.high[i]-s.chain[i])
		s.chain[i] += more
		rest -= more
	}
	random := streamOf(^s.key, block)
	s.step(&random, 10*s.steps)
}

// step moves the chain: two weights share their sum anew, evenly among all ways that keep both within their bounds.
func (s *sampler) step(random *stream, steps int) {
	n := uint64(len(s.chain))
	if n < 2 {
		return
	}
	for range steps {
		pair := random.next()
		i, j := pair>>32*n>>32, pair&(1<<32-1)*(n-1)>>32
		if j >= i {
			j++
		}
		sum := s.chain[i] + s.chain[j]
		least, most := max(s.low[i], sum-s.high[j]), min(s.high[i], sum-s.low[j])
		s.chain[i] = least + int64(random.below(uint64(most-least+1)))
		s.chain[j] = sum - s.chain[i]
	}
}
