package report

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/legible"
	"github.com/assay-engine/assay/pkg/scoring"
)

// part is what one criterion at the top of the tree adds to a bid.
type part struct {
	criterion string
	exact     *big.Rat // marks of the whole, or pounds of worth
	shown     string
}

// stack is a bid with its parts, in tree order.
type stack struct {
	scoring.Ranked
	parts []part
}

// top lists the criteria at the top of the tree that weigh something.
func (r Report) top() (list []scoring.Criterion, whole *big.Rat) {
	whole = new(big.Rat)
	for _, c := range r.Sheet.Method.WithDefaults().Criteria {
		switch {
		case c.Worth != nil:
			whole.Add(whole, c.Worth.Rat())
		case c.Weight != nil:
			whole.Add(whole, c.Weight.Rat())
		default:
			continue
		}
		list = append(list, c)
	}
	return list, whole
}

// stacks are the best bids with what each criterion added.
func (r Report) stacks() []stack {
	criteria, _ := r.top()
	at := map[string]int{}
	for i, c := range criteria {
		at[c.ID] = i
	}
	places := map[string]int{}
	list := make([]stack, 0, drawn)
	for i, ranked := range r.Result.Ranking {
		if i == drawn {
			break
		}
		places[ranked.Bid] = i
		list = append(list, stack{ranked, make([]part, len(criteria))})
	}
	for _, n := range r.Result.Nodes {
		place, wanted := places[n.Bid]
		i, isTop := at[n.Criterion]
		if wanted && isTop {
			list[place].parts[i] = part{n.Criterion, weighted(n), string(n.Weighted)}
		}
	}
	return list
}

// weighted is a node's exact share of the total.
func weighted(n scoring.Node) *big.Rat {
	weight := n.GlobalWeight.Rat()
	if n.Worth != "" {
		weight = n.Worth.Rat()
	}
	share := new(big.Rat).Mul(weight, n.Exact.Rat())
	return share.Quo(share, big.NewRat(100, 1))
}

// drawMarks stacks what each criterion added for every bid.
func (r Report) drawMarks(inside bool) []byte {
	d := &drawing{name: "marks", y: 4}
	criteria, whole := r.top()
	names := titles(criteria, map[string]string{})
	stacks := r.stacks()
	said := make([]string, 0, len(stacks))
	for _, s := range stacks {
		said = append(said, r.drawStack(d, s, whole, names))
	}
	if len(stacks) == 0 {
		d.text("0", d.y+16, "No bid could be ranked.")
		d.y += 28
	} else {
		d.scale(r.unit("0"), r.unit(half(whole)), r.unit(whole.RatString()))
	}
	var entries []string
	for _, c := range criteria {
		entries = append(entries, fmt.Sprintf("%s (%s)", names[c.ID], r.weightOf(c)))
	}
	d.legend(entries)
	return d.finish(r.marksTitle(), strings.Join(said, " "), inside)
}

func (r Report) marksTitle() string {
	if r.Sheet.Method.Basis == scoring.AwardOnValue {
		return "Worth of each bid's quality, stacked by criterion"
	}
	return "Marks of each bid, stacked by criterion"
}

// drawStack draws one bid and returns it in words.
func (r Report) drawStack(d *drawing, s stack, whole *big.Rat, names map[string]string) string {
	name := fmt.Sprintf("%d. %s", s.Rank, r.bid(s.Bid))
	d.text("0", d.y+16, short(name, 28), "font-weight", "bold")
	d.text("100%", d.y+16, r.total(s.Ranked), "text-anchor", "end", "font-weight", "bold")
	d.trackBar(d.y+24, 26, track)
	from, words := new(big.Rat), make([]string, 0, len(s.parts))
	for i, p := range s.parts {
		if p.exact == nil {
			continue
		}
		length := new(big.Rat).Mul(p.exact, big.NewRat(100, 1))
		to := new(big.Rat).Add(from, length.Quo(length, whole))
		title := names[p.criterion] + " " + r.unit(p.shown)
		d.bar(from, to, d.y+24, 26, d.sign(i), title)
		d.number(i, from, to, d.y+42)
		from = to
		words = append(words, title)
	}
	d.y += 64
	return fmt.Sprintf("%s: %s in all; %s.", name, r.total(s.Ranked), strings.Join(words, ", "))
}

func half(whole *big.Rat) string {
	h := new(big.Rat).Quo(whole, big.NewRat(2, 1))
	return strings.TrimSuffix(h.FloatString(2), ".00")
}

// unit puts marks or pounds to a figure of the bars.
func (r Report) unit(figure string) string {
	if r.Sheet.Method.Basis == scoring.AwardOnValue {
		return r.amountOf(figure)
	}
	return figure
}

// total shows a bid's total in the unit of the method's basis.
func (r Report) total(b scoring.Ranked) string {
	f := b.Shown()
	switch r.Sheet.Method.Basis {
	case scoring.PricePerQualityPoint:
		return r.amountOf(f) + " a mark"
	case scoring.ValueForMoneyIndex:
		return f + " marks a " + r.unitOfMoney()
	case scoring.AwardOnValue:
		return r.amountOf(f)
	case scoring.WeightedSum:
	}
	return f
}

// unitOfMoney is one pound, or one of another currency.
func (r Report) unitOfMoney() string {
	if code := strings.TrimSpace(legible.Currency(r.currency())); code != "£" {
		return code
	}
	return "pound"
}

func (r Report) weightOf(c scoring.Criterion) string {
	if c.Worth != nil {
		return r.amountOf(c.Worth.String())
	}
	return c.Weight.String() + " %"
}

// rankOf writes 1st, 2nd, 3rd, 4th.
func rankOf(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
