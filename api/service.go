package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/api/docspage"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

func (h *api) service() []Route {
	return []Route{
		get("/healthz", "getHealth", run(h.getHealth)),
		get("/readyz", "getReadiness", run(h.getReadiness)),
		get("/openapi.yaml", "getDescription", run(h.getDescription)),
		get("/docs", "getDocs", run(h.getDocs)),
		get("/docs/:file", "getDocsAsset", run(h.getDocsAsset)),
		get("/problems", "listProblems", run(h.listProblems)),
		get("/problems/:code", "getProblem", run(h.getProblem)),
	}
}

var errNotReady = fault.New(fault.Unavailable, "not-ready", "The database does not answer: try again soon")

// Health tells that the service runs.
type Health struct {
	Status string `json:"status" enums:"ok"`
}

// getHealth tells that the process answers.
//
//	@Summary  Is the service alive?
//	@ID       getHealth
//	@Tags     service
//	@Success  200 {object} Health
//	@Failure  default {object} problem.Details
//	@Router   /healthz [get]
func (h *api) getHealth(*gin.Context) (Health, error) { return Health{Status: "ok"}, nil }

// getReadiness tells that the service can do work: its database answers.
//
//	@Summary  Is the service ready for work?
//	@ID       getReadiness
//	@Tags     service
//	@Success  200 {object} Health
//	@Failure  default {object} problem.Details
//	@Router   /readyz [get]
func (h *api) getReadiness(c *gin.Context) (Health, error) {
	if err := h.DB.Ping(c.Request.Context()); err != nil {
		return Health{}, errNotReady
	}
	return Health{Status: "ok"}, nil
}

// getDescription serves the description of this API.
//
//	@Summary  The description of this API, OpenAPI 3.1
//	@ID       getDescription
//	@Tags     service
//	@Produce  application/yaml
//	@Success  200 {string} string
//	@Failure  default {object} problem.Details
//	@Router   /openapi.yaml [get]
func (h *api) getDescription(*gin.Context) (document, error) {
	return document{Type: "application/yaml; charset=utf-8", Body: docspage.Description}, nil
}

// getDocs serves the page on which to read this API and try it.
//
//	@Summary  The page to read this API and try it
//	@ID       getDocs
//	@Tags     service
//	@Produce  text/html
//	@Success  200 {string} string
//	@Failure  default {object} problem.Details
//	@Router   /docs [get]
func (h *api) getDocs(c *gin.Context) (document, error) {
	c.Header("Content-Security-Policy", docspage.Policy)
	f := docspage.Page()
	return document{Type: f.Type, Body: f.Body}, nil
}

// getDocsAsset serves a file that the page asks for.
//
//	@Summary  A file of the page
//	@ID       getDocsAsset
//	@Tags     service
//	@Produce  application/octet-stream
//	@Param    file path string true "Name of the file" example(page.js)
//	@Success  200 {string} string
//	@Failure  default {object} problem.Details
//	@Router   /docs/{file} [get]
func (h *api) getDocsAsset(c *gin.Context) (document, error) {
	f, ok := docspage.Asset(c.Param("file"))
	if !ok {
		return document{}, store.ErrNotFound
	}
	return document{Type: f.Type, Body: f.Body}, nil
}

// Problem explains a code that a problem document may carry.
type Problem struct {
	Code   string `json:"code" example:"invalid-input"`
	Status int    `json:"status" example:"422"`
	Title  string `json:"title"`
}

// listProblems explains every code that this API answers with.
//
//	@Summary  Every problem code, with its HTTP status and its meaning
//	@ID       listProblems
//	@Tags     service
//	@Success  200 {object} List[Problem]
//	@Failure  default {object} problem.Details
//	@Router   /problems [get]
func (h *api) listProblems(*gin.Context) (List[Problem], error) {
	out := List[Problem]{Items: []Problem{}}
	for _, f := range fault.All() {
		out.Items = append(out.Items, viewProblem(f))
	}
	return out, nil
}

// getProblem explains one code.
//
//	@Summary  What a problem code means
//	@ID       getProblem
//	@Tags     service
//	@Param    code path string true "Problem code" example(invalid-input)
//	@Success  200 {object} Problem
//	@Failure  default {object} problem.Details
//	@Router   /problems/{code} [get]
func (h *api) getProblem(c *gin.Context) (Problem, error) {
	for _, f := range fault.All() {
		if f.Code == c.Param("code") {
			return viewProblem(f), nil
		}
	}
	if c.Param("code") == "internal" {
		return Problem{Code: "internal", Status: http.StatusInternalServerError, Title: "Something went wrong here: quote the request id when you report it"}, nil
	}
	return Problem{}, store.ErrNotFound
}

func viewProblem(f *fault.Fault) Problem {
	return Problem{Code: f.Code, Status: statuses[f.Kind], Title: f.Message}
}
