package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// TestAccessMatrix asks for every operation, as everybody who could have to do
// with a procurement, in every phase of it, and holds each answer to the access
// table: who may gets what they asked for, who may not learns nothing, and no
// answer holds a word of a bid that its reader may not see yet.
//
// The relation "own" and the phases of what belongs to no tender are proved by
// the stories of their own tests as well; here each row is asked about one thing
// of one procurement.
//
// Every request is done to its end and then undone, so that all are asked in
// the same state.
func TestAccessMatrix(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w := newTown(t, f)
		cells := 0
		for _, stage := range []struct {
			next func(*testing.T)
			rest bool // only what nobody was answered well yet
		}{
			{next: w.drafts},
			{next: w.publishes},
			{next: w.closes},
			{next: w.opensBids},
			{next: w.judges, rest: true},
			{next: w.agrees, rest: true},
			{next: w.locks, rest: true},
			{next: w.reveals},
			{next: w.inquires, rest: true},
			{next: w.recommends, rest: true},
			{next: w.approves, rest: true},
			{next: w.reviews, rest: true},
			{next: w.tellsBidders, rest: true},
			{next: w.awards, rest: true},
			{next: w.challenges, rest: true},
			{next: w.contracts, rest: true},
			{next: w.suspends, rest: true},
			{next: w.resumes, rest: true},
			{next: w.delivers, rest: true},
			{next: w.disagrees},
			{next: w.talks, rest: true},
			{next: w.decides, rest: true},
		} {
			stage.next(t)
			cells += w.cells(t, stage.rest)
		}
		t.Logf("%d cells", cells)
		for _, r := range stay() {
			if reason := unanswered[r.Operation]; (reason == "") != w.answered[r.Operation] {
				t.Errorf("%s: answered well: %t; %s %.300s", r.Operation, w.answered[r.Operation], reason, w.last[r.Operation])
			}
		}
	})
}

// unanswered are operations that nobody is answered well in this test, and why.
var unanswered = map[string]string{
	"erasePerson":            "the records of a procurement are kept by law: TestErasure",
	"signIn":                 "a one-time code is good once: TestSignIn",
	"sendReturnForm":         "a form without a figure is refused: TestReturnForm",
	"makeShortfallGood":      "more than was short has to come first: TestShortfallMadeGood",
	"remedyShortfall":        "a remedy has to be agreed first: TestShortfall",
	"createBidClarification": "of a tender that publishes what may be clarified: TestBidClarification",
	"answerBidClarification": "of a tender that publishes what may be clarified: TestBidClarification",
	"decideBidClarification": "of a tender that publishes what may be clarified: TestBidClarification",
	"getAllocation":          "of a tender that limits the lots of a supplier: TestAllocation",
	"consentToOpening":       "of a tender that takes two to open: TestTwoOpen",
	"withdrawOpeningConsent": "of a tender that takes two to open: TestTwoOpen",
}

// cells asks for every operation as everybody; where it is for the rest, only
// for those that nobody was answered well yet.
func (w *town) cells(t *testing.T, rest bool) (n int) {
	t.Helper()
	w.app.DB.Try(true)
	defer w.app.DB.Try(false)
	for _, r := range stay() {
		if rest && w.answered[r.Operation] {
			continue
		}
		for _, as := range w.residents {
			n++
			if wrong := w.cell(r, as); wrong != "" {
				t.Errorf("%s, %s as %s: %s", w.phase, r.Operation, as.name, wrong)
			}
		}
	}
	return n
}

// cell asks once and says what is wrong with the answer.
func (w *town) cell(r api.Route, as resident) string {
	if as.dead {
		if got, _ := w.ask(r, as, false); got.Status != http.StatusUnauthorized {
			return fmt.Sprintf("a key that was revoked got %d %.200s", got.Status, got.Body)
		}
		return ""
	}
	got, exists := w.ask(r, as, false)
	if got.Status < 300 {
		w.answered[r.Operation] = true
	}
	if word := w.gives(as, got); word != "" {
		return fmt.Sprintf("the answer gives away %s: %.300s", word, got.Body)
	}
	switch want := w.wants(r, as); want {
	case refusedAtDoor:
		if got.Status != http.StatusForbidden && got.Status != http.StatusUnauthorized {
			return fmt.Sprintf("is not for them, got %d %.200s", got.Status, got.Body)
		}
	case notTheirs:
		return w.nothing(r, as, got)
	case notNow:
		if got.Status < 300 && !strings.HasPrefix(got.Body, `{"items":[]`) {
			return fmt.Sprintf("is not for this phase, got %d %.200s", got.Status, got.Body)
		}
	case granted:
		if got.Status >= 300 {
			w.last[r.Operation] = as.name + ": " + got.Body
		}
		if r.Operation == "signIn" {
			return ""
		}
		refused := got.Status == http.StatusForbidden && !slices.ContainsFunc(personal, func(code string) bool { return strings.Contains(got.Body, code) }) ||
			got.Status == http.StatusUnauthorized || got.Status >= 500
		missing := exists && got.Status >= 300 && (r.Method == http.MethodGet && got.Status != http.StatusNotFound && !strings.Contains(got.Body, `"year-not-over"`) && unanswered[r.Operation] == "" || strings.Contains(got.Body, `"not-found"`))
		if refused || missing {
			return fmt.Sprintf("may, got %d %.300s", got.Status, got.Body)
		}
	}
	return ""
}

// personal are the refusals that no table can say: who did one thing does not do
// the other.
var personal = []string{`"same-person"`, `"not-your-recommendation"`, `"own-`, `"not-impartial"`, `"installation-only"`}

// verdict is what the access table says of one cell.
type verdict int

const (
	refusedAtDoor verdict = iota // no role, no person, no scope
	notTheirs                    // the thing is nothing to them
	notNow
	granted
)

// wants reads one cell from the access table.
func (w *town) wants(r api.Route, as resident) verdict {
	best := refusedAtDoor
	for _, rule := range r.Rules() {
		if !r.Public() && (as.narrow || len(as.roles) == 0 || len(rule.Roles) > 0 && !slices.ContainsFunc(as.roles, func(x actor.Role) bool { return slices.Contains(rule.Roles, x) }) || rule.InPerson && !as.inPerson) {
			continue
		}
		switch {
		case !w.related(r, as, rule.Relation):
			best = max(best, notTheirs)
		case !slices.Contains(rule.Phases, w.phase):
			best = max(best, notNow)
		default:
			best = granted
		}
	}
	return best
}

// related reports whether somebody is to the thing of a route what a rule asks.
func (w *town) related(r api.Route, as resident, whose api.Relation) bool {
	thing := strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")[0]
	if thing == "tenders" && slices.ContainsFunc([]string{"/awards", "/challenges", "/standstill", "/price-inquiries", "/bid-clarifications"}, func(part string) bool { return strings.Contains(r.Path, part) }) {
		thing = "awards"
	}
	if thing == "tenders" && (strings.Contains(r.Path, "/bids") || strings.Contains(r.Path, "/summaries/:") || strings.HasSuffix(r.Path, "/bundle")) {
		thing = "bids"
	}
	if slices.Contains([]string{"returns", "ratings", "variations", "confirmations", "shortfalls", "disputes", "progress", "portfolio"}, thing) {
		thing = "contracts"
	}
	if !strings.Contains(r.Path, ":") && r.Operation != "getInclusion" && whose != "overseen" && whose != "installation" {
		return true // what is made or listed is the actor's own
	}
	switch whose {
	case "public":
		hidden := about[r.Operation] == nil && r.Path != "/v1/templates" && (thing == "catalogues" || thing == "templates") // a draft
		rehearsal := as.name == "public" && strings.HasPrefix(r.Path, "/v1/tenders/:")
		return !hidden && !rehearsal || as.buyer
	case "bearer":
		return true
	case "installation":
		return as.overseer
	case "overseen":
		return as.buyer || as.overseer
	case "organisation":
		return as.buyer
	case "panel":
		return as.buyer && as.inPerson && (as.name == "officer" || as.name == "evaluator")
	case "party":
		return as.buyer || as.relations[thing] == "party"
	}
	switch thing { // the actor's own
	case "awards":
		return as.relations["bids"] == "own"
	case "bids":
		return as.relations["bids"] == "own" || as.name == "rival" && strings.HasSuffix(r.Path, "/bids")
	case "suppliers":
		return as.Organisation == w.ids["suppliers"]
	case "people":
		return as.Key == w.ids["people"]
	}
	return true
}

// nothing holds an answer about what is another's to that about what never was.
func (w *town) nothing(r api.Route, as resident, got answer) string {
	if strings.Contains(got.Body, `"installation-only"`) || strings.Contains(got.Body, `"not-the-owner"`) && about[r.Operation] != nil {
		return "" // the thing may be known of: it is not theirs to change
	}
	if as.buyer && (strings.Contains(got.Body, `"not-on-panel"`) || strings.Contains(got.Body, `"not-for-your-part"`)) {
		return "" // their own organisation's tender: who is on its panel is no secret to them
	}
	if !strings.Contains(r.Path, ":") {
		if got.Status < 300 && r.Method != http.MethodGet && !strings.Contains(r.Path, "/log/") {
			return fmt.Sprintf("has nothing of theirs to change, got %d %.200s", got.Status, got.Body)
		}
		return ""
	}
	if strings.HasPrefix(got.Body, `{"items":[]`) {
		return ""
	}
	never, _ := w.ask(r, as, true)
	if got.Status < 400 || w.told(got) != w.told(never) {
		return fmt.Sprintf("is another's: got\n%s\nand of what never was\n%s", w.told(got), w.told(never))
	}
	return ""
}

// told is an answer without the names that the reader sent.
func (w *town) told(a answer) string {
	text := a.Body
	for _, id := range w.ids {
		if len(id) == len(storetest.ID(0)) {
			text = strings.ReplaceAll(text, id, storetest.ID(404_404))
		}
	}
	text = strings.ReplaceAll(text, "/v1/log/events/"+w.ids["events"], "/v1/log/events/999999")
	return plain(answer{Status: a.Status, Header: a.Header, Body: text}, storetest.ID(404_404))
}

// gives names what an answer gives away that its reader may not see yet.
func (w *town) gives(as resident, got answer) string {
	own, phase := as.relations["bids"] == "own", slices.Index(api.Phases, w.phase)
	reads := as.buyer || as.overseer
	rival := as.name == "rival" // has a bid of its own with the same words
	seen := got.Body + fmt.Sprint(got.Header)
	switch {
	case own:
	case strings.Contains(seen, "canary-in-the-name"), strings.Contains(seen, "canary-in-the-file"):
		if phase < slices.Index(api.Phases, "opened") || !reads {
			return "an attachment"
		}
	case strings.Contains(seen, canaryAnswer) && !rival && (phase < slices.Index(api.Phases, "opened") || !reads):
		return "an answer"
	case strings.Contains(seen, fmt.Sprint(canaryPrice)) && phase < slices.Index(api.Phases, "prices opened"):
		return "a price"
	case w.words["bid"] != storetest.ID(404_404) && strings.Contains(strings.ReplaceAll(seen, `"instance":"/v1/bids/`+w.words["bid"], ""), w.words["bid"]) && phase < slices.Index(api.Phases, "opened"):
		return "that there is a bid"
	}
	return ""
}
