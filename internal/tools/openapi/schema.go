package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// definition converts a named schema, with what the struct it was made from says beside it.
func (c *converter) definition(name string, raw object) object {
	out := c.schema(raw)
	properties, _ := out["properties"].(object)
	if len(properties) == 0 {
		return out
	}
	required := map[string]bool{}
	for _, r := range list(out["required"]) {
		required[text(r)] = true
	}
	for property, value := range properties {
		field, known := c.fields.find(name, property)
		if !known {
			continue
		}
		if field.pointer && (c.sent[name] || !field.omitted) {
			properties[property] = nullable(value)
		}
		if !c.sent[name] && !field.omitted {
			required[property] = true
		}
	}
	delete(out, "required")
	if len(required) > 0 {
		out["required"] = slices.Sorted(maps.Keys(required))
	}
	if _, open := out["additionalProperties"]; c.sent[name] && !open {
		out["additionalProperties"] = false
	}
	return out
}

// schema converts one schema from OpenAPI 2.0 to JSON Schema 2020-12, which is what OpenAPI 3.1 uses.
func (c *converter) schema(raw object) object {
	out := object{}
	for key, value := range raw {
		switch key {
		case "$ref":
			out[key] = c.reference(text(value))
		case "items", "additionalProperties":
			out[key] = c.maybeSchema(value)
		case "properties":
			out[key] = c.properties(value)
		case "allOf":
			out[key] = c.schemas(value)
		case "example":
			out["examples"] = []any{value}
		case "x-nullable", "x-enum-varnames", "x-enum-comments", "x-enum-descriptions":
		default:
			out[key] = value
		}
	}
	exclusive(out, "exclusiveMinimum", "minimum")
	exclusive(out, "exclusiveMaximum", "maximum")
	explain(out, raw)
	c.unwrap(out)
	if raw["x-nullable"] == true {
		return nullable(out).(object) //nolint:forcetypeassert // an object stays one
	}
	return out
}

func (c *converter) maybeSchema(value any) any {
	if raw, ok := value.(object); ok {
		return c.schema(raw)
	}
	return value
}

func (c *converter) properties(value any) object {
	out := object{}
	raw, _ := value.(object)
	for name, property := range raw {
		out[name] = c.maybeSchema(property)
	}
	return out
}

func (c *converter) schemas(value any) (out []any) {
	for _, item := range list(value) {
		out = append(out, c.maybeSchema(item))
	}
	return out
}

func (c *converter) reference(to string) string {
	name, ok := c.names[strings.TrimPrefix(to, definitionPrefix)]
	if !ok {
		c.fault("docs/swagger.json: nothing is at %s", to)
	}
	return "#/components/schemas/" + name
}

// exclusive turns the flag of OpenAPI 2.0 into the number of JSON Schema 2020-12.
func exclusive(out object, flag, bound string) {
	switch out[flag] {
	case true:
		out[flag] = out[bound]
		delete(out, bound)
	case false:
		delete(out, flag)
	}
}

// unwrap takes the allOf away that OpenAPI 2.0 needed beside a reference, and a list of values that the referred schema has already.
func (c *converter) unwrap(out object) {
	if all := list(out["allOf"]); len(all) == 1 {
		if only, ok := all[0].(object); ok && len(only) == 1 && only["$ref"] != nil {
			delete(out, "allOf")
			out["$ref"] = only["$ref"]
		}
	}
	values, listed := out["enum"]
	if to, refers := out["$ref"].(string); refers && listed {
		definitions, _ := c.swagger["definitions"].(object)
		for full, name := range c.names {
			referred, _ := definitions[full].(object)
			if strings.HasSuffix(to, "/"+name) && fmt.Sprint(referred["enum"]) == fmt.Sprint(values) {
				delete(out, "enum")
			}
		}
	}
}

// explain writes what each value of a list means, which swag reads from the constants' comments, into the description.
func explain(out, raw object) {
	words, values := list(raw["x-enum-descriptions"]), list(raw["enum"])
	if len(words) == 0 || len(words) != len(values) {
		return
	}
	lines := []string{}
	if before := text(out["description"]); before != "" {
		lines = append(lines, before, "")
	}
	for i, value := range values {
		line := fmt.Sprintf("- `%v`", value)
		if text(words[i]) != "" {
			line += " – " + text(words[i])
		}
		lines = append(lines, line)
	}
	out["description"] = strings.Join(lines, "\n")
}

// nullable lets a schema be null as well.
func nullable(value any) any {
	schema, ok := value.(object)
	if !ok {
		return value
	}
	switch kind := schema["type"].(type) {
	case string:
		schema["type"] = []any{kind, "null"}
		if values, listed := schema["enum"]; listed {
			schema["enum"] = append(slices.Clone(list(values)), nil)
		}
		return schema
	case nil:
		if schema["$ref"] == nil && schema["allOf"] == nil {
			return schema // anything: null as well
		}
	default:
		return schema
	}
	outer, inner := object{}, object{}
	for key, part := range schema {
		if key == "description" || key == "examples" {
			outer[key] = part
		} else {
			inner[key] = part
		}
	}
	outer["anyOf"] = []any{inner, object{"type": "null"}}
	return outer
}
