package api_test

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/pkg/problem"
)

var parameter = regexp.MustCompile(`:\w+`)

// address fills the parameters of a route with identifiers of nothing.
func address(r api.Route) string { return parameter.ReplaceAllString(r.Path, storetest.ID(404_404)) }

// stay is every route but the one that ends the sign-in of whoever tries it.
func stay() []api.Route {
	return slices.DeleteFunc(api.Routes(), func(r api.Route) bool { return r.Operation == "signOut" })
}

// roleUsers makes somebody of each single role, each of an organisation of their
// own: in person where the role can be of use to a person only.
func (f *front) roleUsers(t *testing.T) map[actor.Role]user {
	t.Helper()
	users := map[actor.Role]user{}
	for _, role := range actor.Roles {
		kind := map[actor.Role]string{actor.Supplier: "supplier", actor.Steward: "steward"}[role]
		users[role] = f.join(t, "Organisation of the "+string(role), cmp.Or(kind, "authority"), string(role))
	}
	return users
}

// TestEveryRouteAsEveryRole holds the front to the access table: whoever may
// not is told 401 or 403 before anything is read, whoever may gets past.
func TestEveryRouteAsEveryRole(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		users := f.roleUsers(t)
		for _, r := range stay() {
			if got := f.send(user{}, r.Method, address(r), ""); r.Public() == (got.Status == http.StatusUnauthorized) {
				t.Errorf("%s as the public: got %d, public is %t", r.Operation, got.Status, r.Public())
			}
			for role, who := range users {
				got := f.send(who, r.Method, address(r), "")
				refused := got.Status == http.StatusForbidden && strings.Contains(got.Body, `"not-your-role"`)
				if refused == r.Allows(role) || got.Status == http.StatusUnauthorized || got.Status >= 500 {
					t.Errorf("%s as %s: got %d %s, the table allows it: %t", r.Operation, role, got.Status, got.Body, r.Allows(role))
				}
			}
		}
	})
}

// TestAccessTableIsPublished holds docs/access.md to the table in the code, and
// every row to say whose things its operation reaches, and when.
func TestAccessTableIsPublished(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nMade from the access table in `api/access.go`; `assay access` prints it, with `--json` for programs, and\n`go test ./api -run TestAccessTableIsPublished -update` writes this page anew. Each line is one way to be allowed an operation.\n\n" +
		"**Whose** is what the actor has to be to a thing. What belongs to others is answered as if it were not there, with the same words as what never was:\n\n")
	for _, r := range api.Relations {
		fmt.Fprintf(&b, "* *%s*: %s\n", r.Relation, r.Words)
	}
	b.WriteString("\n**When** is how far the tender has come that a thing belongs to: ")
	for i, p := range api.Phases {
		fmt.Fprintf(&b, "%s%s", strings.Repeat(" → ", min(i, 1)), p)
	}
	b.WriteString(".\nA tender may end at any time; what could be read then can be read afterwards.\n\n" +
		"What is for people *in person* is refused to every key, also to one that a person holds: sign in, and send that token.\n\n" +
		"| operation | route | who | whose | when |\n|---|---|---|---|---|\n")
	for _, r := range api.AccessRows() {
		if r.Relation == "" || len(r.Phases) == 0 {
			t.Errorf("%s: its row in api/access.go does not say whose things it reaches and when: only(…).of(house).from(phaseOpened), .during(phaseDraft), .always(); see api/grant.go", r.Operation)
		}
		fmt.Fprintf(&b, "| %s | `%s %s` | %s | %s | %s |\n", r.Operation, r.Method, r.Path, r.Who(), r.Relation, r.When())
	}
	golden(t, filepath.Join("..", "docs", "access.md"), b.String())
}

// golden compares a text with a file; -update writes the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what the code says; run the test with -update and read the difference", path)
	}
}

// TestHostileInput sends every route what no client should, as somebody who is
// let in.
func TestHostileInput(t *testing.T) {
	bodies := map[string]string{
		"not JSON":         `{"name":`,
		"an unknown name":  `{"unknown-member-of-nothing":1}`,
		"a name twice":     `{"name":"a","name":"b"}`,
		"another case":     `{"NAME":"a","TITLE":"b"}`,
		"more than one":    `{} {}`,
		"not UTF-8":        "{\"name\":\"\xff\xfe\"}",
		"a NUL":            `{"name":"\u0000"}`,
		"very deep":        strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000),
		"a list":           `[]`,
		"null":             `null`,
		"too large":        `{"name":"` + strings.Repeat("x", 9<<20) + `"}`,
		"a huge exponent":  `{"quantity":1e999999999}`,
		"a number as text": `"1"`,
	}
	each(t, func(t *testing.T, f *front) {
		users := f.roleUsers(t)
		for _, r := range stay() {
			who := users[allowed(r)]
			if got := f.send(who, r.Method, address(r)+"?unknownParameter=1", "", "If-Match", `"1"`); got.Status != 422 && got.Status != 404 || strings.HasPrefix(got.Body, "{}") {
				t.Errorf("%s with an unknown query parameter: got %d %s", r.Operation, got.Status, got.Body)
			}
			f.refuses(t, r, r.Operation+" with a path of rubbish", f.send(who, r.Method, parameter.ReplaceAllString(r.Path, "%00%ff"), "", "If-Match", `"1"`), !strings.Contains(r.Path, ":"))
			if r.Method == http.MethodGet {
				continue
			}
			for name, body := range bodies {
				f.refuses(t, r, r.Operation+" with "+name, f.send(who, r.Method, address(r), body, "If-Match", `"1"`), false)
			}
			f.refuses(t, r, r.Operation+" as text", f.send(who, r.Method, address(r), `{}`, "If-Match", `"1"`, "Content-Type", "text/plain"), false)
			f.refuses(t, r, r.Operation+" with a bent If-Match", f.send(who, r.Method, address(r), `{"x":1}`, "If-Match", `1`), false)
			f.refuses(t, r, r.Operation+" with a bent key", f.send(who, r.Method, address(r), `{"x":1}`, "Idempotency-Key", strings.Repeat("k", 256)), false)
		}
	})
}

// refuses holds an answer to a refusal that a program can read.
func (f *front) refuses(t *testing.T, r api.Route, what string, got answer, mayPass bool) {
	t.Helper()
	if mayPass && got.Status < 400 {
		return
	}
	if got.Status < 400 || got.Status >= 500 || got.Header.Get("Content-Type") != problem.ContentType {
		t.Errorf("%s (%s): got %d %s %.300s", what, r.Path, got.Status, got.Header.Get("Content-Type"), got.Body)
	}
	for _, driver := range []string{"SQLSTATE", "sqlite", "gorm", "goroutine", "json:", "strconv"} {
		if strings.Contains(got.Body, driver) {
			t.Errorf("%s: the answer shows the inside: %.300s", what, got.Body)
		}
	}
}

func allowed(r api.Route) actor.Role {
	for _, role := range actor.Roles {
		if r.Allows(role) {
			return role
		}
	}
	return actor.Administrator
}
