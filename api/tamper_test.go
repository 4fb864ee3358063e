package api_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/internal/trail"
	"github.com/assay-engine/assay/pkg/proof"
)

// tampering is something that somebody with every right over the database does
// behind the service's back, and what the log says of it.
type tampering struct {
	name string
	do   []string                 // statements
	by   func(*store.Tx) error    // or code
	want []string                 // codes of the problems, one of which must be found
	held bool                     // seen only by whoever kept a checkpoint
	note func(*store.Tx) []string // statements that depend on what is there
}

var errUndo = errors.New("undo the tampering")

// tampered checks the whole log in a unit of work after a tampering, and takes
// everything back.
func (f *front) tampered(t *testing.T, k tampering, held ...string) trail.Verification {
	t.Helper()
	var found trail.Verification
	_, err := store.Once(context.Background(), f.app.DB, store.Request{Reader: "tamperer", Route: "x", Key: k.name, BodyHash: "x"}, func(ctx context.Context) (store.Answer, error) {
		_, err := store.Write(ctx, f.app.DB, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "test.tampered", Subject: "x"})
			return 0, k.apply(tx, f.app.DB.Kind())
		})
		if err == nil {
			found, err = f.app.Trail.Verify(ctx, nil, held...)
		}
		return store.Answer{}, errors.Join(err, errUndo)
	})
	if !errors.Is(err, errUndo) || strings.Contains(err.Error(), "\n") && !strings.HasPrefix(err.Error(), errUndo.Error()) {
		t.Fatalf("%s: %v", k.name, err)
	}
	return found
}

func (k tampering) apply(tx *store.Tx, kind store.Kind) error {
	if err := storetest.Unguard(tx, kind); err != nil {
		return err
	}
	statements := k.do
	if k.note != nil {
		statements = k.note(tx)
	}
	for _, s := range statements {
		if done := tx.DB().Exec(s); done.Error != nil || done.RowsAffected == 0 {
			return fmt.Errorf("%s: %d rows, %w", s, done.RowsAffected, errors.Join(done.Error, errNothing))
		}
	}
	if k.by != nil {
		return k.by(tx)
	}
	return nil
}

var errNothing = errors.New("the tampering did nothing")

// of is the event with a number.
func of(number int) string {
	return fmt.Sprintf("(SELECT event_id FROM event_numbers WHERE number = %d)", number)
}

// tamperings are at least the twelve kinds that the log must see.
var tamperings = []tampering{
	{name: "an event is changed", do: []string{"UPDATE events SET verb = 'tender.amended' WHERE id = " + of(5)}, want: []string{proof.LeafDiffers}},
	{name: "the detail of an event", do: []string{`UPDATE events SET detail = '{"changed":1}' WHERE id = ` + of(7)}, want: []string{proof.LeafDiffers}},
	{name: "when it was", do: []string{"UPDATE events SET at = '2020-01-01T00:00:00.000000Z' WHERE id = " + of(1)}, want: []string{proof.LeafDiffers}},
	{name: "who did it", do: []string{"UPDATE events SET actor_person_id = id WHERE id = " + of(6)}, want: []string{proof.LeafDiffers}},
	{name: "an event is dropped", note: func(tx *store.Tx) []string {
		var id string
		tx.DB().Raw("SELECT event_id FROM event_numbers WHERE number = 6").Scan(&id)
		return []string{"DELETE FROM event_numbers WHERE number = 6", "DELETE FROM event_details WHERE event_id = '" + id + "'", "DELETE FROM events WHERE id = '" + id + "'"}
	}, want: []string{proof.NumberMissing}},
	{name: "the tail is cut, tree and checkpoints with it", by: func(tx *store.Tx) error { return cut(tx, 3) }, want: []string{proof.RolledBack}, held: true},
	{name: "an event is inserted at the end", do: []string{
		"INSERT INTO events (id, at, verb, subject_id, actor_name, request_id, sealed, detail, private) SELECT '00000000-0000-7000-8000-0000000ddddd', at, 'award.made', subject_id, '', '', sealed, '{}', '{}' FROM events WHERE id = " + of(1),
		"INSERT INTO event_numbers (number, event_id) SELECT max(number) + 1, '00000000-0000-7000-8000-0000000ddddd' FROM event_numbers",
	}, want: []string{proof.Malformed, proof.Uncovered, trail.TreeDiffers}},
	{name: "an event takes another's place", do: []string{
		"INSERT INTO events (id, at, verb, subject_id, actor_name, request_id, sealed, detail, private) SELECT '00000000-0000-7000-8000-0000000ddddd', at, 'award.made', subject_id, '', '', sealed, '{}', '{}' FROM events WHERE id = " + of(1),
		"UPDATE event_numbers SET event_id = '00000000-0000-7000-8000-0000000ddddd' WHERE number = 4",
	}, want: []string{proof.LeafDiffers}},
	{name: "two events change places", do: []string{
		"UPDATE event_numbers SET number = 999999 WHERE number = 3", "UPDATE event_numbers SET number = 3 WHERE number = 4", "UPDATE event_numbers SET number = 4 WHERE number = 999999",
	}, want: []string{proof.LeafDiffers}},
	{name: "a salted detail is swapped", do: []string{`UPDATE event_details SET value = '{"name":"somebody else"}' WHERE name = 'actor' AND event_id = ` + of(4)}, want: []string{proof.DetailDiffers}},
	{name: "a score", do: []string{"UPDATE scores SET level = level + 1 "}, want: []string{trail.RowChanged}},
	{name: "an agreed score", do: []string{"UPDATE agreed_scores SET level = level + 1"}, want: []string{trail.RowChanged}},
	{name: "a score is taken away", do: []string{"DELETE FROM scores"}, want: []string{trail.RowMissing}},
	{name: "a score is added", by: addScore, want: []string{trail.RowUnknown}},
	{name: "a version of a bid", do: []string{"UPDATE bid_versions SET sealed_answers = sealed_price"}, want: []string{trail.RowChanged}},
	{name: "when a bid came", do: []string{"UPDATE bid_versions SET received_at = '2020-01-01T00:00:00.000000Z'"}, want: []string{trail.RowChanged}},
	{name: "a receipt", do: []string{"UPDATE bid_versions SET receipt = sealed_price"}, want: []string{trail.ReceiptDiffers}},
	{name: "an opened price", do: []string{"UPDATE opened_prices SET pence = pence - 1"}, want: []string{trail.RowChanged}},
	{name: "an opened promise", do: []string{"UPDATE opened_commitments SET quantity = quantity + 1"}, want: []string{trail.RowChanged}},
	{name: "a score run", do: []string{"UPDATE runs SET result = replace(result, '1', '2')"}, want: []string{trail.RowChanged}},
	{name: "the ground of an award", do: []string{"UPDATE awards SET reason = 'another reason'"}, want: []string{trail.RowChanged}},
	{name: "a return", do: []string{"UPDATE return_steps SET quantity = quantity + 1"}, want: []string{trail.RowChanged}},
	{name: "a figure of a contract", do: []string{"UPDATE obligations SET contracted = contracted + 1"}, want: []string{trail.RowChanged}},
	{name: "a row and what the log says of it", do: []string{
		"UPDATE obligations SET contracted = contracted + 1", "UPDATE event_details SET value = '[]' WHERE name = 'rows'",
	}, want: []string{proof.DetailDiffers}},
	{name: "the list of rows is taken away", do: []string{"DELETE FROM event_details WHERE name = 'rows'"}, want: []string{trail.TieMissing}},
	{name: "a hash inside the tree", do: []string{"UPDATE log_hashes SET hash = (SELECT hash FROM log_hashes WHERE position = 0) WHERE position = 2"}, want: []string{trail.TreeDiffers}},
	{name: "a checkpoint", do: []string{"UPDATE log_checkpoints SET signed = replace(signed, 'at 20', 'at 19')"}, want: []string{proof.BadSignature}},
	{name: "all checkpoints are gone", do: []string{"DELETE FROM log_checkpoints"}, want: []string{proof.Uncovered}},
	{name: "an event is hidden", do: []string{"DELETE FROM event_numbers WHERE number = (SELECT max(number) FROM event_numbers)"}, want: []string{trail.EventHidden, proof.Uncovered, proof.EventsMissing}},
	{name: "everything is computed again with another key", by: func(tx *store.Tx) error { return recompute(tx, newSeededSigner("the key of somebody who forges!!")) }, want: []string{proof.UnknownKey, proof.Forked}},
	{name: "everything is computed again with the right key", by: func(tx *store.Tx) error { return recompute(tx, receiptSigner) }, want: []string{proof.Forked}, held: true},
}

// TestTamperingIsSeen plays a procurement up to a return, then does each kind of
// tampering and looks for it, on both databases.
func TestTamperingIsSeen(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1,"note":"n"`), 201)
		f.numbers(t)
		head := f.must(t, user{}, "GET", "/v1/log/checkpoint", "", 200).text(t, "checkpoint")
		whole, err := f.app.Trail.Verify(t.Context(), nil, head)
		if err != nil || len(whole.Problems) > 0 || whole.Events == 0 || whole.Rows == 0 || whole.Receipts == 0 || whole.Held != 1 {
			t.Fatalf("before anything is tampered with: %+v, %v", whole, err)
		}
		for _, k := range tamperings {
			t.Run(k.name, func(t *testing.T) {
				found := f.tampered(t, k, head)
				if !has(found, k.want) {
					t.Errorf("%s: found %+v, want one of %v", k.name, found.Problems, k.want)
				}
				if !k.held {
					if alone := f.tampered(t, k); !has(alone, k.want) {
						t.Errorf("%s, without any checkpoint kept elsewhere: found %+v, want one of %v", k.name, alone.Problems, k.want)
					}
				}
			})
		}
		if after, err := f.app.Trail.Verify(t.Context(), nil, head); err != nil || len(after.Problems) > 0 {
			t.Errorf("after all was taken back: %+v, %v", after, err)
		}
	})
}

func has(v trail.Verification, codes []string) bool {
	for _, p := range v.Problems {
		for _, code := range codes {
			if p.Code == code {
				return true
			}
		}
	}
	return false
}

// cut takes the last events away with all that the tree has of them, back to an
// earlier checkpoint.
func cut(tx *store.Tx, checkpoints int) error {
	var size int64
	if err := tx.DB().Raw("SELECT size FROM log_checkpoints ORDER BY size DESC LIMIT 1 OFFSET ?", 0).Scan(&size).Error; err != nil {
		return err
	}
	to := size - int64(checkpoints)
	tree, err := rebuilt(tx, to)
	if err != nil {
		return err
	}
	if err := tx.DB().Exec("DELETE FROM event_numbers WHERE number > ?", to).Error; err != nil {
		return err
	}
	return kept(tx, tree, receiptSigner)
}

// recompute changes the first event and makes the whole tree anew.
func recompute(tx *store.Tx, signer seededSigner) error {
	if err := tx.DB().Exec("UPDATE events SET verb = 'installation.forged' WHERE id = " + of(1)).Error; err != nil {
		return err
	}
	var size int64
	if err := tx.DB().Raw("SELECT max(number) FROM event_numbers").Scan(&size).Error; err != nil {
		return err
	}
	tree, err := rebuilt(tx, size)
	if err != nil {
		return err
	}
	return kept(tx, tree, signer)
}

func rebuilt(tx *store.Tx, size int64) (*proof.Tree, error) {
	events, err := tx.LoggedEvents(0, int(size))
	if err != nil {
		return nil, err
	}
	tree, err := proof.Grow(0, tx)
	for _, e := range events {
		if err == nil {
			_, err = tree.Append(e.Event)
		}
	}
	return tree, err
}

// kept puts a tree in the place of the one that is stored, with one checkpoint.
func kept(tx *store.Tx, tree *proof.Tree, signer seededSigner) error {
	origin, err := tx.LogOrigin()
	if err != nil {
		return err
	}
	if err := tx.DB().Exec("DELETE FROM log_hashes").Error; err != nil {
		return err
	}
	if err := tx.DB().Exec("DELETE FROM log_checkpoints").Error; err != nil {
		return err
	}
	for _, h := range tree.Fresh() {
		if err := tx.DB().Exec("INSERT INTO log_hashes (position, hash) VALUES (?, ?)", h.Index, h.Hash[:]).Error; err != nil {
			return err
		}
	}
	root, err := tree.Root()
	if err != nil {
		return err
	}
	forger, err := proof.NewSigner(origin, signer.private.Public().(ed25519.PublicKey), func(m []byte) ([]byte, error) { return signer.Sign(m), nil })
	if err != nil {
		return err
	}
	signed, err := proof.Checkpoint{Origin: origin, Size: tree.Size(), Root: root, At: tx.Now}.Sign(forger)
	if err != nil {
		return err
	}
	return tx.Insert(&store.LogCheckpoint{Size: tree.Size(), Signed: signed, At: tx.Now})
}

// addScore copies a score under another number, as the database sees it.
func addScore(tx *store.Tx) error {
	rows, err := tx.DB().Raw("SELECT * FROM scores").Rows()
	if err != nil {
		return err
	}
	columns, err := rows.Columns()
	if err = errors.Join(err, rows.Close()); err != nil {
		return err
	}
	values := slices.Clone(columns)
	values[slices.Index(columns, "id")], values[slices.Index(columns, "number")] = "'00000000-0000-7000-8000-0000000eeeee'", "99"
	return tx.DB().Exec("INSERT INTO scores (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM scores LIMIT 1").Error
}
