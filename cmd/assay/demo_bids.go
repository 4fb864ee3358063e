package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

func (d *demo) takeBids() error {
	if err := d.settleBands(); err != nil {
		return err
	}
	if err := d.pass(time.Now().AddDate(0, 0, 17)); err != nil {
		return err
	}
	receipts := newTable("supplier", "received", "hash of the document")
	for _, b := range d.bidders {
		receipt, err := d.bid(b)
		if err != nil {
			return err
		}
		receipts.row(b.short(), london(receipt.text("receivedAt")), receipt.text("documentHash"))
	}
	d.say("Every supplier has a signed receipt. Until the opening nobody at the council can read a bid, or learn that there is one.\n")
	d.show(receipts)
	if err := d.openTender(); err != nil {
		return err
	}
	codes := []string{"8", "5a", "13", "16a", "20", "22a"}
	t := newTable(append([]string{"supplier", ">price £", "insured"}, figures(codes)...)...)
	for _, b := range d.bidders {
		row := []any{b.short(), thousands(strconv.Itoa(b.Price)), map[bool]string{true: "yes", false: "no"}[b.Insurance]}
		for _, code := range codes {
			row = append(row, thousands(offered(b, code)))
		}
		t.row(row...)
	}
	d.say("The deadline has passed, and the bids are opened. What they promise, by measure:\n")
	d.show(t)
	for _, code := range codes {
		d.say("  %-4s %s (%s)", code, d.titles[code], d.measures[code].text("unit"))
	}
	return d.questionPromises()
}

func figures(names []string) (columns []string) {
	for _, n := range names {
		columns = append(columns, ">"+n)
	}
	return columns
}

func offered(b *bidder, code string) string {
	if q, ok := b.Commitments[code]; ok {
		return q.String()
	}
	return "–"
}

// thousands groups the digits of a whole number.
func thousands(n string) string {
	if len(n) <= 3 || n[0] < '0' || n[0] > '9' {
		return n
	}
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + "," + n[i:]
	}
	return n
}

// bid writes, checks and submits one supplier's document.
func (d *demo) bid(b *bidder) (object, error) {
	bid, tag, err := d.call(b.key, "POST", "/v1/tenders/"+d.tender+"/bids", map[string]any{"lot": d.lot}, "")
	if err != nil {
		return nil, err
	}
	b.bid = bid.text("id")
	document := d.document(b)
	if _, tag, err = d.call(b.key, "PUT", "/v1/bids/"+b.bid, document, tag); err != nil {
		return nil, err
	}
	if _, _, err = d.call(b.key, "POST", "/v1/bids/"+b.bid+"/validate", document, ""); err != nil {
		return nil, err
	}
	submitted, _, err := d.call(b.key, "POST", "/v1/bids/"+b.bid+"/submit", nil, tag)
	return submitted.object("receipt"), err
}

func (d *demo) document(b *bidder) map[string]any {
	commitments := []any{}
	for _, code := range []string{"8", "5a", "13", "16a", "20", "22a"} {
		quantity, ok := b.Commitments[code]
		if !ok {
			continue
		}
		c := map[string]any{
			"measure": code, "component": nil, "quantity": quantity, "profile": d.profile(quantity),
			"method": "As described in the delivery plan.", "evidence": "A register, signed by the partner organisation each quarter.",
		}
		if parent := d.measures[code].text("parent"); parent != "" {
			c["measure"], c["component"] = parent, code
		}
		if code == "16a" {
			c["baseline"] = map[string]any{"value": 11, "date": "2026-03-31", "source": "Register of Friends groups (fictitious)"}
		}
		commitments = append(commitments, c)
	}
	return map[string]any{
		"kind": "assay.bid/1", "tender": d.tender, "lot": d.lot,
		"answers": map[string]any{
			"commitments": commitments,
			"questions":   []any{map[string]any{"criterion": "q-parks", "text": b.Parks, "attachments": []any{}}, map[string]any{"criterion": "q-people", "text": b.People, "attachments": []any{}}},
			"gates":       []any{map[string]any{"criterion": "insurance", "held": b.Insurance, "attachments": []any{}}},
			"members":     []any{}, "declarations": []any{}, "attachments": []any{},
		},
		"price": map[string]any{"total": map[string]any{"amount": b.Price, "currency": "GBP"}, "lines": []any{}},
	}
}

// profile spreads a whole quantity over the twelve quarters of the term, as
// evenly as whole numbers go.
func (d *demo) profile(quantity json.Number) []any {
	total, _ := quantity.Int64()
	list := []any{}
	for i := range int64(12) {
		part := total*(i+1)/12 - total*i/12
		if part > 0 {
			list = append(list, map[string]any{"period": quarter(d.start.AddDate(0, int(3*i), 0)), "quantity": part})
		}
	}
	return list
}

func quarter(t time.Time) string { return fmt.Sprintf("%d-Q%d", t.Year(), (t.Month()+2)/3) }

// openTender lets the deadline pass, waits until the service has closed the
// tender by itself, and opens the bids.
func (d *demo) openTender() error {
	t, _, err := d.call(d.officer, "GET", "/v1/tenders/"+d.tender, nil, "")
	if err != nil {
		return err
	}
	deadline, err := time.Parse(time.RFC3339, t.text("deadline"))
	if err != nil {
		return err
	}
	if err := d.pass(deadline.Add(time.Hour)); err != nil {
		return err
	}
	tag := ""
	for range 100 {
		if t, tag, err = d.call(d.officer, "GET", "/v1/tenders/"+d.tender, nil, ""); err != nil {
			return err
		}
		if t.text("status") == "closed" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	d.final["opening"], _, err = d.call(d.officer, "POST", "/v1/tenders/"+d.tender+"/opening", nil, tag)
	return err
}
