package canonical

import (
	"bytes"
	"fmt"
	"slices"
)

// writer reads a document from left to right and writes its canonical form behind it. The members of an object are written in the order
// they come and put in order when the object ends, which costs nothing where they already are.
type writer struct {
	in      []byte
	at      int
	out     []byte
	members []member // of all open objects, those of the innermost last
	spare   []byte
}

// member is where a name and the whole of "name":value stand in the output.
type member struct {
	name     []byte // as the document means it, unescaped; its own copy or part of the input
	from, to int
}

func (w *writer) value(depth int) error {
	if depth > MaxDepth {
		return w.refuse(fmt.Sprintf("more than %d levels", MaxDepth))
	}
	if w.at == len(w.in) {
		return w.refuse("the document ends early")
	}
	switch b := w.in[w.at]; {
	case b == '{':
		return w.object(depth)
	case b == '[':
		return w.array(depth)
	case b == '"':
		_, err := w.text()
		return err
	case b == '-' || b >= '0' && b <= '9':
		return w.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(w.in[w.at:], []byte(word)) {
			w.at += len(word)
			w.out = append(w.out, word...)
			return nil
		}
	}
	return w.refuse("a value is missing")
}

func (w *writer) array(depth int) error {
	w.step()
	if w.take(']') {
		return nil
	}
	for {
		if err := w.value(depth + 1); err != nil {
			return err
		}
		w.space()
		if w.take(']') {
			return nil
		}
		if !w.take(',') {
			return w.refuse("a comma or ] is missing")
		}
		w.space()
	}
}

func (w *writer) object(depth int) error {
	w.step()
	first := len(w.members)
	if w.take('}') {
		return nil
	}
	for {
		if err := w.member(depth); err != nil {
			return err
		}
		w.space()
		if w.peek('}') {
			if err := w.order(first); err != nil {
				return err
			}
			w.take('}')
			return nil
		}
		if !w.take(',') {
			return w.refuse("a comma or } is missing")
		}
		w.space()
	}
}

func (w *writer) member(depth int) error {
	if !w.peek('"') {
		return w.refuse("a member's name is missing")
	}
	mine := len(w.members)
	from := len(w.out)
	name, err := w.text()
	if err != nil {
		return err
	}
	w.members = append(w.members, member{name: name, from: from})
	w.space()
	if !w.take(':') {
		return w.refuse("a colon is missing")
	}
	w.space()
	if err := w.value(depth + 1); err != nil {
		return err
	}
	w.members[mine].to = len(w.out)
	return nil
}

// order sorts the members of the object that ends here, by moving their texts, and takes them off the stack.
func (w *writer) order(first int) error {
	mine := w.members[first:]
	w.members = w.members[:first]
	byName := func(a, b member) int { return compareUTF16(a.name, b.name) }
	start, sorted := mine[0].from, slices.IsSortedFunc(mine, byName)
	if !sorted {
		slices.SortFunc(mine, byName)
		w.spare = append(w.spare[:0], w.out[start:]...)
		w.out = w.out[:start]
	}
	for i, m := range mine {
		if i > 0 && bytes.Equal(mine[i-1].name, m.name) {
			return w.refuse(fmt.Sprintf("the member %q is given twice", m.name))
		}
		if sorted {
			continue
		}
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, w.spare[m.from-start:m.to-start]...)
	}
	return nil
}

// step copies an opening bracket.
func (w *writer) step() {
	w.out = append(w.out, w.in[w.at])
	w.at++
	w.space()
}

// take copies a character when it is the next one.
func (w *writer) take(b byte) bool {
	if !w.peek(b) {
		return false
	}
	w.out = append(w.out, b)
	w.at++
	return true
}

func (w *writer) peek(b byte) bool { return w.at < len(w.in) && w.in[w.at] == b }

func (w *writer) space() {
	for w.at < len(w.in) && (w.in[w.at] == ' ' || w.in[w.at] == '\n' || w.in[w.at] == '\r' || w.in[w.at] == '\t') {
		w.at++
	}
}

func (w *writer) refuse(what string) error {
	return fmt.Errorf("canonical: at byte %d: %s", w.at, what)
}
