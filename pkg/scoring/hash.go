package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Hash is "sha256:" and the SHA-256 over the RFC 8785 form of the method with its defaults written out, so that leaving a default out or writing
// it down gives the same hash. It is what a buyer publishes to show later that the method was not changed.
func (m Method) Hash() (string, error) { return canonical.Hash(m.WithDefaults()) }

// InputHash is "sha256:" and the SHA-256 over the RFC 8785 form of {"tender", "bids", "drawSeed"}, in which every amount names its currency
// and a seed that was not given is left out.
//
// It is written out by hand, bid by bid, since it covers the bulk of a sheet; a test holds it to the general writer.
func (s Sheet) InputHash() string {
	h := inputHasher{sum: sha256.New(), b: make([]byte, 0, 1<<15)}
	h.text(`{"bids":[`)
	for i := range s.Bids {
		if i > 0 {
			h.text(",")
		}
		h.bid(&s.Bids[i])
		h.flush()
	}
	h.text("]")
	if s.DrawSeed != "" {
		h.text(`,"drawSeed":`)
		h.string(s.DrawSeed)
	}
	h.text(`,"tender":{`)
	h.tender(s.Tender)
	h.text("}}")
	h.flush()
	return "sha256:" + hex.EncodeToString(h.sum.Sum(nil))
}

// inputHasher writes canonical JSON into a hash through a buffer.
type inputHasher struct {
	sum hash.Hash
	b   []byte
	// the sorted names of the last object of each sort: nearly always those of the next bid too
	commitments, gates, levels []string
}

func (h *inputHasher) text(s string) { h.b = append(h.b, s...) }

func (h *inputHasher) string(s string) { h.b = appendString(h.b, s) }

func (h *inputHasher) flush() {
	h.sum.Write(h.b)
	h.b = h.b[:0]
}

func (h *inputHasher) tender(t Tender) {
	if t.Estimate != nil {
		h.text(`"estimate":`)
		h.money(t.Estimate)
	}
	if t.Years == 0 {
		return
	}
	if t.Estimate != nil {
		h.text(",")
	}
	h.text(`"years":`)
	h.number(decimal.FromInt(int64(t.Years)))
}

func (h *inputHasher) number(n decimal.Number) {
	h.b, _ = n.AppendText(h.b)
}

func (h *inputHasher) money(m *decimal.Money) {
	h.text(`{"amount":`)
	h.number(m.Amount.Number())
	h.text(`,"currency":`)
	h.string(currencyOf(m))
	h.text("}")
}

func (h *inputHasher) bid(b *Bid) {
	h.text("{")
	if b.Commitments != nil {
		h.text(`"commitments":`)
		members(h, &h.commitments, b.Commitments, func(q decimal.Quantity) { h.number(q.Number()) })
		h.text(",")
	}
	if b.Disregarded != nil {
		h.text(`"disregarded":{"reason":`)
		h.string(b.Disregarded.Reason)
		h.text("},")
	}
	if b.Gates != nil {
		h.text(`"gates":`)
		members(h, &h.gates, b.Gates, h.bool)
		h.text(",")
	}
	h.text(`"id":`)
	h.string(b.ID)
	if b.Levels != nil {
		h.text(`,"levels":`)
		members(h, &h.levels, b.Levels, func(level int) { h.number(decimal.FromInt(int64(level))) })
	}
	if b.Price != nil {
		h.text(`,"price":`)
		h.money(b.Price)
	}
	h.text("}")
}

func (h *inputHasher) bool(v bool) {
	if v {
		h.text("true")
	} else {
		h.text("false")
	}
}

// members writes an object, its keys sorted by UTF-16 code units as RFC 8785 asks.
func members[V any](h *inputHasher, keys *[]string, m map[string]V, value func(V)) {
	if !sameKeys(*keys, m) {
		*keys = (*keys)[:0]
		for key := range m {
			*keys = append(*keys, key)
		}
		sortUTF16(*keys)
	}
	h.text("{")
	for i, key := range *keys {
		if i > 0 {
			h.text(",")
		}
		h.string(key)
		h.text(":")
		value(m[key])
	}
	h.text("}")
}

func sameKeys[V any](keys []string, m map[string]V) bool {
	if len(keys) != len(m) {
		return false
	}
	for _, key := range keys {
		if _, there := m[key]; !there {
			return false
		}
	}
	return true
}

// sortUTF16 sorts by code units. That is the order of bytes but where characters beyond U+FFFF meet those from U+E000 to U+FFFF.
func sortUTF16(keys []string) {
	slices.Sort(keys)
	for _, key := range keys {
		for _, r := range key {
			if r > 0xFFFF {
				slices.SortFunc(keys, func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) })
				return
			}
		}
	}
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string with the few escapes that RFC 8785 allows.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		if c >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size - 1
				continue
			}
		}
		b = append(b, s[plain:i]...)
		plain = i + 1
		b = appendEscape(b, c)
	}
	return append(append(b, s[plain:]...), '"')
}

// appendEscape writes a character that cannot stand for itself. A byte that is no UTF-8, which only a sheet built in Go can hold, is written
// as the replacement character.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\t':
		return append(b, `\t`...)
	case '\n':
		return append(b, `\n`...)
	case '\f':
		return append(b, `\f`...)
	case '\r':
		return append(b, `\r`...)
	}
	if c >= utf8.RuneSelf {
		return append(b, "\uFFFD"...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
