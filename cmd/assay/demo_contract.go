package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

func (d *demo) openContract() error {
	c, _, err := d.call(d.manager, "POST", "/v1/contracts", d.newContract(), "")
	if err != nil {
		return err
	}
	d.contract, d.final["contract"] = c, c
	list, _, err := d.call(d.manager, "GET", "/v1/contracts/"+c.text("id")+"/obligations?limit=100", nil, "")
	if err != nil {
		return err
	}
	d.obligations = list.objects("items")
	d.say("%s, %s to %s. Nothing was typed again: the obligations are the commitments of the winning bid.\n", c.text("title"), c.text("startsOn"), c.text("endsOn"))
	t := newTable(">", "measure", "", "unit", ">promised", ">quarters", "first", ">of it", "return due")
	for i, o := range d.obligations {
		first := o.objects("periods")[0]
		t.row(i+1, codeOf(o), d.titles[codeOf(o)], o.text("unit"), thousands(o.figure("contracted")), len(o.objects("periods")), first.text("period"), thousands(first.figure("instalment")), first.text("dueOn"))
	}
	d.show(t)
	return nil
}

// codeOf is the code of what an obligation counts.
func codeOf(o object) string {
	if part := o.text("component"); part != "" {
		return part
	}
	return o.text("measure")
}

// story is what the supplier delivers in its first two quarters, by measure:
// hundredths of what was promised for the quarter. Nothing means no return.
var story = []map[string]int64{
	{"8": 100, "5a": 100, "13": 110, "16a": 100, "20": 90, "22a": 100},
	{"8": 50, "13": 75, "16a": 100, "20": 130, "22a": 100},
}

func (d *demo) deliver() error {
	winner := d.winner()
	for i, shares := range story {
		q := d.start.AddDate(0, 3*i, 0)
		if err := d.pass(q.AddDate(0, 3, 7).Add(9 * time.Hour)); err != nil {
			return err
		}
		for _, o := range d.obligations {
			if err := d.report(winner, o, quarter(q), shares); err != nil {
				return err
			}
		}
	}
	// A month later every return of the second quarter is due.
	if err := d.pass(d.now.AddDate(0, 1, 0)); err != nil {
		return err
	}
	return d.showProgress()
}

func (d *demo) winner() *bidder {
	for _, b := range d.bidders {
		if b.bid == d.award.text("bid") {
			return b
		}
	}
	return nil
}

// report hands in a quarter's return and lets the contract manager look at it:
// of the volunteers of the second quarter, one was counted before.
func (d *demo) report(winner *bidder, o object, period string, shares map[string]int64) error {
	code := codeOf(o)
	share, delivers := shares[code]
	var promised int64
	for _, p := range o.objects("periods") {
		if p.text("period") == period {
			n, _ := p["instalment"].(json.Number)
			promised, _ = n.Int64()
		}
	}
	if !delivers || promised == 0 {
		return nil
	}
	claimed := promised * share / 100
	r, tag, err := d.call(winner.key, "POST", "/v1/contracts/"+d.contract.text("id")+"/returns", map[string]any{
		"obligation": o.text("id"), "period": period, "quantity": claimed, "note": "As listed in the register.",
		"evidence": []any{map[string]any{"name": fmt.Sprintf("register %s %s.pdf", code, period)}},
	}, "")
	if err != nil {
		return err
	}
	decision := map[string]any{"quantity": claimed}
	if code == "13" && share < 100 && claimed > 0 {
		decision = map[string]any{"quantity": claimed - 1, "reason": "One volunteer was counted in the quarter before."}
	}
	_, _, err = d.call(d.manager, "POST", "/v1/returns/"+r.text("id")+"/verify", decision, tag)
	return err
}

func (d *demo) showProgress() error {
	p, _, err := d.call(d.manager, "GET", "/v1/contracts/"+d.contract.text("id")+"/progress", nil, "")
	if err != nil {
		return err
	}
	d.final["progress"] = p
	if err := d.collect(); err != nil {
		return err
	}
	d.say("It is %s by the contract's clock.\n", london(p.text("at")))
	t := newTable("measure", "", "unit", ">contracted", ">committed to date", ">delivered", ">verified", ">difference", "status")
	for _, o := range p.objects("obligations") {
		t.row(codeOf(o), d.titles[codeOf(o)], o.text("unit"), thousands(o.figure("contracted")), thousands(o.figure("committedToDate")), thousands(o.figure("delivered")),
			thousands(o.figure("verified")), thousands(o.figure("difference")), strings.ReplaceAll(o.text("status"), "_", " "))
	}
	d.show(t)
	d.say("Committed to date is what was promised for the quarters that have ended. – says that none has ended yet, or that nobody has\nreported: neither is zero.\n\nWhat needs attention:\n")
	for _, e := range p.objects("exceptions") {
		d.say("  • %s: %s", e.text("period"), d.trouble(e))
	}
	return nil
}

// collect reads again what has changed since it was made, for --json.
func (d *demo) collect() error {
	tender, contract := "/v1/tenders/"+d.tender, "/v1/contracts/"+d.contract.text("id")
	for name, path := range map[string]string{
		"tender": tender, "bids": tender + "/bids?limit=100", "award": tender + "/awards/" + d.award.text("id"),
		"contract": contract, "obligations": contract + "/obligations?limit=100", "returns": contract + "/returns?limit=100",
	} {
		document, _, err := d.call(d.officer, "GET", path, nil, "")
		if err != nil {
			return err
		}
		d.final[name] = document
	}
	return nil
}

// trouble says in words what is wrong with a period.
func (d *demo) trouble(e object) string {
	what := fmt.Sprintf("%s (%s)", d.titles[e.text("measure")], e.text("measure"))
	if e["delivered"] == nil {
		return fmt.Sprintf("%s: no return, which was due on %s; promised: %s", what, e.text("dueOn"), e.figure("committed"))
	}
	return fmt.Sprintf("%s: %s; delivered %s of %s, verified %s", what, e.text("what"), e.figure("delivered"), e.figure("committed"), e.figure("verified"))
}

// epilogue says where to look, once the story is told.
func (d *demo) epilogue() {
	_, _ = fmt.Fprintf(d.out.stderr, `
The service goes on. Look around, with the officer's sign-in in the Authorization header; it lasts while it is used every 15 minutes:

  docs         %[1]s/docs
  description  %[1]s/openapi.yaml
  health       %[1]s/readyz
  the tender   curl -H "Authorization: Bearer %[2]s" %[1]s/v1/tenders/%[3]s
  the administrator's key is %[4]s

Ctrl-C ends it; nothing is kept.
`, d.base, d.officer, d.tender, d.admin)
}
