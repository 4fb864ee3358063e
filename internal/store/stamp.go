package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// Stamp runs do in a transaction that records no event: for what is not part
// of any procurement's story and changes too often to be told: sign-ins, when
// a key was last used, failed attempts. A fault wrapped by Keep is answered
// while what was written is kept. Nothing that a use case decides is kept here.
func Stamp[T any](ctx context.Context, db *DB, do func(*Tx) (T, error)) (value T, err error) {
	var refusal error
	err = again(ctx, db, func() error {
		return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			value, err = do(db.begin(ctx, g, true))
			refusal, err = splitKept(err)
			return err
		}, &sql.TxOptions{})
	})
	if err == nil {
		err = refusal
	}
	return value, known(err)
}
