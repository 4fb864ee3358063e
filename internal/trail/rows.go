package trail

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// tied is what an event says of a row: by which columns it was hashed.
type tied struct {
	columns []string
	hash    string
	found   bool
}

// rows holds every row of history to the event that it was recorded with.
func (v *verifier) rows() error {
	said, err := v.ties()
	if err != nil {
		return err
	}
	for _, table := range store.Tables() {
		if table.Held() {
			if err := v.table(table.Name, said[table.Name]); err != nil {
				return fmt.Errorf("read %s: %w", table.Name, err)
			}
		}
	}
	return nil
}

// ties reads what all events say of rows, and checks each list against the
// salted hash in its event, numbered or not.
func (v *verifier) ties() (map[string]map[string]*tied, error) {
	said := map[string]map[string]*tied{}
	after := ""
	for {
		list, err := eventsWithPrivate(v.tx, after, pageOfDetails)
		if err != nil || len(list) == 0 {
			return said, err
		}
		after = list[len(list)-1].ID
		ids := make([]string, len(list))
		for i, e := range list {
			ids[i] = e.ID
		}
		details, err := v.tx.PrivateDetails(ids...)
		if err != nil {
			return said, err
		}
		for _, e := range list {
			v.tiesOf(e, details[e.ID], said)
		}
	}
}

func (v *verifier) tiesOf(e privateRow, details map[string]proof.Revealed, said map[string]map[string]*tied) {
	var hashes map[string]string
	if json.Unmarshal([]byte(e.Private), &hashes) != nil {
		v.problem(Problem{Code: TieMissing, Row: e.ID, Detail: "the private hashes of the event " + e.ID + " cannot be read"})
		return
	}
	for name, d := range details {
		if hash, err := proof.SaltedHash(d.Salt, d.Value); err != nil || hash != hashes[name] {
			v.problem(Problem{Code: proof.DetailDiffers, Row: e.ID, Detail: fmt.Sprintf("the private detail %q of the event %s is not the one that was logged", name, e.ID)})
		}
	}
	want, ties := hashes[store.RowsDetail]
	kept, there := details[store.RowsDetail]
	if !ties && !there {
		return
	}
	var list []store.Tied
	if want == "" || !there || json.Unmarshal(kept.Value, &list) != nil {
		v.problem(Problem{Code: TieMissing, Row: e.ID, Detail: "the list of the rows that came with the event " + e.ID + " is gone"})
		return
	}
	for _, t := range list {
		if said[t.Table] == nil {
			said[t.Table] = map[string]*tied{}
		}
		for _, r := range t.Rows {
			said[t.Table][r[0]] = &tied{columns: t.Columns, hash: r[1]}
		}
	}
}

// table compares the rows of one table with what events say of them.
func (v *verifier) table(name string, said map[string]*tied) error {
	key, err := v.tx.KeyOf(name)
	if err != nil {
		return err
	}
	err = store.EachRow(v.tx.DB().Raw(`SELECT * FROM "`+name+`"`), func(columns []string, row []any) error {
		of := make([]any, len(key))
		for i, k := range key {
			of[i] = row[slices.Index(columns, k)]
		}
		id := store.RowKey(of)
		t := said[id]
		if t == nil {
			v.problem(Problem{Code: RowUnknown, Table: name, Row: id, Detail: "the row " + id + " of " + name + " came with no event: it was added behind the service's back"})
			return nil
		}
		t.found = true
		if !sameRow(name, t, columns, row) {
			v.problem(Problem{Code: RowChanged, Table: name, Row: id, Detail: "the row " + id + " of " + name + " is not as it was logged: it was changed"})
			return nil
		}
		v.found.Rows++
		return nil
	})
	if err != nil {
		return err
	}
	for id, t := range said {
		if !t.found {
			v.problem(Problem{Code: RowMissing, Table: name, Row: id, Detail: "the row " + id + " of " + name + " was logged and is gone"})
		}
	}
	return nil
}

func sameRow(table string, t *tied, columns []string, row []any) bool {
	values := make([]any, len(t.columns))
	for i, c := range t.columns {
		at := slices.Index(columns, c)
		if at < 0 {
			return false
		}
		values[i] = row[at]
	}
	hash, err := store.RowHash(table, t.columns, values)
	return err == nil && hash == t.hash
}

// receipts checks that kept receipts are as they were signed, and for the
// version of the bid that they stand beside.
func (v *verifier) receipts() error {
	kept, err := keptReceipts(v.tx)
	if err != nil {
		return err
	}
	keys := v.service.Signer.Keys()
	for _, k := range kept {
		var r bundle.Receipt
		_, err := bundle.Verify(k.Receipt, keys)
		if err == nil {
			err = json.Unmarshal(k.Receipt, &r)
		}
		if err == nil && (r.Bid != k.BidID || r.Version != k.Number || r.DocumentHash != k.DocumentHash || r.AnswersHash != k.AnswersHash || r.PriceHash != k.PriceHash) {
			err = fmt.Errorf("it is for another version or for other words")
		}
		if err != nil {
			id := fmt.Sprintf("%s %d", k.BidID, k.Number)
			v.problem(Problem{Code: ReceiptDiffers, Table: "bid_versions", Row: id, Detail: fmt.Sprintf("the receipt of version %d of bid %s is not as it was given: %v", k.Number, k.BidID, err)})
			continue
		}
		v.found.Receipts++
	}
	return nil
}
