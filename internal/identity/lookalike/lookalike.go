// Package lookalike finds names that a reader could take for one another:
// "Acme Ltd" and "ACME Limited", and "Acme" with a Cyrillic А.
package lookalike

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Skeleton is what is left of a name when everything is taken out that a hasty
// eye does not see: two names with the same skeleton look alike. It follows the
// idea of Unicode Technical Standard 39 (skeletons of confusables) with the
// letters that English readers meet, and drops words that say only of what
// kind an organisation is. A name of such words alone keeps them. The skeleton
// of a name without letters or digits is empty.
func Skeleton(name string) string {
	text := cases.Fold().String(norm.NFKC.String(name))
	text = strings.NewReplacer("&", " and ", "+", " and ", "'", "", "’", "", ".", "").Replace(text)
	words := strings.FieldsFunc(unmarked(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if bare := withoutForm(words); len(bare) > 0 {
		words = bare
	}
	return joined(strings.Join(words, ""))
}

// unmarked writes letters of other scripts and digits as the Latin letter that
// they look like, without accents.
func unmarked(text string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(text) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		if like, ok := confusable[r]; ok {
			out.WriteString(like)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// joined writes pairs of letters as the one that they run together to.
func joined(text string) string {
	return strings.NewReplacer("rn", "m", "vv", "w", "cl", "d").Replace(text)
}

// forms are words that say of what kind an organisation is. Of several words
// the longest comes first.
var forms = [][]string{
	{"community", "interest", "company"},
	{"charitable", "incorporated", "organisation"},
	{"limited", "liability", "partnership"},
	{"public", "limited", "company"},
	{"community", "benefit", "society"},
	{"limited"},
	{"ltd"},
	{"plc"},
	{"llp"},
	{"lp"},
	{"cic"},
	{"cio"},
	{"scio"},
	{"cbs"},
	{"inc"},
	{"incorporated"},
	{"company"},
	{"co"},
	{"uk"},
	{"gb"},
	{"cyf"},
	{"cyfyngedig"},
	{"ccc"},
	{"unlimited"},
	{"and"},
	{"the"},
}

// withoutForm takes the kinds off the end of a name, and "the" off its start.
func withoutForm(words []string) []string {
	if len(words) > 0 && words[0] == "the" {
		words = words[1:]
	}
	for {
		before := len(words)
		for _, f := range forms {
			words = withoutEnd(words, f)
		}
		if len(words) == before {
			return words
		}
	}
}

// withoutEnd takes a form off the end, whether its letters were written apart
// ("C.I.C." has lost its dots before) or replaced by digits that look alike.
func withoutEnd(words, form []string) []string {
	if len(words) < len(form) {
		return words
	}
	tail := words[len(words)-len(form):]
	for i := range form {
		if tail[i] != unmarked(form[i]) {
			return words
		}
	}
	return words[:len(words)-len(form)]
}
