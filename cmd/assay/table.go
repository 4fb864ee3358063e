package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/assay-engine/assay/pkg/legible"
)

// table lines up columns for a reader. Text stands left, figures right.
type table struct {
	head  []string
	right map[int]bool
	rows  [][]string
}

// newTable names the columns; a name that starts with > is a column of
// figures.
func newTable(columns ...string) *table {
	t := &table{right: map[int]bool{}}
	for i, c := range columns {
		name, figures := strings.CutPrefix(c, ">")
		t.head = append(t.head, legible.Text(name))
		t.right[i] = figures
	}
	return t
}

func (t *table) row(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = legible.Text(fmt.Sprint(c))
	}
	t.rows = append(t.rows, row)
}

// print writes the table, indented by two spaces.
func (t *table) print(w io.Writer) {
	width := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	line := func(cells []string) {
		var b strings.Builder
		b.WriteString("  ")
		for i, cell := range cells {
			gap := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				b.WriteString("  ")
			}
			if t.right[i] {
				b.WriteString(gap + cell)
			} else {
				b.WriteString(cell + gap)
			}
		}
		_, _ = fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
	line(t.head)
	rule := make([]string, len(width))
	for i, n := range width {
		rule[i] = strings.Repeat("─", n)
	}
	line(rule)
	for _, row := range t.rows {
		line(row)
	}
}
