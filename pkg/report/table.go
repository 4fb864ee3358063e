package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/legible"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// table is what stands beside a picture.
type table struct {
	Caption string
	Columns []column
	Rows    []row
	Left    string // what was left out, empty where nothing was
}

type column struct {
	Name    string
	Figures bool // to the right
}

type row struct {
	Depth int // how deep a criterion stands in the tree, 0–4
	Cells []string
}

// columns makes headings; a name that starts with > heads figures.
func columns(names ...string) (list []column) {
	for _, name := range names {
		text, figures := strings.CutPrefix(name, ">")
		list = append(list, column{text, figures})
	}
	return list
}

func (t *table) add(cells ...string) { t.Rows = append(t.Rows, row{Cells: cells}) }

// left says how many of how many are shown.
func (t *table) left(shown, all int, what string) {
	if shown < all {
		t.Left = fmt.Sprintf("The first %d %s of %d; the result document has all.", shown, what, all)
	}
}

func (r Report) rankingTable() *table {
	t := &table{Caption: "Bids in the order of their ranks", Columns: columns("Bid", ">Rank", ">Total", ">In full")}
	named := len(r.Words.Bids) > 0
	if named {
		t.Columns = append(t.Columns, columns("Id")...)
	}
	shown := min(len(r.Result.Ranking), listed)
	for _, b := range r.Result.Ranking[:shown] {
		cells := []string{r.bid(b.Bid), strconv.Itoa(b.Rank), r.total(b), short(string(b.Exact), 40)}
		if named {
			cells = append(cells, clean(b.Bid))
		}
		t.add(cells...)
	}
	t.left(shown, len(r.Result.Ranking), "bids")
	return t
}

// marksTable lays the criteria down the page and the bids across it.
func (r Report) marksTable() *table {
	bids := r.Result.Ranking[:min(len(r.Result.Ranking), drawn)]
	t := &table{Caption: "Marks out of 100, and in brackets what they add to the total", Columns: columns("Criterion", ">Weight of the whole")}
	if r.Sheet.Method.Basis == scoring.AwardOnValue {
		t.Columns[1].Name, t.Caption = "Worth", "Marks out of 100, and in brackets what they are worth"
	}
	places := map[string]int{}
	for i, b := range bids {
		places[b.Bid] = i
		t.Columns = append(t.Columns, column{r.bid(b.Bid), true})
	}
	cells := map[string][]string{}
	for _, n := range r.Result.Nodes {
		i, there := places[n.Bid]
		if !there {
			continue
		}
		if cells[n.Criterion] == nil {
			cells[n.Criterion] = make([]string, 1+len(bids))
			cells[n.Criterion][0] = r.weightShown(n)
		}
		cells[n.Criterion][1+i] = fmt.Sprintf("%s (%s)", n.Mark, legible.Thousands(string(n.Weighted)))
	}
	r.walk(t, r.Sheet.Method.Criteria, cells, titles(r.Sheet.Method.Criteria, map[string]string{}), 0)
	t.left(len(bids), len(r.Result.Ranking), "bids")
	if len(t.Rows) > listed {
		t.left(listed, len(t.Rows), "criteria")
		t.Rows = t.Rows[:listed]
	}
	return t
}

func (r Report) weightShown(n scoring.Node) string {
	if n.Worth != "" {
		return r.amountOf(string(n.Worth))
	}
	return string(n.GlobalWeight) + " %"
}

func (r Report) walk(t *table, criteria []scoring.Criterion, cells map[string][]string, names map[string]string, depth int) {
	for _, c := range criteria {
		if marks := cells[c.ID]; marks != nil {
			t.Rows = append(t.Rows, row{Depth: min(depth, 4), Cells: append([]string{names[c.ID]}, marks...)})
		}
		r.walk(t, c.Criteria, cells, names, depth+1)
	}
}

func (r Report) weightsTable() *table {
	rows := r.weights()
	if len(rows) == 0 {
		return nil
	}
	t := &table{Caption: "Published weights, and the weights between which nothing changes", Columns: columns("Criterion", ">Published", "Same winner", "Same ranks", "Then first")}
	for _, s := range rows[:min(len(rows), listed)] {
		ranks := s
		ranks.Winner = s.Ranks
		t.add(clean(s.Title), r.amount(s, s.Weight.Rat()), r.reach(s), r.reach(ranks), r.next(s))
	}
	t.left(len(t.Rows), len(rows), "criteria")
	return t
}

// next names who would win beyond the bounds.
func (r Report) next(s robustness.Stability) string {
	var names []string
	for i, b := range []*robustness.Bound{s.Winner.Low, s.Winner.High} {
		if b != nil && b.Overtakes != "" {
			names = append(names, []string{"below: ", "above: "}[i]+r.bid(b.Overtakes))
		}
	}
	if names == nil {
		return "–"
	}
	return strings.Join(names, "; ")
}

func (r Report) stepsTable() *table {
	if len(r.Firmness.Steps.Steps) == 0 {
		return nil
	}
	t := &table{Caption: "Steps that would change a rank", Columns: columns("Bid", "Criterion", ">Agreed level", ">Instead", "First then", "Another winner")}
	all := r.Firmness.Steps.Steps
	for _, s := range all[:min(len(all), listed)] {
		winners := make([]string, len(s.Winners))
		for i, bid := range s.Winners {
			winners[i] = r.bid(bid)
		}
		t.add(r.bid(s.Bid), clean(s.Title), strconv.Itoa(s.From), strconv.Itoa(s.To), strings.Join(winners, ", "), map[bool]string{true: "yes", false: "no"}[s.WinnerChanges])
	}
	t.left(len(t.Rows), len(all), "steps")
	return t
}

func (r Report) ranksTable() *table {
	a := r.Firmness.Acceptability
	most := min(len(a.Bids), 8)
	t := &table{Caption: "Share of draws in which each bid takes each rank", Columns: columns("Bid")}
	for rank := range most {
		t.Columns = append(t.Columns, column{rankOf(rank + 1), true})
	}
	for _, b := range a.Bids[:min(len(a.Bids), listed)] {
		cells := []string{r.bid(b.Bid)}
		for _, part := range b.Ranks[:most] {
			cells = append(cells, share(part.Rat()))
		}
		t.add(cells...)
	}
	t.left(most, len(a.Bids), "ranks")
	return t
}
