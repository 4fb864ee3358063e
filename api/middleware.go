package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
)

var (
	errRoute  = fault.New(fault.NotFound, "no-such-route", "There is no such address in this API")
	errMethod = fault.New(fault.Method, "method-not-allowed", "This address does not take that method")
)

const requestIDKey = "assay.requestId"

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// identify gives the request an id, or takes the caller's own, so that a log
// line, an event and an answer can be laid side by side.
func (h *api) identify(c *gin.Context) {
	id := c.GetHeader("X-Request-Id")
	if !goodRequestID.MatchString(id) {
		id = h.newID()
	}
	c.Set(requestIDKey, id)
	c.Header("X-Request-Id", id)
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Referrer-Policy", "no-referrer")
	c.Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
	if h.secure {
		c.Header("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

func requestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// recovered turns a panic into an answer and a log line.
func recovered(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			fail(c, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	c.Next()
}

// logged writes a line for every request: who, what, how it ended, how long.
// It holds no query, no header and no body.
func (h *api) logged(c *gin.Context) {
	start := h.now()
	c.Next()
	who := actor.From(c.Request.Context())
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	h.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request",
		slog.String("method", c.Request.Method), slog.String("route", route), slog.Int("status", c.Writer.Status()),
		slog.Int64("micros", int64(h.now().Sub(start)/time.Microsecond)), slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.String("key", who.KeyID), slog.Bool("inPerson", who.IsPerson()), slog.String("requestId", requestID(c)))
}

func noRoute(c *gin.Context) { fail(c, errRoute) }

// noMethod answers 405; gin has put the methods that would do in Allow.
func noMethod(c *gin.Context) {
	allow := c.Writer.Header().Get("Allow")
	if strings.Contains(allow, http.MethodGet) {
		allow += ", " + http.MethodHead
		c.Header("Allow", allow)
	}
	fail(c, errMethod.Because("it takes %s", allow))
}

// headAsGet answers HEAD as GET without the words.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r2 := *r
			r2.Method = http.MethodGet
			r = &r2
			w = bodiless{w}
		}
		next.ServeHTTP(w, r)
	})
}

type bodiless struct{ http.ResponseWriter }

func (bodiless) Write(p []byte) (int, error) { return len(p), nil }
