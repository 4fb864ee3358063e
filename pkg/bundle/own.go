package bundle

import (
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
)

// holdOwn holds the bidder's outcome and nodes, as revealed, to what was computed for it alone. The rank and the steps in words cannot be
// computed without rivals; they are what the root says.
func (v *verifier) holdOwn(r Redacted, computed alone) {
	before := len(v.problems)
	outcome, err := read[outcomeLeaf](r.Own.Outcome, "outcome")
	if err != nil {
		v.problem("invalid", "/own/outcome", err.Error())
		return
	}
	for i, part := range r.Own.Nodes {
		if i < len(computed.nodes) {
			v.holdNode(i, part, computed.nodes[i])
		}
	}
	if len(r.Own.Nodes) != len(computed.nodes) {
		v.problem("differs", "/own/nodes", fmt.Sprintf("there are %d nodes, the rules give %d", len(r.Own.Nodes), len(computed.nodes)))
	}
	v.holdOutcome(outcome, computed)
	if len(v.problems) == before {
		v.report.holds("own marks and total computed anew by %s: same", v.report.Engine)
	}
}

func (v *verifier) holdNode(i int, part Part, want scoring.Node) {
	pointer := fmt.Sprintf("/own/nodes/%d/value", i)
	l, err := read[nodeLeaf](part, "node")
	if err != nil {
		v.problem("invalid", pointer, err.Error())
		return
	}
	var words struct {
		Step string `json:"step"`
	}
	_ = json.Unmarshal(l.Node, &words) // what is not a text differs below
	want.Step = words.Step
	v.holdPart(pointer+"/node", l.Node, want, want.Bid, want.Criterion)
}

func (v *verifier) holdOutcome(o outcomeLeaf, computed alone) {
	const pointer = "/own/outcome/value"
	switch {
	case computed.excluded != nil && o.Excluded != nil && o.Ranked == nil:
		v.holdPart(pointer+"/excluded", *o.Excluded, computed.excluded, "", "")
	case computed.total != nil && o.Ranked != nil && o.Excluded == nil:
		var place struct {
			Rank int `json:"rank"`
		}
		_ = json.Unmarshal(*o.Ranked, &place)
		want := *computed.total
		want.Rank = place.Rank
		v.holdPart(pointer+"/ranked", *o.Ranked, want, "", "")
	default:
		v.problem("differs", pointer, "the bid is excluded where the rules rank it, or the other way round")
	}
}

func (v *verifier) holdPart(pointer string, claimed json.RawMessage, want any, bid, criterion string) {
	form, err := canonical.JSON(want)
	var was, is any
	if err != nil || decodeNumbers(claimed, &was) != nil || decodeNumbers(form, &is) != nil {
		v.problem("invalid", pointer, "cannot be compared")
		return
	}
	if d := difference(pointer, was, is); d != nil {
		p := Problem{Code: "differs", Pointer: d.pointer, Bid: bid, Criterion: criterion, Detail: fmt.Sprintf("is %s, the rules give %s", show(d.was), show(d.is))}
		if criterion != "" {
			p.Detail = fmt.Sprintf("bid %q on criterion %q: %s", bid, criterion, p.Detail)
		}
		v.problems = append(v.problems, p)
	}
}
