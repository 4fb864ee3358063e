package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
)

// object is a JSON object.
type object = map[string]any

// input is everything that the description is made of.
type input struct {
	swagger  object             // docs/swagger.json
	overlay  overlay            // docs/overlay.yaml
	examples map[string]example // docs/examples, by operation
	fields   fields             // of the structs
}

func read(root string, code []string) (in input, err error) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "swagger.json")) //nolint:gosec // a tool reads where it is told
	if err != nil {
		return in, err
	}
	swagger, err := decode(text)
	if err != nil {
		return in, fmt.Errorf("docs/swagger.json: %w", err)
	}
	in.swagger, _ = unordered(swagger).(object)
	text, err = os.ReadFile(filepath.Join(root, "docs", "overlay.yaml")) //nolint:gosec // as above
	if err != nil {
		return in, err
	}
	if err := yaml.UnmarshalWithOptions(text, &in.overlay, yaml.DisallowUnknownField()); err != nil {
		return in, fmt.Errorf("docs/overlay.yaml: %w", err)
	}
	if in.examples, err = readExamples(filepath.Join(root, "docs", "examples")); err != nil {
		return in, err
	}
	in.fields, err = readFields(root, code)
	return in, err
}
