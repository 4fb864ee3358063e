// Package docspage is the page on which a reader of the API browses its description and tries it out, with a key of their own. The page and all
// it needs come from the service itself: it works without the internet, and tells nobody that it was read.
package docspage

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
)

// Policy is the Content-Security-Policy of the page: everything from the service that serves it, nothing inline, no frame around it, no form that
// leaves it. Swagger UI draws its icons from data addresses.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

//go:embed page.html page.css page.js swagger-ui/swagger-ui-bundle.js swagger-ui/swagger-ui.css swagger-ui/LICENSE swagger-ui/NOTICE swagger-ui/swagger-ui-bundle.js.LICENSE.txt
var embedded embed.FS

// Description is the description of the API that the page shows, OpenAPI 3.1: a copy of openapi.yaml.
//
//go:embed openapi.yaml
var Description []byte

// File is one file of the page.
type File struct {
	Type string // its media type
	ETag string
	Body []byte
}

// page is the name of the page itself; all others are its assets.
const page = "page.html"

var files = load()

// load reads every file once, by the last part of its name.
func load() map[string]File {
	all := map[string]File{}
	for _, folder := range []string{".", "swagger-ui"} {
		entries, err := embedded.ReadDir(folder)
		if err != nil {
			panic(err) // it is part of the program
		}
		for _, entry := range entries {
			if entry.IsDir() {
				continue
			}
			body, err := embedded.ReadFile(path.Join(folder, entry.Name()))
			if err != nil {
				panic(err) // as above
			}
			sum := sha256.Sum256(body)
			all[entry.Name()] = File{Type: mediaType(entry.Name()), ETag: `"` + hex.EncodeToString(sum[:8]) + `"`, Body: body}
		}
	}
	return all
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// Page is the page itself. It is served at a path without a slash at its end, /docs, with the description beside it at /openapi.yaml.
func Page() File { return files[page] }

// Asset is a file that the page asks for, below its own path: /docs/page.js. Names that it does not ask for are not there.
func Asset(name string) (File, bool) {
	f, ok := files[name]
	return f, ok && name != page
}

// Handler serves the page at /docs and its assets below, for whoever has no routes of their own for them.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := Page(), r.URL.Path == "/docs"
		if name, below := strings.CutPrefix(r.URL.Path, "/docs/"); below {
			f, ok = Asset(name)
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		f.write(w, r)
	})
}

// write sends the file with the headers that keep the page to itself.
func (f File) write(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Content-Type":            f.Type,
		"ETag":                    f.ETag,
		"Cache-Control":           "no-cache",
		"Content-Security-Policy": Policy,
		"Referrer-Policy":         "no-referrer",
		"X-Content-Type-Options":  "nosniff",
	} {
		w.Header().Set(name, value)
	}
	if r.Header.Get("If-None-Match") == f.ETag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(f.Body) // a reader who has gone needs no answer
}
