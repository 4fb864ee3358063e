package bundle

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
)

// engine is one version of the scoring rules, for ever: the name in a result leads here, and here to the code that made it. A new version is
// a new row; a row is never changed. The bundles in testdata, one folder for each row, hold it to that.
type engine struct {
	// score answers a sheet with the canonical form of its result.
	score func(sheet []byte) ([]byte, error)
	// pools is every figure that marks take from rivals, in tree order.
	pools func(sheet []byte) ([]pool, error)
	// alone marks one bid from its own inputs and the pool figures.
	alone func(sheet []byte, figure poolFigures) (alone, error)
}

var engines = map[string]engine{
	"scoring/1": {score: scoreV1, pools: poolsV1, alone: aloneV1},
}

// Engines lists the versions of the scoring rules that [Verify] can compute.
func Engines() []string { return slices.Sorted(maps.Keys(engines)) }

// pool is one figure that marks take from rivals; exact is nil where nobody offered.
type pool struct {
	criterion, figure string
	exact             *string
}

// poolFigures looks up a revealed figure. It fails where the figure is hidden.
type poolFigures func(criterion, figure string) (exact *string, err error)

// alone is what can be said of one bid without its rivals: its nodes (without the steps in words), and its total or why it is excluded.
type alone struct {
	nodes    []scoring.Node
	total    *scoring.Ranked // without a rank
	excluded *scoring.Excluded
}

func scoreV1(document []byte) ([]byte, error) {
	sheet, err := scoring.Parse(document, scoring.LimitBytes(int64(len(document))))
	if err != nil {
		return nil, err
	}
	result, err := scoring.Score(sheet)
	if err != nil {
		return nil, err
	}
	if result.Engine != "scoring/1" {
		return nil, fmt.Errorf("bundle: the row of scoring/1 leads to %s", result.Engine)
	}
	return canonical.JSON(result)
}

// engineOf reads which engine a result names, and finds it.
func engineOf(result json.RawMessage) (name string, e engine, found bool) {
	var named struct {
		Engine string `json:"engine"`
	}
	if json.Unmarshal(result, &named) != nil {
		return "", engine{}, false
	}
	e, found = engines[named.Engine]
	return named.Engine, e, found
}
