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
