package main

import (
	"context"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// check holds the finished text against OpenAPI 3.1 and its own examples.
func check(text []byte) error {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(text)
	if err != nil {
		return fmt.Errorf("the description cannot be read: %w", err)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.EnableMultiError()); err != nil {
		return fmt.Errorf("the description is not valid: %w", err)
	}
	return nil
}
