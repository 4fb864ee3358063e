package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/assay-engine/assay/internal/summary"
)

// family is the font of the PDF. It knows Latin, Greek and Cyrillic letters.
const family = "Go"

// PDF writes the summary as an A4 document, dated by the moment given. The same
// summary gives the same bytes.
func PDF(d summary.Document, at time.Time) ([]byte, error) {
	w := writer{fpdf.New("P", "mm", "A4", "")}
	w.AddUTF8FontFromBytes(family, "", goregular.TTF)
	w.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	w.SetCreationDate(at)
	w.SetModificationDate(at)
	w.SetCatalogSort(true)
	w.SetTitle("Assessment summary: "+printable(d.Tender.Name), true)
	w.SetAuthor(printable(d.Authority), true)
	w.SetLang("en-GB")
	w.SetMargins(18, 18, 18)
	w.SetAutoPageBreak(true, 18)
	w.SetFooterFunc(func() {
		w.SetY(-13)
		w.SetFont(family, "", 8)
		w.CellFormat(0, 5, fmt.Sprintf("%s – page %d", clip(printable(d.Tender.Name), 90), w.PageNo()), "", 0, "C", false, 0, "")
	})
	w.AddPage()
	w.opening(d)
	w.table(d)
	w.heading("Criterion by criterion")
	for _, l := range d.Criteria {
		w.line(l)
	}
	w.heading("For the record")
	w.pair("Score run", d.Run)
	w.pair("Hash of the published method", d.MethodHash)
	var out bytes.Buffer
	if err := w.Output(&out); err != nil {
		return nil, fmt.Errorf("write a summary as PDF: %w", err)
	}
	return out.Bytes(), nil
}

type writer struct{ *fpdf.Fpdf }

func (w writer) opening(d summary.Document) {
	w.words("B", 18, 8, "Assessment summary")
	w.words("", 12, 6, opening(d))
	if d.Test {
		w.words("B", 10, 6, "This is a rehearsal: no such procurement exists.")
	}
	if d.Status != summary.Released {
		w.words("B", 10, 6, "This is a draft. It has not been given to the bidder.")
	}
	w.Ln(2)
	w.pair("Procurement", d.Tender.Name)
	w.pair("Lot", d.Lot.Name)
	w.pair("Authority", d.Authority)
	w.pair("Your tender", d.Supplier.Name+", "+d.Bid)
	if d.Total != nil {
		w.pair("Your total", d.Total.Words)
	}
	for _, winner := range others(d) {
		text := winner.Supplier
		if winner.Total != "" {
			text += ": " + winner.Words
		}
		w.pair("Successful tender", text)
	}
	if d.ReleasedAt != nil {
		w.pair("Given on", moment(d.ReleasedAt))
	}
	w.heading("Why")
	w.words("", 10, 5, d.Why)
}

// others are the winners whom the bidder is told of.
func others(d summary.Document) []summary.Total {
	if d.Outcome == summary.Successful {
		return nil
	}
	return d.Winners
}

// table shows where the marks are: available, the bidder's, the first winner's.
func (w writer) table(d summary.Document) {
	w.heading("Where the marks are")
	head := []string{"Criterion", "Available", "Your score"}
	if list := others(d); len(list) > 0 && list[0].Total != "" {
		head = append(head, clip(list[0].Supplier, 22))
	}
	w.row("B", head...)
	for _, l := range d.Criteria {
		most := string(l.GlobalWeight)
		if l.Worth != "" {
			most = "£" + l.Worth
		}
		if most == "" {
			continue
		}
		cells := []string{strings.Repeat("   ", l.Depth) + l.Number + " " + l.Title, most, "–"}
		if l.Own != nil && l.Own.Weighted != "" {
			cells[2] = string(l.Own.Weighted)
		}
		if len(head) > 3 && len(l.Winners) > 0 {
			cells = append(cells, string(l.Winners[0].Weighted))
		}
		w.row("", cells...)
	}
	if d.Total != nil {
		cells := []string{"Total", "", string(d.Total.Total)}
		if len(head) > 3 {
			cells = append(cells, string(d.Winners[0].Total))
		}
		w.row("B", cells...)
	}
	w.Ln(2)
	for _, rule := range d.Rules {
		w.words("", 9, 4.6, rule)
	}
}

func (w writer) line(l summary.Line) {
	w.room(40)
	w.Ln(3)
	w.words("B", 11, 6, l.Number+" "+l.Title)
	w.pair("Relative importance", share(l))
	how := strings.Join(l.How, " ")
	if l.Formula != "" {
		how += "\n" + l.Formula
	}
	w.pair("How it was assessed", how)
	if len(l.Scale) > 0 {
		w.pair("Scores available", strings.Join(available(l), "\n"))
	}
	if l.Own != nil {
		w.pair("Your score", score(l, *l.Own))
		w.pair("Why", l.Own.Text)
	}
	for _, winner := range l.Winners {
		w.pair(winner.Supplier, score(l, winner))
		w.pair("Why", winner.Text)
		w.pair("Withheld", winner.Withheld)
	}
}

func (w writer) heading(text string) {
	w.room(30)
	w.Ln(5)
	w.words("B", 13, 6, text)
}

// words writes a paragraph.
func (w writer) words(style string, size, height float64, text string) {
	w.SetFont(family, style, size)
	w.MultiCell(0, height, printable(text), "", "L", false)
}

// pair writes a name and beside it what it stands for; nothing for nothing.
func (w writer) pair(name, value string) {
	if strings.TrimSpace(value) == "" {
		return
	}
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

// row writes a line of the table.
func (w writer) row(style string, cells ...string) {
	w.room(8)
	w.SetFont(family, style, 8)
	widths := []float64{92, 24, 24, 34}
	for i, text := range cells {
		align, most := "R", 24
		if i == 0 {
			align, most = "L", 56
		}
		w.CellFormat(widths[min(i, len(widths)-1)], 5, clip(printable(text), most), "B", 0, align, false, 0, "")
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
