package rehearsal

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Severity says what a finding asks of whoever publishes.
type Severity string

const (
	// Blocks means that the method must not be published as it is.
	Blocks Severity = "error"
	// NeedsReason means that it may be, with a reason that is kept.
	NeedsReason Severity = "warning"
	// ToRead means that a careful reader should know.
	ToRead Severity = "note"
)

// Finding is one thing that a check found.
type Finding struct {
	// Code names the check; it never changes its meaning. Checks lists them all.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Pointer is into the method (RFC 6901), "/criteria/0/weight"; "" is the whole.
	Pointer string `json:"pointer"`
	// Criterion is the id of the criterion it is about, where it is about one.
	Criterion   string `json:"criterion,omitempty"`
	Explanation string `json:"explanation"`
	Fix         string `json:"fix"`
}

// LintReport is what the checks found, in the order of the document where they are about a place in it.
type LintReport struct {
	Findings []Finding `json:"findings"`
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Notes    int       `json:"notes"`
	// MayPublish says that nothing blocks. Warnings still need their reasons.
	MayPublish bool `json:"mayPublish"`
	// Policies names what policies were applied.
	Policies []Policy `json:"policies"`
}

// Facts is what the checks know beside the method. All of it may be left out.
type Facts struct {
	// AreaIndicators are codes of measures that describe a whole borough. One contract does not move them, so no bidder can be scored on them.
	AreaIndicators []string `json:"areaIndicators,omitempty"`
	// OverlapGroups are groups of codes of measures that count the same good in different ways.
	OverlapGroups [][]string `json:"overlapGroups,omitempty"`
	// SocialValue are ids of criteria that score social value, for policies about its share. Left out, every measure and value leaf does.
	SocialValue []string `json:"socialValue,omitempty"`
	// Packs are ids of policy packs to apply (see Packs), in the version in force when the procurement commences.
	Packs []string `json:"packs,omitempty"`
	// Commences is the day on which the procurement commences, as 2027-01-31. It is needed where Packs are.
	Commences string `json:"commences,omitempty"`
	// Policies are further ones, such as a council's own.
	Policies []Policy `json:"policies,omitempty"`
}

// linter walks a method once.
type linter struct {
	method   scoring.Method
	facts    Facts
	findings []Finding
	leaves   []place
}

// place is a criterion with where it stands and what it weighs.
type place struct {
	scoring.Criterion
	pointer string
	parents []string
	// share is its exact share of the whole, 0–1; of the whole worth under award_on_value. Nil where it carries none.
	share *big.Rat
}

// Lint checks a method. One that breaks a rule of the scoring package gets those faults as findings and no others, since the checks would
// stumble over them. The error is an *Error for facts that are wrong: an unknown pack, a day that is none, a criterion of social value
// that the method does not have.
func Lint(m scoring.Method, facts Facts) (LintReport, error) {
	policies, err := facts.policies(m)
	if err != nil {
		return LintReport{}, err
	}
	l := &linter{method: m.WithDefaults(), facts: facts}
	if wrong := m.Check(); len(wrong) > 0 {
		for _, fault := range wrong {
			l.add(Finding{Code: fault.Code, Severity: Blocks, Pointer: fault.Pointer, Explanation: "The method breaks a rule: " + fault.Message + ".", Fix: "Put this right; the method cannot be scored as it is."})
		}
		return l.report(policies), nil
	}
	l.walk(l.method.Criteria, "/criteria", nil, big.NewRat(1, 1))
	l.checkMethod()
	l.checkMeasures()
	for _, policy := range policies {
		l.checkPolicy(policy)
	}
	return l.report(policies), nil
}

func (l *linter) add(f Finding) { l.findings = append(l.findings, f) }

// about adds a finding about a criterion.
func (l *linter) about(p place, code string, severity Severity, member, explanation, fix string) {
	l.add(Finding{Code: code, Severity: severity, Pointer: p.pointer + member, Criterion: p.ID, Explanation: explanation, Fix: fix})
}

// walk looks at every criterion, parents before children.
func (l *linter) walk(list []scoring.Criterion, pointer string, parents []string, share *big.Rat) {
	for i, c := range list {
		p := place{Criterion: c, pointer: fmt.Sprintf("%s/%d", pointer, i), parents: parents, share: l.share(c, share)}
		l.checkWords(p)
		l.checkWeight(p)
		l.checkMinimum(p)
		if len(c.Criteria) > 0 {
			if weighed(c.Criteria) == 1 {
				l.about(p, "single-child", ToRead, "/criteria", fmt.Sprintf("%s holds a single weighted criterion, so the branch adds nothing.", name(c)), "Put the criterion in the branch's place, or split it.")
			}
			l.walk(c.Criteria, p.pointer+"/criteria", append(slices.Clone(parents), c.ID), p.share)
			continue
		}
		l.leaves = append(l.leaves, p)
		l.checkLeaf(p)
	}
}

// share is what a criterion weighs of the whole.
func (l *linter) share(c scoring.Criterion, parent *big.Rat) *big.Rat {
	if l.method.Basis == scoring.AwardOnValue {
		var all int64
		for _, top := range l.method.Criteria {
			if top.Worth != nil {
				all += int64(*top.Worth)
			}
		}
		if c.Worth == nil || all == 0 {
			return nil
		}
		return big.NewRat(int64(*c.Worth), all)
	}
	if c.Weight == nil {
		return nil
	}
	return new(big.Rat).Mul(parent, big.NewRat(int64(*c.Weight), 10_000))
}

// report counts the findings.
func (l *linter) report(policies []Policy) LintReport {
	r := LintReport{Findings: l.findings, Policies: policies}
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	for _, f := range r.Findings {
		switch f.Severity {
		case Blocks:
			r.Errors++
		case NeedsReason:
			r.Warnings++
		default:
			r.Notes++
		}
	}
	r.MayPublish = r.Errors == 0
	return r
}

func weighed(list []scoring.Criterion) (n int) {
	for _, c := range list {
		if c.Kind != scoring.GateLeaf {
			n++
		}
	}
	return n
}

// name is what a reader calls a criterion.
func name(c scoring.Criterion) string {
	if c.Title != "" {
		return c.Title
	}
	return c.ID
}

// percent shows a share of 1 as a percentage with at most two decimals.
func percent(share *big.Rat) string {
	text := new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(2)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text + " %"
}
