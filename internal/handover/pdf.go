package handover

import (
	"bytes"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/assay-engine/assay/internal/contract"
)

// family is the font of the PDF. It knows Latin, Greek and Cyrillic letters.
const family = "Go"

// PDF writes the pack as an A4 document. The same pack gives the same bytes.
func PDF(h contract.Handover) ([]byte, error) {
	p := wordsOf(h)
	w := writer{fpdf.New("P", "mm", "A4", "")}
	w.AddUTF8FontFromBytes(family, "", goregular.TTF)
	w.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	w.SetCreationDate(h.At)
	w.SetModificationDate(h.At)
	w.SetCatalogSort(true)
	w.SetTitle(printable(p.Title)+": hand-over pack", true)
	w.SetAuthor(printable(p.Authority), true)
	w.SetLang("en-GB")
	w.SetMargins(18, 18, 18)
	w.SetAutoPageBreak(true, 18)
	w.SetFooterFunc(func() {
		w.SetY(-13)
		w.SetFont(family, "", 8)
		w.CellFormat(0, 5, fmt.Sprintf("%s – page %d", clip(printable(p.Title), 90), w.PageNo()), "", 0, "C", false, 0, "")
	})
	w.AddPage()
	w.opening(p)
	for _, i := range p.Items {
		w.obligation(i)
	}
	w.changes(p.Changes)
	var out bytes.Buffer
	if err := w.Output(&out); err != nil {
		return nil, fmt.Errorf("write the hand-over as PDF: %w", err)
	}
	return out.Bytes(), nil
}

type writer struct{ *fpdf.Fpdf }

func (w writer) opening(p pack) {
	w.words("B", 18, 8, p.Title)
	w.words("", 10, 5, "Hand-over pack: who promised what, by when, proven how. Made on "+p.Made+" from the contract itself; nothing was typed again.")
	if p.Mode == "test" {
		w.words("B", 10, 6, "This is a rehearsal: no such contract exists.")
	}
	w.Ln(2)
	for _, f := range p.Facts {
		w.pair(f.Name, f.Value)
	}
}

func (w writer) obligation(i item) {
	w.room(60)
	w.Ln(4)
	w.words("B", 13, 6, fmt.Sprintf("%d. %s", i.Number, i.Promise))
	for _, f := range []fact{
		{"Measure " + i.Code, i.Wording},
		{"Outcome", i.Outcome},
		{"Answers for it here", i.AuthorityOwner},
		{"At the supplier", i.SupplierOwner},
		{"How it is counted", i.Counted},
		{"Where things stood", i.Baseline},
		{"How it will be done", i.Method},
		{"How it will be shown", i.Plan},
		{"What is asked as proof", i.Rule},
		{"Overlap", i.Overlap},
		{"In the bid", i.Passage},
	} {
		if f.Value != "" {
			w.pair(f.Name, f.Value)
		}
	}
	w.Ln(2)
	w.row(true, "Period", "From", "To", "Committed", "Return due", "Now")
	for _, p := range i.Periods {
		w.row(false, p.Label, p.From, p.To, p.Committed, p.Due, p.State)
	}
}

func (w writer) changes(list []change) {
	if len(list) == 0 {
		return
	}
	w.room(40)
	w.Ln(4)
	w.words("B", 13, 6, "Changes of the dates")
	for _, c := range list {
		w.pair(c.On, c.What+". "+c.Reason)
	}
}

// words writes a paragraph.
func (w writer) words(style string, size, height float64, text string) {
	w.SetFont(family, style, size)
	w.MultiCell(0, height, printable(text), "", "L", false)
}

// pair writes a name and beside it what it stands for.
func (w writer) pair(name, value string) {
	w.room(12)
	left, _, _, _ := w.GetMargins()
	w.SetFont(family, "B", 9)
	y := w.GetY()
	w.MultiCell(45, 4.6, printable(name), "", "L", false)
	after, onPage := w.GetY(), w.PageNo()
	w.SetXY(left+48, y)
	w.SetFont(family, "", 9)
	w.SetLeftMargin(left + 48)
	w.MultiCell(0, 4.6, printable(value), "", "L", false)
	w.SetLeftMargin(left)
	if w.PageNo() == onPage && w.GetY() < after {
		w.SetY(after)
	}
	w.SetX(left)
}

// row writes a line of a table.
func (w writer) row(head bool, cells ...string) {
	widths := []float64{42, 32, 32, 22, 32, 0}
	style := ""
	if head {
		style = "B"
		w.room(14)
	}
	w.SetFont(family, style, 8)
	for i, text := range cells {
		align := "L"
		if i == 3 {
			align = "R"
		}
		w.CellFormat(widths[i], 5, clip(printable(text), 26), "B", 0, align, false, 0, "")
		if i == 3 {
			w.CellFormat(3, 5, "", "B", 0, "L", false, 0, "")
		}
	}
	w.Ln(5)
}

// room starts a new page where less than a height is left.
func (w writer) room(height float64) {
	_, page := w.GetPageSize()
	_, _, _, bottom := w.GetMargins()
	if w.GetY()+height > page-bottom {
		w.AddPage()
	}
}

func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// printable leaves out what the font's tables cannot address.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF {
			return '□'
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}
