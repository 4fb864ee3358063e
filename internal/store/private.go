package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/assay-engine/assay/pkg/proof"
)

// ActorDetail is the private detail of an event that says what whoever acted
// was called, and in which request. The label of a key may be a person's name.
const ActorDetail = "actor"

// Acted is the value of that detail.
type Acted struct {
	Name    string `json:"name"`
	Request string `json:"request,omitempty"`
}

// eventDetail is a private detail of an event: what its salted hash in the log
// was made of. It is removed when somebody's data is erased.
type eventDetail struct {
	EventID string
	Name    string
	Salt    []byte
	Value   string
}

// TableName names the table of private details.
func (eventDetail) TableName() string { return "event_details" }

// privateDetails makes the private details of the events of this unit of work,
// and puts their hashes into the events. The rows that were added to history
// are tied to the first event.
func (tx *Tx) privateDetails() (list []eventDetail, err error) {
	who, err := json.Marshal(Acted{tx.Actor.Told(), tx.Actor.RequestID})
	if err != nil {
		return nil, err
	}
	rows := ""
	if len(tx.added) > 0 {
		tied, err := tx.ties()
		if err != nil {
			return nil, err
		}
		if rows, err = tiedText(tied); err != nil {
			return nil, err
		}
	}
	for i := range tx.events {
		private := map[string]string{}
		for _, d := range []eventDetail{{Name: ActorDetail, Value: string(who)}, {Name: RowsDetail, Value: rows}} {
			if d.Value == "" || (d.Name == RowsDetail && i > 0) {
				continue
			}
			salt := tx.db.newSalt()
			d.EventID, d.Salt = tx.events[i].ID, salt[:]
			if private[d.Name], err = proof.SaltedHash(salt, []byte(d.Value)); err != nil {
				return nil, fmt.Errorf("hide the detail %s: %w", d.Name, err)
			}
			list = append(list, d)
		}
		text, err := json.Marshal(private)
		if err != nil {
			return nil, err
		}
		tx.events[i].Private = string(text)
	}
	return list, nil
}

func randomSalt() (salt [32]byte) {
	_, _ = rand.Read(salt[:]) // never fails: it would end the program instead
	return salt
}

// countedSalt is for tests, whose documents are the same each time.
func countedSalt() func() [32]byte {
	var n atomic.Int64
	return func() [32]byte { return sha256.Sum256(fmt.Append(nil, "salt ", n.Add(1))) }
}
