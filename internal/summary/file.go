package summary

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/specification"
)

// file is everything that the summaries of one recommendation are made from.
type file struct {
	tender         tender.Tender
	lot            tender.Lot
	buyer          identity.Organisation
	recommendation award.Recommendation
	winners        []award.Winner
	assessment     evaluation.Assessment
	method         specification.Method // how bids were to be judged, as published
	basis          scoring.Basis
}

func caseOf(tx *store.Tx, t tender.Tender, r award.Recommendation) (*file, error) {
	defer tx.Beyond("tell a bidder who won and how the winner was assessed, as it is owed")()
	c := &file{tender: t, recommendation: r}
	var err error
	if c.winners, err = r.Chosen(); err != nil {
		return nil, err
	}
	if c.lot, err = tender.LotOf(tx, t.ID, r.LotID); err != nil {
		return nil, err
	}
	if c.buyer, err = identity.Get(tx, t.OwnerID); err != nil {
		return nil, err
	}
	if c.assessment, err = evaluation.Assessed(tx, t, r.RunID); err != nil {
		return nil, err
	}
	sheet := c.assessment.Sheet
	c.basis = sheet.Method.WithDefaults().Basis
	described, err := template.Described(tx, t.CatalogueID)
	if err != nil {
		return nil, err
	}
	document, err := specification.Build(specification.Subject{
		Of: "tender", Methods: []specification.Judged{{Method: sheet.Method, MethodHash: c.assessment.Run.MethodHash, Tender: sheet.Tender}}, Measures: described,
	})
	if err != nil {
		return nil, fmt.Errorf("say how bids for lot %s were judged: %w", r.LotID, err)
	}
	c.method = document.Methods[0]
	return c, nil
}

func (c *file) wins(bidID string) bool {
	return slices.ContainsFunc(c.winners, func(w award.Winner) bool { return w.Bid == bidID })
}

func (c *file) ranked(bidID string) *scoring.Ranked {
	for i, r := range c.assessment.Result.Ranking {
		if r.Bid == bidID {
			return &c.assessment.Result.Ranking[i]
		}
	}
	return nil
}

func (c *file) excluded(bidID string) *scoring.Excluded {
	for i, x := range c.assessment.Result.Excluded {
		if x.Bid == bidID {
			return &c.assessment.Result.Excluded[i]
		}
	}
	return nil
}

func (c *file) outcome(bidID string) Outcome {
	switch x := c.excluded(bidID); {
	case c.wins(bidID):
		return Successful
	case x != nil && x.Why == scoring.WhyDisregarded:
		return Disregarded
	case x != nil:
		return Failed
	}
	return Unsuccessful
}

// beside lists the winners whose assessment a bidder is told of: a disregarded
// bid was not assessed against them, and a winner needs none of its own.
func (c *file) beside(bidID string) []award.Winner {
	if c.outcome(bidID) == Disregarded || c.wins(bidID) {
		return nil
	}
	return c.winners
}

func (c *file) line(bidID, criterion string) *scoring.Node {
	for i, n := range c.assessment.Result.Nodes {
		if n.Bid == bidID && n.Criterion == criterion {
			return &c.assessment.Result.Nodes[i]
		}
	}
	return nil
}

func (c *file) sentence(about scoring.Subject, bidID, criterion string) string {
	var texts []string
	for _, s := range c.assessment.Sentences {
		if s.About == about && s.Bid == bidID && (criterion == "" || s.Criterion == criterion) {
			texts = append(texts, s.Text)
		}
	}
	return strings.Join(texts, " ")
}

// level is what the panel agreed for an answer, nil where it agreed nothing.
func (c *file) level(bidID, criterion string) *int {
	for _, b := range c.assessment.Sheet.Bids {
		if level, agreed := b.Levels[criterion]; b.ID == bidID && agreed {
			return &level
		}
	}
	return nil
}

// explained lists the criteria whose marks are explained: leaves that have one.
func (c *file) explained() []specification.Criterion {
	var list []specification.Criterion
	for _, k := range c.method.Criteria {
		if k.Kind == string(scoring.QuestionLeaf) || k.Formula != nil {
			list = append(list, k)
		}
	}
	return list
}

// assessedOn reports whether a bid has a mark on a criterion, or at least a level
// that the panel agreed.
func (c *file) assessedOn(bidID, criterion string) bool {
	if c.outcome(bidID) == Disregarded {
		return false
	}
	return c.line(bidID, criterion) != nil || c.level(bidID, criterion) != nil
}

// reason is the first explanation of a mark: the panel's own reason, or what
// was offered beside what it was measured by.
func (c *file) reason(bidID string, k specification.Criterion) string {
	if k.Kind != string(scoring.QuestionLeaf) {
		return c.sentence(scoring.AboutMark, bidID, k.ID)
	}
	for _, a := range c.assessment.Agreed {
		if a.BidID == bidID && a.Criterion == k.ID {
			return a.Reason
		}
	}
	return ""
}

// firstWords drafts the words of a summary from the locked reasons.
func (c *file) firstWords(bidID string) Words {
	words := Words{Criteria: []CriterionWords{}, Why: c.why(bidID)}
	for _, k := range c.explained() {
		if !c.assessedOn(bidID, k.ID) {
			continue
		}
		w := CriterionWords{Criterion: k.ID, Text: c.reason(bidID, k)}
		for _, winner := range c.beside(bidID) {
			w.Winners = append(w.Winners, WinnerWords{Bid: winner.Bid, Text: c.reason(winner.Bid, k)})
		}
		words.Criteria = append(words.Criteria, w)
	}
	return words
}

// why drafts the further reasons: for a losing bid, where it lost and where it
// gained against the winner.
func (c *file) why(bidID string) string {
	switch c.outcome(bidID) {
	case Successful:
		return "Your tender is the most advantageous tender: " + c.sentence(scoring.AboutTotal, bidID, "")
	case Disregarded, Failed:
		words := c.sentence(scoring.AboutExcluded, bidID, "")
		if e, decided := c.assessment.Exclusions[bidID]; decided {
			words += "\n\nThe authority decided so for this reason: " + e.Reason
		}
		return words
	case Unsuccessful:
	}
	var parts []string
	for _, w := range c.winners {
		parts = append(parts, c.against(bidID, w))
	}
	return strings.Join(parts, "\n\n")
}

// against compares a losing bid with a winner: the totals, then every criterion
// on which they differ, the largest loss first.
func (c *file) against(bidID string, w award.Winner) string {
	own, theirs := c.ranked(bidID), c.ranked(w.Bid)
	name := c.assessment.Bidders[w.Bid].Name
	if own == nil || theirs == nil {
		return ""
	}
	text := fmt.Sprintf("Your tender has %s and the successful tender of %s has %s.", c.total(own.Total), name, c.total(theirs.Total))
	if own.Exact == theirs.Exact {
		text += " The totals are equal; the published rule for equal totals placed the successful tender first: " + strings.Join(c.method.Ties, " ")
	}
	var lost, gained []difference
	for _, k := range c.explained() {
		d, ok := c.difference(bidID, w.Bid, k)
		switch {
		case !ok || d.by.Sign() == 0:
		case d.by.Sign() < 0:
			lost = append(lost, d)
		default:
			gained = append(gained, d)
		}
	}
	return text + said(" Against that tender yours lost marks on ", lost) + said(" Yours gained on ", gained)
}

type difference struct {
	words string
	by    *big.Rat
}

func (c *file) difference(own, winner string, k specification.Criterion) (difference, bool) {
	mine, theirs := c.line(own, k.ID), c.line(winner, k.ID)
	if mine == nil || theirs == nil {
		return difference{}, false
	}
	x, y := mine.Weighted.Rat(), theirs.Weighted.Rat()
	if x == nil || y == nil {
		return difference{}, false
	}
	by := new(big.Rat).Sub(x, y)
	return difference{by: by, words: fmt.Sprintf("%s (%s, where it has %s: %s %s)", k.Title, mine.Weighted, theirs.Weighted, new(big.Rat).Abs(by).FloatString(2), fewer(by))}, true
}

func fewer(by *big.Rat) string {
	if by.Sign() < 0 {
		return "fewer"
	}
	return "more"
}

func said(opening string, list []difference) string {
	if len(list) == 0 {
		return ""
	}
	slices.SortStableFunc(list, func(a, b difference) int {
		return new(big.Rat).Abs(b.by).Cmp(new(big.Rat).Abs(a.by))
	})
	texts := make([]string, len(list))
	for i, d := range list {
		texts[i] = d.words
	}
	if last := len(texts) - 1; last > 0 {
		return opening + strings.Join(texts[:last], ", ") + " and " + texts[last] + "."
	}
	return opening + texts[0] + "."
}

// total is a total in the words of its basis.
func (c *file) total(t scoring.Figure) string {
	switch c.basis {
	case scoring.PricePerQualityPoint:
		return fmt.Sprintf("a total of %s (pounds per quality point, the lowest wins)", t)
	case scoring.ValueForMoneyIndex:
		return fmt.Sprintf("a total of %s (quality per pound, the highest wins)", t)
	case scoring.AwardOnValue:
		return fmt.Sprintf("a total of %s (price less worth, the lowest wins)", t)
	case scoring.WeightedSum:
	}
	return fmt.Sprintf("a total of %s of 100", t)
}
