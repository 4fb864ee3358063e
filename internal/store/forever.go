package store

import "sync"

// keepsakes are what a process has read once and need not read again.
type keepsakes struct{ sync.Map }

// Forever gives what can never be different: of something published, under a name
// that holds its identifier or its hash. It is read once and kept as long as the
// process runs; nobody may change it. There are as many as there are published
// things in use, so nothing is thrown away.
func Forever[T any](tx *Tx, name string, load func() (T, error)) (T, error) {
	if kept, ok := tx.db.keepsakes.Load(name); ok {
		return kept.(T), nil
	}
	value, err := load()
	if err == nil {
		tx.db.keepsakes.Store(name, value)
	}
	return value, err
}
