package bundle

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// Redact makes one bidder's copy of a whole bundle, signed at a time by the issuer: its own bid, outcome and nodes, the pool figures that its
// marks depend on, and the hashes of everything else. A bid that was disregarded, or failed at a gate or a question, was never compared, so its
// copy reveals no pool figure.
//
// The bundle is the issuer's own and is not verified here, save that its root must be the run's.
func Redact(document []byte, bid string, at time.Time, s Signer) ([]byte, error) {
	form, err := canonical.Transform(document)
	if err != nil {
		return nil, err
	}
	var b Bundle
	if err := strictjson.Decode(form, &b, anySize); err != nil {
		return nil, fmt.Errorf("bundle: redact: %w", err)
	}
	t, err := b.tree()
	if err != nil {
		return nil, err
	}
	var sheet sheetParts
	if err := strictjson.Decode(b.Sheet, &sheet, anySize); err != nil {
		return nil, fmt.Errorf("bundle: redact: %w", err)
	}
	r := Redacted{
		Kind: KindRedacted, Bid: bid, Bundle: canonical.Sum(form), Root: b.Redaction.Root, Method: sheet.Method,
		Head: t.head.reveal(), Input: t.input.hide(), Pools: []Part{}, Rivals: []string{}, Signed: at,
	}
	found := false
	var rivals []digest
	for _, leaves := range t.bids {
		if leaves.id != bid {
			rivals = append(rivals, leaves.hash())
			continue
		}
		found, r.Own = true, leaves.reveal()
	}
	if !found {
		return nil, fmt.Errorf("bundle: there is no bid %q", bid)
	}
	sortDigests(rivals)
	for _, d := range rivals {
		r.Rivals = append(r.Rivals, d.String())
	}
	if err := r.revealPools(t); err != nil {
		return nil, err
	}
	return Sign(r, s)
}

// tree grows the bundle's tree and holds it to the root.
func (b Bundle) tree() (*tree, error) {
	name, rules, known := engineOf(b.Result)
	seed, ok := parseHex(b.Redaction.Seed)
	if !known || !ok {
		return nil, fmt.Errorf("bundle: engine %q is unknown, or the seed is not 32 bytes", name)
	}
	pools, err := rules.pools(b.Sheet)
	if err != nil {
		return nil, err
	}
	t, err := grow(b.Sheet, b.Result, b.Published, seed, pools)
	if err == nil && t.root().String() != b.Redaction.Root {
		err = fmt.Errorf("bundle: the root is not that of the run")
	}
	return t, err
}

func (b bidLeaves) reveal() Own {
	own := Own{Input: b.input.reveal(), Outcome: b.outcome.reveal(), Nodes: []Part{}}
	for _, n := range b.nodes {
		own.Nodes = append(own.Nodes, n.reveal())
	}
	return own
}

// revealPools reveals the figures that the bidder's marks are computed from, by computing them and seeing what is asked for.
func (r *Redacted) revealPools(t *tree) error {
	asked := map[[2]string]bool{}
	known, err := revealed(t)
	if err != nil {
		return err
	}
	_, err = r.compute(func(criterion, figure string) (*string, error) {
		asked[[2]string{criterion, figure}] = true
		return known[[2]string{criterion, figure}], nil
	})
	if err != nil {
		return err
	}
	for _, l := range t.pools {
		var p poolLeaf
		if err := strictjson.Decode(l.form, &p, strictjson.Default); err != nil {
			return err
		}
		if asked[[2]string{p.Criterion, p.Figure}] {
			r.Pools = append(r.Pools, l.reveal())
		} else {
			r.Pools = append(r.Pools, l.hide())
		}
	}
	return nil
}

func revealed(t *tree) (map[[2]string]*string, error) {
	known := map[[2]string]*string{}
	for _, l := range t.pools {
		var p poolLeaf
		if err := strictjson.Decode(l.form, &p, strictjson.Default); err != nil {
			return nil, err
		}
		known[[2]string{p.Criterion, p.Figure}] = p.Exact
	}
	return known, nil
}
