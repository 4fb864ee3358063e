package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/summary"
	"github.com/assay-engine/assay/internal/summary/paper"
)

func (h *api) summaries() []Route {
	return []Route{
		get("/v1/tenders/:id/summaries", "listSummaries", run(h.listSummaries)),
		made("/v1/tenders/:id/summaries", "draftSummaries", run(h.draftSummaries)),
		done("/v1/tenders/:id/summaries/release", "releaseSummaries", run(h.releaseSummaries)),
		get("/v1/tenders/:id/summaries/:summary", "getSummary", run(h.getSummary)),
		get("/v1/tenders/:id/summaries/:summary/summary.html", "getSummaryPage", run(h.getSummaryPage)),
		get("/v1/tenders/:id/summaries/:summary/summary.pdf", "getSummaryPDF", run(h.getSummaryPDF)),
		put("/v1/tenders/:id/summaries/:summary", "editSummary", run(h.editSummary)),
		done("/v1/tenders/:id/summaries/:summary/review", "reviewSummary", run(h.reviewSummary)),
		get("/v1/tenders/:id/summaries/:summary/versions", "listSummaryVersions", run(h.listSummaryVersions)),
	}
}

// AssessmentSummary is what a bidder is told of its assessment. Missing is for
// the authority's own people.
type AssessmentSummary struct {
	summary.Document

	Recommendation string    `json:"recommendation,omitempty" format:"uuid"`
	Missing        *[]string `json:"missing,omitempty"` // criteria that the words do not explain yet
}

func (s AssessmentSummary) version() int { return s.Document.Version }

func (s AssessmentSummary) location() string {
	return "/v1/tenders/" + s.Tender.ID + "/summaries/" + s.ID
}

func viewSummary(c *gin.Context) func(summary.Reading) AssessmentSummary {
	return func(r summary.Reading) AssessmentSummary {
		view := AssessmentSummary{Document: r.Document}
		if summary.Inside(c.Request.Context(), r.Summary.OwnerID) {
			missing := append([]string{}, r.Missing...)
			view.Missing, view.Recommendation = &missing, r.Summary.RecommendationID
		}
		return view
	}
}

// listSummaries lists a tender's assessment summaries.
//
//	@Summary      List a tender's assessment summaries
//	@Description  The authority's people see all; a supplier its own, once they are released.
//	@ID           listSummaries
//	@Tags         award
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[AssessmentSummary]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/summaries [get]
func (h *api) listSummaries(c *gin.Context) (List[AssessmentSummary], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[AssessmentSummary]{}, err
	}
	items, err := h.Summary.Summaries(c.Request.Context(), id)
	return list(h, c, items, "", viewSummary(c)), err
}

// draftSummaries drafts the summaries of a lot.
//
//	@Summary      Draft the assessment summaries of a lot
//	@Description  One for every opened bid, winners and disregarded bids too, from the run that the recommendation rests on and from the panel's locked reasons. Marks, weights and totals are those of the run.
//	@ID           draftSummaries
//	@Tags         award
//	@Param        id   path string               true "Tender" format(uuid)
//	@Param        body body summary.NewSummaries true "The recommendation"
//	@Success      201 {object} List[AssessmentSummary]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/summaries [post]
func (h *api) draftSummaries(c *gin.Context) (List[AssessmentSummary], error) {
	return h.manySummaries(c, h.Summary.Draft)
}

// releaseSummaries gives the summaries of a lot to their bidders.
//
//	@Summary      Give every bidder of a lot its assessment summary
//	@Description  All at once and in person, once the recommendation is approved and every summary reviewed. A contract award notice is published only after that (Procurement Act 2023, section 50).
//	@ID           releaseSummaries
//	@Tags         award
//	@Param        id   path string               true "Tender" format(uuid)
//	@Param        body body summary.NewSummaries true "The recommendation"
//	@Success      200 {object} List[AssessmentSummary]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/summaries/release [post]
func (h *api) releaseSummaries(c *gin.Context) (List[AssessmentSummary], error) {
	return h.manySummaries(c, h.Summary.Release)
}

func (h *api) manySummaries(c *gin.Context, do func(context.Context, string, summary.NewSummaries) ([]summary.Reading, error)) (List[AssessmentSummary], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[AssessmentSummary]{}, err
	}
	in, err := body[summary.NewSummaries](c)
	if err != nil {
		return List[AssessmentSummary]{}, err
	}
	items, err := do(c.Request.Context(), id, in)
	return list(h, c, items, "", viewSummary(c)), err
}

func (h *api) readSummary(c *gin.Context) (summary.Reading, error) {
	id, one, err := pathSummary(c)
	if err != nil {
		return summary.Reading{}, err
	}
	return h.Summary.Summary(c.Request.Context(), id, one)
}

func pathSummary(c *gin.Context) (id, one string, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return "", "", err
	}
	one, err = pathID(c, "summary")
	return id, one, err
}

type summaryQuery struct {
	Format string `form:"format" validate:"omitempty,oneof=json html pdf"`
}

// getSummary shows one summary.
//
//	@Summary      Read an assessment summary
//	@Description  As JSON, as a page that prints (Accept: text/html), or as PDF (Accept: application/pdf); format rules over Accept. A supplier reads its own, once it is released; another's is not there.
//	@ID           getSummary
//	@Tags         award
//	@Produce      json,html,application/pdf
//	@Param        id      path  string true  "Tender" format(uuid)
//	@Param        summary path  string true  "Summary" format(uuid)
//	@Param        format  query string false "In which form" Enums(json, html, pdf)
//	@Success      200 {object} AssessmentSummary
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/summaries/{summary} [get]
func (h *api) getSummary(c *gin.Context) (any, error) {
	q, err := query[summaryQuery](c)
	if err != nil {
		return nil, err
	}
	r, err := h.readSummary(c)
	if err != nil {
		return nil, err
	}
	switch negotiate(c, q.Format, form{"json", "application/json"}, form{"html", "text/html"}, form{"pdf", "application/pdf"}).name {
	case "html":
		return summaryPage(c, r)
	case "pdf":
		return summaryPDF(r)
	}
	return viewSummary(c)(r), nil
}

// getSummaryPage shows one summary as a page.
//
//	@Summary  Read an assessment summary as a page that prints
//	@ID       getSummaryPage
//	@Tags     award
//	@Produce  html
//	@Param    id      path string true "Tender" format(uuid)
//	@Param    summary path string true "Summary" format(uuid)
//	@Success  200 {string} string
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/summaries/{summary}/summary.html [get]
func (h *api) getSummaryPage(c *gin.Context) (document, error) {
	r, err := h.readSummary(c)
	if err != nil {
		return document{}, err
	}
	return summaryPage(c, r)
}

// getSummaryPDF shows one summary as PDF.
//
//	@Summary  Read an assessment summary as PDF
//	@ID       getSummaryPDF
//	@Tags     award
//	@Produce  application/pdf
//	@Param    id      path string true "Tender" format(uuid)
//	@Param    summary path string true "Summary" format(uuid)
//	@Success  200 {string} string
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/summaries/{summary}/summary.pdf [get]
func (h *api) getSummaryPDF(c *gin.Context) (document, error) {
	r, err := h.readSummary(c)
	if err != nil {
		return document{}, err
	}
	return summaryPDF(r)
}

func summaryPage(c *gin.Context, r summary.Reading) (document, error) {
	c.Header("Content-Security-Policy", paper.Policy())
	data, err := paper.Page(r.Document)
	return document{Type: "text/html; charset=utf-8", Body: data}, err
}

func summaryPDF(r summary.Reading) (document, error) {
	at := r.Summary.CreatedAt
	if r.Summary.ReleasedAt != nil {
		at = *r.Summary.ReleasedAt
	}
	data, err := paper.PDF(r.Document, at)
	return document{Type: "application/pdf", Name: "summary-" + r.Summary.ID + ".pdf", Body: data}, err
}

// editSummary changes the words of a summary.
//
//	@Summary      Write the words of an assessment summary anew
//	@Description  A new version; those before it stay, and so do the panel's own reasons. A summary that was reviewed is a draft again. Marks and totals are the run's and are not written here.
//	@ID           editSummary
//	@Tags         award
//	@Param        id       path   string         true "Tender" format(uuid)
//	@Param        summary  path   string         true "Summary" format(uuid)
//	@Param        If-Match header string         true "ETag of the summary as last read"
//	@Param        body     body   summary.Edited true "The words"
//	@Success      200 {object} AssessmentSummary
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/summaries/{summary} [put]
func (h *api) editSummary(c *gin.Context) (AssessmentSummary, error) {
	id, version, in, err := changing[summary.Edited](c)
	if err != nil {
		return AssessmentSummary{}, err
	}
	one, err := pathID(c, "summary")
	if err != nil {
		return AssessmentSummary{}, err
	}
	r, err := h.Summary.Edit(c.Request.Context(), id, one, version, in)
	return viewSummary(c)(r), err
}

// reviewSummary has a person stand by a summary.
//
//	@Summary      Review an assessment summary
//	@Description  In person, and by another person than whoever wrote the words; refused while a mark has no explanation.
//	@ID           reviewSummary
//	@Tags         award
//	@Param        id       path   string true "Tender" format(uuid)
//	@Param        summary  path   string true "Summary" format(uuid)
//	@Param        If-Match header string true "ETag of the summary as last read"
//	@Success      200 {object} AssessmentSummary
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/summaries/{summary}/review [post]
func (h *api) reviewSummary(c *gin.Context) (AssessmentSummary, error) {
	id, one, err := pathSummary(c)
	if err != nil {
		return AssessmentSummary{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return AssessmentSummary{}, err
	}
	r, err := h.Summary.Review(c.Request.Context(), id, one, version)
	return viewSummary(c)(r), err
}

// SummaryVersion is the words of a summary at one time.
type SummaryVersion struct {
	Number    int           `json:"number" minimum:"1"`
	Drafted   bool          `json:"drafted"` // from the panel's locked reasons, by no person
	Words     summary.Words `json:"words"`
	Note      string        `json:"note"`
	WrittenAt time.Time     `json:"writtenAt" format:"date-time"`
	WrittenBy string        `json:"writtenBy" format:"uuid"`
	Reviews   []ReviewedBy  `json:"reviews"` // who stood by these words
}

// ReviewedBy is who stood by the words of a summary, and when.
type ReviewedBy struct {
	At time.Time `json:"at" format:"date-time"`
	By string    `json:"by" format:"uuid"`
}

// listSummaryVersions shows how the words of a summary came about.
//
//	@Summary  List the versions of a summary's words, oldest first, and who reviewed them
//	@ID       listSummaryVersions
//	@Tags     award
//	@Param    id      path string true "Tender" format(uuid)
//	@Param    summary path string true "Summary" format(uuid)
//	@Success  200 {object} List[SummaryVersion]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/summaries/{summary}/versions [get]
func (h *api) listSummaryVersions(c *gin.Context) (List[SummaryVersion], error) {
	r, err := h.readSummary(c)
	if err != nil {
		return List[SummaryVersion]{}, err
	}
	out := List[SummaryVersion]{Items: []SummaryVersion{}}
	for _, v := range r.Versions {
		words, err := v.Read()
		if err != nil {
			return out, err
		}
		view := SummaryVersion{Number: v.Number, Drafted: v.Drafted, Words: words, Note: v.Note, WrittenAt: v.WrittenAt, WrittenBy: v.WrittenBy, Reviews: []ReviewedBy{}}
		for _, w := range r.Reviews {
			if w.Number == v.Number {
				view.Reviews = append(view.Reviews, ReviewedBy{At: w.ReviewedAt, By: w.ReviewedBy})
			}
		}
		out.Items = append(out.Items, view)
	}
	return out, nil
}
