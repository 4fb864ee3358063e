package evaluation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Move is what an agreed level means for one member: the level that the member
// gave alone, and, where that is another one, what moved and why.
type Move struct {
	ID       string
	AgreedID string
	PersonID string
	Level    int
	Why      string // empty where the member's level is the agreed one
}

// Verdict is what one member says to an agreed level.
type Verdict struct {
	ID       string
	AgreedID string
	PersonID string
	Confirms bool
	Words    string // of a dissent: why; kept for good
	GivenAt  time.Time
}

// Moderated is an agreed score with everything around it.
type Moderated struct {
	Agreed     AgreedScore
	LevelWords string    // the published words of the level
	Moves      []Move    // where every member stood
	Verdicts   []Verdict // what members said to it
	Awaiting   []string  // the members who have not said anything yet
	Latest     bool      // whether it is the one that counts
	Warnings   []Warning // about the words of its reason
	Names      map[string]string
}

// Confirmed reports whether every member has spoken, and at least one agrees.
func (m Moderated) Confirmed() bool {
	return len(m.Awaiting) == 0 && slices.ContainsFunc(m.Verdicts, func(v Verdict) bool { return v.Confirms })
}

// lacks says what is missing before the agreed level of an answer can be locked;
// empty where nothing is.
func (d desk) lacks(p place) string {
	minimum := d.sight.Panel.Settings.MinimumMembers
	m, agreed := d.agreed[p.gap]
	switch n := len(d.given(p)); {
	case n < minimum:
		return fmt.Sprintf("has %d of the %d members' scores it takes", n, minimum)
	case !d.complete[p.gap] || !d.whole(p):
		return fmt.Sprintf("lacks the score of %d of its members", len(d.scorers(p))-n)
	case !agreed:
		return "has no agreed level"
	case len(m.Awaiting) > 0:
		return fmt.Sprintf("has an agreed level that %d of its members have neither confirmed nor dissented from", len(m.Awaiting))
	case !m.Confirmed():
		return "has an agreed level that no member confirms"
	}
	return ""
}

// moderated lays moves and verdicts beside agreed scores.
func (d desk) moderated(tx *store.Tx, list []AgreedScore) ([]Moderated, error) {
	ids := make([]string, len(list))
	people := []string{}
	for i, a := range list {
		ids[i] = a.ID
		people = append(people, a.AgreedBy)
	}
	moves, verdicts, err := movesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		people = append(people, m.PersonID)
	}
	names, err := namesOf(tx, people)
	if err != nil {
		return nil, err
	}
	out := make([]Moderated, len(list))
	for i, a := range list {
		out[i] = d.around(a, moves, verdicts)
		out[i].Names = names
	}
	return out, nil
}

func (d desk) around(a AgreedScore, moves []Move, verdicts []Verdict) Moderated {
	m := Moderated{Agreed: a, Moves: []Move{}, Verdicts: []Verdict{}, Latest: true}
	for _, x := range moves {
		if x.AgreedID == a.ID {
			m.Moves = append(m.Moves, x)
		}
	}
	for _, x := range verdicts {
		if x.AgreedID == a.ID {
			m.Verdicts = append(m.Verdicts, x)
		}
	}
	p, there := d.at(gap{a.BidID, a.Criterion})
	if !there {
		return m
	}
	for _, person := range d.scorers(p) {
		if !slices.ContainsFunc(m.Verdicts, func(v Verdict) bool { return v.PersonID == person }) {
			m.Awaiting = append(m.Awaiting, person)
		}
	}
	m.LevelWords = wordsOf(d.methods[p.lot.ID], a.Criterion, a.Level)
	m.Warnings = CheckWording(a.Reason, m.LevelWords, d.alias(p.bid))
	return m
}

// wordsOf is the published words of a level.
func wordsOf(method scoring.Method, criterion string, level int) string {
	c := find(method.Criteria, criterion)
	if c == nil {
		return ""
	}
	for _, l := range c.Scale {
		if l.Level == level {
			return l.Words
		}
	}
	return ""
}

// checkAgreement refuses an agreed level that is not tied to the level's words,
// or that does not say what moved for every member who stood elsewhere.
func (d desk) checkAgreement(p place, in NewAgreedScore) ([]Move, error) {
	var wrong fault.Fields
	published := wordsOf(d.methods[p.lot.ID], in.Criterion, *in.Level)
	switch {
	case published != "" && strings.TrimSpace(in.Words) == "":
		wrong.Add("/words", "required", fmt.Sprintf("must be the words of the level on which the reason rests; level %d says: %s", *in.Level, published))
	case in.Words != "" && !holds(published, in.Words):
		wrong.Add("/words", "not-of-this-level", fmt.Sprintf("must be words of level %d as published: %s", *in.Level, published))
	}
	moves := d.moves(p, in, &wrong)
	return moves, wrong.Err()
}

// moves says for every member where they stood and what moved.
func (d desk) moves(p place, in NewAgreedScore, wrong *fault.Fields) (moves []Move) {
	why := map[string]string{}
	given := d.given(p)
	for i, m := range in.Members {
		pointer := "/members/" + strconv.Itoa(i)
		if !slices.ContainsFunc(given, func(s Score) bool { return s.EvaluatorID == m.Member }) {
			wrong.Add(pointer+"/member", "no-such-member", "must be a member who scored this answer")
		}
		if _, twice := why[m.Member]; twice {
			wrong.Add(pointer+"/member", "given-twice", "must stand once")
		}
		if strings.TrimSpace(m.Why) == "" {
			wrong.Add(pointer+"/why", "required", "must say in words what moved and why")
		}
		why[m.Member] = m.Why
	}
	for _, s := range given {
		if s.Level != *in.Level && why[s.EvaluatorID] == "" {
			wrong.Add("/members", "member-missing", fmt.Sprintf("must say what moved and why for %s, %s, who gave level %d", s.EvaluatorName, s.EvaluatorID, s.Level))
		}
		moves = append(moves, Move{PersonID: s.EvaluatorID, Level: s.Level, Why: why[s.EvaluatorID]})
	}
	return moves
}
