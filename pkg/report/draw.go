package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// drawing writes one SVG picture. Lengths across are per cent of the width, so
// that a picture fits any page while its letters keep their size; lengths down
// are pixels.
type drawing struct {
	out   bytes.Buffer
	name  string // starts the ids of what others refer to, so that pictures can share a page
	y     int    // how far down the picture has come
	signs int    // how many signs need their patterns
}

// The width of a picture that stands alone.
const alone = 720

// The colours of the Office for National Statistics' and the Government
// Analysis Function's charts, and the ink that is readable on each.
var (
	colours = []string{"#12436D", "#28A197", "#801650", "#F46A25"}
	inks    = []string{"#ffffff", "#0b0c0c", "#ffffff", "#0b0c0c"}
)

const (
	ink   = "#0b0c0c"
	muted = "#505a5f"
	track = "#f3f2f1"
	frame = "#b1b4b6"
)

// put writes what is markup already.
func (d *drawing) put(markup string) { _, _ = d.out.WriteString(markup) } // a buffer does not fail

// el writes an element with its attributes, given in pairs, and no content.
func (d *drawing) el(name string, attributes ...string) {
	d.open(name, attributes...)
	d.out.Truncate(d.out.Len() - len(">"))
	d.put("/>\n")
}

// open writes a start tag.
func (d *drawing) open(name string, attributes ...string) {
	d.put("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		d.put(" " + attributes[i] + `="`)
		d.escaped(attributes[i+1])
		d.put(`"`)
	}
	d.put(">")
}

// escaped writes text that cannot be taken for markup.
func (d *drawing) escaped(text string) {
	_ = xml.EscapeText(&d.out, []byte(text)) // as above
}

// text writes a line of text at a place.
func (d *drawing) text(x string, y int, words string, attributes ...string) {
	d.open("text", append([]string{"x", x, "y", strconv.Itoa(y)}, attributes...)...)
	d.escaped(words)
	d.put("</text>\n")
}

// bar writes a rectangle from one per cent of the width to another.
func (d *drawing) bar(from, to *big.Rat, y, height int, fill, title string) {
	width := new(big.Rat).Sub(to, from)
	if width.Sign() <= 0 {
		return
	}
	d.open("rect", "x", inPercent(from), "y", strconv.Itoa(y), "width", inPercent(width), "height", strconv.Itoa(height), "fill", fill,
		"stroke", "#ffffff", "stroke-width", "1")
	d.open("title")
	d.escaped(title)
	d.put("</title></rect>\n")
}

// trackBar is the whole length that a bar could have.
func (d *drawing) trackBar(y, height int, fill string) {
	d.el("rect", "x", "0", "y", strconv.Itoa(y), "width", "100%", "height", strconv.Itoa(height), "fill", fill, "stroke", frame)
}

// line goes down at one per cent of the width.
func (d *drawing) line(at *big.Rat, from, to int, attributes ...string) {
	x := inPercent(at)
	d.el("line", append([]string{"x1", x, "x2", x, "y1", strconv.Itoa(from), "y2", strconv.Itoa(to)}, attributes...)...)
}

func inPercent(r *big.Rat) string { return r.FloatString(2) + "%" }

// sign is the fill of the i-th thing: colour and pattern together differ for
// sixteen things, and neighbours differ in both.
func (d *drawing) sign(i int) string {
	i %= len(colours) * kinds
	d.signs = max(d.signs, i+1)
	if kindOf(i) == 0 {
		return colours[i%len(colours)]
	}
	return fmt.Sprintf("url(#%s-sign-%d)", d.name, i)
}

// The patterns: plain, slanting lines, dots, level lines.
const kinds = 4

func kindOf(i int) int { return (i + i/len(colours)) % kinds }

var overlays = []string{
	1: `<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#ffffff" stroke-opacity="0.55" stroke-width="1.5"/>`,
	2: `<circle cx="4" cy="4" r="1.4" fill="#ffffff" fill-opacity="0.7"/>`,
	3: `<path d="M0 4H8" stroke="#ffffff" stroke-opacity="0.55" stroke-width="1.5"/>`,
}

// number writes a thing's number on its bar where there is room for it.
func (d *drawing) number(i int, from, to *big.Rat, y int) {
	width := new(big.Rat).Sub(to, from)
	if width.Cmp(big.NewRat(5, 1)) < 0 {
		return
	}
	middle := new(big.Rat).Add(from, to)
	middle.Quo(middle, big.NewRat(2, 1))
	c := i % len(colours)
	d.text(inPercent(middle), y, strconv.Itoa(i+1), "text-anchor", "middle", "font-weight", "bold", "fill", inks[c],
		"stroke", colours[c], "stroke-width", "5", "stroke-linejoin", "round", "paint-order", "stroke")
}

// legend lists things with their signs, one below the other.
func (d *drawing) legend(entries []string) {
	for i, words := range entries {
		d.el("rect", "x", "0", "y", strconv.Itoa(d.y), "width", "26", "height", "18", "fill", d.sign(i))
		c := i % len(colours)
		d.text("13", d.y+14, strconv.Itoa(i+1), "text-anchor", "middle", "font-weight", "bold", "fill", inks[c], "stroke", colours[c], "stroke-width", "5",
			"stroke-linejoin", "round", "paint-order", "stroke")
		d.text("34", d.y+14, short(words, 40))
		d.y += 26
	}
}

// scale writes the ends and the middle of the length below the bars.
func (d *drawing) scale(left, middle, right string) {
	for i, words := range []string{left, middle, right} {
		d.text([]string{"0", "50%", "100%"}[i], d.y+12, words, "text-anchor", []string{"start", "middle", "end"}[i], "fill", muted, "font-size", "12")
	}
	d.y += 28
}

// finish puts title, description and patterns before what was drawn. A picture
// inside a page takes its width; one that stands alone has its own.
func (d *drawing) finish(title, description string, inside bool) []byte {
	var out drawing
	size := []string{"width", strconv.Itoa(alone), "viewBox", fmt.Sprintf("0 0 %d %d", alone, d.y)}
	if inside {
		size = []string{"width", "100%"}
	}
	out.open("svg", append([]string{
		"xmlns", "http://www.w3.org/2000/svg", "role", "img", "aria-labelledby", d.name + "-title " + d.name + "-description",
		"height", strconv.Itoa(d.y), "font-family", "Arial, Helvetica, sans-serif", "font-size", "14", "fill", ink,
	}, size...)...)
	out.put("\n")
	for i, words := range []string{title, description} {
		name := []string{"title", "description"}[i]
		tag := []string{"title", "desc"}[i]
		out.open(tag, "id", d.name+"-"+name)
		out.escaped(words)
		out.put("</" + tag + ">\n")
	}
	out.put("<defs>" + d.patterns() + "</defs>\n")
	if !inside {
		out.el("rect", "width", "100%", "height", "100%", "fill", "#ffffff")
	}
	out.put(d.out.String())
	out.put("</svg>\n")
	return out.out.Bytes()
}

func (d *drawing) patterns() string {
	var b strings.Builder
	for i := range d.signs {
		if kindOf(i) > 0 {
			fmt.Fprintf(&b, `<pattern id="%s-sign-%d" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="%s"/>%s</pattern>`,
				d.name, i, colours[i%len(colours)], overlays[kindOf(i)])
		}
	}
	fmt.Fprintf(&b, `<pattern id="%s-other" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="%s"/>`+
		`<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="%s" stroke-width="1"/></pattern>`, d.name, track, muted)
	return b.String()
}
