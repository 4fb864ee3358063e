package report

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/assay-engine/assay/pkg/robustness"
)

// weights are the rows of the picture of weights: each criterion once, its
// weight as a share of the whole or its worth in pounds.
func (r Report) weights() (rows []robustness.Stability) {
	if r.Firmness == nil {
		return nil
	}
	for _, s := range r.Firmness.Stability {
		if s.Scope != robustness.Siblings {
			rows = append(rows, s)
		}
	}
	return rows
}

// drawStability shows for each criterion its weight, and how far it could move
// with the same winner.
func (r Report) drawStability(inside bool) []byte {
	d := &drawing{name: "weights", y: 4}
	rows := r.weights()
	rows = rows[:min(len(rows), bars)]
	end := endOf(rows)
	said := make([]string, 0, len(rows))
	for _, s := range rows {
		said = append(said, r.drawRange(d, s, end))
	}
	if len(rows) == 0 {
		d.text("0", d.y+16, "No weights to move.")
		d.y += 28
	} else {
		d.scale(r.amount(rows[0], new(big.Rat)), r.amount(rows[0], new(big.Rat).Quo(end, big.NewRat(2, 1))), r.amount(rows[0], end))
		r.explainRanges(d)
	}
	return d.finish("How far each weight may move before another bid wins", strings.Join(said, " "), inside)
}

// endOf is the weight at the right end: 100 per cent, or in pounds about a
// quarter more than anything that is shown.
func endOf(rows []robustness.Stability) *big.Rat {
	end := big.NewRat(100, 1)
	for _, s := range rows {
		if s.Scope != robustness.Worth {
			return end
		}
		for _, x := range []*big.Rat{s.Weight.Rat(), boundRat(s.Winner.High)} {
			if x != nil && x.Cmp(end) > 0 {
				end = x
			}
		}
	}
	return roundUp(new(big.Rat).Mul(end, big.NewRat(5, 4)))
}

func boundRat(b *robustness.Bound) *big.Rat {
	if b == nil {
		return nil
	}
	return b.Exact.Rat()
}

// drawRange draws one criterion and returns it in words.
func (r Report) drawRange(d *drawing, s robustness.Stability, end *big.Rat) string {
	place := func(x *big.Rat) *big.Rat {
		x = new(big.Rat).Mul(x, big.NewRat(100, 1))
		return x.Quo(x, end)
	}
	from, to := new(big.Rat), end
	if s.Winner.Low != nil {
		from = boundRat(s.Winner.Low)
	}
	if s.Winner.High != nil {
		to = boundRat(s.Winner.High)
	}
	d.text("0", d.y+16, short(clean(s.Title), 34), "font-weight", "bold")
	words := fmt.Sprintf("published %s; same winner %s", r.amount(s, s.Weight.Rat()), r.reach(s))
	d.text("0", d.y+34, words, "font-size", "12", "fill", muted)
	d.trackBar(d.y+42, 18, "url(#weights-other)")
	d.bar(place(from), place(to), d.y+42, 18, colours[1], words)
	d.line(place(s.Weight.Rat()), d.y+38, d.y+64, "stroke", "#ffffff", "stroke-width", "7")
	d.line(place(s.Weight.Rat()), d.y+38, d.y+64, "stroke", colours[0], "stroke-width", "3")
	d.y += 76
	return clean(s.Title) + ": " + words + "."
}

// amount shows a weight in its unit.
func (r Report) amount(s robustness.Stability, x *big.Rat) string {
	figure := x.FloatString(2)
	if strings.Contains(figure, ".") {
		figure = strings.TrimRight(strings.TrimRight(figure, "0"), ".")
	}
	if s.Scope == robustness.Worth {
		return r.amountOf(figure)
	}
	return figure + " %"
}

// reach says within which weights the same bid wins.
func (r Report) reach(s robustness.Stability) string {
	low, high := s.Winner.Low, s.Winner.High
	switch {
	case low == nil && high == nil:
		return "at any weight"
	case low == nil:
		return "up to " + r.amount(s, high.Exact.Rat())
	case high == nil:
		return "from " + r.amount(s, low.Exact.Rat())
	}
	return fmt.Sprintf("from %s to %s", r.amount(s, low.Exact.Rat()), r.amount(s, high.Exact.Rat()))
}

// explainRanges is the legend.
func (r Report) explainRanges(d *drawing) {
	y := d.y
	d.el("rect", "x", "0", "y", fmt.Sprint(y), "width", "26", "height", "18", "fill", colours[1])
	d.text("34", y+14, "the same winner")
	d.el("rect", "x", "0", "y", fmt.Sprint(y+26), "width", "26", "height", "18", "fill", "url(#weights-other)", "stroke", frame)
	d.text("34", y+40, "another winner")
	d.el("line", "x1", "13", "x2", "13", "y1", fmt.Sprint(y+52), "y2", fmt.Sprint(y+70), "stroke", colours[0], "stroke-width", "3")
	d.text("34", y+66, "the published weight")
	d.y = y + 78
}

// lastRank is the greatest rank that has a bar of its own; those below it share
// one.
const lastRank = 3

// drawRanks shows how often each bid takes each rank if weights are not known.
func (r Report) drawRanks(inside bool) []byte {
	d := &drawing{name: "ranks", y: 4}
	if r.Firmness == nil || r.Firmness.Acceptability == nil {
		d.text("0", d.y+16, "Not worked out.")
		d.y += 28
		return d.finish("How often each bid would take each rank", "Not worked out.", inside)
	}
	bids := r.Firmness.Acceptability.Bids
	var said []string
	for _, b := range bids[:min(len(bids), drawn)] {
		said = append(said, r.drawShares(d, b))
	}
	d.scale("0 %", "50 %", "100 % of draws")
	legend := []string{"ranks 1st", "ranks 2nd", "ranks 3rd", "ranks 4th or lower"}
	d.legend(legend[:min(len(bids), len(legend))])
	return d.finish("How often each bid would take each rank if weights were not known", strings.Join(said, " "), inside)
}

func (r Report) drawShares(d *drawing, b robustness.BidAcceptability) string {
	name := r.bid(b.Bid)
	d.text("0", d.y+16, short(name, 28), "font-weight", "bold")
	d.text("100%", d.y+16, "first: "+share(b.Ranks[0].Rat()), "text-anchor", "end")
	d.trackBar(d.y+24, 26, track)
	from, words := new(big.Rat), []string{}
	for i := range min(len(b.Ranks), lastRank+1) {
		part := b.Ranks[i].Rat()
		if i == lastRank {
			for _, more := range b.Ranks[i+1:] {
				part = new(big.Rat).Add(part, more.Rat())
			}
		}
		to := new(big.Rat).Add(from, new(big.Rat).Mul(part, big.NewRat(100, 1)))
		said := rankOf(i+1) + " " + share(part)
		if i == lastRank {
			said = "4th or lower " + share(part)
		}
		d.bar(from, to, d.y+24, 26, d.sign(i), name+": "+said)
		d.number(i, from, to, d.y+42)
		from, words = to, append(words, said)
	}
	d.y += 64
	return name + ": " + strings.Join(words, ", ") + "."
}

// share shows a part of 1 in per cent.
func share(part *big.Rat) string {
	return new(big.Rat).Mul(part, big.NewRat(100, 1)).FloatString(1) + " %"
}
