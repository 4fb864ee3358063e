package legible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text makes visible what a reader could not see and a terminal or page would obey: control characters, the marks that turn the direction of
// what follows, characters without width, ends of lines, and bytes that are no UTF-8. Each is written as its number, "⟨U+001B⟩". A text without any
// comes back as it is.
//
// It is for what others wrote (ids, titles, reasons, names) on its way to people. A title with such a mark in it can otherwise show one bid's
// figures beside another's name, or start a new line that looks like ours.
func Text(s string) string {
	clean := true
	for _, r := range s {
		clean = clean && !hidden(r)
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch _, size := utf8.DecodeRuneInString(s[i:]); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "⟨%02X⟩", s[i])
		case hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden says that a character is not seen as itself. The joiners of scripts and of emoji (U+200C and U+200D) stay: words need them.
func hidden(r rune) bool {
	switch {
	case unicode.IsControl(r), r == 0x2028, r == 0x2029, r == utf8.RuneError:
		return true
	case r == 0x00AD, r == 0x061C, r == 0x180E, r == 0x200B, r == 0x200E, r == 0x200F, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}
