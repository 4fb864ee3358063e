package api_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestPanelGuide plays a member's way through a panel, and holds
// docs/guides/panel.md to what happened.
func TestPanelGuide(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		g := &guide{front: f}
		answers := `{"questions":[{"criterion":"q1","text":"Two gardeners come on Mondays; Sam Reed leads them."},{"criterion":"q2","text":"Sam Reed, and four with a certificate."}],"gates":[{"criterion":"insured","held":true}]}`
		o := f.opens(t, []offer{{price: 100, insured: true, answers: answers}})
		cat := f.person(t, o.officer.Organisation, "evaluator")
		g.says("# A panel member's walk\n\nMade by `go test ./api -run TestPanelGuide -update` from a rehearsal on a fresh service; of each answer only the members that matter are shown. You sign in as yourself (see [people.md](people.md)): a key never scores.")
		g.arrives(t, o, cat)
		g.scoresAlone(t, o, cat)
		g.settlesTogether(t, o, cat)
		golden(t, filepath.Join("..", "docs", "guides", "panel.md"), plainly(strings.TrimRight(strings.NewReplacer("\r\n", "\n", "'s key>", "'s token>").Replace(g.String()), "\n")+"\n"))
	})
}

func (g *guide) arrives(t *testing.T, o *opened, cat user) {
	t.Helper()
	g.says("## You are appointed\n\nAn officer appoints you, in person: as a member you score, for all lots and questions or for some. Your other roles must not show you what a member must not see.")
	g.call(t, "officer", o.officer, "POST", o.path+"/panel/appointments", fmt.Sprintf(`{"person":%q,"part":"member","reason":"Knows the sites."}`, cat.Key), 201, []string{"person", "part", "lots", "criteria"})
	g.says("## Declare your interests first\n\nBefore that, everything about the bids is closed to you.")
	g.call(t, "member", cat, "GET", o.path+"/bids", "", 403, []string{"code", "title"})
	g.says("Nothing to declare is a declaration too. An interest (`\"nothing\": false`, with `words`, and `lots` or a `bid`) blocks at once, and only somebody else's decision lets you in again. When bidders' names are revealed you declare again, bidder by bidder.")
	g.call(t, "member", cat, "POST", o.path+"/panel/interests", nothingToDeclare, 201, []string{"interest", "blocks", "declaredAt"})
	g.says("## What is yours to do\n\n`GET /v1/me/work` lists it for every panel that you sit on.")
	g.call(t, "member", cat, "GET", o.path+"/my-work", "", 200, []string{"closed", "left", "tasks"})
}

func (g *guide) scoresAlone(t *testing.T, o *opened, cat user) {
	t.Helper()
	bid := o.bids[0][0]
	g.says("## Read, without names\n\nYou know the bidder by an alias, the same for all its bids. Names of members and files are taken out; places in the words that may tell are listed as `hints`. Prices stay closed.")
	g.call(t, "member", cat, "GET", "/v1/bids/"+bid, "", 200, []string{"alias", "supplier", "document"})
	g.says("## Keep a draft\n\nNobody else sees it or learns that there is one.")
	g.call(t, "member", cat, "PUT", o.path+"/score-drafts", fmt.Sprintf(`{"bid":%q,"criterion":"q1","level":2,"reason":"Not sure yet."}`, bid), 200, []string{"level", "reason", "version"})
	g.says("## Score\n\nA level of the published scale, your reason, and the passage it rests on, which has to stand in the answer word for word.")
	g.call(t, "member", cat, "POST", o.path+"/scores", passaged(judged(bid, "q1", 2, "Says how many, when, and who leads."), "Three gardeners"), 422, []string{"code", "errors"})
	g.call(t, "member", cat, "POST", o.path+"/scores", passaged(judged(bid, "q1", 2, "Says how many, when, and who leads."), "Sam Reed leads them"), 201, []string{"number", "level", "reason", "passage", "warnings"})
	g.says("You see nobody's score but your own until every member's score of the answer is in. From then on you see all, and none of them changes, yours neither.")
	g.call(t, "member", cat, "GET", o.path+"/scores", "", 200, []string{"items"})
	for _, who := range []user{o.ann, o.ben} {
		g.must(t, who, "POST", o.path+"/scores", passaged(judged(bid, "q1", 1, "Says how many, not what they do."), "Two gardeners"), 201)
	}
	g.call(t, "member", cat, "POST", o.path+"/scores", passaged(judged(bid, "q1", 1, "On second thoughts."), "Two gardeners"), 409, []string{"code", "title"})
}

func (g *guide) settlesTogether(t *testing.T, o *opened, cat user) {
	t.Helper()
	bid := o.bids[0][0]
	g.says("## Talk about the differences\n\nFlags say what to talk about first. There is no mean and no proposal.")
	g.call(t, "chair", o.ann, "GET", o.path+"/agreement", "", 200, []string{"caution", "answers"})
	g.says("## The agreed level\n\nThe chair or the officer records it: a whole level, the words of that level on which the reason rests, and for each member who gave another one what moved and why.")
	body := fmt.Sprintf(`{"bid":%q,"criterion":"q1","level":1,"words":"In part","reason":"Numbers and a leader are named; what is done on a Monday is not."}`, bid)
	g.call(t, "chair", o.ann, "POST", o.path+"/agreed-scores", body, 422, []string{"code", "errors"})
	body = strings.TrimSuffix(body, "}") + fmt.Sprintf(`,"members":[{"member":%q,"why":"Had read the leader's name as a description of the work."}]}`, cat.Key)
	made := g.call(t, "chair", o.ann, "POST", o.path+"/agreed-scores", body, 201, []string{"level", "levelWords", "reason", "members", "awaiting", "confirmed"})
	verdicts := o.path + "/agreed-scores/" + made.text(t, "id") + "/verdicts"
	g.says("## Confirm it, or dissent\n\nEach member speaks for themselves; nobody confirms for another. A dissent says why, is kept for good, and does not stop the lock.")
	g.call(t, "member", cat, "POST", verdicts, `{"confirms":false,"words":"A named leader is a full answer to this question."}`, 201, []string{"verdicts", "awaiting", "confirmed"})
	for _, who := range []user{o.ann, o.ben} {
		g.must(t, who, "POST", verdicts, `{"confirms":true}`, 201)
	}
	g.says("## The lock\n\nQuality cannot be locked while anything is missing, and the answer names all of it. Prices open after the lock, and from then on an agreed level changes only by a correction, which the members confirm again.")
	g.call(t, "officer", o.officer, "POST", o.path+"/quality-lock", "", 409, []string{"code", "errors"})
}
