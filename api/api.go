// Package api is the JSON face of Assay.
//
// A handler decodes, calls one use case and shapes the answer; it decides
// nothing. Who may try an operation stands in access.go, every operation in
// routes.go, and each capability has a file with its routes, views and
// handlers.
//
//	@title        Assay
//	@version      1
//	@description  Assay weighs what bidders promise a community, and keeps the weight honest until it is delivered.
//	@description
//	@description  Every POST may carry an Idempotency-Key: sent again with the same body, it gets the first answer, byte for byte.
//	@description  Every change of an existing thing names the version it means: send the ETag of the last answer in If-Match.
//	@description  Every error is a problem document (RFC 9457) that names each wrong field.
//	@BasePath     /
//	@accept       json
//	@produce      json
//	@security     Bearer
//
//	@securityDefinitions.apikey  Bearer
//	@in                          header
//	@name                        Authorization
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/app"
)

// Options is what the face needs beside the use cases.
type Options struct {
	CursorKey []byte           // signs the cursors of lists; the same on every replica
	Now       func() time.Time // for the access log only
	NewID     func() string    // request ids
	AccessLog *slog.Logger     // a line for every request
	Limits    Limits           // how many requests are taken; zero takes any number
	Secure    bool             // whether people reach this by TLS, here or at a proxy in front: browsers are then told to use nothing else

	// Proxies are the addresses (or networks) of proxies that may say, in
	// X-Forwarded-For, where a request came from. Nobody else is believed.
	Proxies []string
}

type api struct {
	app.App

	cursorKey []byte
	now       func() time.Time
	newID     func() string
	log       *slog.Logger
	secure    bool
}

// Handler is the whole API as one HTTP handler.
func Handler(a app.App, o Options) http.Handler {
	h := &api{App: a, cursorKey: o.CursorKey, now: o.Now, newID: o.NewID, log: o.AccessLog, secure: o.Secure}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.RedirectFixedPath = false
	engine.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := engine.SetTrustedProxies(o.Proxies); err != nil {
		panic(err) // the settings were checked
	}
	routes := h.routes()
	limit := newLimiter(o.Limits, h.now, routes)
	engine.Use(h.identify, h.logged, recovered, limit.byAddress, h.authenticate, limit.byKey)
	engine.NoRoute(noRoute)
	engine.NoMethod(noMethod)
	for _, r := range routes {
		engine.Handle(r.Method, r.Path, h.serve(r))
	}
	return headAsGet(engine)
}

// Routes lists every operation of the API, for the tests that hold the routes,
// the description and the access table together.
func Routes() []Route { return (&api{}).routes() }
