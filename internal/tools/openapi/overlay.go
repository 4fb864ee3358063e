package main

import (
	"fmt"
	"slices"
	"strconv"
)

// overlay is docs/overlay.yaml; its head comment explains every member to those who write it.
type overlay struct {
	Servers    []object            `yaml:"servers"`
	Tags       []tag               `yaml:"tags"`
	Names      map[string]string   `yaml:"names"`
	Public     []string            `yaml:"public"`
	Pure       []string            `yaml:"pure"`
	Problem    string              `yaml:"problem"`
	Errors     map[string]failure  `yaml:"errors"`
	Exceptions map[string]adjusted `yaml:"exceptions"`
	Components object              `yaml:"components"`
	Operations map[string]object   `yaml:"operations"`
}

// tag is a group of operations.
type tag struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description"`
}

// failure is an error status: what it says, and to which operations it can happen.
type failure struct {
	Description string   `yaml:"description"`
	When        []string `yaml:"when"`
	Headers     []string `yaml:"headers"`
}

// adjusted sets the errors of one operation right where the rules do not.
type adjusted struct {
	Also  []int `yaml:"also"`
	Never []int `yaml:"never"`
}

// conditions are the words that failure.When may use.
var conditions = []string{"always", "secured", "path", "query", "body", "change", "once", "ifMatch"}

// check finds what the overlay says about nothing.
func (o overlay) check(operations []string) (faults []string) {
	known := func(where, id string) {
		if !slices.Contains(operations, id) {
			faults = append(faults, fmt.Sprintf("docs/overlay.yaml: %s names the operation %q, which does not exist", where, id))
		}
	}
	for _, id := range o.Public {
		known("public", id)
	}
	for _, id := range o.Pure {
		known("pure", id)
	}
	for id := range o.Exceptions {
		known("exceptions", id)
	}
	for id := range o.Operations {
		known("operations", id)
	}
	for status, f := range o.Errors {
		if code, err := strconv.Atoi(status); err != nil || code < 400 || code > 599 {
			faults = append(faults, fmt.Sprintf("docs/overlay.yaml: errors: %q is not an error status", status))
		}
		for _, when := range f.When {
			if !slices.Contains(conditions, when) {
				faults = append(faults, fmt.Sprintf("docs/overlay.yaml: errors: %s: %q is not one of %v", status, when, conditions))
			}
		}
	}
	return faults
}
