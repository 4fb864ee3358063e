package tabulate

import (
	"fmt"
	"html/template"
	"strings"
)

// Chart is a bar chart of shares of a whole, for what has different units. It
// tells nothing that its table does not.
type Chart struct {
	Title  string
	Whole  string   // what 100 per cent is: "what was contracted"
	Series []string // the names of the bars of each group; at most four
	Groups []Bars
}

// Bars is a group of bars, one for each series.
type Bars struct {
	Label  string
	Shares []*int64 // in basis points of the whole; nil where nothing is known
}

// Share is a share in basis points.
func Share(basisPoints int64) *int64 { return &basisPoints }

// The measures of a chart, in units of its drawing.
const (
	chartWidth = 760
	labelWidth = 200
	barHeight  = 14
	groupSpace = 10
	headHeight = 34
	widest     = 15_000 // basis points: longer bars are cut there, and their figure says so
)

// colours tell the series apart; each has a contrast of at least 3 to 1 on
// white, and every bar has its figure beside it.
var colours = [...]string{"#12436D", "#28A197", "#801650", "#F46A25"}

// SVG draws the chart. It holds no script and no style, so the strictest policy
// shows it.
func (c Chart) SVG() template.HTML {
	each := len(c.Series)*barHeight + groupSpace
	height := headHeight + len(c.Groups)*each + groupSpace
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="12">`, chartWidth, height, chartWidth, height)
	fmt.Fprintf(&b, `<title>%s</title><desc>%s</desc>`, escaped(c.Title), escaped("Bars in per cent of "+c.Whole+". The table below has every figure."))
	for i, name := range c.Series {
		x := labelWidth + i*140
		fmt.Fprintf(&b, `<rect x="%d" y="6" width="12" height="12" fill="%s"/><text x="%d" y="16" fill="#0b0c0c">%s</text>`, x, colours[i%len(colours)], x+16, escaped(name))
	}
	hundred := labelWidth + bar(10_000)
	fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#505a5f" stroke-dasharray="3 3"/><text x="%d" y="%d" fill="#505a5f" text-anchor="middle">100 %%</text>`, hundred, headHeight-4, hundred, height, hundred, headHeight-6)
	for i, g := range c.Groups {
		g.draw(&b, headHeight+i*each)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // every text in it is escaped above
}

func (g Bars) draw(b *strings.Builder, top int) {
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="#0b0c0c" text-anchor="end">%s</text>`, labelWidth-8, top+12, escaped(shortened(g.Label)))
	for i, share := range g.Shares {
		y := top + i*barHeight
		if share == nil {
			fmt.Fprintf(b, `<text x="%d" y="%d" fill="#505a5f">nothing reported</text>`, labelWidth+4, y+11)
			continue
		}
		width := bar(*share)
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/><text x="%d" y="%d" fill="#0b0c0c">%s</text>`,
			labelWidth, y, width, barHeight-2, colours[i%len(colours)], labelWidth+width+4, y+11, percent(*share))
	}
}

// bar is the length of a bar.
func bar(share int64) int {
	return int(min(max(share, 0), widest) * (chartWidth - labelWidth - 60) / widest)
}

// percent writes basis points in per cent, to one decimal where there is one.
func percent(share int64) string {
	tenths := (share + 5) / 10
	if tenths%10 == 0 {
		return fmt.Sprintf("%d %%", tenths/10)
	}
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}

// shortened cuts a label to what fits beside the bars; the table has it whole.
func shortened(label string) string {
	letters := []rune(label)
	if len(letters) <= 30 {
		return label
	}
	return string(letters[:29]) + "…"
}

func escaped(text string) string { return template.HTMLEscapeString(text) }
