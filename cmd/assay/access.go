package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/api"
)

// accessCommand prints who may do what. It needs no database: the table is part
// of the program.
type accessCommand struct {
	Operation []string `arg:"" optional:"" help:"Only these operations."`
	Role      string   `help:"Only what one role may do: officer, supplier …; public for what everybody may."`
	JSON      bool     `name:"json" help:"Print JSON."`
}

// Run prints the table.
func (c *accessCommand) Run(w world) error {
	rows := slices.DeleteFunc(api.AccessRows(), func(r api.AccessRow) bool {
		return len(c.Operation) > 0 && !slices.Contains(c.Operation, r.Operation) || c.Role != "" && !c.opens(r)
	})
	if len(rows) == 0 {
		return fmt.Errorf("nothing in the table is of that name: see assay access")
	}
	if c.JSON {
		out := json.NewEncoder(w.stdout)
		out.SetIndent("", "  ")
		return out.Encode(rows)
	}
	t := newTable("operation", "route", "who", "whose", "when")
	for _, r := range rows {
		t.row(r.Operation, r.Method+" "+r.Path, r.Who(), string(r.Relation), r.When())
	}
	t.print(w.stdout)
	return nil
}

// opens reports whether a line lets the role in.
func (c *accessCommand) opens(r api.AccessRow) bool {
	return slices.Contains(r.Roles, c.Role) || slices.Contains(r.Roles, "public") || c.Role != "public" && slices.Contains(r.Roles, "signed in")
}
