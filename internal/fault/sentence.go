package fault

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// code is the stable name of a broken tag.
func code(b validator.FieldError) string {
	switch b.Tag() {
	case "required", "required_if", "required_with", "required_without":
		return "required"
	case "min", "gte", "gt":
		return "too-small"
	case "max", "lte", "lt":
		return "too-large"
	case "oneof":
		return "not-one-of"
	case "uuid":
		return "not-an-identifier"
	case "text":
		return "unprintable"
	case "unique":
		return "duplicate"
	}
	return "wrong-form"
}

// sentence says what would be right.
func sentence(b validator.FieldError) string {
	switch b.Tag() {
	case "required", "required_with", "required_without":
		return "is required"
	case "required_if":
		return "is required here"
	case "min", "gte":
		return "must be at least " + amount(b)
	case "gt":
		return "must be more than " + amount(b)
	case "max", "lte":
		return "must be at most " + amount(b)
	case "lt":
		return "must be less than " + amount(b)
	case "oneof":
		return "must be one of " + strings.Join(strings.Fields(b.Param()), ", ")
	case "uuid":
		return "must be an identifier (UUID)"
	case "text":
		return "must be plain text: no control characters, no bidirectional overrides"
	case "code":
		return "must be 1 to 64 letters, digits, dots, hyphens or underscores, starting with a letter or digit"
	case "unique":
		return "must not name the same thing twice"
	case "email":
		return "must be an email address"
	case "url", "http_url":
		return "must be a web address"
	}
	return fmt.Sprintf("does not fit the rule %q", strings.TrimSpace(b.Tag()+" "+b.Param()))
}

func amount(b validator.FieldError) string {
	switch b.Kind() {
	case reflect.String:
		return b.Param() + " characters"
	case reflect.Slice, reflect.Map, reflect.Array:
		return b.Param() + " entries"
	default:
		return b.Param()
	}
}
