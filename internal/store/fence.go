package store

import (
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// A fence says which rows of a table a unit of work may reach at all, whatever
// its use case asks for: those of the organisation that acts, and what has
// become readable to it. It is put around every query of the mapper, on both
// databases; on PostgreSQL a row-level security policy of the same words stands
// behind it, for whatever else reaches the table.
//
// In its words, org is the organisation that acts, overseer whether it acts for
// the installation, and b and t are tables beside.
var fences = map[string]string{
	"bids":                 bidSeen("bids"),
	"bid_drafts":           bySupplier("bid_drafts"),
	"bid_files":            byBid("bid_files"),
	"bid_versions":         byBid("bid_versions"),
	"bid_version_files":    byBid("bid_version_files"),
	"opened_documents":     byBid("opened_documents"),
	"opened_files":         byBid("opened_files"),
	"opened_commitments":   byBid("opened_commitments"),
	"opened_periods":       byBid("opened_periods"),
	"opened_answers":       byBid("opened_answers"),
	"opened_gates":         byBid("opened_gates"),
	"opened_prices":        byBid("opened_prices"),
	"bid_snapshots":        byBid("bid_snapshots"),
	"supplier_keys":        "supplier_keys.owner_id = @org",
	"registered_interests": "registered_interests.supplier_id = @org",
	"scores":               "EXISTS (SELECT 1 FROM tenders AS t WHERE t.id = scores.tender_id AND (t.owner_id = @org OR @overseer))",
}

// bidSeen is whoever may reach a bid: its supplier; and once the tender was
// opened, whoever bought, and the overseers.
func bidSeen(bid string) string {
	return bid + ".supplier_id = @org OR EXISTS (SELECT 1 FROM tenders AS t WHERE t.id = " + bid + ".tender_id AND t.opened_at IS NOT NULL AND (t.owner_id = @org OR @overseer))"
}

func byBid(table string) string {
	return "EXISTS (SELECT 1 FROM bids AS b WHERE b.id = " + table + ".bid_id AND (" + bidSeen("b") + "))"
}

// bySupplier is for what is the supplier's alone for ever.
func bySupplier(table string) string {
	return "EXISTS (SELECT 1 FROM bids AS b WHERE b.id = " + table + ".bid_id AND b.supplier_id = @org)"
}

// Fenced lists the tables that have a fence.
func Fenced() []string {
	names := make([]string, 0, len(fences))
	for name := range fences {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// reach is how far a unit of work sees.
type reach struct {
	organisation string
	overseer     bool
	service      bool // the service's own work, which nobody asked for
}

// reachOf is how far an actor sees. A request always has its identifier; what
// has none, and nobody acts in it, is the service's own work: closing tenders,
// numbering events, starting.
func reachOf(tx *Tx) reach {
	r := reach{organisation: tx.Actor.OrganisationID, overseer: tx.Actor.Oversees, service: !tx.Actor.Known() && tx.Actor.RequestID == ""}
	if r.organisation == "" {
		r.organisation = "00000000-0000-0000-0000-000000000000"
	}
	return r
}

// Beyond lets a unit of work reach over the fences until the function that it
// returns is called: for the few use cases whose rule is about other
// organisations' things, such as opening their bids. Who calls it, and why, is
// listed in a test.
//
//	defer tx.Beyond("open what was handed in")()
func (tx *Tx) Beyond(why string) (back func()) {
	if why == "" {
		panic("store: nobody goes beyond the fences without a reason")
	}
	before := tx.reach
	tx.reach.service = true
	return func() { tx.reach = before }
}

// fence narrows a query of the mapper to what its unit of work may reach.
func fence(g *gorm.DB) {
	where, fenced := fences[g.Statement.Table]
	if !fenced || g.Error != nil || g.Statement.SQL.Len() > 0 {
		return
	}
	tx, ok := g.Statement.Context.Value(working{}).(*Tx)
	if !ok || tx.reach.service {
		return
	}
	bracket(g.Statement)
	g.Statement.AddClause(clause.Where{Exprs: []clause.Expression{clause.NamedExpr{
		SQL: "(" + where + ")", Vars: []any{map[string]any{"org": tx.reach.organisation, "overseer": tx.reach.overseer}},
	}}})
}

// bracket puts what a query asks for in brackets, so that an OR in it does not
// lead around the fence.
func bracket(s *gorm.Statement) {
	c, ok := s.Clauses["WHERE"]
	if !ok {
		return
	}
	if where, ok := c.Expression.(clause.Where); ok && len(where.Exprs) > 0 {
		where.Exprs = []clause.Expression{clause.And(where.Exprs...)}
		c.Expression = where
		s.Clauses["WHERE"] = c
	}
}

// fenceIn puts the fences around every query, of both pools.
func (db *DB) fenceIn() error {
	if db.read != db.write {
		if err := fenceOf(db.read); err != nil {
			return err
		}
	}
	return fenceOf(db.write)
}

func fenceOf(g *gorm.DB) error {
	c := g.Callback()
	for _, err := range []error{
		c.Query().Before("gorm:query").Register("assay:fence", fence),
		c.Row().Before("gorm:row").Register("assay:fence", fence),
		c.Update().Before("gorm:update").Register("assay:fence", fence),
		c.Delete().Before("gorm:delete").Register("assay:fence", fence),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

var fencedName = regexp.MustCompile(`@(org|overseer)\b`)

// policy is a fence in the words of a row-level security policy.
func policy(where string) string {
	return "assay_service() OR " + fencedName.ReplaceAllStringFunc(where, func(word string) string {
		if word == "@org" {
			return "assay_organisation()"
		}
		return "assay_overseer()"
	})
}

// touchesFence reports whether a statement could name a fenced table.
func touchesFence(sql string) bool {
	for _, stem := range []string{"bid", "opened_", "scores", "supplier_keys", "registered_interests"} {
		if strings.Contains(sql, stem) {
			return true
		}
	}
	return false
}
