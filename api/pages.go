package api

import (
	"bytes"
	"mime"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/report"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The forms of an answer that people look at, beside JSON for programs.
const (
	formJSON = "application/json"
	formPage = "text/html"
	formSVG  = "image/svg+xml"
)

// maxShown is how many bids × criteria a page is made of. Beyond it there is
// JSON, and the command line.
const maxShown = 50_000

var errTooMuchToShow = fault.New(fault.Invalid, "too-much-to-show", "There are too many bids and criteria for a page: ask for JSON, or use the command assay score --html")

// pictureQuery says which picture an SVG is to be.
type pictureQuery struct {
	Picture string `form:"picture" validate:"omitempty,oneof=marks stability acceptability"`
}

// wanted is the form of the answer that the caller likes best by its Accept
// header. Of equals JSON comes first, and so it does where the header names
// nothing that there is.
func wanted(c *gin.Context) string {
	c.Header("Vary", "Accept")
	best, most := formJSON, 0.0
	for _, form := range []string{formJSON, formPage, formSVG} {
		if q := likes(c.Request.Header.Values("Accept"), form); q > most {
			best, most = form, q
		}
	}
	return best
}

// likes is the quality, 0 to 1, that Accept headers give a media type: that of
// the most specific range that covers it (RFC 9110, section 12.5.1).
func likes(headers []string, form string) (quality float64) {
	kind, _, _ := strings.Cut(form, "/")
	specific := 0
	for _, entry := range strings.Split(strings.Join(headers, ","), ",") {
		media, parameters, err := mime.ParseMediaType(entry)
		if err != nil {
			continue
		}
		fits := map[string]int{"*/*": 1, kind + "/*": 2, form: 3}[media]
		if fits <= specific {
			continue
		}
		specific, quality = fits, 1
		if q, given := parameters["q"]; given {
			if quality, err = strconv.ParseFloat(q, 64); err != nil || !(quality >= 0 && quality <= 1) {
				quality = 0
			}
		}
	}
	return quality
}

// show is a scored sheet as a page or a picture.
func show(c *gin.Context, form, picture string, sheet scoring.Sheet, result scoring.Result, o report.Options) (document, error) {
	if count(sheet.Method.Criteria)*len(sheet.Bids) > maxShown {
		return document{}, errTooMuchToShow
	}
	r, err := report.Show(sheet, result, o)
	if err != nil {
		return document{}, err
	}
	var out bytes.Buffer
	if form == formPage {
		c.Header("Content-Security-Policy", report.Policy+"; frame-ancestors 'none'")
		err = r.WriteHTML(&out)
		return document{Type: "text/html; charset=utf-8", Body: out.Bytes()}, err
	}
	if picture == "" {
		picture = string(report.Marks)
	}
	err = r.WriteSVG(&out, report.Picture(picture))
	return document{Type: formSVG, Body: out.Bytes()}, err
}
