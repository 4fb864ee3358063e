package api

import (
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/tabulate"
)

// Declaration is what somebody on a panel declared.
type Declaration struct {
	ID         string            `json:"id" format:"uuid"`
	Person     PanelPerson       `json:"person"`
	Interest   bool              `json:"interest"`                                  // false: there was nothing to declare
	Words      string            `json:"words"`                                     // what the interest is
	Lots       []string          `json:"lots"`                                      // that it touches; none: all
	Bid        *string           `json:"bid" format:"uuid" extensions:"x-nullable"` // of the bidder that it is about; null for the tender as a whole
	Bidder     string            `json:"bidder"`                                    // the bidder's alias; empty for the tender as a whole
	NamesShown bool              `json:"namesShown"`                                // whether bidders' names were known then
	DeclaredAt time.Time         `json:"declaredAt" format:"date-time"`
	Blocks     bool              `json:"blocks"`                           // keeps the person away, as things stand
	Decision   *InterestDecision `json:"decision" extensions:"x-nullable"` // the last; null while there is none
}

// InterestDecision is what somebody else decided about a declared interest.
type InterestDecision struct {
	Number    int          `json:"number"`
	Decision  panel.Ruling `json:"decision" enums:"blocked,mitigated,no_conflict"`
	Words     string       `json:"words"`
	DecidedBy PanelPerson  `json:"decidedBy"`
	DecidedAt time.Time    `json:"decidedAt" format:"date-time"`
}

// InterestRegister is everything that a panel declared.
type InterestRegister struct {
	Items      []Declaration `json:"items"`      // the oldest first
	Undeclared []PanelPerson `json:"undeclared"` // who is appointed and has declared nothing yet
}

func viewDeclaration(d panel.Declaration, r panel.Reading) Declaration {
	v := Declaration{
		ID: d.ID, Person: PanelPerson{d.PersonID, r.People[d.PersonID]}, Interest: d.Interest, Words: d.Words, Lots: append([]string{}, d.Lots...), Bid: d.BidID,
		NamesShown: d.NamesShown, DeclaredAt: d.DeclaredAt, Blocks: d.Interest,
	}
	if d.SupplierID != nil {
		v.Bidder = r.Aliases[*d.SupplierID]
	}
	if x, decided := r.Panel.Decisions[d.ID]; decided {
		v.Blocks = x.Decision == panel.Blocked
		v.Decision = &InterestDecision{x.Number, x.Decision, x.Words, PanelPerson{x.DecidedBy, r.People[x.DecidedBy]}, x.DecidedAt}
	}
	return v
}

func viewRegister(r panel.Reading) InterestRegister {
	v := InterestRegister{Items: make([]Declaration, len(r.Panel.Declarations)), Undeclared: []PanelPerson{}}
	said := map[string]bool{}
	for i, d := range r.Panel.Declarations {
		v.Items[i] = viewDeclaration(d, r)
		said[d.PersonID] = said[d.PersonID] || d.SupplierID == nil
	}
	for _, a := range r.Panel.Live() {
		if !said[a.PersonID] {
			said[a.PersonID] = true
			v.Undeclared = append(v.Undeclared, PanelPerson{a.PersonID, r.People[a.PersonID]})
		}
	}
	return v
}

// declareInterest takes what somebody declares.
//
//	@Summary      Declare interests
//	@Description  In person and for oneself, also where there is nothing to declare; before any access to bids, and again for each bidder once names are shown. An interest blocks at once; only what somebody else decides lets its holder in again.
//	@ID           declareInterest
//	@Tags         panel
//	@Param        id   path string               true "Tender" format(uuid)
//	@Param        body body panel.NewDeclaration true "What there is to declare"
//	@Success      201 {object} Declaration
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/interests [post]
func (h *api) declareInterest(c *gin.Context) (Declaration, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Declaration{}, err
	}
	in, err := body[panel.NewDeclaration](c)
	if err != nil {
		return Declaration{}, err
	}
	d, err := h.Panel.Declare(c.Request.Context(), id, in)
	if err != nil {
		return Declaration{}, err
	}
	r, err := h.Panel.Read(c.Request.Context(), id)
	return viewDeclaration(d, r), err
}

// listInterests shows the register of interests.
//
//	@Summary      Read the register of interests
//	@Description  For officers, auditors and the chair: what everybody declared and what was decided about it; as JSON, CSV, XLSX or a page (format, or Accept).
//	@ID           listInterests
//	@Tags         panel
//	@Param        id     path  string true  "Tender" format(uuid)
//	@Param        format query string false "The form" Enums(json, csv, xlsx, html)
//	@Param        table  query string false "Which table of a CSV" Enums(interests, panel)
//	@Produce      json
//	@Produce      text/csv
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Produce      text/html
//	@Success      200 {object} InterestRegister
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/interests [get]
func (h *api) listInterests(c *gin.Context) (any, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return nil, err
	}
	q, err := query[formed](c)
	if err != nil {
		return nil, err
	}
	r, err := h.Panel.Register(c.Request.Context(), id)
	if err != nil {
		return nil, err
	}
	v := viewRegister(r)
	return shown(c, q, "interests", "interests", v, func() tabulate.Report { return reportInterests(r, v) })
}

func reportInterests(r panel.Reading, v InterestRegister) tabulate.Report {
	interests := tabulate.Table{Name: "interests", Title: "Register of interests", Columns: columns("Person", "Declared at", "Interest", "Words", "Lots", "Bidder", "Names known", "Keeps away", "Decision", "What is done", "Decided by", "Decided at")}
	lots := lotNumbers(r)
	for _, d := range v.Items {
		row := []tabulate.Cell{
			tabulate.Text(d.Person.Name), momentCell(d.DeclaredAt), tabulate.Text(yesNo(d.Interest)), tabulate.Text(d.Words), tabulate.Text(lots(d.Lots)), tabulate.Text(d.Bidder), tabulate.Text(yesNo(d.NamesShown)), tabulate.Text(yesNo(d.Blocks)),
		}
		if x := d.Decision; x != nil {
			row = append(row, tabulate.Text(string(x.Decision)), tabulate.Text(x.Words), tabulate.Text(x.DecidedBy.Name), momentCell(x.DecidedAt))
		} else {
			row = append(row, tabulate.Nothing(), tabulate.Nothing(), tabulate.Nothing(), tabulate.Nothing())
		}
		interests.Rows = append(interests.Rows, row)
	}
	members := tabulate.Table{Name: "panel", Title: "Panel", Columns: columns("Person", "Part", "Lots", "Questions", "Appointed at", "Appointed by", "Reason", "Ended at")}
	for _, a := range viewPanel(r).Appointments {
		ended := tabulate.Nothing()
		if a.Ended != nil {
			ended = momentCell(a.Ended.At)
		}
		members.Rows = append(members.Rows, []tabulate.Cell{
			tabulate.Text(a.Person.Name), tabulate.Text(string(a.Part)), tabulate.Text(lots(a.Lots)), tabulate.Text(allOr(a.Criteria)), momentCell(a.AppointedAt), tabulate.Text(a.AppointedBy.Name), tabulate.Text(a.Reason), ended,
		})
	}
	return tabulate.Report{Title: "Interests: " + r.Tender.Title, Facts: []tabulate.Fact{{Name: "Tender", Value: r.Tender.ID}}, Tables: []tabulate.Table{interests, members}}
}

// decideInterest records what somebody else decides.
//
//	@Summary      Decide about a declared interest
//	@Description  In person, by an officer or the chair, never by whoever declared it. A mitigation says what is done, and lets the person go on; the last decision counts, and all are kept.
//	@ID           decideInterest
//	@Tags         panel
//	@Param        id          path string            true "Tender" format(uuid)
//	@Param        declaration path string            true "Declaration" format(uuid)
//	@Param        body        body panel.NewDecision true "The decision"
//	@Success      201 {object} Declaration
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/interests/{declaration}/decisions [post]
func (h *api) decideInterest(c *gin.Context) (Declaration, error) {
	id, inner, err := pathIDs(c, "declaration")
	if err != nil {
		return Declaration{}, err
	}
	in, err := body[panel.NewDecision](c)
	if err != nil {
		return Declaration{}, err
	}
	if _, err := h.Panel.Decide(c.Request.Context(), id, inner, in); err != nil {
		return Declaration{}, err
	}
	r, err := h.Panel.Read(c.Request.Context(), id)
	for _, d := range r.Panel.Declarations {
		if d.ID == inner {
			return viewDeclaration(d, r), err
		}
	}
	return Declaration{}, err
}

// lotNumbers writes lots by their numbers; none are all.
func lotNumbers(r panel.Reading) func(ids []string) string {
	numbers := map[string]int{}
	for _, c := range r.Coverage.Covers {
		numbers[c.LotID] = c.Lot
	}
	return func(ids []string) string {
		words := make([]string, len(ids))
		for i, id := range ids {
			words[i] = strconv.Itoa(numbers[id])
		}
		return allOr(words)
	}
}

// allOr writes a list of which none means all.
func allOr(words []string) string {
	if len(words) == 0 {
		return "all"
	}
	return strings.Join(words, ", ")
}

func momentCell(t time.Time) tabulate.Cell { return tabulate.Text(t.UTC().Format(time.RFC3339)) }
