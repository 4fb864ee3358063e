package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// appointing is the body of an appointment.
func appointing(who user, part, more string) string {
	return fmt.Sprintf(`{"person":%q,"part":%q%s}`, who.Key, part, more)
}

// TestAppointments makes a panel of people, from its wrong sides too.
func TestAppointments(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, usual[:2])
		panel := o.path + "/panel"
		appoint := panel + "/appointments"
		both, cat := f.person(t, o.officer.Organisation, "officer", "evaluator"), f.person(t, o.officer.Organisation, "evaluator")
		key := f.onlyKey(t, o.officer.Organisation, "officer")
		why := `,"reason":"Needed."`
		f.story(t, []step{
			{name: "by a key", as: key, method: "POST", path: appoint, body: appointing(cat, "member", why), status: 403, want: `"needs-a-person"`},
			{name: "by an evaluator", as: o.ann, method: "POST", path: appoint, body: appointing(cat, "member", why), status: 403, want: `"not-your-role"`},
			{name: "by another authority", as: o.rival, method: "POST", path: appoint, body: appointing(cat, "member", why), status: 404, want: `"not-found"`},
			{name: "without a reason after the opening", as: o.officer, method: "POST", path: appoint, body: appointing(cat, "member", ""), status: 422, want: `"/reason"`},
			{name: "somebody of another authority", as: o.officer, method: "POST", path: appoint, body: appointing(o.rival, "member", why), status: 422, want: `"/person"`},
			{name: "a key is nobody", as: o.officer, method: "POST", path: appoint, body: appointing(key, "member", why), status: 422, want: `"no-such-member"`},
			{name: "a contract manager as a member", as: o.officer, method: "POST", path: appoint, body: appointing(both, "observer", why), status: 201},
			{name: "whoever observes does not score", as: o.officer, method: "POST", path: appoint, body: appointing(both, "officer", why), status: 409, want: `"observer-scores"`},
			{name: "an officer who would score", as: o.officer, method: "POST", path: appoint, body: appointing(o.officer, "member", why), status: 409, want: `"no-such-role"`},
			{name: "nor with another role beside", as: o.officer, method: "POST", path: appoint, body: appointing(f.person(t, o.officer.Organisation, "auditor", "evaluator"), "member", why), status: 409, want: `"roles-see-too-much"`},
			{name: "to a lot that is none", as: o.officer, method: "POST", path: appoint, body: appointing(cat, "member", why+fmt.Sprintf(`,"lots":[%q]`, nothing)), status: 422, want: `"/lots/0"`},
			{name: "to a question that is none", as: o.officer, method: "POST", path: appoint, body: appointing(cat, "member", why+`,"criteria":["price"]`), status: 422, want: `"/criteria/0"`},
			{name: "Cat scores q2 in lot 2", as: o.officer, method: "POST", path: appoint, body: appointing(cat, "member", why+fmt.Sprintf(`,"lots":[%q],"criteria":["q2"]`, o.lots[1])), status: 201, want: `"criteria":["q2"]`},
			{name: "which is covered by three", as: o.auditor, method: "GET", path: panel, status: 200, want: fmt.Sprintf(`{"lot":%q,"criterion":"q2","members":3,"lacking":0}`, o.lots[1])},
			{name: "another authority reads no panel", as: o.rival, method: "GET", path: panel, status: 404},
			{name: "a supplier neither", as: o.suppliers[0], method: "GET", path: panel, status: 403},
			{name: "settings come too late", as: o.officer, method: "PUT", path: panel + "/settings", body: `{"minimumMembers":1}`, status: 409, want: `"panel-rules-fixed"`},
		})
		got := f.must(t, o.officer, "GET", panel, "", 200)
		got.conforms(t, "Panel")
		var ben string
		for i := range got.at(t, "appointments").([]any) {
			if got.text(t, "appointments", i, "person", "id") == o.ben.Key {
				ben = got.text(t, "appointments", i, "id")
			}
		}
		f.must(t, o.ann, "POST", o.path+"/scores", judged(o.bids[0][0], "q1", 1, "x"), 201)
		f.story(t, []step{
			{name: "Ben leaves, without a word", as: o.officer, method: "POST", path: appoint + "/" + ben + "/end", body: `{}`, status: 422, want: `"/reason"`},
			{name: "Ben leaves", as: o.officer, method: "POST", path: appoint + "/" + ben + "/end", body: `{"reason":"On leave."}`, status: 200, want: `"ended":{"reason":"On leave."`},
			{name: "once", as: o.officer, method: "POST", path: appoint + "/" + ben + "/end", body: `{"reason":"On leave."}`, status: 409, want: `"appointment-ended"`},
			{name: "he reads nothing any more", as: o.ben, method: "GET", path: "/v1/bids/" + o.bids[0][0], status: 403, want: `"not-on-panel"`},
			{name: "and the panel is short", as: o.officer, method: "GET", path: panel, status: 200, want: `"complete":false`},
			{name: "so nobody scores", as: o.ann, method: "POST", path: o.path + "/scores", body: judged(o.bids[0][1], "q1", 1, "x"), status: 409, want: `lot 1: q1 has 1 of the 2 members it takes`},
			{name: "and quality stays open", as: o.officer, method: "POST", path: o.path + "/quality-lock", status: 409, want: `"too-few-members"`},
		})
	})
}

// TestInterestsComeFirst keeps everybody from the bids who has not declared, and
// whoever declared an interest.
func TestInterestsComeFirst(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, usual[:2])
		interests, cat := o.path+"/panel/interests", f.person(t, o.officer.Organisation, "evaluator")
		everything := []string{
			"/v1/bids/" + o.bids[0][0], "/v1/bids/" + o.bids[0][0] + "/attachments", o.path + "/bids", o.path + "/scores", o.path + "/agreed-scores", o.path + "/agreement", o.path + "/panel/bidders",
			o.path + "/runs", o.path + "/score-drafts",
		}
		refused := func(name, code string) {
			t.Helper()
			for _, path := range everything {
				f.must(t, cat, "GET", path, "", 403).wants(t, code)
			}
			f.must(t, cat, "POST", o.path+"/scores", judged(o.bids[0][0], "q1", 1, "x"), 403).wants(t, code)
			if t.Failed() {
				t.Fatal(name)
			}
		}
		refused("who is not on the panel", `"not-on-panel"`)
		f.must(t, cat, "POST", interests, nothingToDeclare, 403).wants(t, `"not-on-panel"`)
		f.sits(t, o.officer, o.path, cat, "member")
		refused("who has not declared", `"interests-undeclared"`)
		f.must(t, cat, "GET", o.path+"/my-work", "", 200).wants(t, `"closed":"interests-undeclared"`)
		f.story(t, []step{
			{name: "neither nor", as: cat, method: "POST", path: interests, body: `{}`, status: 422, want: `"/nothing"`},
			{name: "an interest without words", as: cat, method: "POST", path: interests, body: `{"nothing":false}`, status: 422, want: `"/words"`},
			{name: "both", as: cat, method: "POST", path: interests, body: `{"nothing":true,"words":"x"}`, status: 422, want: `"contradicts"`},
			{name: "for a bidder before the whole", as: cat, method: "POST", path: interests, body: fmt.Sprintf(`{"nothing":true,"bid":%q}`, o.bids[0][0]), status: 403, want: `"interests-undeclared"`},
			{name: "nothing", as: cat, method: "POST", path: interests, body: nothingToDeclare, status: 201, want: `"interest":false`},
			{name: "then she reads", as: cat, method: "GET", path: "/v1/bids/" + o.bids[0][0], status: 200, want: `"alias":"Bidder `},
			{name: "an interest in lot 2", as: cat, method: "POST", path: interests, body: fmt.Sprintf(`{"nothing":false,"words":"I live there.","lots":[%q]}`, o.lots[1]), status: 201, want: `"blocks":true`},
			{name: "closes lot 2", as: cat, method: "GET", path: "/v1/bids/" + o.bids[1][0], status: 403, want: `"conflicted"`},
			{name: "also to score", as: cat, method: "POST", path: o.path + "/scores", body: judged(o.bids[1][0], "q1", 1, "x"), status: 403, want: `"conflicted"`},
			{name: "and not lot 1", as: cat, method: "GET", path: "/v1/bids/" + o.bids[0][0], status: 200},
			{name: "nothing, again, takes nothing back", as: cat, method: "POST", path: interests, body: nothingToDeclare, status: 201},
			{name: "lot 2 stays closed", as: cat, method: "GET", path: "/v1/bids/" + o.bids[1][0], status: 403, want: `"conflicted"`},
			{name: "she does not read the register", as: cat, method: "GET", path: interests, status: 403, want: `"not-for-your-part"`},
		})
		if list := f.must(t, cat, "GET", o.path+"/bids", "", 200); strings.Contains(list.Body, o.bids[1][0]) || !strings.Contains(list.Body, o.bids[0][2]) {
			t.Errorf("the list of a conflicted member: %s", list.Body)
		}
		one := f.must(t, cat, "POST", interests, fmt.Sprintf(`{"nothing":false,"words":"My cousin works there.","bid":%q}`, o.bids[0][0]), 201)
		f.must(t, cat, "GET", "/v1/bids/"+o.bids[0][0], "", 403).wants(t, `"conflicted"`)
		f.must(t, cat, "GET", "/v1/bids/"+o.bids[0][1], "", 200)
		decide := interests + "/" + one.text(t, "id") + "/decisions"
		mitigated := `{"decision":"mitigated","words":"The other two score this bidder as well."}`
		f.story(t, []step{
			{name: "not by herself", as: cat, method: "POST", path: decide, body: mitigated, status: 403, want: `"not-for-your-part"`},
			{name: "not by another member", as: o.ben, method: "POST", path: decide, body: mitigated, status: 403, want: `"not-for-your-part"`},
			{name: "not by another authority", as: o.rival, method: "POST", path: decide, body: mitigated, status: 404},
			{name: "not without words", as: o.officer, method: "POST", path: decide, body: `{"decision":"mitigated","words":" "}`, status: 422, want: `"/words"`},
			{name: "blocked", as: o.officer, method: "POST", path: decide, body: `{"decision":"blocked","words":"Too near."}`, status: 201, want: `"blocks":true`},
			{name: "still closed", as: cat, method: "GET", path: "/v1/bids/" + o.bids[0][0], status: 403},
			{name: "the chair finds a way", as: o.ann, method: "POST", path: decide, body: mitigated, status: 201, want: `"number":2`},
			{name: "she may go on", as: cat, method: "GET", path: "/v1/bids/" + o.bids[0][0], status: 200},
			{name: "the chair's own interest", as: o.ann, method: "POST", path: interests, body: `{"nothing":false,"words":"I chaired the old contract."}`, status: 201},
			{name: "closes everything to her", as: o.ann, method: "GET", path: o.path + "/bids", status: 403, want: `"conflicted"`},
			{name: "leaves no chair", as: o.officer, method: "GET", path: o.path + "/panel", status: 200, want: `"chair":false`},
			{name: "the register", as: o.auditor, method: "GET", path: interests, status: 200, want: `I chaired the old contract.`},
			{name: "as CSV", as: o.officer, method: "GET", path: interests + "?format=csv", status: 200, want: `My cousin works there.`},
			{name: "as a page", as: o.officer, method: "GET", path: interests + "?format=html", status: 200, want: `mitigated`},
		})
		own := f.must(t, o.officer, "GET", interests, "", 200)
		own.conforms(t, "InterestRegister")
		last := len(own.at(t, "items").([]any)) - 1
		f.must(t, o.ann, "POST", interests+"/"+own.text(t, "items", last, "id")+"/decisions", mitigated, 403).wants(t, `"own-interest-decided"`)
		if book := f.must(t, o.officer, "GET", interests+"?format=xlsx", "", 200); !strings.HasPrefix(book.Body, "PK") {
			t.Error("the workbook is none")
		}
	})
}

// TestNamesAreHidden shows no reader on the panel who made a bid, by any route,
// until names are revealed; and then only to who declared for the bidder.
func TestNamesAreHidden(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		text := `{"questions":[{"criterion":"q1","text":"We at Supplier A do it, see www.supplier-a.example."},{"criterion":"q2","text":"Three people."}],"gates":[{"criterion":"insured","held":true}],` +
			`"members":[{"organisation":"Canary Partner Ltd","role":"lead"}],"attachments":[{"name":"Supplier A plan.pdf","type":"application/pdf","bytes":1,"sha256":"sha256:` + strings.Repeat("ab", 32) + `"}]}`
		o := f.opens(t, []offer{{price: 100, insured: true, answers: text}, {price: 80, volunteer: -1, insured: true}})
		first, observer := "/v1/bids/"+o.bids[0][0], f.person(t, o.officer.Organisation, "evaluator")
		f.sits(t, o.officer, o.path, observer, "observer")
		f.must(t, observer, "POST", o.path+"/panel/interests", nothingToDeclare, 201)
		hidden := func(name string, paths ...string) {
			t.Helper()
			for _, who := range []user{o.ann, o.ben, observer} {
				for _, path := range paths {
					got := f.send(who, "GET", path, "")
					for _, canary := range []string{o.suppliers[0].Organisation, o.suppliers[1].Organisation, "Canary Partner", "A plan.pdf", "Supplier B", "receivedAt"} {
						if strings.Contains(got.Body, canary) {
							t.Errorf("%s: %s tells %q: %s", name, path, canary, got.Body)
						}
					}
				}
			}
		}
		hidden("opened", first, o.path+"/bids", o.path+"/panel", o.path+"/panel/bidders", o.path+"/my-work", o.path+"/scores")
		got := f.must(t, o.ben, "GET", first, "", 200)
		got.wants(t, `"name":"attachment-abababab.pdf"`)
		got.wants(t, `"code":"bidder-named"`)
		got.wants(t, `"code":"address-given"`)
		f.must(t, o.officer, "GET", first, "", 200).wants(t, o.suppliers[0].Organisation)
		for _, who := range []user{o.ann, o.ben} {
			f.must(t, who, "POST", o.path+"/scores", passaged(judged(o.bids[0][0], "q1", 1, "Says so."), "do it"), 201)
			f.must(t, who, "POST", o.path+"/scores", passaged(judged(o.bids[0][0], "q2", 5, "Says so."), "Three people."), 201)
		}
		for criterion, level := range map[string]int{"q1": 1, "q2": 5} {
			f.agrees(t, o, agreeing(judged(o.bids[0][0], criterion, level, "So it is."), o.ann, o.ben))
		}
		f.settles(t, o, o.bids[0][1:], 1)
		run := f.runs(t, o, 0, "").Header.Get("Location")
		hidden("scored", o.path+"/runs", run, run+"/explanation", run+"/robustness", run+"/trace", run+"/sheet")
		reveal := o.path + "/panel/reveal"
		f.story(t, []step{
			{name: "an evaluator reveals nothing", as: o.ann, method: "POST", path: reveal, body: `{"reason":"x"}`, status: 403},
			{name: "no reason", as: o.officer, method: "POST", path: reveal, body: `{"reason":" "}`, status: 422, want: `"/reason"`},
			{name: "revealed", as: o.officer, method: "POST", path: reveal, body: `{"reason":"Quality is locked."}`, status: 201, want: `"qualityLocked":true`},
			{name: "once", as: o.officer, method: "POST", path: reveal, body: `{"reason":"x"}`, status: 409, want: `"names-revealed"`},
			{name: "now Ben declares for each bidder first", as: o.ben, method: "GET", path: first, status: 403, want: `"bidder-undeclared"`},
			{name: "whom he finds by name", as: o.ben, method: "GET", path: o.path + "/panel/bidders", status: 200, want: `"name":"Supplier A Ltd"`},
			{name: "and on his list", as: o.ben, method: "GET", path: "/v1/me/work", status: 200, want: `"declare":["`},
			{name: "nothing for A", as: o.ben, method: "POST", path: o.path + "/panel/interests", body: fmt.Sprintf(`{"nothing":true,"bid":%q}`, o.bids[0][0]), status: 201, want: `"namesShown":true`},
			{name: "opens A", as: o.ben, method: "GET", path: first, status: 200, want: o.suppliers[0].Organisation},
			{name: "and not B", as: o.ben, method: "GET", path: "/v1/bids/" + o.bids[0][1], status: 403, want: `"bidder-undeclared"`},
		})
		f.holds(t, "SELECT count(*) FROM events WHERE verb = 'panel.names_revealed'", "1")
	})
}

// passaged adds the passage on which a score rests.
func passaged(judgement, passage string) string {
	return strings.TrimSuffix(judgement, "}") + fmt.Sprintf(`,"passage":%q}`, passage)
}

// TestScoresOfAPanel tries every rule of scoring from its wrong side.
func TestScoresOfAPanel(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		answers := `{"questions":[{"criterion":"q1","text":"Two gardeners come\n on Mondays."}],"gates":[{"criterion":"insured","held":true}]}`
		o := f.opens(t, []offer{{price: 100, insured: true, answers: answers}}, usual[:1])
		a, b, scores, drafts := o.bids[0][0], o.bids[1][0], o.path+"/scores", o.path+"/score-drafts"
		cat, dee, eve := f.person(t, o.officer.Organisation, "evaluator"), f.person(t, o.officer.Organisation, "evaluator"), f.person(t, o.officer.Organisation, "evaluator")
		f.must(t, o.officer, "POST", o.path+"/panel/appointments", appointing(cat, "member", fmt.Sprintf(`,"lots":[%q],"criteria":["q2"],"reason":"x"`, o.lots[1])), 201)
		f.sits(t, o.officer, o.path, dee, "observer")
		f.sits(t, o.officer, o.path, eve, "chair")
		for _, who := range []user{cat, dee, eve} {
			f.must(t, who, "POST", o.path+"/panel/interests", nothingToDeclare, 201)
		}
		good := passaged(judged(a, "q1", 1, "Says how many, not who."), "gardeners come on Mondays")
		draft := func(level int) string { return judged(a, "q1", level, "not sure yet") }
		f.story(t, []step{
			{name: "outside her questions", as: cat, method: "POST", path: scores, body: judged(b, "q1", 1, "x"), status: 403, want: `"not-your-question"`},
			{name: "outside her lots", as: cat, method: "POST", path: scores, body: judged(a, "q2", 5, "x"), status: 403, want: `"not-your-question"`},
			{name: "nor does she read another lot", as: cat, method: "GET", path: "/v1/bids/" + a, status: 403, want: `"not-your-lot"`},
			{name: "an observer", as: dee, method: "POST", path: scores, body: good, status: 403, want: `"not-your-question"`},
			{name: "a chair who is no member", as: eve, method: "POST", path: scores, body: good, status: 403, want: `"not-your-question"`},
			{name: "no passage", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 1, "x"), status: 422, want: `"/passage"`},
			{name: "a passage that is not there", as: o.ann, method: "POST", path: scores, body: passaged(judged(a, "q1", 1, "x"), "Three gardeners"), status: 422, want: `"not-in-the-answer"`},
			{name: "nothing was answered, nothing is quoted", as: o.ann, method: "POST", path: scores, body: judged(a, "q2", 0, "No answer."), status: 201},
			{name: "a draft", as: o.ann, method: "PUT", path: drafts, body: draft(0), status: 200, want: `"version":1`},
			{name: "again without its version", as: o.ann, method: "PUT", path: drafts, body: draft(1), status: 428, want: `"draft-exists"`},
			{name: "again with another", as: o.ann, method: "PUT", path: drafts, body: draft(1), header: []string{"If-Match", `"7"`}, status: 412},
			{name: "again", as: o.ann, method: "PUT", path: drafts, body: without(draft(1), "level"), header: []string{"If-Match", `"1"`}, status: 200, want: `"level":null`},
			{name: "it is hers", as: o.ann, method: "GET", path: drafts, status: 200, want: `not sure yet`},
			{name: "and nobody else's", as: o.ben, method: "GET", path: drafts, status: 200, want: `"items":[]`},
			{name: "not the chair's", as: eve, method: "GET", path: scores, status: 200, want: `"items":[]`},
			{name: "it is on her list", as: o.ann, method: "GET", path: o.path + "/my-work", status: 200, want: `"criterion":"q1","step":"drafted"`},
			{name: "as what is left for Ben", as: o.ben, method: "GET", path: "/v1/me/work", status: 200, want: `"left":4`},
			{name: "words of the answer, however they are set", as: o.ann, method: "POST", path: scores, body: good, status: 201, want: `"paraphrase":false`},
			{name: "the draft is gone", as: o.ann, method: "GET", path: drafts, status: 200, want: `"items":[]`},
			{name: "in other words, and marked so", as: o.ben, method: "POST", path: scores, body: paraphrased(judged(a, "q1", 2, "Better than the other bids.")), status: 201, want: `"compares-bids"`},
			{name: "no draft of what is final", as: o.ann, method: "PUT", path: drafts, body: draft(0), status: 409, want: `"scores-complete"`},
			{name: "a chair who scores sees only her own before", as: o.ann, method: "GET", path: o.path + "/panel/progress", status: 200, want: `"assigned":4,"submitted":2,"agreed":0}],"criteria"`},
			{name: "the other chair does", as: eve, method: "GET", path: o.path + "/panel/progress", status: 200, want: `"submitted":2`},
			{name: "a member does not", as: cat, method: "GET", path: o.path + "/panel/progress", status: 403, want: `"not-for-your-part"`},
			{name: "nor another authority", as: o.rival, method: "GET", path: o.path + "/panel/progress", status: 404},
			{name: "Cat does not see Ann's q2 of another lot", as: cat, method: "GET", path: scores, status: 200, want: `"items":[]`},
			{name: "the chair sees both once they are in", as: eve, method: "GET", path: scores, status: 200, want: `Says how many, not who.`},
		})
		progress := f.must(t, eve, "GET", o.path+"/panel/progress", "", 200)
		progress.conforms(t, "PanelProgress")
		for _, word := range []string{`"level"`, "At\"", "reason"} {
			if strings.Contains(progress.Body, word) {
				t.Errorf("progress tells %s: %s", word, progress.Body)
			}
		}
		made := f.must(t, eve, "POST", o.path+"/calibrations", `{"criterion":"q1","answer":"We would send somebody."}`, 201).text(t, "id")
		calibration := o.path + "/calibrations/" + made + "/scores"
		f.story(t, []step{
			{name: "a member makes no made-up answer", as: o.ben, method: "POST", path: o.path + "/calibrations", body: `{"criterion":"q1","answer":"x"}`, status: 403},
			{name: "Ann tries it out", as: o.ann, method: "POST", path: calibration, body: `{"level":0,"reason":"Ann on a made-up answer."}`, status: 201},
			{name: "Ben sees nothing before", as: o.ben, method: "GET", path: o.path + "/calibrations", status: 200, want: `"scores":[]`},
			{name: "and all after", as: o.ben, method: "POST", path: calibration, body: `{"level":1,"reason":"Somebody is named."}`, status: 201, want: `Ann on a made-up answer.`},
			{name: "once", as: o.ben, method: "POST", path: calibration, body: `{"level":2,"reason":"x"}`, status: 409, want: `"already-said"`},
			{name: "an observer does not", as: dee, method: "POST", path: calibration, body: `{"level":2,"reason":"x"}`, status: 403},
			{name: "it counts nowhere", as: eve, method: "GET", path: o.path + "/agreement", status: 200, want: `"count":2`},
		})
		f.holds(t, "SELECT count(*) FROM scores", "3")
	})
}

// TestModeration settles a level with reasons, moves, dissent and confirmations,
// and lets nobody skip one.
func TestModeration(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual[:2])
		a, agreed := o.bids[0][0], o.path+"/agreed-scores"
		f.must(t, o.ann, "POST", o.path+"/scores", judged(a, "q1", 2, "x"), 201)
		f.must(t, o.ben, "POST", o.path+"/scores", judged(a, "q1", 0, "x"), 201)
		body := agreeing(judged(a, "q1", 1, "In part: one site is named. Better than Bidder Z."), o.ann, o.ben)
		f.story(t, []step{
			{name: "a member does not record it", as: o.ben, method: "POST", path: agreed, body: body, status: 403, want: `"not-for-your-part"`},
			{name: "a key neither", as: f.onlyKey(t, o.officer.Organisation, "officer"), method: "POST", path: agreed, body: body, status: 403, want: `"needs-a-person"`},
			{name: "no words of the level", as: o.officer, method: "POST", path: agreed, body: without(body, "words"), status: 422, want: `"/words"`},
			{name: "another level's words", as: o.officer, method: "POST", path: agreed, body: strings.Replace(body, "In part\"", "In full\"", 1), status: 422, want: `"not-of-this-level"`},
			{name: "nothing on what moved", as: o.officer, method: "POST", path: agreed, body: without(body, "members"), status: 422, want: `"member-missing"`},
			{name: "nothing for Ben", as: o.officer, method: "POST", path: agreed, body: agreeing(judged(a, "q1", 1, "x"), o.ann), status: 422, want: o.ben.Key},
			{name: "for somebody who did not score", as: o.officer, method: "POST", path: agreed, body: agreeing(judged(a, "q1", 1, "x"), o.ann, o.ben, o.officer), status: 422, want: `"no-such-member"`},
			{name: "the mean of 2 and 0 is suggested nowhere", as: o.officer, method: "GET", path: o.path + "/agreement", status: 200, want: `"lowest":0,"highest":2`},
		})
		made := f.must(t, o.officer, "POST", agreed, body, 201)
		made.wants(t, `"code":"compares-bids"`)
		made.conforms(t, "AgreedScore")
		verdicts := agreed + "/" + made.text(t, "id") + "/verdicts"
		missing := f.must(t, o.officer, "POST", o.path+"/quality-lock", "", 409)
		missing.wants(t, "2 of its members have neither confirmed nor dissented")
		if n := strings.Count(missing.Body, `"agreed-score-missing"`); n != 4 {
			t.Errorf("four answers lack something: %s", missing.Body)
		}
		f.story(t, []step{
			{name: "the officer confirms for nobody", as: o.officer, method: "POST", path: verdicts, body: `{"confirms":true}`, status: 403},
			{name: "another authority", as: o.rival, method: "POST", path: verdicts, body: `{"confirms":true}`, status: 404},
			{name: "neither nor", as: o.ben, method: "POST", path: verdicts, body: `{}`, status: 422, want: `"/confirms"`},
			{name: "a dissent without words", as: o.ben, method: "POST", path: verdicts, body: `{"confirms":false}`, status: 422, want: `"/words"`},
			{name: "Ben dissents", as: o.ben, method: "POST", path: verdicts, body: `{"confirms":false,"words":"No site is named at all."}`, status: 201, want: `"confirmed":false`},
			{name: "once", as: o.ben, method: "POST", path: verdicts, body: `{"confirms":true}`, status: 409, want: `"already-said"`},
			{name: "Ann, the chair, confirms for herself", as: o.ann, method: "POST", path: verdicts, body: `{"confirms":true}`, status: 201, want: `"confirmed":true`},
			{name: "the dissent is kept", as: o.auditor, method: "GET", path: agreed, status: 200, want: `No site is named at all.`},
		})
		f.settles(t, o, o.bids[0][1:], 2)
		for _, who := range []user{o.ann, o.ben} {
			f.must(t, who, "POST", o.path+"/scores", judged(a, "q2", 5, "x"), 201)
		}
		f.oneModerator(t, o, a)
		f.confirmsAll(t, o)
		f.must(t, o.officer, "POST", o.path+"/quality-lock", "", 201)
		f.must(t, o.ann, "POST", o.path+"/scores", judged(a, "q1", 0, "late"), 409).wants(t, `"quality-locked"`)
		f.must(t, o.ben, "PUT", o.path+"/score-drafts", judged(a, "q1", 0, "late"), 409).wants(t, `"quality-locked"`)
	})
}

// oneModerator has two moderators agree at the same moment: one is told.
func (f *front) oneModerator(t *testing.T, o *opened, bid string) {
	t.Helper()
	var wait sync.WaitGroup
	got := make([]answer, 8)
	for i := range got {
		wait.Go(func() {
			who := []user{o.ann, o.officer}[i%2]
			got[i] = f.send(who, "POST", o.path+"/agreed-scores", agreeing(judged(bid, "q2", 5*(i%2), "So we say."), o.ann, o.ben))
		})
	}
	wait.Wait()
	count := map[int]int{}
	for _, a := range got {
		count[a.Status]++
	}
	if count[201] != 1 || count[409] != len(got)-1 {
		t.Errorf("of %d moderators at the same moment: %v", len(got), count)
	}
}

// TestPanelSettings switches the hiding of names off before publication, and says
// how many score.
func TestPanelSettings(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201).text(t, "id")
		path := "/v1/tenders/" + id
		settings := path + "/panel/settings"
		f.must(t, m.council, "PUT", settings, `{"hidesNames":false,"minimumMembers":0}`, 422).wants(t, `"/minimumMembers"`)
		f.must(t, m.council, "PUT", settings, `{"hidesNames":false,"minimumMembers":3}`, 200).wants(t, `"minimumMembers":3,"hidesNames":false`)
		f.must(t, m.panel, "PUT", settings, `{"hidesNames":true}`, 403)
		f.change(t, m.council, "POST", path, path+"/publish", "", 200)
		f.must(t, m.council, "PUT", settings, `{"hidesNames":true}`, 409).wants(t, `"panel-rules-fixed"`)
		f.must(t, m.council, "PUT", settings, `{"minimumMembers":1}`, 200).wants(t, `"minimumMembers":1,"hidesNames":false`)
		f.must(t, m.council, "POST", path+"/panel/appointments", appointing(m.panel, "member", ""), 201) // before the deadline, no reason is asked
		f.must(t, m.council, "GET", path+"/panel", "", 200).wants(t, `"no-chair"`)
	})
}
