package bid

import "github.com/assay-engine/assay/internal/store"

// Settle moves an opened bid to where its evaluation puts it: out of the
// competition on a legal ground, which is required then (Procurement Act 2023,
// sections 19 and 26 to 28), or back to valid. The caller holds the tender.
func Settle(tx *store.Tx, b *Bid, to Status, ground string) error {
	if err := Lifecycle.Move(&b.Status, to); err != nil {
		return err
	}
	b.Ground, b.UpdatedAt = ground, tx.Now
	return change(tx, b, b.Version, map[string]any{"status": to, "ground": ground})
}
