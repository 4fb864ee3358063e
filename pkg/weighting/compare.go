package weighting

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Pairwise is a full set of comparisons: every two criteria once.
type Pairwise struct {
	// Items are the ids of 2 to 15 sibling criteria.
	Items []string `json:"items"`
	// Judgements holds every pair exactly once, in any order.
	Judgements []Judgement `json:"judgements"`
}

// Judgement says that More is Times as important as Less. Times is from 1 (equally important) to 9 (extremely more important), on
// Saaty's scale: 3 moderately, 5 strongly, 7 very strongly; values between are legal.
type Judgement struct {
	More  string         `json:"more"`
	Less  string         `json:"less"`
	Times decimal.Number `json:"times"`
}

// saaty is the publication that both forms of comparison follow.
const saaty = "Saaty, The Analytic Hierarchy Process (1980); priorities are the mean of the normalised columns"

// FromPairs derives weights from comparisons. The reciprocal of a judgement is exact (a third is a third). Each criterion's weight is
// the mean of its row after every column has been divided by its sum. Statements that contradict each other too much (a consistency
// ratio above 0.1) give the warning "inconsistent", which names the judgement that fits the others worst.
//
// Refused, all at once: fewer than 2 or more than 15 criteria, an id missing or twice, a judgement about an unknown criterion or about
// one and itself, a pair judged twice or not at all, and a Times outside 1 to 9.
func FromPairs(p Pairwise) (Derivation, error) {
	var wrong faults
	checkCount(&wrong, "/items", len(p.Items))
	checkIDs(&wrong, p.Items, func(i int) string { return fmt.Sprintf("/items/%d", i) })
	matrix := p.matrix(&wrong)
	if err := wrong.refused(); err != nil {
		return Derivation{}, err
	}
	return derive(Derivation{Pairwise: &p}, p.Items, matrix)
}

// matrix lays the judgements out as a square table with exact reciprocals.
func (p Pairwise) matrix(wrong *faults) [][]*big.Rat {
	place := map[string]int{}
	matrix := make([][]*big.Rat, len(p.Items))
	for i, id := range p.Items {
		place[id] = i
		matrix[i] = make([]*big.Rat, len(p.Items))
		matrix[i][i] = big.NewRat(1, 1)
	}
	for n, j := range p.Judgements {
		at := fmt.Sprintf("/judgements/%d", n)
		more, knownMore := place[j.More]
		less, knownLess := place[j.Less]
		if !knownMore {
			wrong.add(at+"/more", "unknown-item", fmt.Sprintf("%q is not one of the items", j.More))
		}
		if !knownLess {
			wrong.add(at+"/less", "unknown-item", fmt.Sprintf("%q is not one of the items", j.Less))
		}
		if j.Times.Cmp(decimal.FromInt(1)) < 0 || j.Times.Cmp(decimal.FromInt(9)) > 0 {
			wrong.add(at+"/times", "out-of-range", "times is from 1 (equal) to 9; to say that it is less important, change more and less round")
		} else if knownMore && knownLess {
			judge(wrong, at, matrix, more, less, j)
		}
	}
	p.missing(wrong, matrix, len(place))
	return matrix
}

// judge writes one judgement and its reciprocal.
func judge(wrong *faults, at string, matrix [][]*big.Rat, more, less int, j Judgement) {
	switch {
	case more == less:
		wrong.add(at, "same-item", j.More+" cannot be compared with itself")
	case matrix[more][less] != nil:
		wrong.add(at, "duplicate-pair", j.More+" and "+j.Less+" have been compared already")
	default:
		matrix[more][less] = j.Times.Rat()
		matrix[less][more] = new(big.Rat).Inv(matrix[more][less])
	}
}

// missing names the pairs that nobody compared. Where ids stand twice the pairs cannot be told apart, and that fault is enough.
func (p Pairwise) missing(wrong *faults, matrix [][]*big.Rat, different int) {
	if different != len(p.Items) || len(p.Items) > limit {
		return
	}
	for i := range matrix {
		for j := i + 1; j < len(matrix); j++ {
			if matrix[i][j] == nil {
				wrong.add("/judgements", "missing-pair", p.Items[i]+" and "+p.Items[j]+" have not been compared")
			}
		}
	}
}

// limit is where the random-index table ends.
const limit = 15

func checkCount(wrong *faults, at string, n int) {
	if n < 2 || n > limit {
		wrong.add(at, "wrong-count", fmt.Sprintf("%d criteria were given; compare 2 to %d (past 7 or so people contradict themselves: group them into branches)", n, limit))
	}
}

// derive gives the weights of a checked matrix, beside the answers already in d.
func derive(d Derivation, ids []string, matrix [][]*big.Rat) (Derivation, error) {
	priorities := columnMeans(matrix)
	consistency := consistent(ids, matrix, priorities)
	d.Kind, d.Method, d.Source, d.Consistency, d.Warnings = Kind, PairwiseComparison, saaty, &consistency, []Warning{}
	if !consistency.Acceptable {
		d.Warnings = append(d.Warnings, Warning{"inconsistent", "", fmt.Sprintf("The consistency ratio is %s, above 0.1: the answers contradict one another. Talk first about the one that fits worst: %s", consistency.Ratio, consistency.Worst.Words)})
	}
	return d.rounded(ids, priorities, func(i int) string { return fmt.Sprintf("/items/%d", i) })
}

// columnMeans divides every column by its sum and takes the mean of every row.
func columnMeans(matrix [][]*big.Rat) []*big.Rat {
	means := make([]*big.Rat, len(matrix))
	for i := range means {
		means[i] = new(big.Rat)
	}
	for j := range matrix {
		sum := new(big.Rat)
		for i := range matrix {
			sum.Add(sum, matrix[i][j])
		}
		for i := range matrix {
			means[i].Add(means[i], new(big.Rat).Quo(matrix[i][j], sum))
		}
	}
	for i := range means {
		means[i].Quo(means[i], big.NewRat(int64(len(matrix)), 1))
	}
	return means
}
