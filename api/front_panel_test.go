package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sits puts a person on the panel of a tender: in each of some parts, for all
// lots and questions.
func (f *front) sits(t *testing.T, officer user, tender string, who user, parts ...string) {
	t.Helper()
	for _, part := range parts {
		f.must(t, officer, "POST", tender+"/panel/appointments", fmt.Sprintf(`{"person":%q,"part":%q,"reason":"Needed."}`, who.Key, part), 201)
	}
}

// nothingToDeclare is what people declare who have no interest.
const nothingToDeclare = `{"nothing":true}`

// seats makes a panel of a tender: two members, of whom the first is the chair
// too, and the officer. All have declared that there is nothing to declare.
func (f *front) seats(t *testing.T, officer user, tender string, first, second user) {
	t.Helper()
	f.sits(t, officer, tender, first, "chair", "member")
	f.sits(t, officer, tender, second, "member")
	f.sits(t, officer, tender, officer, "officer")
	for _, who := range []user{first, second, officer} {
		f.must(t, who, "POST", tender+"/panel/interests", nothingToDeclare, 201)
	}
}

// The words of levels on which reasons rest, by question and level.
var (
	panelWords  = map[string]string{"q1/0": "No answer", "q1/1": "In part", "q1/2": "In full"}
	marketWords = map[string]string{"q1/0": "none", "q1/1": "all", "q2/0": "none", "q2/1": "all", "q9/0": "none", "q9/3": "all"}
)

// tied adds to an agreed score the words of its level.
func tied(judgement string, words map[string]string) string {
	var in struct {
		Criterion string
		Level     int
	}
	if err := json.Unmarshal([]byte(judgement), &in); err != nil {
		return judgement
	}
	text, there := words[fmt.Sprintf("%s/%d", in.Criterion, in.Level)]
	if !there {
		return judgement
	}
	return strings.TrimSuffix(judgement, "}") + fmt.Sprintf(`,"words":%q}`, text)
}

// agreeing is the body of an agreed score under panelMethod, which says for every
// member what moved.
func agreeing(judgement string, members ...user) string {
	list := make([]string, len(members))
	for i, m := range members {
		list[i] = fmt.Sprintf(`{"member":%q,"why":"As discussed."}`, m.Key)
	}
	return strings.TrimSuffix(tied(judgement, panelWords), "}") + `,"members":[` + strings.Join(list, ",") + `]}`
}

// paraphrased marks the passage of a score as the evaluator's own words.
func paraphrased(judgement string) string {
	return strings.TrimSuffix(judgement, "}") + `,"passage":"It says so.","paraphrase":true}`
}

// agrees records an agreed level and has both members confirm it.
func (f *front) agrees(t *testing.T, o *opened, body string) {
	t.Helper()
	f.confirms(t, f.must(t, o.officer, "POST", o.path+"/agreed-scores", body, 201), o.ann, o.ben)
}

// confirms has members confirm an agreed level.
func (f *front) confirms(t *testing.T, agreed answer, members ...user) {
	t.Helper()
	path := "/v1/tenders/" + agreed.text(t, "tender") + "/agreed-scores/" + agreed.text(t, "id") + "/verdicts"
	for _, m := range members {
		f.must(t, m, "POST", path, `{"confirms":true}`, 201)
	}
}

// confirmsAll has both members confirm whatever waits for them.
func (f *front) confirmsAll(t *testing.T, o *opened) {
	t.Helper()
	var list struct {
		Items []struct {
			ID       string
			Latest   bool
			Awaiting []string
		}
	}
	if err := json.Unmarshal([]byte(f.must(t, o.officer, "GET", o.path+"/agreed-scores?limit=100", "", 200).Body), &list); err != nil {
		t.Fatal(err)
	}
	for _, a := range list.Items {
		for _, m := range []user{o.ann, o.ben} {
			if a.Latest && slices.Contains(a.Awaiting, m.Key) {
				f.must(t, m, "POST", o.path+"/agreed-scores/"+a.ID+"/verdicts", `{"confirms":true}`, 201)
			}
		}
	}
}
