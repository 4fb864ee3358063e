package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/assay-engine/assay/pkg/scoring"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

// Policy is the Content-Security-Policy of a page: its own style and nothing
// else. The page names it itself; a server that sends a page should too.
var Policy = "default-src 'none'; style-src 'sha256-" + digest(pageStyle) + "'; base-uri 'none'; form-action 'none'"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"policy": func() string { return Policy },
	"style":  func() template.CSS { return template.CSS(pageStyle) }, //nolint:gosec // it is part of the program
}).Parse(pageText))

// page is what the template shows: text, already cleaned, and pictures.
type page struct {
	Title      string
	Facts      []string
	Verdict    string
	Winner     string // empty where the verdict is the same sentence
	NoFirmness string
	Warnings   []string
	Ranking    *table
	Ties       []string
	Excluded   []string

	MarksWords   string
	MarksTitle   string
	MarksPicture template.HTML
	Marks        *table

	Firm           bool
	Ways           []string
	WeightsPicture template.HTML
	Weights        *table
	WithoutBids    string
	WithoutMembers string
	StepsWords     string
	Steps          *table
	RanksWords     string
	RanksPicture   template.HTML
	Ranks          *table

	Bids     []bidWords
	MoreBids string

	MethodHash, InputHash, Engine string
}

// bidWords is everything that is said of one bid.
type bidWords struct {
	Name      string
	Sentences []string
}

// WriteHTML writes the page. The error is that of the writer.
func (r Report) WriteHTML(w io.Writer) error {
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, r.page()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

func (r Report) page() page {
	p := page{
		Title: clean(r.Title), Facts: r.facts(), NoFirmness: clean(r.NoFirmness), Warnings: r.of(scoring.AboutWarning), Ties: r.of(scoring.AboutTie),
		Excluded: r.of(scoring.AboutExcluded), MethodHash: r.Result.MethodHash, InputHash: r.Result.InputHash, Engine: r.Result.Engine,
		MarksWords: r.marksWords(), MarksTitle: r.marksTitle(), MarksPicture: r.inside(Marks), Bids: r.bids(),
	}
	p.Verdict = strings.Join(r.of(scoring.AboutWinner), " ")
	if len(r.Result.Ranking) > 0 {
		p.Ranking, p.Marks = r.rankingTable(), r.marksTable()
	}
	if more := len(r.Result.Ranking) - drawn; more > 0 {
		p.MoreBids = fmt.Sprintf("The %d bids that rank below are in the result document, as are all figures.", more)
	}
	r.firmness(&p)
	return p
}

// firmness fills in what is known of how firm the result is.
func (r Report) firmness(p *page) {
	if r.Firmness == nil {
		return
	}
	f := r.Firmness
	p.Firm, p.Winner, p.Verdict = len(r.Result.Ranking) > 1, p.Verdict, r.named(f.Verdict.Words)
	for _, way := range f.Verdict.Ways[:min(len(f.Verdict.Ways), drawn)] {
		p.Ways = append(p.Ways, r.bid(way.Bid)+" would come first: "+r.named(way.Words)+".")
	}
	p.Weights, p.WeightsPicture = r.weightsTable(), r.inside(Stability)
	p.WithoutBids, p.StepsWords, p.Steps = r.named(f.Bids.Words), r.named(f.Steps.Words), r.stepsTable()
	if f.Evaluators != nil {
		p.WithoutMembers = r.named(f.Evaluators.Words)
	}
	if f.Acceptability == nil {
		_, why, _ := strings.Cut(f.NoAcceptability, ": ") // after the pointer
		p.RanksWords = "Not worked out: " + clean(why) + "."
		return
	}
	a := f.Acceptability
	p.RanksWords = fmt.Sprintf("%s (seed %q; no share has a standard error above %s.)", r.named(a.Words), a.Seed, share(a.StandardError.Rat()))
	p.Ranks, p.RanksPicture = r.ranksTable(), r.inside(Acceptability)
}

// inside is a picture as part of the page. What is drawn was escaped for XML,
// which is escaped for HTML too.
func (r Report) inside(p Picture) template.HTML {
	return template.HTML(r.draw(p, true)) //nolint:gosec // see above; a test tries hostile words
}

// facts are what the method knows of the tender.
func (r Report) facts() (facts []string) {
	if e := r.Sheet.Tender.Estimate; e != nil {
		facts = append(facts, "Estimate "+money(*e))
	}
	if years := r.Sheet.Tender.Years; years > 0 {
		facts = append(facts, fmt.Sprintf("Term %d %s", years, map[bool]string{true: "year", false: "years"}[years == 1]))
	}
	return append(facts, fmt.Sprintf("Bids %d, ranked %d", len(r.Sheet.Bids), len(r.Result.Ranking)))
}

func (r Report) marksWords() string {
	switch r.Sheet.Method.Basis {
	case scoring.PricePerQualityPoint:
		return "Each bar is a bid's quality in marks; its total is its price divided by them, and the lowest wins."
	case scoring.ValueForMoneyIndex:
		return "Each bar is a bid's quality in marks; its total is that divided by its price, and the highest wins."
	case scoring.AwardOnValue:
		return "Each bar is what a bid's quality is worth in money; its total is its price less that, and the lowest wins."
	case scoring.WeightedSum:
	}
	return "Each bar is a bid's total; each part of it is what one criterion adds, of the most that it can."
}

// bids gathers what is said of each bid that is drawn.
func (r Report) bids() []bidWords {
	places := map[string]int{}
	list := make([]bidWords, 0, drawn)
	for i, ranked := range r.Result.Ranking[:min(len(r.Result.Ranking), drawn)] {
		places[ranked.Bid] = i
		list = append(list, bidWords{Name: r.bid(ranked.Bid)})
	}
	for _, s := range r.Sentences {
		i, there := places[s.Bid]
		if there && (s.About == scoring.AboutTotal || s.About == scoring.AboutMark) {
			list[i].Sentences = append(list[i].Sentences, clean(s.Text))
		}
	}
	return list
}
