package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
)

// verifyReturn accepts a report, whole or in part.
//
//	@Summary      Verify a return
//	@Description  By the authority's contract manager, never by the supplier. No more than is claimed can be accepted; accepting less needs a reason. With asked, a part is accepted and the rest is still asked about: the return is queried, and what is accepted counts and stays. What is verified stays so.
//	@ID           verifyReturn
//	@Tags         contract
//	@Param        id       path   string true "Return" format(uuid)
//	@Param        If-Match header string true "ETag of the return as last read"
//	@Param        body     body   contract.Verification true "How much is accepted"
//	@Success      200 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/verify [post]
func (h *api) verifyReturn(c *gin.Context) (Return, error) {
	return decide(c, h.Contract.Verify)
}

// queryReturn asks the supplier about a report.
//
//	@Summary      Query a return
//	@Description  By the authority's contract manager. The supplier may answer with a correction.
//	@ID           queryReturn
//	@Tags         contract
//	@Param        id       path   string true "Return" format(uuid)
//	@Param        If-Match header string true "ETag of the return as last read"
//	@Param        body     body   contract.Reason true "The question"
//	@Success      200 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/query [post]
func (h *api) queryReturn(c *gin.Context) (Return, error) {
	return decide(c, h.Contract.Query)
}

// rejectReturn refuses a report.
//
//	@Summary      Reject a return
//	@Description  By the authority's contract manager. Nothing of it counts, and it stays rejected.
//	@ID           rejectReturn
//	@Tags         contract
//	@Param        id       path   string true "Return" format(uuid)
//	@Param        If-Match header string true "ETag of the return as last read"
//	@Param        body     body   contract.Reason true "Why"
//	@Success      200 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/reject [post]
func (h *api) rejectReturn(c *gin.Context) (Return, error) {
	return decide(c, h.Contract.Reject)
}

// decide reads which version of which return is decided about, and how.
func decide[T any](c *gin.Context, use func(context.Context, string, int, T) (contract.Reported, error)) (Return, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Return{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Return{}, err
	}
	in, err := body[T](c)
	if err != nil {
		return Return{}, err
	}
	r, err := use(c.Request.Context(), id, version, in)
	return viewReturn(actor.From(c.Request.Context()))(r), err
}
