// Command openapi makes openapi.yaml, the description of the API, out of what stands beside the code:
//
//   - docs/swagger.json, which swag reads from the annotations of the handlers (OpenAPI 2.0);
//   - the Go structs themselves, for what swag does not say: which members may be null, and which an answer always has;
//   - docs/overlay.yaml, for what belongs to no single handler: tags, security, headers, and which errors to expect when;
//   - docs/examples, which the tests record.
//
// The same input gives the same bytes. Whatever does not fit together (an example for an operation that is not there, a tag that nobody
// explains, a description that is not valid OpenAPI 3.1) is a fault, and every fault is named at once.
//
// It is run by go generate in the package api.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "folder of the module, with docs/ in it; openapi.yaml is written there, and a copy beside the page that shows it")
	flag.Parse()
	if err := write(*root); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

// write makes the description of the module in a folder.
func write(root string) error {
	text, err := describe(root, []string{"api", "internal", "pkg"})
	if err != nil {
		return err
	}
	// The second copy is the one that the service serves: a program cannot embed a file from a folder above its package.
	for _, name := range []string{"openapi.yaml", filepath.Join("api", "docspage", "openapi.yaml")} {
		if err := os.WriteFile(filepath.Join(root, name), text, 0o644); err != nil { //nolint:gosec // published
			return err
		}
	}
	return nil
}

// describe reads everything below the folder, the structs from the named folders in it, and returns the description.
func describe(root string, code []string) ([]byte, error) {
	in, err := read(root, code)
	if err != nil {
		return nil, err
	}
	doc, err := convert(in)
	if err != nil {
		return nil, err
	}
	text, err := encode(doc)
	if err != nil {
		return nil, err
	}
	if err := check(text); err != nil {
		return nil, err
	}
	return text, nil
}
