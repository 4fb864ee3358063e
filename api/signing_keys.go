package api

import (
	"time"

	"github.com/gin-gonic/gin"
)

func (h *api) signingKeys() []Route {
	return []Route{get("/.well-known/assay-keys.json", "getSigningKeys", run(h.getSigningKeys))}
}

// SigningKeys is the document that assay verify reads with --keys.
type SigningKeys struct {
	Kind string       `json:"kind" enums:"assay.keys/1"`
	Keys []SigningKey `json:"keys"` // the one in use first
}

// SigningKey is one public key, and when it signed.
type SigningKey struct {
	ID         string     `json:"kid"`
	Algorithm  string     `json:"algorithm" enums:"Ed25519"`
	PublicKey  []byte     `json:"publicKey" swaggertype:"string" format:"byte"` // 32 bytes
	ValidFrom  time.Time  `json:"validFrom" format:"date-time"`
	ValidUntil *time.Time `json:"validUntil" format:"date-time" extensions:"x-nullable"` // null: in use
}

// getSigningKeys publishes the keys that receipts, bundles and statements are
// checked with.
//
//	@Summary      The public keys of this installation
//	@Description  Every key that ever signed a receipt, a bundle or a statement here, with the time from which and until which it did; those retired stay listed. assay verify FILE --keys reads this document.
//	@ID           getSigningKeys
//	@Tags         service
//	@Success      200 {object} SigningKeys
//	@Failure      default {object} problem.Details
//	@Router       /.well-known/assay-keys.json [get]
func (h *api) getSigningKeys(*gin.Context) (SigningKeys, error) {
	keys := h.Signer.Keys()
	v := SigningKeys{Kind: keys.Kind, Keys: make([]SigningKey, len(keys.Keys))}
	for i, k := range keys.Keys {
		v.Keys[i] = SigningKey(k)
	}
	return v, nil
}
