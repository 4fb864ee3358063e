package evaluation

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The faults of bundles.
var (
	ErrWhole    = fault.New(fault.Forbidden, "whole-bundle", "The whole bundle shows every bid and is for the authority: ask for your own bid's copy with ?bid=")
	ErrUnsealed = fault.New(fault.NotFound, "no-bundle", "This score run was made before runs were sealed: make a new one")
)

// Signer signs in the name of the installation, and lists the keys by which
// that is checked.
type Signer interface {
	KeyID() string
	Sign(message []byte) []byte // Ed25519
	Keys() bundle.Keys
}

// Seal is what makes the bundle of a run the same bytes whenever it is asked
// for, whatever key is in use by then: the secret of its salts, and the
// signature that was made with the run.
type Seal struct {
	RunID     string
	Seed      []byte    // 32 random bytes; whoever knows them can try out what redacted bundles hide
	SignedAt  time.Time // the moment of the run; of a rehearsal too, whose own clock no key goes by
	KeyID     string
	Signature []byte
}

// pen signs, and keeps the signature.
type pen struct {
	Signer

	signature []byte
}

// Sign signs.
func (p *pen) Sign(message []byte) ([]byte, error) {
	p.signature = p.Signer.Sign(message)
	return p.signature, nil
}

// stamp gives a signature that was made before, if it covers the message.
type stamp struct {
	seal Seal
	keys bundle.Keys
}

// KeyID is that of the key which signed then.
func (s stamp) KeyID() string { return s.seal.KeyID }

// Sign gives the signature again.
func (s stamp) Sign(message []byte) ([]byte, error) {
	at := slices.IndexFunc(s.keys.Keys, func(k bundle.Key) bool { return k.ID == s.seal.KeyID })
	if at < 0 {
		return nil, fmt.Errorf("the key %s is not among those of this installation", s.seal.KeyID)
	}
	if !ed25519.Verify(s.keys.Keys[at].PublicKey, message, s.seal.Signature) {
		return nil, errors.New("the signature made with the run does not cover its bundle")
	}
	return s.seal.Signature, nil
}

// seal signs the bundle of a run as it is made.
func (s *Service) seal(tx *store.Tx, t tender.Tender, r Run) error {
	t, err := t.ForLot(tx, r.LotID)
	if err != nil {
		return err
	}
	p := &pen{Signer: s.Signer}
	k := Seal{RunID: r.ID, Seed: s.NewSecret(), SignedAt: tx.Now, KeyID: s.Signer.KeyID()}
	if _, err := k.bundle(t, r, p); err != nil {
		return err
	}
	k.Signature = p.signature
	return tx.Insert(&k)
}

// bundle puts the whole bundle together.
func (k Seal) bundle(t tender.Tender, r Run, signer bundle.Signer) ([]byte, error) {
	if len(k.Seed) != 32 || t.PublishedAt == nil {
		return nil, fmt.Errorf("seal run %s: a seed of %d bytes, published %v", r.ID, len(k.Seed), t.PublishedAt)
	}
	sheet, err := scoring.Parse([]byte(r.Sheet), scoring.LimitBytes(int64(len(r.Sheet))))
	if err != nil {
		return nil, fmt.Errorf("read the sheet of run %s: %w", r.ID, err)
	}
	published := bundle.Published{MethodHash: t.MethodHash, At: t.PublishedAt.UTC()}
	document, err := bundle.Seal(sheet, published, [32]byte(k.Seed), k.SignedAt.UTC(), signer)
	if err != nil {
		err = fmt.Errorf("seal run %s: %w", r.ID, err)
	}
	return document, err
}

// sealed is a run with what makes its bundle.
type sealed struct {
	tender tender.Tender
	run    Run
	seal   Seal
	now    time.Time
}

// Bundle gives a run as a signed document that anybody can check without this
// service: the whole of it to the officers and auditors of the authority, and a
// copy redacted to one bid to them and, once the lot is awarded on this very
// run, to the supplier of that bid. To all others there is no such run.
func (s *Service) Bundle(ctx context.Context, tenderID, runID, bidID string) ([]byte, error) {
	if bidID == "" && !actor.From(ctx).Any(actor.Officer, actor.Auditor) {
		return nil, ErrWhole
	}
	found, err := store.Read(ctx, s.DB, func(tx *store.Tx) (sealed, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return sealed{}, err
		}
		r, err := runOf(tx, t.ID, runID)
		if err != nil {
			return sealed{}, err
		}
		if may, err := mayHold(tx, t, r, bidID); err != nil || !may {
			return sealed{}, either(err, store.ErrNotFound)
		}
		if t, err = t.ForLot(tx, r.LotID); err != nil {
			return sealed{}, err
		}
		k, err := sealOf(tx, r.ID)
		tx.Saw(store.Sighting{Verb: "bundle.exported", Subject: r.ID, TenderID: t.ID, Detail: map[string]any{"bid": bidID}, Each: true})
		return sealed{tender: t, run: r, seal: k, now: tx.Now}, err
	})
	if err != nil {
		return nil, err
	}
	document, err := found.seal.bundle(found.tender, found.run, stamp{seal: found.seal, keys: s.Signer.Keys()})
	if err != nil || bidID == "" {
		return document, err
	}
	return bundle.Redact(document, bidID, found.now, &pen{Signer: s.Signer})
}

// mayHold reports whether the actor may have a copy: the whole one where no bid
// is named.
func mayHold(tx *store.Tx, t tender.Tender, r Run, bidID string) (bool, error) {
	inside := t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Any(actor.Officer, actor.Auditor)
	if bidID == "" {
		return inside, nil
	}
	b, exists, err := findBid(tx, bidID)
	if err != nil || !exists || b.LotID != r.LotID || !b.IsOpened() {
		return false, err
	}
	if inside {
		return true, nil
	}
	return holdsOwn(tx, b, r)
}

// holdsOwn reports whether a run is the one on which the lot of the actor's own
// bid was awarded.
func holdsOwn(tx *store.Tx, b bid.Bid, r Run) (bool, error) {
	if b.SupplierID != tx.Actor.OrganisationID || !tx.Actor.Is(actor.Supplier) {
		return false, nil
	}
	return closedWith(tx, r)
}
