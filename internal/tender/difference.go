package tender

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Difference is one member of what was published that an amendment changed.
// Before and After are JSON; one is empty where the member was added or taken
// away.
type Difference struct {
	Pointer string          `json:"pointer"` // RFC 6901, into the terms after the change; before it where the member was taken away
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
}

// terms is everything that a tender promised at publication and an amendment
// may change, as one document.
type terms struct {
	Title           string           `json:"title"`
	Description     string           `json:"description"`
	Classification  string           `json:"classification"`
	Estimate        decimal.Money    `json:"estimate"`
	Years           decimal.Quantity `json:"years"`
	StartsOn        string           `json:"startsOn"`
	Deadline        time.Time        `json:"deadline"`
	QuestionsUntil  *time.Time       `json:"questionsUntil"`
	LotsPerSupplier *LotLimit        `json:"lotsPerSupplier"`
	AwardRules      json.RawMessage  `json:"awardRules"`
	Method          json.RawMessage  `json:"method"`
	Lots            []lotTerms       `json:"lots"`
}

type lotTerms struct {
	Number      int             `json:"number"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Estimate    decimal.Money   `json:"estimate"`
	Criteria    json.RawMessage `json:"criteria"` // its own; null where it has none
}

// terms writes them down as they stand.
func (t Tender) terms(lots []Lot) (string, error) {
	d := terms{
		Title: t.Title, Description: t.Description, Classification: t.Classification, Estimate: decimal.Money{Amount: t.EstimatePence, Currency: t.Currency},
		Years: t.Years, StartsOn: t.StartsOn, Deadline: t.Deadline.UTC(), QuestionsUntil: t.QuestionsUntil, LotsPerSupplier: t.LotsPerSupplier(),
		Method: json.RawMessage(t.Method), AwardRules: json.RawMessage("null"),
	}
	if t.AwardRules != "" {
		d.AwardRules = json.RawMessage(t.AwardRules)
	}
	for _, l := range lots {
		own := json.RawMessage("null")
		if l.Criteria != "" {
			own = json.RawMessage(l.Criteria)
		}
		d.Lots = append(d.Lots, lotTerms{Number: l.Number, Title: l.Title, Description: l.Description, Estimate: decimal.Money{Amount: l.EstimatePence, Currency: t.Currency}, Criteria: own})
	}
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write the terms of tender %s: %w", t.ID, err)
	}
	return string(text), nil
}

// compare lists how one document differs from another, in the order of the
// document after the change. What lists hold is matched by what names it: an id,
// a number or a level.
func compare(before, after string) ([]Difference, error) {
	a, err := loose(before)
	if err != nil {
		return nil, err
	}
	b, err := loose(after)
	if err != nil {
		return nil, err
	}
	return differences(nil, "", a, b), nil
}

func loose(text string) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("read the terms: %w", err)
	}
	return v, nil
}

func differences(all []Difference, at string, a, b any) []Difference {
	switch before := a.(type) {
	case map[string]any:
		if after, ok := b.(map[string]any); ok {
			names := slices.Sorted(maps.Keys(after))
			for _, name := range slices.Sorted(maps.Keys(before)) {
				if _, stays := after[name]; !stays {
					all = append(all, Difference{Pointer: at + "/" + step(name), Before: raw(before[name])})
				}
			}
			for _, name := range names {
				old, was := before[name]
				all = member(all, at+"/"+step(name), old, was, after[name])
			}
			return all
		}
	case []any:
		if after, ok := b.([]any); ok {
			return entries(all, at, before, after)
		}
	}
	if !reflect.DeepEqual(a, b) {
		all = append(all, Difference{Pointer: at, Before: raw(a), After: raw(b)})
	}
	return all
}

func member(all []Difference, at string, old any, was bool, now any) []Difference {
	if !was {
		return append(all, Difference{Pointer: at, After: raw(now)})
	}
	return differences(all, at, old, now)
}

// entries compares lists: what was taken away first, then the rest in order.
func entries(all []Difference, at string, before, after []any) []Difference {
	old := map[string]any{}
	for i, v := range before {
		old[nameOf(v, i)] = v
	}
	kept := map[string]bool{}
	for i, v := range after {
		kept[nameOf(v, i)] = true
	}
	for i, v := range before {
		if !kept[nameOf(v, i)] {
			all = append(all, Difference{Pointer: at + "/" + strconv.Itoa(i), Before: raw(v)})
		}
	}
	for i, v := range after {
		was, known := old[nameOf(v, i)]
		all = member(all, at+"/"+strconv.Itoa(i), was, known, v)
	}
	return all
}

// nameOf is what an entry of a list is known by; its place where nothing names
// it.
func nameOf(v any, i int) string {
	if object, ok := v.(map[string]any); ok {
		for _, key := range []string{"id", "number", "level"} {
			if name, named := object[key]; named {
				return fmt.Sprint(key, " ", name)
			}
		}
	}
	return strconv.Itoa(i)
}

func step(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

// raw writes a value that was read from JSON.
func raw(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
