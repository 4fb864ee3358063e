package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/assay-engine/assay/pkg/canonical"
)

// Receipt is what a supplier holds for a bid it submitted: which version of it came in, when, and the hashes that let anyone see later whether
// the bid that is opened is the bid that was sent.
//
// Salts is in the supplier's copy alone; the hash without its salt tells nobody what the bid says. Log is there once the event of submission
// is numbered, after opening; this package keeps it and does not check it.
type Receipt struct {
	Kind         string          `json:"kind"`
	Tender       string          `json:"tender"`
	Lot          string          `json:"lot"`
	Bid          string          `json:"bid"`
	Version      int             `json:"version"` // counts the supplier's submissions from 1
	ReceivedAt   time.Time       `json:"receivedAt"`
	AnswersHash  string          `json:"answersHash"`
	PriceHash    string          `json:"priceHash"`
	DocumentHash string          `json:"documentHash"`
	Mode         string          `json:"mode,omitempty"` // "test" for a rehearsal on a simulated clock
	Salts        *Salts          `json:"salts,omitempty"`
	KeyID        string          `json:"keyId"`
	Signature    string          `json:"signature"`
	Log          json.RawMessage `json:"log,omitempty"`
}

// Salts are the random bytes that were hashed with the two parts of a bid, 32 for each, in hexadecimal.
type Salts struct {
	Answers string `json:"answers"`
	Price   string `json:"price"`
}

// Issue signs a receipt. It fills in Kind and DocumentHash; Salts and Log, which the signature leaves out, are kept.
func Issue(r Receipt, s Signer) ([]byte, error) {
	document, err := DocumentHash(r.AnswersHash, r.PriceHash)
	if err != nil {
		return nil, err
	}
	r.Kind, r.DocumentHash = KindReceipt, document
	return Sign(r, s)
}

// PartHash is the salted hash of one part of a bid, its answers or its price: "sha256:" and SHA-256(salt ‖ RFC 8785 form).
func PartHash(salt [32]byte, part []byte) (string, error) {
	form, err := canonical.Transform(part)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	h.Write(salt[:])
	h.Write(form)
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// DocumentHash is the hash of the whole bid: SHA-256 over the 32 bytes of answersHash followed by the 32 bytes of priceHash.
func DocumentHash(answersHash, priceHash string) (string, error) {
	answers, ok := parseDigest(answersHash)
	price, also := parseDigest(priceHash)
	if !ok || !also {
		return "", errors.New(`bundle: a hash is "sha256:" and 64 lower-case hexadecimal digits`)
	}
	return canonical.Sum(append(answers[:], price[:]...)), nil
}

// receipt checks a receipt by itself: its signature and that its hashes belong together.
func (v *verifier) receipt() {
	var r Receipt
	if !v.read(&r) {
		return
	}
	v.report.Bid = r.Bid
	v.signature(r.KeyID, r.Signature, r.ReceivedAt)
	v.salts(r.Salts)
	document, err := DocumentHash(r.AnswersHash, r.PriceHash)
	if err != nil || document != r.DocumentHash {
		v.problem("hash-differs", "/documentHash", "is not the hash of answersHash and priceHash")
		return
	}
	v.report.holds("version %d of bid %s was received at %s", r.Version, r.Bid, r.ReceivedAt.Format(time.RFC3339))
}

// salts looks whether salts, where there are any, could be those of a bid. The signature leaves them out, so that only the bid itself shows that they
// are: see [VerifyBid].
func (v *verifier) salts(s *Salts) {
	if s == nil {
		return
	}
	for _, salt := range []struct{ name, text string }{{"answers", s.Answers}, {"price", s.Price}} {
		if _, ok := parseHex(salt.text); !ok {
			v.problem("invalid", "/salts/"+salt.name, "a salt is 64 lower-case hexadecimal digits")
		}
	}
}

// VerifyBid checks a receipt as [Verify] does, and that a bid document ({"answers", "price", …}) is the one it was given for. The receipt must
// be the supplier's copy, with the salts.
func VerifyBid(receipt, bid []byte, keys Keys) (Report, error) {
	v := &verifier{document: receipt, keys: keys}
	v.run()
	var r Receipt
	if v.report.Kind == KindReceipt && v.members != nil && json.Unmarshal(receipt, &r) == nil {
		v.parts(r, bid)
	} else {
		v.problem("unknown-kind", "/kind", "must be "+KindReceipt)
	}
	if len(v.problems) > 0 {
		return v.report, &Error{v.problems}
	}
	return v.report, nil
}

func (v *verifier) parts(r Receipt, bid []byte) {
	if r.Salts == nil {
		v.problem("missing", "/salts", "the supplier's copy of the receipt, with its salts, is needed")
		return
	}
	members, _, err := split(bid)
	if err != nil {
		v.problem("invalid", "", "the bid cannot be read: "+err.Error())
		return
	}
	answers := v.part("answers", r.Salts.Answers, members["answers"], r.AnswersHash)
	price := v.part("price", r.Salts.Price, members["price"], r.PriceHash)
	if answers && price {
		v.report.holds("the bid is the one that was received")
	}
}

// part says whether one part of a bid is the one whose hash the receipt holds.
func (v *verifier) part(name, salt string, part json.RawMessage, want string) bool {
	bytes, ok := parseHex(salt)
	if !ok {
		return false // said with the receipt
	}
	if got, err := PartHash(bytes, part); err != nil || got != want {
		v.problem("hash-differs", "/"+name+"Hash", "the "+name+" of the bid are not those that were received")
		return false
	}
	return true
}
