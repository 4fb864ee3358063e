package api

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/problem"
)

// statuses is the one place where faults meet HTTP.
var statuses = map[fault.Kind]int{
	fault.Malformed:       http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.Unconditional:   http.StatusPreconditionRequired,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.WrongType:       http.StatusUnsupportedMediaType,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Method:          http.StatusMethodNotAllowed,
}

// fail answers with a problem document. What is not a fault is logged once,
// here, and shown as no more than that it happened.
func fail(c *gin.Context, err error) {
	d := problem.Details{Instance: c.Request.URL.Path, RequestID: requestID(c)}
	var f *fault.Fault
	switch {
	case errors.As(err, &f):
		if errors.Is(err, store.ErrSilent) {
			slog.WarnContext(c.Request.Context(), "the database is silent", "requestId", d.RequestID, "route", c.FullPath(), "error", err)
		}
		describe(&d, f)
	case c.Request.Context().Err() != nil:
		c.Abort() // the caller has gone: there is nobody to answer
		return
	default:
		slog.ErrorContext(c.Request.Context(), "request failed", "requestId", d.RequestID, "route", c.FullPath(), "error", err)
		d.Type, d.Code, d.Status = "/problems/internal", "internal", http.StatusInternalServerError
		d.Title = "Something went wrong here: quote the request id when you report it"
	}
	switch d.Status {
	case http.StatusUnauthorized:
		c.Header("WWW-Authenticate", `Bearer realm="assay"`)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		c.Header("Retry-After", retryAfter(f))
	}
	c.Header("Cache-Control", "no-store")
	c.Abort()
	_ = d.Write(c.Writer)
}

// retryAfter is in whole seconds, and at least one.
func retryAfter(f *fault.Fault) string {
	if f == nil {
		return "1"
	}
	return strconv.Itoa(max(1, int(math.Ceil(f.RetryAfter.Seconds()))))
}

func describe(d *problem.Details, f *fault.Fault) {
	d.Type, d.Code, d.Title, d.Detail, d.Status = "/problems/"+f.Code, f.Code, f.Message, f.Detail, statuses[f.Kind]
	for _, field := range f.Fields {
		d.Errors = append(d.Errors, problem.Field{Pointer: field.Pointer, Code: field.Code, Detail: field.Detail})
	}
}
