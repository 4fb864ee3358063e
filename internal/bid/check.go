package bid

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

// checker gathers everything that is wrong with a document, with pointers into
// it.
type checker struct {
	asked

	wrong fault.Fields
}

// shape checks what even a draft must keep to: it is a bid for this lot of this
// tender, and what it says so far can be read.
func (a asked) shape(d Document) error {
	c := checker{asked: a}
	if err := c.form(d); err != nil {
		return err
	}
	return c.wrong.Err()
}

// complete checks everything that a bid must keep to when it is handed in.
func (a asked) complete(d Document) error {
	c := checker{asked: a}
	if err := c.form(d); err != nil {
		return err
	}
	c.commitments(d.Answers.Commitments)
	c.questions(d.Answers)
	c.gates(d.Answers)
	c.members(d.Answers)
	c.declarations(d.Answers.Declarations)
	c.uploads(d.Answers)
	c.price(d.Price)
	return c.wrong.Err()
}

func (c *checker) add(pointer, code, format string, args ...any) {
	c.wrong.Add(pointer, code, fmt.Sprintf(format, args...))
}

func at(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// form checks lengths, spellings and where the bid belongs.
func (c *checker) form(d Document) error {
	if err := fault.Check(d); !c.wrong.Merge(err) {
		return err
	}
	if d.Kind != "" && d.Kind != Kind {
		c.add("/kind", "unknown-kind", "must be %s", Kind)
	}
	if d.Tender != c.tender.ID {
		c.add("/tender", "other-tender", "must be this bid's tender, %s", c.tender.ID)
	}
	if d.Lot != c.lotID {
		c.add("/lot", "other-lot", "must be this bid's lot, %s", c.lotID)
	}
	for i, o := range d.Answers.Commitments {
		for j, p := range o.Profile {
			if _, ok := ParsePeriod(p.Period); p.Period != "" && !ok {
				c.add(at("/answers/commitments/%d/profile/%d/period", i, j), "malformed-period", "must be a quarter 2027-Q1, a month 2027-03 or a year 2027")
			}
		}
		if b := o.Baseline; b != nil && b.Date != "" && !isDate(b.Date) {
			c.add(at("/answers/commitments/%d/baseline/date", i), "malformed-date", "must be a date such as 2026-03-31")
		}
	}
	c.attachments(d.Answers)
	return nil
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

var digest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// attachments checks that files are named by well-formed hashes, each once, and
// that what an answer refers to is listed.
func (c *checker) attachments(a Answers) {
	var listed []string
	for i, f := range a.Attachments {
		hash := "sha256:" + strings.TrimPrefix(f.SHA256, "sha256:")
		switch {
		case !digest.MatchString(hash):
			c.add(at("/answers/attachments/%d/sha256", i), "malformed-hash", "must be sha256: and 64 lower-case hexadecimal digits")
		case slices.Contains(listed, hash):
			c.add(at("/answers/attachments/%d/sha256", i), "duplicate", "is listed already")
		}
		if strings.TrimSpace(f.Name) == "" {
			c.add(at("/answers/attachments/%d/name", i), "required", "is required")
		}
		listed = append(listed, hash)
	}
	refer := func(pointer string, hashes []string) {
		for j, h := range hashes {
			if !slices.Contains(listed, h) {
				c.add(at("%s/attachments/%d", pointer, j), "not-listed", "must be the sha256:… of a file listed under /answers/attachments")
			}
		}
	}
	for i, q := range a.Questions {
		refer(at("/answers/questions/%d", i), q.Attachments)
	}
	for i, g := range a.Gates {
		refer(at("/answers/gates/%d", i), g.Attachments)
	}
}

// questions checks that every question is answered, once, and nothing else.
func (c *checker) questions(a Answers) {
	var seen []string
	for i, q := range a.Questions {
		pointer := at("/answers/questions/%d", i)
		c.criterion(pointer, q.Criterion, c.asked.questions, seen, "a question")
		if strings.TrimSpace(q.Text) == "" {
			c.add(pointer+"/text", "required", "is required: an answer of 1 to 20,000 characters")
		}
		seen = append(seen, q.Criterion)
	}
	c.missing("/answers/questions", "unanswered", c.asked.questions, seen)
}

// gates checks that every gate is answered with yes or no, once, and nothing
// else. A no is an answer: it is the buyer's method that fails it.
func (c *checker) gates(a Answers) {
	var seen []string
	for i, g := range a.Gates {
		pointer := at("/answers/gates/%d", i)
		c.criterion(pointer, g.Criterion, c.asked.gates, seen, "a gate")
		if g.Held == nil {
			c.add(pointer+"/held", "required", "is required: true or false")
		}
		seen = append(seen, g.Criterion)
	}
	c.missing("/answers/gates", "unanswered", c.asked.gates, seen)
}

func (c *checker) criterion(pointer, id string, known, seen []string, what string) {
	switch {
	case id == "":
		c.add(pointer+"/criterion", "required", "is required")
	case !slices.Contains(known, id):
		c.add(pointer+"/criterion", "not-asked", "is not %s of this tender's method; it has %s", what, words(known))
	case slices.Contains(seen, id):
		c.add(pointer+"/criterion", "duplicate", "is answered already")
	}
}

func (c *checker) missing(pointer, code string, known, seen []string) {
	for _, id := range known {
		if !slices.Contains(seen, id) {
			c.add(pointer, code, "must answer %s", id)
		}
	}
}

func words(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

func (c *checker) declarations(list []Declaration) {
	var seen []string
	for i, d := range list {
		pointer := at("/answers/declarations/%d", i)
		switch {
		case d.Code == "":
			c.add(pointer+"/code", "required", "is required")
		case slices.Contains(seen, d.Code):
			c.add(pointer+"/code", "duplicate", "is declared already")
		}
		if d.Accepted == nil {
			c.add(pointer+"/accepted", "required", "is required: true or false")
		}
		seen = append(seen, d.Code)
	}
}

// price checks that the total is there where the method needs one, in the
// tender's currency, and that lines add up to it.
func (c *checker) price(p Price) {
	if p.Total == nil {
		if c.priced || len(p.Lines) > 0 {
			c.add("/price/total", "required", "is required")
		}
		return
	}
	if p.Total.Currency != c.tender.Currency {
		c.add("/price/total/currency", "other-currency", "must be the tender's, %s", c.tender.Currency)
	}
	var sum decimal.Pence
	for i, l := range p.Lines {
		if l.Amount == nil {
			c.add(at("/price/lines/%d/amount", i), "required", "is required")
			continue
		}
		sum += *l.Amount
	}
	if len(p.Lines) > 0 && sum != p.Total.Amount {
		c.add("/price/lines", "does-not-add-up", "add up to %s, where the total is %s", sum, p.Total.Amount)
	}
}
