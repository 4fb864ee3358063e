package api

import (
	"mime"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
)

func (h *api) evidence() []Route {
	return []Route{
		get("/v1/contracts/:id/evidence", "listEvidence", run(h.listEvidence)),
		made("/v1/contracts/:id/evidence", "uploadEvidence", run(h.uploadEvidence)).large(contract.MaxFileBytes),
		get("/v1/contracts/:id/evidence/:file", "getEvidence", run(h.getEvidence)),
	}
}

// EvidenceFile is a document that shows a delivery.
type EvidenceFile struct {
	ID           string    `json:"id" format:"uuid"`
	Contract     string    `json:"contract" format:"uuid"`
	Organisation string    `json:"organisation" format:"uuid"` // who uploaded it
	Name         string    `json:"name" example:"starter list Q1.pdf"`
	Type         string    `json:"type" example:"application/pdf"` // as its bytes say
	Bytes        int64     `json:"bytes" example:"48213"`
	SHA256       string    `json:"sha256" example:"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	UploadedAt   time.Time `json:"uploadedAt" format:"date-time"`
}

func (f EvidenceFile) location() string { return "/v1/contracts/" + f.Contract + "/evidence/" + f.ID }

func viewFile(f contract.File) EvidenceFile {
	return EvidenceFile{
		ID: f.ID, Contract: f.ContractID, Organisation: f.OrganisationID, Name: f.Name, Type: f.MediaType, Bytes: f.Bytes, SHA256: f.SHA256, UploadedAt: f.UploadedAt,
	}
}

// uploadEvidence takes a document.
//
//	@Summary      Upload a document as evidence
//	@Description  By one side of the contract: the bytes are the body, Content-Type says what they are, Content-Disposition how the file is called. At most 10 MiB. PDF, PNG, JPEG, plain text, CSV, XLSX, DOCX, ODT and ODS are taken, without programs in them; the bytes decide what a file is, never its name. A return names it by its identifier.
//	@ID           uploadEvidence
//	@Tags         contract
//	@Accept       application/pdf,image/png,image/jpeg,text/plain,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.oasis.opendocument.text,application/vnd.oasis.opendocument.spreadsheet
//	@Param        id                  path   string true "Contract" format(uuid)
//	@Param        Content-Disposition header string true "The file's name: attachment; filename=…" example(attachment; filename="list.pdf")
//	@Param        body                body   string true "The document" format(binary)
//	@Success      201 {object} EvidenceFile
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/evidence [post]
func (h *api) uploadEvidence(c *gin.Context) (EvidenceFile, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return EvidenceFile{}, err
	}
	content, err := readBody(c, contract.MaxFileBytes)
	if err != nil {
		return EvidenceFile{}, err
	}
	f, err := h.Contract.Upload(c.Request.Context(), id, contract.NewFile{Name: fileName(c), MediaType: mediaType(c), Content: content})
	return viewFile(f), err
}

// mediaType is what the body says it is, without its parameters.
func mediaType(c *gin.Context) string {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil {
		return ""
	}
	return media
}

// fileName is what the body is called; empty where it is not said.
func fileName(c *gin.Context) string {
	_, parameters, err := mime.ParseMediaType(c.GetHeader("Content-Disposition"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(parameters["filename"])
}

// listEvidence lists a contract's documents.
//
//	@Summary  List the documents of a contract, newest first
//	@ID       listEvidence
//	@Tags     contract
//	@Param    id     path  string true  "Contract" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[EvidenceFile]
//	@Failure  default {object} problem.Details
//	@Router   /v1/contracts/{id}/evidence [get]
func (h *api) listEvidence(c *gin.Context) (List[EvidenceFile], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[EvidenceFile]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[EvidenceFile]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[EvidenceFile]{}, err
	}
	items, next, err := h.Contract.EvidenceFiles(c.Request.Context(), id, page)
	return list(h, c, items, next, viewFile), err
}

// getEvidence gives a document out.
//
//	@Summary      Download a document
//	@Description  As an attachment, never to be shown in place; its bytes were held against their hash.
//	@ID           getEvidence
//	@Tags         contract
//	@Produce      application/octet-stream
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        file path string true "Document" format(uuid)
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/evidence/{file} [get]
func (h *api) getEvidence(c *gin.Context) (document, error) {
	id, file, err := twoIDs(c, "file")
	if err != nil {
		return document{}, err
	}
	f, content, err := h.Contract.Evidence(c.Request.Context(), id, file)
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	return document{Type: "application/octet-stream", Name: f.Name, Body: content}, err
}
