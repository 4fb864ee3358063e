package api

import (
	"math/big"
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/tabulate"
	"github.com/assay-engine/assay/pkg/decimal"
)

// reportProgress lays a contract's progress out as tables, the exceptions
// first.
func reportProgress(p contract.Progress) tabulate.Report {
	return tabulate.Report{
		Title: "Delivered beside committed: " + p.Contract.Title,
		Facts: []tabulate.Fact{
			{Name: "Contract", Value: p.Contract.ID},
			{Name: "Term", Value: p.Contract.StartsOn + " to " + p.Contract.EndsOn},
			{Name: "As of", Value: p.At.Format(time.RFC3339)},
			{Name: "Tolerance, per cent", Value: p.Rules.Tolerance.String()},
		},
		Tables: []tabulate.Table{exceptionTable(p), obligationTable(p), periodTable(p), outcomeTable(p)},
	}
}

func exceptionTable(p contract.Progress) tabulate.Table {
	t := tabulate.Table{
		Name: "exceptions", Title: "What needs attention", Note: "Late returns first, then rejected ones, short periods and open queries.",
		Columns: columns("What", "Measure", "Wording", "Unit", "Period", "Due on", "#Committed", "#Delivered", "#Verified"),
	}
	for _, e := range p.Exceptions {
		t.Rows = append(t.Rows, []tabulate.Cell{
			tabulate.Text(string(e.What)), tabulate.Text(e.Obligation.Code()), tabulate.Text(e.Obligation.Wording), tabulate.Text(e.Obligation.Unit), tabulate.Text(e.Period.Label),
			tabulate.Text(e.Period.DueOn), tabulate.Number(e.Period.Quantity.String()), totalCell(e.Period.Delivered()), totalCell(e.Period.Verified()),
		})
	}
	return t
}

func obligationTable(p contract.Progress) tabulate.Table {
	t := tabulate.Table{
		Name: "obligations", Title: "Obligations", Note: "Committed to date is what was promised for the periods that have ended. – means that nothing was reported, which is not zero.",
		Columns: columns("Outcome", "Measure", "Wording", "Unit", "Counted by", "#Offered", "#Contracted at opening", "#Contracted", "#Committed to date", "#Delivered", "#Verified",
			"#Difference", "#Variance", "#Forecast", "Forecast method", "Status", "At risk"),
		Chart: &tabulate.Chart{Title: "Share of what was contracted", Whole: "what was contracted", Series: []string{"committed to date", "delivered", "verified"}},
	}
	for _, l := range p.Obligations {
		t.Rows = append(t.Rows, []tabulate.Cell{
			tabulate.Number(strconv.Itoa(l.OutcomeNumber)), tabulate.Text(l.Code()), tabulate.Text(l.Wording), tabulate.Text(l.Unit), tabulate.Text(string(l.Aggregation)), tabulate.Number(l.Offered.String()),
			tabulate.Number(l.Opened.String()), tabulate.Number(l.Contracted.String()), ratCell(l.CommittedToDate), totalCell(l.Delivered), totalCell(l.Verified),
			ratCell(l.Difference), ratCell(l.Variance), ratCell(l.Forecast.Exact), tabulate.Text(string(l.Forecast.Method)), tabulate.Text(string(l.State)), tabulate.Text(yesNo(l.AtRisk)),
		})
		t.Chart.Groups = append(t.Chart.Groups, tabulate.Bars{
			Label:  l.Code() + " " + l.Unit,
			Shares: []*int64{shareOf(l.CommittedToDate, l.Contracted), shareOf(exactOf(l.Delivered), l.Contracted), shareOf(exactOf(l.Verified), l.Contracted)},
		})
	}
	return t
}

func periodTable(p contract.Progress) tabulate.Table {
	t := tabulate.Table{
		Name: "periods", Title: "Periods", Columns: columns("Measure", "Unit", "Period", "Starts on", "Ends on", "Due on", "#Committed", "#Delivered", "#Verified", "Return", "Late", "Short"),
	}
	for _, l := range p.Obligations {
		for _, q := range l.Periods {
			t.Rows = append(t.Rows, []tabulate.Cell{
				tabulate.Text(l.Code()), tabulate.Text(l.Unit), tabulate.Text(q.Label), tabulate.Text(q.StartsOn), tabulate.Text(q.EndsOn), tabulate.Text(q.DueOn), tabulate.Number(q.Quantity.String()),
				totalCell(q.Delivered()), totalCell(q.Verified()), tabulate.Text(string(q.Standing.Status)), tabulate.Text(yesNo(q.IsLate)), tabulate.Text(yesNo(q.IsShort)),
			})
		}
	}
	return t
}

func outcomeTable(p contract.Progress) tabulate.Table {
	t := tabulate.Table{
		Name: "outcomes", Title: "Outcomes", Note: "Totals count obligations: people, sessions and pounds are never added to each other.",
		Columns: columns("Outcome", "Title", "#Obligations", "#Late", "#Short", "#On track", "#Not started", "#Met", "#Exceeded"),
	}
	for _, o := range p.Outcomes {
		t.Rows = append(t.Rows, append([]tabulate.Cell{tabulate.Number(strconv.Itoa(o.Number)), tabulate.Text(o.Title)}, tallyCells(o.Tally)...))
	}
	t.Rows = append(t.Rows, append([]tabulate.Cell{tabulate.Nothing(), tabulate.Text("All")}, tallyCells(p.Tally)...))
	return t
}

func tallyCells(t contract.Tally) []tabulate.Cell {
	cells := []tabulate.Cell{tabulate.Number(strconv.Itoa(t.Obligations))}
	for _, s := range []contract.State{contract.Late, contract.Short, contract.OnTrack, contract.Untried, contract.Met, contract.Exceeded} {
		cells = append(cells, tabulate.Number(strconv.Itoa(t.ByState[s])))
	}
	return cells
}

// columns are headings; those with a # in front hold numbers.
func columns(titles ...string) []tabulate.Column {
	list := make([]tabulate.Column, len(titles))
	for i, title := range titles {
		if title[0] == '#' {
			list[i] = tabulate.Column{Title: title[1:], Numeric: true}
			continue
		}
		list[i] = tabulate.Column{Title: title}
	}
	return list
}

func totalCell(t *contract.Total) tabulate.Cell { return ratCell(exactOf(t)) }

func exactOf(t *contract.Total) *big.Rat {
	if t == nil {
		return nil
	}
	return t.Exact
}

// ratCell is a figure to three decimals.
func ratCell(exact *big.Rat) tabulate.Cell {
	if exact == nil {
		return tabulate.Nothing()
	}
	return tabulate.Number(contract.Thousandths(exact).String())
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// shareOf is a figure's share of what was contracted in basis points; nil where there is no figure or nothing was contracted.
func shareOf(figure *big.Rat, contracted decimal.Quantity) *int64 {
	if figure == nil || contracted == 0 {
		return nil
	}
	return points(figure, contracted.Rat())
}

// points is a share in basis points, cut at a hundred times the whole.
func points(figure, whole *big.Rat) *int64 {
	share := new(big.Rat).Quo(figure, whole)
	share.Mul(share, big.NewRat(decimal.Whole, 1))
	points := new(big.Int).Quo(share.Num(), share.Denom())
	if !points.IsInt64() || points.Int64() > 100*decimal.Whole {
		return tabulate.Share(100 * decimal.Whole)
	}
	return tabulate.Share(points.Int64())
}
