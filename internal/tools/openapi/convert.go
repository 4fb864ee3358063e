package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// converter carries one conversion, and gathers what is wrong with its input.
type converter struct {
	input

	names  map[string]string // a definition's name in swagger.json: its name in the description
	sent   map[string]bool   // definitions that requests are made of
	faults []string
}

func (c *converter) fault(format string, arguments ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, arguments...))
}

// convert turns the input into an OpenAPI 3.1 document, or returns every fault of the input.
func convert(in input) (object, error) {
	c := &converter{input: in}
	c.names = c.nameDefinitions()
	c.sent = c.sentDefinitions()
	paths := c.paths()
	doc := object{
		"openapi":    "3.1.0",
		"info":       c.info(),
		"servers":    in.overlay.Servers,
		"security":   []any{object{bearer: []any{}}},
		"tags":       c.tags(),
		"paths":      paths,
		"components": c.components(),
	}
	c.faults = append(c.faults, in.overlay.check(c.operationIDs())...)
	for id := range in.examples {
		if !slices.Contains(c.operationIDs(), id) {
			c.fault("docs/examples/%s.json: there is no such operation", id)
		}
	}
	if len(c.faults) > 0 {
		slices.Sort(c.faults)
		return nil, errors.New(strings.Join(slices.Compact(c.faults), "\n"))
	}
	return doc, nil
}

// bearer names the one way to authenticate. OpenAPI 2.0 knows no bearer tokens: there it is called an API key in the header Authorization.
const bearer = "Bearer"

func (c *converter) info() object {
	info, _ := c.swagger["info"].(object)
	info = maps.Clone(info)
	for _, empty := range []string{"contact", "license"} {
		if of, ok := info[empty].(object); ok && len(of) == 0 {
			delete(info, empty)
		}
	}
	return info
}

// tags lists the groups that operations are in, in the overlay's order, which is that of a procurement's life.
func (c *converter) tags() (all []any) {
	used := map[string]bool{}
	for _, o := range c.operations() {
		for _, name := range list(o.raw["tags"]) {
			if text, ok := name.(string); ok {
				used[text] = true
			}
		}
	}
	for _, t := range c.overlay.Tags {
		if used[t.Name] {
			all = append(all, object{"name": t.Name, "description": t.Description})
		}
		if t.Description == "" {
			c.fault("docs/overlay.yaml: tags: %s has no description", t.Name)
		}
		delete(used, t.Name)
	}
	for name := range used {
		c.fault("docs/overlay.yaml: tags: %s is used by an operation and not explained", name)
	}
	return all
}

func (c *converter) components() object {
	schemas := object{}
	definitions, _ := c.swagger["definitions"].(object)
	for name, definition := range definitions {
		raw, ok := definition.(object)
		if !ok {
			c.fault("docs/swagger.json: definition %s is not an object", name)
			continue
		}
		schemas[c.names[name]] = c.definition(name, raw)
	}
	made := object{
		"schemas":   schemas,
		"responses": c.problems(),
		"securitySchemes": object{bearer: object{
			"type": "http", "scheme": "bearer",
			"description": "An API key, as `assay` or an administrator gave it out. It is shown once and kept as a hash.",
		}},
	}
	return merge(made, c.overlay.Components)
}

// merge lays one document over another: objects member by member, anything else whole; null takes a member away.
func merge(under, over object) object {
	out := maps.Clone(under)
	if out == nil {
		out = object{}
	}
	for name, value := range over {
		switch v := value.(type) {
		case nil:
			delete(out, name)
		case object:
			below, _ := out[name].(object)
			out[name] = merge(below, v)
		default:
			out[name] = v
		}
	}
	return out
}

// list is a JSON array, or nothing.
func list(value any) []any {
	items, _ := value.([]any)
	return items
}

// text is a JSON string, or nothing.
func text(value any) string {
	s, _ := value.(string)
	return s
}
