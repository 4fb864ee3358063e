package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

var errIdempotencyKey = fault.New(fault.Malformed, "malformed-idempotency-key", "An Idempotency-Key is 1 to 255 visible ASCII characters")

// versioned is a view of a thing that changes: its ETag starts with the
// version that If-Match names.
type versioned interface{ version() int }

// located is a view of a thing just made, which knows its own address.
type located interface{ location() string }

// secretive is a view that shows a secret once. What is kept for a replay of
// the request is the view without it.
type secretive interface{ withoutSecret() any }

// document is an answer that is not JSON made from a view, or JSON whose bytes
// matter.
type document struct {
	Type string
	Name string // a file name, for answers that are kept rather than read
	Body []byte
}

// streamed is an answer that is too long to be held: it is written as it is
// worked out, without an ETag, and not kept for a replay. Write fails with a
// fault only before its first byte.
type streamed struct {
	Type  string
	Write func(io.Writer) error
}

// send writes the answer. Once words are out, a failure can only be shown by
// ending early, so that nobody takes the half for the whole.
func (s streamed) send(c *gin.Context, status int) error {
	c.Header("Content-Type", s.Type)
	c.Header("Cache-Control", "no-store")
	c.Status(status)
	err := s.Write(c.Writer)
	if err != nil && c.Writer.Written() {
		slog.WarnContext(c.Request.Context(), "answer ended early", "route", c.FullPath(), "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// empty is an answer without words.
type empty struct{}

// handler decodes, calls one use case and returns the view of the outcome.
type handler func(*gin.Context) (any, error)

// run adapts a typed handler.
func run[T any](handle func(*gin.Context) (T, error)) handler {
	return func(c *gin.Context) (any, error) { return handle(c) }
}

// serve turns a route into gin's kind of handler: access first, then the work,
// then the answer.
func (h *api) serve(r Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := r.admits(c); err != nil {
			fail(c, err)
			return
		}
		answer, err := h.answerOnce(c, r)
		if err == nil {
			err = queryWasRead(c)
		}
		if errors.Is(err, tender.ErrDeadline) {
			h.shut(c)
		}
		if err != nil {
			fail(c, err)
			return
		}
		write(c, answer)
	}
}

// shut closes what is past its deadline as soon as somebody was told that they
// are late: from then on no clock that jumps back lets anybody in. The periodic work
// does the same within a second; where this fails, that is left to it.
func (h *api) shut(c *gin.Context) {
	ctx := actor.With(c.Request.Context(), actor.System("deadline"))
	if _, err := h.Tender.CloseDue(ctx); err != nil && !errors.Is(err, store.ErrBusy) {
		slog.WarnContext(ctx, "closing after a late attempt failed", "error", err)
	}
}

// admits looks at who asks before anything is read, and refuses a query on a
// route that changes things: none of those reads one, unless it says so.
func (r Route) admits(c *gin.Context) error {
	if err := r.grant.allows(actor.From(c.Request.Context()), r.Operation); err != nil {
		return err
	}
	if r.Method != http.MethodGet && !r.query {
		_, err := query[struct{}](c)
		return err
	}
	return nil
}

var visible = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

// answerOnce does the work, at most once where the caller gave the request a
// key of its own.
func (h *api) answerOnce(c *gin.Context, r Route) (store.Answer, error) {
	key, given := c.Request.Header["Idempotency-Key"]
	if !given || r.Method != http.MethodPost || r.pure {
		return respond(c, r)
	}
	if len(key) != 1 || !visible.MatchString(key[0]) {
		return store.Answer{}, errIdempotencyKey
	}
	data, err := readBody(c, r.limit())
	if err != nil {
		return store.Answer{}, err
	}
	request := store.Request{Reader: reader(c), Route: r.Method + " " + c.Request.URL.Path, Key: key[0], BodyHash: hashOf(c, data)}
	before := c.Request
	return store.Once(c.Request.Context(), h.DB, request, func(ctx context.Context) (store.Answer, error) {
		c.Request = before.WithContext(ctx)
		defer func() { c.Request = before }()
		return respond(c, r)
	})
}

// reader is whose idempotency keys are told apart: those of a key or a person
// in an organisation, and those of strangers by their address.
func reader(c *gin.Context) string {
	who := actor.From(c.Request.Context())
	if !who.Known() {
		return "public/" + network(c.ClientIP())
	}
	return who.OrganisationID + "/" + who.KeyID
}

// hashOf covers what a request asks: its words and the version it means.
func hashOf(c *gin.Context, data []byte) string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%q %q %d:", c.Request.URL.RawQuery, c.GetHeader("If-Match"), len(data))
	sum.Write(data)
	return hex.EncodeToString(sum.Sum(nil))
}

// respond runs the handler and encodes its view.
func respond(c *gin.Context, r Route) (store.Answer, error) {
	view, err := r.handle(c)
	if err != nil {
		return store.Answer{}, err
	}
	answer := store.Answer{Status: r.Status, Header: map[string]string{}}
	if l, ok := view.(located); ok {
		answer.Header["Location"] = l.location()
	}
	switch v := view.(type) {
	case empty:
		return answer, nil
	case streamed:
		return answer, v.send(c, r.Status)
	case document:
		answer.Header["Content-Type"], answer.Body = v.Type, v.Body
		if v.Name != "" {
			answer.Header["Content-Disposition"] = fmt.Sprintf("attachment; filename=%q", v.Name)
		}
	default:
		answer.Header["Content-Type"] = "application/json; charset=utf-8"
		if answer.Body, err = encode(v); err != nil {
			return store.Answer{}, err
		}
	}
	if s, ok := view.(secretive); ok {
		c.Header("Cache-Control", "no-store")
		if answer.Keep, err = encode(s.withoutSecret()); err != nil {
			return store.Answer{}, err
		}
	}
	answer.Header["ETag"] = etag(view, answer.Body)
	return answer, nil
}

func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode the answer: %w", err)
	}
	return out.Bytes(), nil
}

// etag names the words of an answer, after the version of the thing where it
// has one.
func etag(view any, body []byte) string {
	sum := sha256.Sum256(body)
	words := hex.EncodeToString(sum[:8])
	if v, ok := view.(versioned); ok {
		return fmt.Sprintf(`"%d-%s"`, v.version(), words)
	}
	return `"` + words + `"`
}

// matchesAny reports whether an If-None-Match names an ETag: a list of them, weak
// ones too, or any (RFC 9110, section 13.1.2).
func matchesAny(header, etag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == etag || one == "*" {
			return true
		}
	}
	return false
}

func write(c *gin.Context, a store.Answer) {
	if c.Writer.Written() {
		return // it was streamed
	}
	for name, value := range a.Header {
		c.Header(name, value)
	}
	if c.Writer.Header().Get("Cache-Control") == "" {
		c.Header("Cache-Control", "private, no-cache")
	}
	if c.Request.Method == http.MethodGet && a.Header["ETag"] != "" && matchesAny(c.GetHeader("If-None-Match"), a.Header["ETag"]) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Status(a.Status)
	c.Writer.WriteHeaderNow()
	_, _ = c.Writer.Write(a.Body)
}
