package seal

import "encoding/binary"

const (
	kib       = 1 << 10
	mib       = 1 << 20
	prefix    = 4 + SaltSize
	maxPadded = 64 * mib
)

// MaxPart is the largest part that an envelope takes, in bytes: 64 MiB with its
// salt and length.
const MaxPart = maxPadded - prefix

// buckets are the lengths below a MiB. Each is four times the one before: a
// price is nearly always in the first, answers in one of the next three.
var buckets = []int{4 * kib, 16 * kib, 64 * kib, 256 * kib, mib}

// Padded is the length that a part of this many bytes is brought to with its
// salt and its length, in bytes: the next of 4, 16, 64, 256 KiB, 1 MiB, and then
// the next whole MiB. The envelope is longer by 71 + 97 for each recipient + 16.
func Padded(part int) int {
	need := part + prefix
	for _, size := range buckets {
		if need <= size {
			return size
		}
	}
	return (need + mib - 1) / mib * mib
}

// Content is what is inside an envelope.
type Content struct {
	Salt Salt
	Part []byte
}

func (c Content) pad() []byte {
	b := make([]byte, Padded(len(c.Part)), Padded(len(c.Part))+tagSize)
	binary.BigEndian.PutUint32(b, uint32(len(c.Part))) //nolint:gosec // at most MaxPart
	copy(b[4:], c.Salt[:])
	copy(b[prefix:], c.Part)
	return b
}

// unpad takes a padded plaintext apart. It was sealed, so anything odd is not a
// hand in the database but a program that pads otherwise; it is refused all the
// same, since a second way to write the same content would hide bytes.
func unpad(b []byte) (c Content, ok bool) {
	if len(b) < prefix {
		return c, false
	}
	length := int64(binary.BigEndian.Uint32(b))
	if length > MaxPart || len(b) != Padded(int(length)) {
		return c, false
	}
	end := prefix + int(length)
	for _, x := range b[end:] {
		if x != 0 {
			return c, false
		}
	}
	return Content{Salt(b[4:prefix]), b[prefix:end:end]}, true
}
