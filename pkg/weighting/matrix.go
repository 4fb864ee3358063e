package weighting

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Matrix is a whole comparison matrix as other tools write it: row i, column j says how many times as important item i is as item j.
// FromPairs asks for less and cannot contradict itself between the halves; use it where there is a choice.
type Matrix struct {
	Items   []string  `json:"items"`
	Entries [][]Ratio `json:"entries"`
}

// Ratio is an entry of a matrix: in JSON a plain decimal number, or a fraction of whole numbers in quotes ("1/7").
type Ratio struct{ rat *big.Rat }

// NewRatio is the ratio a : b. It panics when b is 0, which only a programmer can write.
func NewRatio(a, b int64) Ratio { return Ratio{big.NewRat(a, b)} }

// Rat returns the ratio as a rational; nil for the zero Ratio.
func (r Ratio) Rat() *big.Rat { return r.rat }

// MarshalJSON writes the ratio as a fraction in quotes, which loses nothing.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if r.rat == nil {
		return []byte("null"), nil
	}
	return json.Marshal(r.rat.RatString())
}

var fractionForm = regexp.MustCompile(`^[1-9][0-9]{0,14}(/[1-9][0-9]{0,14})?$`)

// UnmarshalJSON reads a plain decimal number or a fraction in quotes; anything else is an error.
func (r *Ratio) UnmarshalJSON(text []byte) error {
	var quoted string
	if json.Unmarshal(text, &quoted) == nil && text[0] == '"' {
		if !fractionForm.MatchString(quoted) {
			return fmt.Errorf("a ratio in quotes is a fraction such as \"1/7\", not %q", quoted)
		}
		r.rat, _ = new(big.Rat).SetString(quoted)
		return nil
	}
	n, err := decimal.Parse(string(text))
	if err != nil {
		return fmt.Errorf("a ratio is a plain decimal number or a fraction in quotes: %w", err)
	}
	r.rat = n.Rat()
	return nil
}

// FromMatrix derives weights from a whole matrix, as FromPairs does. The two halves must be reciprocal to within a thousandth, since
// other tools write a third as 0.333333; the numbers are then used as they stand.
//
// Refused, all at once: what FromPairs refuses, a matrix that is not square, an entry missing or outside 0.111 to 9, a diagonal that is
// not 1, and halves that contradict each other.
func FromMatrix(m Matrix) (Derivation, error) {
	var wrong faults
	checkCount(&wrong, "/items", len(m.Items))
	checkIDs(&wrong, m.Items, func(i int) string { return fmt.Sprintf("/items/%d", i) })
	matrix := m.entries(&wrong)
	if err := wrong.refused(); err != nil {
		return Derivation{}, err
	}
	return derive(Derivation{Matrix: &m}, m.Items, matrix)
}

// entries reads the square, naming each entry that cannot stand.
func (m Matrix) entries(wrong *faults) [][]*big.Rat {
	n := len(m.Items)
	if len(m.Entries) != n {
		wrong.add("/entries", "not-square", fmt.Sprintf("%d rows were given for %d items", len(m.Entries), n))
		return nil
	}
	matrix := make([][]*big.Rat, n)
	before := len(*wrong)
	for i, row := range m.Entries {
		if len(row) != n {
			wrong.add(fmt.Sprintf("/entries/%d", i), "not-square", fmt.Sprintf("the row has %d entries for %d items", len(row), n))
			continue
		}
		for j, entry := range row {
			checkEntry(wrong, i, j, entry.rat)
			matrix[i] = append(matrix[i], entry.rat)
		}
	}
	if len(*wrong) == before {
		checkReciprocal(wrong, matrix)
	}
	return matrix
}

func checkEntry(wrong *faults, i, j int, x *big.Rat) {
	at := fmt.Sprintf("/entries/%d/%d", i, j)
	switch {
	case x == nil:
		wrong.add(at, "missing", "every entry needs a ratio")
	case i == j && x.Cmp(big.NewRat(1, 1)) != 0:
		wrong.add(at, "diagonal-not-one", "a criterion is exactly once as important as itself")
	case x.Cmp(big.NewRat(111, 1000)) < 0 || x.Cmp(big.NewRat(9, 1)) > 0:
		wrong.add(at, "out-of-range", "a ratio lies between a ninth and 9")
	}
}

func checkReciprocal(wrong *faults, matrix [][]*big.Rat) {
	for i := range matrix {
		for j := i + 1; j < len(matrix); j++ {
			off := new(big.Rat).Mul(matrix[i][j], matrix[j][i])
			off.Abs(off.Sub(off, big.NewRat(1, 1)))
			if off.Cmp(big.NewRat(1, 1000)) > 0 {
				wrong.add(fmt.Sprintf("/entries/%d/%d", j, i), "not-reciprocal", fmt.Sprintf("%s here and %s in row %d contradict each other", matrix[j][i].RatString(), matrix[i][j].RatString(), i+1))
			}
		}
	}
}
