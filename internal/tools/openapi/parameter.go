package main

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
)

// shape is what a parameter of OpenAPI 2.0 says of its value; in 3.1 it says so in a schema.
var shape = []string{
	"type", "format", "items", "enum", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
	"pattern", "minItems", "maxItems", "uniqueItems", "multipleOf", "example",
}

// parameters converts what an operation takes. The headers that every operation of a kind takes are added here, so that no annotation has to
// repeat them.
func (c *converter) parameters(o operation) (parameters []any, body object) {
	form := object{}
	for _, p := range list(o.raw["parameters"]) {
		raw, _ := p.(object)
		switch raw["in"] {
		case "body":
			body = c.body(o, raw)
		case "formData":
			form[text(raw["name"])] = raw
		case "header":
			if shared(text(raw["name"])) {
				continue
			}
			parameters = append(parameters, c.parameter(raw))
		default:
			parameters = append(parameters, c.parameter(raw))
		}
	}
	for _, name := range c.sharedHeaders(o) {
		parameters = append(parameters, object{"$ref": "#/components/parameters/" + name})
	}
	if len(form) > 0 {
		body = c.form(form)
	}
	return parameters, body
}

// The request headers with one meaning everywhere. They are described once, under components in the overlay.
const (
	ifMatch     = "If-Match"
	ifNoneMatch = "If-None-Match"
	idempotency = "Idempotency-Key"
)

func shared(name string) bool {
	return slices.Contains([]string{ifMatch, ifNoneMatch, idempotency}, http.CanonicalHeaderKey(name))
}

func (c *converter) sharedHeaders(o operation) (names []string) {
	if takes(o, "header", ifMatch) {
		names = append(names, ifMatch)
	}
	if o.method == "get" {
		names = append(names, ifNoneMatch)
	}
	if c.once(o) {
		names = append(names, idempotency)
	}
	return names
}

// takes reports whether an operation has a parameter in a place, of a name unless that is empty.
func takes(o operation, in, name string) bool {
	return slices.ContainsFunc(list(o.raw["parameters"]), func(p any) bool {
		raw, _ := p.(object)
		return raw["in"] == in && (name == "" || http.CanonicalHeaderKey(text(raw["name"])) == name)
	})
}

func (c *converter) parameter(raw object) object {
	out := object{"name": raw["name"], "in": raw["in"], "schema": c.schema(only(raw, shape))}
	for _, key := range []string{"description", "required", "deprecated"} {
		if value, ok := raw[key]; ok && value != false {
			out[key] = value
		}
	}
	if raw["type"] == "array" {
		out["explode"] = raw["collectionFormat"] == "multi"
		if raw["in"] == "query" {
			out["style"] = "form"
		}
	}
	return out
}

func only(raw object, keys []string) object {
	out := object{}
	for _, key := range keys {
		if value, ok := raw[key]; ok {
			out[key] = value
		}
	}
	return out
}

func (c *converter) body(o operation, raw object) object {
	schema, _ := raw["schema"].(object)
	content := object{}
	for _, kind := range c.kinds(o, "consumes") {
		content[kind] = c.media(kind, schema, c.examples[o.id].Request)
	}
	out := object{"content": content, "required": raw["required"] == true}
	if description := text(raw["description"]); description != "" {
		out["description"] = description
	}
	return out
}

// form is a body of named parts, files among them.
func (c *converter) form(parts object) object {
	properties, required := object{}, []any{}
	for name, part := range parts {
		raw, _ := part.(object)
		schema := c.schema(only(raw, append([]string{"description"}, shape...)))
		if raw["type"] == "file" {
			schema["type"], schema["format"] = "string", "binary"
		}
		properties[name] = schema
		if raw["required"] == true {
			required = append(required, name)
		}
	}
	slices.SortFunc(required, func(a, b any) int { return cmp.Compare(text(a), text(b)) })
	schema := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return object{"required": len(required) > 0, "content": object{"multipart/form-data": object{"schema": schema}}}
}

func statusText(status string) string {
	code, err := strconv.Atoi(status)
	if err != nil {
		return ""
	}
	return http.StatusText(code)
}

func cmpText(first, second string) string { return cmp.Or(first, second) }
