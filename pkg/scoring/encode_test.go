package scoring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// brokenPipe takes some bytes and then no more.
type brokenPipe struct{ left int }

var errBroken = errors.New("broken pipe")

func (p *brokenPipe) Write(b []byte) (int, error) {
	if p.left -= len(b); p.left < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestWritingStopsWithTheWriter(t *testing.T) {
	s := benchSheet(200, anchored, 30)
	for _, room := range []int{0, 100_000} {
		if err := WriteResult(&brokenPipe{room}, s); !errors.Is(err, errBroken) {
			t.Errorf("room for %d bytes: got %v", room, err)
		}
	}
	s.Version = 3
	var b bytes.Buffer
	if err := WriteResult(&b, s); err == nil || b.Len() > 0 {
		t.Errorf("a wrong sheet: got %v and %d bytes", err, b.Len())
	}
}

func TestNamesOfAnyKindSurviveTheTrace(t *testing.T) {
	names := []string{"<A & Sons>", "\"quoted\\\"", "tab\tnew\nline\x01", "Ünïcödé 𝄞", "\u2028", "\b\f\r"}
	s := oneMeasure(func(*Criterion) {}, 1, 2, 3, 4, 5, 6)
	for i, name := range names {
		s.Bids[i].ID = name
	}
	r := mustScore(t, s)
	for _, text := range [][]byte{r.AppendJSON(nil), mustMarshal(t, r)} {
		var back Result
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		for i, place := range back.Ranking {
			if place.Bid != names[len(names)-1-i] {
				t.Errorf("place %d: got %q", i, place.Bid)
			}
		}
	}
	s.Bids[0].ID = "\xff"
	if !strings.Contains(string(mustScore(t, s).AppendJSON(nil)), `"bid":"`+"\uFFFD") {
		t.Error("a byte that is no UTF-8 was let through")
	}
}

func mustMarshal(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestFiguresAndExactValues(t *testing.T) {
	for _, row := range []struct {
		exact  string
		places int
		shown  string
	}{
		{"66", 2, "66.00"},
		{"200/3", 2, "66.67"},
		{"-1/3", 1, "-0.3"},
		{"-1/1000", 2, "0.00"},
		{"5", 0, "5"},
		{"123456789012345/10", 2, "12345678901234.5"},
		{"12345678901234567", 2, "12345678901234567"},
		{"1/3", 12, "0.333333333333"},
	} {
		r := Exact(row.exact).Rat()
		if got := figureOf(r, row.places, HalfUp); string(got) != row.shown {
			t.Errorf("%s to %d: got %s, want %s", row.exact, row.places, got, row.shown)
		}
		if back := Figure(row.shown).Rat(); back == nil || roundRat(r, row.places, HalfUp).Cmp(back) != 0 && row.places == 2 && len(row.shown) < 10 {
			t.Errorf("%s read back: %v", row.shown, back)
		}
	}
	for _, text := range []string{"", "1e999999999", "1/0", "x", "1//2"} {
		if Exact(text).Rat() != nil {
			t.Errorf("%q was read as a rational", text)
		}
	}
	for _, text := range []string{"", "1e9", "1.2.3", "1/2"} {
		if Figure(text).Rat() != nil {
			t.Errorf("%q was read as a figure", text)
		}
		if err := new(Figure).UnmarshalJSON([]byte(text)); err == nil || err.Error() == "" {
			t.Errorf("%q was read from JSON: %v", text, err)
		}
	}
	if text := mustMarshal(t, Ranked{}); string(text) != `{"bid":"","rank":0,"total":0,"exact":""}` {
		t.Errorf("an empty place: %s", text)
	}
	if text := string(Result{Nodes: []Node{{}}, Ranking: []Ranked{{}}}.AppendJSON(nil)); !json.Valid([]byte(text)) {
		t.Errorf("an empty line: %s", text)
	}
	if got := fullFigure(Exact("1/3").Rat()); got != "0.333333333333" {
		t.Errorf("a figure that does not end: %s", got)
	}
}

func TestWordsRefuseWhatIsNoWord(t *testing.T) {
	for _, text := range []string{`""`, `1`, `null`, `{}`} {
		for _, word := range []json.Unmarshaler{new(Basis), new(Step), new(RoundingRule), new(RankOn), new(Outside), new(WhenEqual)} {
			if err := word.UnmarshalJSON([]byte(text)); err == nil || err.Error() == "" {
				t.Errorf("%T took %s", word, text)
			}
		}
	}
	var b Basis
	if err := b.UnmarshalJSON([]byte(`"weighted_\u0073um"`)); err != nil || b != WeightedSum {
		t.Errorf("an escaped letter: %q, %v", b, err)
	}
}

func TestFaultsWithoutAPlace(t *testing.T) {
	if got := (Fault{Message: "all wrong"}).String(); got != "all wrong" {
		t.Errorf("got %q", got)
	}
}

func TestPlansRefuseWhatSheetsRefuse(t *testing.T) {
	s := sheetFile(t)
	wrong := s.Method
	wrong.Basis = "best"
	if _, err := Compile(wrong, s.Tender); err == nil || !strings.HasPrefix(err.Error(), "/method/basis") {
		t.Errorf("a wrong method: %v", err)
	}
	if _, err := Compile(s.Method, Tender{}); err == nil || !strings.HasPrefix(err.Error(), "/tender/years") {
		t.Errorf("a missing term: %v", err)
	}
	p, err := Compile(s.Method, s.Tender)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Table([]Bid{{}}); err == nil || !strings.HasPrefix(err.Error(), "/bids/0/id") {
		t.Errorf("a wrong bid: %v", err)
	}
}

func TestRankingOfNumbersThatDoNotFitWords(t *testing.T) {
	// Thirty relative functions whose bests share no factor need totals of several words; prices at the limit of money need wide marks.
	var weights []decimal.Weight
	var functions []Function
	var rows [][]decimal.Number
	for i := range 30 {
		weights = append(weights, decimal.Weight([]int64{333, 334, 333}[i%3]))
		functions = append(functions, Function{Name: RelativeToBest, Direction: Higher})
	}
	for b := range 4 {
		var row []decimal.Number
		for i := range 30 {
			row = append(row, decimal.FromScaled(int64(1e14+(b+1)*(i*7919+1)), 3))
		}
		rows = append(rows, row)
	}
	weights[0] = 343
	for i := range weights[1:] {
		if sum := total(weights); sum != 10_000 {
			weights[i+1] -= decimal.Weight(min(sum-10_000, int64(weights[i+1])-1))
		}
	}
	s := measureSheet(t, weights, functions, rows)
	rows[3] = rows[2] // and a tie among them
	s.Bids = append(s.Bids, s.Bids[3])
	s.Bids[4].ID = "E"
	want := mustScore(t, s)
	p, err := Compile(s.Method, s.Tender)
	if err != nil {
		t.Fatal(err)
	}
	table, err := p.Table(s.Bids)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Rank(table)
	for i, place := range want.Ranking {
		if got.Bids[i] != place.Bid || got.Ranks[i] != place.Rank || exactOf(got.Total(i)) != place.Exact {
			t.Errorf("place %d: got %s %d %s, want %v", i, got.Bids[i], got.Ranks[i], got.Total(i), place)
		}
	}
	if fmt.Sprint(got.Ranks) != "[1 1 3 4 5]" {
		t.Errorf("ranks: %v", got.Ranks)
	}
}

func total(weights []decimal.Weight) (sum int64) {
	for _, w := range weights {
		sum += int64(w)
	}
	return sum
}

func TestFunctionsCanBeAskedAlone(t *testing.T) {
	f := Function{Name: RelativeToBest, Direction: Lower}
	if f.Check() != nil {
		t.Errorf("got %v", f.Check())
	}
	if got := f.Mark(Exact("4").Rat(), Exact("4").Rat(), nil, Exact("3").Rat()); exactOf(got) != "75" {
		t.Errorf("got %s", got)
	}
	if got := f.Mark(nil, Exact("4").Rat()); got.Sign() != 0 {
		t.Errorf("not offered: got %s", got)
	}
	if got := new(fixed(0, 1)).Mark(Exact("4").Rat()); exactOf(got) != "100" {
		t.Errorf("beyond the best: got %s", got)
	}
	got := f.Mark(Exact("3").Rat(), Exact("3").Rat())
	if got.SetInt64(5); hundred.Cmp(Exact("100").Rat()) != 0 {
		t.Error("a mark that was changed changed the package")
	}
	if faults := (Function{Name: Bands}).Check(); len(faults) != 1 || faults[0].Pointer != "/bands" {
		t.Errorf("got %v", faults)
	}
}

// TestLargeTracesAreWrittenSideBySideInOrder: the parts that several goroutines work out are together what one writes, with every function that
// keeps something of its own, with figures that words do not hold, and with writers that break.
func TestLargeTracesAreWrittenSideBySideInOrder(t *testing.T) {
	functions := []*Function{
		{Name: Logarithmic, HalvingFactor: digits("2.5")},
		{Name: RelativeToBest, Direction: Lower},
		{Name: MinMax, Direction: Higher},
		{Name: MeanDeviation, Direction: Higher},
		{Name: StandardDifferential},
		{Name: FixedLinear, Worst: digits("0"), Best: digits("123.456789")},
	}
	s := benchSheet(700, func(i int) *Function { return functions[i%len(functions)] }, 300)
	for i := range s.Bids {
		for code := range s.Bids[i].Commitments {
			s.Bids[i].Commitments[code]++ // nobody offers nothing, so that the lowest is no 0
		}
		if i%7 == 0 {
			delete(s.Bids[i].Commitments, "3")
		}
	}
	s.Bids[5].Commitments["4"] = maxQuantity
	r, err := Score(s)
	if err != nil {
		t.Fatal(err)
	}
	want := r.AppendJSON(nil)
	for _, processors := range []int{1, 2, 5} {
		before := runtime.GOMAXPROCS(processors)
		var b bytes.Buffer
		err := WriteResult(&b, s)
		if err != nil || !bytes.Equal(b.Bytes(), want) {
			t.Errorf("with %d processors: %v, %d bytes, want %d", processors, err, b.Len(), len(want))
		}
		for _, room := range []int{0, 10, 200_000, len(want) - 1} {
			if err := WriteResult(&brokenPipe{room}, s); !errors.Is(err, errBroken) {
				t.Errorf("with %d processors and room for %d bytes: %v", processors, room, err)
			}
		}
		runtime.GOMAXPROCS(before)
	}
}
