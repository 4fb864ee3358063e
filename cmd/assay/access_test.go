package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/api"
)

// TestAccess prints the access table for people and for programs, whole and
// narrowed.
func TestAccess(t *testing.T) {
	status, page, _ := assay(t, "", "access", "openTender", "getBid")
	for _, want := range []string{"POST /v1/tenders/:id/open", "officer (in person)", "closed", "supplier", "own", "from opened"} {
		if status != 0 || !strings.Contains(page, want) {
			t.Errorf("assay access: status %d, no %q in\n%s", status, want, page)
		}
	}
	var rows []api.AccessRow
	if _, text, _ := assay(t, "", "access", "--json", "--role", "auditor"); json.Unmarshal([]byte(text), &rows) != nil || len(rows) == 0 {
		t.Fatalf("assay access --json: %.300s", text)
	}
	for _, r := range rows {
		if !slices.ContainsFunc(r.Roles, func(role string) bool { return role == "auditor" || role == "public" || role == "signed in" }) {
			t.Errorf("an auditor's table says %s is for %v", r.Operation, r.Roles)
		}
	}
	if status, _, _ := assay(t, "", "access", "openEverything"); status != exitFailed {
		t.Errorf("an operation that there is not: status %d", status)
	}
}
