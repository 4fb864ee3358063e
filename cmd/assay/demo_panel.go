package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// seat appoints the panel, each of whom declares interests before seeing a bid.
func (d *demo) seat() error {
	panel := "/v1/tenders/" + d.tender + "/panel"
	for i, token := range append([]string{d.officer}, d.evaluators...) {
		me, _, err := d.call(token, "GET", "/v1/me", nil, "")
		if err != nil {
			return err
		}
		parts := []string{"member"}
		switch i {
		case 0:
			parts = []string{"officer"}
		case 1:
			parts = []string{"member", "chair"}
		}
		for _, part := range parts {
			seat := map[string]any{"person": me.object("person").text("id"), "part": part, "reason": "The panel of this procurement."}
			if _, _, err := d.call(d.officer, "POST", panel+"/appointments", seat, ""); err != nil {
				return err
			}
		}
		d.people = append(d.people, me.object("person").text("id"))
		if _, _, err := d.call(token, "POST", panel+"/interests", map[string]any{"nothing": true}, ""); err != nil {
			return err
		}
	}
	d.say("Avery chairs; Avery, Blake and Casey score. Each declares interests before seeing a bid, and bidders' names are hidden from them.\n")
	return nil
}

func (d *demo) evaluate() error {
	if err := d.seat(); err != nil {
		return err
	}
	questions := []string{"q-parks", "q-people"}
	reasons := map[string]string{
		"q-parks":  "Set against the words of the level: the answer names sites, seasons and inspection to this degree.",
		"q-people": "Set against the words of the level: people, training and supervision are named to this degree.",
	}
	words, err := d.levelWords()
	if err != nil {
		return err
	}
	t := newTable("supplier", "question", ">Avery", ">Blake", ">Casey", ">agreed")
	for _, b := range d.bidders {
		for _, q := range questions {
			row := []any{b.short(), q}
			for i, level := range b.Levels[q] {
				score := map[string]any{"bid": b.bid, "criterion": q, "level": level, "reason": reasons[q], "passage": b.answer(q)}
				if _, _, err := d.call(d.evaluators[i], "POST", "/v1/tenders/"+d.tender+"/scores", score, ""); err != nil {
					return err
				}
				row = append(row, level)
			}
			if err := d.agree(b, q, words); err != nil {
				return err
			}
			t.row(append(row, b.Agreed[q])...)
		}
	}
	d.say("Each member scores alone, with a reason and the passage it rests on; nobody sees another's before all are in. The agreed score is a level\nof the scale that the panel settles on, never a mean: it says what moved for whoever stood elsewhere, and each member confirms it.\n")
	d.show(t)
	return d.revealPrices()
}

// levelWords are the published words of each question's levels.
func (d *demo) levelWords() (map[string]map[int]string, error) {
	t, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender, nil, "")
	words := map[string]map[int]string{}
	var look func(list []object)
	look = func(list []object) {
		for _, c := range list {
			words[c.text("id")] = map[int]string{}
			for _, l := range c.objects("scale") {
				level, _ := strconv.Atoi(l.figure("level"))
				words[c.text("id")][level] = l.text("words")
			}
			look(c.objects("criteria"))
		}
	}
	look(t.object("method").objects("criteria"))
	return words, err
}

// agree records the level that the panel settled on, and has every member confirm
// it.
func (d *demo) agree(b *bidder, q string, words map[string]map[int]string) error {
	level := b.Agreed[q]
	moved := []map[string]any{}
	for i, own := range b.Levels[q] {
		if own != level {
			moved = append(moved, map[string]any{"member": d.people[i+1], "why": "Read the answer against the level's words again, with the others."})
		}
	}
	agreed := map[string]any{
		"bid": b.bid, "criterion": q, "level": level, "words": words[q][level], "members": moved,
		"reason": "After discussion: named places, people and dates carry the answer this far and no further.",
	}
	made, _, err := d.call(d.evaluators[0], "POST", "/v1/tenders/"+d.tender+"/agreed-scores", agreed, "")
	if err != nil {
		return err
	}
	for _, member := range d.evaluators {
		if _, _, err := d.call(member, "POST", "/v1/tenders/"+d.tender+"/agreed-scores/"+made.text("id")+"/verdicts", map[string]any{"confirms": true}, ""); err != nil {
			return err
		}
	}
	return nil
}

// revealPrices locks what the panel agreed on and only then opens the prices.
func (d *demo) revealPrices() error {
	_, _, early := d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/runs", map[string]any{"lot": d.lot}, "")
	if early == nil {
		return fmt.Errorf("a lot was ranked before its prices were opened")
	}
	d.say("\nNobody has seen a price so far. Tried to rank all the same: %s", plain(early))
	if _, _, err := d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/quality-lock", nil, ""); err != nil {
		return err
	}
	prices, _, err := d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/price-opening", nil, "")
	if err != nil {
		return err
	}
	d.final["priceOpening"] = prices
	d.say("The officer locks quality, and then opens the prices of all %d bids, each held against its receipt.", len(prices.objects("hashes")))
	return nil
}

func (d *demo) rank() error {
	run, _, err := d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/runs", map[string]any{"lot": d.lot}, "")
	if err != nil {
		return err
	}
	d.run, d.final["run"] = run, run
	trace, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender+"/runs/"+run.text("id")+"/trace", nil, "")
	if err != nil {
		return err
	}
	t := newTable(">rank", "supplier", ">total of 100", ">exact")
	for _, r := range run.objects("ranking") {
		t.row(r.figure("rank"), r.object("supplier").text("name"), r.figure("total"), r.text("exact"))
	}
	d.show(t)
	for _, e := range run.objects("excluded") {
		d.say("Not ranked: %s (%s).", e.object("supplier").text("name"), strings.ReplaceAll(e.text("why"), "_", " "))
	}
	d.say("\nMarks out of 100 for each criterion, and in brackets what they add to the total:\n")
	d.show(d.marks(trace))
	return d.explain()
}

// marks lays the criteria down the page and the bids across it.
func (d *demo) marks(trace object) *table {
	names := map[string]string{}
	for _, b := range d.bidders {
		names[b.bid] = b.short()
	}
	columns := []string{"criterion", ">weight"}
	var order []string
	for _, r := range d.run.objects("ranking") {
		order = append(order, r.text("bid"))
		columns = append(columns, ">"+names[r.text("bid")])
	}
	titles := map[string]string{}
	if t, ok := d.final["template"].(object); ok {
		for _, c := range t.objects("criteria") {
			titles[c.text("id")] = indented(c)
		}
	}
	rows := map[string]map[string]string{}
	weights := map[string]string{}
	var criteria []string
	for _, n := range trace.objects("nodes") {
		id := n.text("criterion")
		if rows[id] == nil {
			rows[id] = map[string]string{}
			criteria = append(criteria, id)
			weights[id] = n.figure("globalWeight") + " %"
		}
		rows[id][n.text("bid")] = n.figure("mark") + " (" + n.figure("weighted") + ")"
	}
	t := newTable(columns...)
	for _, id := range criteria {
		row := []any{titles[id], weights[id]}
		for _, bid := range order {
			row = append(row, rows[id][bid])
		}
		t.row(row...)
	}
	return t
}

// explain says in words why the winner won and what the rest lacked.
func (d *demo) explain() error {
	words, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender+"/runs/"+d.run.text("id")+"/explanation", nil, "")
	if err != nil {
		return err
	}
	d.final["explanation"] = words
	d.say("Why, in words:\n")
	for _, s := range words.objects("sentences") {
		switch s.text("about") {
		case "winner", "total", "tie", "excluded", "warning":
			d.say("  • %s", s.text("text"))
		}
	}
	if err := d.howFirm(); err != nil {
		return err
	}
	return d.leaveOut("Moonraker")
}

// promised is what a bidder offered of a measure.
func (d *demo) promised(name, code string) string {
	for _, b := range d.bidders {
		if b.short() == name {
			return thousands(offered(b, code))
		}
	}
	return "–"
}

// leaveOut scores the run's own sheet again without one bid, by the stateless
// route: it shows what a criterion that depends on rivals can do.
func (d *demo) leaveOut(name string) error {
	sheet, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender+"/runs/"+d.run.text("id")+"/sheet", nil, "")
	if err != nil {
		return err
	}
	names := map[string]string{}
	var rest []object
	for _, b := range d.bidders {
		names[b.bid] = b.short()
	}
	for _, b := range sheet.objects("bids") {
		if names[b.text("id")] != name {
			rest = append(rest, b)
		}
	}
	sheet["bids"] = rest
	other, _, err := d.call(d.officer, "POST", "/v1/score-sheets", sheet, "")
	if err != nil {
		return err
	}
	d.final["without"+name] = other
	first, was := other.objects("ranking")[0], d.run.objects("ranking")[0]
	d.say("\nWhat if %s had not bid? The same sheet without it puts %s first, with %s.", name, names[first.text("bid")], first.figure("total"))
	if first.text("bid") != was.text("bid") {
		d.say("A losing bid decides here: its promise of %s play activities took marks from every other bid's, since that criterion is\nscored against the best offer. A fixed scale, published beforehand, would not have let it.", d.promised(name, "20"))
	}
	return nil
}

func (d *demo) decide() error {
	winner := d.run.objects("ranking")[0]
	award, err := d.approve(winner)
	if err != nil {
		return err
	}
	d.award, d.final["award"] = award, award
	end, err := time.Parse(time.DateOnly, award.text("standstillEndsOn"))
	if err != nil {
		return err
	}
	d.say("Awarded to %s, on run %s.\nThe standstill of eight working days lasts until the end of %s. No contract can be opened before.",
		award.object("supplier").text("name"), d.run.figure("number"), end.Format("Monday 2 January 2006"))
	_, _, early := d.call(d.manager, "POST", "/v1/contracts", d.newContract(), "")
	if early == nil {
		return fmt.Errorf("a contract was opened inside the standstill")
	}
	d.say("Tried all the same: %s", plain(early))
	return d.pass(end.AddDate(0, 0, 1).Add(10 * time.Hour))
}

// approve takes the award in its steps: one person recommends, another
// approves, and the notice starts the standstill.
func (d *demo) approve(winner object) (object, error) {
	made, tag, err := d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/recommendations", map[string]any{
		"lot": d.lot, "bids": []string{winner.text("bid")}, "run": d.run.text("id"),
		"reason": "The most advantageous tender: first in run 1 with " + winner.figure("total") + " of 100.",
	}, "")
	if err != nil {
		return nil, err
	}
	path := "/v1/tenders/" + d.tender + "/recommendations/" + made.text("id")
	_, _, same := d.call(d.officer, "POST", path+"/approve", map[string]any{}, tag)
	if same == nil {
		return nil, fmt.Errorf("an officer approved their own recommendation")
	}
	d.say("The officer recommends an award on run %s, and tries to approve it too: %s", d.run.figure("number"), plain(same))
	_, tag, err = d.call(d.approver, "POST", path+"/approve", map[string]any{}, tag)
	if err != nil {
		return nil, err
	}
	d.say("Another officer approves it.")
	if err := d.tellBidders(made.text("id")); err != nil {
		return nil, err
	}
	notified, _, err := d.call(d.officer, "POST", path+"/notice", map[string]any{}, tag)
	if err != nil {
		return nil, err
	}
	d.final["recommendation"] = notified
	d.say("With that the contract award notice is published.")
	awards, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender+"/awards", nil, "")
	if err != nil {
		return nil, err
	}
	return awards.objects("items")[0], nil
}

// tellBidders gives every bidder its assessment summary: drafted from the
// locked reasons, reviewed by a person, and released all at once.
func (d *demo) tellBidders(recommendation string) error {
	all, of := "/v1/tenders/"+d.tender+"/summaries", map[string]any{"recommendation": recommendation}
	if _, _, err := d.call(d.officer, "POST", all, of, ""); err != nil {
		return err
	}
	list, _, err := d.call(d.officer, "GET", all, nil, "")
	if err != nil {
		return err
	}
	for _, one := range list.objects("items") {
		_, tag, err := d.call(d.approver, "GET", all+"/"+one.text("id"), nil, "")
		if err == nil {
			_, _, err = d.call(d.approver, "POST", all+"/"+one.text("id")+"/review", nil, tag)
		}
		if err != nil {
			return err
		}
	}
	released, _, err := d.call(d.officer, "POST", all+"/release", of, "")
	if err != nil {
		return err
	}
	d.final["summaries"] = released
	d.say("Each of the %d bidders gets its assessment summary first (Procurement Act 2023, section 50): its marks with the reasons, and the winner's.", len(released.objects("items")))
	return nil
}

// plain takes the address off a refusal.
func plain(err error) string {
	_, words, found := strings.Cut(err.Error(), ": ")
	if !found {
		return err.Error()
	}
	return words
}

func (d *demo) newContract() map[string]any {
	return map[string]any{"award": d.award.text("id"), "startsOn": d.start.Format(time.DateOnly)}
}
