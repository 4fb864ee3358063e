package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/record"
)

func (h *api) records() []Route {
	return []Route{get("/v1/tenders/:id/record.zip", "getRecord", run(h.getRecord))}
}

var errNoSigner = fault.New(fault.Unavailable, "no-signing-key", "This installation has no signing key, so it gives no record")

type recordQuery struct {
	For string `form:"for" validate:"omitempty,oneof=court foi"`
}

// getRecord gives the whole record of an evaluation.
//
//	@Summary      Take the whole record of an evaluation as one signed archive
//	@Description  A ZIP with the tender and its notices, the method, the specification, the panel and its interests, every score with its reason, the opened bids and their receipts, every run with bundle and matrix, recommendations, awards, challenges, summaries, and the log's events with their proofs. The last file is a signed manifest of SHA-256 hashes, which `assay verify record.zip` checks with no server. With for=foi it holds what may be given to whoever asks (Freedom of Information Act 2000), and names what it leaves out and why. Taking it is an event.
//	@ID           getRecord
//	@Tags         evaluation
//	@Produce      application/zip
//	@Param        id  path  string true  "Tender" format(uuid)
//	@Param        for query string false "For whom" Enums(court, foi) default(court)
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/record.zip [get]
func (h *api) getRecord(c *gin.Context) (streamed, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return streamed{}, err
	}
	q, err := query[recordQuery](c)
	if err != nil {
		return streamed{}, err
	}
	if q.For == "" {
		q.For = "court"
	}
	if h.Signer == nil {
		return streamed{}, errNoSigner
	}
	taking, err := h.Evaluation.Take(c.Request.Context(), id, q.For)
	if err != nil {
		return streamed{}, err
	}
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "record-"+id+".zip"))
	return streamed{Type: "application/zip", Write: func(w io.Writer) error {
		a := h.newArchivist(c, taking, q.For, w)
		return a.write()
	}}, nil
}

// archivist puts a record together from the answers of this API to the person
// who takes it, one at a time: what that person may not read is not in it.
type archivist struct {
	*api

	from    *gin.Context
	taking  evaluation.Taking
	foi     bool
	archive *record.Writer
	table   map[string]Route
	engine  *gin.Engine
	err     error
}

func (h *api) newArchivist(c *gin.Context, taking evaluation.Taking, purpose string, w io.Writer) *archivist {
	a := &archivist{api: h, from: c, taking: taking, foi: purpose == "foi", table: map[string]Route{}, engine: gin.New()}
	for _, r := range h.routes() {
		a.table[r.Operation] = r
	}
	m := record.Manifest{Tender: taking.Tender.ID, Title: taking.Tender.Title, For: purpose, IssuedAt: taking.At}
	if a.foi {
		m.Withheld = withheld
	}
	a.archive = record.NewWriter(w, m)
	return a
}

// withheld is what an archive for whoever asks leaves out, and why.
var withheld = []record.Withheld{
	{What: "Bids, their attachments, prices and receipts", Why: "Prejudice to commercial interests: Freedom of Information Act 2000, section 43; and what the Procurement Act 2023, section 94, protects"},
	{What: "Scores and marks of each bid, runs, bundles, matrices", Why: "Prejudice to commercial interests: Freedom of Information Act 2000, section 43; what a winner's total was stands in the published notices"},
	{What: "Names and interests of panel members, their scores and reasons", Why: "Personal information: Freedom of Information Act 2000, section 40"},
	{What: "Assessment summaries and recommendations", Why: "Information given in confidence: Freedom of Information Act 2000, section 41; each bidder has its own"},
	{What: "The event log", Why: "Personal information: Freedom of Information Act 2000, section 40"},
}

func (a *archivist) write() error {
	tender := "/v1/tenders/" + a.taking.Tender.ID
	a.published(tender)
	if !a.foi {
		a.judged(tender)
		a.scored(tender)
		a.decided(tender)
		a.logged()
	}
	a.one("keys.json", "getSigningKeys", "/.well-known/assay-keys.json", nil, "")
	a.put("index.html", a.index())
	if a.err != nil {
		return a.err
	}
	return a.archive.Close(signs{a.Signer})
}

// published is what everybody may read.
func (a *archivist) published(tender string) {
	id := []string{"id", a.taking.Tender.ID}
	a.one("tender/tender.json", "getTender", tender, id, "")
	a.one("tender/specification.json", "getTenderSpecification", tender+"/specification", id, "")
	a.one("tender/specification.html", "getTenderSpecification", tender+"/specification", id, "format=html")
	a.list("tender/lots", "listLots", tender+"/lots", id, "")
	a.list("tender/notices", "listNotices", tender+"/notices", id, "")
	a.list("tender/amendments", "listAmendments", tender+"/amendments", id, "")
	a.list("tender/clarifications", "listClarifications", tender+"/clarifications", id, "")
	a.one("opening/opening.json", "getOpening", tender+"/opening", id, "")
	a.one("opening/quality-lock.json", "getQualityLock", tender+"/quality-lock", id, "")
	a.one("opening/price-opening.json", "getPriceOpening", tender+"/price-opening", id, "")
	a.list("award/awards", "listAwards", tender+"/awards", id, "")
	a.one("award/standstill.json", "getStandstill", tender+"/standstill", id, "")
}

// judged is the panel, what it was given and what it said.
func (a *archivist) judged(tender string) {
	id := []string{"id", a.taking.Tender.ID}
	a.one("panel/panel.json", "getPanel", tender+"/panel", id, "")
	a.list("panel/interests", "listInterests", tender+"/panel/interests", id, "")
	a.list("panel/scores", "listScores", tender+"/scores", id, "")
	a.list("panel/agreed-scores", "listAgreedScores", tender+"/agreed-scores", id, "")
	a.one("panel/agreement.json", "getAgreement", tender+"/agreement", id, "")
	for _, bid := range a.list("bids/bids", "listBids", tender+"/bids", id, "") {
		path, of := "/v1/bids/"+bid, []string{"id", bid}
		a.one("bids/"+bid+"/bid.json", "getBid", path, of, "")
		a.one("bids/"+bid+"/receipt.json", "getReceipt", path+"/receipt", of, "")
		for _, file := range a.list("bids/"+bid+"/attachments", "listAttachments", path+"/attachments", of, "") {
			a.one("bids/"+bid+"/attachments/"+file, "getAttachment", path+"/attachments/"+file, append(of, "file", file), "")
		}
	}
}

// scored is every run with all that it says.
func (a *archivist) scored(tender string) {
	id := []string{"id", a.taking.Tender.ID}
	for _, run := range a.list("runs/runs", "listRuns", tender+"/runs", id, "") {
		path, of := tender+"/runs/"+run, []string{"id", a.taking.Tender.ID, "run", run}
		a.one("runs/"+run+"/run.json", "getRun", path, of, "")
		a.one("runs/"+run+"/sheet.json", "getRunSheet", path+"/sheet", of, "")
		a.one("runs/"+run+"/result.json", "getRunTrace", path+"/trace", of, "")
		a.one("runs/"+run+"/explanation.json", "getRunExplanation", path+"/explanation", of, "")
		a.one("runs/"+run+"/bundle.json", "getRunBundle", path+"/bundle", of, "")
		a.one("runs/"+run+"/matrix.xlsx", "getRunMatrix", path+"/matrix.xlsx", of, "")
	}
}

// decided is what became of the lots, and what bidders were told.
func (a *archivist) decided(tender string) {
	id := []string{"id", a.taking.Tender.ID}
	for _, r := range a.list("award/recommendations", "listRecommendations", tender+"/recommendations", id, "") {
		a.one("award/recommendations/"+r+"/report.json", "getRecommendationReport", tender+"/recommendations/"+r+"/report", append(id, "recommendation", r), "")
	}
	a.list("award/challenges", "listChallenges", tender+"/challenges", id, "")
	for _, s := range a.list("summaries/summaries", "listSummaries", tender+"/summaries", id, "") {
		path, of := tender+"/summaries/"+s, append(id, "summary", s)
		a.one("summaries/"+s+"/summary.html", "getSummaryPage", path+"/summary.html", of, "")
		a.one("summaries/"+s+"/summary.pdf", "getSummaryPDF", path+"/summary.pdf", of, "")
		a.one("summaries/"+s+"/versions.json", "listSummaryVersions", path+"/versions", of, "")
	}
}

// logged is the events of the tender, each with its proof for one checkpoint.
func (a *archivist) logged() {
	a.one("log/checkpoint.json", "getCheckpoint", "/v1/log/checkpoint", nil, "")
	for _, number := range a.list("log/events", "listEvents", "/v1/log/events", nil, "tender="+a.taking.Tender.ID) {
		a.one("log/proofs/"+number+".json", "getInclusion", "/v1/log/proof", nil, "event="+number)
	}
}

func (a *archivist) put(name string, content []byte) {
	if a.err == nil {
		a.err = a.archive.Add(name, content)
	}
}

// one puts the answer of an operation into the archive. What is not there, such
// as a price opening that has not come, or what the person may not read, is
// left out.
func (a *archivist) one(name, operation, path string, params []string, query string) []byte {
	if a.err != nil {
		return nil
	}
	answer, err := a.ask(operation, path, params, query)
	if _, refused := errors.AsType[*fault.Fault](err); refused {
		return nil
	}
	if err != nil {
		a.err = err
		return nil
	}
	a.put(name, answer.Body)
	return answer.Body
}

// list puts the pages of a list into the archive, and names what they hold: the
// identifiers, or the numbers of events.
func (a *archivist) list(name, operation, path string, params []string, query string) (ids []string) {
	cursor := ""
	for page := 1; a.err == nil; page++ {
		q := url.Values{}
		if query != "" {
			key, value, _ := strings.Cut(query, "=")
			q.Set(key, value)
		}
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		var list struct {
			Items []struct {
				ID     string `json:"id"`
				Number int64  `json:"number"`
			} `json:"items"`
			Next *string `json:"next"`
		}
		body := a.one(fmt.Sprintf("%s-%04d.json", name, page), operation, path, params, q.Encode())
		if body == nil || json.Unmarshal(body, &list) != nil {
			return ids
		}
		for _, item := range list.Items {
			if operation == "listEvents" {
				ids = append(ids, fmt.Sprint(item.Number))
			} else {
				ids = append(ids, item.ID)
			}
		}
		if list.Next == nil || *list.Next == "" {
			return ids
		}
		cursor = *list.Next
	}
	return ids
}

// ask has an operation answered as if the person had asked for it, by the same
// access table.
func (a *archivist) ask(operation, path string, params []string, query string) (store.Answer, error) {
	route, known := a.table[operation]
	if !known {
		return store.Answer{}, fmt.Errorf("no operation %s", operation)
	}
	if err := route.grant.allows(actor.From(a.from.Request.Context()), operation); err != nil {
		return store.Answer{}, err
	}
	inner := gin.CreateTestContextOnly(&unheard{header: http.Header{}}, a.engine)
	inner.Request = a.from.Request.Clone(a.from.Request.Context())
	inner.Request.Method, inner.Request.Header = http.MethodGet, http.Header{}
	inner.Request.URL = &url.URL{Path: path, RawQuery: query}
	for i := 0; i+1 < len(params); i += 2 {
		inner.Params = append(inner.Params, gin.Param{Key: params[i], Value: params[i+1]})
	}
	return respond(inner, route)
}

// unheard takes the headers of an answer that goes into an archive.
type unheard struct{ header http.Header }

// Header is what the answer sets.
func (u *unheard) Header() http.Header { return u.header }

// Write takes nothing.
func (u *unheard) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader takes nothing.
func (u *unheard) WriteHeader(int) {}

// signs signs a manifest in the name of the installation.
type signs struct {
	signer interface {
		KeyID() string
		Sign(message []byte) []byte
	}
}

// KeyID names the key.
func (s signs) KeyID() string { return s.signer.KeyID() }

// Sign signs.
func (s signs) Sign(message []byte) ([]byte, error) { return s.signer.Sign(message), nil }
