package robustness

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// stream is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): a counter put through a mixing
// function. Each draw has its own, so any draw can be repeated without those before it and no figure depends on who works out which.
type stream struct{ state uint64 }

const golden = 0x9E3779B97F4A7C15

// keyOf makes a seed text into a number.
func keyOf(seed string) uint64 {
	sum := sha256.Sum256([]byte("assay.smaa/1\x00" + seed))
	return binary.BigEndian.Uint64(sum[:8])
}

func streamOf(key uint64, draw int) stream {
	return stream{mix(key + uint64(draw+1)*0xD1342543DE82EF95)}
}

func (s *stream) next() uint64 {
	s.state += golden
	return mix(s.state)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// below gives a whole number from 0 to n−1; its bias is below n in 2^64.
func (s *stream) below(n uint64) uint64 {
	high, _ := bits.Mul64(s.next(), n)
	return high
}

// logPlaces is how many binary places exponentials carry.
const logPlaces = 26

// logs[i] is −log₂ of ½·(1 + i/2048), in 2^−26. It is made once, with integers, by logarithm.
var logs = func() (table [2049]uint32) {
	for i := range table {
		table[i] = uint32((1 << logPlaces) - (logarithm(uint64(2048+i))-11<<fraction+1<<(fraction-logPlaces-1))>>(fraction-logPlaces))
	}
	return table
}()

// exponential turns 64 random bits u into −log₂(u/2^64) in 2^−26, at least 1: an exponentially distributed number (its scale does not
// matter, since weights are divided by their sum). Between the table's points it is linear, which is within 6 parts in 10^8.
func exponential(u uint64) uint64 {
	u |= 1
	zeros := uint(bits.LeadingZeros64(u))
	m := u << (zeros & 63)
	i := m >> 52 & 2047
	low, high := uint64(logs[i]), uint64(logs[i+1])
	return uint64(zeros)<<logPlaces + low - (low-high)*(m>>32&(1<<20-1))>>20 + 1
}

// fraction is how many binary places logarithm gives.
const fraction = 40

// logarithm is log₂ of x ≥ 1 in 2^−40, cut off, by repeated squaring with integers.
func logarithm(x uint64) uint64 {
	whole := uint64(63 - bits.LeadingZeros64(x))
	result := whole << fraction
	// m is x ÷ 2^whole, from 1 up to 2, in 2^−63.
	m := x << (63 - whole)
	for bit := uint64(1) << (fraction - 1); bit > 0; bit >>= 1 {
		high, low := bits.Mul64(m, m)
		if high>>63 == 1 {
			result |= bit
			m = high
		} else {
			m = high<<1 | low>>63
		}
	}
	return result
}
