package bundle

import (
	"time"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// recognition checks the signature of a recognition statement. What it says (donor, route, beneficiary, measure, quantity, period, …) is the
// issuer's; this package asks for issuedAt, keyId and signature alone. Whether a statement has been revoked stands in the public register,
// which no document can know.
func (v *verifier) recognition() {
	var issued time.Time
	var keyID, signature string
	for name, into := range map[string]any{"issuedAt": &issued, "keyId": &keyID, "signature": &signature} {
		if err := strictjson.Decode(v.members[name], into, strictjson.Default); err != nil {
			v.problem("missing", "/"+name, "a signed statement needs its issuedAt (RFC 3339), keyId and signature")
		}
	}
	if len(v.problems) == 0 {
		v.signature(keyID, signature, issued)
	}
}
