package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
)

// putOutcome adds an outcome to a draft, or gives the one with this number
// another title.
//
//	@Summary  Add or change an outcome of a draft catalogue
//	@ID       putOutcome
//	@Tags     catalogue
//	@Param    id       path   string               true "Catalogue" format(uuid)
//	@Param    number   path   int                  true "Number of the outcome" minimum(1) maximum(1000000)
//	@Param    If-Match header string               true "ETag of the catalogue as last read"
//	@Param    body     body   catalogue.NewOutcome true "The outcome"
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/outcomes/{number} [put]
func (h *api) putOutcome(c *gin.Context) (Catalogue, error) {
	number, err := pathNumber(c, "number")
	if err != nil {
		return Catalogue{}, err
	}
	id, version, err := pathVersion(c)
	if err != nil {
		return Catalogue{}, err
	}
	in, err := body[catalogue.NewOutcome](c)
	if err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.PutOutcome(c.Request.Context(), id, version, number, in)
	return viewCatalogue(c, w), err
}

// deleteOutcome takes an outcome that no measure stands under out of a draft.
//
//	@Summary  Remove an outcome from a draft catalogue
//	@ID       deleteOutcome
//	@Tags     catalogue
//	@Param    id       path   string true "Catalogue" format(uuid)
//	@Param    number   path   int    true "Number of the outcome" minimum(1) maximum(1000000)
//	@Param    If-Match header string true "ETag of the catalogue as last read"
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/outcomes/{number} [delete]
func (h *api) deleteOutcome(c *gin.Context) (Catalogue, error) {
	number, err := pathNumber(c, "number")
	if err != nil {
		return Catalogue{}, err
	}
	id, version, err := pathVersion(c)
	if err != nil {
		return Catalogue{}, err
	}
	if err := nothing(c); err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.RemoveOutcome(c.Request.Context(), id, version, number)
	return viewCatalogue(c, w), err
}

// addMeasure adds a measure to a draft.
//
//	@Summary  Add a measure to a draft catalogue
//	@ID       addMeasure
//	@Tags     catalogue
//	@Param    id   path string               true "Catalogue" format(uuid)
//	@Param    body body catalogue.NewMeasure true "The measure"
//	@Success  201 {object} Measure
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/measures [post]
func (h *api) addMeasure(c *gin.Context) (Measure, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Measure{}, err
	}
	in, err := body[catalogue.NewMeasure](c)
	if err != nil {
		return Measure{}, err
	}
	e, err := h.Catalogue.AddMeasure(c.Request.Context(), id, in)
	return viewMeasure(e), err
}

// putMeasure gives a measure of a draft another definition under its code.
//
//	@Summary  Replace a measure of a draft catalogue
//	@ID       putMeasure
//	@Tags     catalogue
//	@Param    id       path   string               true "Catalogue" format(uuid)
//	@Param    code     path   string               true "Code of the measure" example(13)
//	@Param    If-Match header string               true "ETag of the measure or its catalogue as last read"
//	@Param    body     body   catalogue.NewMeasure true "The measure, whole"
//	@Success  200 {object} Measure
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/measures/{code} [put]
func (h *api) putMeasure(c *gin.Context) (Measure, error) {
	code, err := pathCode(c, "code")
	if err != nil {
		return Measure{}, err
	}
	id, version, err := pathVersion(c)
	if err != nil {
		return Measure{}, err
	}
	in, err := body[catalogue.NewMeasure](c)
	if err != nil {
		return Measure{}, err
	}
	e, err := h.Catalogue.ReplaceMeasure(c.Request.Context(), id, version, code, in)
	return viewMeasure(e), err
}

// deleteMeasure takes a measure out of a draft; its catalogue is what is left.
//
//	@Summary  Remove a measure from a draft catalogue
//	@ID       deleteMeasure
//	@Tags     catalogue
//	@Param    id       path   string true "Catalogue" format(uuid)
//	@Param    code     path   string true "Code of the measure" example(13)
//	@Param    If-Match header string true "ETag of the measure or its catalogue as last read"
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/measures/{code} [delete]
func (h *api) deleteMeasure(c *gin.Context) (Catalogue, error) {
	code, err := pathCode(c, "code")
	if err != nil {
		return Catalogue{}, err
	}
	id, version, err := pathVersion(c)
	if err != nil {
		return Catalogue{}, err
	}
	if err := nothing(c); err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.RemoveMeasure(c.Request.Context(), id, version, code)
	return viewCatalogue(c, w), err
}
