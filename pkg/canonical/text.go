package canonical

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// text copies a string with the fewest escapes and returns what it means.
func (w *writer) text() ([]byte, error) {
	end := w.at + 1
	for end < len(w.in) && w.in[end] != '"' && w.in[end] != '\\' && w.in[end] >= ' ' && w.in[end] < utf8.RuneSelf {
		end++
	}
	if end < len(w.in) && w.in[end] == '"' { // plain ASCII, as nearly all of it is
		name := w.in[w.at+1 : end]
		w.out = append(w.out, w.in[w.at:end+1]...)
		w.at = end + 1
		return name, nil
	}
	w.at++
	var meant []byte
	w.out = append(w.out, '"')
	for {
		if w.at == len(w.in) {
			return nil, w.refuse("the string is not closed")
		}
		if w.in[w.at] == '"' {
			w.at++
			w.out = append(w.out, '"')
			return meant, nil
		}
		r, err := w.character()
		if err != nil {
			return nil, err
		}
		meant = utf8.AppendRune(meant, r)
		w.out = appendEscaped(w.out, r)
	}
}

// character reads the next character of a string, escaped or not.
func (w *writer) character() (rune, error) {
	b := w.in[w.at]
	if b < ' ' {
		return 0, w.refuse("a control character in a string is not escaped")
	}
	if b == '\\' {
		return w.escaped()
	}
	r, size := utf8.DecodeRune(w.in[w.at:])
	if r == utf8.RuneError && size == 1 {
		return 0, w.refuse("the document is not UTF-8")
	}
	w.at += size
	return r, nil
}

func (w *writer) escaped() (rune, error) {
	rest := w.in[w.at:]
	if len(rest) >= 2 && rest[1] != 'u' {
		if i := bytes.IndexByte([]byte(`"\/bfnrt`), rest[1]); i >= 0 {
			w.at += 2
			return rune("\"\\/\b\f\n\r\t"[i]), nil
		}
	}
	r, ok := unit(rest)
	if !ok {
		return 0, w.refuse("the escape is none of JSON")
	}
	w.at += 6
	if r < 0xD800 || r > 0xDFFF {
		return r, nil
	}
	low, ok := unit(rest[6:])
	if r > 0xDBFF || !ok || low < 0xDC00 || low > 0xDFFF {
		return 0, w.refuse("the escape is half of a character")
	}
	w.at += 6
	return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000, nil
}

// unit reads \uXXXX, one UTF-16 code unit.
func unit(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	u, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(u), err == nil
}

func appendEscaped(out []byte, r rune) []byte {
	const hexDigits = "0123456789abcdef"
	switch {
	case r == '"' || r == '\\':
		return append(out, '\\', byte(r))
	case r >= ' ':
		return utf8.AppendRune(out, r)
	}
	if short := "\x00\x00\x00\x00\x00\x00\x00\x00btn\x00fr"; int(r) < len(short) && short[r] != 0 {
		return append(out, '\\', short[r])
	}
	return append(out, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&15])
}

// compareUTF16 orders two texts by their UTF-16 code units. This differs from the order of their bytes only where a character beyond U+FFFF,
// which is two units from D800 on, meets one from U+E000 on.
func compareUTF16(a, b []byte) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) {
		return len(a) - len(b)
	}
	for i > 0 && !utf8.RuneStart(a[i]) { // back to the start of the character that differs, the same in both
		i--
	}
	x, _ := utf8.DecodeRune(a[i:])
	y, _ := utf8.DecodeRune(b[i:])
	if (x > 0xFFFF) == (y > 0xFFFF) {
		return int(x - y)
	}
	if x > 0xFFFF {
		return int(0xD800 + (x-0x10000)>>10 - y)
	}
	return int(x - 0xD800 - (y-0x10000)>>10)
}
