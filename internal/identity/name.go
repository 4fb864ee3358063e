package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tidyName writes a name in the one form in which it is kept: Unicode's NFC,
// without spaces around it, and one space where there were several.
func tidyName(name string) string {
	return strings.Join(strings.Fields(norm.NFC.String(name)), " ")
}

// nameTrouble says why a name is refused: it must be a line that reads as it is
// written. Format characters could hide a part of it or turn it round.
func nameTrouble(name string) string {
	said := false
	for _, r := range name {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
			return "must be one line of visible characters"
		}
		said = said || unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	if !said {
		return "must have a letter or a digit"
	}
	return ""
}
