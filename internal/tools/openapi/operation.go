package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// operation is one operation of swagger.json.
type operation struct {
	id, method, path string
	raw              object
}

var methods = []string{"get", "put", "post", "delete", "patch"}

// operations lists all operations, by path and method.
func (c *converter) operations() (all []operation) {
	paths, _ := c.swagger["paths"].(object)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item, _ := paths[path].(object)
		for _, method := range methods {
			if raw, ok := item[method].(object); ok {
				all = append(all, operation{text(raw["operationId"]), method, path, raw})
			}
		}
	}
	return all
}

func (c *converter) operationIDs() (ids []string) {
	for _, o := range c.operations() {
		ids = append(ids, o.id)
	}
	return ids
}

func (c *converter) paths() object {
	out := object{}
	seen := map[string]string{}
	for _, o := range c.operations() {
		where := strings.ToUpper(o.method) + " " + o.path
		if o.id == "" || text(o.raw["summary"]) == "" || len(list(o.raw["tags"])) == 0 {
			c.fault("%s lacks one of @ID, @Summary and @Tags", where)
		}
		if before := seen[o.id]; before != "" {
			c.fault("%s and %s are both called %s", before, where, o.id)
		}
		seen[o.id] = where
		item, ok := out[o.path].(object)
		if !ok {
			item = object{}
			out[o.path] = item
		}
		item[o.method] = merge(c.operation(o), c.overlay.Operations[o.id])
	}
	return out
}

func (c *converter) operation(o operation) object {
	out := object{"operationId": o.id}
	for _, key := range []string{"summary", "description", "tags", "deprecated"} {
		if value, ok := o.raw[key]; ok {
			out[key] = value
		}
	}
	if c.public(o) {
		out["security"] = []any{}
	}
	parameters, body := c.parameters(o)
	if len(parameters) > 0 {
		out["parameters"] = parameters
	}
	if body != nil {
		out["requestBody"] = body
	}
	out["responses"] = c.responses(o)
	return out
}

// public reports whether an operation asks for no key.
func (c *converter) public(o operation) bool { return slices.Contains(c.overlay.Public, o.id) }

// once reports whether an operation takes an Idempotency-Key: a POST that keeps something.
func (c *converter) once(o operation) bool {
	return o.method == "post" && !slices.Contains(c.overlay.Pure, o.id)
}

// responses gives an operation its good answers, with their headers, and every error that can happen to it.
func (c *converter) responses(o operation) object {
	out := object{}
	raw, _ := o.raw["responses"].(object)
	for status, answer := range raw {
		code, err := strconv.Atoi(status)
		if err != nil || code >= 400 {
			continue // the errors come from the rules
		}
		described, _ := answer.(object)
		out[status] = c.answer(o, status, described)
	}
	if len(out) == 0 {
		c.fault("%s has no good answer", o.id)
	}
	if o.method == "get" {
		out["304"] = object{"$ref": "#/components/responses/NotModified"}
	}
	for _, status := range c.failures(o) {
		out[status] = c.failed(o, status, raw)
	}
	for status := range c.examples[o.id].Responses {
		if out[status] == nil {
			c.fault("docs/examples/%s.json: %s is not among the operation's answers", o.id, status)
		}
	}
	return out
}

// answer is a good answer.
func (c *converter) answer(o operation, status string, raw object) object {
	headers := object{"X-Request-Id": header("X-Request-Id")}
	if status == "201" {
		headers["Location"] = header("Location")
	}
	out := object{"description": cmpText(text(raw["description"]), statusText(status)), "headers": headers}
	schema, ok := raw["schema"].(object)
	if !ok {
		return out
	}
	headers["ETag"] = header("ETag")
	content := object{}
	for _, kind := range c.kinds(o, "produces") {
		content[kind] = c.media(kind, schema, c.examples[o.id].Responses[status])
	}
	out["content"] = content
	return out
}

// media is a body of one media type. What is not JSON is text to the reader of the description.
func (c *converter) media(kind string, schema object, recorded any) object {
	isText, isJSON := schema["type"] == "string", strings.HasSuffix(kind, "json")
	out := object{}
	switch {
	case isJSON || isText:
		out["schema"] = c.schema(schema)
	default:
		out["schema"] = object{"type": "string"}
	}
	if _, isWords := recorded.(string); recorded != nil && isJSON != isWords {
		out["example"] = recorded
	}
	return out
}

// kinds are the media types that an operation consumes or produces.
func (c *converter) kinds(o operation, key string) (kinds []string) {
	declared := list(o.raw[key])
	if len(declared) == 0 {
		declared = list(c.swagger[key])
	}
	for _, kind := range declared {
		kinds = append(kinds, text(kind))
	}
	if len(kinds) == 0 {
		kinds = []string{"application/json"}
	}
	return kinds
}

func header(name string) object { return object{"$ref": "#/components/headers/" + name} }
