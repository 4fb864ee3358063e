package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/proof"
)

// RowsDetail is the private detail of an event that ties rows of history to it.
const RowsDetail = "rows"

// Tied is the rows of one table that were added with an event: by which
// columns, and for each row its key and its hash.
type Tied struct {
	Table   string      `json:"table"`
	Columns []string    `json:"columns"`
	Rows    [][2]string `json:"rows"` // key and hash
}

// RowHash is the hash of a row: SHA-256 over the RFC 8785 form of {"table",
// "row"}, where row has every column as text, or null. Instants are written as
// the log writes them; bytes as their own SHA-256.
func RowHash(table string, columns []string, values []any) (string, error) {
	row := make(map[string]*string, len(columns))
	for i, c := range columns {
		row[c] = asText(values[i])
	}
	form, err := canonical.JSON(map[string]any{"table": table, "row": row})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(form)
	return hex.EncodeToString(sum[:]), nil
}

// RowKey names a row by its primary key.
func RowKey(values []any) string {
	parts := make([]string, len(values))
	for i, v := range values {
		if text := asText(v); text != nil {
			parts[i] = *text
		}
	}
	return strings.Join(parts, " ")
}

func asText(v any) *string {
	text := ""
	switch t := v.(type) {
	case nil:
		return nil
	case string:
		text = t
	case []byte:
		sum := sha256.Sum256(t)
		text = "sha256:" + hex.EncodeToString(sum[:])
	case time.Time:
		text = proof.Moment(t)
	case bool:
		text = strconv.FormatBool(t)
	case int64:
		text = strconv.FormatInt(t, 10)
	default:
		text = fmt.Sprint(t)
	}
	return &text
}

// added is a row of history that this unit of work inserted, by its key.
type added struct {
	table string
	key   []any
}

type working struct{}

// tie remembers every row that a unit of work adds to history, by a callback
// of the mapper, so that no use case can forget it.
func tie(g *gorm.DB) {
	tx, ok := g.Statement.Context.Value(working{}).(*Tx)
	if !ok || g.Error != nil || g.RowsAffected == 0 || !tableNow[g.Statement.Table].Held() {
		return
	}
	table, list := g.Statement.Table, g.Statement.ReflectValue
	shape, err := tx.db.shapes.of(tx, table)
	if err != nil {
		_ = g.AddError(err)
		return
	}
	one := func(row reflect.Value) {
		key := make([]any, len(shape.key))
		for i, column := range shape.key {
			field := g.Statement.Schema.FieldsByDBName[column]
			if field == nil {
				_ = g.AddError(fmt.Errorf("store: a row of %s is added without its %s", table, column))
				return
			}
			key[i], _ = field.ValueOf(g.Statement.Context, row)
		}
		tx.added = append(tx.added, added{table, key})
	}
	switch {
	case g.Statement.Schema == nil:
		_ = g.AddError(fmt.Errorf("store: rows of history are added as structs, so that the log can name them: %s", table))
	case list.Kind() == reflect.Slice || list.Kind() == reflect.Array:
		for i := range list.Len() {
			one(reflect.Indirect(list.Index(i)))
		}
	default:
		one(reflect.Indirect(list))
	}
}

// shape is what a table looks like.
type shape struct{ columns, key []string }

// shapes are read once: a schema changes at start only.
type shapes struct {
	mu   sync.Mutex
	read map[string]shape
}

func (s *shapes) of(tx *Tx, table string) (shape, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil {
		columns, err := tx.db.kind.columns(tx.gorm)
		if err != nil {
			return shape{}, err
		}
		keys, err := tx.db.kind.keys(tx.gorm)
		if err != nil {
			return shape{}, err
		}
		s.read = map[string]shape{}
		for name, list := range columns {
			held := slices.DeleteFunc(list, func(c string) bool { return slices.Contains(tableNow[name].Moves, c) })
			s.read[name] = shape{held, keys[name]}
		}
	}
	found, ok := s.read[table]
	if !ok || len(found.key) == 0 {
		return found, fmt.Errorf("store: the table %s has no primary key, so the log cannot name its rows", table)
	}
	return found, nil
}

// hashedAtOnce bounds a statement that reads rows by their keys.
const hashedAtOnce = 100

// ties reads the rows that were added back, as the database keeps them, and
// hashes them, table by table.
func (tx *Tx) ties() ([]Tied, error) {
	byTable := map[string][]added{}
	var order []string
	for _, a := range tx.added {
		if _, known := byTable[a.table]; !known {
			order = append(order, a.table)
		}
		byTable[a.table] = append(byTable[a.table], a)
	}
	list := make([]Tied, 0, len(order))
	for _, table := range order {
		shape, err := tx.db.shapes.of(tx, table)
		if err != nil {
			return nil, err
		}
		t := Tied{Table: table, Columns: shape.columns}
		for some := range slices.Chunk(byTable[table], hashedAtOnce) {
			rows, err := tx.hashed(table, shape, some)
			if err != nil {
				return nil, fmt.Errorf("tie rows of %s to the log: %w", table, err)
			}
			t.Rows = append(t.Rows, rows...)
		}
		list = append(list, t)
	}
	return list, nil
}

func (tx *Tx) hashed(table string, s shape, some []added) (hashes [][2]string, err error) {
	places, values := make([]string, len(some)), []any{}
	match := `("` + strings.Join(s.key, `" = ? AND "`) + `" = ?)`
	for i, a := range some {
		places[i] = match
		values = append(values, a.key...)
	}
	question := `SELECT "` + strings.Join(s.columns, `", "`) + `" FROM "` + table + `" WHERE ` + strings.Join(places, " OR ")
	err = EachRow(tx.gorm.Raw(question, values...), func(columns []string, row []any) error {
		hash, err := RowHash(table, columns, row)
		hashes = append(hashes, [2]string{keyOf(s, columns, row), hash})
		return err
	})
	if err == nil && len(hashes) < len(some) {
		err = fmt.Errorf("%d of %d rows were found again", len(hashes), len(some))
	}
	return hashes, err
}

func keyOf(s shape, columns []string, row []any) string {
	key := make([]any, len(s.key))
	for i, name := range s.key {
		key[i] = row[slices.Index(columns, name)]
	}
	return RowKey(key)
}

// EachRow hands over the rows of a query one after the other, as the database
// gives them.
func EachRow(q *gorm.DB, do func(columns []string, row []any) error) error {
	rows, err := q.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := do(columns, row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tiedText is the value of the private detail that ties rows.
func tiedText(list []Tied) (string, error) {
	text, err := json.Marshal(list)
	return string(text), err
}

// KeyOf names the columns of a table's primary key.
func (tx *Tx) KeyOf(table string) ([]string, error) {
	s, err := tx.db.shapes.of(tx, table)
	return s.key, err
}
