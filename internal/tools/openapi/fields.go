package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// fields knows the members of every struct, by the name that swag gives the struct: package.Type.
type fields map[string]structure

// structure is a struct type, or one that takes another's shape.
type structure struct {
	members map[string]member // by their JSON name
	within  []string          // embedded structs, or the type this one is made of
}

// member is a field as JSON shows it.
type member struct {
	pointer bool // null is one of its values
	omitted bool // left out when empty
}

// find looks a member up, in embedded structs too. A definition made from a generic type carries its arguments after a hyphen.
func (f fields) find(definition, property string) (member, bool) {
	name, _, _ := strings.Cut(definition, "-")
	s := f[name]
	if m, ok := s.members[property]; ok {
		return m, true
	}
	for _, inner := range s.within {
		if inner == name {
			continue
		}
		if m, ok := f.find(inner, property); ok {
			return m, true
		}
	}
	return member{}, false
}

// readFields reads the struct types of all packages below the named folders, tests and test data aside.
func readFields(root string, code []string) (fields, error) {
	all := fields{}
	for _, folder := range code {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			return all.readFile(path)
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (f fields) readFile(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, spec := range group.Specs {
			if named, ok := spec.(*ast.TypeSpec); ok {
				f[file.Name.Name+"."+named.Name.Name] = structureOf(file.Name.Name, named.Type)
			}
		}
	}
	return nil
}

func structureOf(pkg string, shape ast.Expr) structure {
	s := structure{members: map[string]member{}}
	shaped, ok := shape.(*ast.StructType)
	if !ok {
		if name := typeName(pkg, shape); name != "" {
			s.within = []string{name}
		}
		return s
	}
	for _, field := range shaped.Fields.List {
		name, options := jsonTag(field)
		if len(field.Names) == 0 && name == "" {
			s.within = append(s.within, typeName(pkg, field.Type))
			continue
		}
		_, pointer := field.Type.(*ast.StarExpr)
		s.members[name] = member{pointer: pointer, omitted: strings.Contains(options, "omit")}
	}
	return s
}

// jsonTag is the name that a field has in JSON, empty when its tag gives none, and what follows the name.
func jsonTag(field *ast.Field) (name, options string) {
	if field.Tag == nil {
		return "", ""
	}
	text, err := strconv.Unquote(field.Tag.Value)
	if err != nil {
		return "", ""
	}
	name, options, _ = strings.Cut(reflect.StructTag(text).Get("json"), ",")
	return name, options
}

// typeName is the name that swag gives to the type that an expression names, empty when it names none.
func typeName(pkg string, expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.Ident:
		return pkg + "." + e.Name
	case *ast.SelectorExpr:
		if from, ok := e.X.(*ast.Ident); ok {
			return from.Name + "." + e.Sel.Name
		}
	case *ast.StarExpr:
		return typeName(pkg, e.X)
	case *ast.IndexExpr:
		return typeName(pkg, e.X)
	case *ast.IndexListExpr:
		return typeName(pkg, e.X)
	}
	return ""
}
