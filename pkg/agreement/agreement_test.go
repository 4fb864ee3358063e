package agreement_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/agreement"
)

type published struct {
	ID     string
	Inputs struct {
		ByUnit  agreement.Ratings `json:"ratings_by_unit"`
		Ratings agreement.Ratings
	}
	Expected map[string]float64
}

func readPublished(t *testing.T) map[string]published {
	t.Helper()
	text, err := os.ReadFile("testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []published
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	byID := map[string]published{}
	for _, p := range list {
		byID[p.ID] = p
	}
	return byID
}

func near(t *testing.T, what string, c agreement.Coefficient, want float64, places int) {
	t.Helper()
	if c.Rat() == nil {
		t.Errorf("%s: %s (%s), want %v", what, c.State, c.Words, want)
		return
	}
	got, _ := c.Rat().Float64()
	if math.Abs(got-want) > 0.5000001*math.Pow10(-places) {
		t.Errorf("%s: got %v (exactly %s), want %v to %d places", what, got, c.Exact, want, places)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestPublishedExamples(t *testing.T) {
	all, coefficient := readPublished(t), must[agreement.Coefficient](t)
	for id, places := range map[string]int{"krippendorff-3x15": 6, "krippendorff-2011-4x12": 3} {
		for level, want := range all[id].Expected {
			near(t, id+" "+level, coefficient(agreement.Alpha(all[id].Inputs.ByUnit, agreement.Level(level))), want, places)
		}
	}
	fleiss := all["icc-shrout-fleiss-1979"]
	for name, want := range fleiss.Expected {
		form := agreement.Form(strings.ToLower(strings.Replace(name, ",4", ",k", 1)))
		near(t, name, coefficient(agreement.ICC(fleiss.Inputs.Ratings, form)), want, 2)
	}
	anxiety := all["kendall-w-anxiety"]
	w := must[agreement.Concordance](t)(agreement.KendallW(anxiety.Inputs.Ratings))
	near(t, "kendall-w", w.Coefficient, anxiety.Expected["W"], 7)
	if w.DegreesOfFreedom != 19 || !strings.HasPrefix(w.ChiSquare.String(), "30.76") {
		t.Errorf("chi square %s on %d degrees of freedom, want 3·19·W = 30.76 on 19", w.ChiSquare, w.DegreesOfFreedom)
	}
}

func TestNoVarianceIsAllAgree(t *testing.T) {
	parse := must[agreement.Ratings](t)
	for _, row := range []struct {
		what, table       string
		alpha, icc, kendW agreement.State
	}{
		{"everybody gave everything a 3", "3 3 3\n3 3 3", agreement.AllAgree, agreement.AllAgree, agreement.AllAgree},
		{"agreed on each, and the things differ", "1 1\n4 4", agreement.Measured, agreement.Measured, agreement.Measured},
		{"evaluators differ, things do not", "1 3\n1 3", agreement.Measured, agreement.Measured, agreement.AllAgree},
		{"exact opposites", "1 2\n2 1", agreement.Measured, agreement.Undefined, agreement.Measured},
		{"one thing", "1 2", agreement.Measured, agreement.TooFew, agreement.TooFew},
		{"one evaluator", "1\n2", agreement.TooFew, agreement.TooFew, agreement.TooFew},
		{"nothing scored twice", "1 -\n- 2", agreement.TooFew, agreement.TooFew, agreement.TooFew},
		{"the same wherever two scored", "3 3\n1 -", agreement.AllAgree, agreement.TooFew, agreement.TooFew},
		{"no table", "", agreement.TooFew, agreement.TooFew, agreement.TooFew},
	} {
		table := parse(agreement.Parse(row.table))
		alpha := must[agreement.Coefficient](t)(agreement.Alpha(table, agreement.Ordinal))
		icc := must[agreement.Coefficient](t)(agreement.ICC(table, agreement.ICC21))
		w := must[agreement.Concordance](t)(agreement.KendallW(table))
		if alpha.State != row.alpha || icc.State != row.icc || w.State != row.kendW {
			t.Errorf("%s: alpha %s, ICC %s, W %s; want %s, %s, %s", row.what, alpha.State, icc.State, w.State, row.alpha, row.icc, row.kendW)
		}
		text, err := json.Marshal([]any{alpha, icc, w})
		if err != nil || strings.Contains(string(text), "NaN") {
			t.Errorf("%s: %v %s", row.what, err, text)
		}
	}
}

func TestEveryICCFormHasAStateWhenThingsDoNotDiffer(t *testing.T) {
	table := must[agreement.Ratings](t)(agreement.Parse("1 3\n1 3\n1 3"))
	for form, want := range map[agreement.Form]agreement.State{
		agreement.ICC11: agreement.Measured, agreement.ICC21: agreement.Measured, agreement.ICC31: agreement.Undefined,
		agreement.ICC1K: agreement.Undefined, agreement.ICC2K: agreement.Measured, agreement.ICC3K: agreement.Undefined,
	} {
		c := must[agreement.Coefficient](t)(agreement.ICC(table, form))
		if c.State != want || (want == agreement.Measured) != (c.Value != nil) {
			t.Errorf("%s: %s with value %v, want %s", form, c.State, c.Value, want)
		}
	}
}

func TestAgreementDependsOnNeitherOrderNorUnit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		table, shuffled, scaled := randomTables(random)
		for _, level := range []agreement.Level{agreement.Nominal, agreement.Ordinal, agreement.Interval} {
			same(t, must[agreement.Coefficient](t)(agreement.Alpha(table, level)), must[agreement.Coefficient](t)(agreement.Alpha(shuffled, level)))
			same(t, must[agreement.Coefficient](t)(agreement.Alpha(table, level)), must[agreement.Coefficient](t)(agreement.Alpha(scaled, level)))
		}
		same(t, must[agreement.Coefficient](t)(agreement.ICC(table, agreement.ICC21)), must[agreement.Coefficient](t)(agreement.ICC(scaled, agreement.ICC21)))
		same(t, must[agreement.Concordance](t)(agreement.KendallW(table)).Coefficient, must[agreement.Concordance](t)(agreement.KendallW(shuffled)).Coefficient)
	}
}

// randomTables makes a table with gaps, the same with rows and columns turned round, and the same with every rating as 10x + 3.
func randomTables(random *rand.Rand) (table, shuffled, scaled agreement.Ratings) {
	rows, columns := 2+random.IntN(6), 2+random.IntN(4)
	var a, b, c strings.Builder
	cells := make([][]int, rows)
	for i := range cells {
		cells[i] = make([]int, columns)
		for j := range cells[i] {
			cells[i][j] = random.IntN(7) - 1
		}
	}
	cell := func(into *strings.Builder, x, times, more int) {
		if x < 0 {
			into.WriteString(" -")
			return
		}
		fmt.Fprintf(into, " %d", x*times+more)
	}
	for i := range cells {
		for j := range columns {
			cell(&a, cells[i][j], 1, 0)
			cell(&b, cells[rows-1-i][columns-1-j], 1, 0)
			cell(&c, cells[i][j], 10, 3)
		}
		a.WriteString("\n")
		b.WriteString("\n")
		c.WriteString("\n")
	}
	table, _ = agreement.Parse(a.String())
	shuffled, _ = agreement.Parse(b.String())
	scaled, _ = agreement.Parse(c.String())
	return table, shuffled, scaled
}

func same(t *testing.T, a, b agreement.Coefficient) {
	t.Helper()
	if a.State != b.State || a.Exact != b.Exact {
		t.Errorf("%s: %s %s beside %s %s", a.Name, a.State, a.Exact, b.State, b.Exact)
	}
}

func TestWrongTablesAreRefused(t *testing.T) {
	if _, err := agreement.Parse("1 2\n3 1e9\n-x 4"); !names(err, "/1/1", "/2/0") {
		t.Errorf("two ratings that are no numbers: %v", err)
	}
	if _, err := agreement.Parse("1 2\n3"); !names(err, "/1") {
		t.Errorf("a short row: %v", err)
	}
	ragged := agreement.Ratings{{nil, nil}, {nil}}
	_, alpha := agreement.Alpha(ragged, agreement.Nominal)
	_, icc := agreement.ICC(ragged, agreement.ICC21)
	_, w := agreement.KendallW(ragged)
	if !names(alpha, "/1") || !names(icc, "/1") || !names(w, "/1") {
		t.Errorf("a short row: %v; %v; %v", alpha, icc, w)
	}
	table := must[agreement.Ratings](t)(agreement.Parse("1 2\n3 4"))
	if _, err := agreement.Alpha(table, "ratio"); !names(err, "/level") {
		t.Errorf("a level that is none: %v", err)
	}
	if _, err := agreement.ICC(table, "icc(4,1)"); !names(err, "/form") {
		t.Errorf("a form that is none: %v", err)
	}
}

func names(err error, pointers ...string) bool {
	var wrong *agreement.Error
	if !errors.As(err, &wrong) || len(wrong.Faults) != len(pointers) {
		return false
	}
	for i, p := range pointers {
		if wrong.Faults[i].Pointer != p || wrong.Faults[i].Code == "" {
			return false
		}
	}
	return true
}
