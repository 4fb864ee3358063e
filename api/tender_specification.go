package api

import (
	"bytes"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/pkg/specification"
)

// specifications is what bids are judged by, to be read.
func (h *api) specifications() []Route {
	return []Route{
		get("/v1/templates/:id/specification", "getTemplateSpecification", run(h.getTemplateSpecification)),
		get("/v1/tenders/:id/specification", "getTenderSpecification", run(h.getTenderSpecification)),
	}
}

// The forms of a specification: JSON for programs comes first.
var (
	specificationJSON = form{"json", "application/json"}
	specificationPage = form{"html", "text/html"}
	specificationText = form{"md", "text/markdown"}
)

type specificationQuery struct {
	Format string `form:"format" validate:"omitempty,oneof=json html md"`
}

// getTenderSpecification writes down what a tender asks.
//
//	@Summary      The specification of a tender
//	@Description  Criteria with their shares of branch and whole, words of every level, formulae in words and figures, minimums, gates, tie rule, dates in London and an example worked out from made-up bids. JSON, a page (format=html) or Markdown (format=md); without format, as Accept says. For everybody, without a key.
//	@ID           getTenderSpecification
//	@Tags         tender
//	@Param        id     path  string true  "Tender" format(uuid)
//	@Param        format query string false "How it is written" Enums(json, html, md)
//	@Success      200 {object} specification.Document
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/specification [get]
func (h *api) getTenderSpecification(c *gin.Context) (any, error) {
	id, q, err := specifying(c)
	if err != nil {
		return nil, err
	}
	d, err := h.Tender.Specify(c.Request.Context(), id)
	if err != nil {
		return nil, err
	}
	return q.write(c, d)
}

// getTemplateSpecification writes down how bids would be judged by a template.
//
//	@Summary      The specification of a template
//	@Description  As of a tender, without lots and dates: JSON, a page (format=html) or Markdown (format=md).
//	@ID           getTemplateSpecification
//	@Tags         template
//	@Param        id     path  string true  "Template" format(uuid)
//	@Param        format query string false "How it is written" Enums(json, html, md)
//	@Success      200 {object} specification.Document
//	@Failure      default {object} problem.Details
//	@Router       /v1/templates/{id}/specification [get]
func (h *api) getTemplateSpecification(c *gin.Context) (any, error) {
	id, q, err := specifying(c)
	if err != nil {
		return nil, err
	}
	d, err := h.Template.Specify(c.Request.Context(), id)
	if err != nil {
		return nil, err
	}
	return q.write(c, d)
}

func specifying(c *gin.Context) (id string, q specificationQuery, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, q, err
	}
	q, err = query[specificationQuery](c)
	return id, q, err
}

// write answers in the form that was asked for.
func (q specificationQuery) write(c *gin.Context, d specification.Document) (any, error) {
	var text bytes.Buffer
	switch f := negotiate(c, q.Format, specificationJSON, specificationPage, specificationText); f {
	case specificationPage:
		c.Header("Content-Security-Policy", specification.Policy)
		err := d.WriteHTML(&text)
		return document{Type: f.media + "; charset=utf-8", Body: text.Bytes()}, err
	case specificationText:
		err := d.WriteMarkdown(&text)
		return document{Type: f.media + "; charset=utf-8", Body: text.Bytes()}, err
	default:
		return d, nil
	}
}
