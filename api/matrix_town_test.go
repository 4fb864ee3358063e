package api_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// The words and the figure that give a bid away.
const (
	canaryAnswer = "canary-in-the-bid" // as document writes it
	canaryPrice  = 7_654_321
)

// resident is somebody of the town: a user with what the access table asks of
// them.
type resident struct {
	user

	name      string
	roles     []actor.Role
	inPerson  bool
	narrow    bool                    // their key is for other operations than most
	dead      bool                    // their key was revoked
	relations map[string]api.Relation // what they are to a bid, a contract, an award
	buyer     bool                    // acts for the authority that buys
	overseer  bool                    // acts for the organisation that runs the installation
}

// town is one procurement with everybody who could have to do with it, brought
// from phase to phase.
type town struct {
	*front

	market    market
	residents []resident
	phase     api.Phase
	ids       map[string]string // by the word of a route that comes before the identifier
	words     map[string]string // what bodies are filled with
	versions  map[string]int    // that a change of a thing has to name
	answered  map[string]bool   // the operations that somebody was answered well
	last      map[string]string // what somebody was told who may
}

func (w *town) as(name string) user {
	for _, r := range w.residents {
		if r.name == name {
			return r.user
		}
	}
	panic(name)
}

// newTown brings everybody together around a draft of a tender.
func newTown(t *testing.T, f *front) *town {
	t.Helper()
	w := &town{front: f, market: f.market(t), phase: "draft", ids: map[string]string{}, words: map[string]string{}, versions: map[string]int{}, answered: map[string]bool{}, last: map[string]string{}}
	buyer := w.market.council.Organisation
	settle := func(name string, u user, roles ...actor.Role) *resident {
		w.residents = append(w.residents, resident{
			user: u, name: name, roles: roles, inPerson: u.person != "", buyer: u.Organisation == buyer, overseer: u.Organisation == f.chief.Organisation, relations: map[string]api.Relation{},
		})
		return &w.residents[len(w.residents)-1]
	}
	root := f.root
	root.Organisation = f.chief.Organisation
	settle("public", user{})
	settle("administrator's key", root, actor.Administrator)
	settle("administrator", f.chief, actor.Administrator)
	settle("officer", w.market.council, actor.Officer)
	settle("second officer", f.key(t, buyer, "officer"), actor.Officer)
	settle("officer's key", f.onlyKey(t, buyer, "officer"), actor.Officer)
	settle("evaluator", w.market.panel, actor.Evaluator)
	settle("contract manager", f.key(t, buyer, "contract_manager"), actor.ContractManager)
	settle("deputy", f.key(t, buyer, "contract_manager"), actor.ContractManager)
	settle("auditor", f.key(t, buyer, "auditor"), actor.Auditor)
	settle("the buyer's administrator", f.person(t, buyer, "administrator"), actor.Administrator)
	other := f.join(t, "Other Council", "authority", "officer")
	settle("officer elsewhere", other, actor.Officer)
	settle("evaluator elsewhere", f.key(t, other.Organisation, "evaluator"), actor.Evaluator)
	settle("auditor elsewhere", f.key(t, other.Organisation, "auditor"), actor.Auditor)
	settle("overseer", f.key(t, f.chief.Organisation, "auditor"), actor.Auditor)
	settle("bidder", f.join(t, "Bidder Ltd", "supplier", "supplier"), actor.Supplier).relations = map[string]api.Relation{"bids": "own", "contracts": "party", "awards": "party"}
	settle("rival", f.join(t, "Rival Ltd", "supplier", "supplier"), actor.Supplier).relations = map[string]api.Relation{"awards": "party"}
	settle("bystander", f.join(t, "Bystander Ltd", "supplier", "supplier"), actor.Supplier)
	settle("steward", f.join(t, "Example CVS", "steward", "steward"), actor.Steward)
	narrow := f.must(t, f.root, "POST", "/v1/organisations/"+buyer+"/keys", `{"label":"narrow","roles":["officer","auditor"],"operations":["getHealth"]}`, 201)
	settle("narrow key", user{Organisation: buyer, Key: narrow.text(t, "id"), Secret: narrow.text(t, "secret")}, actor.Officer, actor.Auditor).narrow = true
	revoked := f.onlyKey(t, buyer, "officer", "auditor", "evaluator")
	f.must(t, f.root, "POST", "/v1/organisations/"+buyer+"/keys/"+revoked.Key+"/revoke", "", 200, "If-Match", `"1"`)
	settle("revoked key", revoked).dead = true
	w.furnish(t)
	return w
}

// furnish makes everything that operations are about and that is no tender.
func (w *town) furnish(t *testing.T) {
	t.Helper()
	buyer, officer := w.market.council.Organisation, w.market.council
	there := "/v1/organisations/" + buyer
	members := w.must(t, w.chief, "GET", there+"/members", "", 200)
	pending := w.must(t, w.chief, "POST", there+"/invitations", `{"name":"Pat Pending","email":"pending@example.org","roles":["officer"]}`, 201)
	spare := w.onlyKey(t, buyer, "officer")
	draft, published := w.front.draft(t, officer, "town"), w.front.draft(t, officer, "city")
	w.change(t, officer, "POST", published, published+"/publish", "", 200)
	template := w.must(t, officer, "POST", "/v1/templates", fmt.Sprintf(`{"title":"T","catalogue":%q,"method":%s}`, w.front.knowsley(t, officer), marketMethod), 201).text(t, "id")
	w.change(t, officer, "PUT", draft, draft+"/outcomes/2", outcome, 200)
	hook := w.must(t, officer, "POST", "/v1/webhooks", `{"url":"https://council.example/assay","topics":["return.due_soon"]}`, 201)
	tender := w.must(t, officer, "POST", "/v1/tenders", w.market.draft(`,"mode":"test"`), 201)
	lint := "/v1/templates/" + template
	w.must(t, officer, "POST", lint+"/lint", "{}", 201)
	w.must(t, officer, "POST", lint+"/dry-run", `{"runs":20}`, 201)
	refused := w.send(officer, "POST", lint+"/publish", "", "If-Match", w.must(t, officer, "GET", lint, "", 200).Header.Get("ETag"))
	w.ids = map[string]string{
		"organisations": buyer, "keys": spare.Key, "members": members.text(t, "items", 0, "id"), "invitations": pending.text(t, "id"), "people": officer.Key,
		"catalogues": strings.TrimPrefix(draft, "/v1/catalogues/"), "published catalogues": strings.TrimPrefix(published, "/v1/catalogues/"), "outcomes": "1", "spare outcomes": "2", "measures": "T1",
		"templates": template, "published templates": w.market.template, "webhooks": hook.text(t, "id"), "tenders": tender.text(t, "id"), "lots": tender.text(t, "lots", 0, "id"),
		"problems": "not-found", "docs": "page.js", "suppliers": w.as("bidder").Organisation,
	}
	w.words = map[string]string{
		"token": pending.text(t, "token"), "catalogue": w.front.knowsley(t, officer), "method": marketMethod, "accepted": accepting(t, refused), "lot": w.ids["lots"], "tender": w.ids["tenders"],
		"draft": w.market.draft(""), "password": goodPassword, "bid": storetest.ID(404_404), "run": storetest.ID(404_404), "award": storetest.ID(404_404), "obligation": storetest.ID(404_404),
		"link": "none", "role": "officer", "return": storetest.ID(404_404),
	}
}

// drafts is where everything begins.
func (w *town) drafts(t *testing.T) {
	t.Helper()
	path, council := "/v1/tenders/"+w.ids["tenders"], w.market.council
	w.seats(t, council, path, w.market.panel, w.market.second)
	observer := w.person(t, council.Organisation, "evaluator")
	w.ids["holds"] = w.must(t, w.as("the buyer's administrator"), "POST", "/v1/holds", `{"person":"`+w.market.panel.Key+`","reason":"A claim is before the court."}`, 201).text(t, "id")
	w.ids["spare people"] = w.person(t, w.market.council.Organisation, "evaluator").Key
	w.ids["appointments"] = w.must(t, council, "POST", path+"/panel/appointments", appointing(observer, "observer", ""), 201).text(t, "id")
	w.ids["interests"] = w.must(t, observer, "POST", path+"/panel/interests", `{"nothing":false,"words":"Lives there."}`, 201).text(t, "id")
	w.words["person"] = w.person(t, council.Organisation, "evaluator").Key
	w.happens(t)
}

// happens gives what happened its numbers, and finds the last event about the
// tender.
func (w *town) happens(t *testing.T) {
	t.Helper()
	w.number(t)
	events := w.must(t, w.market.council, "GET", "/v1/log/events?tender="+w.ids["tenders"], "", 200)
	w.ids["events"] = fmt.Sprint(events.at(t, "items", 0, "number"))
	w.words["event"] = w.ids["events"]
	if w.words["size"] == "" {
		w.words["size"] = fmt.Sprint(w.must(t, user{}, "GET", "/v1/log/checkpoint", "", 200).at(t, "size"))
	}
}

// publishes opens the tender to bids, and two come.
func (w *town) publishes(t *testing.T) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"]
	w.change(t, w.market.council, "POST", path, path+"/publish", "", 200)
	w.ids["calibrations"] = w.must(t, w.market.council, "POST", path+"/calibrations", `{"criterion":"q1","answer":"Made up."}`, 201).text(t, "id")
	asked := w.must(t, w.as("bystander"), "POST", path+"/clarifications", `{"question":"What of the pond?"}`, 201)
	w.ids["clarifications"] = asked.text(t, "id")
	one := path + "/clarifications/" + asked.text(t, "id")
	w.change(t, w.market.council, "POST", one, one+"/answer", `{"answer":"It is part of it."}`, 200)
	w.ids["waiting clarifications"] = w.must(t, w.as("bystander"), "POST", path+"/clarifications", `{"question":"And of the trees?"}`, 201).text(t, "id")
	w.must(t, w.as("bystander"), "POST", path+"/registered-interest", "", 201)
	w.change(t, w.market.council, "PUT", path, path+"/promise-bands", bodies["putPromiseBands"], 200)
	bid := w.market.begin(t, w.as("bidder"), w.ids["tenders"], canaryPrice)
	file := w.must(t, w.as("bidder"), "POST", bid+"/attachments", "canary-in-the-file", 201, "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="canary-in-the-name.txt"`)
	w.ids["attachments"] = file.text(t, "id")
	w.ids["spare attachments"] = w.must(t, w.as("bidder"), "POST", bid+"/attachments", "left out", 201, "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="spare.txt"`).text(t, "id")
	whole := attached(w.ids["tenders"], w.ids["lots"], file.text(t, "sha256"), "canary-in-the-name.txt", "text/plain", len("canary-in-the-file"))
	whole = strings.NewReplacer(`"amount":20.00`, fmt.Sprintf(`"amount":%d.00`, canaryPrice), `"amount":20}`, fmt.Sprintf(`"amount":%d}`, canaryPrice)).Replace(whole)
	w.change(t, w.as("bidder"), "PUT", bid, bid, whole, 200)
	w.change(t, w.as("bidder"), "POST", bid, bid+"/submit", "", 200)
	rival, _ := w.market.bid(t, w.as("rival"), w.ids["tenders"], 9_000_000)
	w.change(t, w.as("bidder"), "PUT", bid, bid, whole, 200) // and is at it again
	w.ids["bids"], w.words["bid"], w.words["rival"] = strings.TrimPrefix(bid, "/v1/bids/"), strings.TrimPrefix(bid, "/v1/bids/"), strings.TrimPrefix(rival, "/v1/bids/")
	w.words["document"] = document(w.ids["tenders"], w.ids["lots"], canaryPrice)
	w.phase = "published"
	w.happens(t)
}

func (w *town) at(t *testing.T, moment string) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"]
	w.change(t, w.market.council, "POST", path, path+"/clock", `{"now":"`+moment+`"}`, 200)
}

func (w *town) closes(t *testing.T) {
	t.Helper()
	w.at(t, "2026-04-01T11:00:00Z")
	if _, err := w.app.Tender.CloseDue(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.phase = "closed"
	w.happens(t)
}

func (w *town) opensBids(t *testing.T) {
	t.Helper()
	w.must(t, w.market.council, "POST", "/v1/tenders/"+w.ids["tenders"]+"/opening", "", 201)
	w.must(t, w.market.panel, "PUT", "/v1/tenders/"+w.ids["tenders"]+"/score-drafts", w.fill(bodies["keepScoreDraft"]), 200)
	w.phase = "opened"
	w.happens(t)
}

func (w *town) judges(t *testing.T) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"]
	w.seats(t, w.market.council, path, w.market.panel, w.market.second)
	for _, bid := range []string{w.words["bid"], w.words["rival"]} {
		for _, q := range []string{"q1", "q2"} {
			for _, member := range []user{w.market.panel, w.market.second} {
				w.must(t, member, "POST", path+"/scores", paraphrased(judged(bid, q, 1, "so it is")), 201)
			}
			agreed := w.must(t, w.market.council, "POST", path+"/agreed-scores", tied(judged(bid, q, 1, "so it is"), marketWords), 201)
			w.confirms(t, agreed, w.market.second)
			if w.ids["agreed-scores"] == "" {
				w.ids["agreed-scores"] = agreed.text(t, "id") // the evaluator has not confirmed it yet
				continue
			}
			w.confirms(t, agreed, w.market.panel)
		}
	}
}

// agrees has the evaluator confirm the last agreed level, so that nothing is
// missing any more.
func (w *town) agrees(t *testing.T) {
	t.Helper()
	w.must(t, w.market.panel, "POST", "/v1/tenders/"+w.ids["tenders"]+"/agreed-scores/"+w.ids["agreed-scores"]+"/verdicts", `{"confirms":true}`, 201)
}

func (w *town) locks(t *testing.T) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"]
	w.must(t, w.market.council, "POST", path+"/quality-lock", "", 201)
	w.phase = "quality locked"
}

func (w *town) reveals(t *testing.T) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"]
	w.must(t, w.market.council, "POST", path+"/price-opening", "", 201)
	run := w.must(t, w.market.council, "POST", path+"/runs", `{"lot":"`+w.ids["lots"]+`"}`, 201)
	w.ids["runs"], w.words["run"] = run.text(t, "id"), run.text(t, "id")
	w.phase = "prices opened"
	w.happens(t)
}

// inquires asks the bidder about its price.
func (w *town) inquires(t *testing.T) {
	t.Helper()
	q := w.must(t, w.market.council, "POST", "/v1/tenders/"+w.ids["tenders"]+"/price-inquiries", w.fill(bodies["createPriceInquiry"]), 201)
	w.ids["price-inquiries"] = q.text(t, "id")
}

// recommends has the officer recommend; approves has another officer approve.
func (w *town) recommends(t *testing.T) {
	t.Helper()
	r := w.must(t, w.market.council, "POST", "/v1/tenders/"+w.ids["tenders"]+"/recommendations", w.fill(bodies["createRecommendation"]), 201)
	w.ids["recommendations"], w.words["recommendation"] = r.text(t, "id"), r.text(t, "id")
}

func (w *town) approves(t *testing.T) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"] + "/recommendations/" + w.ids["recommendations"]
	w.moves(t, "second officer", path, path+"/approve", `{}`)
	drafts := w.must(t, w.market.council, "POST", "/v1/tenders/"+w.ids["tenders"]+"/summaries", w.fill(bodies["draftSummaries"]), 201)
	for i := range drafts.at(t, "items").([]any) {
		if w.ids["summaries"] = drafts.text(t, "items", i, "id"); drafts.text(t, "items", i, "bid") == w.words["bid"] {
			break
		}
	}
}

// reviews has every summary read by a second person; tells releases them.
func (w *town) reviews(t *testing.T) {
	t.Helper()
	all := "/v1/tenders/" + w.ids["tenders"] + "/summaries"
	list := w.must(t, w.market.council, "GET", all, "", 200)
	for i := range list.at(t, "items").([]any) {
		w.must(t, w.as("second officer"), "POST", all+"/"+list.text(t, "items", i, "id")+"/review", "", 200, "If-Match", `"1"`)
	}
}

func (w *town) tellsBidders(t *testing.T) {
	t.Helper()
	w.must(t, w.market.council, "POST", "/v1/tenders/"+w.ids["tenders"]+"/summaries/release", w.fill(bodies["releaseSummaries"]), 200)
	w.phase = "awarded"
}

func (w *town) awards(t *testing.T) {
	t.Helper()
	path := "/v1/tenders/" + w.ids["tenders"] + "/recommendations/" + w.ids["recommendations"]
	a := w.moves(t, "officer", path, path+"/notice", `{}`)
	w.ids["awards"], w.words["award"] = a.text(t, "awards", 0), a.text(t, "awards", 0)
	w.at(t, "2026-10-01T12:00:00Z")
	w.happens(t)
}

// challenges lets the rival challenge the award.
func (w *town) challenges(t *testing.T) {
	t.Helper()
	c := w.must(t, w.as("rival"), "POST", "/v1/tenders/"+w.ids["tenders"]+"/challenges", w.fill(bodies["createChallenge"]), 201)
	w.ids["challenges"] = c.text(t, "id")
}

// contracts opens the contract.
func (w *town) contracts(t *testing.T) {
	t.Helper()
	w.must(t, w.market.council, "POST", "/v1/tenders/"+w.ids["tenders"]+"/challenges/"+w.ids["challenges"]+"/resolve", w.fill(bodies["resolveChallenge"]), 200, "If-Match", `"1"`)
	path := w.must(t, w.as("contract manager"), "POST", "/v1/contracts", w.fill(bodies["openContract"]), 201).Header.Get("Location")
	w.ids["contracts"] = strings.TrimPrefix(path, "/v1/contracts/")
	owed := w.must(t, w.as("contract manager"), "GET", path+"/obligations", "", 200)
	w.ids["obligations"], w.words["obligation"], w.words["lonely"] = owed.text(t, "items", 0, "id"), owed.text(t, "items", 0, "id"), owed.text(t, "items", 1, "id")
	w.phase = "contract"
	w.at(t, "2026-12-01T12:00:00Z")
}

// suspends lets the contract rest, for whoever is to take it up again; rests is
// undone by what follows.
func (w *town) suspends(t *testing.T) {
	t.Helper()
	path := "/v1/contracts/" + w.ids["contracts"]
	w.moves(t, "contract manager", path, path+"/suspend", `{"reason":"A flood"}`)
}

func (w *town) resumes(t *testing.T) {
	t.Helper()
	path := "/v1/contracts/" + w.ids["contracts"]
	w.moves(t, "contract manager", path, path+"/resume", `{"reason":"It went away"}`)
	w.moves(t, "contract manager", path, path+"/skip", w.fill(bodies["skipPeriod"]))
}

// moves changes a thing at the version that it is at.
func (w *town) moves(t *testing.T, who, thing, path, body string) answer {
	t.Helper()
	return w.change(t, w.as(who), "POST", thing, path, body, 200)
}

// delivers lets returns come and be decided.
func (w *town) delivers(t *testing.T) {
	t.Helper()
	bidder, path := w.as("bidder"), "/v1/contracts/"+w.ids["contracts"]
	w.moves(t, "contract manager", path, path+"/restore", w.fill(bodies["restorePeriod"]))
	w.at(t, "2028-02-01T12:00:00Z")
	file := w.must(t, bidder, "POST", path+"/evidence", "Sign-up sheets", 201, "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="sheets.txt"`)
	w.ids["evidence"] = file.text(t, "id")
	w.words["form"] = w.must(t, bidder, "GET", path+"/return-form?format=csv", "", 200).Body
	returns := func(obligation, period string, quantity int) string {
		return w.must(t, bidder, "POST", path+"/returns", returned(obligation, period, `"quantity":`+strconv.Itoa(quantity)), 201).text(t, "id")
	}
	first, short := returns(w.words["obligation"], "2026-Q4", 10), returns(w.words["obligation"], "2027", 20)
	rejected := returns(w.words["lonely"], "2027-03", 12)
	w.moves(t, "contract manager", "/v1/returns/"+short, "/v1/returns/"+short+"/verify", `{"quantity":20}`)
	w.moves(t, "contract manager", "/v1/returns/"+rejected, "/v1/returns/"+rejected+"/reject", `{"reason":"There was no survey."}`)
	w.ids["returns"], w.words["return"], w.words["rejected"] = first, first, rejected
}

// disagrees lets everything happen that people talk about.
func (w *town) disagrees(t *testing.T) {
	t.Helper()
	manager, bidder, path := w.as("contract manager"), w.as("bidder"), "/v1/contracts/"+w.ids["contracts"]
	w.ids["shortfalls"] = w.must(t, manager, "POST", path+"/shortfalls", w.fill(bodies["recordShortfall"]), 201).text(t, "id")
	w.ids["ratings"] = w.must(t, manager, "POST", path+"/ratings", `{"indicator":"13","year":1,"rating":"good","reason":"Well done."}`, 201).text(t, "id")
	w.ids["disputes"] = w.must(t, bidder, "POST", path+"/disputes", w.fill(bodies["reportDispute"]), 201).text(t, "id")
	w.ids["variations"] = w.must(t, manager, "POST", path+"/variations", w.fill(bodies["proposeVariation"]), 201).text(t, "id")
	asked := w.must(t, manager, "POST", "/v1/returns/"+w.ids["returns"]+"/confirmations", `{"beneficiary":"Friends","quantity":5}`, 201)
	w.ids["confirmations"], w.words["link"] = asked.text(t, "id"), asked.text(t, "token")
	w.happens(t)
}

// talks lets each side answer the other.
func (w *town) talks(t *testing.T) {
	t.Helper()
	for _, m := range []struct{ who, thing, how, operation string }{
		{"bidder", "/v1/shortfalls/" + w.ids["shortfalls"], "plan", "proposePlan"},
		{"bidder", "/v1/ratings/" + w.ids["ratings"], "reply", "replyToRating"},
		{"contract manager", "/v1/disputes/" + w.ids["disputes"], "reply", "replyToDispute"},
	} {
		w.moves(t, m.who, m.thing, m.thing+"/"+m.how, w.fill(bodies[m.operation]))
	}
}

func (w *town) decides(t *testing.T) {
	t.Helper()
	shortfall, dispute := "/v1/shortfalls/"+w.ids["shortfalls"], "/v1/disputes/"+w.ids["disputes"]
	w.moves(t, "contract manager", shortfall, shortfall+"/agree-plan", `{}`)
	w.moves(t, "deputy", dispute, dispute+"/decide", w.fill(bodies["decideDispute"]))
}
