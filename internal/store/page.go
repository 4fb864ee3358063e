package store

import "gorm.io/gorm"

// Page asks for a part of a list, newest first: at most Limit rows that were
// made before After. An empty After starts at the newest.
type Page struct {
	Limit int
	After string
}

// Of narrows a query to the page, and one row more, which tells whether
// another page follows. The table's id is its order.
func (p Page) Of(q *gorm.DB) *gorm.DB {
	if p.After != "" {
		q = q.Where("id < ?", p.After)
	}
	return q.Order("id DESC").Limit(p.Limit + 1)
}

// Cut takes the extra row off again. Next is where the following page starts,
// empty at the end.
func Cut[T any](p Page, rows []T, id func(T) string) (items []T, next string) {
	if len(rows) <= p.Limit {
		return rows, ""
	}
	items = rows[:p.Limit]
	return items, id(items[p.Limit-1])
}
