package rehearsal

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Policy is a rule about how much social value must weigh.
type Policy struct {
	// Pack and Version name it; a council's own policy may use any words.
	Pack    string `json:"pack"`
	Version string `json:"version"`
	Title   string `json:"title"`
	// From is the first and Until the day after the last day of commencement that it applies to, as 2025-10-01; an empty Until is open.
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
	// LeastShare is the least share of social value, in per cent.
	LeastShare decimal.Weight `json:"leastShare"`
	// Severity is how a breach is reported.
	Severity Severity `json:"severity"`
	// Source says where the rule is written, and whom it binds.
	Source string `json:"source"`
}

// CentralGovernment is the pack of the Cabinet Office's policy notes on social value. They bind central government departments, their executive
// agencies and non-departmental public bodies; others may follow them. Under price per quality point the share is of quality.
const CentralGovernment = "uk-central-government-social-value"

// Packs lists the policies that packs are made of, oldest first. Between 24 February and 1 October 2025 either note could be followed; both ask for
// the same share, so the older stands here until the newer was required.
func Packs() []Policy {
	const binds = " Binds central government departments, executive agencies and non-departmental public bodies."
	return []Policy{
		{
			Pack: CentralGovernment, Version: "ppn-06-20", Title: "PPN 06/20, taking account of social value in the award of central government contracts", From: "2021-01-01", Until: "2025-10-01",
			LeastShare: 1000, Severity: NeedsReason, Source: "Cabinet Office, Procurement Policy Note 06/20 (September 2020)." + binds,
		},
		{
			Pack: CentralGovernment, Version: "ppn-002", Title: "PPN 002, taking account of social value in the award of central government contracts", From: "2025-10-01",
			LeastShare: 1000, Severity: NeedsReason, Source: "Cabinet Office, Procurement Policy Note 002 (February 2025), mandatory from 1 October 2025." + binds,
		},
	}
}

var dayForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil && dayForm.MatchString(text)
}

// policies picks the versions in force on the day of commencement, and adds the caller's own.
func (f Facts) policies(m scoring.Method) ([]Policy, error) {
	var wrong faults
	for i, id := range f.SocialValue {
		if !holds(m.Criteria, id) {
			wrong.add(fmt.Sprintf("/socialValue/%d", i), "unknown-criterion", id+" is not a criterion of the method")
		}
	}
	if f.Commences != "" && !isDay(f.Commences) {
		wrong.add("/commences", "not-a-day", f.Commences+" is not a day; write it as 2027-01-31")
	} else if f.Commences == "" && len(f.Packs) > 0 {
		wrong.add("/commences", "missing", "which version of a pack applies depends on the day on which the procurement commences")
	}
	chosen := []Policy{}
	for i, pack := range f.Packs {
		known := false
		for _, policy := range Packs() {
			known = known || policy.Pack == pack
			if policy.Pack == pack && policy.appliesOn(f.Commences) {
				chosen = append(chosen, policy)
			}
		}
		if !known {
			wrong.add(fmt.Sprintf("/packs/%d", i), "unknown-pack", pack+" is not a policy pack")
		}
	}
	for i, policy := range f.Policies {
		policy.check(&wrong, fmt.Sprintf("/policies/%d", i))
		if policy.From == "" || f.Commences == "" || policy.appliesOn(f.Commences) {
			chosen = append(chosen, policy)
		}
	}
	return chosen, wrong.refused()
}

func holds(list []scoring.Criterion, id string) bool {
	return slices.ContainsFunc(list, func(c scoring.Criterion) bool { return c.ID == id || holds(c.Criteria, id) })
}

// appliesOn compares days as text, which their form allows.
func (p Policy) appliesOn(day string) bool {
	return p.From <= day && (p.Until == "" || day < p.Until)
}

func (p Policy) check(wrong *faults, at string) {
	if p.From != "" && !isDay(p.From) {
		wrong.add(at+"/from", "not-a-day", "write a day as 2027-01-31")
	}
	if p.Until != "" && !isDay(p.Until) {
		wrong.add(at+"/until", "not-a-day", "write a day as 2027-01-31")
	}
	if p.LeastShare < 0 || p.LeastShare > 10_000 {
		wrong.add(at+"/leastShare", "out-of-range", "a share is from 0 to 100 %")
	}
	if p.Severity != Blocks && p.Severity != NeedsReason && p.Severity != ToRead {
		wrong.add(at+"/severity", "unknown-severity", "a severity is error, warning or note")
	}
	if p.Title == "" {
		wrong.add(at+"/title", "missing", "a policy needs a title to be named by")
	}
}
