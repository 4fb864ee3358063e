package bundle

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"math/bits"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/canonical"
)

type digest [sha256.Size]byte

func (d digest) String() string { return "sha256:" + hex.EncodeToString(d[:]) }

// parseDigest reads "sha256:" and 64 lower-case hexadecimal digits.
func parseDigest(text string) (d digest, ok bool) {
	digits, prefixed := strings.CutPrefix(text, "sha256:")
	if !prefixed {
		return d, false
	}
	return parseHex(digits)
}

func parseHex(digits string) (d digest, ok bool) {
	if len(digits) != hex.EncodedLen(len(d)) || strings.ToLower(digits) != digits {
		return d, false
	}
	_, err := hex.Decode(d[:], []byte(digits))
	return d, err == nil
}

// hashLeaf is SHA-256(0x00 ‖ salt ‖ form).
func hashLeaf(salt digest, form []byte) digest {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(salt[:])
	h.Write(form)
	return digest(h.Sum(nil))
}

// hashList is the hash of a list of at least one hash, as in RFC 6962 section 2.1.
func hashList(list []digest) digest {
	if len(list) == 1 {
		return list[0]
	}
	k := 1 << (bits.Len(uint(len(list)-1)) - 1)
	left, right := hashList(list[:k]), hashList(list[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

func sortDigests(list []digest) {
	slices.SortFunc(list, func(a, b digest) int { return bytes.Compare(a[:], b[:]) })
}

// salter derives the salt of each leaf from the seed and the leaf's label.
type salter struct{ mac hash.Hash }

func newSalter(seed digest) salter { return salter{hmac.New(sha256.New, seed[:])} }

func (s salter) salt(label ...string) digest {
	form, _ := canonical.JSON(label) // texts always marshal
	s.mac.Reset()
	s.mac.Write(form)
	return digest(s.mac.Sum(nil))
}

// leaf is one leaf of a bundle's tree, whole.
type leaf struct {
	salt digest
	form []byte // canonical
}

func (l leaf) hash() digest { return hashLeaf(l.salt, l.form) }

func (l leaf) reveal() Part { return Part{Salt: hex.EncodeToString(l.salt[:]), Value: l.form} }

func (l leaf) hide() Part { return Part{Hash: l.hash().String()} }

// hash is the part's hash in the tree, computed from what is revealed or taken as given.
func (p Part) hash() (digest, error) {
	if p.Value == nil {
		if d, ok := parseDigest(p.Hash); ok && p.Salt == "" {
			return d, nil
		}
		return digest{}, fmt.Errorf("a hidden part has a hash and nothing else")
	}
	salt, ok := parseHex(p.Salt)
	if !ok || p.Hash != "" {
		return digest{}, fmt.Errorf("a revealed part has a salt of 32 bytes and no hash")
	}
	form, err := canonical.Transform(p.Value)
	return hashLeaf(salt, form), err
}

// tree is all leaves of a bundle.
type tree struct {
	head, input leaf
	pools       []leaf
	bids        []bidLeaves
}

type bidLeaves struct {
	id             string
	input, outcome leaf
	nodes          []leaf
}

func (b bidLeaves) hash() digest {
	list := []digest{b.input.hash(), b.outcome.hash()}
	for _, n := range b.nodes {
		list = append(list, n.hash())
	}
	return hashList(list)
}

func (t *tree) root() digest {
	bids := make([]digest, len(t.bids))
	for i, b := range t.bids {
		bids[i] = b.hash()
	}
	list := []digest{t.head.hash(), t.input.hash()}
	for _, p := range t.pools {
		list = append(list, p.hash())
	}
	return rootOf(list, bids)
}

// rootOf joins the hashes of head, inputHash and pools with those of the bids, which it puts in order.
func rootOf(list, bids []digest) digest {
	sortDigests(bids)
	return hashList(append(list, bids...))
}

func canonicalLeaf(salt digest, value any) (leaf, error) {
	form, err := canonical.JSON(value)
	return leaf{salt, form}, err
}

// The leaves' contents; the package comment says what each member is.
type (
	headLeaf struct {
		Leaf       string          `json:"leaf"`
		Engine     string          `json:"engine"`
		MethodHash string          `json:"methodHash"`
		Published  Published       `json:"published"`
		Tender     json.RawMessage `json:"tender"`
		DrawSeed   string          `json:"drawSeed,omitempty"`
		Bids       int             `json:"bids"`
		Warnings   json.RawMessage `json:"warnings"`
	}
	inputHashLeaf struct {
		Leaf      string `json:"leaf"`
		InputHash string `json:"inputHash"`
	}
	poolLeaf struct {
		Leaf      string  `json:"leaf"`
		Criterion string  `json:"criterion"`
		Figure    string  `json:"figure"`
		Exact     *string `json:"exact"`
	}
	bidLeaf struct {
		Leaf string          `json:"leaf"`
		Bid  json.RawMessage `json:"bid"`
	}
	outcomeLeaf struct {
		Leaf     string           `json:"leaf"`
		Ranked   *json.RawMessage `json:"ranked"`
		Excluded *json.RawMessage `json:"excluded"`
		Ties     []tieSize        `json:"ties"`
	}
	tieSize struct {
		Size     int     `json:"size"`
		BrokenBy *string `json:"brokenBy"`
	}
	nodeLeaf struct {
		Leaf string          `json:"leaf"`
		Node json.RawMessage `json:"node"`
	}
)
