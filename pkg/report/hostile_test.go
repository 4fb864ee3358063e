package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/report"
	"github.com/assay-engine/assay/pkg/scoring"
)

// hostile is what a bidder could write to take over the page of whoever reads it.
const hostile = `</title></style></svg><script>alert(1)</script><img src=x onerror=alert(1)>\" onload=\"alert(1)\u0001\u202egnp.exe \u2028{{.}}javascript:alert(1)]]>`

func hostileSheet(t *testing.T) scoring.Sheet {
	return parse(t, fmt.Sprintf(`{"version":1,"tender":{},"method":{"criteria":[
		{"id":"p%[1]s","title":"P%[1]s","weight":50,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
		{"id":"b%[1]s","title":"B%[1]s","weight":50,"criteria":[
			{"id":"q%[1]s","title":"Q%[1]s","weight":100,"kind":"question","scale":[{"level":0,"marks":0,"words":"W%[1]s"},{"level":1,"marks":100,"words":"V%[1]s"}]}]},
		{"id":"g%[1]s","title":"G%[1]s","kind":"gate"}]},
		"bids":[
		{"id":"A%[1]s","price":{"amount":100},"levels":{"q%[1]s":1},"gates":{"g%[1]s":true}},
		{"id":"B%[1]s","price":{"amount":90},"levels":{"q%[1]s":0},"gates":{"g%[1]s":true}},
		{"id":"C%[1]s","price":{"amount":80},"levels":{"q%[1]s":0}},
		{"id":"D%[1]s","price":{"amount":80},"levels":{"q%[1]s":0},"disregarded":{"reason":"R%[1]s"}}]}`, hostile))
}

func TestHostileWordsStayWords(t *testing.T) {
	h := strings.NewReplacer(`\"`, `"`, `\u0001`, "\x01", `\u202e`, "\u202e", `\u2028`, "\u2028").Replace(hostile)
	s := hostileSheet(t)
	words := scoring.Words{Bids: map[string]string{}, Units: map[string]string{}}
	for i, b := range s.Bids {
		words.Bids[b.ID] = "N" + h
		if i == 3 {
			delete(words.Bids, b.ID)
		}
	}
	r, html := page(t, s, report.Options{Title: "T" + h, Words: words, Seed: h})
	for _, markup := range []string{"<script", "<img", "</title></style>", "\x01", "\u202e", `" onload="`, "<no value>", "ZgotmplZ"} {
		if strings.Contains(html, markup) {
			t.Errorf("the page has %q", markup)
		}
	}
	if n := strings.Count(html, "<title>"); n < 1 || strings.Count(html, "<style>") != 1 || strings.Count(html, "</style>") != 1 || strings.Count(html, "</html>") != 1 {
		t.Errorf("the page was broken out of: %d titles", n)
	}
	for _, p := range report.Pictures() {
		svg := picture(t, r, p)
		if err := wellFormed(svg); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		if elements := elementsOf(svg); elements["script"]+elements["img"]+elements["a"]+elements["image"]+elements["style"]+elements["foreignObject"] != 0 {
			t.Errorf("%s has elements that it must not: %v", p, elements)
		}
	}
}

func wellFormed(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = true
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func elementsOf(text string) map[string]int {
	found := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return found
		}
		if start, ok := token.(xml.StartElement); ok {
			found[start.Name.Local]++
		}
	}
}

// TestNothingElseIsAskedFor looks for anything that would make a browser fetch or run something.
func TestNothingElseIsAskedFor(t *testing.T) {
	_, html := page(t, read(t, "../scoring/testdata/sheet.json"), report.Options{})
	for _, forbidden := range []string{"<script", "src=", "href=", "@import", "url(http", "http-equiv=\"refresh\"", "<iframe", "<form", " style=", "onload"} {
		if strings.Contains(html, forbidden) {
			t.Errorf("the page has %s", forbidden)
		}
	}
	for _, address := range regexp.MustCompile(`https?://[^"<\s]+`).FindAllString(html, -1) {
		if address != "http://www.w3.org/2000/svg" {
			t.Errorf("the page names %s", address)
		}
	}
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(html)[1]
	if strings.Contains(style, "/*") || !strings.Contains(style, "table {") {
		t.Errorf("the style is not what its hash was made of: %.80s", style)
	}
	file, err := os.ReadFile("page.css")
	if err != nil {
		t.Fatal(err)
	}
	if style != string(file) {
		t.Error("the page's style differs from the file whose hash the policy names, so browsers would not use it")
	}
}
