// Package arch holds the map of the house: which package may know which. Its
// test proves that the code keeps to it.
package arch

import (
	"slices"
	"strings"
)

// Module is the path before every package of Assay.
const Module = "github.com/assay-engine/assay/"

// life is the capabilities in the order of a procurement's life. Each may know
// those before it and none after it.
var life = []string{
	"identity", "custody", "catalogue", "template", "tender", "panel", "bid", "evaluation", "award", "summary", "contract",
	"recognition", "publication", "consultation", "trail", "notify", "privacy",
}

// leaves know no capability and no store.
var leaves = []string{"config", "actor", "fault", "lifecycle", "keyring", "seal", "file", "tabulate"}

// Violations lists every import of a package that the map forbids, each in a
// sentence. Packages are named as below the module: "internal/bid". file is
// the name of the importing file.
func Violations(pkg, file string, imports []string) []string {
	var found []string
	for _, path := range imports {
		if why := forbidden(pkg, file, path); why != "" {
			found = append(found, pkg+"/"+file+" imports "+path+": "+why)
		}
	}
	return found
}

func forbidden(pkg, file, path string) string {
	test := strings.HasSuffix(file, "_test.go")
	own, isOwn := strings.CutPrefix(path, Module)
	switch {
	case under(pkg, "internal/tools"):
		return ""
	case isOwn:
		return forbiddenOwn(pkg, own, test)
	case under(path, "github.com/gin-gonic") && !inAny(pkg, "api", "internal/web", "cmd"):
		return "gin belongs to the faces and to cmd"
	case under(path, "gorm.io") && !under(pkg, "internal/store") && file != "store.go" && !test:
		return "gorm belongs to the store and to files named store.go"
	case (path == "crypto/rand" || under(path, "math/rand")) && !inAny(pkg, "internal/store", "cmd") && !test:
		return "randomness comes from the store and from cmd"
	case under(pkg, "pkg") && strings.Contains(path, ".") && !test && !chosen(pkg, path):
		return "pkg stands on the standard library and on what was chosen for it by name"
	}
	return ""
}

func forbiddenOwn(pkg, own string, test bool) string {
	switch {
	case under(pkg, "pkg"):
		if !under(own, "pkg") {
			return "pkg stands alone"
		}
		return ""
	case under(own, "pkg"), under(pkg, "cmd"):
		return ""
	case under(own, "internal/store/storetest"):
		if test || under(pkg, "internal/store/storetest") {
			return ""
		}
		return "storetest is for tests"
	case under(own, "api"), under(own, "internal/web"):
		if pkg == own || under(pkg, own) || (under(pkg, "api") && under(own, "api")) {
			return ""
		}
		return "nothing looks at a face"
	case under(own, "internal/app"):
		if inAny(pkg, "api", "internal/web", "internal/app") {
			return ""
		}
		return "only faces look at the app"
	}
	return forbiddenInside(room(pkg), room(own), test)
}

// forbiddenInside is the rule among the rooms of internal.
func forbiddenInside(from, to string, test bool) string {
	switch {
	case from == to, to == "", slices.Contains([]string{"api", "app", "web"}, from) || from == "arch":
		return ""
	case slices.Contains(leaves, from) && !slices.Contains(leaves, to):
		return "a leaf knows no capability"
	case from == "store" && !slices.Contains(leaves, to) && !test:
		return "the store knows no capability"
	}
	i, j := slices.Index(life, from), slices.Index(life, to)
	if i >= 0 && j > i {
		return "imports look back along the life of a procurement, never forward"
	}
	return ""
}

// chosen are the third parties that a package of pkg stands on.
func chosen(pkg, path string) bool {
	return pkg == "pkg/proof" && under(path, "golang.org/x/mod/sumdb")
}

// room is the part of the house a package belongs to.
func room(pkg string) string {
	rest, inside := strings.CutPrefix(pkg, "internal/")
	if !inside {
		rest = pkg
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

func under(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func inAny(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return under(path, f) })
}
