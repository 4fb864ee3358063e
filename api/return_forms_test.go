package api_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/internal/returnform"
	"github.com/assay-engine/assay/internal/tabulate"
)

// TestBulkReturns takes many reports or none.
func TestBulkReturns(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers, groups, spend := f.obligation(t, w, path, 0), f.obligation(t, w, path, 2), f.obligation(t, w, path, 3)
		all := func(list ...string) string { return `{"returns":[` + strings.Join(list, ",") + `]}` }
		good := []string{returned(volunteers, "2027-Q3", `"quantity":12`), returned(groups, "2027-Q3", `"quantity":1`), returned(spend, "term", `"quantity":0`)}
		bad := all(good[0], returned(volunteers, "2027-Q3", `"quantity":1`), returned(groups, "2027-Q4", `"quantity":1`), returned(spend, "term", `"numerator":1`), returned(spend, "2029", `"quantity":1`), returned(w.award, "term", `"quantity":1`))
		for name, want := range map[string]string{
			"the second of one period": `"pointer":"/returns/1/period","code":"duplicate"`, "a quarter to come": `"pointer":"/returns/2","code":"period-not-started"`,
			"no quantity": `"pointer":"/returns/3/quantity","code":"required"`, "no proportion": `"pointer":"/returns/3/numerator"`,
			"no such period": `"pointer":"/returns/4/period"`, "no such obligation": `"pointer":"/returns/5/obligation"`,
		} {
			for _, way := range []string{"bulk", "check"} {
				if got := f.must(t, w.supplier, "POST", path+"/returns/"+way, bad, 422); !strings.Contains(got.Body, want) {
					t.Errorf("%s, %s: got %s; want %s", name, way, got.Body, want)
				}
			}
		}
		f.story(t, []step{
			{name: "none", as: w.supplier, method: "POST", path: path + "/returns/bulk", body: all(), status: 422, want: `"/returns"`},
			{name: "another supplier", as: w.stranger, method: "POST", path: path + "/returns/bulk", body: all(good...), status: 404},
			{name: "the authority", as: w.manager, method: "POST", path: path + "/returns/check", body: all(good...), status: 403},
			{name: "checked", as: w.supplier, method: "POST", path: path + "/returns/check", body: all(good...), status: 200, want: `"claimed":{"quantity":12}`},
			{name: "and nothing was kept", as: w.supplier, method: "GET", path: path + "/returns", status: 200, want: `"items":[]`},
			{name: "taken", as: w.supplier, method: "POST", path: path + "/returns/bulk", body: all(good...), status: 201, want: `"claimed":{"quantity":0}`},
			{name: "all three", as: w.manager, method: "GET", path: path + "/returns", status: 200, want: `"measure":"22"`},
			{name: "an old version", as: w.supplier, method: "POST", path: path + "/returns/bulk", body: all(strings.Replace(good[0], "}", `,"version":7}`, 1)), status: 422, want: `"pointer":"/returns/0","code":"changed-meanwhile"`},
		})
		long := make([]string, 1001)
		for i := range long {
			long[i] = good[0]
		}
		f.must(t, w.supplier, "POST", path+"/returns/bulk", all(long...), 422)
	})
}

// TestReturnForm gives a form out and takes it back, filled in.
func TestReturnForm(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		fill := func(form string, cells map[string]any) string {
			t.Helper()
			book, err := excelize.OpenReader(strings.NewReader(form))
			if err != nil {
				t.Fatal(err)
			}
			for cell, value := range cells {
				if err := book.SetCellValue(returnform.Sheet, cell, value); err != nil {
					t.Fatal(err)
				}
			}
			var out bytes.Buffer
			if err := book.Write(&out); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		given := f.must(t, w.supplier, "GET", path+"/return-form", "", 200)
		if given.Header.Get("Content-Type") != tabulate.WorkbookType || !strings.HasSuffix(given.Header.Get("Content-Disposition"), `.xlsx"`) {
			t.Errorf("the form: %v", given.Header)
		}
		send := func(as user, media, form string, status int, want string) {
			t.Helper()
			if got := f.send(as, "POST", path+"/return-form", form, "Content-Type", media); got.Status != status || !strings.Contains(got.Body, want) {
				t.Errorf("got %d %s; want %d with %s", got.Status, got.Body, status, want)
			}
		}
		wrong := fill(given.Body, map[string]any{"L2": 12.0005, "L3": -1, "L4": "one", "L5": 5, "F5": "2031"})
		for _, want := range []string{`"/rows/2/quantity"`, "row 3, column L (Quantity)", "row 4, column L (Quantity)"} {
			send(w.supplier, tabulate.WorkbookType, wrong, 422, want)
		}
		send(w.supplier, tabulate.WorkbookType, fill(given.Body, map[string]any{"L2": 12, "L5": 5, "F5": "2031", "L6": 3}), 422, "row 5, column F (Period)")
		send(w.supplier, tabulate.WorkbookType, fill(given.Body, map[string]any{"L6": 3}), 422, `row 6, column M (Numerator)`)
		send(w.supplier, tabulate.WorkbookType, given.Body, 422, `"form-empty"`)
		send(w.supplier, "application/json", `{}`, 415, `"not-a-form"`)
		send(w.supplier, tabulate.WorkbookType, "PK\x03\x04 and no more", 400, `"form-unreadable"`)
		send(w.supplier, "text/csv", strings.Repeat("x", 10<<20+1), 413, `"body-too-large"`)
		send(w.manager, tabulate.WorkbookType, given.Body, 403, `"not-your-role"`)
		send(w.stranger, tabulate.WorkbookType, fill(given.Body, map[string]any{"L2": 12}), 404, `"not-found"`)
		f.must(t, w.supplier, "GET", path+"/returns", "", 200)
		filled := fill(given.Body, map[string]any{"L2": 12, "O2": "=1+1", "M6": 49, "N6": 98})
		send(w.supplier, tabulate.WorkbookType, filled, 201, `"claimed":{"numerator":49,"denominator":98}`)
		send(w.supplier, tabulate.WorkbookType, fill(given.Body, map[string]any{"L3": 1, "F3": "2027"}), 201, `"measure":"5a"`)
		one := f.must(t, w.manager, "GET", path+"/returns?status=submitted", "", 200)
		f.must(t, w.manager, "POST", "/v1/returns/"+one.text(t, "items", 0, "id")+"/query", `{"reason":"Who?"}`, 200, "If-Match", `"1"`)
		csv := f.must(t, w.supplier, "GET", path+"/return-form?format=csv", "", 200)
		if !strings.HasPrefix(csv.Body, "\uFEFFObligation,Version,Measure,") || !strings.Contains(csv.Body, ",2,5a,") || !strings.Contains(csv.Body, ",queried,") {
			t.Errorf("CSV: %s", csv.Body)
		}
		answered := strings.Replace(csv.Body, ",queried,,,,", ",queried,2,,,Two.", 1)
		send(w.supplier, "text/csv; charset=utf-8", answered, 201, `"claimed":{"quantity":2}`)
		send(w.supplier, "text/csv", answered, 422, "row 3: This has changed since you read it")
	})
}

// TestHandover hands a contract over, in three forms.
func TestHandover(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		volunteers := path + "/obligations/" + f.obligation(t, w, path, 0)
		f.story(t, []step{
			{name: "the officer names nobody", as: w.officer, method: "PUT", path: volunteers + "/owner", body: `{"name":"x","email":""}`, status: 403, header: []string{"If-Match", `"1"`}},
			{name: "no address", as: w.manager, method: "PUT", path: volunteers + "/owner", body: `{"name":"x","email":"nowhere"}`, status: 422, want: `"/email"`, header: []string{"If-Match", `"1"`}},
			{name: "an address of nobody", as: w.manager, method: "PUT", path: volunteers + "/owner", body: `{"name":"","email":"a@example.org"}`, status: 422, want: `"/name"`, header: []string{"If-Match", `"1"`}},
			{name: "without a version", as: w.manager, method: "PUT", path: volunteers + "/owner", body: `{"name":"x","email":""}`, status: 428},
			{name: "another's contract", as: w.stranger, method: "PUT", path: volunteers + "/owner", body: `{"name":"x","email":""}`, status: 404, header: []string{"If-Match", `"1"`}},
			{name: "the authority's", as: w.manager, method: "PUT", path: volunteers + "/owner", body: `{"name":"Head of parks","email":"parks@council.example"}`, status: 200, want: `"owners":{"authority":{"name":"Head of parks","email":"parks@council.example"},"supplier":null}`, header: []string{"If-Match", `"1"`}},
			{name: "an old version", as: w.supplier, method: "PUT", path: volunteers + "/owner", body: `{"name":"Lead","email":""}`, status: 412, header: []string{"If-Match", `"1"`}},
			{name: "the supplier's", as: w.supplier, method: "PUT", path: volunteers + "/owner", body: `{"name":"Lead","email":""}`, status: 200, want: `"supplier":{"name":"Lead","email":null}`, header: []string{"If-Match", `"2"`}},
			{name: "erased", as: w.manager, method: "PUT", path: volunteers + "/owner", body: `{"name":"","email":""}`, status: 200, want: `"owners":{"authority":null`, header: []string{"If-Match", `"3"`}},
			{name: "another bidder reads no pack", as: w.suppliers[0], method: "GET", path: path + "/handover", status: 404},
			{name: "in no form that there is not", as: w.supplier, method: "GET", path: path + "/handover?format=docx", status: 422, want: `"?format"`},
		})
		pack := f.must(t, w.supplier, "GET", path+"/handover", "", 200)
		sum := pack.text(t, "bidHash")
		if !strings.HasPrefix(sum, "sha256:") || pack.text(t, "obligations", 0, "passage") != "/answers/commitments/0" || pack.text(t, "obligations", 0, "evidenceRule") == "" || len(pack.at(t, "unowned").([]any)) != 5 {
			t.Errorf("the pack: %s", pack.Body)
		}
		page := f.must(t, w.supplier, "GET", path+"/handover?format=html", "", 200)
		for _, want := range []string{"<!DOCTYPE html>", "40 people", "Open days in every park.", sum, "@media print"} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if file := f.must(t, w.auditor, "GET", path+"/handover", "", 200, "Accept", "application/pdf"); !strings.HasPrefix(file.Body, "%PDF-") || file.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("the PDF: %v %.20s", file.Header, file.Body)
		}
	})
}

// TestWebhookFace keeps the webhooks of each organisation to itself.
func TestWebhookFace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		f.story(t, []step{
			{name: "inside", as: w.supplier, method: "POST", path: "/v1/webhooks", body: `{"url":"https://169.254.169.254/latest"}`, status: 422, want: `"not-a-webhook"`},
			{name: "without TLS", as: w.supplier, method: "POST", path: "/v1/webhooks", body: `{"url":"http://supplier.example/hook"}`, status: 422, want: `"/url"`},
			{name: "no such topic", as: w.supplier, method: "POST", path: "/v1/webhooks", body: `{"url":"https://supplier.example/hook","topics":["bid.submitted"]}`, status: 422, want: `"/topics/0"`},
			{name: "an evaluator", as: w.ann, method: "POST", path: "/v1/webhooks", body: `{"url":"https://supplier.example/hook"}`, status: 403},
		})
		hook := f.must(t, w.supplier, "POST", "/v1/webhooks", `{"url":"https://supplier.example/hook","topics":["return.verified"]}`, 201)
		address := hook.Header.Get("Location")
		if !strings.HasPrefix(hook.text(t, "secret"), "whsec_") || strings.Contains(f.must(t, w.supplier, "GET", address, "", 200).Body, "whsec_") {
			t.Errorf("the webhook: %s", hook.Body)
		}
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1`), 201).Header.Get("Location")
		f.must(t, w.manager, "POST", one+"/query", `{"reason":"Who?"}`, 200, "If-Match", `"1"`)
		f.must(t, w.manager, "POST", one+"/verify", `{"quantity":1}`, 200, "If-Match", `"2"`)
		f.story(t, []step{
			{name: "one message waits, and no other", as: w.supplier, method: "GET", path: address + "/deliveries", status: 200, want: fmt.Sprintf(`{"items":[{"id":%q,"topic":"return.verified","state":"waiting","attempts":0`, f.must(t, w.supplier, "GET", address+"/deliveries", "", 200).text(t, "items", 0, "id"))},
			{name: "another organisation", as: w.manager, method: "GET", path: address, status: 404},
			{name: "its deliveries", as: w.manager, method: "GET", path: address + "/deliveries", status: 404},
			{name: "rotated without a version", as: w.supplier, method: "POST", path: address + "/rotate", status: 428},
			{name: "rotated", as: w.supplier, method: "POST", path: address + "/rotate", status: 200, want: `"secret":"whsec_`, header: []string{"If-Match", `"1"`}},
			{name: "stopped by another", as: w.manager, method: "POST", path: address + "/stop", status: 404, header: []string{"If-Match", `"2"`}},
			{name: "stopped", as: w.supplier, method: "POST", path: address + "/stop", status: 200, want: `"stoppedAt":"`, header: []string{"If-Match", `"2"`}},
			{name: "twice", as: w.supplier, method: "POST", path: address + "/stop", status: 409, want: `"webhook-stopped"`, header: []string{"If-Match", `"3"`}},
		})
	})
}
