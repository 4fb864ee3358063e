package bundle

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Seal scores a sheet and returns the run as a signed bundle in canonical form.
//
// Published is what was promised before bids came in; its hash must be the method's, or sealing is refused, since such a run could never be
// verified. Seed is 32 random bytes, new for every bundle: whoever knows it can try out what redacted bundles hide. At is the time of signing
// and must lie within the key's validity. The same arguments give the same bytes on every machine.
func Seal(sheet scoring.Sheet, published Published, seed [32]byte, at time.Time, s Signer) ([]byte, error) {
	form, err := canonical.JSON(sheet)
	if err != nil {
		return nil, err
	}
	rules := engines[scoring.Engine]
	result, err := rules.score(form)
	if err != nil {
		return nil, err
	}
	pools, err := rules.pools(form)
	if err != nil {
		return nil, err
	}
	t, err := grow(form, result, published, seed, pools)
	if err != nil {
		return nil, err
	}
	if hash := methodHash(result); hash != published.MethodHash {
		return nil, fmt.Errorf("bundle: the method's hash is %s, published was %s", hash, published.MethodHash)
	}
	return Sign(Bundle{
		Kind: KindBundle, Sheet: form, Result: result, Published: published,
		Redaction: Redaction{Root: t.root().String(), Seed: seedText(seed)}, SignedAt: at,
	}, s)
}

func methodHash(result []byte) string {
	var parts struct {
		MethodHash string `json:"methodHash"`
	}
	_ = json.Unmarshal(result, &parts) // a result that cannot be read has no hash, which equals none
	return parts.MethodHash
}
