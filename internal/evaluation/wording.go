package evaluation

import (
	"regexp"
	"strings"
)

// Warning is something about the words of a reason that is worth another look.
// It blocks nothing: people decide.
type Warning struct {
	Code   string `json:"code" enums:"compares-bids,repeats-the-level"`
	Detail string `json:"detail"`
}

var (
	otherBidder = regexp.MustCompile(`(?i)\bbidder [a-z]{1,2}\b`)
	comparison  = regexp.MustCompile(`(?i)\b(other|another|rival|competing|remaining|next) (bid|bids|bidder|bidders|tender|tenders|tenderer|tenderers|supplier|suppliers|submission|submissions)\b` +
		`|\b(better|worse|stronger|weaker|best|worst|strongest|weakest|more|less) (than|of) (the |all |any )?(other|others|rest|all|any|bids|bidders|competitors)\b` +
		`|\bcompared (to|with) (the |all |any )?(other|others|rest|bids|bidders|competitors)\b|\b(the|than) (competition|competitors)\b|\b(best|worst|strongest|weakest) (bid|bidder|answer|response|submission)\b`)
	wordsApart = regexp.MustCompile(`[^\pL\pN]+`)
)

// CheckWording looks at a reason: it warns where it compares the bid with
// others, which a reason under a published scale must not rest on, and where it
// only says the level's words again, which explains nothing. own is the bidder's
// own alias.
func CheckWording(reason, levelWords, own string) []Warning {
	warnings := []Warning{}
	named := false
	for _, alias := range otherBidder.FindAllString(reason, -1) {
		named = named || !strings.EqualFold(alias, own)
	}
	if named || comparison.MatchString(reason) {
		warnings = append(warnings, Warning{"compares-bids", "The reason compares this bid with others. Each bid is judged by the words of the scale, and by nothing else."})
	}
	if repeats(reason, levelWords) {
		warnings = append(warnings, Warning{"repeats-the-level", "The reason hardly says more than the level's own words. Say what in this answer meets them, and what does not."})
	}
	return warnings
}

// repeats reports whether at most two words of a reason are not the level's own.
func repeats(reason, levelWords string) bool {
	published := map[string]bool{}
	for _, w := range split(levelWords) {
		published[w] = true
	}
	if len(published) == 0 {
		return false
	}
	fresh, again := 0, 0
	for _, w := range split(reason) {
		switch {
		case published[w]:
			again++
		case len(w) > 3:
			fresh++
		}
	}
	return again > 0 && fresh <= 2
}

func split(text string) []string {
	return strings.Fields(wordsApart.ReplaceAllString(strings.ToLower(text), " "))
}

// holds reports whether a text has a passage in it, whatever spaces and lines
// stand between the words.
func holds(text, passage string) bool {
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return squeezed(passage) != "" && strings.Contains(squeezed(text), squeezed(passage))
}
