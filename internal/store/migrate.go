package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrations that both databases read the same are kept once, in common; what
// only one of them understands is in the folder of its name, in between, by
// number. Three words stand for what the two spell differently:
//
//	name MOMENT   an instant: timestamptz, or UTC text of fixed width
//	name BYTES    bytea, or BLOB
//	name FLAG     boolean
//
//go:embed migrations/common migrations/sqlite migrations/postgres
var migrations embed.FS

var (
	momentWord = regexp.MustCompile(`\b(\w+)\s+MOMENT\b`)
	flagWord   = regexp.MustCompile(`\b(\w+)\s+FLAG\b`)
	bytesWord  = regexp.MustCompile(`\bBYTES\b`)
)

// spell writes a migration in the words of one database.
func (k Kind) spell(text string) string {
	if k == Postgres {
		text = momentWord.ReplaceAllString(text, "$1 timestamptz")
		text = flagWord.ReplaceAllString(text, "$1 boolean")
		return bytesWord.ReplaceAllString(text, "bytea")
	}
	text = momentWord.ReplaceAllString(text, "$1 DATETIME CHECK ($1 GLOB '????-??-??T??:??:??.??????Z')")
	text = flagWord.ReplaceAllString(text, "$1 BOOLEAN CHECK ($1 IN (0, 1))")
	return bytesWord.ReplaceAllString(text, "BLOB")
}

// files gathers the migrations of one database.
func (k Kind) files() (fs.FS, error) {
	all := fstest.MapFS{}
	for _, folder := range []string{"common", string(k)} {
		names, err := fs.Glob(migrations, "migrations/"+folder+"/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := migrations.ReadFile(name)
			if err != nil {
				return nil, err
			}
			base := name[strings.LastIndex(name, "/")+1:]
			if _, twice := all[base]; twice {
				return nil, fmt.Errorf("migration %s stands in two folders", base)
			}
			all[base] = &fstest.MapFile{Data: []byte(k.spell(string(text)))}
		}
	}
	return all, nil
}

// SchemaHash names the schema of one database: it changes when any migration
// does, or what tables.txt says.
func (k Kind) SchemaHash() string {
	files, err := k.files()
	if err != nil {
		panic(err)
	}
	sum := sha256.New()
	names, _ := fs.Glob(files, "*.sql")
	for _, name := range names {
		text, _ := fs.ReadFile(files, name)
		_, _ = fmt.Fprintf(sum, "%s\x00%s\x00", name, text)
	}
	_, _ = fmt.Fprintf(sum, "%v", tables)
	for _, table := range Fenced() {
		_, _ = fmt.Fprintf(sum, "%s\x00%s\x00", table, policy(fences[table]))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := db.kind.files()
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.kind == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db.pools[0], files, options...)
}

// Migrate runs every migration not yet run, each in a transaction of its own,
// so that a start killed half-way goes on where it was. A database that is
// newer than this program is refused: an older program could misread it.
func (db *DB) Migrate(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	if err := db.refuseNewer(ctx, provider); err != nil {
		return err
	}
	if _, err = provider.Up(ctx); err != nil {
		return err
	}
	if err := db.guard(ctx); err != nil {
		return err
	}
	return db.raiseFences(ctx)
}

func (db *DB) refuseNewer(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return fmt.Errorf("the database is at version %d and this program knows %d: start a newer program", current, target)
	}
	return nil
}

// Versions tells at which migration the database is and which is the newest
// that this program knows.
func (db *DB) Versions(ctx context.Context) (current, target int64, err error) {
	provider, err := db.provider()
	if err != nil {
		return 0, 0, err
	}
	return provider.GetVersions(ctx)
}
