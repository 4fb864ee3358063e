package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/bundle"
)

// TestRobustness says how firm a ranking is, to those who may know the ranking.
func TestRobustness(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		for i, level := range []int{2, 1, 2} {
			f.must(t, o.ben, "POST", o.path+"/scores", judged(o.bids[0][i], "q1", level, "Ben says so"), 201)
		}
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "")
		path := run.Header.Get("Location") + "/robustness"
		got := f.must(t, o.officer, "GET", path, "", 200)
		if again := f.must(t, o.auditor, "GET", path, "", 200); again.Body != got.Body {
			t.Errorf("the same run studied again gives\n%s and was\n%s", again.Body, got.Body)
		}
		got.conforms(t, "Robustness")
		if got.text(t, "seed") != run.text(t, "inputHash") || got.text(t, "verdict", "winners", 0) != o.bids[0][1] || got.at(t, "acceptability", "draws") != 10000.0 {
			t.Errorf("seed, winner and draws: %s", got.Body)
		}
		if words := got.text(t, "verdict", "words"); !strings.Contains(words, "Supplier B Ltd") || strings.Contains(words, o.bids[0][1]) {
			t.Errorf("the verdict names no supplier: %s", words)
		}
		if got.text(t, "evaluators", "rule") != "median_low" || len(got.at(t, "evaluators", "absences").([]any)) != 2 || got.text(t, "bids", 0, "supplier", "name") == "" {
			t.Errorf("evaluators and bids: %s", got.Body)
		}
		f.story(t, []step{
			{name: "a supplier does not read it", as: o.suppliers[1], method: "GET", path: path, status: 403, want: `"not-your-role"`},
			{name: "another authority has no such run", as: o.rival, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "nor has the public", method: "GET", path: path, status: 401},
			{name: "a run of nothing", as: o.officer, method: "GET", path: o.path + "/runs/" + nothing + "/robustness", status: 404, want: `"not-found"`},
		})
	})
}

// TestCompare sets two runs beside each other.
func TestCompare(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, usual[:2])
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.settles(t, o, o.bids[1], 1, 2)
		first, other := f.runs(t, o, 0, "").text(t, "id"), f.runs(t, o, 1, "").text(t, "id")
		f.must(t, o.officer, "POST", o.path+"/agreed-scores", o.correction(o.bids[0][0], "q1", 2, "overlooked a page"), 201)
		second := f.runs(t, o, 0, "A page was overlooked.").text(t, "id")
		path := o.path + "/runs/" + second + "/compare"
		f.must(t, o.officer, "GET", path+"?with="+first, "", 200).conforms(t, "RunComparison")
		f.story(t, []step{
			{name: "what changed", as: o.auditor, method: "GET", path: path + "?with=" + first, status: 200, want: `/levels/q1`},
			{name: "in words", as: o.officer, method: "GET", path: path + "?with=" + first, status: 200, want: `Supplier A Ltd`},
			{name: "with itself, nothing", as: o.ann, method: "GET", path: path + "?with=" + second, status: 200, want: `"changes":[],"bids":[]`},
			{name: "with nothing", as: o.officer, method: "GET", path: path, status: 422, want: `"?with"`},
			{name: "with a run of another lot", as: o.officer, method: "GET", path: path + "?with=" + other, status: 422, want: `"no-such-run"`},
			{name: "a supplier", as: o.suppliers[0], method: "GET", path: path + "?with=" + first, status: 403},
			{name: "another authority", as: o.rival, method: "GET", path: path + "?with=" + first, status: 404, want: `"not-found"`},
		})
	})
}

// published reads the key document as anybody does.
func (f *front) published(t *testing.T) bundle.Keys {
	t.Helper()
	keys, err := bundle.ParseKeys([]byte(f.must(t, user{}, "GET", "/.well-known/assay-keys.json", "", 200).Body))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestSigningKeys checks a receipt with the keys that are published.
func TestSigningKeys(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		acme := f.join(t, "Acme", "supplier", "supplier")
		path, _ := m.bid(t, acme, m.tender(t, ""), 2310000)
		f.must(t, user{}, "GET", "/.well-known/assay-keys.json", "", 200).conforms(t, "SigningKeys")
		receipt := f.must(t, acme, "GET", path+"/receipt", "", 200).Body
		if _, err := bundle.Verify([]byte(receipt), f.published(t)); err != nil {
			t.Errorf("%s: %v", receipt, err)
		}
		if _, err := bundle.Verify([]byte(strings.Replace(receipt, `"version":1`, `"version":2`, 1)), f.published(t)); err == nil {
			t.Error("a receipt that was changed verifies")
		}
	})
}

// TestBundles seals a run, and hands out copies to those who may have them.
func TestBundles(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		early := f.runs(t, o, 0, "").Header.Get("Location") + "/bundle"
		run := f.runs(t, o, 0, "To be sure.")
		path := run.Header.Get("Location") + "/bundle"
		mine := path + "?bid=" + o.bids[0][0]
		f.story(t, []step{
			{name: "a bidder does not get the whole", as: o.suppliers[0], method: "GET", path: path, status: 403, want: `"whole-bundle"`},
			{name: "nor of a run that is not there", as: o.suppliers[0], method: "GET", path: o.path + "/runs/" + nothing + "/bundle", status: 403, want: `"whole-bundle"`},
			{name: "nor its own before the award", as: o.suppliers[0], method: "GET", path: mine, status: 404, want: `"not-found"`},
			{name: "an evaluator gets none", as: o.ann, method: "GET", path: path, status: 403, want: `"not-your-role"`},
			{name: "another authority finds none", as: o.rival, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "not for a bid either", as: o.rival, method: "GET", path: mine, status: 404, want: `"not-found"`},
			{name: "the public", method: "GET", path: path, status: 401},
			{name: "no bid", as: o.officer, method: "GET", path: path + "?bid=x", status: 422, want: `"?bid"`},
			{name: "a bid of nothing", as: o.officer, method: "GET", path: path + "?bid=" + nothing, status: 404, want: `"not-found"`},
			{name: "the officer gets a bidder's copy", as: o.officer, method: "GET", path: mine, status: 200, want: `"kind":"assay.bundle-redacted/1"`},
		})
		whole := f.must(t, o.officer, "GET", path, "", 200)
		f.verifies(t, whole.Body, o.path)
		if again := f.must(t, o.auditor, "GET", path, "", 200); again.Body != whole.Body {
			t.Errorf("the bundle again is\n%s and was\n%s", again.Body, whole.Body)
		}
		seed := whole.text(t, "redaction", "seed")
		for _, other := range []string{"", "/trace", "/sheet", "/robustness", "/explanation"} {
			if got := f.must(t, o.officer, "GET", strings.TrimSuffix(path, "/bundle")+other, "", 200); strings.Contains(got.Body, seed) {
				t.Errorf("%s shows the secret of the salts", other)
			}
		}
		f.awards(t, o, 0, 1, run.text(t, "id"))
		f.story(t, []step{
			{name: "after the award not the whole either", as: o.suppliers[0], method: "GET", path: path, status: 403, want: `"whole-bundle"`},
			{name: "not a rival's copy", as: o.suppliers[0], method: "GET", path: path + "?bid=" + o.bids[0][1], status: 404, want: `"not-found"`},
			{name: "not of a run that was overtaken", as: o.suppliers[0], method: "GET", path: early + "?bid=" + o.bids[0][0], status: 404, want: `"not-found"`},
			{name: "a supplier that did not bid", as: o.stranger, method: "GET", path: mine, status: 404, want: `"not-found"`},
			{name: "the award tells which run it is", as: o.suppliers[0], method: "GET", path: o.path + "/awards", status: 200, want: `"run":"` + run.text(t, "id") + `"`},
		})
		for i, supplier := range o.suppliers {
			own := f.must(t, supplier, "GET", path+"?bid="+o.bids[0][i], "", 200)
			f.verifies(t, own.Body, o.path)
			for k, rival := range o.bids[0] {
				if k != i && strings.Contains(own.Body, rival) || strings.Contains(own.Body, seed) {
					t.Errorf("the copy of bid %d shows bid %d, or the secret of the salts: %s", i, k, own.Body)
				}
			}
		}
		f.keeps(t, "UPDATE run_seals SET seed = signature")
		f.sealStays(t, o, run.text(t, "id"), whole.Body)
	})
}

func (f *front) verifies(t *testing.T, document, what string) {
	t.Helper()
	if _, err := bundle.Verify([]byte(document), f.published(t)); err != nil {
		t.Errorf("%s: %s does not verify: %v", what, document, err)
	}
}

// rotated signs with a new key and still lists the old one.
type rotated struct{ seededSigner }

func (r rotated) Keys() bundle.Keys {
	old := receiptSigner.keys().Keys[0]
	until := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	old.ValidUntil = &until
	return bundle.NewKeys(append(r.keys().Keys, old)...)
}

// sealStays asks for a bundle after the signing key was changed: it is the same
// bytes, and with a signature that does not cover it there is none.
func (f *front) sealStays(t *testing.T, o *opened, run, whole string) {
	t.Helper()
	ctx := actor.With(context.Background(), actor.Actor{KeyID: o.officer.Key, OrganisationID: o.officer.Organisation, Roles: []actor.Role{actor.Officer}})
	later := rotated{newSeededSigner("the next key of the API's tests!")}
	a := app.New(f.app.DB, app.Options{NewSecret: func() []byte { return nil }, Signer: later})
	got, err := a.Evaluation.Bundle(ctx, strings.TrimPrefix(o.path, "/v1/tenders/"), run, "")
	if err != nil || string(got) != whole {
		t.Errorf("under a new key: %s, %v", got, err)
	}
	if _, err := bundle.Verify(got, later.Keys()); err != nil {
		t.Errorf("with the old key retired: %v", err)
	}
	lost := app.New(f.app.DB, app.Options{Signer: later.seededSigner})
	if got, err := lost.Evaluation.Bundle(ctx, strings.TrimPrefix(o.path, "/v1/tenders/"), run, ""); err == nil {
		t.Errorf("without the old key nobody can check it, and it is given all the same: %s", got)
	}
}

// TestAgreement reads how far a panel agrees, under the rule for its scores.
func TestAgreement(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		a, b, path, scores := o.bids[0][0], o.bids[0][1], o.path+"/agreement", o.path+"/scores"
		f.story(t, []step{
			{name: "nothing is scored", as: o.ann, method: "GET", path: path, status: 200, want: `"state":"too_few"`},
			{name: "Ann scores", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 0, "x"), status: 201},
			{name: "and again, which counts", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 2, "x"), status: 201},
			{name: "she sees nothing yet", as: o.ann, method: "GET", path: path, status: 200, want: `"answers":[]`},
			{name: "Ben must not know how she scored", as: o.ben, method: "GET", path: path, status: 200, want: `"answers":[]`},
			{name: "nor must the officer", as: o.officer, method: "GET", path: path, status: 200, want: `"answers":[]`},
			{name: "Ben scores another answer", as: o.ben, method: "POST", path: scores, body: judged(b, "q1", 1, "x"), status: 201},
			{name: "which opens nothing of Ann's", as: o.ben, method: "GET", path: path, status: 200, want: `"evaluators":[]`},
			{name: "Ben scores the answer", as: o.ben, method: "POST", path: scores, body: judged(a, "q1", 0, "x"), status: 201},
			{name: "and sees that they are far apart", as: o.ben, method: "GET", path: path, status: 200, want: `"count":2,"lowest":0,"highest":2,"steps":2,"allAgree":false,"flags":[{"code":"spread"`},
			{name: "a level is agreed", as: o.officer, method: "POST", path: o.path + "/agreed-scores", body: agreeing(judged(a, "q1", 1, "x"), o.ann, o.ben), status: 201},
			{name: "then the officer sees it", as: o.officer, method: "GET", path: path + "?lot=" + o.lots[0], status: 200, want: `"bid":"` + a + `","criterion":"q1","count":2`},
			{name: "and is told what it is not for", as: o.auditor, method: "GET", path: path, status: 200, want: `For triage only`},
			{name: "a lot of nothing", as: o.auditor, method: "GET", path: path + "?lot=" + nothing, status: 200, want: `"answers":[]`},
			{name: "a contract manager", as: o.manager, method: "GET", path: path, status: 403},
			{name: "a supplier", as: o.suppliers[0], method: "GET", path: path, status: 403, want: `"not-your-role"`},
			{name: "another authority", as: o.rival, method: "GET", path: path, status: 404, want: `"not-found"`},
		})
		got := f.must(t, o.officer, "GET", path, "", 200)
		got.conforms(t, "Agreement")
		if strings.Contains(got.Body, "mean\"") || strings.Contains(got.Body, b) {
			t.Errorf("a mean, or an answer that is not agreed: %s", got.Body)
		}
	})
}

// TestPromiseFlags questions a promise, and changes no mark by that.
func TestPromiseFlags(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.stands(t, tender.Closed, usual)
		bands, flags := o.path+"/promise-bands", o.path+"/promise-flags"
		good := `{"bands":[{"measure":"13","low":2,"high":10,"source":"Fourteen contracts, 2024 to 2026","sample":14}]}`
		put := func(name, body string, status int, want string) step {
			return step{name: name, as: o.officer, method: "PUT", path: bands, body: body, header: []string{"If-Match", `"1"`}, status: status, want: want}
		}
		f.story(t, []step{
			{name: "nobody said", as: o.officer, method: "GET", path: bands, status: 404, want: `"no-promise-bands"`},
			{name: "before opening", as: o.officer, method: "GET", path: flags, status: 409, want: `"not-opened"`},
			put("another catalogue's measure", strings.Replace(good, `"13"`, `"T1"`, 1), 422, `{"pointer":"/bands/0/measure","code":"unknown-measure"`),
			put("upside down", strings.Replace(good, `"low":2`, `"low":20`, 1), 422, `{"pointer":"/bands/0","code":"out-of-range"`),
			put("no source", strings.Replace(good, `Fourteen contracts, 2024 to 2026`, ``, 1), 422, `"/bands/0/source"`),
			put("twice", strings.Replace(good, `]}`, `,{"measure":"13","high":4,"source":"Fourteen contracts, 2024 to 2026"}]}`, 1), 422, `"/bands/1/measure"`),
			put("nothing", `{}`, 422, `"/bands"`),
			{name: "an evaluator", as: o.ann, method: "PUT", path: bands, body: good, header: []string{"If-Match", `"1"`}, status: 403},
			{name: "another authority", as: o.rival, method: "PUT", path: bands, body: good, header: []string{"If-Match", `"1"`}, status: 404, want: `"not-found"`},
			{name: "no version", as: o.officer, method: "PUT", path: bands, body: good, status: 428},
			{name: "another version", as: o.officer, method: "PUT", path: bands, body: good, header: []string{"If-Match", `"3"`}, status: 412},
			put("well", good, 200, `"number":1`),
			{name: "in place of that", as: o.officer, method: "PUT", path: bands, body: strings.Replace(good, `"high":10`, `"high":12`, 1), header: []string{"If-Match", `"2"`}, status: 200, want: `"number":2`},
			{name: "read by the auditor", as: o.auditor, method: "GET", path: bands, status: 200, want: `"high":12`},
			{name: "not by a supplier", as: o.suppliers[0], method: "GET", path: bands, status: 403},
			{name: "not by another authority", as: o.rival, method: "GET", path: bands, status: 404},
		})
		f.must(t, o.officer, "POST", o.path+"/opening", "", 201)
		f.must(t, o.officer, "GET", bands, "", 200).conforms(t, "PromiseBands")
		got := f.must(t, o.officer, "GET", flags, "", 200)
		got.conforms(t, "PromiseFlags")
		// 100 volunteers over £2.4m and three years are 13.889 for each million and year; 40 are 5.556.
		if n := strings.Count(got.Body, `"ground"`); n != 1 || got.text(t, "lots", 0, "flags", 0, "supplier", "name") != "Supplier C Ltd" || got.text(t, "lots", 0, "flags", 0, "ground") != "above-band" ||
			got.at(t, "lots", 0, "flags", 0, "rate") != 13.889 || got.at(t, "lots", 0, "flags", 0, "times") != 1.16 {
			t.Errorf("%d flags: %s", n, got.Body)
		}
		f.story(t, []step{
			{name: "grounds, and what it is not for", as: o.auditor, method: "GET", path: flags + "?lot=" + o.lots[0], status: 200, want: `It rejects no bid and changes no mark`},
			{name: "the supplier by name", as: o.officer, method: "GET", path: flags, status: 200, want: `"words":"Supplier C Ltd promises 100 of measure 13`},
			{name: "too late to fit a band", as: o.officer, method: "PUT", path: bands, body: good, header: []string{"If-Match", `"3"`}, status: 409, want: `"promise-bands-late"`},
			{name: "a supplier", as: o.suppliers[2], method: "GET", path: flags, status: 403, want: `"not-your-role"`},
			{name: "an evaluator", as: o.ann, method: "GET", path: flags, status: 403},
			{name: "another authority", as: o.rival, method: "GET", path: flags, status: 404, want: `"not-found"`},
		})
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.reveals(t, o)
		trace := f.must(t, o.officer, "GET", f.must(t, o.officer, "POST", o.path+"/runs", fmt.Sprintf(`{"lot":%q}`, o.lots[0]), 201).Header.Get("Location")+"/trace", "", 200)
		if strings.Contains(trace.Body, "above-band") || !strings.Contains(trace.Body, `"excluded":[{"bid":"`+o.bids[0][2]+`","why":"failed_requirements"`) {
			t.Errorf("a flag changed the run: %s", trace.Body)
		}
		f.keeps(t, "UPDATE promise_bands SET bands = '[]'")
	})
}
