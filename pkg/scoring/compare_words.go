package scoring

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/legible"
)

// words says what one change is, as a sentence without any JSON.
func (c Change) words(w Words) string {
	where := "The method"
	switch {
	case c.Bid != "":
		where = w.bid(c.Bid)
	case c.Criterion != "":
		where = "The criterion " + c.titled(c.Criterion)
	case strings.HasPrefix(c.Pointer, "/tender"):
		where = "The tender"
	case c.Pointer == "/drawSeed":
		where = "The draw"
	}
	if c.whole() {
		return where + c.cameOrWent()
	}
	if last := steps(c.Pointer); c.Bid != "" && len(last) == 3 && last[2] == "disregarded" {
		return where + c.disregarded()
	}
	subject, said := c.subject()
	verbs := [2]string{"was", "is"}
	if slices.Contains([]string{"the marks", "the words", "the bands", "the criteria"}, strings.SplitN(subject, " of ", 2)[0]) {
		verbs = [2]string{"were", "are"}
	}
	switch {
	case c.Before == "":
		return fmt.Sprintf("%s: %s %s added: %s.", where, subject, verbs[0], said(c.After))
	case c.After == "":
		return fmt.Sprintf("%s: %s %s taken away (before: %s).", where, subject, verbs[0], said(c.Before))
	}
	return fmt.Sprintf("%s: %s %s %s and %s now %s.", where, subject, verbs[0], said(c.Before), verbs[1], said(c.After))
}

// disregarded says that a bid came back into the competition or left it.
func (c Change) disregarded() string {
	ground := valueWords("disregarded")
	if c.Before == "" {
		return fmt.Sprintf(" is now disregarded (%s).", ground(c.After))
	}
	return fmt.Sprintf(" is no longer disregarded (before: %s).", ground(c.Before))
}

// titled is a criterion's title where the change knows it.
func (c Change) titled(id string) string {
	if c.Title != "" {
		return c.Title
	}
	return id
}

// whole says that a bid or criterion came or went as a whole.
func (c Change) whole() bool {
	steps := steps(c.Pointer)
	n := len(steps)
	return c.Bid != "" && n == 2 || c.Criterion != "" && n >= 2 && steps[n-2] == "criteria"
}

func (c Change) cameOrWent() string {
	what, object := " was added", c.After
	if c.After == "" {
		what, object = " was taken away", c.Before
	}
	var members map[string]json.RawMessage
	_ = json.Unmarshal([]byte(object), &members) // our own writing
	for _, share := range []string{"weight", "worth"} {
		if value := members[share]; value != nil {
			return what + ", with " + memberWords[share] + " of " + valueWords(share)(string(value)) + "."
		}
	}
	return what + "."
}

// steps are the parts of a pointer, unescaped.
func steps(pointer string) []string {
	list := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i := range list {
		list[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(list[i])
	}
	return list
}

// memberWords are what readers call the members of a sheet.
var memberWords = map[string]string{
	"basis": "the basis", "rankOn": "what is ranked", "drawSeed": "the seed", "years": "the term in years", "estimate": "the estimate", "amount": "the amount", "currency": "the currency",
	"at": "where it is rounded", "places": "how many decimals it is rounded to", "rule": "how it is rounded",
	"title": "the title", "weight": "a weight", "worth": "a worth", "kind": "what it looks at", "minimum": "the minimum", "measure": "the measure", "measures": "the list of measures",
	"cap": "the cap", "perMillion": "taking it per £ million", "perYear": "taking it per year", "score": "the scoring function", "scale": "the scale", "criteria": "the criteria below it",
	"function": "the scoring function", "worst": "the input that earns nothing", "best": "the input that earns full marks", "points": "the curve", "outside": "what happens outside the curve",
	"bands": "the bands", "from": "the start", "to": "the end", "mark": "the mark", "direction": "which offers are better", "whenEqual": "what equal offers earn",
	"halvingFactor": "the multiple of the lowest that earns half marks", "level": "the level", "marks": "the marks", "words": "the words",
	"proxy": "the money for one unit", "deadweight": "what would have happened anyway", "displacement": "what was moved from elsewhere", "attribution": "what others caused",
	"dropOff": "what fades each year", "by": "what tells ties apart", "id": "the criterion that tells ties apart", "commitment": "the hash of the draw's seed",
	"reason": "the ground on which it is disregarded", "disregarded": "the ground on which it is disregarded", "price": "the price",
}

// listWords are what readers call an element of a list.
var listWords = map[string]string{"tieBreak": "tie rule", "points": "point of the curve", "bands": "band", "scale": "step of the scale", "measures": "measure"}

// subject names the member that changed as a reader would, and gives how its values are said.
func (c Change) subject() (string, func(string) string) {
	path := steps(c.Pointer)
	last := path[len(path)-1]
	if c.Bid != "" && len(path) == 4 {
		switch path[2] {
		case "levels":
			return "the level on " + c.titled(last), valueWords("level")
		case "commitments":
			return "the commitment to measure " + last, valueWords("commitment")
		case "gates":
			return "the requirement " + c.titled(last), metWords
		}
	}
	for i := len(path) - 2; i >= 0 && i >= len(path)-3; i-- {
		name, listed := listWords[path[i]]
		place, err := strconv.Atoi(path[i+1])
		if !listed || err != nil {
			continue
		}
		element := "the " + ordinal(place+1) + " " + name
		if i == len(path)-2 {
			return element, valueWords(path[i])
		}
		return c.memberOf(path[i], last) + " of " + element, valueWords(last)
	}
	switch last {
	case "weight", "worth":
		return "the " + last, valueWords(last)
	}
	if words := memberWords[last]; words != "" {
		return words, valueWords(last)
	}
	return last, valueWords(last)
}

// memberOf names a member of a list's element; a point has two, by their place.
func (c Change) memberOf(list, last string) string {
	if list == "points" {
		return map[string]string{"0": "the input", "1": "the mark"}[last]
	}
	return memberWords[last]
}

func metWords(value string) string {
	return map[string]string{"true": "met", "false": "not met"}[value]
}

// valueWords gives how the values of a member are said.
func valueWords(member string) func(string) string {
	return func(text string) string {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) != nil {
			return text
		}
		return said(member, value)
	}
}

func said(member string, value any) string {
	switch v := value.(type) {
	case json.Number:
		return numberWords(member, v)
	case string:
		if member == "title" || member == "words" {
			return strconv.Quote(v)
		}
		return strings.ReplaceAll(v, "_", " ")
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case []any:
		return listSaid(member, v)
	case map[string]any:
		return objectSaid(v)
	}
	return "nothing"
}

func numberWords(member string, n json.Number) string {
	switch member {
	case "weight", "deadweight", "displacement", "attribution", "dropOff":
		return n.String() + " %"
	case "worth", "proxy":
		if r, ok := new(big.Rat).SetString(n.String()); ok {
			return legible.Money(r, "")
		}
	}
	return n.String()
}

func listSaid(member string, list []any) string {
	parts := make([]string, len(list))
	for i, element := range list {
		parts[i] = said(member, element)
	}
	if member == "points" && len(list) == 2 && slices.IndexFunc(list, func(v any) bool { _, isList := v.([]any); return isList }) < 0 {
		return parts[0] + " earns " + parts[1]
	}
	return strings.Join(parts, ", then ")
}

// objectSaid says money as money, a disregard by its ground, a tie rule by what it looks at, and anything else member by member.
func objectSaid(object map[string]any) string {
	if amount, isMoney := object["amount"].(json.Number); isMoney {
		currency, _ := object["currency"].(string)
		if r, ok := new(big.Rat).SetString(amount.String()); ok {
			return legible.Money(r, currency)
		}
	}
	if by, ok := object["by"].(string); ok {
		if id, named := object["id"].(string); named {
			return "the mark on " + id
		}
		return strings.ReplaceAll(by, "_", " ")
	}
	if reason, ok := object["reason"].(string); ok && len(object) == 1 {
		return strings.ReplaceAll(reason, "_", " ")
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		words := memberWords[name]
		if words == "" {
			words = name
		}
		for _, article := range []string{"the ", "a "} {
			words = strings.TrimPrefix(words, article)
		}
		parts = append(parts, words+" "+said(name, object[name]))
	}
	return strings.Join(parts, ", ")
}
