package contract

import (
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// refigure brings a contract's snapshot up to what was just decided about some
// of its obligations; none named means all. It is the last thing that a unit of
// work does to the contract, in its own transaction, and holds the snapshot's
// row: of two decisions at once the second one reads what the first one wrote.
func refigure(tx *store.Tx, contractID string, obligationIDs ...string) error {
	row, err := holdFigures(tx, contractID)
	if err != nil {
		return err
	}
	c, err := Get(tx, contractID)
	if err != nil {
		return err
	}
	list, err := unpack(row.Snapshot)
	if err == nil && len(obligationIDs) > 0 {
		list, err = redone(tx, c, list, obligationIDs)
	} else {
		list, err = all(tx, c)
	}
	if err != nil {
		return err
	}
	return keepFigures(tx, row, list)
}

// redone lays the obligations named out anew.
func redone(tx *store.Tx, c Contract, list []Owed, obligationIDs []string) ([]Owed, error) {
	for _, id := range obligationIDs {
		o, err := getObligation(tx, c.ID, id)
		if err != nil {
			return nil, err
		}
		f, err := filesOfObligation(tx, c, o)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list, func(o Owed) bool { return o.ID == id })
		if i < 0 {
			return all(tx, c)
		}
		list[i] = f.owing(o, time.Time{})
	}
	return list, nil
}

// all lays every obligation of a contract out as it stands.
func all(tx *store.Tx, c Contract) ([]Owed, error) {
	f, err := filesOf(tx, c)
	return f.owed(time.Time{}), err
}
