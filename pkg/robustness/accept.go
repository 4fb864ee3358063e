package robustness

import (
	"math/big"
	"runtime"
	"sync"
	"sync/atomic"
)

// simulation is a checked model in whole numbers.
type simulation struct {
	Model
	marks   []uint32 // bid × criterion
	cells   []cell
	groups  [][]int
	low     []int64
	high    []int64
	key     uint64
	workers int
}

// Run answers the model: SMAA-2 over Draws sets of weights. Everything wrong with the model is refused at once in an *Error.
//
// The time is about draws × bids × (criteria + bids ÷ 4) additions; confidence factors of uncertain marks cost draws × bids² × criteria
// more. Memory does not grow with draws but for eight bytes each.
func (m Model) Run() (Acceptability, error) {
	s, err := m.ready()
	if err != nil {
		return Acceptability{}, err
	}
	counts, names := s.simulate()
	return s.report(counts, names, s.confidence(counts.central)), nil
}

// simulate shares blocks of draws out to workers and adds their tallies up.
func (s *simulation) simulate() (*tally, []uint64) {
	names := make([]uint64, s.Draws)
	blocks := (s.Draws + blockDraws - 1) / blockDraws
	tallies := make([]*tally, min(s.workers, blocks))
	var next atomic.Int64
	var wait sync.WaitGroup
	for i := range tallies {
		tallies[i] = newTally(len(s.Bids), len(s.Criteria), names)
		wait.Go(func() {
			w := s.worker(tallies[i])
			for block := int(next.Add(1)) - 1; block < blocks; block = int(next.Add(1)) - 1 {
				w.block(block)
			}
		})
	}
	wait.Wait()
	for _, other := range tallies[1:] {
		tallies[0].add(other)
	}
	return tallies[0], names
}

// worker is what one goroutine needs to itself.
type worker struct {
	*simulation
	sampler sampler
	ranking ranking
	tally   *tally
	marks   []uint32
}

func (s *simulation) worker(t *tally) *worker {
	w := &worker{simulation: s, tally: t, marks: s.marks}
	n := len(s.Criteria)
	w.sampler = sampler{
		key: s.key, kind: s.Weights.Kind, groups: s.groups, low: s.low, high: s.high, cells: s.cells,
		steps: stepsFor(n), weights: make([]uint64, n), chain: make([]int64, n),
	}
	if len(s.cells) > 0 {
		w.marks = append([]uint32(nil), s.marks...)
	}
	w.ranking.keys, w.ranking.sorted = make([]uint64, len(s.Bids)), make([]uint64, len(s.Bids))
	for i := range w.ranking.keys {
		w.ranking.keys[i] = uint64(i)
	}
	return w
}

// block makes one block of draws.
func (w *worker) block(block int) {
	first := block * blockDraws
	draws := min(blockDraws, w.Draws-first)
	w.sampler.start(block)
	for i := range draws {
		w.sampler.draw(first + i)
		w.sampler.uncertain(first+i, w.marks)
		w.ranking.order(w.sampler.weights, w.marks)
		w.tally.count(w.ranking.keys, w.sampler.weights, first+i, i)
	}
	w.tally.compare(draws)
}

// uncertain draws the marks that are not certain, from a stream of their own, so that they do not change the weights.
func (s *sampler) uncertain(draw int, marks []uint32) {
	if len(s.cells) == 0 {
		return
	}
	random := streamOf(mix(s.key), draw)
	for _, c := range s.cells {
		marks[c.at] = c.marks[random.below(uint64(len(c.marks)))]
	}
}

// confidence is, for each bid that was ever first, in how many draws of the marks it is first under its own central weights.
func (s *simulation) confidence(central []int64) []int {
	first := make([]int, len(s.Bids))
	var wait sync.WaitGroup
	var next atomic.Int64
	for range s.workers {
		wait.Go(func() {
			w := s.worker(nil)
			for bid := int(next.Add(1)) - 1; bid < len(first); bid = int(next.Add(1)) - 1 {
				if w.centre(central[bid*len(s.Criteria):][:len(s.Criteria)]) {
					first[bid] = w.firsts(bid)
				}
			}
		})
	}
	wait.Wait()
	return first
}

// centre makes the mean of a bid's favourable weights the weights; false when there are none.
func (w *worker) centre(sums []int64) bool {
	all := new(big.Int)
	for _, sum := range sums {
		all.Add(all, big.NewInt(sum))
	}
	if all.Sign() == 0 {
		return false
	}
	for i, sum := range sums {
		share := new(big.Int).Lsh(big.NewInt(sum), weightPlaces)
		w.sampler.weights[i] = share.Quo(share, all).Uint64()
	}
	return true
}

// firsts counts the draws of the marks in which no bid has a greater total. Certain marks need one look only.
func (w *worker) firsts(bid int) (first int) {
	n := len(w.Criteria)
	draws := w.Draws
	if len(w.cells) == 0 {
		draws = 1
	}
	for draw := range draws {
		w.sampler.uncertain(draw, w.marks)
		own, ahead := total(w.sampler.weights, w.marks[bid*n:][:n]), true
		for other := 0; ahead && other < len(w.Bids); other++ {
			ahead = total(w.sampler.weights, w.marks[other*n:][:n]) <= own
		}
		if ahead {
			first++
		}
	}
	if len(w.cells) == 0 {
		first *= w.Draws
	}
	return first
}

// stepsFor is n·⌈log₂ n⌉, at least 8: the order of the time in which the chain forgets where it was.
func stepsFor(n int) int {
	steps := n
	for size := 2; size < n; size *= 2 {
		steps += n
	}
	return max(steps, 8)
}

func workersFor(asked int) int {
	if asked > 0 {
		return asked
	}
	return runtime.GOMAXPROCS(0)
}
