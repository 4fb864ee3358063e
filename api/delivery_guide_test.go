package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// guide records calls for people to read: what was sent, and of the answer the
// members that matter.
type guide struct {
	*front
	strings.Builder
}

// says writes words of the guide.
func (g *guide) says(words string) { g.WriteString(words + "\n\n") }

// call sends a request and records it. Members of the answer are named; none
// shows the status alone.
func (g *guide) call(t *testing.T, who string, as user, method, path, body string, status int, members []string, headers ...string) answer {
	t.Helper()
	got := g.must(t, as, method, path, body, status, headers...)
	fmt.Fprintf(&g.Builder, "```http\n%s %s\n", method, path)
	if who != "" {
		fmt.Fprintf(&g.Builder, "Authorization: Bearer <%s's key>\n", who)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		fmt.Fprintf(&g.Builder, "%s: %s\n", headers[i], headers[i+1])
	}
	if body != "" {
		fmt.Fprintf(&g.Builder, "\n%s\n", pretty(body))
	}
	g.WriteString("```\n")
	fmt.Fprintf(&g.Builder, "\n```json\n// %d\n%s\n```\n\n", got.Status, excerpt(t, got, members))
	return got
}

func pretty(body string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(body), "", "  ") != nil {
		return strings.TrimRight(body, "\r\n")
	}
	return out.String()
}

// excerpt is what a guide shows of an answer.
func excerpt(t *testing.T, got answer, members []string) string {
	t.Helper()
	var all map[string]json.RawMessage
	if json.Unmarshal([]byte(got.Body), &all) != nil {
		return "// " + got.Header.Get("Content-Type")
	}
	var lines []string
	for _, name := range members {
		value, there := all[name]
		if !there {
			t.Fatalf("no member %s in %s", name, got.Body)
		}
		var out bytes.Buffer
		if err := json.Indent(&out, value, "  ", "  "); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("  %q: %s", name, out.String()))
	}
	return "{\n" + strings.Join(append(lines, "  …"), ",\n") + "\n}"
}

// TestDeliveryGuide plays a contract from its opening to a confirmed delivery,
// and holds docs/guides/delivery-calls.md to what happened.
func TestDeliveryGuide(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		g := &guide{front: f}
		g.says("# A contract in calls\n\nMade by `go test ./api -run TestDeliveryGuide -update` from a rehearsal on a fresh service. Of each answer only the members that matter are shown. How the figures are made is in [delivery.md](delivery.md).")
		w := f.wins(t)
		f.turns(t, w.opened, "2027-07-01")
		path := g.opensTheContract(t, w)
		g.handsOver(t, w, path)
		one := g.reports(t, w, path)
		g.decides(t, w, path, one)
		g.confirms(t, w, one)
		g.moves(t, w, path)
		g.sendsForms(t, w, path)
		g.fallsShort(t, w, path)
		g.disagrees(t, w, path)
		g.rates(t, w, path)
		g.carriesAway(t, w)
		golden(t, filepath.Join("..", "docs", "guides", "delivery-calls.md"), plainly(strings.TrimRight(strings.ReplaceAll(g.String(), "\r\n", "\n"), "\n")+"\n"))
	})
}

// What no reader needs and every change of the service moves: identifiers are
// counted anew, tokens and hashes left out.
var (
	anyID    = regexp.MustCompile(`00000000-0000-7000-8000-\d{12}`)
	anyTag   = regexp.MustCompile(`"(\d+)-[0-9a-f]{16}"`)
	anyToken = regexp.MustCompile(`(#|"token": ")[A-Za-z0-9_-]{43}`)
	anySign  = regexp.MustCompile(`("(?:signature|keyId)": ")[^"]+`)
	anyHash  = regexp.MustCompile(`("bidHash": "sha256:)[0-9a-f]{64}`)
)

func plainly(text string) string {
	known := map[string]string{}
	text = anyID.ReplaceAllStringFunc(text, func(id string) string {
		if known[id] == "" {
			known[id] = fmt.Sprintf("0198c0de-0000-7000-8000-%012d", len(known)+1)
		}
		return known[id]
	})
	text = anyTag.ReplaceAllString(text, `"$1-…"`)
	text = anyToken.ReplaceAllString(text, "${1}<token>")
	text = anySign.ReplaceAllString(text, "${1}…")
	return anyHash.ReplaceAllString(text, "${1}…")
}

func (g *guide) opensTheContract(t *testing.T, w *won) string {
	t.Helper()
	g.says("## For contract managers: open the contract\n\nOnce the standstill is over. Every promise of the winning bid becomes an obligation. What the bid gave no profile for may get a schedule; here the investment is reported every year.")
	body := strings.Replace(w.opening(), "}", `,"schedules":[{"measure":"22","every":"year","calendar":"contract","spread":"even"}]}`, 1)
	return g.call(t, "manager", w.manager, "POST", "/v1/contracts", body, 201, []string{"id", "title", "startsOn", "endsOn", "dueDays", "veryLateDays"}).Header.Get("Location")
}

func (g *guide) handsOver(t *testing.T, w *won, path string) {
	t.Helper()
	g.says("## Hand it over\n\nName who answers for each obligation, each side its own. The pack tells the delivery team who promised what, by when, proven how: as JSON, as a page that prints (`?format=html`), or as PDF (`?format=pdf`).")
	volunteers := path + "/obligations/" + g.obligation(t, w, path, 0)
	g.call(t, "manager", w.manager, "PUT", volunteers+"/owner", `{"name":"Head of parks","email":"parks@council.example"}`, 200, []string{"measure", "contracted", "owners", "evidenceRule", "passage", "version"}, g.tag(t, w.manager, volunteers)...)
	g.call(t, "supplier", w.supplier, "PUT", volunteers+"/owner", `{"name":"Delivery lead","email":"lead@supplier.example"}`, 200, []string{"owners"}, g.tag(t, w.supplier, volunteers)...)
	g.call(t, "supplier", w.supplier, "GET", path+"/handover", "", 200, []string{"bidHash", "unowned"})
}

func (g *guide) reports(t *testing.T, w *won, path string) string {
	t.Helper()
	g.turns(t, w.opened, "2027-10-04")
	g.says("## For suppliers: what is due\n\nIt is 4 October 2027.")
	g.call(t, "supplier", w.supplier, "GET", path+"/schedule?timing=due&limit=1", "", 200, []string{"items"})
	g.says("## Report a delivery\n\nUpload what shows it, then report. People are counted by references that tell nobody who they are: the SHA-256 of the contract's salt (`GET …/salt`) and your own number for the person.")
	file := g.call(t, "supplier", w.supplier, "POST", path+"/evidence", "Sign-up sheets, 3 October 2027", 201, []string{"id", "name", "bytes", "sha256"}, "Content-Type", "text/plain", "Content-Disposition", `attachment; filename="sheets.txt"`)
	body := returned(g.obligation(t, w, path, 0), "2027-Q3", fmt.Sprintf(`"quantity":3,"note":"Three joined.","evidence":[{"file":%q}],"people":%s`, file.text(t, "id"), references("salt and 17", "salt and 23", "salt and 31")))
	one := g.call(t, "supplier", w.supplier, "POST", path+"/returns", body, 201, []string{"id", "status", "claimed", "late", "next", "version"}).Header.Get("Location")
	g.says("A period to come is refused, and so is everything else that does not fit; every wrong field is named at once.")
	g.call(t, "supplier", w.supplier, "POST", path+"/returns", returned(g.obligation(t, w, path, 1), "2028", `"quantity":1`), 409, []string{"code", "title", "detail"})
	g.call(t, "supplier", w.supplier, "POST", path+"/returns", returned(g.obligation(t, w, path, 4), "2027-Q3", `"quantity":60,"people":["Ann"]`), 422, []string{"code", "errors"})
	return one
}

func (g *guide) decides(t *testing.T, w *won, path, one string) {
	t.Helper()
	g.says("## For contract managers: verify, in part\n\nTwo are accepted and count at once; one is still asked about.")
	g.call(t, "manager", w.manager, "POST", one+"/verify", `{"quantity":2,"asked":1,"reason":"The third is not on the sheets."}`, 200, []string{"status", "claimed", "verified", "asked"}, "If-Match", `"1"`)
	g.says("The supplier replies, without moving anything.")
	g.call(t, "supplier", w.supplier, "POST", one+"/notes", `{"words":"The third signed on the back of sheet two."}`, 201, []string{"status", "answered"})
	g.call(t, "manager", w.manager, "POST", one+"/verify", `{"quantity":3}`, 200, []string{"status", "verified", "asked"}, "If-Match", `"2"`)
}

func (g *guide) confirms(t *testing.T, w *won, one string) {
	t.Helper()
	g.says("## Ask the beneficiary\n\nSomebody other than the supplier says whether it arrived: by a link that works once, without an account. With `email` it is sent by mail. The token stands behind the `#`, so that it is in no log.")
	asked := g.call(t, "manager", w.manager, "POST", one+"/confirmations", `{"beneficiary":"Friends of Halewood Park","quantity":3}`, 201, []string{"beneficiary", "quantity", "answer", "link", "expiresAt"})
	token := asked.text(t, "token")
	g.call(t, "", user{}, "POST", "/v1/confirmations/question", fmt.Sprintf(`{"token":%q}`, token), 200, []string{"supplier", "authority", "wording", "quantity"})
	g.call(t, "", user{}, "POST", "/v1/confirmations/answer", fmt.Sprintf(`{"token":%q,"answer":"partly","quantity":2,"words":"Two of them came."}`, token), 200, []string{"answer", "confirmed"})
	got := g.must(t, w.manager, "GET", one, "", 200)
	g.says(fmt.Sprintf("The return then says: confirmed %v of %v, %v per cent. Progress says the same for each obligation.", got.at(t, "confirmed", "quantity"), got.at(t, "claimed", "quantity"), got.at(t, "confirmed", "percent")))
}

func (g *guide) moves(t *testing.T, w *won, path string) {
	t.Helper()
	g.says("## When dates move\n\nA suspension stops due dates; when it ends, what waited is due so many days later as it lasted. A period may be skipped, with a reason: the promise stays.")
	g.call(t, "manager", w.manager, "POST", path+"/suspend", `{"reason":"The parks are flooded."}`, 200, []string{"suspendedOn", "endsOn"}, g.tag(t, w.manager, path)...)
	g.turns(t, w.opened, "2027-11-03")
	g.call(t, "manager", w.manager, "POST", path+"/resume", `{"calendar":"stays","reason":"The parks are dry."}`, 200, []string{"suspendedOn", "endsOn"}, g.tag(t, w.manager, path)...)
	skip := fmt.Sprintf(`{"obligation":%q,"period":"2027-Q3","reason":"No group could meet."}`, g.obligation(t, w, path, 2))
	g.call(t, "manager", w.manager, "POST", path+"/skip", skip, 200, []string{"measure", "period", "dueOn", "timing", "skipReason"}, g.tag(t, w.manager, path)...)
	g.says("Any past moment reads as it was (`asOf`).")
	g.call(t, "manager", w.manager, "GET", path+"/progress?asOf=2027-10-04T12:00:00Z", "", 200, []string{"at", "total"})
}

func (g *guide) sendsForms(t *testing.T, w *won, path string) {
	t.Helper()
	g.says("## Without a program: the form\n\n`GET …/return-form` gives a workbook, or CSV, with a row for every open period. Fill it in and send it back: all rows are taken, or none, and every mistake is named by row and column. `POST …/returns/bulk` does the same with JSON, and `…/returns/check` keeps nothing.")
	form := g.must(t, w.supplier, "GET", path+"/return-form?format=csv", "", 200)
	rows := strings.Split(strings.TrimPrefix(form.Body, "\uFEFF"), "\r\n")
	g.call(t, "supplier", w.supplier, "POST", path+"/return-form", rows[0]+"\r\n"+strings.Replace(rows[len(rows)-2], ",due,,,,", ",due,,one,2,", 1)+"\r\n", 422, []string{"code", "errors"}, "Content-Type", "text/csv")
	g.says("## Be told\n\nA webhook is told of returns, decisions and reminders. Messages are signed as standardwebhooks.com says. The secret is shown once.")
	got := g.must(t, w.supplier, "POST", "/v1/webhooks", `{"url":"https://supplier.example/assay","topics":["return.due_soon","return.late","return.queried"]}`, 201)
	g.says("```http\nPOST /v1/webhooks\nAuthorization: Bearer <supplier's key>\n\n{\"url\": \"https://supplier.example/assay\", \"topics\": [\"return.due_soon\", \"return.late\", \"return.queried\"]}\n```\n\n```json\n// 201\n" + excerpt(t, got, []string{"id", "url", "topics"}) + "\n```")
}

func (g *guide) fallsShort(t *testing.T, w *won, path string) {
	t.Helper()
	g.says("## When less was delivered\n\nIn November both sides agreed what a missing volunteer is worth, as the tender had said: a variation of the kind `rules`, for periods that end from then on. It is now 20 January 2028. `gaps` is worked out from the returns; recording a shortfall is a person's decision, and its figures never change.")
	rules := g.must(t, w.manager, "POST", path+"/variations", `{"kind":"rules","ground":"provided_for","reason":"As tendered.","rules":{"tolerance":10,"cutOffs":{"good":100,"approachingTarget":90,"requiresImprovement":70},"replyDays":14,"free":5,"cap":{"amount":3000},"remedies":[{"measure":"13","per":"unit","amount":{"amount":250.55},"words":"A day's wage"}]}}`, 201).Header.Get("Location")
	g.must(t, w.supplier, "POST", rules+"/agree", `{}`, 200, "If-Match", `"1"`)
	g.turns(t, w.opened, "2028-01-10")
	volunteers := g.obligation(t, w, path, 0)
	one := g.must(t, w.supplier, "POST", path+"/returns", returned(volunteers, "2027-Q4", `"quantity":25`), 201).Header.Get("Location")
	g.must(t, w.manager, "POST", one+"/verify", `{"quantity":20,"reason":"Five are in the list twice."}`, 200, "If-Match", `"1"`)
	g.turns(t, w.opened, "2028-01-20")
	short := g.call(t, "manager", w.manager, "POST", path+"/shortfalls", fmt.Sprintf(`{"obligation":%q,"period":"2027-Q4","reason":"Ten of thirty volunteers are missing."}`, volunteers), 201, []string{"measure", "period", "committed", "counted", "short", "status", "remedy"}).Header.Get("Location")
	g.says("Either side proposes what will be done, by whom and by when; the other side agrees.")
	g.call(t, "supplier", w.supplier, "POST", short+"/plan", `{"steps":[{"what":"Two more open days in Halewood Park","by":"2028-05-31","side":"supplier"},{"what":"Open the pavilion at weekends","by":"2028-03-31","side":"authority"}]}`, 200, []string{"status", "proposedPlan"}, "If-Match", `"1"`)
	g.call(t, "manager", w.manager, "POST", short+"/agree-plan", `{"words":"Agreed at the meeting of 19 January."}`, 200, []string{"status", "plan", "next"}, "If-Match", `"2"`)
	g.says("It ends as made good (the whole obligation is level again), remedied (the figure of the rules: nobody sets it, and no money moves here), or withdrawn with a reason. Until then either side may escalate it.")
}

func (g *guide) disagrees(t *testing.T, w *won, path string) {
	t.Helper()
	g.says("## When the two sides do not agree\n\nA verdict, a rating before it is published, and a shortfall can be disputed: report, reply, decision. The decision is taken at the authority by somebody who had no part in it; a side that does not accept it escalates once, and somebody else decides for good.")
	list := g.must(t, w.supplier, "GET", path+"/returns?status=verified", "", 200)
	d := g.call(t, "supplier", w.supplier, "POST", path+"/disputes", fmt.Sprintf(`{"about":"return","subject":%q,"words":"They are five pairs of cousins with one name."}`, list.text(t, "items", 0, "id")), 201, []string{"about", "status", "replyBy", "next"}).Header.Get("Location")
	g.call(t, "manager", w.manager, "POST", d+"/reply", `{"words":"The list shows one address for each pair."}`, 200, []string{"status"}, "If-Match", `"1"`)
	g.call(t, "manager", w.manager, "POST", d+"/decide", `{"outcome":"upheld","words":"x","ruling":{"quantity":25}}`, 403, []string{"code", "title"}, "If-Match", `"2"`)
	judge := g.onlyKey(t, w.manager.Organisation, "contract_manager")
	g.call(t, "head of contracts", judge, "POST", d+"/decide", `{"outcome":"partly_upheld","words":"Three of the five are different people.","ruling":{"quantity":23}}`, 200, []string{"status", "outcome", "next"}, "If-Match", `"2"`)
	g.says("The return now says 23, by the decision; what it said before stays in its history, and any past moment reads as it was.")
}

func (g *guide) rates(t *testing.T, w *won, path string) {
	t.Helper()
	g.turns(t, w.opened, "2028-07-05")
	g.says("## Rate a year that is over\n\nThe contract's published cut-offs propose; a person decides, with a reason. The supplier replies before it is published.")
	g.call(t, "manager", w.manager, "GET", path+"/assessments", "", 200, []string{"items"})
	one := g.call(t, "manager", w.manager, "POST", path+"/ratings", `{"indicator":"13","year":1,"rating":"requires_improvement","reason":"26 of 40 joined; the spring open days were held."}`, 201, []string{"indicator", "year", "rating", "status", "replyBy"}).Header.Get("Location")
	g.call(t, "supplier", w.supplier, "POST", one+"/reply", `{"words":"The pavilion was closed until May."}`, 200, []string{"status"}, "If-Match", `"1"`)
	g.call(t, "manager", w.manager, "POST", one+"/publish", "", 200, []string{"status", "history"}, "If-Match", `"2"`)
	g.says("For contracts above £5 million, `PUT …/particulars` states at least three key performance indicators, or an exemption with its reason; `GET …/performance-notice?year=1` puts the data of the notice together and says what is missing.")
}

func (g *guide) carriesAway(t *testing.T, w *won) {
	t.Helper()
	g.says("## For suppliers: your track record\n\nBy measure, over all contracts, from verified returns only, with how many and how old. Nothing verified means unknown: neither 0 nor 100. No score takes it. You may reply to it, and carry it away as a signed statement that anybody checks with `assay verify statement.json --keys keys.json`.")
	record := "/v1/suppliers/" + w.supplier.Organisation + "/track-record"
	got := g.must(t, w.supplier, "GET", record+"?mode=test", "", 200)
	var record13 []byte
	for i := range got.at(t, "measures").([]any) {
		if got.at(t, "measures", i, "measure") == "13" {
			record13, _ = json.MarshalIndent(got.at(t, "measures", i), "", "  ")
		}
	}
	g.says("```http\nGET " + record + "?mode=test\nAuthorization: Bearer <supplier's key>\n```\n\nOf its `measures`, that of volunteers:\n\n```json\n" + string(record13) + "\n```")
	g.call(t, "supplier", w.supplier, "POST", record+"/replies", `{"mode":"test","measure":"13","words":"The pavilion was closed until May."}`, 201, []string{"replies"})
	g.must(t, w.supplier, "POST", record+"/statements", `{"mode":"test"}`, 201)
}
