package file_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/assay-engine/assay/internal/file"
)

// TestKeeping keeps, finds and misses bytes, and sees damage.
func TestKeeping(t *testing.T) {
	folder := t.TempDir()
	for name, store := range map[string]file.Store{"folder": file.In(folder), "memory": &file.Memory{}} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if _, err := store.Put(ctx, []byte("a starter list")); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			kept, err := store.Put(ctx, []byte("a starter list"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := store.Get(ctx, kept)
			if err != nil || string(got) != "a starter list" {
				t.Errorf("got %q, %v", got, err)
			}
			for _, bad := range []string{file.Name([]byte("never kept")), "", "sha256:", "sha256:../../etc/passwd", "/etc/passwd"} {
				if _, err := store.Get(ctx, bad); err == nil {
					t.Errorf("%q: got something", bad)
				}
			}
		})
	}
	name := file.Name([]byte("a starter list"))
	if err := os.WriteFile(filepath.Join(folder, name[7:9], name[7:]), []byte("another list"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := file.In(folder).Get(context.Background(), name); !errors.Is(err, file.ErrDamaged) {
		t.Errorf("other bytes under the old name: got %v", err)
	}
	if again, err := file.In(folder).Put(context.Background(), []byte("a starter list")); err != nil || again != name {
		t.Errorf("keeping it again repairs it: %v", err)
	}
	if got, err := file.In(folder).Get(context.Background(), name); err != nil || string(got) != "a starter list" {
		t.Errorf("after the repair: %q, %v", got, err)
	}
}

func archive(t *testing.T, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestIs believes bytes, not what is said about them.
func TestIs(t *testing.T) {
	pdf, png := []byte("%PDF-1.7\n%âãÏÓ"), []byte("\x89PNG\x0D\x0A\x1A\x0A....")
	for _, row := range []struct {
		name, media string
		content     []byte
		want        bool
	}{
		{"a PDF", file.PDF, pdf, true},
		{"a PNG", file.PNG, png, true},
		{"a PNG that calls itself a PDF", file.PDF, png, false},
		{"a page that calls itself a PDF", file.PDF, []byte("<html><script>alert(1)</script>"), false},
		{"a page that calls itself text", file.Text, []byte("<!DOCTYPE html><script>alert(1)</script>"), false},
		{"text", file.Text, []byte("Ann came on Monday – twice."), true},
		{"a list", file.CSV, []byte("name,day\nAnn,Monday\n"), true},
		{"text with a NUL", file.Text, []byte("a\x00b"), false},
		{"text in another coding", file.Text, []byte("caf\xe9"), false},
		{"a workbook", file.XLSX, archive(t, "[Content_Types].xml", "xl/workbook.xml"), true},
		{"a workbook with a program", file.XLSX, archive(t, "xl/workbook.xml", "xl/vbaProject.bin"), false},
		{"a letter that calls itself a workbook", file.XLSX, archive(t, "word/document.xml"), false},
		{"a letter", file.DOCX, archive(t, "word/document.xml"), true},
		{"half an archive", file.XLSX, archive(t, "xl/workbook.xml")[:20], false},
		{"a program", "application/x-msdownload", []byte("MZ"), false},
		{"SVG", "image/svg+xml", []byte("<svg/>"), false},
	} {
		if got := file.Is(row.media, row.content); got != row.want {
			t.Errorf("%s: got %t; want %t", row.name, got, row.want)
		}
	}
}
