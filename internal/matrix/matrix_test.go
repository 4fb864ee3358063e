package matrix

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// TestFormulasMakeTheRun writes many random runs and reads each workbook back:
// calculated anew, it comes to the run, and hardly anything had to be given as a
// figure.
func TestFormulasMakeTheRun(t *testing.T) {
	marks, given := 0, 0
	for seed := range uint64(150) {
		s, r := randomSheet(t, seed)
		data := written(t, s, r)
		f := opened(t, data)
		calculated := func(sheet, at string) string {
			v, err := f.CalcCellValue(sheet, at, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Errorf("seed %d, %s!%s: %v", seed, sheet, at, err)
			}
			return v
		}
		agrees(t, fmt.Sprint("seed ", seed), f, s, r, calculated)
		b := newBook(s, r, About{})
		b.lay()
		b.prove()
		for _, g := range b.given {
			if c, _ := f.GetCellFormula(strings.Split(g, "!")[0], strings.Split(g, "!")[1]); c != "" {
				t.Errorf("seed %d: %s is given and has a formula", seed, g)
			}
			if !strings.HasPrefix(g, rankName) {
				t.Logf("seed %d gives %s", seed, g)
				given++
			}
		}
		marks += len(r.Nodes)
	}
	t.Logf("%d marks, %d figures given", marks, given)
	if marks < 500 || given > marks/50 {
		t.Errorf("%d of %d figures have no formula", given, marks)
	}
}

// agrees holds marks, totals and ranks of a workbook to a run.
func agrees(t *testing.T, name string, f *excelize.File, s scoring.Sheet, r scoring.Result, value func(sheet, at string) string) {
	t.Helper()
	b := newBook(s, r, About{})
	defer func() { _ = b.file.Close() }()
	b.lay()
	column := map[string]int{}
	for i := range s.Bids {
		column[s.Bids[i].ID] = firstBid + i
	}
	for _, n := range r.Nodes {
		place := at(column[n.Bid], b.nodes[b.index[n.Criterion]].row)
		if got := value(marksName, place); !near(got, n.Exact.Rat()) {
			formula, _ := f.GetCellFormula(marksName, place)
			t.Errorf("%s: the mark of %s on %s is %s and comes to %q by %s", name, n.Bid, n.Criterion, n.Exact, got, formula)
		}
	}
	for _, x := range r.Ranking {
		if got := value(rankName, at(column[x.Bid], totalRow)); !near(got, x.Exact.Rat()) {
			t.Errorf("%s: the total of %s is %s and comes to %q", name, x.Bid, x.Exact, got)
		}
		if got := value(rankName, at(column[x.Bid], b.rankAt)); got != fmt.Sprint(x.Rank) {
			t.Errorf("%s: the rank of %s is %d and comes to %q", name, x.Bid, x.Rank, got)
		}
	}
	for _, x := range r.Excluded {
		if got := value(rankName, at(column[x.Bid], b.rankAt)); got != "" {
			t.Errorf("%s: %s is not ranked and comes to %q", name, x.Bid, got)
		}
	}
	for i := range s.Bids {
		if got := value(rankName, at(firstBid+i, b.rankAt+4)); got != "the same" {
			t.Errorf("%s: the workbook says of itself %q", name, got)
		}
	}
}

func written(t *testing.T, s scoring.Sheet, r scoring.Result) []byte {
	t.Helper()
	about := About{Title: "=cmd", Facts: [][2]string{{"Run", "+1"}}, Words: scoring.Words{Bids: map[string]string{"B0": "=HYPERLINK(\"x\")", "B1": "@you"}, Units: map[string]string{"m0": "-hours"}}}
	one, err := Workbook(s, r, about)
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func opened(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestWorkbookIsSafeAndSteady gives the same bytes twice, keeps words words, and
// locks what is calculated.
func TestWorkbookIsSafeAndSteady(t *testing.T) {
	s, r := randomSheet(t, 5)
	data := written(t, s, r)
	if again := written(t, s, r); !bytes.Equal(data, again) {
		t.Error("the same run gives other bytes")
	}
	f := opened(t, data)
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, text := range row {
				formula, _ := f.GetCellFormula(sheet, at(x+1, y+1))
				if slices.Contains([]string{"=cmd", "+1", "@you", "-hours", "=1+1", `=HYPERLINK("x")`}, strings.TrimSpace(text)) && formula != "" {
					t.Errorf("%s!%s: %q has become a formula", sheet, at(x+1, y+1), text)
				}
			}
		}
		if hidden, _ := f.GetColVisible(sheet, "A"); hidden != (sheet == aboutName) {
			t.Errorf("%s: the ids are to be hidden", sheet)
		}
		if p, err := f.GetSheetProtection(sheet); err != nil || !p.SelectLockedCells {
			t.Errorf("%s: %+v, %v", sheet, p, err)
		}
	}
}

// TestTooLarge refuses what no reader could follow.
func TestTooLarge(t *testing.T) {
	s, r := randomSheet(t, 5)
	for range mostMarks {
		s.Bids = append(s.Bids, scoring.Bid{})
	}
	if _, err := Workbook(s, r, About{}); !errors.Is(err, ErrLarge) {
		t.Errorf("%v", err)
	}
}

// TestLibreOfficeMakesTheRun has a real spreadsheet program calculate the
// workbooks, as they are and with an input changed by hand; the changed ones must
// come to what the scoring engine says of the changed sheet. Where LibreOffice
// is not on the machine the formulas are held to the run by
// TestFormulasMakeTheRun alone, and this test says that it did nothing.
func TestLibreOfficeMakesTheRun(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Log("LibreOffice is not on this machine: nothing was checked by it")
		return
	}
	from, to := t.TempDir(), t.TempDir()
	type job struct {
		sheet  scoring.Sheet
		result scoring.Result
	}
	jobs := map[string]job{}
	for seed := range uint64(8) {
		s, r := randomSheet(t, seed)
		name := fmt.Sprintf("run-%02d.xlsx", seed)
		data := written(t, s, r)
		jobs[name] = job{s, r}
		keep(t, filepath.Join(from, name), data)
		if changed, again, file := changed(t, s, data); file != nil {
			name = "changed-" + name
			jobs[name] = job{changed, again}
			keep(t, filepath.Join(from, name), file)
		}
	}
	files, err := filepath.Glob(filepath.Join(from, "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), soffice, append([]string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--calc", "--convert-to", "xlsx", "--outdir", to}, files...)...)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, j := range jobs {
		data, err := os.ReadFile(filepath.Join(to, name))
		if err != nil {
			t.Fatal(err)
		}
		f := opened(t, data)
		read := func(sheet, at string) string {
			v, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Error(err)
			}
			return v
		}
		if strings.HasPrefix(name, "changed-") {
			moved(t, name, j.sheet, j.result, read)
		} else {
			agrees(t, name, f, j.sheet, j.result, read)
		}
	}
	t.Logf("%d workbooks calculated by %s", len(jobs), soffice)
}

// changed gives every bid another price, on the sheet and in the workbook.
func changed(t *testing.T, s scoring.Sheet, data []byte) (scoring.Sheet, scoring.Result, []byte) {
	t.Helper()
	f := opened(t, data)
	s.Bids = slices.Clone(s.Bids)
	for i := range s.Bids {
		pounds := decimal.Pence(100 * (1 + (i*7919)%13))
		s.Bids[i].Price = &decimal.Money{Amount: pounds, Currency: "GBP"}
		if err := f.SetCellDefault(inputsName, at(firstBid+i, priceRow), pounds.String()); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.UpdateLinkedValue(); err != nil {
		t.Fatal(err)
	}
	r, err := scoring.Score(s)
	if err != nil {
		return s, r, nil
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return s, r, out.Bytes()
}

// moved holds the ranks and totals of a changed workbook to the engine.
func moved(t *testing.T, name string, s scoring.Sheet, r scoring.Result, value func(sheet, at string) string) {
	t.Helper()
	b := newBook(s, r, About{})
	defer func() { _ = b.file.Close() }()
	b.lay()
	for _, x := range r.Ranking {
		c := firstBid + slices.IndexFunc(s.Bids, func(b scoring.Bid) bool { return b.ID == x.Bid })
		if got := value(rankName, at(c, totalRow)); !near(got, x.Exact.Rat()) {
			t.Errorf("%s: the total of %s is %s and comes to %q", name, x.Bid, x.Exact, got)
		}
		if got := value(rankName, at(c, b.rankAt)); got != fmt.Sprint(x.Rank) {
			t.Errorf("%s: the rank of %s is %d and comes to %q", name, x.Bid, x.Rank, got)
		}
	}
}

func keep(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
