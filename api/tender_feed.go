package api

import (
	"encoding/xml"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The two ways in which the feed is written.
var (
	atomForm     = form{"atom", "application/atom+xml"}
	jsonFeedForm = form{"json", "application/feed+json"}
	plainJSON    = form{"json", "application/json"}
)

type feedQuery struct {
	Format string `form:"format" validate:"omitempty,oneof=atom json"`
}

// getTenderFeed is the public feed of tenders.
//
//	@Summary      The feed of published tenders
//	@Description  Atom (RFC 4287), or JSON Feed 1.1 where format=json or Accept asks for JSON. One entry for each live tender, those of which something was announced last first, at most a hundred; rehearsals are not in it. For everybody, without a key.
//	@ID           getTenderFeed
//	@Tags         tender
//	@Produce      application/atom+xml
//	@Param        format query string false "How it is written" Enums(atom, json)
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/feed [get]
func (h *api) getTenderFeed(c *gin.Context) (document, error) {
	q, err := query[feedQuery](c)
	if err != nil {
		return document{}, err
	}
	entries, err := h.Tender.Feed(c.Request.Context())
	if err != nil {
		return document{}, err
	}
	c.Header("Cache-Control", "public, max-age=60")
	if negotiate(c, q.Format, atomForm, jsonFeedForm, plainJSON).name == jsonFeedForm.name {
		text, err := encode(newJSONFeed(entries))
		return document{Type: jsonFeedForm.media + "; charset=utf-8", Body: text}, err
	}
	text, err := xml.MarshalIndent(newAtomFeed(entries), "", " ")
	return document{Type: atomForm.media + "; charset=utf-8", Body: append([]byte(xml.Header), append(text, '\n')...)}, err
}

// feedTitle is what the feed is called.
const feedTitle = "Tenders"

// addressOf is where a person reads a tender.
func addressOf(t tender.Tender) string {
	return "/v1/tenders/" + t.ID + "/specification?format=html"
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Author     string         `xml:"author>name"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
}

// noNews is when a feed without entries was updated last: it has to say.
var noNews = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

func newAtomFeed(entries []tender.Entry) atomFeed {
	f := atomFeed{
		Lang: "en-GB", ID: "urn:uuid:9b0f0c52-4f0e-4c52-9a53-6c3f6d1f1e70", Title: feedTitle, Updated: noNews.Format(time.RFC3339),
		Links: []atomLink{{"self", atomForm.media, "/v1/tenders/feed"}},
	}
	for i, e := range entries {
		t := e.Found.Tender
		if i == 0 {
			f.Updated = e.Latest.At.Format(time.RFC3339Nano)
		}
		f.Entries = append(f.Entries, atomEntry{
			ID: "urn:uuid:" + t.ID, Title: t.Title, Updated: e.Latest.At.Format(time.RFC3339Nano), Published: t.PublishedAt.Format(time.RFC3339Nano), Author: e.Buyer,
			Links:      []atomLink{{"alternate", "text/html", addressOf(t)}, {"related", "application/json", "/v1/tenders/" + t.ID + "/notices"}},
			Categories: categories(t), Summary: e.Latest.Title + "\n\n" + e.Latest.Body,
		})
	}
	return f
}

func categories(t tender.Tender) []atomCategory {
	all := []atomCategory{{string(t.Status), "urn:assay:status"}}
	if t.Classification != "" {
		all = append(all, atomCategory{t.Classification, "http://data.europa.eu/cpv/cpv"})
	}
	return all
}

type jsonFeed struct {
	Version  string         `json:"version"`
	Title    string         `json:"title"`
	Language string         `json:"language"`
	Items    []jsonFeedItem `json:"items"`
}

type jsonFeedItem struct {
	ID        string           `json:"id"`
	URL       string           `json:"url"`
	Title     string           `json:"title"`
	Text      string           `json:"content_text"`
	Published time.Time        `json:"date_published"`
	Modified  time.Time        `json:"date_modified"`
	Authors   []jsonFeedAuthor `json:"authors"`
	Tags      []string         `json:"tags"`
	Assay     feedFacts        `json:"_assay"`
}

type jsonFeedAuthor struct {
	Name string `json:"name"`
}

// feedFacts is what programs want to know of a tender without another request.
type feedFacts struct {
	About          string         `json:"about"`
	Tender         string         `json:"tender"`
	Status         tender.Status  `json:"status"`
	Deadline       time.Time      `json:"deadline"`
	QuestionsUntil *time.Time     `json:"questionsUntil"`
	Estimate       *decimal.Money `json:"estimate"`
	Classification string         `json:"classification,omitempty"`
	MethodHash     string         `json:"methodHash"`
	Lots           int            `json:"lots"`
}

func newJSONFeed(entries []tender.Entry) jsonFeed {
	f := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: feedTitle, Language: "en-GB", Items: []jsonFeedItem{}}
	for _, e := range entries {
		t := e.Found.Tender
		item := jsonFeedItem{
			ID: "urn:uuid:" + t.ID, URL: addressOf(t), Title: t.Title, Text: e.Latest.Title + "\n\n" + e.Latest.Body,
			Published: *t.PublishedAt, Modified: e.Latest.At, Authors: []jsonFeedAuthor{{e.Buyer}}, Tags: []string{string(t.Status)},
			Assay: feedFacts{
				About: "/docs", Tender: t.ID, Status: t.Status, Deadline: t.Deadline.UTC(), QuestionsUntil: t.QuestionsUntil,
				Estimate: amount(t.EstimatePence, t.Currency), Classification: t.Classification, MethodHash: t.MethodHash, Lots: len(e.Found.Lots),
			},
		}
		if t.Classification != "" {
			item.Tags = append(item.Tags, t.Classification)
		}
		f.Items = append(f.Items, item)
	}
	return f
}
