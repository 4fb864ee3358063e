package api_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/store"
)

// keeps has the database itself refuse a statement about history.
func (f *front) keeps(t *testing.T, statement string) {
	t.Helper()
	_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "history.bent", Subject: "test"})
		return 0, tx.DB().Exec(statement).Error
	})
	if !errors.Is(err, store.ErrHistory) {
		t.Errorf("%s: got %v", statement, err)
	}
}

// TestWeights derives the weights of branches, and changes one by hand.
func TestWeights(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "officer")
		partner, panel := f.join(t, "Riverside Trust", "partner", "officer"), f.key(t, council.Organisation, "evaluator")
		knowsley := f.knowsley(t, council)
		path := f.must(t, council, "POST", "/v1/templates", templateBody(knowsley, parksMethod), 201).Header.Get("Location")
		weights := path + "/weights"
		wrong := func(name, body, want string) step {
			return step{name: name, as: council, method: "POST", path: weights, body: body, header: []string{"If-Match", `"1"`}, status: 422, want: want}
		}
		f.story(t, []step{
			wrong("nothing", `{}`, `"exactly-one"`),
			wrong("two ways at once", `{"order":[["price"]],"swings":[]}`, `"exactly-one"`),
			wrong("no such branch", `{"criterion":"x","order":[["price"]]}`, `"/criterion"`),
			wrong("a leaf", `{"criterion":"price","order":[["price"]]}`, `"no-such-branch"`),
			wrong("a criterion left out", `{"order":[["price"],["quality"]]}`, `social is missing`),
			wrong("a gate has no weight", `{"order":[["price"],["quality"],["social"],["insurance"]]}`, `{"pointer":"/order/3/0","code":"unknown-criterion"`),
			wrong("a pair left out", `{"pairs":[{"more":"price","less":"quality","times":3}]}`, `"/pairs"`),
			wrong("ten times", `{"pairs":[{"more":"price","less":"quality","times":10}]}`, `"/pairs/0/times"`),
			wrong("nobody has 100 points", `{"criterion":"social","swings":[{"id":"volunteers","points":90},{"id":"parks","points":30},{"id":"money","points":20}]}`, `"/swings`),
			wrong("an exponent", `{"criterion":"social","swings":[{"id":"volunteers","points":1e2}]}`, `"/swings/0/points"`),
			{name: "another organisation finds no draft", as: partner, method: "POST", path: weights, body: `{"order":[["price"]]}`, header: []string{"If-Match", `"1"`}, status: 404, want: `"not-found"`},
			{name: "an evaluator weighs nothing", as: panel, method: "POST", path: weights, body: `{}`, header: []string{"If-Match", `"1"`}, status: 403},
			{name: "no version", as: council, method: "POST", path: weights, body: `{"order":[["price"],["quality"],["social"]]}`, status: 428},
			{name: "an old version", as: council, method: "POST", path: weights, body: `{"order":[["price"],["quality"],["social"]]}`, header: []string{"If-Match", `"7"`}, status: 412},
		})
		// Twice, four times and twice fit together exactly: 4 : 2 : 1.
		f.change(t, council, "POST", path, weights, `{"pairs":[{"more":"price","less":"quality","times":2},{"more":"price","less":"social","times":4},{"more":"quality","less":"social","times":2}]}`, 200)
		f.change(t, council, "POST", path, weights, `{"criterion":"quality","order":[["q1","q2"]]}`, 200)
		got := f.change(t, council, "POST", path, weights, `{"criterion":"social","swings":[{"id":"volunteers","from":"none","to":"200","points":100},{"id":"parks","points":60},{"id":"money","points":40}]}`, 200)
		got.conforms(t, "Template")
		for id, want := range map[string]string{
			"quality": `"localWeight":28.57`, "social": `"localWeight":14.29`, "q1": `"localWeight":50,`,
			"volunteers": `"localWeight":50,`, "parks": `"localWeight":30,`, "money": `"localWeight":20,`,
		} {
			if line := part(part(got.Body, `"criteria":[{"id":"price","title":"Price","kind":"price","parent"`, `"derivations"`), `"id":"`+id+`"`, `"measures"`); !strings.Contains(line, want) {
				t.Errorf("%s: want %s in %s", id, want, line)
			}
		}
		if n := len(got.at(t, "derivations").([]any)); n != 3 || got.at(t, "derivations", 0, "criterion") != nil || got.text(t, "derivations", 1, "criterion") != "quality" ||
			got.at(t, "derivations", 0, "changedByHand") != false || got.at(t, "derivations", 0, "derivation", "consistency", "acceptable") != true {
			t.Errorf("%d derivations: %s", n, got.Body)
		}
		f.handChange(t, council, path, got)
		clone := f.publishAndClone(t, council, partner, path)
		if clone.at(t, "derivations", 2, "changedByHand") != true || clone.text(t, "derivations", 2, "derivation", "method") != "swing" {
			t.Errorf("a clone: %s", clone.Body)
		}
		f.must(t, council, "POST", weights, `{"criterion":"quality","order":[["q1"],["q2"]]}`, 409, "If-Match", f.must(t, council, "GET", path, "", 200).Header.Get("ETag"))
		f.keeps(t, "UPDATE template_derivations SET criterion = 'x'")
	})
}

// handChange gives a branch other weights by hand: its derivation says so, and
// the others stand.
func (f *front) handChange(t *testing.T, council user, path string, got answer) {
	t.Helper()
	_, method, _ := strings.Cut(got.Body, `"method":`)
	method, _, _ = strings.Cut(method, `,"criteria":[{"id":"price","title":"Price","kind":"price","parent"`)
	method = strings.NewReplacer(`"weight":50,"kind":"measure"`, `"weight":40,"kind":"measure"`, `"weight":20,"kind":"value"`, `"weight":30,"kind":"value"`).Replace(method)
	changed := f.change(t, council, "PUT", path, path, templateBody(got.text(t, "catalogue"), method), 200)
	for i, want := range []bool{false, false, true} {
		if changed.at(t, "derivations", i, "changedByHand") != want {
			t.Errorf("derivation %d after a change by hand of social: want %t in %s", i, want, changed.Body)
		}
	}
	f.change(t, council, "POST", path, path+"/weights", fmt.Sprintf(`{"criterion":"social","order":[[%q],["parks"],["money"]]}`, "volunteers"), 200)
	again := f.change(t, council, "PUT", path, path, templateBody(got.text(t, "catalogue"), method), 200)
	if again.text(t, "derivations", 2, "derivation", "method") != "rank_order_centroid" || again.at(t, "derivations", 2, "changedByHand") != true {
		t.Errorf("only the last derivation of a branch shows: %s", again.Body)
	}
	f.change(t, council, "POST", path, path+"/weights", `{"criterion":"social","swings":[{"id":"volunteers","points":100},{"id":"parks","points":60},{"id":"money","points":40}]}`, 200)
	f.change(t, council, "PUT", path, path, templateBody(got.text(t, "catalogue"), method), 200)
}

func (f *front) publishAndClone(t *testing.T, council, partner user, path string) answer {
	t.Helper()
	f.publish(t, council, path)
	return f.must(t, partner, "POST", path+"/clone", "", 201)
}
