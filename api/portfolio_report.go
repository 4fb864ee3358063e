package api

import (
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/tabulate"
)

// notAdded says how to read totals.
const notAdded = "Only what is counted in the same way is added. A proportion is all numerators over all denominators; levels of a stock are never added. – means that there is no figure, which is not zero."

func reportPortfolio(p contract.Portfolio) tabulate.Report {
	return tabulate.Report{
		Title: "All contracts together",
		Facts: []tabulate.Fact{
			{Name: "As of", Value: p.At.Format(time.RFC3339)},
			{Name: "Contracts", Value: strconv.Itoa(p.Contracts)},
			{Name: "Obligations at risk", Value: strconv.Itoa(p.Risks)},
			{Name: "Returns due", Value: strconv.Itoa(p.Dues)},
		},
		Tables: []tabulate.Table{riskTable(p), dueTable(p), measureTable(p), contractTable(p)},
	}
}

func riskTable(p contract.Portfolio) tabulate.Table {
	t := tabulate.Table{Name: "risks", Title: "At risk", Columns: columns("Contract", "Supplier", "Measure", "Wording", "Unit", "Status", "#Contracted", "#Verified", "#Forecast")}
	for _, r := range p.AtRisk {
		t.Rows = append(t.Rows, []tabulate.Cell{
			tabulate.Text(r.Contract.Title), tabulate.Text(r.Supplier), tabulate.Text(r.Line.Code()), tabulate.Text(r.Line.Wording), tabulate.Text(r.Line.Unit), tabulate.Text(string(r.Line.State)),
			tabulate.Number(r.Line.Contracted.String()), totalCell(r.Line.Verified), ratCell(r.Line.Forecast.Exact),
		})
	}
	return t
}

func dueTable(p contract.Portfolio) tabulate.Table {
	t := tabulate.Table{Name: "due", Title: "Returns due this month, or before", Columns: columns("Due on", "Contract", "Supplier", "Measure", "Unit", "Period", "#Committed")}
	for _, d := range p.Due {
		t.Rows = append(t.Rows, []tabulate.Cell{
			tabulate.Text(d.Period.DueOn), tabulate.Text(d.Contract.Title), tabulate.Text(d.Supplier), tabulate.Text(d.Obligation.Code()), tabulate.Text(d.Obligation.Unit),
			tabulate.Text(d.Period.Label), tabulate.Number(d.Period.Quantity.String()),
		})
	}
	return t
}

func measureTable(p contract.Portfolio) tabulate.Table {
	t := tabulate.Table{
		Name: "measures", Title: "Totals per outcome and measure", Note: notAdded, Columns: append(columns("Outcome", "Outcome title"), sumColumns()...),
		Chart: &tabulate.Chart{Title: "Share of what was contracted", Whole: "what was contracted", Series: []string{"committed to date", "delivered", "verified"}},
	}
	for _, o := range p.Outcomes {
		for _, s := range o.Sums {
			t.Rows = append(t.Rows, append([]tabulate.Cell{tabulate.Number(strconv.Itoa(o.Number)), tabulate.Text(o.Title)}, sumCells(s)...))
			if s.Adds() {
				t.Chart.Groups = append(t.Chart.Groups, sumBars(s.Like.Code()+" "+s.Like.Unit, s))
			}
		}
	}
	return t
}

func sumColumns() []tabulate.Column {
	return columns("Measure", "Wording", "Unit", "Counted by", "#Contracts", "#Obligations", "#Offered", "#Contracted at opening", "#Contracted", "#Committed to date", "#Delivered", "#Verified", "#Forecast", "#At risk")
}

func sumCells(s *contract.Sum) []tabulate.Cell {
	return []tabulate.Cell{
		tabulate.Text(s.Like.Code()), tabulate.Text(s.Like.Wording), tabulate.Text(s.Like.Unit), tabulate.Text(string(s.Like.Aggregation)), tabulate.Number(strconv.Itoa(s.Contracts)),
		tabulate.Number(strconv.Itoa(s.Obligations)), ratCell(s.Offered), ratCell(s.Opened), ratCell(s.Contracted), ratCell(s.Committed), totalCell(s.Delivered), totalCell(s.Verified),
		ratCell(s.Forecast), tabulate.Number(strconv.Itoa(s.AtRisk)),
	}
}

func sumBars(label string, s *contract.Sum) tabulate.Bars {
	return tabulate.Bars{Label: label, Shares: []*int64{
		shareOfSum(s.Committed, s.Contracted), shareOfSum(exactOf(s.Delivered), s.Contracted), shareOfSum(exactOf(s.Verified), s.Contracted),
	}}
}

func contractTable(p contract.Portfolio) tabulate.Table {
	t := tabulate.Table{
		Name: "contracts", Title: "Contracts", Note: "A page of them, newest first: see limit and cursor.",
		Columns: columns("Contract", "Identifier", "Authority", "Supplier", "Area", "Starts on", "Ends on", "#Obligations", "#Late", "#Short", "#On track", "#Not started", "#Met", "#Exceeded", "#At risk", "#Exceptions", "Next due on"),
	}
	for _, d := range p.Page {
		row := []tabulate.Cell{
			tabulate.Text(d.Contract.Title), tabulate.Text(d.Contract.ID), tabulate.Text(d.Authority), tabulate.Text(d.Supplier), tabulate.Text(d.AreaTitle), tabulate.Text(d.Contract.StartsOn), tabulate.Text(d.Contract.EndsOn),
		}
		row = append(row, tallyCells(d.Tally)...)
		t.Rows = append(t.Rows, append(row, tabulate.Number(strconv.Itoa(d.AtRisk)), tabulate.Number(strconv.Itoa(d.Exceptions)), tabulate.Text(d.NextDueOn)))
	}
	return t
}

func reportGrouped(g contract.Grouped) tabulate.Report {
	t := tabulate.Table{
		Name: "groups", Title: "Progress per " + string(g.By), Note: notAdded, Columns: append(columns("Group", "Title"), sumColumns()...),
		Chart: &tabulate.Chart{Title: "Share of what was contracted", Whole: "what was contracted", Series: []string{"committed to date", "delivered", "verified"}},
	}
	for _, group := range g.Groups {
		for _, s := range group.Sums {
			t.Rows = append(t.Rows, append([]tabulate.Cell{tabulate.Text(group.Key), tabulate.Text(group.Title)}, sumCells(s)...))
			if s.Adds() && len(t.Chart.Groups) < 50 {
				t.Chart.Groups = append(t.Chart.Groups, sumBars(group.Title+": "+s.Like.Code(), s))
			}
		}
	}
	return tabulate.Report{
		Title:  "Progress per " + string(g.By),
		Facts:  []tabulate.Fact{{Name: "As of", Value: g.At.Format(time.RFC3339)}, {Name: "Contracts", Value: strconv.Itoa(g.Contracts)}},
		Tables: []tabulate.Table{t},
	}
}
