package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestDemo plays the whole procurement and looks for each act of the story.
func TestDemo(t *testing.T) {
	status, out, stderr := assay(t, "", "demo", "--exit")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	for _, want := range []string{
		"29 measures of 6 outcomes", "Impact of volunteers", // the catalogue
		"Social value                                          20 %", // the template, with weights
		"What the check said",         // required reading
		"so promising too much pays",  // the warning of the over-promise
		"Greenlark    2,285,000  yes", // the bids
		"1  Greenlark Grounds Ltd (fictitious)              67.92  611269/9000",  // the ranking, exact
		"2  Thistledown Landscapes CIC (fictitious)         67.73",               // within a mark
		"Bramblegate Gardens (fictitious) is not ranked",                         // the gate
		"Moonraker  13          2,500               347.222  more than is usual", // is flagged
		"It rejects no bid and changes no mark",
		"How firm is that? ",
		"ranks first of 4 with 67.92 of 100",                                 // why
		"puts Thistledown first, with 69.83",                                 // what the over-promise does
		"standstill-running",                                                 // the standstill holds
		"obligations are the commitments of the winning bid",                 // the contract
		"no return, which was due on", "short; delivered 6 of 7, verified 6", // late and short
		"Cash invested in communities              GBP                        36,000", // delivered beside committed
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the story does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

// TestDemoJSON prints the final documents instead.
func TestDemoJSON(t *testing.T) {
	status, out, stderr := assay(t, "", "demo", "--exit", "--json")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var documents map[string]any
	if err := json.Unmarshal([]byte(out), &documents); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"template", "tender", "opening", "bids", "run", "explanation", "award", "contract", "obligations", "returns", "progress"} {
		if documents[name] == nil {
			t.Errorf("no %s among the documents", name)
		}
	}
}
