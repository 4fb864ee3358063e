package strictjson

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// text checks a string and steps over it. The result is what it says, unescaped; it is part of the data when nothing was escaped.
func (c *checker) text() ([]byte, *Fault) {
	start := c.at + 1
	escaped := false
	for c.at = start; c.at < len(c.data); {
		switch b := c.data[c.at]; {
		case b == '"':
			c.at++
			if escaped {
				return unescape(c.data[start : c.at-1]), nil
			}
			return c.data[start : c.at-1], nil
		case b == '\\':
			escaped = true
			if f := c.escape(); f != nil {
				return nil, f
			}
		case b == 0:
			return nil, c.fault("nul", "the document holds the character U+0000")
		case b < ' ':
			return nil, c.fault("syntax", fmt.Sprintf("the control character U+%04X in a string must be escaped", b))
		case b < utf8.RuneSelf:
			c.at++
		default:
			r, size := utf8.DecodeRune(c.data[c.at:])
			if r == utf8.RuneError && size == 1 {
				return nil, c.fault("bad-utf-8", "the document is not UTF-8")
			}
			c.at += size
		}
	}
	return nil, c.syntax("the string is not closed")
}

// escape checks one escape sequence and steps over it, over both when it is a pair of surrogates.
func (c *checker) escape() *Fault {
	rest := c.data[c.at:]
	if len(rest) < 2 {
		c.at = len(c.data)
		return c.syntax("the string is not closed")
	}
	if rest[1] != 'u' {
		if !bytes.ContainsRune([]byte(`"\/bfnrt`), rune(rest[1])) || rest[1] >= utf8.RuneSelf {
			return c.fault("syntax", "the escape is none of JSON")
		}
		c.at += 2
		return nil
	}
	switch r := hexRune(rest); {
	case r < 0:
		return c.fault("syntax", `\u must be followed by four hexadecimal digits`)
	case r == 0:
		return c.fault("nul", "the document holds the character U+0000")
	case r >= 0xDC00 && r <= 0xDFFF:
		return c.fault("lone-surrogate", "the escape is half of a character")
	case r >= 0xD800 && r <= 0xDBFF:
		if low := hexRune(rest[6:]); low < 0xDC00 || low > 0xDFFF {
			return c.fault("lone-surrogate", "the escape is half of a character")
		}
		c.at += 12
	default:
		c.at += 6
	}
	return nil
}

// hexRune reads \uXXXX at the start of b; -1 when there is none.
func hexRune(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return -1
		}
	}
	return r
}

func (c *checker) number() *Fault {
	c.take('-')
	if c.take('0') {
		if c.at < len(c.data) && isDigit(c.data[c.at]) {
			return c.syntax("a number does not start with a zero before other digits")
		}
	} else if !c.digits() {
		return c.syntax("a digit is missing")
	}
	if c.take('.') && !c.digits() {
		return c.syntax("a digit after the decimal point is missing")
	}
	if c.take('e') || c.take('E') {
		if !c.take('+') {
			c.take('-')
		}
		if !c.digits() {
			return c.syntax("a digit of the exponent is missing")
		}
	}
	return nil
}

func (c *checker) digits() bool {
	start := c.at
	for c.at < len(c.data) && isDigit(c.data[c.at]) {
		c.at++
	}
	return c.at > start
}

func (c *checker) fault(code, what string) *Fault {
	var pointer []byte
	for _, s := range c.path {
		switch {
		case s.name != nil:
			pointer = appendSegment(pointer, string(s.name))
		case s.index >= 0:
			pointer = strconv.AppendInt(append(pointer, '/'), int64(s.index), 10)
		}
	}
	return &Fault{Pointer: string(pointer), Code: code, Detail: what + " (" + c.place() + ")"}
}

// place is the line and column, both from 1, the column in characters.
func (c *checker) place() string {
	before := c.data[:c.at]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("line %d, column %d", line, column)
}

// unescape resolves the escapes of a string that has been checked.
func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\\')
		if i < 0 {
			return append(out, b...)
		}
		out, b = append(out, b[:i]...), b[i:]
		if b[1] != 'u' {
			out, b = append(out, plainEscape[b[1]]), b[2:]
			continue
		}
		r := hexRune(b)
		b = b[6:]
		if r >= 0xD800 && r <= 0xDBFF {
			r = (r-0xD800)<<10 + (hexRune(b) - 0xDC00) + 0x10000
			b = b[6:]
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

var plainEscape = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
