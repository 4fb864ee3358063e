package bid

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/canonical"
)

// Receive makes a version of what was handed in: a fresh salt and a salted hash
// for each part, and a receipt signed over them. The moment of receipt is the
// one read after the tender was held.
func (s *Service) Receive(tx *store.Tx, t tender.Tender, b Bid, p Parts) (Version, error) {
	v := Version{
		BidID: b.ID, Number: b.Current + 1, Answers: p.Answers, AnswersSalt: s.NewSecret(), Price: p.Price, PriceSalt: s.NewSecret(),
		ReceivedAt: t.Moment(tx),
	}
	var err error
	if v.AnswersHash, err = partHash(v.AnswersSalt, v.Answers); err != nil {
		return v, err
	}
	if v.PriceHash, err = partHash(v.PriceSalt, v.Price); err != nil {
		return v, err
	}
	if v.DocumentHash, err = bundle.DocumentHash(v.AnswersHash, v.PriceHash); err != nil {
		return v, err
	}
	v.Receipt, err = bundle.Issue(bundle.Receipt{
		Tender: t.ID, Lot: b.LotID, Bid: b.ID, Version: v.Number, ReceivedAt: v.ReceivedAt, AnswersHash: v.AnswersHash, PriceHash: v.PriceHash,
		Mode: marked(t.Mode),
	}, fallible{s.Signer})
	if err != nil {
		return v, fmt.Errorf("issue a receipt: %w", err)
	}
	return v, nil
}

func partHash(salt, part []byte) (string, error) {
	if len(salt) != 32 {
		return "", fmt.Errorf("a salt of %d bytes", len(salt))
	}
	return bundle.PartHash([32]byte(salt), part)
}

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
func (v Version) supplierCopy() ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(v.Receipt, &members); err != nil {
		return nil, fmt.Errorf("read the receipt of bid %s: %w", v.BidID, err)
	}
	salts, err := json.Marshal(bundle.Salts{Answers: hex.EncodeToString(v.AnswersSalt), Price: hex.EncodeToString(v.PriceSalt)})
	if err != nil {
		return nil, err
	}
	members["salts"] = salts
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

// answersIntact reports whether the answers are still those that the receipt was
// given for.
func (v Version) answersIntact() bool {
	hash, err := partHash(v.AnswersSalt, v.Answers)
	return err == nil && hash == v.AnswersHash
}

// priceIntact reports the same of the price.
func (v Version) priceIntact() bool {
	hash, err := partHash(v.PriceSalt, v.Price)
	return err == nil && hash == v.PriceHash
}

// signedHere reports whether a receipt is the one that this installation gave:
// Ed25519 signs the same words the same way, so it is given again and compared.
// One that names another key is refused: the name stands in the very data that
// is being checked, so it cannot be a reason to trust it.
func (s *Service) signedHere(v Version) bool {
	var r bundle.Receipt
	if json.Unmarshal(v.Receipt, &r) != nil {
		return false
	}
	if r.KeyID != s.Signer.KeyID() {
		return false
	}
	again, err := bundle.Issue(r, fallible{s.Signer})
	return err == nil && bytes.Equal(again, v.Receipt)
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
		copied, err := v.supplierCopy()
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
