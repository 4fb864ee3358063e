package strictjson

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"
)

// checker walks the text once and stops at the first thing that makes it no acceptable JSON.
type checker struct {
	data  []byte
	at    int
	depth int
	path  []step // where we are, for the pointer of a fault
	keys  []key  // the keys of all open objects, those of the innermost last
}

// step is one level of the way down: a member's key or an item's index.
type step struct {
	name  []byte // unescaped; nil in an array and before the first key
	index int    // -1 in an object
}

type key struct {
	name []byte
	at   int
}

func (c *checker) document() *Fault {
	c.space()
	if c.at == len(c.data) {
		return c.fault("empty", "the document is empty")
	}
	if bytes.HasPrefix(c.data, []byte("\xef\xbb\xbf")) {
		return c.fault("bad-utf-8", "the document starts with a byte order mark, which JSON does not have")
	}
	if f := c.value(); f != nil {
		return f
	}
	c.space()
	if c.at < len(c.data) {
		return c.fault("trailing-data", "the document has ended, but more follows")
	}
	return nil
}

func (c *checker) value() *Fault {
	if c.at == len(c.data) {
		return c.syntax("a value is missing")
	}
	switch b := c.data[c.at]; {
	case b == '{':
		return c.nested('{')
	case b == '[':
		return c.nested('[')
	case b == '"':
		_, f := c.text()
		return f
	case b == '-' || isDigit(b):
		return c.number()
	case b == 't':
		return c.word("true")
	case b == 'f':
		return c.word("false")
	case b == 'n':
		return c.word("null")
	}
	return c.syntax("a value is missing")
}

func (c *checker) nested(bracket byte) *Fault {
	if len(c.path) == c.depth {
		return c.fault("too-deep", fmt.Sprintf("the document has more than %d levels", c.depth))
	}
	c.at++
	c.space()
	c.path = append(c.path, step{})
	inside := c.array
	if bracket == '{' {
		inside = c.object
	}
	if f := inside(); f != nil {
		return f
	}
	c.path = c.path[:len(c.path)-1]
	return nil
}

func (c *checker) array() *Fault {
	here := &c.path[len(c.path)-1]
	if c.take(']') {
		return nil
	}
	for index := 0; ; index++ {
		here.index = index
		if f := c.value(); f != nil {
			return f
		}
		here = &c.path[len(c.path)-1] // the stack may have moved
		c.space()
		if c.take(']') {
			return nil
		}
		if !c.take(',') {
			return c.syntax("a comma or the end of the array is missing")
		}
		c.space()
	}
}

func (c *checker) object() *Fault {
	level, first := len(c.path)-1, len(c.keys)
	c.path[level].index = -1
	if c.take('}') {
		return nil
	}
	for {
		start := c.at
		if c.at == len(c.data) || c.data[c.at] != '"' {
			return c.syntax("a member's name in double quotes is missing")
		}
		name, f := c.text()
		if f != nil {
			return f
		}
		c.keys = append(c.keys, key{name, start})
		c.path[level].name = name
		if f := c.member(first); f != nil {
			return f
		}
		c.space()
		if c.take('}') {
			return c.distinct(first)
		}
		if !c.take(',') {
			return c.syntax("a comma or the end of the object is missing")
		}
		c.space()
	}
}

func (c *checker) member(first int) *Fault {
	if f := c.repeated(first); f != nil {
		return f
	}
	c.space()
	if !c.take(':') {
		return c.syntax("a colon after the member's name is missing")
	}
	c.space()
	return c.value()
}

// fewKeys is up to how many keys of an object each new one is compared with all before it; more are sorted once, when the object ends, so
// that a hostile object of 100,000 keys costs no more than an honest one.
const fewKeys = 32

func (c *checker) repeated(first int) *Fault {
	mine := c.keys[first:]
	if len(mine) > fewKeys {
		return nil
	}
	last := mine[len(mine)-1]
	for _, k := range mine[:len(mine)-1] {
		if bytes.Equal(k.name, last.name) {
			return c.duplicate(last)
		}
	}
	return nil
}

// distinct looks for equal keys in a finished object and takes its keys off the stack.
func (c *checker) distinct(first int) *Fault {
	mine := c.keys[first:]
	if len(mine) > fewKeys {
		slices.SortFunc(mine, func(a, b key) int {
			if order := bytes.Compare(a.name, b.name); order != 0 {
				return order
			}
			return a.at - b.at
		})
		for i := 1; i < len(mine); i++ {
			if bytes.Equal(mine[i-1].name, mine[i].name) {
				return c.duplicate(mine[i])
			}
		}
	}
	c.keys = c.keys[:first]
	return nil
}

func (c *checker) duplicate(k key) *Fault {
	c.at = k.at
	c.path[len(c.path)-1].name = k.name
	return c.fault("duplicate-member", "the member is given twice")
}

func (c *checker) space() {
	for c.at < len(c.data) {
		switch c.data[c.at] {
		case ' ', '\n', '\r', '\t':
			c.at++
		default:
			return
		}
	}
}

func (c *checker) take(b byte) bool {
	if c.at < len(c.data) && c.data[c.at] == b {
		c.at++
		return true
	}
	return false
}

func (c *checker) word(w string) *Fault {
	if !bytes.HasPrefix(c.data[c.at:], []byte(w)) {
		return c.syntax("only true, false and null are written without quotes")
	}
	c.at += len(w)
	return nil
}

func (c *checker) syntax(what string) *Fault {
	if c.at < len(c.data) && c.data[c.at] == 0 {
		return c.fault("nul", "the document holds the character U+0000")
	}
	if c.at < len(c.data) && c.data[c.at] >= utf8.RuneSelf {
		if r, size := utf8.DecodeRune(c.data[c.at:]); r == utf8.RuneError && size == 1 {
			return c.fault("bad-utf-8", "the document is not UTF-8")
		}
	}
	if c.at == len(c.data) {
		what += ": the document ends early"
	}
	return c.fault("syntax", what)
}
