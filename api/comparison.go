package api

import (
	"errors"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tabulate"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Comparison is what was offered, contracted and delivered of a contract, side
// by side, with every difference explained.
type Comparison struct {
	Contract    string                 `json:"contract" format:"uuid"`
	At          time.Time              `json:"at" format:"date-time"` // by the contract's own clock
	Obligations []ComparisonObligation `json:"obligations"`
}

// ComparisonObligation is one obligation's figures, in its unit. The parts of
// each difference add up to it, to the last digit.
type ComparisonObligation struct {
	ID         string           `json:"id" format:"uuid"`
	Measure    string           `json:"measure" example:"13"` // the code of the measure or component
	Wording    string           `json:"wording"`
	Unit       string           `json:"unit"`
	Offered    decimal.Quantity `json:"offered" swaggertype:"number"`                            // in the bid
	Opened     decimal.Quantity `json:"contractedAtOpening" swaggertype:"number"`                // never overwritten
	Contracted decimal.Quantity `json:"contracted" swaggertype:"number"`                         // as agreed by the moment
	Delivered  *decimal.Number  `json:"delivered" swaggertype:"number" extensions:"x-nullable"`  // what standing returns claim
	Verified   *decimal.Number  `json:"verified" swaggertype:"number" extensions:"x-nullable"`   // what is accepted of it
	Changed    []Part           `json:"contractedDifference"`                                    // from contractedAtOpening to contracted: the variations
	Missing    []Part           `json:"deliveredDifference"`                                     // from contracted to verified: period by period
	Difference *decimal.Number  `json:"difference" swaggertype:"number" extensions:"x-nullable"` // verified less contracted
}

// Part is one part of a difference.
type Part struct {
	Why       contract.Why    `json:"why" enums:"variation,not_begun,running,not_due,overdue,skipped,suspended,undecided,rejected,verified_less,verified_more,as_promised,still_to_come,proportion,counted_once,nothing_verified"`
	By        *decimal.Number `json:"by" swaggertype:"number" extensions:"x-nullable"` // in the unit; null where there is no figure
	Period    *string         `json:"period,omitempty" example:"2027-Q1"`
	Variation *string         `json:"variation,omitempty" format:"uuid"`
	Ground    *string         `json:"ground,omitempty"`
	Words     string          `json:"words,omitempty"` // the variation's reason, or those of the decision
	At        *time.Time      `json:"at,omitempty" format:"date-time"`
}

func viewComparison(p contract.Progress, list []contract.Comparison) Comparison {
	view := Comparison{Contract: p.Contract.ID, At: p.At, Obligations: make([]ComparisonObligation, len(list))}
	for i, o := range list {
		view.Obligations[i] = ComparisonObligation{
			ID: o.ID, Measure: o.Code(), Wording: o.Wording, Unit: o.Unit, Offered: o.Offered, Opened: o.Opened, Contracted: o.Contracted,
			Delivered: totalNumber(o.Line.Delivered), Verified: totalNumber(o.Verified), Changed: viewReasons(o.Agreed), Missing: viewReasons(o.Delivered),
			Difference: exactNumber(o.Short()),
		}
	}
	return view
}

func viewReasons(list []contract.ReasonLine) []Part {
	views := make([]Part, len(list))
	for i, p := range list {
		views[i] = Part{Why: p.Why, By: exactNumber(p.By), Period: known(p.Period), Variation: known(p.VariationID), Ground: known(string(p.Ground)), Words: p.Words}
		if !p.At.IsZero() {
			views[i].At = &p.At
		}
	}
	return views
}

// getComparison explains every difference.
//
//	@Summary      Offered, contracted, delivered: every difference explained
//	@Description  From what the contract was opened with to what is contracted now, the variations; from there to what is verified, how each period stands, in the words of the last decision. The parts add up to the difference.
//	@ID           getComparison
//	@Tags         contract
//	@Produce      json
//	@Produce      text/csv
//	@Produce      text/html
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        asOf   query string false "As things stood at this moment (RFC 3339) of the contract's own clock; left out: now" format(date-time)
//	@Param        format query string false "The form of the answer; left out: by the Accept header" Enums(json, csv, xlsx, html)
//	@Param        table  query string false "Which table a CSV holds; left out: figures" Enums(figures, differences)
//	@Success      200 {object} Comparison
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/comparison [get]
func (h *api) getComparison(c *gin.Context) (any, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return nil, err
	}
	q, err := query[progressQuery](c)
	if err != nil {
		return nil, err
	}
	asOf, err := moment("asOf", q.AsOf)
	if err != nil {
		return nil, err
	}
	p, list, err := h.Contract.Compare(c.Request.Context(), id, asOf)
	if errors.Is(err, fault.ErrInput) {
		err = asQuery(err)
	}
	if err != nil {
		return nil, err
	}
	return shown(c, q.formed, "comparison-"+p.At.Format(time.DateOnly), "figures", viewComparison(p, list), func() tabulate.Report { return reportComparison(p, list) })
}

func reportComparison(p contract.Progress, list []contract.Comparison) tabulate.Report {
	figures := tabulate.Table{
		Name: "figures", Title: "Offered, contracted, delivered",
		Columns: columns("Measure", "Wording", "Unit", "#Offered", "#Contracted at opening", "#Contracted", "#Delivered", "#Verified", "#Difference"),
		Chart:   &tabulate.Chart{Title: "Offered, contracted, verified", Whole: "what was offered", Series: []string{"contracted", "delivered", "verified"}},
	}
	differences := tabulate.Table{
		Name: "differences", Title: "Every difference", Note: "The parts of each measure add up to its difference.",
		Columns: columns("Measure", "Unit", "From", "To", "Why", "Period", "#By", "Ground", "Words"),
	}
	for _, o := range list {
		figures.Rows = append(figures.Rows, []tabulate.Cell{
			tabulate.Text(o.Code()), tabulate.Text(o.Wording), tabulate.Text(o.Unit), tabulate.Number(o.Offered.String()), tabulate.Number(o.Opened.String()),
			tabulate.Number(o.Contracted.String()), totalCell(o.Line.Delivered), totalCell(o.Verified), ratCell(o.Short()),
		})
		figures.Chart.Groups = append(figures.Chart.Groups, tabulate.Bars{Label: o.Code() + " " + o.Unit, Shares: []*int64{
			shareOf(o.Contracted.Rat(), o.Offered), shareOf(exactOf(o.Line.Delivered), o.Offered), shareOf(exactOf(o.Verified), o.Offered),
		}})
		for _, part := range o.Agreed {
			differences.Rows = append(differences.Rows, partRow(o, "contracted at opening", "contracted", part))
		}
		for _, part := range o.Delivered {
			differences.Rows = append(differences.Rows, partRow(o, "contracted", "verified", part))
		}
	}
	return tabulate.Report{
		Title:  "Offered, contracted, delivered: " + p.Contract.Title,
		Facts:  []tabulate.Fact{{Name: "Contract", Value: p.Contract.ID}, {Name: "As of", Value: p.At.Format(time.RFC3339)}},
		Tables: []tabulate.Table{figures, differences},
	}
}

func partRow(o contract.Comparison, from, to string, part contract.ReasonLine) []tabulate.Cell {
	return []tabulate.Cell{
		tabulate.Text(o.Code()), tabulate.Text(o.Unit), tabulate.Text(from), tabulate.Text(to), tabulate.Text(string(part.Why)), tabulate.Text(part.Period),
		ratCell(part.By), tabulate.Text(string(part.Ground)), tabulate.Text(part.Words),
	}
}
