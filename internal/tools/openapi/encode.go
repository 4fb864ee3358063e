package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"
)

const head = `# Made by go generate in the package api out of the handlers' annotations, docs/overlay.yaml and docs/examples. Change those, not this file.
`

// order is how a reader wants the members of an object: what it is, then what it is made of. Members not named here follow by name.
var order = map[string]int{}

func init() {
	for i, key := range []string{
		"openapi", "info", "servers", "security", "tags", "paths", "components",
		"get", "put", "post", "delete", "patch",
		"$ref", "name", "url", "in", "operationId", "title", "summary", "type", "scheme", "format", "description", "version", "deprecated", "required",
		"style", "explode", "parameters", "requestBody", "responses", "headers", "content", "schema",
		"properties", "additionalProperties", "items", "allOf", "anyOf", "enum", "default", "examples", "example",
	} {
		order[key] = i + 1
	}
}

// named are the members whose own members are names that we chose: those go by the alphabet.
var named = []string{"paths", "schemas", "properties", "headers", "parameters", "responses", "content", "securitySchemes"}

// encode writes the document as YAML, the same bytes for the same document.
func encode(doc object) ([]byte, error) {
	text, err := yaml.MarshalWithOptions(arrange(doc, ""), yaml.Indent(2), yaml.IndentSequence(true), yaml.UseLiteralStyleIfMultiline(true))
	if err != nil {
		return nil, err
	}
	return append([]byte(head), blank.ReplaceAll(text, nil)...), nil
}

var (
	blank  = regexp.MustCompile(`(?m)^ +$`)                             // an empty line of a longer text
	unsure = regexp.MustCompile(`^[-+.~]?[0-9]|^[?]|[\r\t]|(?m:^ | $)`) // a string that some reader of YAML takes for a number, a date or other spaces
)

// quoted is a string that is written in quotes whatever it looks like.
type quoted string

// MarshalYAML writes the string as JSON does, which YAML reads alike.
func (q quoted) MarshalYAML() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(string(q))
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// arrange puts the members of every object in order.
func arrange(value any, under string) any {
	switch v := value.(type) {
	case object:
		keys := slices.SortedFunc(maps.Keys(v), func(a, b string) int {
			if slices.Contains(named, under) {
				return cmp.Compare(a, b)
			}
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
		})
		out := yaml.MapSlice{}
		for _, key := range keys {
			out = append(out, yaml.MapItem{Key: key, Value: arrange(v[key], key)})
		}
		return out
	case yaml.MapSlice: // recorded, in the order of the service
		out := yaml.MapSlice{}
		for _, m := range v {
			out = append(out, yaml.MapItem{Key: m.Key, Value: arrange(m.Value, "")})
		}
		return out
	case string:
		if unsure.MatchString(v) {
			return quoted(v)
		}
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = arrange(item, "")
		}
		return out
	case []object:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = arrange(item, "")
		}
		return out
	}
	return value
}

func rank(key string) int { return cmp.Or(order[key], len(order)+1) }
