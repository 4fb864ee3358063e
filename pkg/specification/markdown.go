package specification

import (
	_ "embed" // for the text
	"io"
	"strings"
	"text/template"
)

//go:embed page.md
var markdownText string

var markdown = template.Must(template.New("markdown").Funcs(template.FuncMap{
	"text": plain, "cell": cell, "pounds": Pounds, "number": grouped, "lots": lotWords,
	"hashes": func(depth int) string { return strings.Repeat("#", level(depth)) },
}).Parse(markdownText))

// level is the heading level of a criterion, by its depth.
func level(depth int) int { return min(4+depth, 6) }

// marks are the characters that Markdown reads as more than themselves.
var marks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "&", `\&`, "!", `\!`,
)

// plain keeps what people wrote from being read as markup. A line that begins
// like a list or a rule is kept from being one.
func plain(text string) string {
	lines := strings.Split(strings.ReplaceAll(marks.Replace(text), "\r", ""), "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line != "" && strings.ContainsRune("-+=", rune(line[0])) {
			line = `\` + line
		}
		if end := strings.IndexAny(line, ".)"); end > 0 && strings.Trim(line[:end], "0123456789") == "" {
			line = line[:end] + `\` + line[end:]
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// cell is plain on one line.
func cell(text string) string { return strings.Join(strings.Fields(plain(text)), " ") }

// WriteMarkdown writes the specification as GitHub-flavoured Markdown.
func (d Document) WriteMarkdown(w io.Writer) error { return markdown.Execute(w, d) }
