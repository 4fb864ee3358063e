package catalogue

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// Knowsley is the catalogue that every installation starts with: the outcomes
// and measures of "Knowsley: An Emerging Approach to Social Value" (Knowsley
// Council and partners, 2012). Wordings are the source's own; units,
// directions, aggregations, levels, evidence and cautions are proposals that an
// owner may revise in a later version.
//
//go:embed knowsley-2012.json
var Knowsley []byte

// Document is a whole catalogue in one file.
type Document struct {
	NewCatalogue

	Outcomes []NumberedOutcome `json:"outcomes"`
	Measures []NewMeasure      `json:"measures"`
}

// NumberedOutcome is an outcome in a document.
type NumberedOutcome struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
}

var errSeeded = errors.New("catalogue: the first catalogue is there")

// Seed publishes the catalogue of Knowsley for the organisation that runs the
// installation. It does so once, however often and by however many replicas it
// is called.
func (s *Service) Seed(ctx context.Context) error {
	var d Document
	if err := strictjson.Decode(Knowsley, &d, strictjson.Default); err != nil {
		return fmt.Errorf("read the first catalogue: %w", err)
	}
	ctx = actor.With(ctx, actor.System("start"))
	_, err := store.Write(ctx, s.DB, func(tx *store.Tx) (Catalogue, error) { return d.seed(tx) })
	if errors.Is(err, errSeeded) || errors.Is(err, ErrCode) {
		return nil
	}
	return err
}

func (d Document) seed(tx *store.Tx) (Catalogue, error) {
	owner, err := identity.Installation(tx)
	if err != nil {
		return Catalogue{}, fmt.Errorf("find who runs the installation: %w", err)
	}
	last, err := lastNumber(tx, owner.ID, d.Code)
	if err != nil {
		return Catalogue{}, err
	}
	if last > 0 {
		return Catalogue{}, errSeeded
	}
	c := Catalogue{
		ID: tx.NewID(), OwnerID: owner.ID, Code: d.Code, Number: 1, Title: d.Title, Description: d.Description,
		Status: Draft, CreatedAt: tx.Now, Version: 1,
	}
	if err := insert(tx, c); err != nil {
		return c, err
	}
	if err := c.fill(tx, d.outcomes(), d.measures()); err != nil {
		return c, err
	}
	return c, c.publish(tx, c.Version)
}

func (d Document) outcomes() []Outcome {
	list := make([]Outcome, len(d.Outcomes))
	for i, o := range d.Outcomes {
		list[i] = Outcome{Number: o.Number, Title: o.Title}
	}
	return list
}

func (d Document) measures() []Measure {
	list := make([]Measure, len(d.Measures))
	for i, m := range d.Measures {
		list[i] = m.measure("")
		if list[i].Position == 0 {
			list[i].Position = i + 1
		}
	}
	return list
}
