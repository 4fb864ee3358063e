package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/pkg/bundle"
)

func (h *api) signingKeys() []Route {
	return []Route{get("/.well-known/assay-keys.json", "getSigningKeys", run(h.getSigningKeys))}
}

// getSigningKeys publishes the keys that receipts, bundles and statements are
// checked with.
//
//	@Summary      The public keys of this installation
//	@Description  Every key that ever signed a receipt, a bundle or a statement here, with the time from which and until which it did; those retired stay listed. assay verify FILE --keys reads this document.
//	@ID           getSigningKeys
//	@Tags         service
//	@Success      200 {object} bundle.Keys
//	@Failure      default {object} problem.Details
//	@Router       /.well-known/assay-keys.json [get]
func (h *api) getSigningKeys(*gin.Context) (bundle.Keys, error) { return h.Signer.Keys(), nil }
