package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/assay-engine/assay/internal/fault"
)

// ErrKeyReused is the fault of an Idempotency-Key that came before with other
// words.
var ErrKeyReused = fault.New(fault.Invalid, "idempotency-key-reused", "This Idempotency-Key was used before with another body: take a new key for a new request")

// Request names a request that may be sent twice: who sent it, to where, under
// which key of its own choosing, and the hash of what it said.
type Request struct {
	Reader, Route, Key, BodyHash string
}

// Answer is what a request was answered with, to the byte.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte

	// Keep replaces Body in what is kept for a replay, for answers that show a
	// secret once. Nil keeps Body itself.
	Keep []byte
}

type idempotencyRecord struct {
	Reader    string `gorm:"primaryKey"`
	Route     string `gorm:"primaryKey"`
	Key       string `gorm:"primaryKey"`
	BodyHash  string
	Status    int
	Header    string
	Body      []byte
	CreatedAt time.Time
}

// Once does a request at most once. What is kept of it is under a cover: see
// CoverAnswers. The work that do does through its context
// and the answer it gives are kept in one transaction: a second send of the
// same request gets the same bytes, also after a crash in between and from
// another replica. A request that was refused leaves nothing, so that it can
// be sent again under the same key.
func Once(ctx context.Context, db *DB, r Request, do func(context.Context) (Answer, error)) (Answer, error) {
	var answer Answer
	var refusal error
	err := again(ctx, db, func() error {
		return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) (err error) {
			tx := db.begin(ctx, g, true)
			answer, refusal, err = tx.once(ctx, r, do)
			return db.undo(err)
		})
	})
	if err == nil {
		err = refusal
	}
	return answer, known(err)
}

func (tx *Tx) once(ctx context.Context, r Request, do func(context.Context) (Answer, error)) (answer Answer, refusal, err error) {
	first, err := tx.claim(r)
	if err != nil || !first {
		if err == nil {
			answer, err = tx.replay(r)
		}
		return answer, nil, err
	}
	answer, err = do(context.WithValue(ctx, unit{}, tx))
	if refusal, err = splitKept(err); err != nil {
		return answer, nil, err
	}
	if refusal == nil {
		err = tx.keepAnswer(r, answer)
	} else {
		err = tx.gorm.Delete(&idempotencyRecord{Reader: r.Reader, Route: r.Route, Key: r.Key}).Error
	}
	if err == nil {
		err = tx.witnessed()
	}
	if err == nil && len(tx.events) > 0 {
		err = tx.appendEvents()
	}
	return answer, refusal, err
}

// claim takes the key. PostgreSQL lets a second sender wait here until the
// first is done.
func (tx *Tx) claim(r Request) (first bool, err error) {
	row := idempotencyRecord{Reader: r.Reader, Route: r.Route, Key: r.Key, BodyHash: tx.db.cover.digest(r), Header: "{}", Body: []byte{}, CreatedAt: tx.Now}
	done := tx.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	return done.RowsAffected == 1, done.Error
}

func (tx *Tx) replay(r Request) (Answer, error) {
	var row idempotencyRecord
	err := tx.gorm.First(&row, "reader = ? AND route = ? AND key = ?", r.Reader, r.Route, r.Key).Error
	if err != nil {
		return Answer{}, fmt.Errorf("read the first answer: %w", err)
	}
	if row.BodyHash != tx.db.cover.digest(r) {
		return Answer{}, ErrKeyReused
	}
	kept, err := tx.db.cover.show(r, row.Body)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Status: row.Status}
	header, body, err := splitAnswer(kept)
	answer.Body = body
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(header, &answer.Header)
}

func (tx *Tx) keepAnswer(r Request, a Answer) error {
	header, err := json.Marshal(a.Header)
	if err != nil {
		return err
	}
	body := a.Body
	if a.Keep != nil {
		body = a.Keep
	}
	kept, err := tx.db.cover.hide(r, joinAnswer(header, body))
	if err != nil {
		return err
	}
	return tx.gorm.Model(&idempotencyRecord{Reader: r.Reader, Route: r.Route, Key: r.Key}).
		Updates(map[string]any{"status": a.Status, "body": kept}).Error
}

// joinAnswer writes header and body in one, byte for byte: an ETag names the
// words of an answer too.
func joinAnswer(header, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(header)+len(body)), uint32(len(header))) //nolint:gosec // some names
	return append(append(b, header...), body...)
}

func splitAnswer(b []byte) (header, body []byte, err error) {
	if len(b) < 4 || int64(binary.BigEndian.Uint32(b)) > int64(len(b)-4) {
		return nil, nil, errors.New("read the first answer: it is cut short")
	}
	n := 4 + int(binary.BigEndian.Uint32(b))
	return b[4:n:n], b[n:], nil
}
