package api_test

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// bodies are good bodies of the operations that take one, with words of the
// town in braces.
var bodies = map[string]string{
	"createOrganisation": `{"name":"New Body","kind":"partner"}`,
	"changeOrganisation": `{"name":"Example Council of Example"}`,
	"registerSupplier":   `{"name":"Newcomer Ltd","legalForm":"company"}`,
	"createKey":          `{"label":"another","roles":["officer"]}`,
	"createOwnKey":       `{"label":"mine","roles":["{role}"]}`,
	"createInvitation":   `{"name":"Jo","email":"jo@example.org","roles":["officer"]}`,
	"addMember":          `{"name":"Jo","email":"jo@example.org","roles":["officer"]}`,
	"changeMember":       `{"roles":["officer","evaluator"]}`,
	"linkPerson":         `{"issuer":"https://login.example.org","subject":"jo"}`,
	"acceptInvitation":   `{"token":"{token}","name":"Pat","email":"pending@example.org","password":"{password}"}`,
	"signIn":             `{"email":"nobody@example.org","password":"{password}","code":"000000"}`,

	"createCatalogue": `{"code":"mine","title":"Mine"}`,
	"changeCatalogue": `{"title":"Other words"}`,
	"putOutcome":      outcome,
	"addMeasure":      strings.Replace(trees, `"T1"`, `"T9"`, 1),
	"putMeasure":      trees,

	"createTemplate":   `{"title":"Mine","catalogue":"{catalogue}","method":{method}}`,
	"replaceTemplate":  `{"title":"Other words","catalogue":"{catalogue}","method":{method}}`,
	"publishTemplate":  `{accepted}`,
	"lintTemplate":     `{}`,
	"rehearseTemplate": `{"runs":10}`,
	"weighTemplate":    `{"criterion":"social","order":[["volunteers"],["isolation"]]}`,

	"createTender":        `{draft}`,
	"changeTender":        `{"title":"Other words"}`,
	"extendDeadline":      `{"deadline":"2026-04-03T12:00:00+01:00","reason":"More time"}`,
	"moveClock":           `{"now":"2029-01-01T12:00:00Z"}`,
	"cancelTender":        `{"reason":"The money went elsewhere"}`,
	"failTender":          `{"reason":"None was good"}`,
	"amendTender":         `{"description":"With a pond","reason":"It was left out"}`,
	"putPromiseBands":     `{"bands":[{"measure":"13","low":1,"high":10,"source":"The catalogue","sample":0}]}`,
	"askClarification":    `{"question":"And of the trees?"}`,
	"answerClarification": `{"answer":"It is part of it."}`,

	"startBid":          `{}`,
	"writeBid":          `{document}`,
	"validateBid":       `{document}`,
	"consentToOpening":  `{"part":"answers"}`,
	"createScore":       `{"bid":"{bid}","criterion":"q1","level":1,"reason":"so it is","passage":"In other words.","paraphrase":true}`,
	"createAgreedScore": `{"bid":"{bid}","criterion":"q1","level":1,"reason":"so it is","words":"all","supersedes":1}`,

	"setPanel":           `{"hidesNames":true}`,
	"appoint":            `{"person":"{person}","part":"member","reason":"Needed."}`,
	"endAppointment":     `{"reason":"On leave."}`,
	"declareInterest":    `{"nothing":true}`,
	"decideInterest":     `{"decision":"mitigated","words":"Only watches."}`,
	"revealNames":        `{"reason":"Quality is locked."}`,
	"keepScoreDraft":     `{"bid":"{bid}","criterion":"q1"}`,
	"confirmAgreedScore": `{"confirms":true}`,
	"makeCalibration":    `{"criterion":"q1","answer":"Made up."}`,
	"scoreCalibration":   `{"level":1,"reason":"so it is"}`,

	"createRun": `{"lot":"{lot}","reason":"Again"}`,

	"createBidClarification": `{"bid":"{bid}","fields":["/answers/questions/q1/text"],"question":"Which?","answerBy":"2029-01-01T12:00:00Z"}`,
	"answerBidClarification": `{"values":[{"field":"/answers/questions/q1/text","text":"The north site."}]}`,
	"decideBidClarification": `{"accepted":true,"reason":"It says which."}`,

	"createExclusion":    `{"bid":"{bid}","status":"disregarded","ground":"procedural_breach","reason":"Not signed."}`,
	"createPriceInquiry": `{"bid":"{bid}","words":"Please explain.","answerBy":"2029-01-01T12:00:00Z"}`,
	"answerPriceInquiry": `{"words":"We own the machines."}`,
	"decidePriceInquiry": `{"outcome":"accepted","reason":"It does."}`,
	"whatIf":             `{"without":["{bid}"]}`,

	"createRecommendation":   `{"lot":"{lot}","bids":["{bid}"],"run":"{run}","reason":"First in the run."}`,
	"approveRecommendation":  `{}`,
	"sendBackRecommendation": `{"reason":"Not yet."}`,
	"withdrawRecommendation": `{"reason":"Not yet."}`,
	"publishAwardNotice":     `{}`,
	"endAward":               `{"ground":"supplier_withdrew","reason":"It wrote so."}`,
	"createChallenge":        `{"lot":"{lot}","grounds":"A page was overlooked."}`,
	"resolveChallenge":       `{"outcome":"rejected","reason":"None was."}`,

	"scoreSheet": smallSheet,

	"draftSummaries":     `{"recommendation":"{recommendation}"}`,
	"releaseSummaries":   `{"recommendation":"{recommendation}"}`,
	"editSummary":        `{"criteria":[],"why":"Because."}`,
	"placeHold":          `{"tender":"{tender}","reason":"A claim is before the court."}`,
	"releaseHold":        `{"reason":"Settled."}`,
	"erasePerson":        `{"reason":"Asked for it by letter."}`,
	"openContract":       `{"award":"{award}","startsOn":"2026-10-01"}`,
	"submitReturn":       `{"obligation":"{obligation}","period":"2026-Q4","quantity":10}`,
	"submitReturns":      `{"returns":[{"obligation":"{obligation}","period":"2026-Q4","quantity":9}]}`,
	"checkReturns":       `{"returns":[{"obligation":"{obligation}","period":"2026-Q4","quantity":9}]}`,
	"verifyReturn":       `{"quantity":10}`,
	"queryReturn":        `{"reason":"Which groups?"}`,
	"rejectReturn":       `{"reason":"There is no evidence."}`,
	"addNote":            `{"words":"See the list."}`,
	"nameOwner":          `{"name":"Head of parks","email":"parks@council.example"}`,
	"moveStart":          `{"startsOn":"2026-11-01","reason":"Later"}`,
	"suspendContract":    `{"reason":"A flood"}`,
	"resumeContract":     `{"reason":"It went away"}`,
	"skipPeriod":         `{"obligation":"{obligation}","period":"2026-Q4","reason":"Closed"}`,
	"restorePeriod":      `{"obligation":"{obligation}","period":"2026-Q4","reason":"Open"}`,
	"stateParticulars":   `{"value":{"amount":2000000}}`,
	"rateIndicator":      `{"indicator":"4a","year":1,"rating":"good","reason":"Well done."}`,
	"reconsiderRating":   `{"rating":"other","reason":"After the reply."}`,
	"replyToRating":      `{"words":"Thank you."}`,
	"askConfirmation":    `{"beneficiary":"Friends","quantity":2}`,
	"readQuestion":       `{"token":"{link}"}`,
	"answerQuestion":     `{"token":"{link}","answer":"received"}`,
	"proposeVariation":   `{"kind":"extension","ground":"provided_for","reason":"It goes well.","endsOn":"2030-09-30"}`,
	"agreeVariation":     `{}`,
	"refuseVariation":    `{"words":"No."}`,
	"withdrawVariation":  `{}`,
	"replyToTrackRecord": `{"words":"The second summer was wet."}`,
	"stateTrackRecord":   `{}`,

	"recordShortfall":   `{"obligation":"{obligation}","period":"2027","reason":"Ten are missing."}`,
	"proposePlan":       `{"steps":[{"what":"Open days","by":"2028-06-01","side":"supplier"}]}`,
	"agreePlan":         `{}`,
	"escalateShortfall": `{"words":"Nothing happened."}`,
	"makeShortfallGood": `{"reason":"It came later."}`,
	"remedyShortfall":   `{}`,
	"withdrawShortfall": `{"reason":"A mistake"}`,
	"reportDispute":     `{"about":"return","subject":"{rejected}","words":"There was one."}`,
	"replyToDispute":    `{"words":"There was none."}`,
	"decideDispute":     `{"outcome":"dismissed","words":"There was none."}`,
	"escalateDispute":   `{"words":"We disagree."}`,

	"registerWebhook": `{"url":"https://council.example/other","topics":["return.due_soon"]}`,
}

// queries are what some reads must be asked with.
var queries = map[string]string{
	"compareRuns": "?with={run}", "getPerformanceNotice": "?year=1", "getGroupedProgress": "?by=measure", "getInclusion": "?event={event}", "getConsistency": "?from={size}", "diffCatalogue": "?against={catalogue}", "getRunBundle": "?bid={bid}",
}

// about says of which thing of the town an operation is, where its route does
// not say enough.
var about = map[string]map[string]string{
	"retireCatalogue": {"catalogues": "published catalogues"}, "reviseCatalogue": {"catalogues": "published catalogues"},
	"retireTemplate": {"templates": "published templates"}, "deleteOutcome": {"outcomes": "spare outcomes"}, "discardAttachment": {"attachments": "spare attachments"}, "answerClarification": {"clarifications": "waiting clarifications"},
}

func (w *town) fill(text string) string {
	for word, value := range w.words {
		text = strings.ReplaceAll(text, "{"+word+"}", value)
	}
	return text
}

// request is one that somebody could well send, and whether the thing that it
// is about is there.
func (w *town) request(r api.Route, as resident, nowhere bool) (path, body string, headers []string, exists bool) {
	steps := strings.Split(r.Path, "/")
	exists = !nowhere
	for i := range steps {
		if !strings.HasPrefix(steps[i], ":") {
			continue
		}
		word := steps[i-1]
		if other, ok := about[r.Operation][word]; ok {
			word = other
		}
		id, there := w.ids[word]
		if r.Operation == "revokeOwnKey" {
			id, there = as.Key, as.person == "" && as.Key != ""
		}
		switch {
		case word == "events" && nowhere:
			id = "999999"
		case there && nowhere && len(id) < len(storetest.ID(0)): // a part that is named, of a whole that is not there
		case !there || nowhere:
			id, exists = storetest.ID(404_404), false
		}
		steps[i] = id
	}
	if len(as.roles) > 0 {
		w.words["role"] = string(as.roles[0])
	}
	query := queries[r.Operation]
	if nowhere {
		query = strings.ReplaceAll(query, "{event}", "999999")
	}
	path, body = strings.Join(steps, "/")+w.fill(query), w.fill(bodies[r.Operation])
	if r.Operation == "uploadEvidence" || r.Operation == "uploadAttachment" {
		body, headers = "Sheets", []string{"Content-Type", "text/plain", "Content-Disposition", `attachment; filename="more.txt"`}
	}
	if r.Operation == "sendReturnForm" {
		body, headers = w.words["form"], []string{"Content-Type", "text/csv"}
	}
	return path, body, headers, exists
}

// ask sends a request, with the version that the thing is at: whoever may
// change it would have read it.
func (w *town) ask(r api.Route, as resident, nowhere bool) (got answer, exists bool) {
	path, body, headers, exists := w.request(r, as, nowhere)
	if r.Method == http.MethodGet {
		return w.send(as.user, r.Method, path, body, headers...), exists
	}
	for version := max(1, w.versions[path]); ; version++ {
		got = w.send(as.user, r.Method, path, body, append(headers, "If-Match", `"`+strconv.Itoa(version)+`"`)...)
		if got.Status != http.StatusPreconditionFailed || version > 40 {
			if exists && got.Status < 300 {
				w.versions[path] = version
			}
			return got, exists
		}
	}
}
