package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// bundle checks a whole run: the signature, the result, the published method and the root of the redacted copies.
func (v *verifier) bundle() {
	var b Bundle
	if !v.read(&b) {
		return
	}
	v.signature(b.KeyID, b.Signature, b.SignedAt)
	name, rules, found := engineOf(b.Result)
	if v.report.Engine = name; !found {
		v.problem("unknown-engine", "/result/engine", fmt.Sprintf("the version %q of the scoring rules is not known here; known are %v", name, Engines()))
		return
	}
	result, err := rules.score(b.Sheet)
	if err != nil {
		v.unscorable("/sheet", err)
		return
	}
	v.compare(b.Result, result, "/result")
	v.published("/published/methodHash", b.Published.MethodHash, methodHash(result))
	v.root(b, rules, result)
}

// unscorable takes over the faults of a sheet that the rules refuse.
func (v *verifier) unscorable(pointer string, err error) {
	v.problem("unscorable", pointer, "the sheet cannot be scored: "+err.Error())
}

func (v *verifier) published(pointer, published, actual string) {
	if published != actual {
		v.problem("method-changed", pointer, fmt.Sprintf("the method's hash is %s, not the one published", actual))
		return
	}
	v.report.holds("the method is the one published")
}

// compare holds what a document says against what the rules give; both are canonical.
func (v *verifier) compare(claimed, computed []byte, pointer string) {
	if bytes.Equal(claimed, computed) {
		v.report.holds("computed anew by %s: same", v.report.Engine)
		return
	}
	var was, is map[string]any
	if decodeNumbers(claimed, &was) != nil || decodeNumbers(computed, &is) != nil {
		v.problem("differs", pointer, "the result is no object")
		return
	}
	// The members in the order in which one follows from the other, so that the first difference is the cause and not its effect.
	for _, member := range []string{"version", "engine", "methodHash", "inputHash", "nodes", "excluded", "ranking", "ties", "warnings"} {
		if d := difference(pointer+"/"+member, was[member], is[member]); d != nil {
			v.differs(*d, was)
			return
		}
	}
	if d := difference(pointer, any(was), any(is)); d != nil {
		v.differs(*d, was)
	}
}

// differs reports a difference and, inside a node, says whose it is.
func (v *verifier) differs(d found, result map[string]any) {
	p := Problem{Code: "differs", Pointer: d.pointer, Detail: fmt.Sprintf("is %s, the rules give %s", show(d.was), show(d.is))}
	var index int
	if _, err := fmt.Sscanf(d.pointer, "/result/nodes/%d", &index); err == nil {
		for _, side := range []any{at(result["nodes"], index), d.was, d.is} {
			node, _ := side.(map[string]any)
			if bid, _ := node["bid"].(string); bid != "" {
				p.Bid = bid
				p.Criterion, _ = node["criterion"].(string)
				break
			}
		}
		p.Detail = fmt.Sprintf("bid %q on criterion %q: %s", p.Bid, p.Criterion, p.Detail)
	}
	v.problems = append(v.problems, p)
}

func (v *verifier) root(b Bundle, rules engine, result []byte) {
	seed, ok := parseHex(b.Redaction.Seed)
	if !ok {
		v.problem("invalid", "/redaction/seed", "must be 32 bytes in lower-case hexadecimal")
		return
	}
	pools, err := rules.pools(b.Sheet)
	if err != nil {
		v.unscorable("/sheet", err)
		return
	}
	t, err := grow(b.Sheet, result, b.Published, seed, pools)
	if err != nil {
		v.problem("root-differs", "/redaction/root", err.Error())
		return
	}
	if root := t.root().String(); root != b.Redaction.Root {
		v.problem("root-differs", "/redaction/root", fmt.Sprintf("the root of bids and nodes is %s", root))
		return
	}
	v.report.holds("the root of the redacted copies is that of this run")
}

func decodeNumbers(text []byte, into any) error { return strictjson.Decode(text, into, anySize) }

func show(value any) string {
	const most = 80
	text, err := json.Marshal(value)
	if err != nil || value == nil {
		return "nothing"
	}
	if runes := []rune(string(text)); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(text)
}
