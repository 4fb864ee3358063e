package api

import (
	"slices"
	"strings"
)

// AccessRow is one way to be allowed one operation, for whoever reads the
// access table: people in docs/access.md, `assay access`, and the tests.
type AccessRow struct {
	Operation string   `json:"operation"`
	Method    string   `json:"method"`
	Path      string   `json:"path"`
	Roles     []string `json:"roles"` // "public" for everybody, "signed in" for every role
	InPerson  bool     `json:"inPerson"`
	Relation  Relation `json:"relation"`
	Phases    []Phase  `json:"phases"`
}

// AccessRows is the access table, in the order of the routes.
func AccessRows() []AccessRow {
	var rows []AccessRow
	for _, r := range Routes() {
		for _, rule := range r.grant.rules {
			rows = append(rows, AccessRow{
				Operation: r.Operation, Method: r.Method, Path: r.Path, Roles: r.grant.who(rule), InPerson: rule.InPerson, Relation: rule.Relation, Phases: rule.Phases,
			})
		}
	}
	return rows
}

func (g grant) who(r Rule) []string {
	switch {
	case g.public:
		return []string{"public"}
	case len(r.Roles) == 0:
		return []string{"signed in"}
	}
	names := make([]string, len(r.Roles))
	for i, role := range r.Roles {
		names[i] = string(role)
	}
	return names
}

// Who is the roles in words.
func (r AccessRow) Who() string {
	text := strings.ReplaceAll(strings.Join(r.Roles, ", "), "_", " ")
	if r.InPerson {
		text += " (in person)"
	}
	return text
}

// When is the phases in words: "any", "from opened", "draft to closed".
func (r AccessRow) When() string {
	if len(r.Phases) == 0 {
		return ""
	}
	first := slices.Index(Phases, r.Phases[0])
	last := first + len(r.Phases)
	switch {
	case len(r.Phases) == len(Phases):
		return "any"
	case len(r.Phases) == 1:
		return string(r.Phases[0])
	case last > len(Phases) || !slices.Equal(r.Phases, Phases[first:last]):
		words := make([]string, len(r.Phases))
		for i, p := range r.Phases {
			words[i] = string(p)
		}
		return strings.Join(words, ", ")
	case last == len(Phases):
		return "from " + string(r.Phases[0])
	}
	return string(r.Phases[0]) + " to " + string(Phases[last-1])
}
