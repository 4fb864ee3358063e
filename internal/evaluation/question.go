package evaluation

import (
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/scoring"
)

// leaves visits the leaves of a tree, in its order.
func leaves(list []scoring.Criterion, visit func(scoring.Criterion)) {
	for _, c := range list {
		if c.Criteria != nil {
			leaves(c.Criteria, visit)
		} else {
			visit(c)
		}
	}
}

// find finds a leaf; nil where there is none of that name.
func find(list []scoring.Criterion, id string) (found *scoring.Criterion) {
	leaves(list, func(c scoring.Criterion) {
		if c.ID == id {
			found = &c
		}
	})
	return found
}

// questions lists the ids of the questions that a panel scores.
func questions(list []scoring.Criterion) (ids []string) {
	leaves(list, func(c scoring.Criterion) {
		if c.Kind == scoring.QuestionLeaf {
			ids = append(ids, c.ID)
		}
	})
	return ids
}

func onScale(scale []scoring.Level, level int) bool {
	for _, l := range scale {
		if l.Level == level {
			return true
		}
	}
	return false
}

func levels(scale []scoring.Level) string {
	words := make([]string, len(scale))
	for i, l := range scale {
		words[i] = strconv.Itoa(l.Level)
	}
	return strings.Join(words, ", ")
}
