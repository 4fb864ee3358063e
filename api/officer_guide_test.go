package api_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// procurement is a tender of three lots on its way, run by eight people of the
// authority for four suppliers with seven bids.
type procurement struct {
	market

	path      string
	lots      []string
	bids      [][]string // paths, by lot
	approver  user       // a second officer
	third     user       // an evaluator with a conflict of interest
	manager   user
	auditor   user
	admin     user
	suppliers []user
	runs      []string
	decided   []string // recommendations
}

// TestWholeProcurement takes a tender of three lots from its template to its
// contracts, through the API alone: an amendment, a panel member with a conflict,
// a bid that fails a requirement, a tie that a draw breaks, a challenge. It holds
// docs/guides/officer.md to what happened.
func TestWholeProcurement(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		g := &guide{front: f}
		p := f.procurement(t)
		g.says("# From template to contract\n\nFor procurement officers. Made by `go test ./api -run TestWholeProcurement -update` from a rehearsal on a fresh service: a tender of three lots, seven bids, and the people of one authority. Of each answer only the members that matter are shown. A change of a thing names the version it means, with the ETag of the last answer in `If-Match`.")
		g.tenders(t, p)
		g.takesBids(t, p)
		g.opensBids(t, p)
		g.seatsPanel(t, p)
		g.scores(t, p)
		g.reveals(t, p)
		g.decidesLots(t, p)
		g.tells(t, p)
		g.challenged(t, p)
		g.contracts(t, p)
		golden(t, filepath.Join("..", "docs", "guides", "officer.md"), undrawn(plainly(strings.TrimRight(strings.ReplaceAll(g.String(), "\r\n", "\n"), "\n")+"\n")))
	})
}

func (f *front) procurement(t *testing.T) *procurement {
	t.Helper()
	p := &procurement{market: f.market(t)}
	of := p.council.Organisation
	p.approver, p.third, p.manager, p.auditor, p.admin = f.key(t, of, "officer"), f.key(t, of, "evaluator"), f.key(t, of, "contract_manager"), f.key(t, of, "auditor"), f.key(t, of, "administrator")
	for _, name := range []string{"Alder", "Birch", "Cedar", "Damson"} {
		p.suppliers = append(p.suppliers, f.join(t, name+" Ltd", "supplier", "supplier"))
	}
	return p
}

// act is a recorded change of a thing, as it was last read.
func (g *guide) act(t *testing.T, who string, as user, thing, path, body string, members ...string) answer {
	t.Helper()
	return g.call(t, who, as, "POST", path, body, 200, members, "If-Match", g.must(t, as, "GET", thing, "", 200).Header.Get("ETag"))
}

func (g *guide) tenders(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Draft and publish\n\nA tender is made from a published template: its method is frozen and hashed at publication. Here in test mode, with a clock of its own.")
	body := p.draft(`,"mode":"test","lots":[{"title":"North"},{"title":"South"},{"title":"East"}]`)
	made := g.call(t, "officer", p.council, "POST", "/v1/tenders", body, 201, []string{"id", "status", "mode", "deadlineInLondon"})
	p.path = made.Header.Get("Location")
	g.act(t, "officer", p.council, p.path, p.path+"/publish", "", "status", "methodHash")
	g.says("Everybody reads the specification: criteria, weights, the words of every level, formulas, a worked example. A supplier registers an interest and is told of what changes.")
	g.call(t, "supplier", p.suppliers[0], "GET", p.path+"/specification", "", 200, []string{"title", "dates"})
	g.says("## Amend\n\nWhat was published changes on record, with its difference, and moves the deadline where the rules ask for it.")
	g.act(t, "officer", p.council, p.path, p.path+"/amend", `{"description":"With two ponds.","substantial":false,"reason":"A bidder asked."}`, "amendments", "status")
	lots := g.must(t, p.council, "GET", p.path+"/lots", "", 200)
	for i := range 3 {
		p.lots = append(p.lots, lots.text(t, "items", i, "id"))
	}
}

// takesBids has the suppliers bid: three on the first lot, of which one holds no
// insurance, two on each of the others, alike on the last.
func (g *guide) takesBids(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Bids come in\n\nNobody at the authority sees a bid, or how many there are, before the deadline. The supplier has a signed receipt.")
	id := strings.TrimPrefix(p.path, "/v1/tenders/")
	for lot, prices := range [][]int{{2_300_000, 2_100_000, 1_900_000}, {2_000_000, 2_200_000}, {2_050_000, 2_050_000}} {
		p.bids = append(p.bids, nil)
		for k, price := range prices {
			as := p.suppliers[(k+lot)%4]
			b := g.must(t, as, "POST", p.path+"/bids", fmt.Sprintf(`{"lot":%q}`, p.lots[lot]), 201)
			path := "/v1/bids/" + b.text(t, "id")
			text := document(id, p.lots[lot], price)
			if lot == 0 && k == 2 {
				text = strings.Replace(text, `"held":true`, `"held":false`, 1)
			}
			g.must(t, as, "PUT", path, text, 200, "If-Match", b.Header.Get("ETag"))
			g.change(t, as, "POST", path, path+"/submit", "", 200)
			p.bids[lot] = append(p.bids[lot], path)
		}
	}
	g.must(t, p.council, "GET", p.bids[0][0], "", 404)
}

func (g *guide) opensBids(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Open\n\nAfter the deadline, by a person who has signed in and never by a key. The answers are opened; the prices stay sealed until quality is locked.")
	g.change(t, p.council, "POST", p.path, p.path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
	g.call(t, "officer", p.council, "POST", p.path+"/opening", "", 201, []string{"tender", "openedAt"})
}

// seatsPanel makes a panel, whose third member has a conflict and is blocked.
func (g *guide) seatsPanel(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## The panel\n\nMembers are appointed to lots and criteria, and declare their interests before they see anything. A conflict blocks until it is decided on.")
	g.sits(t, p.council, p.path, p.panel, "chair", "member")
	g.sits(t, p.council, p.path, p.second, "member")
	g.sits(t, p.council, p.path, p.third, "member")
	g.sits(t, p.council, p.path, p.council, "officer")
	for _, who := range []user{p.panel, p.second, p.council} {
		g.must(t, who, "POST", p.path+"/panel/interests", nothingToDeclare, 201)
	}
	declared := g.call(t, "evaluator", p.third, "POST", p.path+"/panel/interests", `{"nothing":false,"words":"My brother works for Alder Ltd."}`, 201, []string{"id"})
	g.call(t, "officer", p.council, "POST", p.path+"/panel/interests/"+declared.text(t, "id")+"/decisions", `{"decision":"blocked","words":"A close relative."}`, 201, []string{"id"})
	g.must(t, p.third, "POST", p.path+"/scores", judged(strings.TrimPrefix(p.bids[0][0], "/v1/bids/"), "q1", 1, "x"), 403)
}

func (g *guide) scores(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Scores and what is agreed\n\nEach member scores alone: a level of the published scale, the reason, the passage it rests on. Nobody sees another's before their own is in. The panel then agrees on a level, with its reason, tied to the level's words, and every member confirms it; nothing is averaged.")
	first := true
	for lot, bids := range p.bids {
		for k, path := range bids {
			for _, criterion := range []string{"q1", "q2"} {
				level := 1
				if lot == 0 && k == 0 && criterion == "q1" {
					level = 0
				}
				bid := strings.TrimPrefix(path, "/v1/bids/")
				own, agreed := paraphrased(judged(bid, criterion, level, "The plan names who does what.")), tied(judged(bid, criterion, level, "Both members found the same passage."), marketWords)
				if first {
					g.call(t, "evaluator", p.panel, "POST", p.path+"/scores", own, 201, []string{"number", "level"})
					g.must(t, p.second, "POST", p.path+"/scores", own, 201)
					g.front.confirms(t, g.call(t, "officer", p.council, "POST", p.path+"/agreed-scores", agreed, 201, []string{"number", "level"}), p.panel, p.second)
					first = false
					continue
				}
				g.must(t, p.panel, "POST", p.path+"/scores", own, 201)
				g.must(t, p.second, "POST", p.path+"/scores", own, 201)
				g.front.confirms(t, g.must(t, p.council, "POST", p.path+"/agreed-scores", agreed, 201), p.panel, p.second)
			}
		}
	}
}

func (g *guide) reveals(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Lock quality, open the prices, score\n\nFrom here on an agreed level changes only as a correction, with its reason. Every lot gets its run: exact, immutable, signed.")
	g.must(t, p.council, "POST", p.path+"/runs", fmt.Sprintf(`{"lot":%q}`, p.lots[0]), 409)
	g.call(t, "officer", p.council, "POST", p.path+"/quality-lock", "", 201, nil)
	g.call(t, "officer", p.council, "POST", p.path+"/price-opening", "", 201, nil)
	for i, lot := range p.lots {
		body := fmt.Sprintf(`{"lot":%q}`, lot)
		var r answer
		if i == 0 {
			r = g.call(t, "officer", p.council, "POST", p.path+"/runs", body, 201, []string{"number", "excluded"})
		} else {
			r = g.must(t, p.council, "POST", p.path+"/runs", body, 201)
		}
		p.runs = append(p.runs, r.text(t, "id"))
		if i == 0 && r.text(t, "excluded", 0, "why") != "failed_requirements" {
			t.Errorf("the bid without insurance: %s", r.Body)
		}
		if i == 2 && r.text(t, "ties", 0, "brokenBy") != "draw" {
			t.Errorf("two bids alike: %s", r.Body)
		}
	}
	g.says("The run reads as a page (`Accept: text/html`), in sentences (`…/explanation`), and as a workbook whose formulas make every mark anew (`…/matrix.xlsx`).")
	g.must(t, p.council, "GET", p.path+"/runs/"+p.runs[0]+"/matrix.xlsx", "", 200)
}

func (g *guide) decidesLots(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Recommend and approve\n\nOne person recommends, another approves.")
	for i, lot := range p.lots {
		run := g.must(t, p.council, "GET", p.path+"/runs/"+p.runs[i], "", 200)
		body := fmt.Sprintf(`{"lot":%q,"bids":[%q],"run":%q,"reason":"First in the run."}`, lot, run.text(t, "ranking", 0, "bid"), p.runs[i])
		var at string
		if i == 0 {
			at = g.call(t, "officer", p.council, "POST", p.path+"/recommendations", body, 201, []string{"id", "status"}).Header.Get("Location")
			g.change(t, p.council, "POST", at, at+"/approve", "{}", 403)
			g.act(t, "second officer", p.approver, at, at+"/approve", `{"remark":"As the report says."}`, "status")
		} else {
			at = g.must(t, p.council, "POST", p.path+"/recommendations", body, 201).Header.Get("Location")
			g.change(t, p.approver, "POST", at, at+"/approve", "{}", 200)
		}
		p.decided = append(p.decided, at)
	}
}

func (g *guide) tells(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Assessment summaries, then the notice\n\nEvery bidder is owed its scores, the reasons and the winner's (Procurement Act 2023, section 50). They are drafted from the locked reasons, edited where that is needed (`PUT`), and reviewed by another person than whoever wrote the words. No notice is published before they are released.")
	all := p.path + "/summaries"
	for i, at := range p.decided {
		body := fmt.Sprintf(`{"recommendation":%q}`, at[strings.LastIndex(at, "/")+1:])
		g.change(t, p.council, "POST", at, at+"/notice", "{}", 409)
		drafts := g.must(t, p.council, "POST", all, body, 201).at(t, "items").([]any)
		for k, d := range drafts {
			one := all + "/" + d.(map[string]any)["id"].(string)
			if i == 0 && k == 0 {
				g.act(t, "second officer", p.approver, one, one+"/review", "", "status", "missing")
			} else {
				g.change(t, p.approver, "POST", one, one+"/review", "", 200)
			}
		}
		g.must(t, p.council, "POST", all+"/release", body, 200)
		if i == 0 {
			g.act(t, "officer", p.council, at, at+"/notice", `{"reference":"2026/S 000-012345"}`, "status", "notice")
		} else {
			g.change(t, p.council, "POST", at, at+"/notice", "{}", 200)
		}
	}
	for i, as := range p.suppliers {
		mine := g.must(t, as, "GET", all, "", 200)
		for _, item := range mine.at(t, "items").([]any) {
			if got := item.(map[string]any)["supplier"].(map[string]any)["id"]; got != as.Organisation {
				t.Errorf("supplier %d reads the summary of %v", i, got)
			}
		}
	}
}

// challenged holds a contract back until the challenge is resolved.
func (g *guide) challenged(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Standstill and a challenge\n\nEight working days, the day of the notice being the first. A challenge holds the contract back until it is resolved.")
	g.call(t, "supplier", p.suppliers[0], "GET", p.path+"/standstill", "", 200, []string{})
	made := g.call(t, "supplier", p.suppliers[0], "POST", p.path+"/challenges", fmt.Sprintf(`{"lot":%q,"grounds":"The level of q1 was not explained."}`, p.lots[0]), 201, []string{"id", "status"})
	g.change(t, p.council, "POST", p.path, p.path+"/clock", `{"now":"2026-05-01T12:00:00Z"}`, 200)
	award := g.awardOf(t, p, 0)
	g.must(t, p.manager, "POST", "/v1/contracts", fmt.Sprintf(`{"award":%q,"startsOn":"2026-10-01"}`, award), 409)
	all := p.path + "/challenges"
	for _, c := range g.must(t, p.council, "GET", all, "", 200).at(t, "items").([]any) {
		version := fmt.Sprintf(`"%v"`, c.(map[string]any)["version"])
		g.call(t, "officer", p.council, "POST", all+"/"+made.text(t, "id")+"/resolve", `{"outcome":"rejected","reason":"The summary says why, by reference to the tender."}`, 200, []string{"status"}, "If-Match", version)
	}
}

func (g *guide) awardOf(t *testing.T, p *procurement, lot int) string {
	t.Helper()
	for _, a := range g.must(t, p.council, "GET", p.path+"/awards", "", 200).at(t, "items").([]any) {
		if one := a.(map[string]any); one["lot"] == p.lots[lot] {
			return one["id"].(string)
		}
	}
	t.Fatalf("lot %d has no award", lot)
	return ""
}

func (g *guide) contracts(t *testing.T, p *procurement) {
	t.Helper()
	g.says("## Contract, and the record\n\nThe contract manager opens it from the award: every promise becomes an obligation. The whole evaluation is taken as one signed archive (`…/record.zip`, and with `?for=foi` what may be given to whoever asks); `assay verify` checks it with no server.")
	for i := range p.lots {
		body := fmt.Sprintf(`{"award":%q,"startsOn":"2026-10-01"}`, g.awardOf(t, p, i))
		if i == 0 {
			g.call(t, "contract manager", p.manager, "POST", "/v1/contracts", body, 201, []string{"id", "title", "startsOn", "endsOn"})
		} else {
			g.must(t, p.manager, "POST", "/v1/contracts", body, 201)
		}
	}
	if got := g.must(t, p.auditor, "GET", p.path+"/record.zip", "", 200); !strings.HasPrefix(got.Body, "PK") {
		t.Error("no record")
	}
	g.must(t, p.admin, "GET", p.path+"/record.zip", "", 403)
}

// undrawn leaves out what is drawn anew each time: identifiers of bids, hashes.
// Officers and evaluators are people, who hold the token of a sign-in.
func undrawn(text string) string {
	text = strings.NewReplacer("officer's key>", "officer's token>", "evaluator's key>", "evaluator's token>").Replace(text)
	return anyDigest.ReplaceAllString(anyRandomID.ReplaceAllString(text, "$1…"), "sha256:…")
}

var (
	anyRandomID = regexp.MustCompile(`\b([0-9a-f]{8})-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	anyDigest   = regexp.MustCompile(`sha256:[0-9a-f]{64}`)
)
