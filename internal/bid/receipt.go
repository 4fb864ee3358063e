package bid

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/canonical"
)

// Receive makes a version of what was handed in: a fresh salt and a salted hash
// for each part, an envelope around each, and a receipt signed over the hashes.
// The moment of receipt is the one read after the tender was held.
func (s *Service) Receive(tx *store.Tx, t tender.Tender, b Bid, p Parts) (v Version, salts bundle.Salts, err error) {
	v = Version{BidID: b.ID, Number: b.Current + 1, ReceivedAt: t.Moment(tx)}
	locks, err := s.Keys.Locks(tx, t.ID, b.SupplierID)
	if err != nil {
		return v, salts, err
	}
	answers, price := s.salted(p.Answers), s.salted(p.Price)
	if v.AnswersHash, err = partHash(answers.Salt, answers.Part); err != nil {
		return v, salts, err
	}
	if v.PriceHash, err = partHash(price.Salt, price.Part); err != nil {
		return v, salts, err
	}
	if v.DocumentHash, err = bundle.DocumentHash(v.AnswersHash, v.PriceHash); err != nil {
		return v, salts, err
	}
	if v.SealedAnswers, err = s.enclose(b.place(v.Number, seal.Answers), answers, locks.Answers, locks.Supplier); err != nil {
		return v, salts, err
	}
	if v.SealedPrice, err = s.enclose(b.place(v.Number, seal.Price), price, locks.Price, locks.Supplier); err != nil {
		return v, salts, err
	}
	v.Receipt, err = bundle.Issue(bundle.Receipt{
		Tender: t.ID, Lot: b.LotID, Bid: b.ID, Version: v.Number, ReceivedAt: v.ReceivedAt, AnswersHash: v.AnswersHash, PriceHash: v.PriceHash,
		Mode: marked(t.Mode),
	}, fallible{s.Signer})
	if err != nil {
		return v, salts, fmt.Errorf("issue a receipt: %w", err)
	}
	return v, saltsOf(answers.Salt, price.Salt), nil
}

func saltsOf(answers, price seal.Salt) bundle.Salts {
	return bundle.Salts{Answers: hex.EncodeToString(answers[:]), Price: hex.EncodeToString(price[:])}
}

func partHash(salt seal.Salt, part []byte) (string, error) { return bundle.PartHash(salt, part) }

// marked names the mode of a rehearsal; a live receipt does not speak of it.
func marked(m tender.Mode) string {
	if m == tender.Test {
		return string(m)
	}
	return ""
}

// fallible fits a signer that cannot fail to a place for one that can.
type fallible struct{ Signer }

// Sign signs.
func (f fallible) Sign(message []byte) ([]byte, error) { return f.Signer.Sign(message), nil }

// supplierCopy is the receipt with the salts, which only the supplier holds
// before opening. It is the same bytes whenever it is asked for.
func (v Version) supplierCopy(salts bundle.Salts) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(v.Receipt, &members); err != nil {
		return nil, fmt.Errorf("read the receipt of bid %s: %w", v.BidID, err)
	}
	text, err := json.Marshal(salts)
	if err != nil {
		return nil, err
	}
	members["salts"] = text
	return canonical.JSON(members)
}

// receiptIntact reports whether a version is the one that its receipt speaks of.
func (v Version) receiptIntact() bool {
	var r bundle.Receipt
	if json.Unmarshal(v.Receipt, &r) != nil {
		return false
	}
	document, err := bundle.DocumentHash(v.AnswersHash, v.PriceHash)
	return err == nil && document == v.DocumentHash && document == r.DocumentHash && r.Bid == v.BidID && r.Version == v.Number && r.ReceivedAt.Equal(v.ReceivedAt)
}

// signedHere reports whether a receipt is one that this installation gave, under
// the key of today or under one since retired. One that names any other key is
// refused: the name stands in the very data that is being checked, so it cannot
// be a reason to trust it.
func (s *Service) signedHere(v Version) bool {
	var r bundle.Receipt
	if json.Unmarshal(v.Receipt, &r) != nil {
		return false
	}
	again, err := bundle.Issue(r, given{receipt: r, keys: s.Signer.Keys()})
	return err == nil && bytes.Equal(again, v.Receipt)
}

// given repeats the signature of a receipt, if it covers the message under one
// of these keys.
type given struct {
	receipt bundle.Receipt
	keys    bundle.Keys
}

// KeyID is that of the key which signed then.
func (g given) KeyID() string { return g.receipt.KeyID }

// Sign gives the signature again.
func (g given) Sign(message []byte) ([]byte, error) {
	signature, err := base64.StdEncoding.DecodeString(g.receipt.Signature)
	if err != nil {
		return nil, fmt.Errorf("read the signature of a receipt: %w", err)
	}
	for _, k := range g.keys.Keys {
		if k.ID == g.receipt.KeyID && ed25519.Verify(k.PublicKey, message, signature) {
			return signature, nil
		}
	}
	return nil, fmt.Errorf("no key of this installation signed the receipt of bid %s", g.receipt.Bid)
}

// Receipt gives the supplier its copy of a receipt again: of one version, or of
// the last where number is 0. Its signature is over the same words each time;
// the member log joins it after the opening.
func (s *Service) Receipt(ctx context.Context, id string, number int) ([]byte, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]byte, error) {
		b, err := own(tx, tx.DB(), id)
		if err != nil {
			return nil, err
		}
		if number == 0 {
			number = b.Current
		}
		if number == 0 {
			return nil, ErrUnsubmitted
		}
		v, err := getVersion(tx, id, number)
		if err != nil {
			return nil, err
		}
		o, err := s.ownVersion(tx, b, v)
		if err != nil {
			return nil, err
		}
		copied, err := v.supplierCopy(saltsOf(o.answers.Salt, o.price.Salt))
		if err != nil || s.Proved == nil {
			return copied, err
		}
		return s.proved(tx, v, copied)
	})
}

// proved adds to a receipt the proof that its event is in the log, once that
// has its number, after the opening.
func (s *Service) proved(tx *store.Tx, v Version, receipt []byte) ([]byte, error) {
	log, err := s.Proved(tx, v.BidID, v.DocumentHash)
	if err != nil || log == nil {
		return receipt, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(receipt, &members); err != nil {
		return nil, fmt.Errorf("read the receipt of bid %s: %w", v.BidID, err)
	}
	members["log"] = log
	return canonical.JSON(members)
}
