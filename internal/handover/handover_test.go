package handover_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/handover"
)

// promised is a pack with as many obligations as are asked for, and text that
// no writer should trust.
func promised(n int) contract.Handover {
	h := contract.Handover{At: time.Date(2027, 7, 1, 11, 0, 0, 0, time.UTC), BidHash: "sha256:" + strings.Repeat("0a", 32)}
	h.Contract = contract.Contract{ID: "c", Title: `Parks <script>alert("x")</script> & "Gärten" 🌳`, StartsOn: "2027-07-01", EndsOn: "2030-06-30", DueDays: 14, VeryLateDays: 28, BidNumber: 2, SuspendedOn: "2027-08-01", Mode: "test"}
	h.Authority.Name, h.Supplier.Name = "Example Council", "=HYPERLINK(1) Ltd"
	h.Unshared = []string{"13"}
	h.Changes = []contract.Change{{Kind: contract.Suspended, OnDate: "2027-08-01", Reason: "Flood.", At: h.At}}
	for i := range n {
		o := contract.HandedOver{Overlapping: []string{"14"}}
		o.Obligation = contract.Obligation{
			Position: i + 1, Measure: "13", Wording: strings.Repeat("Number of volunteers ", 12), Unit: "people", Contracted: 40_000, Aggregation: catalogue.DistinctSum, Direction: catalogue.Higher,
			OutcomeNumber: 3, OutcomeTitle: "Impact of volunteers", Method: "Open days.\nIn every park.", Evidence: "<b>Sheets</b>", EvidenceRule: "Registers.", BaselineValue: "2.5", BaselineDate: "2026-03-31", BaselineSource: "Our register", Passage: "/answers/commitments/0",
		}
		o.Owners = map[contract.Side]contract.Owner{contract.AuthoritySide: {Name: "Head of parks", Email: "parks@council.example"}}
		for q := range 12 {
			o.Periods = append(o.Periods, contract.PeriodLine{Stood: contract.Stood{Period: contract.Period{Label: fmt.Sprintf("Q%d", q+1), StartsOn: "2027-07-01", EndsOn: "2027-09-30", DueOn: "2027-10-14", Quantity: 3_333}}, Timing: contract.VeryLate})
		}
		h.Items = append(h.Items, o)
	}
	return h
}

// TestPage writes everything as text.
func TestPage(t *testing.T) {
	data, err := handover.Page(promised(2))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, bad := range []string{"<script>", "<b>Sheets"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	for _, want := range []string{"40 people", "1 July 2027 to 30 June 2030", "Head of parks, parks@council.example", "nobody named yet", "very late", "3.333", "Suspended from 1 August 2027", "&lt;b&gt;Sheets", "2.5 on 31 March 2026; Our register", "counted for measure 14", "This is a rehearsal", "1 July 2027, 12:00"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if !strings.Contains(handover.Policy(), "style-src 'sha256-") {
		t.Error("the policy does not let the style pass")
	}
}

// TestPDF writes the same bytes for the same pack, over several sheets.
func TestPDF(t *testing.T) {
	first, err := handover.PDF(promised(12))
	if err != nil {
		t.Fatal(err)
	}
	second, err := handover.PDF(promised(12))
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("two of the same: %d and %d bytes, %v", len(first), len(second), err)
	}
	if !bytes.HasPrefix(first, []byte("%PDF-")) || bytes.Count(first, []byte("/Type /Page\n")) < 4 || len(first) > 1<<20 {
		t.Errorf("%d bytes, %d pages", len(first), bytes.Count(first, []byte("/Type /Page\n")))
	}
}
