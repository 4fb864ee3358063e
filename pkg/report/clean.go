package report

import (
	"regexp"
	"strings"

	"github.com/assay-engine/assay/pkg/legible"
	"github.com/assay-engine/assay/pkg/scoring"
)

// clean makes visible in a text what no reader sees and a page could trip over:
// control characters, which XML does not allow, and the marks that turn the
// direction of all that follows. Ends of lines become spaces.
func clean(text string) string {
	return legible.Text(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text))
}

// short cuts a text to so many characters; the table beside the picture has it
// in full.
func short(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return strings.TrimRight(string(letters[:most-1]), " ") + "…"
}

// named puts bidders' names for ids in a sentence of package robustness, which
// knows ids alone. An id is only taken for one where the sentence says "bid"
// before it or a bid must stand: "A" may be a word, and "A" begins "A2".
func (r Report) named(sentence string) string {
	for _, b := range r.Sheet.Bids {
		name := r.Words.Bids[b.ID]
		if name == "" || !strings.Contains(sentence, b.ID) {
			continue
		}
		name = strings.ReplaceAll(name, "$", "$$")
		id := regexp.QuoteMeta(b.ID)
		sentence = regexp.MustCompile(`\b[Bb]id `+id+`($|[ ,.;:])`).ReplaceAllString(sentence, name+"$1")
		sentence = regexp.MustCompile(`\b(for|puts) `+id+` (to win|first)\b`).ReplaceAllString(sentence, "$1 "+name+" $2")
	}
	return clean(sentence)
}

// of keeps the sentences about one subject, as text.
func (r Report) of(about scoring.Subject) (list []string) {
	for _, s := range r.Sentences {
		if s.About == about && len(list) < listed {
			list = append(list, clean(s.Text))
		}
	}
	return list
}
