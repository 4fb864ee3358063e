package bid

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// envelope is what the openings of answers and of prices do alike: which envelope,
// which hash, and what a refusal is called in the log.
type envelope struct {
	name    string
	sealed  func(Version) []byte
	hash    func(Version) string
	refused string
}

var (
	answersPart = envelope{
		name: seal.Answers, refused: "tender.opening_refused",
		sealed: func(v Version) []byte { return v.SealedAnswers }, hash: func(v Version) string { return v.AnswersHash },
	}
	pricePart = envelope{
		name: seal.Price, refused: "tender.price_opening_refused",
		sealed: func(v Version) []byte { return v.SealedPrice }, hash: func(v Version) string { return v.PriceHash },
	}
)

// unseal opens one part of every bid with the tender's key and holds each
// against its receipt. If one is not as it was received, nothing is opened, and
// the log says which and why.
func (s *Service) unseal(tx *store.Tx, t tender.Tender, bids []Bid, versions map[string]Version, p envelope, key seal.PrivateKey) (map[string]seal.Content, error) {
	found := make(map[string]seal.Content, len(bids))
	var wrong []map[string]any
	for _, b := range bids {
		c, err := s.unsealOne(b, versions[b.ID], p, key)
		if err != nil {
			wrong = append(wrong, map[string]any{"bid": b.ID, "why": err.Error()})
			continue
		}
		found[b.ID] = c
	}
	if len(wrong) == 0 {
		return found, nil
	}
	tx.Record(store.Event{Verb: p.refused, Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"notAsReceived": wrong}})
	return nil, store.Keep(ErrTampered.Because("%d of the bids", len(wrong)))
}

var (
	errNoVersion = errors.New("what was submitted is not there")
	errReceipt   = errors.New("its receipt is not one that this installation gave for it")
)

func (s *Service) unsealOne(b Bid, v Version, p envelope, key seal.PrivateKey) (seal.Content, error) {
	switch {
	case v.BidID != b.ID:
		return seal.Content{}, errNoVersion
	case !v.receiptIntact() || !s.signedHere(v):
		return seal.Content{}, errReceipt
	}
	c, err := seal.Open(p.sealed(v), b.place(v.Number, p.name), key)
	if err != nil {
		return seal.Content{}, err
	}
	hash, err := partHash(c.Salt, c.Part)
	if err != nil || hash != p.hash(v) {
		return seal.Content{}, fmt.Errorf("the %s envelope does not hold what the receipt was given for", p.name)
	}
	return c, nil
}

// unsealFiles reads what is known of the files of all bids. Their bytes stay
// encrypted: each is held against its hash whenever it is read.
func (s *Service) unsealFiles(tx *store.Tx, t tender.Tender, bids []Bid, key seal.PrivateKey) (list []fileOpened, err error) {
	files, err := filesToOpen(tx, bids)
	if err != nil {
		return nil, err
	}
	var wrong []map[string]any
	for _, b := range bids {
		for _, f := range files[b.ID] {
			m, err := b.openMeta(f.FileID, f.Meta, key)
			if err != nil {
				wrong = append(wrong, map[string]any{"bid": b.ID, "file": f.FileID, "why": err.Error()})
				continue
			}
			list = append(list, fileOpened{
				FileID: f.FileID, BidID: b.ID, Name: m.Name, MediaType: m.MediaType, Bytes: m.Bytes, SHA256: m.SHA256, Reveals: told(m.Reveals),
			})
		}
	}
	if len(wrong) == 0 {
		return list, nil
	}
	tx.Record(store.Event{Verb: answersPart.refused, Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"notAsReceived": wrong}})
	return nil, store.Keep(ErrTampered.Because("%d of the attachments", len(wrong)))
}

func told(list []Telling) string {
	words := make([]string, len(list))
	for i, part := range list {
		words[i] = string(part)
	}
	return strings.Join(words, " ")
}
