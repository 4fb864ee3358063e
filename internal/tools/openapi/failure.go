package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

const problemJSON = "application/problem+json"

// failures lists the error statuses of an operation: those whose rule in the overlay holds for it, and those its own annotations name.
func (c *converter) failures(o operation) []string {
	of := map[string]bool{}
	for status, f := range c.overlay.Errors {
		of[status] = slices.ContainsFunc(f.When, func(when string) bool { return c.holds(o, when) })
	}
	raw, _ := o.raw["responses"].(object)
	for status := range raw {
		if code, err := strconv.Atoi(status); err == nil && code >= 400 {
			of[status] = true
			if _, described := c.overlay.Errors[status]; !described {
				c.fault("%s answers %s, which errors in docs/overlay.yaml does not describe", o.id, status)
			}
		}
	}
	exception := c.overlay.Exceptions[o.id]
	for _, status := range exception.Also {
		of[strconv.Itoa(status)] = true
	}
	for _, status := range exception.Never {
		delete(of, strconv.Itoa(status))
	}
	maps.DeleteFunc(of, func(_ string, can bool) bool { return !can })
	return slices.Sorted(maps.Keys(of))
}

// holds says what the words of failure.When mean.
func (c *converter) holds(o operation, condition string) bool {
	switch condition {
	case "always":
		return true
	case "secured":
		return !c.public(o)
	case "path":
		return strings.Contains(o.path, "{")
	case "query":
		return takes(o, "query", "")
	case "body":
		return takes(o, "body", "") || takes(o, "formData", "")
	case "change":
		return o.method != "get" && !slices.Contains(c.overlay.Pure, o.id)
	case "once":
		return c.once(o)
	case "ifMatch":
		return takes(o, "header", ifMatch)
	}
	return false
}

// failed is an error answer: the shared one, unless this operation says more about it or an example was recorded.
func (c *converter) failed(o operation, status string, raw object) object {
	own, _ := raw[status].(object)
	words := text(own["description"])
	recorded, isRecorded := c.examples[o.id].Responses[status]
	if (words == "" || words == statusText(status)) && !isRecorded {
		return object{"$ref": "#/components/responses/" + responseName(status)}
	}
	return c.problem(status, cmpText(words, c.overlay.Errors[status].Description), recorded)
}

// problem is an error answer in full.
func (c *converter) problem(status, description string, recorded any) object {
	media := object{"schema": object{"$ref": c.reference(definitionPrefix + c.overlay.Problem)}}
	if recorded != nil {
		media["example"] = recorded
	}
	headers := object{"X-Request-Id": header("X-Request-Id")}
	for _, name := range c.overlay.Errors[status].Headers {
		headers[name] = header(name)
	}
	return object{"description": description, "headers": headers, "content": object{problemJSON: media}}
}

// problems are the error answers that operations share, and the answer to a reader who has the thing already.
func (c *converter) problems() object {
	out := object{"NotModified": object{
		"description": "Nothing has changed since the answer with the ETag that If-None-Match names",
		"headers":     object{"ETag": header("ETag"), "X-Request-Id": header("X-Request-Id")},
	}}
	used := map[string]bool{}
	for _, o := range c.operations() {
		for _, status := range c.failures(o) {
			used[status] = true
		}
	}
	for status, f := range c.overlay.Errors {
		if used[status] {
			out[responseName(status)] = c.problem(status, f.Description, nil)
		}
		if f.Description == "" {
			c.fault("docs/overlay.yaml: errors: %s has no description", status)
		}
	}
	return out
}

// responseName turns 404 into NotFound.
func responseName(status string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(statusText(status))
}
