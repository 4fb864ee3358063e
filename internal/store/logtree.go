package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// LogSigner signs the heads of the event log, and lists the keys by which
// anybody checks them.
type LogSigner interface {
	KeyID() string
	Sign(message []byte) []byte
	Keys() bundle.Keys
}

// SignLog lets the sequencer sign checkpoints. It is called before any work.
func (db *DB) SignLog(s LogSigner) { db.signer = s }

// ErrLogBroken stops the sequencer: what the log's last checkpoint was signed
// for is not what is stored, so nothing is signed on top of it.
var ErrLogBroken = errors.New("store: the event log is not what its last checkpoint was signed for: run assay verify log")

// logHash is a hash of the tree under its place.
type logHash struct {
	Position int64
	Hash     []byte
}

// TableName names the table of the tree.
func (logHash) TableName() string { return "log_hashes" }

// LogCheckpoint is a signed head of the log.
type LogCheckpoint struct {
	Size   int64
	Signed string // the whole note
	At     time.Time
}

// TableName names the table of signed heads.
func (LogCheckpoint) TableName() string { return "log_checkpoints" }

// ReadHashes reads hashes of the tree: a unit of work is a proof.HashReader.
func (tx *Tx) ReadHashes(positions []int64) ([]tlog.Hash, error) {
	if len(positions) == 0 {
		return nil, nil
	}
	var rows []logHash
	if err := tx.gorm.Where("position IN ?", positions).Find(&rows).Error; err != nil {
		return nil, err
	}
	found := make(map[int64]tlog.Hash, len(rows))
	for _, r := range rows {
		if len(r.Hash) == tlog.HashSize {
			found[r.Position] = tlog.Hash(r.Hash)
		}
	}
	list := make([]tlog.Hash, len(positions))
	for i, at := range positions {
		hash, ok := found[at]
		if !ok {
			return nil, fmt.Errorf("%w (the hash %d of the tree is missing)", ErrLogBroken, at)
		}
		list[i] = hash
	}
	return list, nil
}

// extendLog puts the numbered events that the tree does not have yet into it,
// and signs its head.
func (tx *Tx) extendLog() error {
	size, err := tx.treeSize()
	if err != nil {
		return err
	}
	events, err := tx.LoggedEvents(size, numberedAtOnce)
	if err != nil || len(events) == 0 {
		return err
	}
	origin, last, err := tx.unbroken()
	if err != nil {
		return err
	}
	tree, err := proof.Grow(size, tx)
	if err != nil {
		return fmt.Errorf("read the tree of the log: %w", err)
	}
	for _, e := range events {
		if _, err := tree.Append(e.Event); err != nil {
			return fmt.Errorf("put event %d into the tree: %w", e.Number, err)
		}
	}
	fresh := tree.Fresh()
	rows := make([]logHash, len(fresh))
	for i, f := range fresh {
		rows[i] = logHash{f.Index, f.Hash[:]}
	}
	if err := tx.Insert(&rows); err != nil || tx.db.signer == nil {
		return err
	}
	return tx.signHead(tree, origin, last)
}

// treeSize is how many events the tree has: each leaf ends a run of hashes.
func (tx *Tx) treeSize() (int64, error) {
	var last sql.NullInt64
	if err := tx.gorm.Raw("SELECT max(position) FROM log_hashes").Scan(&last).Error; err != nil || !last.Valid {
		return 0, err
	}
	count := last.Int64 + 1
	return int64(sort.Search(int(count), func(n int) bool { return tlog.StoredHashCount(int64(n)) >= count })), nil
}

// unbroken finds the log's name and its last checkpoint, and refuses to go on
// where that is not by a key of this installation, or not of the stored tree.
func (tx *Tx) unbroken() (origin string, last proof.Checkpoint, err error) {
	if tx.db.signer == nil {
		return "", last, nil
	}
	if origin, err = tx.logOrigin(true); err != nil {
		return "", last, err
	}
	kept, err := tx.LastCheckpoint()
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return origin, last, nil
	}
	if err != nil {
		return "", last, err
	}
	keys, err := LogKeys(origin, tx.db.signer.Keys())
	if err != nil {
		return "", last, err
	}
	if last, err = proof.VerifyCheckpoint(kept.Signed, keys); err != nil {
		return "", last, fmt.Errorf("%w (%w)", ErrLogBroken, err)
	}
	root, err := proof.Root(last.Size, tx)
	if err == nil && root != last.Root {
		err = fmt.Errorf("%w (the root of %d events differs)", ErrLogBroken, last.Size)
	}
	return origin, last, err
}

// signHead signs the head of the tree. Its time never goes back, also where the
// clock does, and is not before the key's own.
func (tx *Tx) signHead(tree *proof.Tree, origin string, last proof.Checkpoint) error {
	root, err := tree.Root()
	if err != nil {
		return err
	}
	at := tx.Now
	for _, k := range tx.db.signer.Keys().Keys {
		if k.ID == tx.db.signer.KeyID() && k.ValidFrom.After(at) {
			at = k.ValidFrom
		}
	}
	if last.At.After(at) {
		at = last.At
	}
	signer, err := tx.db.logSigner(origin)
	if err != nil {
		return err
	}
	signed, err := proof.Checkpoint{Origin: origin, Size: tree.Size(), Root: root, At: at}.Sign(signer)
	if err != nil {
		return err
	}
	return tx.Insert(&LogCheckpoint{Size: tree.Size(), Signed: signed, At: at})
}

func (db *DB) logSigner(origin string) (*proof.Signer, error) {
	for _, k := range db.signer.Keys().Keys {
		if k.ID == db.signer.KeyID() {
			return proof.NewSigner(origin, k.PublicKey, func(m []byte) ([]byte, error) { return db.signer.Sign(m), nil })
		}
	}
	return nil, errors.New("store: the key that signs the log is not among the installation's own")
}

// LogKeys are the keys of an installation as keys of its log.
func LogKeys(origin string, of bundle.Keys) (proof.Keys, error) {
	var keys proof.Keys
	for _, k := range of.Keys {
		if k.Algorithm != bundle.Ed25519 {
			continue
		}
		key, err := proof.NewKey(origin, k.PublicKey, k.ValidFrom, k.ValidUntil)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// logFact is the fact that names the log.
const logFact = "event log"

// LogOrigin is the name of the log; empty before its first checkpoint.
func (tx *Tx) LogOrigin() (string, error) { return tx.logOrigin(false) }

func (tx *Tx) logOrigin(name bool) (string, error) {
	var kept installationFact
	err := tx.gorm.Take(&kept, "name = ?", logFact).Error
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return kept.Value, err
	}
	if !name {
		return "", nil
	}
	id := uuid.New()
	if tx.db.stopped {
		id = uuid.UUID{}
	}
	kept = installationFact{Name: logFact, Value: "assay.log/" + hex.EncodeToString(id[:]), Since: tx.Now}
	return kept.Value, tx.Insert(&kept)
}

// LastCheckpoint is the newest signed head; gorm.ErrRecordNotFound where there
// is none.
func (tx *Tx) LastCheckpoint() (c LogCheckpoint, err error) {
	return c, tx.gorm.Order("size DESC").Take(&c).Error
}

// CheckpointFrom is the first signed head of at least a size.
func (tx *Tx) CheckpointFrom(size int64) (c LogCheckpoint, err error) {
	return c, tx.gorm.Where("size >= ?", size).Order("size").Take(&c).Error
}

// Logged is a numbered event as the log has it, and its detail.
type Logged struct {
	proof.Event
	RowID  string
	Detail json.RawMessage
}

type loggedRow struct {
	Number         int64
	ID             string
	At             time.Time
	Verb           string
	SubjectID      string
	TenderID       *string
	ActorKeyID     *string
	ActorPersonID  *string
	OrganisationID *string
	Detail         string
	Private        string
}

// LoggedEvents reads numbered events after a number, in their order, as their
// leaves are made of them.
func (tx *Tx) LoggedEvents(after int64, limit int) ([]Logged, error) {
	var rows []loggedRow
	err := tx.gorm.Raw(`SELECT n.number, e.id, e.at, e.verb, e.subject_id, e.tender_id, e.actor_key_id, e.actor_person_id, e.organisation_id, e.detail, e.private
		FROM event_numbers AS n JOIN events AS e ON e.id = n.event_id WHERE n.number > ? ORDER BY n.number LIMIT ?`, after, limit).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	list := make([]Logged, len(rows))
	for i, r := range rows {
		if list[i], err = r.logged(); err != nil {
			return nil, fmt.Errorf("event %d: %w", r.Number, err)
		}
	}
	return list, nil
}

func (r loggedRow) logged() (Logged, error) {
	hash, err := proof.DetailHash([]byte(r.Detail))
	if err != nil {
		return Logged{}, fmt.Errorf("its detail is not JSON: %w", err)
	}
	e := proof.Event{
		Kind: proof.KindEvent, Number: r.Number, ID: r.ID, At: proof.Moment(r.At), Verb: r.Verb, Subject: r.SubjectID,
		Tender: text(r.TenderID), Organisation: text(r.OrganisationID), Actor: text(r.ActorKeyID), Person: text(r.ActorPersonID), DetailHash: hash,
	}
	if r.Private != "" && r.Private != "{}" {
		if err := json.Unmarshal([]byte(r.Private), &e.Private); err != nil {
			return Logged{}, fmt.Errorf("its private hashes are not JSON: %w", err)
		}
	}
	return Logged{Event: e, RowID: r.ID, Detail: json.RawMessage(r.Detail)}, nil
}

// PrivateDetails reads what is still kept of the private details of events.
func (tx *Tx) PrivateDetails(ids ...string) (map[string]map[string]proof.Revealed, error) {
	all := map[string]map[string]proof.Revealed{}
	if len(ids) == 0 {
		return all, nil
	}
	var rows []eventDetail
	if err := tx.gorm.Where("event_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		if len(r.Salt) != len(proof.Salt{}) {
			return nil, fmt.Errorf("store: a salt of %d bytes", len(r.Salt))
		}
		if all[r.EventID] == nil {
			all[r.EventID] = map[string]proof.Revealed{}
		}
		all[r.EventID][r.Name] = proof.Revealed{Salt: proof.Salt(r.Salt), Value: json.RawMessage(r.Value)}
	}
	return all, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// HeadOfLog reads the newest signed head; an empty text where there is none.
func (db *DB) HeadOfLog(ctx context.Context) (LogCheckpoint, error) {
	return Read(ctx, db, func(tx *Tx) (LogCheckpoint, error) {
		c, err := tx.LastCheckpoint()
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return LogCheckpoint{}, nil
		}
		return c, err
	})
}
