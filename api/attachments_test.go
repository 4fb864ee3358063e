package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/store"
)

// canaryFile is a PDF whose words must be found nowhere before opening; its
// properties name Acme Gardens.
const canaryFile = "%PDF-1.7\n(canary-in-the-file) /Author (Acme Gardens)"

// attached is a complete bid that names one file in an answer.
func attached(tender, lot, sha256, name, media string, bytes int) string {
	listed := fmt.Sprintf(`"attachments":[{"name":%q,"type":%q,"bytes":%d,"sha256":%q}]`, name, media, bytes, sha256)
	text := strings.Replace(document(tender, lot, 20), `"declarations":[],"attachments":[]`, `"declarations":[],`+listed, 1)
	return strings.Replace(text, `"attachments":[]}`, `"attachments":["`+sha256+`"]}`, 1)
}

// TestAttachments hands files up, submits them, and reads them on both sides.
func TestAttachments(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		lot := m.lot(t, id, 0)
		acme, rival := f.join(t, "Acme Gardens Ltd", "supplier", "supplier"), f.join(t, "Rival", "supplier", "supplier")
		auditor := f.key(t, m.council.Organisation, "auditor")
		path := m.begin(t, acme, id, 20)
		files := path + "/attachments"
		upload := func(as user, content, media, disposition string, status int) answer {
			t.Helper()
			return f.must(t, as, "POST", files, content, status, "Content-Type", media, "Content-Disposition", disposition, "Idempotency-Key", "up-"+disposition[len(disposition)-6:len(disposition)-1])
		}
		up := upload(acme, canaryFile, file.PDF, `attachment; filename="method of acme-gardens.pdf"`, 201)
		sha, one := up.text(t, "sha256"), up.Header.Get("Location")
		if sha != file.Name([]byte(canaryFile)) || one != files+"/"+up.text(t, "id") {
			t.Errorf("uploaded: %s at %s", up.Body, one)
		}
		up.wants(t, `"reveals":["name","properties"]`)
		if again := f.must(t, acme, "POST", files, canaryFile, 201, "Content-Type", file.PDF, "Content-Disposition", `attachment; filename="other.pdf"`); again.text(t, "id") != up.text(t, "id") {
			t.Errorf("the same bytes are another file: %s", again.Body)
		}
		spare := f.must(t, acme, "POST", files, "a,b\n1,2\n", 201, "Content-Type", file.CSV, "Content-Disposition", `attachment; filename="spare.csv"`)
		f.story(t, []step{
			{name: "a page", as: acme, method: "POST", path: files, body: "<html>", header: []string{"Content-Type", "text/html", "Content-Disposition", `attachment; filename="a.html"`}, status: 415, want: `"attachment-type"`},
			{name: "not what it says", as: acme, method: "POST", path: files, body: "MZ", header: []string{"Content-Type", file.PDF, "Content-Disposition", `attachment; filename="a.pdf"`}, status: 415, want: `"attachment-type"`},
			{name: "no name", as: acme, method: "POST", path: files, body: canaryFile, header: []string{"Content-Type", file.PDF}, status: 422, want: `"attachment-name"`},
			{name: "a path", as: acme, method: "POST", path: files, body: canaryFile, header: []string{"Content-Type", file.PDF, "Content-Disposition", `attachment; filename="../a.pdf"`}, status: 422, want: `"attachment-name"`},
			{name: "too large", as: acme, method: "POST", path: files, body: strings.Repeat("x", 20<<20+1), header: []string{"Content-Type", file.Text, "Content-Disposition", `attachment; filename="a.txt"`}, status: 413},
			{name: "a rival's", as: rival, method: "POST", path: files, body: canaryFile, header: []string{"Content-Type", file.PDF, "Content-Disposition", `attachment; filename="a.pdf"`}, status: 404, want: `"not-found"`},
			{name: "an officer", as: m.council, method: "GET", path: files, status: 404, want: `"not-found"`},
			{name: "or its bytes", as: m.council, method: "GET", path: one, status: 404, want: `"not-found"`},
			{name: "a rival reads", as: rival, method: "GET", path: one, status: 404, want: `"not-found"`},
			{name: "its own", as: acme, method: "GET", path: files, status: 200, want: "method of acme-gardens.pdf"},
		})
		own := f.must(t, acme, "GET", one, "", 200)
		if own.Body != canaryFile || own.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(own.Header.Get("Content-Disposition"), "attachment") || own.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("downloaded: %q %v", own.Body, own.Header)
		}
		for name, wrong := range map[string][2]string{
			"not-uploaded": {attached(id, lot, file.Name([]byte("x")), "x.pdf", file.PDF, 1), "/answers/attachments/0/sha256"},
			"other-size":   {attached(id, lot, sha, "m.pdf", file.PDF, 1), "/answers/attachments/0/bytes"},
			"other-type":   {attached(id, lot, sha, "m.pdf", file.PNG, len(canaryFile)), "/answers/attachments/0/type"},
		} {
			f.must(t, acme, "POST", path+"/validate", wrong[0], 422).wants(t, fmt.Sprintf(`{"pointer":%q,"code":%q`, wrong[1], name))
		}
		f.change(t, acme, "PUT", path, path, attached(id, lot, file.Name([]byte("x")), "x.pdf", file.PDF, 1), 200) // a draft may
		f.change(t, acme, "POST", path, path+"/submit", "", 422)
		f.change(t, acme, "PUT", path, path, attached(id, lot, sha, "statement.pdf", file.PDF, len(canaryFile)), 200)
		submitted := f.change(t, acme, "POST", path, path+"/submit", "", 200)
		verified(t, submitted.at(t, "receipt"), f.must(t, acme, "GET", path, "", 200).at(t, "document"))
		f.must(t, acme, "DELETE", one, "", 409).wants(t, `"attachment-submitted"`)
		f.must(t, acme, "DELETE", spare.Header.Get("Location"), "", 200)
		f.must(t, acme, "GET", spare.Header.Get("Location"), "", 404)
		f.lacks(t, "submitted", "canary-in-the-file", strings.TrimPrefix(sha, "sha256:"), "acme-gardens.pdf", "statement.pdf")

		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, acme, "POST", files, "late", 409, "Content-Type", file.Text, "Content-Disposition", `attachment; filename="late.txt"`).wants(t, `"deadline-passed"`)
		f.must(t, m.council, "GET", one, "", 404)
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		f.must(t, m.panel, "GET", files, "", 403).wants(t, `"not-on-panel"`)
		f.must(t, m.panel, "GET", one, "", 403).wants(t, `"not-on-panel"`)
		f.seats(t, m.council, "/v1/tenders/"+id, m.panel, m.second)
		list := f.must(t, m.panel, "GET", files, "", 200)
		if n := len(list.at(t, "items").([]any)); n != 1 || list.text(t, "items", 0, "sha256") != sha || strings.Contains(list.Body, "uploadedAt") {
			t.Errorf("the panel finds %s", list.Body)
		}
		list.wants(t, `"reveals":["name","properties"]`)
		list.wants(t, `"name":"attachment-`)
		if strings.Contains(list.Body, "acme-gardens") || strings.Contains(f.must(t, m.panel, "GET", one, "", 200).Header.Get("Content-Disposition"), "acme-gardens") {
			t.Errorf("whoever scores reads who the bidder is: %s", list.Body)
		}
		for _, who := range []user{m.panel, m.council, auditor} {
			if got := f.must(t, who, "GET", one, "", 200); got.Body != canaryFile {
				t.Errorf("after opening: %q", got.Body)
			}
		}
		f.must(t, rival, "GET", one, "", 404)
		f.must(t, acme, "GET", one, "", 200)

		// Another file's bytes in its place are seen.
		f.write(t, func(tx *store.Tx) error {
			other, err := f.app.Bid.Files.Put(t.Context(), []byte(strings.Repeat("x", 4096+16)))
			if err != nil {
				return err
			}
			return tx.DB().Exec("UPDATE bid_files SET body = ?", other).Error
		})
		f.must(t, m.panel, "GET", one, "", 409).wants(t, `"attachment-not-as-received"`)
	})
}

// TestAttachmentsFill stops at the limits of a bid.
func TestAttachmentsFill(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		acme := f.join(t, "Acme", "supplier", "supplier")
		files := m.begin(t, acme, m.tender(t, ""), 20) + "/attachments"
		for n := range 51 {
			status := 201
			if n == 50 {
				status = 409
			}
			f.must(t, acme, "POST", files, fmt.Sprintf("file %d", n), status, "Content-Type", file.Text, "Content-Disposition", fmt.Sprintf(`attachment; filename="%d.txt"`, n))
		}
	})
}
