package seal_test

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/seal"
)

// A tender gets its keys at publication, wrapped by a key that is not in the
// database. Nobody opens a price with the database alone.
func Example() {
	random := source("example")
	ring, _ := seal.NewRing("2026-11", map[string][]byte{"2026-11": bytes.Repeat([]byte{7}, seal.KEKSize)})

	tender, _ := seal.NewKey(random)
	supplier, _ := seal.NewKey(random)
	owner := seal.Owner{Purpose: seal.TenderPrice, ID: "T1"}
	wrapped, _ := ring.Wrap(random, owner, tender) // kept beside the tender

	at := seal.Place{Tender: "T1", Lot: "L1", Bid: "B1", Version: 1, Part: seal.Price}
	salt, _ := seal.NewSalt(random)
	sealed, _ := seal.Seal(random, at, seal.Content{Salt: salt, Part: []byte(`{"total":1}`)},
		seal.Recipient{Kind: seal.Tender, Key: tender.Public()}, seal.Recipient{Kind: seal.Supplier, Key: supplier.Public()})

	_, err := new(seal.Ring).Unwrap(owner, wrapped)
	fmt.Println(errors.Is(err, seal.ErrKEKMissing), err)

	key, _ := ring.Unwrap(owner, wrapped)
	content, err := seal.Open(sealed, at, key)
	fmt.Println(string(content.Part), err, len(sealed))
	// Output:
	// true key-encryption key "2026-11" is not on this server: put it back from where it was kept; nothing sealed is lost while it exists
	// {"total":1} <nil> 4377
}
