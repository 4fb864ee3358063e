package api_test

import (
	"strings"
	"testing"
)

// TestEvidence takes documents for what they are, and gives them out as
// attachments.
func TestEvidence(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		upload := func(as user, name, media, content string, status int, want string) answer {
			t.Helper()
			got := f.send(as, "POST", path+"/evidence", content, "Content-Type", media, "Content-Disposition", `attachment; filename="`+name+`"`)
			if got.Status != status || !strings.Contains(got.Body, want) {
				t.Errorf("%s as %s: got %d %s; want %d with %s", name, media, got.Status, got.Body, status, want)
			}
			return got
		}
		upload(w.supplier, "page.pdf", "application/pdf", "<html><script>alert(1)</script>", 415, `"file-type"`)
		upload(w.supplier, "program.exe", "application/x-msdownload", "MZ", 415, `"file-type"`)
		upload(w.supplier, "page.html", "text/html", "<html>", 415, `"file-type"`)
		upload(w.supplier, "drawing.svg", "image/svg+xml", "<svg/>", 415, `"file-type"`)
		upload(w.supplier, "../../etc/passwd", "text/plain", "x", 422, `"file-name"`)
		upload(w.supplier, "", "text/plain", "x", 422, `"file-name"`)
		upload(w.supplier, "empty.txt", "text/plain", "", 422, `"file-empty"`)
		upload(w.supplier, "large.txt", "text/plain", strings.Repeat("x", 10<<20+1), 413, `"body-too-large"`)
		upload(w.stranger, "list.txt", "text/plain", "Ann", 404, `"not-found"`)
		upload(w.suppliers[0], "list.txt", "text/plain", "Ann", 404, `"not-found"`)
		upload(w.officer, "list.txt", "text/plain", "Ann", 403, `"not-your-role"`)
		upload(f.key(t, w.rival.Organisation, "contract_manager"), "list.txt", "text/plain", "Ann", 404, `"not-found"`)
		large := upload(w.supplier, "large.txt", "text/plain", strings.Repeat("x", 10<<20), 201, `"bytes":10485760`)
		one := upload(w.supplier, "starter list.txt", "text/plain; charset=utf-8", "Ann and Ben", 201, `"name":"starter list.txt","type":"text/plain","bytes":11`)
		upload(w.supplier, "again.txt", "text/plain", "Ann and Ben", 409, `"file-known"`)
		upload(w.manager, "ours.txt", "text/plain", "Ann and Ben", 201, `"bytes":11`)
		address := one.Header.Get("Location")
		got := f.must(t, w.auditor, "GET", address, "", 200)
		if got.Body != "Ann and Ben" || got.Header.Get("Content-Disposition") != `attachment; filename="starter list.txt"` || got.Header.Get("X-Content-Type-Options") != "nosniff" ||
			got.Header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("given out as %v %s", got.Header, got.Body)
		}
		for _, who := range []user{w.stranger, w.suppliers[0]} {
			f.must(t, who, "GET", address, "", 404)
			f.must(t, who, "GET", path+"/evidence", "", 404)
		}
		_, elsewhere := f.contracted(t)
		id, hash := one.text(t, "id"), one.text(t, "sha256")
		volunteers := f.obligation(t, w, path, 0)
		f.story(t, []step{
			{name: "by another contract", as: w.auditor, method: "GET", path: elsewhere + "/evidence/" + id, status: 404},
			{name: "a list of three", as: w.manager, method: "GET", path: path + "/evidence?limit=3", status: 200, want: large.text(t, "id")},
			{name: "a file of nothing", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":2,"evidence":[{"file":"`+w.award+`"}]`), status: 422, want: `"/evidence/0/file"`},
			{name: "another hash", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":2,"evidence":[{"file":"`+id+`","sha256":"sha256:`+strings.Repeat("0a", 32)+`"}]`), status: 422, want: hash},
			{name: "neither a name nor a file", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":2,"evidence":[{}]`), status: 422, want: `"/evidence/0/name"`},
			{name: "named in a return", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":2,"evidence":[{"file":"`+id+`"}]`), status: 201, want: `"evidence":[{"name":"starter list.txt","file":"` + id + `","sha256":"` + hash + `"}]`},
		})
	})
}
