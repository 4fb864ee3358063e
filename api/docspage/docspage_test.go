package docspage_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-engine/assay/api/docspage"
)

func get(t *testing.T, method, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	docspage.Handler().ServeHTTP(w, r)
	return w
}

// TestHandler serves the page, what it asks for, and nothing else.
func TestHandler(t *testing.T) {
	for _, c := range []struct {
		name, method, path string
		status             int
		kind               string
	}{
		{"the page", "GET", "/docs", 200, "text/html; charset=utf-8"},
		{"only its headers", "HEAD", "/docs", 200, "text/html; charset=utf-8"},
		{"its script", "GET", "/docs/page.js", 200, "text/javascript; charset=utf-8"},
		{"its style", "GET", "/docs/page.css", 200, "text/css; charset=utf-8"},
		{"the licence of others", "GET", "/docs/LICENSE", 200, "text/plain; charset=utf-8"},
		{"no second address for the page", "GET", "/docs/page.html", 404, ""},
		{"no folder", "GET", "/docs/", 404, ""},
		{"no way out", "GET", "/docs/../docspage.go", 404, ""},
		{"no other file", "GET", "/docs/README.md", 404, ""},
		{"nothing to send", "POST", "/docs", 405, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := get(t, c.method, c.path)
			if w.Code != c.status || c.kind != "" && w.Header().Get("Content-Type") != c.kind {
				t.Errorf("%s %s: got %d %s; want %d %s", c.method, c.path, w.Code, w.Header().Get("Content-Type"), c.status, c.kind)
			}
			if w.Code == 200 && w.Header().Get("Content-Security-Policy") != docspage.Policy {
				t.Errorf("%s: got policy %q; want %q", c.path, w.Header().Get("Content-Security-Policy"), docspage.Policy)
			}
		})
	}
}

// TestUnchanged sends nothing to a reader who has the file.
func TestUnchanged(t *testing.T) {
	tag := get(t, "GET", "/docs/page.js").Header().Get("ETag")
	if w := get(t, "GET", "/docs/page.js", "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("with If-None-Match %s: got %d and %d bytes; want 304 and none", tag, w.Code, w.Body.Len())
	}
}

var (
	address = regexp.MustCompile(`(?:src|href)="([^"]*)"`)
	inline  = regexp.MustCompile(`(?i)<script(?:>| [^>]*>[^<])|<style|\sstyle=|\son[a-z]+=|javascript:`)
)

// TestPage asks for nothing outside of the service, has nothing inline that its own policy forbids, and finds everything that it asks for.
func TestPage(t *testing.T) {
	text := string(docspage.Page().Body)
	if found := inline.FindString(text); found != "" {
		t.Errorf("the page has %q inline; the policy forbids it", found)
	}
	for _, match := range address.FindAllStringSubmatch(text, -1) {
		name, below := strings.CutPrefix(match[1], "docs/")
		if match[1] == "data:," || match[1] == "openapi.yaml" {
			continue
		}
		if _, ok := docspage.Asset(name); !ok || !below {
			t.Errorf("the page asks for %q, which is not there", match[1])
		}
	}
	for _, forbidden := range []string{"unsafe-inline", "unsafe-eval", "http:", "https:", "*"} {
		if strings.Contains(docspage.Policy, forbidden) {
			t.Errorf("the policy has %s", forbidden)
		}
	}
}

// TestAsPublished holds Swagger UI's files to those of the npm package swagger-ui-dist 5.35.0.
func TestAsPublished(t *testing.T) {
	for name, want := range map[string]string{
		"swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
		"swagger-ui.css":       "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
	} {
		f, _ := docspage.Asset(name)
		sum := sha256.Sum256(f.Body)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: got SHA-256 %s; want %s", name, got, want)
		}
	}
}
