package store

import (
	"bufio"
	"embed"
	"fmt"
	"slices"
	"strings"
)

// tables.txt says of every table what it is.
//
//go:embed migrations/tables.txt
var tablesText embed.FS

// What a table is.
const (
	History = "history" // rows are added, never changed, and tied to the log
	Erased  = "erased"  // as history, but rows are removed when somebody's data is erased
	Settled = "settled" // held by triggers of its own
	Head    = "head"    // moves beside history
	Work    = "work"    // no part of any story
)

// Table is what tables.txt says of one.
type Table struct {
	Name  string
	Kind  string
	Moves []string // the columns of a history table that do change
	Why   string
}

// Held reports whether rows of the table are tied to the event log.
func (t Table) Held() bool { return t.Kind == History }

var (
	tables   = readTables()
	tableNow = byTable(tables)
)

// Tables lists every table that the schema may have, in the order of the list.
func Tables() []Table { return slices.Clone(tables) }

func byTable(list []Table) map[string]Table {
	m := make(map[string]Table, len(list))
	for _, t := range list {
		m[t.Name] = t
	}
	return m
}

// readTables reads the list. A line that cannot be read is a programmer's
// mistake.
func readTables() (list []Table) {
	file, err := tablesText.Open("migrations/tables.txt")
	if err != nil {
		panic(err)
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		fields := strings.Fields(text)
		if len(fields) < 2 || !slices.Contains([]string{History, Erased, Settled, Head, Work}, fields[1]) {
			panic(fmt.Sprintf("store: tables.txt: %q: a line is a table, what it is, and why", text))
		}
		t := Table{Name: fields[0], Kind: fields[1], Why: strings.Join(fields[2:], " ")}
		if moving, ok := strings.CutPrefix(t.Why, "but "); ok && t.Kind == History {
			for _, column := range strings.Split(moving, ",") {
				t.Moves = append(t.Moves, strings.TrimSpace(column))
			}
		}
		list = append(list, t)
	}
	return list
}
