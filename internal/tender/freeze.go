package tender

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// freeze copies a template's method into the tender with its defaults written
// out, so that what was published can be hashed and never means anything else.
// Where ties are drawn, a fresh secret is made now and the method commits to
// it: nobody can choose the outcome of the draw once bids are known.
func (t *Tender) freeze(from template.Template, secret func() []byte) error {
	m, err := from.Tree()
	if err != nil {
		return err
	}
	m = m.WithDefaults()
	for i := range m.TieBreak {
		if m.TieBreak[i].By == scoring.ByDraw {
			seed := secret()
			sum := sha256.Sum256(seed)
			t.DrawSeed, m.TieBreak[i].Commitment = hex.EncodeToString(seed), "sha256:"+hex.EncodeToString(sum[:])
		}
	}
	form, err := canonical.JSON(m)
	if err != nil {
		return fmt.Errorf("freeze the method: %w", err)
	}
	t.Method = string(form)
	t.MethodHash, err = m.Hash()
	return err
}

func readTree(text string) (scoring.Method, error) {
	var m scoring.Method
	if err := strictjson.Decode([]byte(text), &m, strictjson.Default); err != nil {
		return m, fmt.Errorf("read the frozen method: %w", err)
	}
	return m, nil
}

// needs tells what the leaves of a method ask of the tender beside the bids.
type needs struct {
	estimate bool // something is taken per £ million
	years    bool // something is taken per year, or added up over the years
	measures bool // commitments are asked for, whose profiles lie within the term
}

func (n *needs) look(list []scoring.Criterion) {
	for _, c := range list {
		n.estimate = n.estimate || c.PerMillion
		n.years = n.years || c.PerYear || c.Kind == scoring.ValueLeaf
		n.measures = n.measures || c.Kind == scoring.MeasureLeaf || c.Kind == scoring.ValueLeaf
		n.look(c.Criteria)
	}
}

// Codes lists the measures and components that a method asks commitments for,
// each once, in the order of the tree.
func Codes(m scoring.Method) []string {
	var codes []string
	seen := map[string]bool{}
	add := func(code string) {
		if !seen[code] {
			seen[code] = true
			codes = append(codes, code)
		}
	}
	var walk func([]scoring.Criterion)
	walk = func(list []scoring.Criterion) {
		for _, c := range list {
			if c.Kind == scoring.MeasureLeaf {
				add(c.Measure)
			}
			for _, v := range c.Measures {
				add(v.Measure)
			}
			walk(c.Criteria)
		}
	}
	walk(m.Criteria)
	return codes
}

// Leaves lists the criteria of one kind, in the order of the tree.
func Leaves(m scoring.Method, kind scoring.Kind) []scoring.Criterion {
	var found []scoring.Criterion
	var walk func([]scoring.Criterion)
	walk = func(list []scoring.Criterion) {
		for _, c := range list {
			if c.Kind == kind && c.Criteria == nil {
				found = append(found, c)
			}
			walk(c.Criteria)
		}
	}
	walk(m.Criteria)
	return found
}
