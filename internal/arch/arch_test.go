package arch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/arch"
)

const root = "../.."

// TestHouseKeepsToItsMap reads the imports of every file of the module.
func TestHouseKeepsToItsMap(t *testing.T) {
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." && d.Name() != ".") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		files++
		pkg, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, v := range arch.Violations(filepath.ToSlash(pkg), d.Name(), imports(t, path)) {
			t.Error(v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("only %d files were read: the walk is wrong", files)
	}
}

func imports(t *testing.T, path string) (list []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	return list
}

// TestPlantedViolationsAreCaught proves that the check can fail.
func TestPlantedViolationsAreCaught(t *testing.T) {
	const m = arch.Module
	planted := []struct{ pkg, file, path string }{
		{"internal/tender", "publish.go", m + "internal/bid"},
		{"internal/catalogue", "seed.go", m + "internal/contract"},
		{"internal/fault", "fault.go", m + "internal/store"},
		{"internal/lifecycle", "lifecycle.go", m + "internal/bid"},
		{"internal/store", "tx.go", m + "internal/tender"},
		{"internal/bid", "submit.go", m + "api"},
		{"internal/bid", "submit.go", m + "internal/app"},
		{"internal/bid", "submit.go", "gorm.io/gorm"},
		{"internal/bid", "submit.go", "github.com/gin-gonic/gin"},
		{"internal/bid", "submit.go", "math/rand/v2"},
		{"api", "bids.go", "gorm.io/gorm/clause"},
		{"api", "bids.go", m + "internal/web"},
		{"internal/web", "bids.go", m + "api"},
		{"internal/bid", "submit.go", m + "internal/store/storetest"},
		{"pkg/scoring", "score.go", m + "internal/fault"},
		{"pkg/scoring", "score.go", "github.com/shopspring/decimal"},
	}
	for _, p := range planted {
		if len(arch.Violations(p.pkg, p.file, []string{p.path})) != 1 {
			t.Errorf("%s/%s may import %s", p.pkg, p.file, p.path)
		}
	}
	allowed := []struct{ pkg, file, path string }{
		{"internal/bid", "submit.go", m + "internal/tender"},
		{"internal/bid", "store.go", "gorm.io/gorm"},
		{"internal/bid", "submit_test.go", m + "internal/store/storetest"},
		{"api", "bids.go", m + "internal/bid"},
		{"cmd/assay", "serve.go", m + "api"},
		{"pkg/bundle", "verify.go", m + "pkg/scoring"},
	}
	for _, p := range allowed {
		if v := arch.Violations(p.pkg, p.file, []string{p.path}); len(v) != 0 {
			t.Error(v)
		}
	}
}

// TestClockComesFromTheStore looks for the wall clock outside of the store and
// of cmd.
func TestClockComesFromTheStore(t *testing.T) {
	for _, folder := range []string{"api", "internal", "pkg"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			slash := filepath.ToSlash(path)
			if strings.Contains(slash, "/internal/store/") || strings.Contains(slash, "/internal/tools/") || strings.Contains(slash, "/internal/arch/") {
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, call := range []string{"time.Now(", "time.Since(", "time.Until(", "time.Now,", "time.Now\n"} {
				if slices.ContainsFunc(strings.Split(string(text), "\n"), func(line string) bool {
					return strings.Contains(line+"\n", call) && !strings.HasPrefix(strings.TrimSpace(line), "//")
				}) {
					t.Errorf("%s asks the clock itself (%s)", slash, strings.TrimSpace(call))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
