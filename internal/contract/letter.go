package contract

import (
	"fmt"
	"strings"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Letter is something that somebody is to be told: an organisation's webhooks,
// a mail address, or both.
type Letter struct {
	OrganisationID string // whose webhooks hear of it; empty for none
	To             string // a mail address; empty for none
	Topic          string // return.late
	Subject        string
	Words          string         // plain text
	Data           map[string]any // what a program needs to know
}

// post hands letters to the outbox, where there is one.
func (s *Service) post(tx *store.Tx, letters ...Letter) error {
	if s.Post == nil || len(letters) == 0 {
		return nil
	}
	return s.Post(tx, letters...)
}

// tell lets an organisation's webhooks know what happened to a return.
func (s *Service) tell(tx *store.Tx, r Reported, organisationID, topic string) error {
	return s.post(tx, Letter{
		OrganisationID: organisationID, Topic: topic, Subject: fmt.Sprintf("%s: measure %s, %s", topic, r.Obligation.Code(), r.Period.Label),
		Data: map[string]any{
			"contract": r.ContractID, "return": r.ID, "version": r.Version, "status": r.Status, "obligation": r.ObligationID,
			"measure": r.Obligation.Code(), "period": r.Period.Label, "dueOn": r.Period.DueOn, "mode": r.Contract.Mode,
		},
	})
}

// invite sends the link of a question to its beneficiary, where an address is
// known.
func (s *Service) invite(tx *store.Tx, r Reported, a Asked, address string) error {
	if address == "" {
		return nil
	}
	sides, err := r.Contract.reading(tx)
	if err != nil {
		return err
	}
	return s.post(tx, Letter{
		To: address, Topic: "confirmation.asked", Subject: rehearsal(r.Contract) + "Please confirm what you received",
		Words: fmt.Sprintf("To %s\n\n%s reports to %s that it delivered to you, between %s and %s:\n\n%s %s – %s\n\n"+
			"Did you receive it? Please answer here, once, before %s. You need no account:\n\n%s#%s\n\n"+
			"If you do not know what this is about, answer that you did not receive it.\n",
			a.Beneficiary, sides.Supplier.Name, sides.Authority.Name, r.Period.StartsOn, r.Period.EndsOn, a.Quantity, r.Obligation.Unit, r.Obligation.Wording,
			a.ExpiresAt.Format("2 January 2006"), s.Link, a.Token),
	})
}

// rehearsal marks what comes from a rehearsal.
func rehearsal(c Contract) string {
	if c.Mode == tender.Test {
		return "[rehearsal] "
	}
	return ""
}

// sentence is what a reminder says about one period.
func (s stage) sentence(d reminded) string {
	words := map[stage]string{
		stageSoon: "is due on %s", stageDue: "is due today, %s", stageLate: "was due on %s and has not come", stageVeryLate: "was due on %s, has not come and is very late",
	}[s]
	return fmt.Sprintf("The return for measure %s (%s), period %s, "+words+".", d.of.Code(), strings.TrimSuffix(d.of.Wording, "."), d.period.Label, d.period.DueOn)
}
