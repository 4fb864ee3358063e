package api

import (
	"math/big"
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/report"
	"github.com/assay-engine/assay/pkg/decimal"
)

// reportProgress lays a contract's progress out as tables, the exceptions
// first.
func reportProgress(p contract.Progress) report.Report {
	return report.Report{
		Title: "Delivered beside committed: " + p.Contract.Title,
		Facts: []report.Fact{
			{Name: "Contract", Value: p.Contract.ID},
			{Name: "Term", Value: p.Contract.StartsOn + " to " + p.Contract.EndsOn},
			{Name: "As of", Value: p.At.Format(time.RFC3339)},
			{Name: "Tolerance, per cent", Value: p.Rules.Tolerance.String()},
		},
		Tables: []report.Table{exceptionTable(p), obligationTable(p), periodTable(p), outcomeTable(p)},
	}
}

func exceptionTable(p contract.Progress) report.Table {
	t := report.Table{
		Name: "exceptions", Title: "What needs attention", Note: "Late returns first, then rejected ones, short periods and open queries.",
		Columns: columns("What", "Measure", "Wording", "Unit", "Period", "Due on", "#Committed", "#Delivered", "#Verified"),
	}
	for _, e := range p.Exceptions {
		t.Rows = append(t.Rows, []report.Cell{
			report.Text(string(e.What)), report.Text(e.Obligation.Code()), report.Text(e.Obligation.Wording), report.Text(e.Obligation.Unit), report.Text(e.Period.Label),
			report.Text(e.Period.DueOn), report.Number(e.Period.Quantity.String()), totalCell(e.Period.Delivered), totalCell(e.Period.Verified),
		})
	}
	return t
}

func obligationTable(p contract.Progress) report.Table {
	t := report.Table{
		Name: "obligations", Title: "Obligations", Note: "Committed to date is what was promised for the periods that have ended. – means that nothing was reported, which is not zero.",
		Columns: columns("Outcome", "Measure", "Wording", "Unit", "Counted by", "#Offered", "#Contracted at opening", "#Contracted", "#Committed to date", "#Delivered", "#Verified",
			"#Difference", "#Variance", "#Forecast", "Forecast method", "Status", "At risk"),
		Chart: &report.Chart{Title: "Share of what was contracted", Whole: "what was contracted", Series: []string{"committed to date", "delivered", "verified"}},
	}
	for _, l := range p.Obligations {
		t.Rows = append(t.Rows, []report.Cell{
			report.Number(strconv.Itoa(l.OutcomeNumber)), report.Text(l.Code()), report.Text(l.Wording), report.Text(l.Unit), report.Text(string(l.Aggregation)), report.Number(l.Offered.String()),
			report.Number(l.Opened.String()), report.Number(l.Contracted.String()), ratCell(l.CommittedToDate), totalCell(l.Delivered), totalCell(l.Verified),
			ratCell(l.Difference), ratCell(l.Variance), ratCell(l.Forecast.Exact), report.Text(string(l.Forecast.Method)), report.Text(string(l.State)), report.Text(yesNo(l.AtRisk)),
		})
		t.Chart.Groups = append(t.Chart.Groups, report.Bars{
			Label:  l.Code() + " " + l.Unit,
			Shares: []*int64{shareOf(l.CommittedToDate, l.Contracted), shareOf(exactOf(l.Delivered), l.Contracted), shareOf(exactOf(l.Verified), l.Contracted)},
		})
	}
	return t
}

func periodTable(p contract.Progress) report.Table {
	t := report.Table{
		Name: "periods", Title: "Periods", Columns: columns("Measure", "Unit", "Period", "Starts on", "Ends on", "Due on", "#Committed", "#Delivered", "#Verified", "Return", "Late", "Short"),
	}
	for _, l := range p.Obligations {
		for _, q := range l.Periods {
			t.Rows = append(t.Rows, []report.Cell{
				report.Text(l.Code()), report.Text(l.Unit), report.Text(q.Label), report.Text(q.StartsOn), report.Text(q.EndsOn), report.Text(q.DueOn), report.Number(q.Quantity.String()),
				totalCell(q.Delivered), totalCell(q.Verified), report.Text(string(q.Standing.Status)), report.Text(yesNo(q.IsLate)), report.Text(yesNo(q.IsShort)),
			})
		}
	}
	return t
}

func outcomeTable(p contract.Progress) report.Table {
	t := report.Table{
		Name: "outcomes", Title: "Outcomes", Note: "Totals count obligations: people, sessions and pounds are never added to each other.",
		Columns: columns("Outcome", "Title", "#Obligations", "#Late", "#Short", "#On track", "#Not started", "#Met", "#Exceeded"),
	}
	for _, o := range p.Outcomes {
		t.Rows = append(t.Rows, append([]report.Cell{report.Number(strconv.Itoa(o.Number)), report.Text(o.Title)}, tallyCells(o.Tally)...))
	}
	t.Rows = append(t.Rows, append([]report.Cell{report.Nothing(), report.Text("All")}, tallyCells(p.Tally)...))
	return t
}

func tallyCells(t contract.Tally) []report.Cell {
	cells := []report.Cell{report.Number(strconv.Itoa(t.Obligations))}
	for _, s := range []contract.State{contract.Late, contract.Short, contract.OnTrack, contract.Untried, contract.Met, contract.Exceeded} {
		cells = append(cells, report.Number(strconv.Itoa(t.ByState[s])))
	}
	return cells
}

// columns are headings; those with a # in front hold numbers.
func columns(titles ...string) []report.Column {
	list := make([]report.Column, len(titles))
	for i, title := range titles {
		if title[0] == '#' {
			list[i] = report.Column{Title: title[1:], Numeric: true}
			continue
		}
		list[i] = report.Column{Title: title}
	}
	return list
}

func totalCell(t *contract.Total) report.Cell { return ratCell(exactOf(t)) }

func exactOf(t *contract.Total) *big.Rat {
	if t == nil {
		return nil
	}
	return t.Exact
}

// ratCell is a figure to three decimals.
func ratCell(exact *big.Rat) report.Cell {
	if exact == nil {
		return report.Nothing()
	}
	return report.Number(contract.Thousandths(exact).String())
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// shareOf is a figure's share of what was contracted in basis points, cut at a
// hundred times it; nil where there is no figure or nothing was contracted.
func shareOf(figure *big.Rat, contracted decimal.Quantity) *int64 {
	if figure == nil || contracted == 0 {
		return nil
	}
	share := new(big.Rat).Quo(figure, contracted.Rat())
	share.Mul(share, big.NewRat(decimal.Whole, 1))
	points := new(big.Int).Quo(share.Num(), share.Denom())
	if !points.IsInt64() || points.Int64() > 100*decimal.Whole {
		return report.Share(100 * decimal.Whole)
	}
	return report.Share(points.Int64())
}
