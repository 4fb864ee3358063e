package scoring

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Words are what a sheet does not hold and a sentence needs: the bidders' names by bid id, and the units of measures, in the plural, by code
// ("placements"). Where one is missing, "Bid A" and "units" stand in.
type Words struct {
	Bids  map[string]string
	Units map[string]string
}

// Sentence is one plain statement about a result, complete in itself, that a buyer can send on. Bid and Criterion say what it is about, where it
// is about one.
type Sentence struct {
	About     Subject `json:"about"`
	Bid       string  `json:"bid,omitempty"`
	Criterion string  `json:"criterion,omitempty"`
	Text      string  `json:"text"`
}

// Subject is what a sentence is about.
type Subject string

// The subjects, in the order in which [Explain] takes them.
const (
	AboutWinner   Subject = "winner"   // who came first, by how much, and on what
	AboutTotal    Subject = "total"    // a bid's rank and total
	AboutMark     Subject = "mark"     // a bid's mark on one criterion
	AboutTie      Subject = "tie"      // how equal totals were told apart
	AboutExcluded Subject = "excluded" // why a bid was not ranked
	AboutWarning  Subject = "warning"  // what a careful reader should know
	AboutChange   Subject = "change"   // what differs between two runs, and what that did
)

// Explain says in plain sentences why a result is what it is: who won and on what, each bid's total and marks with what they rest on, how ties
// were broken, why bids were left out, and the warnings. The result must be that of the sheet. The error is [Faults] where the sheet breaks a
// rule.
func Explain(s Sheet, r Result, w Words) ([]Sentence, error) {
	o, err := settle(s)
	if err != nil {
		return nil, err
	}
	e := &explainer{
		outcome: o, result: r, words: w, currency: currencyIn(s), lines: linesOf(r), bids: map[string]*Bid{},
		comparisons: o.pools(),
	}
	for _, b := range o.table.bids {
		e.bids[b.ID] = b
	}
	e.winner()
	for i := range r.Ranking {
		e.total(&r.Ranking[i])
		e.marksOf(r.Ranking[i].Bid)
	}
	for i := range r.Ties {
		e.tie(&r.Ties[i])
	}
	for i := range r.Excluded {
		e.left(&r.Excluded[i])
	}
	for _, warning := range r.Warnings {
		e.say(AboutWarning, "", warning.Criterion, warningWords[warning.Code], e.title(warning.Criterion))
	}
	return e.sentences, nil
}

// explainer gathers the sentences about one result.
type explainer struct {
	*outcome
	result      Result
	words       Words
	currency    string
	lines       map[string][]*Node
	bids        map[string]*Bid
	comparisons []*pool
	sentences   []Sentence
}

var warningWords = map[string]string{
	WarnRivalDependent: "Marks on %s depend on the other bids, so a losing bid that comes or goes can change the winner.",
	WarnZeroPrice:      "A price of nothing was offered on %s: it has full marks there and every other price has none.",
	WarnZeroInput:      "The lowest offer on %s is nothing: it has full marks there and every other offer has none.",
}

func (e *explainer) say(about Subject, bid, criterion, format string, args ...any) {
	e.sentences = append(e.sentences, Sentence{About: about, Bid: bid, Criterion: criterion, Text: fmt.Sprintf(format, args...)})
}

func (e *explainer) bid(id string) string { return e.words.bid(id) }

func (w Words) bid(id string) string {
	if name := w.Bids[id]; name != "" {
		return name
	}
	return "Bid " + id
}

// title is what a criterion is called.
func (e *explainer) title(id string) string {
	if i, known := e.index[id]; known && e.nodes[i].Title != "" {
		return e.nodes[i].Title
	}
	for _, gate := range e.gates {
		if gate.ID == id && gate.Title != "" {
			return gate.Title
		}
	}
	return id
}

// winner says who came first, by how much, and on which criteria that was decided.
func (e *explainer) winner() {
	ranking := e.result.Ranking
	if len(ranking) == 0 {
		e.say(AboutWinner, "", "", "No bid could be ranked.")
		return
	}
	first := ranking[0]
	if len(ranking) == 1 {
		e.say(AboutWinner, first.Bid, "", "%s ranks first, as the only bid that could be ranked, with %s.", e.bid(first.Bid), e.totalWords(&first))
		return
	}
	second := ranking[1]
	if second.Rank == 1 {
		e.say(AboutWinner, "", "", "%s share the first rank with %s.", e.list(e.firsts()), e.totalWords(&first))
		return
	}
	gap := new(big.Rat).Abs(minus(first.Exact.Rat(), second.Exact.Rat()))
	if how := e.levelWords(first.Bid, second.Bid, gap); how != "" {
		e.say(AboutWinner, first.Bid, "", "%s ranks first of %d with %s; %s %s.", e.bid(first.Bid), len(ranking), e.totalWords(&first), e.bid(second.Bid), how)
		return
	}
	e.say(AboutWinner, first.Bid, "", "%s ranks first of %d with %s; %s comes second with %s, a difference of %s.%s", e.bid(first.Bid), len(ranking),
		e.totalWords(&first), e.bid(second.Bid), e.totalWords(&second), e.gapWords(gap), e.decided(first.Bid, second.Bid)+e.priceGap(first.Bid, second.Bid))
}

// levelWords says how the second came behind a first with the same total, or with one that rounding makes the same; "" where their totals, as
// they are ranked and as they are shown, differ.
func (e *explainer) levelWords(first, second string, gap *big.Rat) string {
	tied := slices.ContainsFunc(e.result.Ties, func(t Tie) bool { return slices.Contains(t.Bids, first) && slices.Contains(t.Bids, second) })
	switch {
	case tied && gap.Sign() == 0:
		return "has the same total and comes second by the tie rule"
	case tied:
		return "has the same rounded total and comes second by the tie rule"
	case gap.Sign() == 0:
		return "has the same rounded total and comes second by the totals before rounding"
	}
	return ""
}

func (e *explainer) firsts() (ids []string) {
	for _, r := range e.result.Ranking {
		if r.Rank == 1 {
			ids = append(ids, r.Bid)
		}
	}
	return ids
}

// gain is by how much one bid's weighted mark on a leaf exceeds another's.
type gain struct {
	criterion string
	by        *big.Rat
}

// decided names the leaves on which the winner gained and lost most against the second.
func (e *explainer) decided(first, second string) string {
	var gains []gain
	marks := e.exactMarks(second)
	for id, mark := range e.exactMarks(first) {
		if n := &e.nodes[e.index[id]]; !n.branch {
			gains = append(gains, gain{id, over(times(n.global, minus(mark, marks[id])), hundred)})
		}
	}
	slices.SortFunc(gains, func(a, b gain) int { return cmp.Or(b.by.Cmp(a.by), cmp.Compare(a.criterion, b.criterion)) })
	words := ""
	if len(gains) > 0 && gains[0].by.Sign() > 0 {
		words += fmt.Sprintf(" It gained most on %s (%s more)", e.title(gains[0].criterion), e.weightedWords(e.figure(gains[0].by)))
	}
	if last := len(gains) - 1; last >= 0 && gains[last].by.Sign() < 0 {
		joint := " It"
		if words != "" {
			joint = " and"
		}
		words += fmt.Sprintf("%s gave up most on %s (%s less)", joint, e.title(gains[last].criterion),
			e.weightedWords(e.figure(new(big.Rat).Neg(gains[last].by))))
	}
	if words == "" {
		return ""
	}
	return words + "."
}

// priceGap compares the prices of two bids where the basis takes the price outside the marks.
func (e *explainer) priceGap(first, second string) string {
	if e.method.Basis == WeightedSum {
		return ""
	}
	if e.bids[first] == nil || e.bids[second] == nil {
		return "" // the result is not that of the sheet
	}
	gap := minus(e.bids[first].Price.Rat(), e.bids[second].Price.Rat())
	switch gap.Sign() {
	case -1:
		return fmt.Sprintf(" Its price is %s lower.", e.sum(gap.Neg(gap)))
	case 1:
		return fmt.Sprintf(" Its price is %s higher.", e.sum(gap))
	}
	return " Their prices are equal."
}

func (e *explainer) exactMarks(bid string) map[string]*big.Rat {
	marks := map[string]*big.Rat{}
	for _, n := range e.lines[bid] {
		marks[n.Criterion] = n.Exact.Rat()
	}
	return marks
}

func (e *explainer) total(r *Ranked) {
	e.say(AboutTotal, r.Bid, "", "%s ranks %s of %d with %s.", e.bid(r.Bid), ordinal(r.Rank), len(e.result.Ranking), e.totalWords(r))
}

func (e *explainer) tie(t *Tie) {
	bids := e.list(t.Bids)
	if e.roundedLevel(t) {
		bids += " have equal rounded totals"
	} else {
		bids += " have equal totals"
	}
	switch {
	case t.BrokenBy == nil:
		e.say(AboutTie, "", "", "%s and share a rank.", bids)
	case e.known(*t.BrokenBy):
		e.say(AboutTie, "", *t.BrokenBy, "%s; the higher mark on %s comes first, so that %s leads.", bids, e.title(*t.BrokenBy), e.bid(t.Bids[0]))
	case *t.BrokenBy == string(ByLowestPrice):
		e.say(AboutTie, "", "", "%s; the lower price comes first, so that %s leads.", bids, e.bid(t.Bids[0]))
	default:
		e.say(AboutTie, "", "", "%s; the draw whose seed was committed to at publication put %s first.", bids, e.bid(t.Bids[0]))
	}
}

// roundedLevel says whether tied totals are equal only as they are rounded to be ranked.
func (e *explainer) roundedLevel(t *Tie) bool {
	if e.method.RankOn != Rounded {
		return false
	}
	level, seen := Exact(""), false
	for i := range e.result.Ranking {
		if r := &e.result.Ranking[i]; slices.Contains(t.Bids, r.Bid) {
			if seen && r.Exact != level {
				return true
			}
			level, seen = r.Exact, true
		}
	}
	return false
}

func (e *explainer) known(criterion string) bool {
	_, known := e.index[criterion]
	return known
}

// left says why a bid was not ranked.
func (e *explainer) left(x *Excluded) {
	switch x.Why {
	case WhyDisregarded:
		e.say(AboutExcluded, x.Bid, "", "%s was disregarded (%s) and is not ranked; its offers set no best, worst or mean.", e.bid(x.Bid), strings.ReplaceAll(x.Reason, "_", " "))
	case WhyNoQuality:
		e.say(AboutExcluded, x.Bid, "", "%s has no quality marks, so a price per quality point cannot be formed; it is not ranked.", e.bid(x.Bid))
	default:
		for _, f := range x.Failures {
			e.say(AboutExcluded, x.Bid, f.Criterion, "%s is not ranked: %s.", e.bid(x.Bid), e.failure(&f))
		}
	}
}

func (e *explainer) failure(f *Failure) string {
	switch f.Requires {
	case RequiresGate:
		return fmt.Sprintf("it does not meet the requirement %q", e.title(f.Criterion))
	case RequiresInside:
		return fmt.Sprintf("its offer of %s on %s lies outside the range that the method accepts", figureWords(f.Exact.Rat()), e.title(f.Criterion))
	}
	return fmt.Sprintf("it has %s of 100 marks on %s, below the minimum of %s", figureWords(f.Exact.Rat()), e.title(f.Criterion), figureWords(f.Minimum.Rat()))
}

// list joins bids as a sentence does: "Bid A, Bid B and Bid C".
func (e *explainer) list(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = e.bid(id)
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
