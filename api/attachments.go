package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/bid"
)

func (h *api) attachments() []Route {
	return []Route{
		get("/v1/bids/:id/attachments", "listAttachments", run(h.listAttachments)),
		made("/v1/bids/:id/attachments", "uploadAttachment", run(h.uploadAttachment)).large(bid.MaxFileBytes),
		get("/v1/bids/:id/attachments/:file", "getAttachment", run(h.getAttachment)),
		remove("/v1/bids/:id/attachments/:file", "discardAttachment", run(h.discardAttachment)),
	}
}

// BidFile is a file of a bid.
type BidFile struct {
	ID         string        `json:"id" format:"uuid"`
	Bid        string        `json:"bid" format:"uuid"`
	Name       string        `json:"name" example:"method statement.pdf"`
	Type       string        `json:"type" example:"application/pdf"` // as its bytes say
	Bytes      int64         `json:"bytes" example:"48213"`
	SHA256     string        `json:"sha256" example:"sha256:…"`               // by which the document names it
	Reveals    []bid.Telling `json:"reveals" enums:"name,properties"`         // what of it names the bidder, as far as a program sees: its name, or what the document says about itself
	UploadedAt *time.Time    `json:"uploadedAt,omitempty" format:"date-time"` // told to the supplier alone
}

func (f BidFile) location() string { return "/v1/bids/" + f.Bid + "/attachments/" + f.ID }

func viewBidFile(f bid.File) BidFile {
	v := BidFile{ID: f.ID, Bid: f.BidID, Name: f.Name, Type: f.MediaType, Bytes: f.Bytes, SHA256: f.SHA256, Reveals: append([]bid.Telling{}, f.Reveals...)}
	if !f.UploadedAt.IsZero() {
		v.UploadedAt = &f.UploadedAt
	}
	return v
}

// uploadAttachment takes a file for a bid.
//
//	@Summary      Upload a file for a bid
//	@Description  Apart from the document, which names it by its hash: the bytes are the body, Content-Type says what they are, Content-Disposition how the file is called. At most 20 MiB each, 50 files and 200 MiB for a bid. PDF, PNG, JPEG, plain text, CSV, XLSX, DOCX, ODT and ODS are taken, without programs in them; the bytes decide what a file is. It is kept encrypted. The same bytes again are the same file. `reveals` warns where the file's name or its properties name the bidder.
//	@ID           uploadAttachment
//	@Tags         bid
//	@Accept       application/pdf,image/png,image/jpeg,text/plain,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.oasis.opendocument.text,application/vnd.oasis.opendocument.spreadsheet
//	@Param        id                  path   string true "Bid" format(uuid)
//	@Param        Content-Disposition header string true "The file's name: attachment; filename=…" example(attachment; filename="method.pdf")
//	@Param        body                body   string true "The file" format(binary)
//	@Success      201 {object} BidFile
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/attachments [post]
func (h *api) uploadAttachment(c *gin.Context) (BidFile, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return BidFile{}, err
	}
	content, err := readBody(c, bid.MaxFileBytes)
	if err != nil {
		return BidFile{}, err
	}
	f, err := h.Bid.Upload(c.Request.Context(), id, bid.NewFile{Name: fileName(c), MediaType: mediaType(c), Content: content})
	return viewBidFile(f), err
}

// listAttachments lists the files of a bid.
//
//	@Summary      List the files of a bid
//	@Description  To its supplier what it uploaded; to those who may read the bid after opening what was submitted. For everybody else the bid is not there.
//	@ID           listAttachments
//	@Tags         bid
//	@Param        id path string true "Bid" format(uuid)
//	@Success      200 {object} List[BidFile]
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/attachments [get]
func (h *api) listAttachments(c *gin.Context) (List[BidFile], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[BidFile]{}, err
	}
	items, err := h.Bid.FilesOf(c.Request.Context(), id)
	return list(h, c, items, "", viewBidFile), err
}

// getAttachment gives a file out.
//
//	@Summary      Download a file of a bid
//	@Description  As an attachment, never to be shown in place; its bytes were held against the hash that the document names.
//	@ID           getAttachment
//	@Tags         bid
//	@Produce      application/octet-stream
//	@Param        id   path string true "Bid"  format(uuid)
//	@Param        file path string true "File" format(uuid)
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/attachments/{file} [get]
func (h *api) getAttachment(c *gin.Context) (document, error) {
	id, file, err := twoIDs(c, "file")
	if err != nil {
		return document{}, err
	}
	f, content, err := h.Bid.Download(c.Request.Context(), id, file)
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	return document{Type: "application/octet-stream", Name: f.Name, Body: content}, err
}

// discardAttachment takes an upload away.
//
//	@Summary      Discard a file of a bid
//	@Description  Until the deadline, where no submitted version names it. The answer is the bid.
//	@ID           discardAttachment
//	@Tags         bid
//	@Param        id   path string true "Bid"  format(uuid)
//	@Param        file path string true "File" format(uuid)
//	@Success      200 {object} BidSummary
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/attachments/{file} [delete]
func (h *api) discardAttachment(c *gin.Context) (BidSummary, error) {
	id, file, err := twoIDs(c, "file")
	if err != nil {
		return BidSummary{}, err
	}
	b, err := h.Bid.Discard(c.Request.Context(), id, file)
	return summariseBid(b), err
}
