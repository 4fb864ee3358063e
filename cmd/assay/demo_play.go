package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// The method and the bids of the demo's tender: data, so that they can be read
// and changed without reading the program.
var (
	//go:embed demo/method.json
	demoMethod []byte
	//go:embed demo/bids.json
	demoBids []byte
)

// bidder is one supplier of the demo, as its file describes it.
type bidder struct {
	Name        string                 `json:"name"`
	LegalForm   string                 `json:"legalForm"`
	Character   string                 `json:"character"`
	Price       int                    `json:"price"`
	Insurance   bool                   `json:"insurance"`
	Commitments map[string]json.Number `json:"commitments"`
	Levels      map[string][]int       `json:"levels"` // of each evaluator
	Agreed      map[string]int         `json:"agreed"`
	Parks       string                 `json:"parks"`
	People      string                 `json:"people"`

	key, organisation, bid string
}

// short is what tables call the bidder.
func (b *bidder) short() string {
	first, _, _ := strings.Cut(b.Name, " ")
	return first
}

// answer is what the bidder says to a question.
func (b *bidder) answer(question string) string {
	if question == "q-parks" {
		return b.Parks
	}
	return b.People
}

// cast is who acts in the demo, and what they made.
type cast struct {
	officer, manager string
	approver         string // another officer, who approves
	evaluators       []string
	people           []string // of the panel by their identifiers: the officer, then the evaluators
	bidders          []*bidder
	measures         map[string]object // by code, components included
	catalogue        string
	template         string
	functions        map[string]string // the scoring function of a criterion
	titles           map[string]string // what the method calls a measure
	tender, lot      string
	now              time.Time // by the tender's simulated clock
	start            time.Time // the first day of the contract
	run, award       object
	contract         object
	obligations      []object
}

// play tells the story, act by act.
func (d *demo) play() error {
	for _, act := range []struct {
		title string
		play  func() error
	}{
		{"Who takes part", d.gather},
		{"The catalogue: what a contract can give a community", d.showCatalogue},
		{"The template: what counts, and how much", d.makeTemplate},
		{"The tender: published, its method frozen", d.makeTender},
		{"The bids: handed in before the deadline, unread until after it", d.takeBids},
		{"The panel: what the written answers are worth", d.evaluate},
		{"The ranking", d.rank},
		{"The award", d.decide},
		{"The contract: every promise becomes an obligation", d.openContract},
		{"Two quarters later: delivered beside committed", d.deliver},
	} {
		d.say("\n%s\n%s\n", act.title, strings.Repeat("═", len([]rune(act.title))))
		if err := act.play(); err != nil {
			return fmt.Errorf("the demo stopped at %q: %w", act.title, err)
		}
	}
	if !d.quiet {
		return nil
	}
	text, err := json.MarshalIndent(d.final, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(d.out.stdout, "%s\n", text)
	}
	return err
}

func (d *demo) say(format string, args ...any) {
	if !d.quiet {
		_, _ = fmt.Fprintf(d.out.stdout, format+"\n", args...)
	}
}

func (d *demo) show(t *table) {
	if !d.quiet {
		t.print(d.out.stdout)
		d.say("")
	}
}

func (d *demo) gather() error {
	if err := json.Unmarshal(demoBids, &d.bidders); err != nil {
		return err
	}
	council, _, err := d.call(d.admin, "POST", "/v1/organisations", map[string]any{"name": "Knowsley Example Council (fictitious)", "kind": "authority"}, "")
	if err != nil {
		return err
	}
	if err := d.meet(council.text("id")); err != nil {
		return err
	}
	d.say("Knowsley Example Council (fictitious) has an officer, three evaluators and a contract manager: people, each signed in with a\npassword and a one-time code. Five suppliers, all of them made up, registered themselves and got a key:\n")
	t := newTable("supplier", "what it is like")
	for _, b := range d.bidders {
		if b.organisation, b.key, err = d.register(b.Name, b.LegalForm); err != nil {
			return err
		}
		t.row(b.Name, b.Character)
	}
	d.show(t)
	return nil
}

func (d *demo) showCatalogue() error {
	all, _, err := d.call(d.officer, "GET", "/v1/catalogues?status=published", nil, "")
	if err != nil {
		return err
	}
	if len(all.objects("items")) == 0 {
		return fmt.Errorf("there is no published catalogue")
	}
	d.catalogue = all.objects("items")[0].text("id")
	c, _, err := d.call(d.officer, "GET", "/v1/catalogues/"+d.catalogue, nil, "")
	if err != nil {
		return err
	}
	measures, _, err := d.call(d.officer, "GET", "/v1/catalogues/"+d.catalogue+"/measures?limit=100", nil, "")
	if err != nil {
		return err
	}
	d.measures = map[string]object{}
	byOutcome := map[string][]string{}
	for _, m := range measures.objects("items") {
		d.measures[m.text("code")] = m
		byOutcome[m.figure("outcome")] = append(byOutcome[m.figure("outcome")], m.text("code"))
		for _, part := range m.objects("components") {
			d.measures[part.text("id")] = object{"code": part.text("id"), "parent": m.text("code"), "wording": m.text("wording") + ": " + part.text("text"), "unit": part.text("unit")}
		}
	}
	d.say("%s, version %s: %d measures of %d outcomes.\n", c.text("title"), c.figure("number"), len(measures.objects("items")), len(c.objects("outcomes")))
	t := newTable(">", "outcome", "measures")
	for _, o := range c.objects("outcomes") {
		t.row(o.figure("number"), o.text("title"), strings.Join(byOutcome[o.figure("number")], ", "))
	}
	d.show(t)
	return nil
}

func (d *demo) makeTemplate() error {
	var method object
	if err := json.Unmarshal(demoMethod, &method); err != nil {
		return err
	}
	d.functions = functionsOf(method, map[string]string{})
	t, tag, err := d.call(d.officer, "POST", "/v1/templates", map[string]any{
		"title": "Parks and green spaces: price 50, quality 30, social value 20", "catalogue": d.catalogue, "method": method,
	}, "")
	if err != nil {
		return err
	}
	d.template = t.text("id")
	said, accepted, err := d.checkMethod()
	if err != nil {
		return err
	}
	if t, _, err = d.call(d.officer, "POST", "/v1/templates/"+d.template+"/publish", accepted, tag); err != nil {
		return err
	}
	d.final["template"] = t
	rows := newTable("criterion", ">of its group", ">of the whole", "scored by")
	d.titles = map[string]string{}
	for _, c := range t.objects("criteria") {
		for _, m := range c.objects("measures") {
			d.titles[m.text("code")] = c.text("title")
		}
		rows.row(indented(c), percent(c, "localWeight"), percent(c, "globalWeight"), d.scoredBy(c))
	}
	d.show(rows)
	d.say("Price, curves and bands do not depend on rivals. One criterion does: play activities are scored against the best offer.\nRemember it when the ranking comes.\n")
	said()
	return nil
}

// indented is a criterion's title, moved in by its depth in the tree.
func indented(c object) string {
	depth, _ := c["depth"].(json.Number)
	n, _ := depth.Int64()
	return strings.Repeat("  ", int(n)) + c.text("title")
}

func percent(o object, name string) string {
	if o[name] == nil {
		return "pass or fail"
	}
	return o.figure(name) + " %"
}

// scoredBy says in words how a criterion is scored.
func (d *demo) scoredBy(c object) string {
	function := strings.ReplaceAll(d.functions[c.text("id")], "_", " ")
	switch c.text("kind") {
	case "question":
		return "the panel, on a published scale"
	case "gate":
		return "yes or no"
	case "measure":
		return "measure " + c.objects("measures")[0].text("code") + ", " + function
	default:
		return function
	}
}

// functionsOf finds the scoring function of every criterion of a tree.
func functionsOf(node object, into map[string]string) map[string]string {
	for _, c := range node.objects("criteria") {
		into[c.text("id")] = c.object("score").text("function")
		functionsOf(c, into)
	}
	return into
}

func (d *demo) makeTender() error {
	t, tag, err := d.call(d.officer, "POST", "/v1/tenders", d.newTender(time.Now()), "")
	if err != nil {
		return err
	}
	d.tender, d.lot = t.text("id"), t.objects("lots")[0].text("id")
	if t, _, err = d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/publish", nil, tag); err != nil {
		return err
	}
	d.final["tender"] = t
	d.say("%s\n  estimate   £%s over %s years, from %s\n  deadline   %s\n  method     %s\n\nIt runs in test mode, on a clock of its own, so that months pass in seconds.",
		t.text("title"), thousands(t.object("estimate").figure("amount")), t.figure("years"), d.start.Format("2 January 2006"), london(t.text("deadline")), t.text("methodHash"))
	return nil
}

// newTender asks for bids by noon on a Friday in four weeks, for a contract from the first
// quarter that begins three months after that.
func (d *demo) newTender(now time.Time) map[string]any {
	friday := 28 + int(time.Friday-now.Weekday())
	deadline := time.Date(now.Year(), now.Month(), now.Day()+friday, 12, 0, 0, 0, time.UTC)
	after := deadline.AddDate(0, 3, 0)
	d.start = time.Date(after.Year(), (after.Month()-1)/3*3+4, 1, 0, 0, 0, 0, time.UTC)
	return map[string]any{
		"template": d.template, "title": "Parks and green spaces maintenance, Knowsley (a fictitious tender)", "mode": "test",
		"description": "Grounds maintenance of 41 parks and green spaces for three years.",
		"estimate":    map[string]any{"amount": 2400000, "currency": "GBP"}, "years": 3, "startsOn": d.start.Format(time.DateOnly),
		"deadline": deadline.Format(time.RFC3339), "lots": []any{map[string]any{"title": "The whole borough"}},
	}
}

func london(instant string) string {
	t, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return instant
	}
	place, err := time.LoadLocation("Europe/London")
	if err != nil {
		return instant
	}
	return t.In(place).Format("Monday 2 January 2006, 15:04 MST")
}

// pass moves the tender's simulated clock on.
func (d *demo) pass(to time.Time) error {
	_, tag, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender, nil, "")
	if err != nil {
		return err
	}
	_, _, err = d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/clock", map[string]any{"now": to.UTC().Format(time.RFC3339)}, tag)
	d.now = to
	return err
}
