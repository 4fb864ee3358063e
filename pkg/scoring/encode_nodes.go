package scoring

import (
	"runtime"
	"sync/atomic"
)

// part is how many lines of the trace are put into words at a time, at least: some hundred kilobytes.
const part = 500

// writeNodes writes the trace, bids in rank order. The parts of a large one are worked out side by side and written in order; each helper has two
// buffers, one that it fills and one that is written, so memory does not grow with the trace.
func (o *outcome) writeNodes(e *encoder) {
	p := o.newPresenter()
	words := p.lineWords()
	bids := 1 + part/max(o.marked, 1)
	parts := (len(o.order) + bids - 1) / bids
	helpers := min(runtime.GOMAXPROCS(0), parts)
	if helpers < 2 || parts < 4 {
		o.writeAlone(e, p, words)
		return
	}
	var stop atomic.Bool
	full, free := make([]chan []byte, helpers), make([]chan []byte, helpers)
	for h := range helpers {
		full[h], free[h] = make(chan []byte, 1), make(chan []byte, 2)
		free[h] <- nil
		free[h] <- nil
		go func() {
			own := p.copy()
			for at := h; at < parts; at += helpers {
				b := <-free[h]
				for _, entrant := range o.order[at*bids : min((at+1)*bids, len(o.order))] {
					if !stop.Load() {
						b = own.appendBid(b, &o.entrants[entrant], words)
					}
				}
				full[h] <- b
			}
		}()
	}
	for at := range parts {
		b := <-full[at%helpers]
		if at == 0 && len(b) > 0 {
			e.b = append(e.b, b[1:]...) // without the comma before the first line
		} else {
			e.b = append(e.b, b...)
		}
		e.flush()
		stop.Store(e.err != nil) // nobody reads on: what is left need not be worked out
		free[at%helpers] <- b[:0]
	}
}

func (o *outcome) writeAlone(e *encoder, p *presenter, words []lineWords) {
	from := len(e.b)
	for i, entrant := range o.order {
		e.b = p.appendBid(e.b, &o.entrants[entrant], words)
		if i == 0 && len(e.b) > from {
			e.b = append(e.b[:from], e.b[from+1:]...)
		}
		if len(e.b) >= flushAt {
			e.flush()
		}
	}
}

// copy is a presenter of the same run for another goroutine: what is the same for every bid is shared.
func (p *presenter) copy() *presenter {
	return &presenter{working: p.newWorking(), steps: p.steps, weights: p.weights}
}

// appendBid adds the lines of one bid, each after a comma.
func (p *presenter) appendBid(b []byte, e *ranked, words []lineWords) []byte {
	p.mark(e.row)
	p.bid = appendString(p.bid[:0], e.bid.ID)
	for i := range p.nodes {
		if p.nodes[i].marks {
			p.line(i)
			b = p.appendLine(append(b, ','), p.bid, &words[i])
		}
	}
	return b
}
