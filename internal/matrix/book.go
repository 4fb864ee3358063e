package matrix

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/pkg/scoring"
)

// firstBid is the column of the first bid on every sheet that has one for each;
// before it stand the hidden id, the title, the unit and what a row needs.
const firstBid = 8

// firstRow is the row of the first criterion: above it are the hidden ids of the bids
// and their names.
const firstRow = 3

// book is the workbook on its way. It remembers the first thing that went
// wrong.
type book struct {
	file   *excelize.File
	about  About
	sheet  scoring.Sheet
	method scoring.Method // with defaults
	result scoring.Result
	nodes  []node
	roots  []int
	index  map[string]int // of a node by its id
	inputs map[string]int // row of an input by what it is: "price", "measure/13", "level/q1", "gate/insured", "out"
	values map[string]int // row of a monetised measure by node and place
	given  []string       // cells that hold the run's figure in place of a formula

	compared, ranked int // rows of the requirements
	rankAt           int // row of the ranks

	style struct{ head, text, number, shown, input, inputText, given, note int }
	err   error
}

func newBook(s scoring.Sheet, r scoring.Result, about About) *book {
	b := &book{file: excelize.NewFile(), about: about, sheet: s, method: s.Method.WithDefaults(), result: r, index: map[string]int{}, inputs: map[string]int{}, values: map[string]int{}}
	b.grow(b.method.Criteria, -1, 0)
	b.styles()
	return b
}

func (b *book) grow(list []scoring.Criterion, parent, depth int) {
	for i := range list {
		k := len(b.nodes)
		b.nodes = append(b.nodes, node{Criterion: &list[i], row: firstRow + k, depth: depth, parent: parent})
		b.index[list[i].ID] = k
		if list[i].Weight != nil || list[i].Worth != nil {
			if parent < 0 {
				b.roots = append(b.roots, k)
			} else {
				b.nodes[parent].children = append(b.nodes[parent].children, k)
			}
		}
		b.grow(list[i].Criteria, k, depth+1)
	}
}

// marked reports whether a node has a mark: gates have none, nor has a price
// that is only a heading.
func (n *node) marked() bool {
	return n.branch() || n.Kind == scoring.QuestionLeaf || n.Score != nil
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) styles() {
	make := func(s excelize.Style) int {
		id, err := b.file.NewStyle(&s)
		b.do(err)
		return id
	}
	shown := "0"
	if p := *b.method.Rounding.Places; p > 0 {
		shown += "." + strings.Repeat("0", p)
	}
	open, closed := &excelize.Protection{Locked: false}, &excelize.Protection{Locked: true}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	b.style.head = make(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Protection: closed})
	b.style.text = make(excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Protection: closed})
	b.style.number = make(excelize.Style{Protection: closed})
	b.style.shown = make(excelize.Style{CustomNumFmt: &shown, Protection: closed})
	b.style.input = make(excelize.Style{Fill: fill("FFF7D6"), Protection: open})
	b.style.inputText = make(excelize.Style{Fill: fill("FFF7D6"), NumFmt: 49, Protection: open})
	b.style.given = make(excelize.Style{Fill: fill("F4CCCC"), Protection: closed})
}

// at names a cell: at(2, 3) is B3.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return "A1" // columns and rows are counted here, below every limit
	}
	return name
}

// cell names a cell of another sheet.
func cell(sheet string, column, row int) string { return sheet + "!" + at(column, row) }

// fixed names a cell of another sheet that stays the same when a formula is
// copied along.
func fixed(sheet string, column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row, true)
	if err != nil {
		return sheet + "!$A$1"
	}
	return sheet + "!" + name
}

// across names the bids' part of a row.
func (b *book) across(sheet string, row int) string {
	return fixed(sheet, firstBid, row) + ":" + strings.TrimPrefix(fixed(sheet, firstBid+max(1, len(b.sheet.Bids))-1, row), sheet+"!")
}

// text writes words, which stay words whatever they start with.
func (b *book) text(sheet string, column, row int, words string) {
	if words == "" {
		return
	}
	b.do(b.file.SetCellStr(sheet, at(column, row), words))
	b.dress(sheet, column, row, b.style.text)
}

func (b *book) head(sheet string, row int, words ...string) {
	for i, w := range words {
		b.do(b.file.SetCellStr(sheet, at(i+1, row), w))
		b.dress(sheet, i+1, row, b.style.head)
	}
}

// number writes digits, never through a float.
func (b *book) number(sheet string, column, row int, digits string, style int) {
	b.do(b.file.SetCellDefault(sheet, at(column, row), digits))
	b.dress(sheet, column, row, style)
}

// longest is how long a formula may be.
const longest = 8000

// formula writes a formula. One that no spreadsheet would take is left out,
// and found to be missing when the workbook is proved.
func (b *book) formula(sheet string, column, row int, text string, style int) {
	if len(text) <= longest {
		b.do(b.file.SetCellFormula(sheet, at(column, row), text))
	}
	b.dress(sheet, column, row, style)
}

func (b *book) dress(sheet string, column, row, style int) {
	b.do(b.file.SetCellStyle(sheet, at(column, row), at(column, row), style))
}

// bids writes the two rows above a sheet's bids: their ids, hidden, and their
// names.
func (b *book) bids(sheet string, heads ...string) {
	b.head(sheet, 2, heads...)
	for i := range b.sheet.Bids {
		id := b.sheet.Bids[i].ID
		b.text(sheet, firstBid+i, 1, id)
		name := b.about.Words.Bids[id]
		if name == "" {
			name = id
		}
		b.do(b.file.SetCellStr(sheet, at(firstBid+i, 2), name))
		b.dress(sheet, firstBid+i, 2, b.style.head)
	}
	b.do(b.file.SetRowVisible(sheet, 1, false))
	b.do(b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 2, TopLeftCell: "C3", ActivePane: "bottomRight"}))
	last, err := excelize.ColumnNumberToName(firstBid + max(1, len(b.sheet.Bids)) - 1)
	b.do(err)
	b.do(b.file.SetColWidth(sheet, "H", last, 20))
}

// title is a criterion's name, set in by its depth.
func (n *node) title() string {
	name := n.Title
	if name == "" {
		name = n.ID
	}
	return strings.Repeat("   ", n.depth) + name
}

// criteria writes the first columns of a sheet with a row for every criterion.
func (b *book) criteria(sheet string) {
	for i := range b.nodes {
		n := &b.nodes[i]
		b.text(sheet, 1, n.row, n.ID)
		b.text(sheet, 2, n.row, n.title())
		b.text(sheet, 3, n.row, b.unit(n))
	}
}

// unit is what an input of a criterion is counted in.
func (b *book) unit(n *node) string {
	switch {
	case n.branch(), n.Kind == scoring.GateLeaf:
		return ""
	case n.Kind == scoring.QuestionLeaf:
		return "level"
	case n.Kind == scoring.PriceLeaf:
		return "£"
	}
	unit := "£"
	if n.Kind == scoring.MeasureLeaf {
		unit = b.about.Words.Units[n.Measure]
		if unit == "" {
			unit = "units"
		}
	}
	if n.PerMillion {
		unit += " per £ million"
	}
	if n.PerYear {
		unit += " a year"
	}
	return unit
}

// finish hides ids, locks what is calculated and has every program calculate
// anew.
func (b *book) finish() {
	for _, sheet := range b.file.GetSheetList() {
		if sheet != aboutName {
			b.do(b.file.SetColVisible(sheet, "A", false))
		}
		b.do(b.file.SetColWidth(sheet, "B", "B", 42))
		b.do(b.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true}))
	}
	full := true
	b.do(b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}))
	b.file.SetActiveSheet(0)
}

func (b *book) aboutSheet() {
	b.do(b.file.SetSheetName("Sheet1", aboutName))
	b.head(aboutName, 1, b.about.Title)
	row := 2
	for _, f := range b.about.Facts {
		b.text(aboutName, 1, row, f[0])
		b.text(aboutName, 2, row, f[1])
		row++
	}
	for _, words := range b.notes() {
		row++
		b.text(aboutName, 1, row, words[0])
		b.text(aboutName, 2, row, words[1])
	}
	b.do(b.file.SetColWidth(aboutName, "A", "A", 24))
	b.do(b.file.SetColWidth(aboutName, "B", "B", 100))
}

// notes say how to read the workbook.
func (b *book) notes() [][2]string {
	notes := [][2]string{
		{"How to read this", "Every figure is made by a formula from the sheet \"inputs\": requirements, counted, unrounded, marks, weighted, ranking, in this order. The last rows of \"ranking\" hold what the score run says, and whether the formulas come to the same."},
		{"What may be changed", "The yellow cells of \"inputs\". The rest is locked, without a password. Whatever is changed here changes nothing in the evaluation: the score run is the record."},
		{"Not offered", "An empty cell of \"inputs\" is an offer that was not made. It earns no marks and is not a zero: it is in no lowest, highest or mean."},
		{"Digits", "A spreadsheet calculates with about fifteen digits, the score run with exact fractions. Marks are compared here to ten decimals, totals to " + fmt.Sprint(b.digits()) + "."},
		{"Rounding", b.roundingWords()},
	}
	if len(b.given) == 0 {
		return append(notes, [2]string{"Figures without a formula", "None: every mark, total and rank is calculated."})
	}
	list := b.given
	if len(list) > 40 {
		list = append(append([]string{}, list[:40]...), fmt.Sprintf("and %d more", len(b.given)-40))
	}
	return append(notes, [2]string{"Figures without a formula", "The red cells hold the score run's own figure, since a spreadsheet cannot make it: " + strings.Join(list, ", ") + "."})
}

func (b *book) roundingWords() string {
	r := b.method.Rounding
	rule := map[scoring.RoundingRule]string{scoring.HalfUp: "to the nearest, halves away from zero", scoring.HalfEven: "to the nearest, halves to the even digit", scoring.Down: "cut off"}[r.Rule]
	where := map[scoring.Step]string{scoring.RoundNone: "Nothing is rounded; figures are shown", scoring.RoundLeaf: "The mark of every criterion without criteria below it is rounded", scoring.RoundBranch: "The mark of every group of criteria is rounded", scoring.RoundTotal: "The total is rounded"}[r.At]
	ranked := "Totals are ranked as they are before any rounding of the total."
	if b.method.RankOn == scoring.Rounded {
		ranked = "Totals are ranked as rounded."
	}
	return fmt.Sprintf("%s to %d decimals, %s. %s", where, *r.Places, rule, ranked)
}
