package scoring

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestFastEngineEqualsSpecification is the promise of the package: on sheets of every kind the fast engine gives the specification's result to
// the last digit of every rational and every word of every step.
func TestFastEngineEqualsSpecification(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		want, err := Specification(s)
		if err != nil {
			t.Fatalf("a right sheet was refused: %v", err)
		}
		got, err := Score(s)
		if err != nil {
			t.Fatalf("the fast engine refused what the specification scored: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("specification (-) and fast engine (+) differ:\n%s", diff)
		}
	})
}

func TestStreamedAndMarshalledResultsAreTheSameBytes(t *testing.T) {
	type plain Result // without the package's own writer
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		r, err := Score(s)
		if err != nil {
			t.Fatal(err)
		}
		var streamed, reflected bytes.Buffer
		if err := WriteResult(&streamed, s); err != nil {
			t.Fatal(err)
		}
		encoder := json.NewEncoder(&reflected)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(plain(r)); err != nil {
			t.Fatal(err)
		}
		if want := bytes.TrimSpace(reflected.Bytes()); !bytes.Equal(streamed.Bytes(), want) || !bytes.Equal(r.AppendJSON(nil), want) {
			t.Fatalf("streamed:\n%s\nappended:\n%s\nby reflection:\n%s", streamed.Bytes(), r.AppendJSON(nil), want)
		}
		var back Result
		if err := json.Unmarshal(streamed.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, back); diff != "" {
			t.Fatalf("a result read back differs:\n%s", diff)
		}
	})
}

func TestInputHashEqualsThatOfTheGeneralWriter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		if rapid.Bool().Draw(t, "odd names") && len(s.Bids) > 0 {
			s.Bids[0].ID = rapid.String().Draw(t, "id")
			s.Bids[0].Commitments = map[string]decimal.Quantity{rapid.String().Draw(t, "code"): 1, "\U0001F600": 2, "\uE000": 3}
		}
		if rapid.Bool().Draw(t, "no tender") {
			s.Tender = Tender{}
		}
		want, err := canonical.Hash(inputs{s.Tender, s.Bids, s.DrawSeed})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.InputHash(); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

type inputs struct {
	Tender   Tender `json:"tender"`
	Bids     []Bid  `json:"bids"`
	DrawSeed string `json:"drawSeed,omitempty"`
}
