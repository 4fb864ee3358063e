package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerifyAgainstOpening looks a receipt up in the list of an opening.
func TestVerifyAgainstOpening(t *testing.T) {
	text, err := os.ReadFile(stored + "receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	var r struct{ Tender, DocumentHash string }
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		opening string
		status  int
		want    string
	}{
		"on the list":      {fmt.Sprintf(`{"tender":%q,"hashes":[{"documentHash":"sha256:0"},{"documentHash":%q,"standing":"not_reconfirmed"}]}`, r.Tender, r.DocumentHash), 0, "among 2 submissions, as not reconfirmed"},
		"left out":         {fmt.Sprintf(`{"tender":%q,"hashes":[{"documentHash":"sha256:0"}]}`, r.Tender), 1, "/documentHash: is not on the list of the opening, which has 1"},
		"another tender's": {fmt.Sprintf(`{"tender":"x","hashes":[{"documentHash":%q}]}`, r.DocumentHash), 1, "/tender: "},
		"no record":        {`[]`, 1, "cannot be read"},
	} {
		file := filepath.Join(t.TempDir(), "opening.json")
		if err := os.WriteFile(file, []byte(row.opening), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, stderr := assay(t, "", "verify", stored+"receipt.json", "--keys", stored+"keys.json", "--opening", file)
		if status != row.status || !strings.Contains(out+stderr, row.want) {
			t.Errorf("%s: status %d, said %s%s; want %d with %q", name, status, out, stderr, row.status, row.want)
		}
	}
}
