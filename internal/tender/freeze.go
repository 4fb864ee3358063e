package tender

import (
	"fmt"

	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

func readTree(text string) (scoring.Method, error) {
	var m scoring.Method
	if err := strictjson.Decode([]byte(text), &m, strictjson.Default); err != nil {
		return m, fmt.Errorf("read the frozen method: %w", err)
	}
	return m, nil
}
