package api_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestProgressForms reads one progress in four forms: the figures are the same
// in all of them.
func TestProgressForms(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		f.turns(t, w.opened, "2027-10-05")
		f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":8.125`), 201)
		for _, form := range []struct{ name, query, accept, kind, want string }{
			{"JSON without a word", "", "", "application/json; charset=utf-8", `"delivered":8.125`},
			{"JSON for whoever takes anything", "", "*/*", "application/json; charset=utf-8", `"delivered":8.125`},
			{"CSV by its name", "?format=csv", "", "text/csv; charset=utf-8", "13,Numbers of new volunteers,people,distinct_sum,40,40,40,10,8.125,,-1.875,,32.5,pace,short,yes"},
			{"CSV by Accept", "", "text/csv", "text/csv; charset=utf-8", "8.125"},
			{"the exceptions as CSV", "?format=csv&table=exceptions", "", "text/csv; charset=utf-8", "short,13,"},
			{"a page for a browser", "", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<svg "},
			{"the name rules over Accept", "?format=json", "text/html", "application/json; charset=utf-8", `"delivered":8.125`},
		} {
			got := f.must(t, w.manager, "GET", path+"/progress"+form.query, "", 200, "Accept", form.accept)
			if got.Header.Get("Content-Type") != form.kind || !strings.Contains(got.Body, form.want) || got.Header.Get("Vary") != "Accept" {
				t.Errorf("%s: got %s %.2000s; want %s", form.name, got.Header.Get("Content-Type"), got.Body, form.want)
			}
		}
		book := f.must(t, w.manager, "GET", path+"/progress?format=xlsx", "", 200)
		x, err := excelize.OpenReader(bytes.NewReader([]byte(book.Body)))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = x.Close() }()
		if sheets := strings.Join(x.GetSheetList(), " "); sheets != "about exceptions obligations periods outcomes" {
			t.Errorf("sheets: %s", sheets)
		}
		if figure, _ := x.GetCellValue("obligations", "J2"); figure != "8.125" {
			t.Errorf("delivered in the workbook: %s", figure)
		}
		f.story(t, []step{
			{name: "no such form", as: w.manager, method: "GET", path: path + "/progress?format=pdf", status: 422, want: `"?format"`},
			{name: "no such table", as: w.manager, method: "GET", path: path + "/progress?format=csv&table=nothing", status: 422, want: "exceptions, obligations, periods, outcomes"},
			{name: "a table of a page", as: w.manager, method: "GET", path: path + "/progress?format=html&table=periods", status: 422, want: `"?table"`},
			{name: "a rival in another form", as: w.suppliers[0], method: "GET", path: path + "/progress?format=csv", status: 404, want: `"not-found"`},
		})
	})
}
