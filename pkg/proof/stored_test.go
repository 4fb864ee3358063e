package proof_test

import (
	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-engine/assay/pkg/proof"
)

// counted tells of every call to the store.
func counted(call func(), s proof.Hashes) proof.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		if len(indexes) > 0 {
			call()
		}
		return s.ReadHashes(indexes)
	})
}

// liar is a store that has lost its rows and does not say so.
type liar struct{}

// ReadHashes gives nothing.
func (liar) ReadHashes([]int64) ([]tlog.Hash, error) { return nil, nil }
