package scoring

import (
	"encoding/hex"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Check names everything that is wrong with the method on its own, in the order of the document; nil where nothing is. Pointers are into the
// method ("/criteria/0/weight").
//
// A draw's commitment may be left out, since the seed is made only when the method is published; [Sheet.Check] asks for it.
func (m Method) Check() Faults {
	c := &methodChecker{basis: m.Basis, ids: map[string]*Criterion{}, measures: map[string]string{}}
	if c.basis == "" {
		c.basis = WeightedSum
	}
	c.noBasis = !oneOf(&c.checker, "/basis", c.basis, WeightedSum, PricePerQualityPoint, ValueForMoneyIndex, AwardOnValue)
	c.rounding(m)
	c.siblings(m.Criteria, "/criteria", decimal.Whole)
	c.tieBreak(m.TieBreak)
	return c.faults
}

// methodChecker remembers what has been seen on the way through the tree.
type methodChecker struct {
	checker
	basis    Basis
	noBasis  bool // the basis is unknown
	ids      map[string]*Criterion
	measures map[string]string // code → pointer of the first leaf that scores it
}

// maxPlaces keeps marks, which have up to three digits before the point, within fifteen digits.
const maxPlaces = 12

func (c *methodChecker) rounding(m Method) {
	r := m.Rounding
	if r.At != "" {
		oneOf(&c.checker, "/rounding/at", r.At, RoundNone, RoundLeaf, RoundBranch, RoundTotal)
	}
	if r.Places != nil && (*r.Places < 0 || *r.Places > maxPlaces) {
		c.add("/rounding/places", CodeOutOfRange, "must be from 0 to %d", maxPlaces)
	}
	if r.Rule != "" {
		oneOf(&c.checker, "/rounding/rule", r.Rule, HalfUp, HalfEven, Down)
	}
	if m.RankOn != "" {
		oneOf(&c.checker, "/rankOn", m.RankOn, Unrounded, Rounded)
	}
}

// siblings checks the children of one node and that their weights add up.
func (c *methodChecker) siblings(list []Criterion, pointer string, parent int64) {
	var sum int64
	weighted, unclear := 0, false
	for i := range list {
		node := &list[i]
		c.node(node, at(pointer, i))
		if !c.carriesWeight(node) {
			continue
		}
		weighted++
		share, known := c.share(node)
		sum += share
		unclear = unclear || !known
	}
	switch {
	case weighted == 0:
		c.add(pointer, CodeNoWeight, "needs at least one weighted criterion")
	case c.basis != AwardOnValue && !unclear && sum != parent:
		c.add(pointer, CodeWeightSum, "weights add up to %s, not to 100", decimal.Weight(sum))
	}
}

// carriesWeight says whether a node takes part in the weights of its siblings. Gates never do; price does not where the basis takes it
// outside the marks, and may be left without worth under award_on_value, where it already is the total's first term. Where the basis is
// unknown, a price with a weight is taken to carry it, so that one slip is not reported twice.
func (c *methodChecker) carriesWeight(n *Criterion) bool {
	switch {
	case n.Kind == GateLeaf && n.Criteria == nil:
		return false
	case n.Kind == PriceLeaf && n.Criteria == nil:
		return c.basis == WeightedSum || c.basis == AwardOnValue && n.Worth != nil || c.noBasis && n.Weight != nil
	}
	return true
}

// share is a node's weight or worth; not known where it is missing, so that one slip is not reported twice.
func (c *methodChecker) share(n *Criterion) (int64, bool) {
	if c.basis == AwardOnValue {
		worth := worthOf(n)
		return worth, worth > 0
	}
	if n.Weight == nil {
		return 0, false
	}
	return int64(*n.Weight), true
}

// worthOf is a node's worth, in pence: its own, or for a branch that leaves it out the sum of its children's.
func worthOf(n *Criterion) int64 {
	if n.Worth != nil {
		return int64(*n.Worth)
	}
	return worthBelow(n)
}

func worthBelow(n *Criterion) (sum int64) {
	for i := range n.Criteria {
		sum += worthOf(&n.Criteria[i])
	}
	return sum
}

func (c *methodChecker) node(n *Criterion, pointer string) {
	switch {
	case n.ID == "":
		c.add(at(pointer, "id"), CodeMissing, "a criterion needs an id")
	case c.ids[n.ID] != nil:
		c.add(at(pointer, "id"), CodeIDTwice, "the id %q is used before", n.ID)
	default:
		c.ids[n.ID] = n
	}
	c.weight(n, pointer)
	if n.Criteria != nil {
		c.branch(n, pointer)
		return
	}
	c.leaf(n, pointer)
}

func (c *methodChecker) weight(n *Criterion, pointer string) {
	weight, worth := at(pointer, "weight"), at(pointer, "worth")
	if c.basis == AwardOnValue {
		c.takesNot(n.Weight != nil, weight, "award_on_value, which asks for worth instead,")
		c.worth(n, worth)
		return
	}
	c.takesNot(n.Worth != nil, worth, "a basis other than award_on_value")
	switch carries := c.carriesWeight(n); {
	case !carries && n.Weight != nil && n.Kind == GateLeaf:
		c.add(weight, CodeNotTaken, "a gate carries no weight")
	case !carries && n.Weight != nil:
		c.add(weight, CodeNotTaken, "price carries no weight under %s", c.basis)
	case carries && n.Weight == nil:
		c.add(weight, CodeMissing, "a weight must be given")
	case carries && (*n.Weight <= 0 || *n.Weight > decimal.Whole):
		c.add(weight, CodeOutOfRange, "a weight must be above 0 and at most 100")
	}
}

// maxPence is the largest amount of money a document may hold.
const maxPence = 999_999_999_999_999

func (c *methodChecker) worth(n *Criterion, pointer string) {
	switch {
	case n.Kind == GateLeaf && n.Criteria == nil:
		c.takesNot(n.Worth != nil, pointer, "a gate")
	case n.Worth == nil:
		if n.Criteria == nil && n.Kind != PriceLeaf {
			c.add(pointer, CodeMissing, "what full marks are worth must be given")
		}
	case *n.Worth <= 0 || *n.Worth > maxPence:
		c.add(pointer, CodeOutOfRange, "must be above 0 and below 10,000,000,000,000 pounds")
	case n.Criteria != nil && int64(*n.Worth) != worthBelow(n):
		c.add(pointer, CodeWorthSum, "the children's worth adds up to %s", decimal.Pence(worthBelow(n)))
	}
}

func (c *methodChecker) branch(n *Criterion, pointer string) {
	const what = "a branch"
	c.takesNot(n.Kind != "", at(pointer, "kind"), what)
	c.takesNot(n.Score != nil, at(pointer, "score"), what)
	c.takesNot(n.Scale != nil, at(pointer, "scale"), what)
	c.inputs(n, pointer, what, 0)
	c.optional(at(pointer, "minimum"), n.Minimum, "0", "100")
	c.siblings(n.Criteria, at(pointer, "criteria"), decimal.Whole)
}

func (c *methodChecker) tieBreak(list []TieBreak) {
	for i, t := range list {
		pointer := at("/tieBreak", i)
		oneOf(&c.checker, at(pointer, "by"), t.By, ByCriterion, ByLowestPrice, ByDraw, ByShared)
		if t.By == ByCriterion {
			c.tieBreakCriterion(t.ID, at(pointer, "id"))
		} else {
			c.takesNot(t.ID != "", at(pointer, "id"), "this way to break a tie")
		}
		if t.By != ByDraw {
			c.takesNot(t.Commitment != "", at(pointer, "commitment"), "this way to break a tie")
		} else if t.Commitment != "" && !isHash(t.Commitment) {
			c.add(at(pointer, "commitment"), CodeForm, `must be "sha256:" and 64 hexadecimal digits in lower case`)
		}
	}
}

func (c *methodChecker) tieBreakCriterion(id, pointer string) {
	n := c.ids[id]
	switch {
	case id == "":
		c.add(pointer, CodeMissing, "the id of a criterion must be given")
	case n == nil:
		c.add(pointer, CodeUnknownID, "no criterion has the id %q", id)
	case n.Criteria == nil && (n.Kind == GateLeaf || n.Kind == PriceLeaf && n.Score == nil):
		c.add(pointer, CodeUnknownID, "the criterion %q has no mark", id)
	}
}

// isHash says whether a text is "sha256:" and 64 lower-case hexadecimal digits.
func isHash(text string) bool {
	digits, found := strings.CutPrefix(text, "sha256:")
	raw, err := hex.DecodeString(digits)
	return found && err == nil && len(raw) == 32 && digits == strings.ToLower(digits)
}
