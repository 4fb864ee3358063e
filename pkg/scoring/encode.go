package scoring

import (
	"io"
	"strconv"
)

// WriteResult scores a sheet and writes the result as JSON, byte for byte as the result of [Score] is written, without ever holding the trace: some bids'
// lines are worked out, written and forgotten; of a large sheet by one goroutine for each processor. The error is [Faults] before anything is written, or that of the writer.
func WriteResult(w io.Writer, s Sheet) error {
	o, err := settle(s)
	if err != nil {
		return err
	}
	e := encoder{w: w, b: make([]byte, 0, flushAt+1<<12)}
	r := o.summary()
	e.head(&r)
	o.writeNodes(&e)
	e.tail(&r)
	e.flush()
	return e.err
}

// flushAt is how many bytes are gathered before they are written.
const flushAt = 1 << 16

// lineWords are the parts of a node's JSON that are the same for every bid.
type lineWords struct{ criterion, weights []byte }

func (p *presenter) lineWords() []lineWords {
	list := make([]lineWords, len(p.nodes))
	for i := range list {
		list[i].criterion = append(appendString([]byte(`,"criterion":`), p.nodes[i].ID), `,"input":`...)
		list[i].weights = append(p.weights[i].append(nil), `,"step":"`...)
	}
	return list
}

func (w *weightWords) append(b []byte) []byte {
	if w.worth != "" {
		return append(append(b, `,"worth":`...), w.worth...)
	}
	b = append(append(b, `,"localWeight":`...), w.local...)
	return append(append(b, `,"globalWeight":`...), w.global...)
}

func (p *presenter) appendLine(b, bid []byte, words *lineWords) []byte {
	b = append(append(append(b, `{"bid":`...), bid...), words.criterion...)
	if input := p.text(inputText); len(input) > 0 {
		b = append(append(append(b, '"'), input...), '"')
	} else {
		b = append(b, "null"...)
	}
	b = append(append(b, `,"mark":`...), p.text(markText)...)
	b = append(append(b, `,"exact":"`...), p.text(exactMark)...)
	b = append(append(b, `","weighted":`...), p.text(weightedText)...)
	b = append(b, words.weights...)
	return append(append(b, p.text(stepText)...), `"}`...) // a step holds nothing that JSON escapes
}

// MarshalJSON writes the result; see [Result.AppendJSON].
func (r Result) MarshalJSON() ([]byte, error) { return r.AppendJSON(nil), nil }

// AppendJSON adds the result as JSON to b, several times as fast as reflection does.
func (r Result) AppendJSON(b []byte) []byte {
	e := encoder{b: b}
	e.head(&r)
	first := true
	for i := range r.Nodes {
		e.comma(&first)
		e.node(&r.Nodes[i])
	}
	e.tail(&r)
	return e.b
}

// encoder gathers JSON, and writes it on where there is somewhere to write.
type encoder struct {
	w   io.Writer
	b   []byte
	err error
}

func (e *encoder) flush() {
	if e.err == nil {
		_, e.err = e.w.Write(e.b)
	}
	e.b = e.b[:0]
}

func (e *encoder) text(s string) { e.b = append(e.b, s...) }

// member writes a member with a text value; before it stand the comma or bracket and its name.
func (e *encoder) member(name, value string) {
	e.text(name)
	e.b = appendString(e.b, value)
}

func (e *encoder) number(name string, n int) {
	e.text(name)
	e.b = strconv.AppendInt(e.b, int64(n), 10)
}

func (e *encoder) comma(first *bool) {
	if !*first {
		e.b = append(e.b, ',')
	}
	*first = false
}

// head is everything before the nodes.
func (e *encoder) head(r *Result) {
	e.number(`{"version":`, r.Version)
	e.member(`,"engine":`, r.Engine)
	e.member(`,"methodHash":`, r.MethodHash)
	e.member(`,"inputHash":`, r.InputHash)
	e.text(`,"ranking":[`)
	for i := range r.Ranking {
		e.between(i)
		e.member(`{"bid":`, r.Ranking[i].Bid)
		e.number(`,"rank":`, r.Ranking[i].Rank)
		e.figure(`,"total":`, r.Ranking[i].Total)
		e.member(`,"exact":`, string(r.Ranking[i].Exact))
		e.text("}")
	}
	e.text(`],"excluded":[`)
	for i := range r.Excluded {
		e.between(i)
		e.excluded(&r.Excluded[i])
	}
	e.text(`],"nodes":[`)
}

func (e *encoder) between(i int) {
	if i > 0 {
		e.text(",")
	}
}

func (e *encoder) figure(name string, f Figure) {
	e.text(name)
	if f == "" {
		f = "0"
	}
	e.text(string(f))
}

func (e *encoder) excluded(x *Excluded) {
	e.member(`{"bid":`, x.Bid)
	e.member(`,"why":`, string(x.Why))
	e.given(`,"reason":`, x.Reason)
	for i, f := range x.Failures {
		if i == 0 {
			e.text(`,"failures":[`)
		}
		e.between(i)
		e.member(`{"criterion":`, f.Criterion)
		e.member(`,"requires":`, string(f.Requires))
		e.given(`,"exact":`, string(f.Exact))
		e.given(`,"minimum":`, string(f.Minimum))
		e.text("}")
	}
	if len(x.Failures) > 0 {
		e.text("]")
	}
	e.text("}")
}

func (e *encoder) given(name, value string) {
	if value != "" {
		e.member(name, value)
	}
}

func (e *encoder) node(n *Node) {
	e.member(`{"bid":`, n.Bid)
	e.member(`,"criterion":`, n.Criterion)
	if n.Input == nil {
		e.text(`,"input":null`)
	} else {
		e.member(`,"input":`, string(*n.Input))
	}
	e.figure(`,"mark":`, n.Mark)
	e.member(`,"exact":`, string(n.Exact))
	e.figure(`,"weighted":`, n.Weighted)
	for _, f := range []struct {
		name  string
		value Figure
	}{{`,"localWeight":`, n.LocalWeight}, {`,"globalWeight":`, n.GlobalWeight}, {`,"worth":`, n.Worth}} {
		if f.value != "" {
			e.figure(f.name, f.value)
		}
	}
	e.member(`,"step":`, n.Step)
	e.text("}")
}

// tail is everything after the nodes.
func (e *encoder) tail(r *Result) {
	e.text(`],"ties":[`)
	for i := range r.Ties {
		e.between(i)
		e.text(`{"bids":[`)
		for k, bid := range r.Ties[i].Bids {
			e.between(k)
			e.member("", bid)
		}
		if by := r.Ties[i].BrokenBy; by != nil {
			e.member(`],"brokenBy":`, *by)
			e.text("}")
		} else {
			e.text(`],"brokenBy":null}`)
		}
	}
	e.text(`],"warnings":[`)
	for i := range r.Warnings {
		e.between(i)
		e.member(`{"code":`, r.Warnings[i].Code)
		e.member(`,"criterion":`, r.Warnings[i].Criterion)
		e.text("}")
	}
	e.text("]}")
}
