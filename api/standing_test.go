package api_test

import (
	"fmt"
	"testing"

	"github.com/assay-engine/assay/internal/store"
)

// TestRolesFitTheOrganisation gives roles to organisations that cannot have
// them: nobody may, and what got into the database some other way opens nothing.
func TestRolesFitTheOrganisation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council, bidder, cvs := f.join(t, "Example Council", "authority", "officer"), f.join(t, "Acme", "supplier", "supplier"), f.join(t, "Example CVS", "steward", "steward")
		keys := func(u user) string { return "/v1/organisations/" + u.Organisation + "/keys" }
		give := func(role string) string { return fmt.Sprintf(`{"label":%q,"roles":[%q]}`, role, role) }
		var steps []step
		for _, role := range []string{"officer", "evaluator", "contract_manager", "auditor", "steward"} {
			steps = append(steps, step{name: "a supplier's " + role, as: f.root, method: "POST", path: keys(bidder), body: give(role), status: 422, want: `"not-for-this-kind"`})
		}
		f.story(t, append(
			steps,
			step{name: "a council's steward", as: f.root, method: "POST", path: keys(council), body: give("steward"), status: 422, want: `"/roles/0"`},
			step{name: "a steward's officer", as: f.root, method: "POST", path: keys(cvs), body: give("officer"), status: 422, want: `"not-for-this-kind"`},
			step{name: "an invitation is no way around", as: f.chief, method: "POST", path: "/v1/organisations/" + bidder.Organisation + "/invitations", body: `{"name":"Jo","email":"jo@example.org","roles":["auditor"]}`, status: 422, want: `"not-for-this-kind"`},
			step{name: "nor is a membership", as: f.chief, method: "POST", path: "/v1/organisations/" + bidder.Organisation + "/members", body: `{"name":"Jo","email":"jo@example.org","roles":["auditor"]}`, status: 422, want: `"not-for-this-kind"`},
			step{name: "a council bids too", as: f.root, method: "POST", path: keys(council), body: give("supplier"), status: 201},
			step{name: "a steward is somebody", as: cvs, method: "GET", path: "/v1/me", status: 200, want: `"roles":["steward"]`},
		))
		f.write(t, func(tx *store.Tx) error {
			return tx.DB().Exec("UPDATE api_keys SET roles = 'supplier,auditor' WHERE id = ?", bidder.Key).Error
		})
		f.story(t, []step{
			{name: "a role that was slipped in", as: bidder, method: "GET", path: "/v1/me", status: 200, want: `"roles":["supplier"]`},
			{name: "opens nothing", as: bidder, method: "GET", path: "/v1/log/events", status: 403, want: `"not-your-role"`},
		})
	})
}

// TestWhoOversees keeps the auditors and administrators of one organisation out
// of what is another's; those of the installation read all of it.
func TestWhoOversees(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		bids := f.must(t, w.officer, "GET", w.path+"/bids", "", 200)
		bid := "/v1/bids/" + bids.text(t, "items", 0, "id")
		f.numbers(t)
		own, elsewhere, over := w.auditor, f.key(t, w.rival.Organisation, "auditor", "administrator"), f.key(t, f.chief.Organisation, "auditor")
		var steps []step
		for _, thing := range []string{bid, path, path + "/progress"} {
			steps = append(
				steps,
				step{name: "its own auditor: " + thing, as: own, method: "GET", path: thing, status: 200},
				step{name: "another's: " + thing, as: elsewhere, method: "GET", path: thing, status: 404, want: `"not-found"`},
				step{name: "the installation's: " + thing, as: over, method: "GET", path: thing, status: 200},
			)
		}
		f.story(t, append(
			steps,
			step{name: "another's list of bids", as: elsewhere, method: "GET", path: w.path + "/bids", status: 200, want: `{"items":[],`},
			step{name: "another's list of contracts", as: elsewhere, method: "GET", path: "/v1/contracts", status: 200, want: `{"items":[],`},
			step{name: "another's log", as: elsewhere, method: "GET", path: "/v1/log/events", status: 200, want: `{"items":[],`},
		))
	})
}
