package bundle

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// redacted checks one bidder's copy: the signature, that all its parts lead to the root, the published method, and its own marks.
func (v *verifier) redacted() {
	var r Redacted
	if !v.read(&r) {
		return
	}
	v.report.Bid = r.Bid
	v.signature(r.KeyID, r.Signature, r.Signed)
	v.rebuild(r)
	head, err := read[headLeaf](r.Head, "head")
	if err != nil {
		v.problem("invalid", "/head", err.Error())
		return
	}
	v.report.Engine = head.Engine
	if hash, err := methodHashOf(r.Method); err != nil {
		v.problem("invalid", "/method", err.Error())
	} else {
		v.published("/head/value/published/methodHash", head.Published.MethodHash, hash)
		if head.MethodHash != hash {
			v.problem("differs", "/head/value/methodHash", "is not the hash of the method")
		}
	}
	v.ownMarks(r)
}

// rebuild computes the root from everything that is revealed or hidden.
func (v *verifier) rebuild(r Redacted) {
	parts := append([]Part{r.Head, r.Input}, r.Pools...)
	list := make([]digest, len(parts))
	own := make([]digest, 2+len(r.Own.Nodes))
	var errs []error
	hash := func(into *digest, p Part) {
		d, err := p.hash()
		*into, errs = d, append(errs, err)
	}
	for i, p := range parts {
		hash(&list[i], p)
	}
	for i, p := range append([]Part{r.Own.Input, r.Own.Outcome}, r.Own.Nodes...) {
		hash(&own[i], p)
	}
	bids := []digest{hashList(own)}
	for _, text := range r.Rivals {
		d, ok := parseDigest(text)
		if !ok {
			errs = append(errs, errors.New("a rival's hash is not written as it must be"))
		}
		bids = append(bids, d)
	}
	if err := errors.Join(errs...); err != nil {
		v.problem("invalid", "", err.Error())
		return
	}
	if root := rootOf(list, bids).String(); root != r.Root {
		v.problem("root-differs", "/root", fmt.Sprintf("the parts lead to %s", root))
		return
	}
	v.report.holds("every part belongs to the run with the root %s", r.Root)
}

// ownMarks computes the bidder's marks anew.
func (v *verifier) ownMarks(r Redacted) {
	figures, err := r.figures()
	if err != nil {
		v.problem("invalid", "/pools", err.Error())
		return
	}
	computed, err := r.compute(func(criterion, figure string) (*string, error) {
		exact, known := figures[[2]string{criterion, figure}]
		if !known {
			return nil, errHidden
		}
		return exact, nil
	})
	switch {
	case errors.Is(err, errHidden):
		v.problem("hidden", "/pools", err.Error())
	case err != nil:
		v.unscorable("/own", err)
	default:
		v.holdOwn(r, computed)
	}
}

func (r Redacted) figures() (map[[2]string]*string, error) {
	figures := map[[2]string]*string{}
	for _, part := range r.Pools {
		if part.Value == nil {
			continue
		}
		p, err := read[poolLeaf](part, "pool")
		if err != nil {
			return nil, err
		}
		figures[[2]string{p.Criterion, p.Figure}] = p.Exact
	}
	return figures, nil
}

// compute marks the bid alone, with the rules of the engine that the head names.
func (r Redacted) compute(figures poolFigures) (alone, error) {
	head, err := read[headLeaf](r.Head, "head")
	if err != nil {
		return alone{}, err
	}
	rules, known := engines[head.Engine]
	if !known {
		return alone{}, fmt.Errorf("the version %q of the scoring rules is not known here", head.Engine)
	}
	own, err := read[bidLeaf](r.Own.Input, "bid")
	if err != nil {
		return alone{}, err
	}
	var n named
	if json.Unmarshal(own.Bid, &n) != nil || n.ID != r.Bid {
		return alone{}, fmt.Errorf("the bid is not that of %q", r.Bid)
	}
	sheet, err := canonical.JSON(sheetParts{Version: 1, Tender: head.Tender, Method: r.Method, Bids: []json.RawMessage{own.Bid}, DrawSeed: head.DrawSeed})
	if err != nil {
		return alone{}, err
	}
	return rules.alone(sheet, figures)
}

// read reads a revealed leaf of a kind.
func read[L any](p Part, kind string) (l L, err error) {
	var k struct {
		Leaf string `json:"leaf"`
	}
	if p.Value == nil || json.Unmarshal(p.Value, &k) != nil || k.Leaf != kind {
		return l, fmt.Errorf("a revealed leaf of the kind %q is needed", kind)
	}
	err = strictjson.Decode(p.Value, &l, anySize)
	return l, err
}

func methodHashOf(raw json.RawMessage) (string, error) {
	var m scoring.Method
	if err := strictjson.Decode(raw, &m, anySize); err != nil {
		return "", err
	}
	return m.Hash()
}
