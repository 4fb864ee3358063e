package main

import "fmt"

// answers is what the officer says to the warnings of the check, by its code.
var answers = map[string]string{
	"rival-dependent":       "Suppliers asked for it at the market day: nobody knows yet how many activities a borough of this size can take.",
	"overlap-counted-twice": "One counts people and the other the sessions they lead; each register is taken as evidence of one of them.",
	"uncapped-promise":      "Promises are compared with what such contracts deliver once the bids are opened, and flagged.",
}

// checkMethod has the method checked before it is published: what it is warned
// of is answered with a reason, which is kept. Said tells it.
func (d *demo) checkMethod() (said func(), accepted map[string]any, err error) {
	lint, _, err := d.call(d.officer, "POST", "/v1/templates/"+d.template+"/lint", nil, "")
	if err != nil {
		return nil, nil, err
	}
	dry, _, err := d.call(d.officer, "POST", "/v1/templates/"+d.template+"/dry-run", map[string]any{
		"seed": "demo", "tender": map[string]any{"estimate": map[string]any{"amount": 2400000}, "years": 3},
	}, "")
	if err != nil {
		return nil, nil, err
	}
	d.final["lint"], d.final["dryRun"] = lint, dry
	list := []any{}
	for _, f := range lint.objects("findings") {
		reason, known := answers[f.text("code")]
		if f.text("severity") == "warning" && !known {
			return nil, nil, fmt.Errorf("the check warns of what nobody thought about: %s: %s", f.text("pointer"), f.text("explanation"))
		}
		if known {
			list = append(list, map[string]any{"code": f.text("code"), "pointer": f.text("pointer"), "reason": reason})
		}
	}
	said = func() {
		d.say("What the check said, and why it is published all the same:\n")
		for _, f := range lint.objects("findings") {
			if f.text("severity") == "warning" {
				d.say("  • %s %s\n    The officer: %s", f.text("explanation"), f.text("fix"), answers[f.text("code")])
			}
		}
		d.say("\nWhat the dry run showed, with invented bids:\n")
		words, _ := dry.object("report")["words"].([]any)
		for _, sentence := range words {
			d.say("  • %s", sentence)
		}
	}
	return said, map[string]any{"accepted": list}, nil
}

// usual is what contracts of this sort deliver, for each £ million and year:
// made up, as everything here.
var usual = []any{
	band("8", 6), band("5a", 2), band("13", 25), band("16a", 2), band("20", 30), band("22a", 12000),
}

func band(measure string, high int) map[string]any {
	return map[string]any{"measure": measure, "high": high, "source": "fourteen parks contracts, 2021 to 2025 (fictitious)", "sample": 14}
}

// settleBands says what promises will be compared with, before anybody has read
// one.
func (d *demo) settleBands() error {
	_, tag, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender, nil, "")
	if err == nil {
		_, _, err = d.call(d.officer, "PUT", "/v1/tenders/"+d.tender+"/promise-bands", map[string]any{"bands": usual}, tag)
	}
	return err
}

// questionPromises tells which promises ask for an explanation.
func (d *demo) questionPromises() error {
	flags, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender+"/promise-flags", nil, "")
	if err != nil {
		return err
	}
	d.final["promiseFlags"] = flags
	short := map[string]string{}
	for _, b := range d.bidders {
		short[b.bid] = b.short()
	}
	t := newTable("supplier", "measure", ">promised", ">for each £m and year", "beside", ">of", ">times")
	for _, lot := range flags.objects("lots") {
		for _, f := range lot.objects("flags") {
			t.row(short[f.text("bid")], f.text("measure"), thousands(f.figure("quantity")), f.figure("rate"), grounds[f.text("ground")], f.figure("limit"), f.figure("times"))
		}
	}
	d.say("\nPromises that ask for an explanation, beside what such contracts deliver (settled before the opening) and beside the other bids:\n")
	d.show(t)
	d.say("%s", flags.text("caution"))
	return nil
}

var grounds = map[string]string{
	"above-band": "more than is usual", "below-band": "less than is usual", "above-own-history": "its own deliveries", "above-peers": "the other bids",
}

// howFirm tells in one verdict what would have to be different for another bid
// to win.
func (d *demo) howFirm() error {
	firm, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender+"/runs/"+d.run.text("id")+"/robustness", nil, "")
	if err != nil {
		return err
	}
	d.final["robustness"] = firm
	d.say("\nHow firm is that? %s", firm.object("verdict").text("words"))
	return nil
}
