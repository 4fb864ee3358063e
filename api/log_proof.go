package api

import (
	"io"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/trail"
	"github.com/assay-engine/assay/pkg/proof"
)

func (h *api) logProofs() []Route {
	return []Route{
		get("/v1/log/checkpoint", "getCheckpoint", run(h.getCheckpoint)),
		get("/v1/log/checkpoints", "listCheckpoints", run(h.listCheckpoints)),
		get("/v1/log/proof", "getInclusion", run(h.getInclusion)),
		get("/v1/log/consistency", "getConsistency", run(h.getConsistency)),
		get("/v1/log/export", "exportLog", run(h.exportLog)),
	}
}

// Checkpoint is a signed head of the event log.
type Checkpoint struct {
	Origin     string    `json:"origin"`                    // the name of the log
	Size       int64     `json:"size" example:"4711"`       // how many events
	Root       string    `json:"root"`                      // of the Merkle tree over them
	At         time.Time `json:"at" format:"date-time"`     // when it was signed
	Checkpoint string    `json:"checkpoint" example:"note"` // the whole signed note: keep it, and compare
}

func viewCheckpoint(h trail.Head) Checkpoint {
	return Checkpoint{Origin: h.Origin, Size: h.Size, Root: h.Root, At: h.At, Checkpoint: h.Signed}
}

type checkpointQuery struct {
	Size int `form:"size" validate:"min=0"`
}

// getCheckpoint is the newest signed head of the log.
//
//	@Summary      The signed head of the event log
//	@Description  Whoever keeps it holds the whole log to what it was then. It counts numbered events, so not those of sealed bids.
//	@ID           getCheckpoint
//	@Tags         log
//	@Param        size query int false "That of this size; left out, the newest" minimum(1)
//	@Success      200 {object} Checkpoint
//	@Failure      default {object} problem.Details
//	@Router       /v1/log/checkpoint [get]
func (h *api) getCheckpoint(c *gin.Context) (Checkpoint, error) {
	q, err := query[checkpointQuery](c)
	if err != nil {
		return Checkpoint{}, err
	}
	head, err := h.Trail.Checkpoint(c.Request.Context(), int64(q.Size))
	return viewCheckpoint(head), err
}

type checkpointsQuery struct{ Paging }

// listCheckpoints lists every signed head of the log.
//
//	@Summary  Every signed head of the event log, newest first
//	@ID       listCheckpoints
//	@Tags     log
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Checkpoint]
//	@Failure  default {object} problem.Details
//	@Router   /v1/log/checkpoints [get]
func (h *api) listCheckpoints(c *gin.Context) (List[Checkpoint], error) {
	q, err := query[checkpointsQuery](c)
	if err != nil {
		return List[Checkpoint]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Checkpoint]{}, err
	}
	items, next, err := h.Trail.Checkpoints(c.Request.Context(), page)
	return list(h, c, items, next, viewCheckpoint), err
}

type inclusionQuery struct {
	Event int `form:"event" validate:"min=1"`
	Size  int `form:"size" validate:"min=0"`
}

// InclusionProof proves that an event is in the log of a checkpoint.
type InclusionProof struct {
	Kind       string         `json:"kind" enums:"assay.inclusion/1"`
	Leaf       map[string]any `json:"leaf" swaggertype:"object"`             // the event, as it is hashed
	Detail     map[string]any `json:"detail,omitempty" swaggertype:"object"` // what any reader of the event may see of it
	Proof      []string       `json:"proof"`                                 // hashes from the leaf up to the root
	Checkpoint string         `json:"checkpoint"`                            // the signed note
}

// getInclusion proves that an event is in the log.
//
//	@Summary      Prove that an event is in the log
//	@Description  A document that assay verify checks with the published keys and without this service. Readers of the log prove what they may read; anybody signed in, what was done on behalf of their own organisation. The proof of a receipt is in the receipt, as its member log.
//	@ID           getInclusion
//	@Tags         log
//	@Param        event query int true  "The event's number" minimum(1)
//	@Param        size  query int false "Of the checkpoint to prove it for; left out, the newest" minimum(1)
//	@Success      200 {object} InclusionProof
//	@Failure      default {object} problem.Details
//	@Router       /v1/log/proof [get]
func (h *api) getInclusion(c *gin.Context) (proof.Inclusion, error) {
	q, err := query[inclusionQuery](c)
	if err != nil {
		return proof.Inclusion{}, err
	}
	return h.Trail.Inclusion(c.Request.Context(), int64(q.Event), int64(q.Size))
}

type consistencyQuery struct {
	From int `form:"from" validate:"min=1"`
	To   int `form:"to" validate:"min=0"`
}

// ConsistencyProof proves that a newer log is an older one with events added.
type ConsistencyProof struct {
	Kind  string   `json:"kind" enums:"assay.consistency/1"`
	Older string   `json:"older"` // a signed checkpoint
	Newer string   `json:"newer"` // another
	Proof []string `json:"proof"`
}

// getConsistency proves that nothing was changed or taken away.
//
//	@Summary      Prove that the log of one checkpoint extends that of another
//	@Description  For whoever kept a checkpoint: the newer log has the same events, in the same order, and more. assay verify checks the document.
//	@ID           getConsistency
//	@Tags         log
//	@Param        from query int true  "Size of the older checkpoint" minimum(1)
//	@Param        to   query int false "Size of the newer; left out, the newest" minimum(1)
//	@Success      200 {object} ConsistencyProof
//	@Failure      default {object} problem.Details
//	@Router       /v1/log/consistency [get]
func (h *api) getConsistency(c *gin.Context) (proof.Consistency, error) {
	q, err := query[consistencyQuery](c)
	if err != nil {
		return proof.Consistency{}, err
	}
	if q.To != 0 && q.To < q.From {
		return proof.Consistency{}, errQuery.With(fault.Field{Pointer: "?to", Code: "too-small", Detail: "must not be smaller than from"})
	}
	return h.Trail.Consistency(c.Request.Context(), int64(q.From), int64(q.To))
}

// exportLog writes the whole log.
//
//	@Summary      Take the whole event log
//	@Description  JSON lines, which assay verify log checks anywhere with the published keys: events in their order, each checkpoint after the last event that it covers. What keys were called is not in it. For auditors, and administrators of the installation; that it was taken is an event.
//	@ID           exportLog
//	@Tags         log
//	@Produce      application/jsonl
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/log/export [get]
func (h *api) exportLog(c *gin.Context) (streamed, error) {
	if _, err := query[struct{}](c); err != nil {
		return streamed{}, err
	}
	return streamed{Type: "application/jsonl", Write: func(w io.Writer) error {
		return h.Trail.Export(c.Request.Context(), w, false)
	}}, nil
}
