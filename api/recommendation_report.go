package api

import (
	"bytes"
	"html/template"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// RecommendationReport is what whoever decides on a recommendation reads.
type RecommendationReport struct {
	Title          string              `json:"title"` // of the tender
	Lot            string              `json:"lot"`   // its number and title
	Recommendation Recommendation      `json:"recommendation"`
	Run            Run                 `json:"run"`                                  // ranking, exclusions with their grounds, ties and how they were broken, what differs from the run before
	Sentences      []scoring.Sentence  `json:"sentences"`                            // the same in words
	Robustness     *robustness.Verdict `json:"robustness" extensions:"x-nullable"`   // how firm the ranking is
	NoRobustness   *string             `json:"noRobustness" extensions:"x-nullable"` // why that was not worked out
	Together       *Allocation         `json:"together" extensions:"x-nullable"`     // where the tender limits the lots of one supplier
}

func viewRecommendationReport(r award.Report) (RecommendationReport, error) {
	changes, err := r.Run.Differences()
	view := RecommendationReport{
		Title: r.Tender.Title, Lot: r.Lot.Title, Recommendation: viewRecommendation(r.Reading),
		Run:       viewRun(evaluation.Reading{Run: r.Run, Result: r.Result, Changes: changes, Bidders: r.Bidders}),
		Sentences: r.Sentences, Robustness: r.Verdict, NoRobustness: known(r.NoVerdict),
	}
	if r.Together != nil {
		together := viewAllocation(*r.Together)
		view.Together = &together
	}
	return view, err
}

// getRecommendationReport shows the report.
//
//	@Summary      Read the report on a recommendation: ranking, totals, robustness, ties, exclusions, grounds
//	@Description  Made from the kept documents of the run. With Accept: text/html the answer is a page to read or print.
//	@ID           getRecommendationReport
//	@Tags         award
//	@Produce      json,html
//	@Param        id             path string true "Tender" format(uuid)
//	@Param        recommendation path string true "Recommendation" format(uuid)
//	@Success      200 {object} RecommendationReport
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/recommendations/{recommendation}/report [get]
func (h *api) getRecommendationReport(c *gin.Context) (any, error) {
	id, other, err := pathTwo(c, "recommendation")
	if err != nil {
		return nil, err
	}
	r, err := h.Award.Report(c.Request.Context(), id, other)
	if err != nil {
		return nil, err
	}
	view, err := viewRecommendationReport(r)
	if err != nil || wanted(c) != formPage {
		return view, err
	}
	var out bytes.Buffer
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	err = recommendationPage.Execute(&out, view)
	return document{Type: "text/html; charset=utf-8", Body: out.Bytes()}, err
}

// recommendationPage is the report as a page: text only, so that it prints.
var recommendationPage = template.Must(template.New("report").Funcs(template.FuncMap{
	"inc":    func(i int) int { return i + 1 },
	"moment": func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
}).Parse(`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recommendation: {{.Title}}</title>
<style>body{font:1rem/1.5 Arial,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold}th,td{text-align:left;border-bottom:1px solid #b1b4b6;padding:.3rem .6rem .3rem 0;vertical-align:top}@media print{body{margin:0;max-width:none}}</style>
</head><body><main>
<h1>Award recommendation</h1>
<p>{{.Title}}<br>Lot: {{.Lot}}</p>
{{with .Recommendation}}
<h2>What is recommended</h2>
{{if .Winners}}<table><caption>Winners</caption><thead><tr><th scope="col">Rank</th><th scope="col">Supplier</th><th scope="col">Total, exactly</th><th scope="col">Share</th></tr></thead><tbody>
{{range .Winners}}<tr><td>{{.Rank}}</td><td>{{.Supplier.Name}}</td><td>{{.Exact}}</td><td>{{if .Share}}{{.Share}} %{{else}}none: framework{{end}}</td></tr>{{end}}</tbody></table>
{{else}}<p>That the lot is not awarded. Ground: {{.Ground}}.</p>{{end}}
<p>Reason: {{.Reason}}</p>
<p>Recommendation {{.Number}} of the lot, made on {{moment .RecommendedAt}} by person {{.RecommendedBy}}. Status: {{.Status}}.</p>
{{with .Decision}}<p>Decided on {{moment .DecidedAt}} by person {{.DecidedBy}}: {{.Decision}}. {{.Reason}}</p>{{end}}
{{with .Notice}}<p>Contract award notice {{.Reference}} published on {{moment .PublishedAt}}; standstill from {{.StandstillStartsOn}} to the end of {{.StandstillEndsOn}}.</p>{{end}}
{{end}}
<h2>The ranking it rests on</h2>
<p>Score run {{.Run.Number}} of {{moment .Run.CreatedAt}}; input {{.Run.InputHash}}.{{if .Run.Reason}} Made because: {{.Run.Reason}}{{end}}</p>
<table><caption>Ranking</caption><thead><tr><th scope="col">Rank</th><th scope="col">Supplier</th><th scope="col">Total</th><th scope="col">Exactly</th></tr></thead><tbody>
{{range .Run.Ranking}}<tr><td>{{.Rank}}</td><td>{{.Supplier.Name}}</td><td>{{.Total}}</td><td>{{.Exact}}</td></tr>{{end}}</tbody></table>
{{if .Run.Excluded}}<table><caption>Not ranked</caption><thead><tr><th scope="col">Supplier</th><th scope="col">Why</th><th scope="col">Ground</th></tr></thead><tbody>
{{range .Run.Excluded}}<tr><td>{{.Supplier.Name}}</td><td>{{.Why}}</td><td>{{.Reason}}{{range .Failures}} {{.Criterion}}{{end}}</td></tr>{{end}}</tbody></table>{{end}}
<h2>How firm it is</h2>
{{with .Robustness}}<p>{{.Words}}</p><ul>{{range .Ways}}<li>{{.Words}}</li>{{end}}</ul>{{end}}{{with .NoRobustness}}<p>{{.}}</p>{{end}}
{{with .Together}}<h2>Lots together</h2><p>At most {{.Limit}} for one supplier. {{.Why}}</p>
{{range $i, $c := .Combinations}}<table><caption>Combination {{inc $i}}{{range .Values}}{{if .Value}}; {{.Rule}} {{.Value}}{{end}}{{end}}</caption><tbody>{{range .Lots}}<tr><th scope="row">Lot {{.Number}}</th><td>{{if .Supplier}}{{.Supplier.Name}}, rank {{.Rank}}{{else}}nobody{{end}}</td></tr>{{end}}</tbody></table>{{end}}{{end}}
<h2>In words</h2>
<ul>{{range .Sentences}}<li>{{.Text}}</li>{{end}}</ul>
</main></body></html>
`))
