package report_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/report"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

var update = flag.Bool("update", false, "write the files that tests compare with anew")

func read(t *testing.T, path string) scoring.Sheet {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(data))
}

func parse(t *testing.T, text string) scoring.Sheet {
	t.Helper()
	s, err := scoring.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func page(t *testing.T, s scoring.Sheet, o report.Options) (report.Report, string) {
	t.Helper()
	o.Draws = 500
	r, err := report.Of(s, o)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.WriteHTML(&out); err != nil {
		t.Fatal(err)
	}
	return r, out.String()
}

func picture(t *testing.T, r report.Report, p report.Picture) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteSVG(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestReports compares whole pages and pictures with files that are read, and looked at, in review.
func TestReports(t *testing.T) {
	words := scoring.Words{Bids: map[string]string{"A": "Alder Ltd", "C": "Cedar & Sons"}, Units: map[string]string{"13": "hours"}}
	for name, path := range map[string]string{"sheet": "sheet.json", "everything": "everything.sheet.json"} {
		r, html := page(t, read(t, "../scoring/testdata/"+path), report.Options{Title: "Parks & playgrounds", Words: words})
		golden(t, name+".html", html)
		for _, p := range report.Pictures() {
			golden(t, name+"."+string(p)+".svg", picture(t, r, p))
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not as it was; if that is meant, run the tests with -update and read the difference", name)
	}
}

// TestEveryPictureHasWordsAndATable holds the page to what those need who do not see it.
func TestEveryPictureHasWordsAndATable(t *testing.T) {
	r, html := page(t, read(t, "../scoring/testdata/sheet.json"), report.Options{})
	if n := strings.Count(html, "<figure>"); n != 3 || strings.Count(html, "<svg ") != n || strings.Count(html, "<figcaption>") != n {
		t.Errorf("%d figures", n)
	}
	for _, figure := range strings.Split(html, "<figure>")[1:] {
		if _, after, _ := strings.Cut(figure, "</figure>"); !strings.HasPrefix(strings.TrimSpace(after), `<div class="scroll" role="region" tabindex="0" aria-label="`) {
			t.Errorf("no table after the figure %.60s", figure)
		}
		if !regexp.MustCompile(`<svg [^>]*role="img"[^>]*aria-labelledby="(\w+)-title \w+-description"`).MatchString(figure) {
			t.Errorf("a picture without its words: %.200s", figure)
		}
	}
	ids := map[string]bool{}
	for _, found := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(html, -1) {
		if ids[found[1]] {
			t.Errorf("the id %s stands twice", found[1])
		}
		ids[found[1]] = true
	}
	for _, found := range regexp.MustCompile(`url\(#([^)]+)\)`).FindAllStringSubmatch(html, -1) {
		if !ids[found[1]] {
			t.Errorf("nothing has the id %s", found[1])
		}
	}
	if svg := picture(t, r, report.Marks); !strings.Contains(svg, "1. Bid C: 76.54 in all; Price 29.88, Quality 28.00, Social value 18.67.") {
		t.Errorf("the description does not say the marks: %s", svg)
	}
}

// TestPartsOfABarAddUp measures the bars of the picture.
func TestPartsOfABarAddUp(t *testing.T) {
	r, _ := page(t, read(t, "../scoring/testdata/sheet.json"), report.Options{})
	svg := picture(t, r, report.Marks)
	rows := strings.Split(svg, "text-anchor=\"end\" font-weight=\"bold\">")[1:]
	if len(rows) != 2 {
		t.Fatalf("%d bars", len(rows))
	}
	for i, row := range rows {
		sum := 0.0
		for _, found := range regexp.MustCompile(`width="([\d.]+)%" height="26" fill="[^"]+" stroke="#ffffff"`).FindAllStringSubmatch(row, -1) {
			var width float64
			if _, err := fmt.Sscan(found[1], &width); err != nil {
				t.Fatal(err)
			}
			sum += width
		}
		var total float64
		if _, err := fmt.Sscan(row[:5], &total); err != nil {
			t.Fatal(err)
		}
		if sum < total-0.02 || sum > total+0.02 {
			t.Errorf("bar %d is %.2f long and stands for %.2f", i, sum, total)
		}
	}
}

// TestSpecialSheets shows what has little to show.
func TestSpecialSheets(t *testing.T) {
	const price = `{"version":1,"tender":{},"method":{"basis":"%s","criteria":[{"id":"p","title":"Price","kind":"price"%s,"score":{"function":"relative_to_best","direction":"lower"}}%s]},"bids":[%s]}`
	question := `,{"id":"q","weight":100,"kind":"question","scale":[{"level":0,"marks":0},{"level":1,"marks":60}]}`
	bid := func(id string, amount, level int) string {
		return fmt.Sprintf(`{"id":%q,"price":{"amount":%d},"levels":{"q":%d}}`, id, amount, level)
	}
	for name, c := range map[string]struct{ sheet, want string }{
		"no bids":                 {fmt.Sprintf(price, "weighted_sum", `,"weight":100`, "", ""), "No bid could be ranked."},
		"one bid":                 {fmt.Sprintf(price, "weighted_sum", `,"weight":100`, "", `{"id":"A","price":{"amount":5}}`), "Bid A is the only bid that could be ranked."},
		"price per quality point": {fmt.Sprintf(price, "price_per_quality_point", "", question, bid("A", 60, 1)+","+bid("B", 90, 1)), "£1.00 a mark"},
		"value for money":         {fmt.Sprintf(price, "value_for_money_index", "", question, bid("A", 60, 1)+","+bid("B", 90, 1)), "1.00 marks a pound"},
		"a shared rank":           {fmt.Sprintf(price, "weighted_sum", `,"weight":100`, "", `{"id":"A","price":{"amount":5}},{"id":"B","price":{"amount":5}}`), "Bids A and B share first place."},
		"another currency":        {strings.Replace(fmt.Sprintf(price, "weighted_sum", `,"weight":100`, "", ""), `"tender":{}`, `"tender":{"estimate":{"amount":1234567.5,"currency":"EUR"},"years":1}`, 1), "Estimate EUR 1,234,567.50 · Term 1 year"},
	} {
		if _, html := page(t, parse(t, c.sheet), report.Options{}); !strings.Contains(html, c.want) {
			t.Errorf("%s: the page does not say %q", name, c.want)
		}
	}
}

// TestLargeSheetsAreCut keeps a page readable, and says what it leaves out.
func TestLargeSheetsAreCut(t *testing.T) {
	var bids, criteria []string
	for i := range 300 {
		bids = append(bids, fmt.Sprintf(`{"id":"bid-%03d","commitments":{"1":%d}}`, i, i%97))
	}
	for i := range 24 {
		criteria = append(criteria, fmt.Sprintf(`{"id":"c%d","weight":4,"kind":"measure","measure":"m%d","score":{"function":"fixed_linear","worst":0,"best":100}}`, i, i))
	}
	criteria = append(criteria, `{"id":"last","weight":4,"kind":"measure","measure":"1","score":{"function":"fixed_linear","worst":0,"best":100}}`)
	s := parse(t, fmt.Sprintf(`{"version":1,"tender":{},"method":{"criteria":[%s]},"bids":[%s]}`, strings.Join(criteria, ","), strings.Join(bids, ",")))
	r, html := page(t, s, report.Options{})
	if r.Firmness != nil || !strings.Contains(html, "7500 bids × criteria") {
		t.Error("a large sheet was analysed, or the page does not say that it was not")
	}
	for _, want := range []string{"The first 100 bids of 300", "The 280 bids that rank below"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if len(html) > 1<<20 {
		t.Errorf("the page has %d bytes", len(html))
	}
	if whole, err := report.Of(s, report.Options{Cells: 7500, Draws: 100}); err != nil || whole.Firmness == nil {
		t.Errorf("asked for this size: %v", err)
	}
}

// TestFirmnessWorkedOutBefore shows what somebody else found, the panel's part included.
func TestFirmnessWorkedOutBefore(t *testing.T) {
	s := read(t, "../scoring/testdata/sheet.json")
	panel := &robustness.Panel{Rule: robustness.Lowest, Scores: []robustness.MemberScore{
		{Evaluator: "Ann", Bid: "C", Criterion: "q1", Level: 1}, {Evaluator: "Ben", Bid: "C", Criterion: "q1", Level: 0},
	}}
	firm, err := robustness.Analyse(s, robustness.Options{Draws: 100, Seed: "another", Panel: panel})
	if err != nil {
		t.Fatal(err)
	}
	_, html := page(t, s, report.Options{Firmness: &firm})
	for _, want := range []string{"seed &#34;another&#34;", "If one evaluator had not been there", firm.Evaluators.Words} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, html = page(t, s, report.Options{NoFirmness: "Nobody asked <b>."}); !strings.Contains(html, "Nobody asked &lt;b&gt;.") || strings.Contains(html, "How firm this result is</h2>") {
		t.Error("the page does not say why it is not known how firm the result is")
	}
}

func TestFaultsComeBack(t *testing.T) {
	if _, err := report.Of(scoring.Sheet{}, report.Options{}); !errors.As(err, new(scoring.Faults)) {
		t.Errorf("an empty sheet: %v", err)
	}
	s := read(t, "../scoring/testdata/sheet.json")
	var refused *robustness.Error
	if _, err := report.Of(s, report.Options{Draws: 3}); !errors.As(err, &refused) {
		t.Errorf("three draws: %v", err)
	}
	r, _ := page(t, s, report.Options{})
	if err := r.WriteSVG(io.Discard, "portrait"); err == nil || !strings.Contains(err.Error(), "portrait") {
		t.Errorf("a picture that there is not: %v", err)
	}
	if err := r.WriteHTML(full{}); err == nil {
		t.Error("a full disk went unnoticed")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// Example shows the page of a sheet.
func Example() {
	s, err := scoring.Parse([]byte(`{"version": 1, "tender": {}, "method": {"criteria": [
		{"id": "price", "title": "Price", "weight": 100, "kind": "price", "score": {"function": "fixed_linear", "worst": 200, "best": 100}}]},
		"bids": [{"id": "A", "price": {"amount": 120}}, {"id": "B", "price": {"amount": 150}}]}`))
	if err != nil {
		panic(err)
	}
	r, err := report.Of(s, report.Options{Title: "Street cleaning"})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Firmness.Verdict.Words)
	var picture strings.Builder
	if err := r.WriteSVG(&picture, report.Marks); err != nil {
		panic(err)
	}
	fmt.Println(strings.Count(picture.String(), "<text"), "lines of text in the picture")
	// Output:
	// Bid A wins by 30.00 marks. Bid B would have to cost £119.99 or less (it costs £150), for B to win.
	// 11 lines of text in the picture
}

func TestPounds(t *testing.T) {
	for figure, want := range map[string]string{"0": "£0", "999": "£999", "1000": "£1,000", "1234567.5": "£1,234,567.50", "-68659.50": "−£68,659.50", "0.25": "£0.25"} {
		if got := report.Pounds(figure); got != want {
			t.Errorf("%s: got %s, want %s", figure, got, want)
		}
	}
}
