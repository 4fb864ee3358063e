package scoring

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDefaultsWrittenOutGiveTheSameHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{T: t}
		method := m.sheet().Method
		if m.chance(50) {
			method.Basis, method.Rounding, method.RankOn, method.TieBreak = "", Rounding{}, "", nil
			if faults := method.Check(); faults != nil {
				t.Skip("this method needs its basis")
			}
		}
		short, err := method.Hash()
		if err != nil {
			t.Fatal(err)
		}
		full, err := method.WithDefaults().Hash()
		if err != nil || short != full {
			t.Fatalf("got %s and %s, %v", short, full, err)
		}
		changed := method
		changed.Criteria = slices.Clone(method.Criteria)
		changed.Criteria[0].Title = "another"
		if other, _ := changed.Hash(); other == short {
			t.Fatal("a changed title gave the same hash")
		}
	})
}

func TestDrawsCanBeRepeated(t *testing.T) {
	s := oneMeasure(func(*Criterion) {}, 1_000, 1_000, 1_000, 1_000)
	seed := slices.Repeat([]byte{7}, 32)
	s.DrawSeed = fmt.Sprintf("%x", seed)
	s.Method.TieBreak = []TieBreak{{By: ByDraw, Commitment: fmt.Sprintf("sha256:%x", sha(seed))}}
	r := mustScore(t, s)
	lots := map[string]string{}
	for _, b := range s.Bids {
		lots[fmt.Sprintf("%x", sha(append(append(slices.Clone(seed), 0), b.ID...)))] = b.ID
	}
	for i, key := range slices.Sorted(maps.Keys(lots)) {
		if r.Ranking[i].Bid != lots[key] || r.Ranking[i].Rank != i+1 {
			t.Errorf("place %d: got %v, want bid %s", i, r.Ranking[i], lots[key])
		}
	}
	if len(r.Ties) != 1 || *r.Ties[0].BrokenBy != "draw" {
		t.Errorf("ties: %v", r.Ties)
	}
}

func sha(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}
