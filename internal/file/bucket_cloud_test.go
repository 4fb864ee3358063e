//go:build cloud

package file_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/assay-engine/assay/internal/file"
)

// cupboard speaks as much of the language of S3 as keeping and reading whole
// objects takes.
type cupboard struct {
	mu      sync.Mutex
	objects map[string][]byte
	broken  bool
}

func (c *cupboard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.broken:
		w.WriteHeader(http.StatusForbidden)
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "):
		w.WriteHeader(http.StatusUnauthorized)
	case r.Method == http.MethodPut:
		content, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c.objects[r.URL.Path] = unchunked(content, r.Header.Get("X-Amz-Content-Sha256"))
	case c.objects[r.URL.Path] == nil:
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
	default:
		_, _ = w.Write(c.objects[r.URL.Path])
	}
}

// unchunked takes the frames off a body that was sent in pieces with their
// checksum behind.
func unchunked(body []byte, hash string) []byte {
	if !strings.HasPrefix(hash, "STREAMING-") {
		return body
	}
	var whole []byte
	for {
		head, rest, found := bytes.Cut(body, []byte("\r\n"))
		size := 0
		for _, digit := range strings.ToLower(strings.Split(string(head), ";")[0]) {
			size = size*16 + strings.IndexRune("0123456789abcdef", digit)
		}
		if !found || size <= 0 || size > len(rest) {
			return whole
		}
		whole, body = append(whole, rest[:size]...), rest[min(size+2, len(rest)):]
	}
}

// TestBucket keeps files in a service that speaks the language of S3.
func TestBucket(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	shelf := &cupboard{objects: map[string][]byte{}}
	server := httptest.NewServer(shelf)
	t.Cleanup(server.Close)
	ctx := context.Background()
	s, err := file.InCloud(ctx, "s3://files?region=eu-west-2&s3ForcePathStyle=true&disable_https=true&endpoint="+server.URL)
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("Sign-up sheets, 3 October 2027")
	name, err := s.Put(ctx, content)
	if err != nil || name != file.Name(content) {
		t.Fatalf("put: %s, %v", name, err)
	}
	if again, err := s.Put(ctx, content); err != nil || again != name || len(shelf.objects) != 1 {
		t.Errorf("put again: %s, %v, %d objects", again, err, len(shelf.objects))
	}
	if got, err := s.Get(ctx, name); err != nil || !bytes.Equal(got, content) {
		t.Errorf("get: %q, %v", got, err)
	}
	if _, err := s.Get(ctx, file.Name([]byte("another"))); !errors.Is(err, file.ErrMissing) {
		t.Errorf("what is not there: %v, want %v", err, file.ErrMissing)
	}
	for path := range shelf.objects {
		shelf.objects[path] = []byte("Sign-up sheets, 4 October 2027")
	}
	if _, err := s.Get(ctx, name); !errors.Is(err, file.ErrDamaged) {
		t.Errorf("what was changed in the bucket: %v, want %v", err, file.ErrDamaged)
	}
	shelf.broken = true
	if _, err := s.Put(ctx, []byte("a third")); err == nil {
		t.Error("a bucket that refuses keeps a file")
	}
	if _, err := s.Get(ctx, name); err == nil || errors.Is(err, file.ErrMissing) {
		t.Errorf("a bucket that refuses: %v", err)
	}
}

// TestBucketAddress refuses an address that names no cloud.
func TestBucketAddress(t *testing.T) {
	for _, address := range []string{"", "files", "ftp://files", "s3://"} {
		if _, err := file.InCloud(context.Background(), address); err == nil {
			t.Errorf("%q opens a bucket", address)
		}
	}
}
