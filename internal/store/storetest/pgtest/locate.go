package pgtest

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// places lists the folders that may hold the server's binaries, the preferred first: the search path, then where packages put them.
func places() []string {
	folders := filepath.SplitList(os.Getenv("PATH"))
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
		"/usr/pgsql-*/bin",                  // Red Hat
		"/opt/homebrew/opt/postgresql*/bin", // macOS
		"/usr/local/opt/postgresql*/bin",
		"/usr/local/pgsql/bin", // built from source
	} {
		found, _ := filepath.Glob(pattern) // the pattern is a constant: it cannot be malformed
		slices.SortFunc(found, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
		folders = append(folders, found...)
	}
	return folders
}

var digits = regexp.MustCompile(`\d+`)

// version reads the major version out of a folder's name, or out of what a server says it is; 0 when there is none.
func version(text string) int {
	n, _ := strconv.Atoi(digits.FindString(text)) // no digits: 0
	return n
}

// locate finds the first folder that holds a whole server, links resolved: a server looks for its own files beside itself.
func locate(folders []string) (bin string, ok bool) {
	for _, folder := range folders {
		if !filepath.IsAbs(folder) {
			continue // a relative entry of the search path would be run as root from wherever the tests stand
		}
		initdb, err := filepath.EvalSymlinks(filepath.Join(folder, "initdb"))
		if err == nil && runs(initdb) && runs(filepath.Join(filepath.Dir(initdb), "postgres")) {
			return filepath.Dir(initdb), true
		}
	}
	return "", false
}

func runs(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
