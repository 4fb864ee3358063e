package api_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/record"
)

// TestRecord takes the whole record of an evaluation, checks it with no server,
// and finds every change to it.
func TestRecord(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		f.awards(t, o, 0, 1, run)
		path := o.path + "/record.zip"
		keys, err := bundle.ParseKeys([]byte(f.must(t, user{}, "GET", "/.well-known/assay-keys.json", "", 200).Body))
		if err != nil {
			t.Fatal(err)
		}
		court := []byte(f.must(t, o.officer, "GET", path, "", 200).Body)
		m, report, err := record.Verify(bytes.NewReader(court), int64(len(court)), keys)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, file := range m.Files {
			names[file.Name] = true
		}
		for _, want := range []string{
			"index.html", "keys.json", "tender/tender.json", "tender/specification.html", "opening/opening.json", "opening/quality-lock.json", "opening/price-opening.json",
			"panel/panel.json", "panel/interests-0001.json", "panel/scores-0001.json", "panel/agreed-scores-0001.json", "bids/" + o.bids[0][0] + "/bid.json", "runs/" + run + "/bundle.json",
			"runs/" + run + "/matrix.xlsx", "award/awards-0001.json", "award/recommendations-0001.json", "summaries/summaries-0001.json", "log/events-0001.json",
		} {
			if !names[want] {
				t.Errorf("the record lacks %s: it has %v", want, m.Files)
			}
		}
		if report.Kind != bundle.KindRecord || m.For != "court" || len(m.Withheld) != 0 {
			t.Errorf("the manifest: %+v, %+v", report, m)
		}
		if scores := inside(t, court, "panel/scores-0001.json"); !strings.Contains(scores, "Ann says so") {
			t.Errorf("the scores: %s", scores)
		}
		f.tampers(t, court, keys)
		foi := []byte(f.must(t, o.auditor, "GET", path+"?for=foi", "", 200).Body)
		m, _, err = record.Verify(bytes.NewReader(foi), int64(len(foi)), keys)
		if err != nil || len(m.Withheld) == 0 {
			t.Fatalf("%+v, %v", m, err)
		}
		for _, file := range m.Files {
			text := inside(t, foi, file.Name)
			for _, secret := range []string{"Ann says so", "The panel says so", "Supplier A Ltd", o.bids[0][0]} {
				if strings.Contains(text, secret) && file.Name != "opening/opening.json" {
					t.Errorf("%s of the record for whoever asks has %q", file.Name, secret)
				}
			}
		}
		f.story(t, []step{
			{name: "not for a bidder", as: o.suppliers[1], method: "GET", path: path, status: 403},
			{name: "nor an evaluator", as: o.ann, method: "GET", path: path, status: 403},
			{name: "nor another authority", as: o.rival, method: "GET", path: path, status: 404},
			{name: "nor the public", method: "GET", path: path, status: 401},
			{name: "for nobody else", as: o.officer, method: "GET", path: path + "?for=friends", status: 422, want: `"?for"`},
		})
		if _, err := f.app.DB.Sequence(t.Context(), "tests"); err != nil {
			t.Fatal(err)
		}
		if seen := f.must(t, o.officer, "GET", "/v1/log/events?verb=record.taken", "", 200); strings.Count(seen.Body, `"record.taken"`) != 2 {
			t.Errorf("the log tells who took it: %s", seen.Body)
		}
	})
}

func inside(t *testing.T, archive []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	entry, err := r.Open(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// tampers changes a file, leaves one out and adds one.
func (f *front) tampers(t *testing.T, archive []byte, keys bundle.Keys) {
	t.Helper()
	for name, code := range map[string]string{"change": "differs", "leave": "missing", "add": "added", "manifest": "bad-signature"} {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		put := func(file, text string) {
			entry, err := w.Create(file)
			if err == nil {
				_, err = entry.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range r.File {
			text := inside(t, archive, file.Name)
			switch {
			case file.Name == "panel/scores-0001.json" && name == "leave":
				continue
			case file.Name == "panel/scores-0001.json" && name == "change":
				text = strings.Replace(text, "Ann says so", "Ann said so", 1)
			case file.Name == record.ManifestName && name == "manifest":
				text = strings.Replace(text, `"for":"court"`, `"for":"foi"`, 1)
			}
			put(file.Name, text)
		}
		if name == "add" {
			put("more.txt", "more")
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, _, err = record.Verify(bytes.NewReader(out.Bytes()), int64(out.Len()), keys)
		var refused *bundle.Error
		if !errors.As(err, &refused) || refused.Problems[0].Code != code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
