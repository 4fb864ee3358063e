package robustness

// blockDraws is how many draws are compared pair by pair at once.
const blockDraws = 128

// tally counts what one goroutine's draws gave. All counts are whole numbers, so adding tallies up in any order gives the same.
type tally struct {
	bids    int
	ranks   []int32 // bid × rank
	central []int64 // bid × criterion: the sum of the weights under which the bid came first
	wins    []int32 // bid × bid: draws in which the row's rank is strictly better
	names   []uint64
	// lanes keeps the block's ranks, each bid's in one row, eight bits to a draw (sixteen past 128 bids), so that one subtraction compares
	// several draws.
	lanes []uint64
	bits  uint
	words int
	tied  bool
}

func newTally(bids, criteria int, names []uint64) *tally {
	t := &tally{bids: bids, ranks: make([]int32, bids*bids), central: make([]int64, bids*criteria), wins: make([]int32, bids*bids), names: names, bits: 8}
	if bids > 128 {
		t.bits = 16
	}
	t.words = blockDraws * int(t.bits) / 64
	t.lanes = make([]uint64, bids*t.words)
	return t
}

// count takes in one draw: keys best first, the weights it was made with, and its number in all and in its block.
func (t *tally) count(keys, weights []uint64, draw, inBlock int) {
	word := inBlock * int(t.bits) / 64
	shift := uint(inBlock) * t.bits % 64
	var name, before, rank uint64
	for place, key := range keys {
		bid := key & (1<<bidBits - 1)
		if place == 0 || key>>bidBits != before {
			rank = uint64(place)
		} else {
			t.tied = true
		}
		before = key >> bidBits
		t.ranks[int(bid)*t.bids+int(rank)]++
		t.lanes[int(bid)*t.words+word] |= rank << shift
		name += mix(bid+1) * (rank + 1)
		if rank == 0 {
			sums := t.central[int(bid)*len(weights):][:len(weights)]
			for i, w := range weights {
				sums[i] += int64(w)
			}
		}
	}
	t.names[draw] = name
}

// compare adds the block's draws to the pairwise counts and makes ready for the next.
func (t *tally) compare(draws int) {
	for a := range t.bids {
		row := t.lanes[a*t.words:][:t.words]
		for b := a + 1; b < t.bids; b++ {
			other := t.lanes[b*t.words:][:t.words]
			worse := t.notBetter(row, other) - int32(blockDraws-draws)
			t.wins[a*t.bids+b] += int32(draws) - worse
			if t.tied {
				worse = int32(draws) - t.notBetter(other, row) + int32(blockDraws-draws)
			}
			t.wins[b*t.bids+a] += worse
		}
	}
	clear(t.lanes)
	t.tied = false
}

// notBetter counts the draws in which x's rank is not better than y's. With the top bit of each lane set, the difference keeps it exactly
// where x ≥ y. Draws that a short block does not have stand as equal and are counted.
func (t *tally) notBetter(x, y []uint64) int32 {
	top, ones := uint64(0x8080808080808080), uint64(0x0101010101010101)
	if t.bits == 16 {
		top, ones = 0x8000800080008000, 0x0001000100010001
	}
	var sum uint64
	y = y[:len(x)]
	for i, lanes := range x {
		sum += ((lanes | top) - y[i]) & top >> (t.bits - 1&63)
	}
	return int32(sum * ones >> (64 - t.bits))
}

// add takes in another tally's counts.
func (t *tally) add(other *tally) {
	for i, n := range other.ranks {
		t.ranks[i] += n
	}
	for i, n := range other.central {
		t.central[i] += n
	}
	for i, n := range other.wins {
		t.wins[i] += n
	}
}
