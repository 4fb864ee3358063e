package main

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameDefinitions gives every definition the name that a user of the API sees: without the Go package, unless two packages have a type of that
// name; then all but the API's own carry their package's. A list is named after what it lists.
func (c *converter) nameDefinitions() map[string]string {
	definitions, _ := c.swagger["definitions"].(object)
	all := slices.Sorted(maps.Keys(definitions))
	wanted := map[string]int{}
	for _, full := range all {
		wanted[plain(full)]++
	}
	names, taken := map[string]string{}, map[string]string{}
	for _, full := range all {
		name, given := c.overlay.Names[full]
		if !given {
			name = plain(full)
			if pkg, _, _ := strings.Cut(full, "."); wanted[name] > 1 && pkg != "api" {
				name = capital(pkg) + name
			}
		}
		if before, clash := taken[name]; clash {
			c.fault("%s and %s are both called %s: give one another name under names in docs/overlay.yaml", before, full, name)
		}
		names[full], taken[name] = name, full
	}
	for full := range c.overlay.Names {
		if _, there := definitions[full]; !there {
			c.fault("docs/overlay.yaml: names: there is no definition %s", full)
		}
	}
	return names
}

// plain turns api.List-bid_Bid into BidList, api.Money into Money, and score.input into Input.
func plain(full string) string {
	generic, arguments, _ := strings.Cut(full, "-")
	name := capital(afterLast(generic, "."))
	for argument := range strings.SplitSeq(arguments, "-") {
		if argument != "" {
			name = capital(afterLast(argument, "_")) + name
		}
	}
	return name
}

func afterLast(s, separator string) string { return s[strings.LastIndex(s, separator)+1:] }

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

const definitionPrefix = "#/definitions/"

// referred lists the definitions that a piece of swagger.json refers to, at any depth, each once.
func (c *converter) referred(piece any, into map[string]bool) {
	switch p := piece.(type) {
	case []any:
		for _, item := range p {
			c.referred(item, into)
		}
	case object:
		for name, value := range p {
			if name != "$ref" {
				c.referred(value, into)
				continue
			}
			definition := strings.TrimPrefix(text(value), definitionPrefix)
			if into[definition] {
				continue
			}
			into[definition] = true
			definitions, _ := c.swagger["definitions"].(object)
			c.referred(definitions[definition], into)
		}
	}
}

// sentDefinitions are those that the body of some request is made of. The server refuses members that they do not have; and they have no
// member that must be there but those that say so.
func (c *converter) sentDefinitions() map[string]bool {
	sent := map[string]bool{}
	for _, o := range c.operations() {
		for _, p := range list(o.raw["parameters"]) {
			if parameter, ok := p.(object); ok && parameter["in"] == "body" {
				c.referred(parameter["schema"], sent)
			}
		}
	}
	return sent
}
