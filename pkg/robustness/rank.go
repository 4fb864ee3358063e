package robustness

import "math/bits"

const (
	// bidBits is how many low bits of a sort key name the bid.
	bidBits = 10
	maxBids = 1000
	// few is up to how many bids a plain insertion sort from the draw before is quickest.
	few = 32
)

// ranking sorts the bids of one draw. It belongs to one goroutine.
type ranking struct {
	// keys are (greatest − total) above the bid's number, so that rising keys are falling totals, and equal totals come by number.
	keys    []uint64
	sorted  []uint64
	buckets [maxBids + 1]uint16
}

// total is the sum of weight × mark over one bid's row. The four sums let the processor multiply while it adds; with integers their order
// changes nothing.
func total(weights []uint64, row []uint32) uint64 {
	var a, b, c, d uint64
	weights = weights[:len(row)]
	i := 0
	for ; i <= len(row)-4; i += 4 {
		w, m := weights[i:i+4:i+4], row[i:i+4:i+4]
		a += w[0] * uint64(m[0])
		b += w[1] * uint64(m[1])
		c += w[2] * uint64(m[2])
		d += w[3] * uint64(m[3])
	}
	for ; i < len(row); i++ {
		a += weights[i] * uint64(row[i])
	}
	return a + b + c + d
}

// order puts the bids of a draw in order; keys holds them best first afterwards.
func (r *ranking) order(weights []uint64, marks []uint32) {
	const greatest = 1<<(weightPlaces+markPlaces) - 1
	n := len(weights)
	// Going through the bids in the order of the draw before leaves little to sort.
	for i, key := range r.keys {
		bid := key & (1<<bidBits - 1)
		at := int(bid) * n
		r.keys[i] = (greatest-total(weights, marks[at:at+n]))<<bidBits | bid
	}
	if len(r.keys) > few {
		r.scatter()
	}
	insert(r.keys)
}

// insert is an insertion sort.
func insert(keys []uint64) {
	for i := 1; i < len(keys); i++ {
		x, j := keys[i], i
		for ; j > 0 && keys[j-1] > x; j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = x
	}
}

// scatter puts keys into as many equal intervals as there are keys, which leaves an insertion sort next to nothing to do.
func (r *ranking) scatter() {
	least, most := r.keys[0], r.keys[0]
	for _, key := range r.keys {
		least, most = min(least, key), max(most, key)
	}
	n := uint64(len(r.keys))
	if most-least < n<<bidBits {
		return // nearly all totals are equal
	}
	scale, _ := bits.Div64(n, 0, most-least+1)
	buckets := r.buckets[:n+1]
	clear(buckets)
	for _, key := range r.keys {
		b, _ := bits.Mul64(key-least, scale)
		buckets[b+1]++
	}
	for i := 1; i < len(buckets); i++ {
		buckets[i] += buckets[i-1]
	}
	for _, key := range r.keys {
		b, _ := bits.Mul64(key-least, scale)
		r.sorted[buckets[b]] = key
		buckets[b]++
	}
	r.keys, r.sorted = r.sorted, r.keys
}
