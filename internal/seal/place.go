package seal

import (
	"crypto/sha256"
	"encoding/binary"
)

// maxName is how long a name inside a place or an owner may be, in bytes.
const maxName = 1000

// The parts of a bid that get envelopes of their own.
const (
	Answers = "answers" // answers and commitments, locked to the tender's first key
	Price   = "price"   // the price, locked to the tender's second key
	Draft   = "draft"   // what the supplier has not handed in yet; its own key alone
)

// Attachment is the part that holds one file.
func Attachment(id string) string { return "attachment/" + id }

// Place is where an envelope belongs. An envelope that is moved to another
// place, by a hand in the database, does not open there.
type Place struct {
	Tender  string
	Lot     string
	Bid     string
	Version int    // which submission, from 1; 0 for drafts and for what belongs to all
	Part    string // Answers, Price, Draft or an Attachment
}

func (p Place) check() error {
	for _, name := range []string{p.Tender, p.Lot, p.Bid, p.Part} {
		if len(name) > maxName {
			return because(Unsealable, "a name of %d bytes: an envelope is bound to names of at most %d", len(name), maxName)
		}
	}
	if p.Tender == "" || p.Bid == "" || p.Part == "" || p.Version < 0 {
		return because(Unsealable, "an envelope is bound to a tender, a bid, a part and a version from 0")
	}
	return nil
}

func (p Place) hash() [hashSize]byte {
	b := appendText(appendText(appendText([]byte("assay place/1"), p.Tender), p.Lot), p.Bid)
	b = binary.BigEndian.AppendUint64(b, uint64(p.Version)) //nolint:gosec // check refuses negatives
	return sha256.Sum256(appendText(b, p.Part))
}

// Owner is what a wrapped key is for and whose it is.
type Owner struct {
	Purpose string // TenderAnswers, TenderPrice or Supplier
	ID      string // of the tender or the organisation
}

// The purposes of key pairs.
const (
	TenderAnswers = "tender-answers"
	TenderPrice   = "tender-price"
	SupplierOwn   = "supplier"
)

func (o Owner) check() error {
	if o.Purpose == "" || o.ID == "" || len(o.Purpose) > maxName || len(o.ID) > maxName {
		return because(Unsealable, "a key is wrapped for a purpose and an owner, of 1 to %d bytes each", maxName)
	}
	return nil
}

func (o Owner) hash() [hashSize]byte {
	return sha256.Sum256(appendText(appendText([]byte("assay owner/1"), o.Purpose), o.ID))
}
