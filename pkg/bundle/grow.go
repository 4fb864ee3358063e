package bundle

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// resultParts is a result taken apart into what the tree needs; the rest is looked at by comparison only.
type resultParts struct {
	Engine     string            `json:"engine"`
	MethodHash string            `json:"methodHash"`
	InputHash  string            `json:"inputHash"`
	Ranking    []json.RawMessage `json:"ranking"`
	Excluded   []json.RawMessage `json:"excluded"`
	Nodes      []json.RawMessage `json:"nodes"`
	Warnings   json.RawMessage   `json:"warnings"`
	Ties       []struct {
		Bids     []string `json:"bids"`
		BrokenBy *string  `json:"brokenBy"`
	} `json:"ties"`
}

// sheetParts is a sheet taken apart in the same way.
type sheetParts struct {
	Version  int               `json:"version"`
	Tender   json.RawMessage   `json:"tender"`
	Method   json.RawMessage   `json:"method"`
	Bids     []json.RawMessage `json:"bids"`
	DrawSeed string            `json:"drawSeed,omitempty"`
}

// named is how a part says which bid, and which criterion, it is about.
type named struct {
	ID        string `json:"id"`
	Bid       string `json:"bid"`
	Criterion string `json:"criterion"`
}

// nodePart is a node and the criterion it is about.
type nodePart struct {
	criterion string
	node      json.RawMessage
}

// grower makes the tree of a run.
type grower struct {
	salter
	sheet    sheetParts
	result   resultParts
	ranked   map[string]json.RawMessage
	excluded map[string]json.RawMessage
	nodes    map[string][]nodePart
	ties     map[string][]tieSize
}

// grow makes the tree of a sheet and a result that was computed from it; both are canonical.
func grow(sheet, result []byte, published Published, seed digest, pools []pool) (*tree, error) {
	g := grower{salter: newSalter(seed)}
	if err := json.Unmarshal(sheet, &g.sheet); err != nil {
		return nil, fmt.Errorf("bundle: read sheet: %w", err)
	}
	if err := json.Unmarshal(result, &g.result); err != nil {
		return nil, fmt.Errorf("bundle: read result: %w", err)
	}
	if err := g.index(); err != nil {
		return nil, err
	}
	t := &tree{}
	var err error
	if t.head, err = g.leaf(g.head(published), "head"); err != nil {
		return nil, err
	}
	if t.input, err = g.leaf(inputHashLeaf{"inputHash", g.result.InputHash}, "inputHash"); err != nil {
		return nil, err
	}
	for _, p := range pools {
		l, err := g.leaf(poolLeaf{"pool", p.criterion, p.figure, p.exact}, "pool", p.criterion, p.figure)
		if err != nil {
			return nil, err
		}
		t.pools = append(t.pools, l)
	}
	for _, raw := range g.sheet.Bids {
		b, err := g.bid(raw)
		if err != nil {
			return nil, err
		}
		t.bids = append(t.bids, b)
	}
	return t, nil
}

func (g *grower) leaf(value any, label ...string) (leaf, error) {
	return canonicalLeaf(g.salt(label...), value)
}

func (g *grower) head(published Published) headLeaf {
	return headLeaf{
		Leaf: "head", Engine: g.result.Engine, MethodHash: g.result.MethodHash, Published: published, Tender: g.sheet.Tender,
		DrawSeed: g.sheet.DrawSeed, Bids: len(g.sheet.Bids), Warnings: g.result.Warnings,
	}
}

// index sorts the parts of the result by bid.
func (g *grower) index() error {
	g.ranked, g.excluded = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	g.nodes, g.ties = map[string][]nodePart{}, map[string][]tieSize{}
	for _, list := range []struct {
		parts []json.RawMessage
		keep  func(n named, part json.RawMessage)
	}{
		{g.result.Ranking, func(n named, part json.RawMessage) { g.ranked[n.Bid] = part }},
		{g.result.Excluded, func(n named, part json.RawMessage) { g.excluded[n.Bid] = part }},
		{g.result.Nodes, func(n named, part json.RawMessage) {
			g.nodes[n.Bid] = append(g.nodes[n.Bid], nodePart{n.Criterion, part})
		}},
	} {
		for _, part := range list.parts {
			var n named
			if err := json.Unmarshal(part, &n); err != nil {
				return fmt.Errorf("bundle: read result: %w", err)
			}
			list.keep(n, part)
		}
	}
	for _, tie := range g.result.Ties {
		for _, bid := range tie.Bids {
			g.ties[bid] = append(g.ties[bid], tieSize{len(tie.Bids), tie.BrokenBy})
		}
	}
	return nil
}

func (g *grower) bid(raw json.RawMessage) (b bidLeaves, err error) {
	var n named
	if err := json.Unmarshal(raw, &n); err != nil {
		return b, fmt.Errorf("bundle: read bid: %w", err)
	}
	b.id = n.ID
	b.input = leaf{g.salt("bid", b.id, "input"), wrap(`{"bid":`, raw, `,"leaf":"bid"}`)}
	if b.outcome, err = g.leaf(g.outcome(b.id), "bid", b.id, "outcome"); err != nil {
		return b, err
	}
	for _, n := range g.nodes[b.id] {
		b.nodes = append(b.nodes, leaf{g.salt("bid", b.id, "node", n.criterion), wrap(`{"leaf":"node","node":`, n.node, "}")})
	}
	return b, nil
}

// wrap writes the leaf of a part that is canonical already. There can be hundreds of thousands, so they do not go through a general writer.
func wrap(before string, part json.RawMessage, after string) []byte {
	b := make([]byte, 0, len(before)+len(part)+len(after))
	return append(append(append(b, before...), part...), after...)
}

func (g *grower) outcome(bid string) outcomeLeaf {
	o := outcomeLeaf{Leaf: "outcome", Ties: g.ties[bid]}
	if o.Ties == nil {
		o.Ties = []tieSize{}
	}
	if part, found := g.ranked[bid]; found {
		o.Ranked = &part
	}
	if part, found := g.excluded[bid]; found {
		o.Excluded = &part
	}
	return o
}

func seedText(seed [32]byte) string { return hex.EncodeToString(seed[:]) }
