package notify

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewWebhook is where an organisation wants to be told of things.
type NewWebhook struct {
	URL    string   `json:"url" validate:"required,max=2000,text" example:"https://contracts.council.example/assay"` // https only, and an address of the open internet
	Topics []string `json:"topics,omitempty" validate:"max=50,unique"`                                               // what to be told of; left out: everything
}

// Registered is a webhook with its secret, shown once.
type Registered struct {
	Webhook

	Secret string
}

// Register keeps a webhook of the actor's organisation. Its secret is shown
// this once.
func (s *Service) Register(ctx context.Context, in NewWebhook) (Registered, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Registered, error) {
		if err := in.check(); err != nil {
			return Registered{}, err
		}
		list, err := active(tx, tx.Actor.OrganisationID)
		if err != nil || len(list) >= mostWebhooks {
			return Registered{}, cmpErr(err, ErrMany)
		}
		w := Webhook{
			ID: tx.NewID(), OrganisationID: tx.Actor.OrganisationID, URL: in.URL, Topics: strings.Join(in.Topics, ","),
			CreatedAt: tx.Now, SecretNumber: 1, Version: 1,
		}
		tx.Record(store.Event{Verb: "webhook.registered", Subject: w.ID})
		return Registered{Webhook: w, Secret: shown(s.secret(w))}, tx.Insert(&w)
	})
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// check refuses addresses that are inside at first sight. What a name leads to
// is looked at again with every call.
func (in NewWebhook) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if problem := addressProblem(in.URL); problem != "" {
		wrong.Add("/url", "not-a-webhook", problem)
	} else if literallyInside(in.URL) {
		wrong.Add("/url", "not-a-webhook", "must be an address of the open internet")
	}
	for i, t := range in.Topics {
		if !slices.Contains(Topics, t) {
			wrong.Add("/topics/"+itoa(i), "not-one-of", "must be one of "+strings.Join(Topics, ", "))
		}
	}
	return wrong.Err()
}

func addressProblem(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "":
		return "must be an address that starts with https://"
	case u.User != nil || u.Fragment != "":
		return "must hold no user, no password and no fragment"
	}
	return ""
}

// literallyInside reports whether an address names a number inside. What a name
// leads to is looked at when it is dialled.
func literallyInside(text string) bool {
	u, err := url.Parse(text)
	if err != nil {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && OpenInternet(ip) != nil
}

// Rotate gives a webhook another secret, shown this once. The old one signs
// nothing any more.
func (s *Service) Rotate(ctx context.Context, id string, version int) (Registered, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Registered, error) {
		w, err := own(tx, id)
		if err != nil {
			return Registered{}, err
		}
		w.SecretNumber++
		tx.Record(store.Event{Verb: "webhook.secret_changed", Subject: w.ID})
		if err := tx.Change(&Webhook{}, w.ID, version, map[string]any{"secret_number": w.SecretNumber}); err != nil {
			return Registered{}, err
		}
		w.Version = version + 1
		return Registered{Webhook: w, Secret: shown(s.secret(w))}, nil
	})
}

// Stop ends a webhook: nothing more is sent to it.
func (s *Service) Stop(ctx context.Context, id string, version int) (Webhook, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Webhook, error) {
		w, err := own(tx, id)
		if err != nil {
			return w, err
		}
		tx.Record(store.Event{Verb: "webhook.stopped", Subject: w.ID})
		w.StoppedAt, w.Version = &tx.Now, version+1
		return w, tx.Change(&Webhook{}, w.ID, version, map[string]any{"stopped_at": tx.Now})
	})
}

// own finds a webhook of the actor's organisation that was not stopped.
func own(tx *store.Tx, id string) (Webhook, error) {
	w, err := find(tx, tx.Actor.OrganisationID, id)
	if err == nil && w.StoppedAt != nil {
		return w, ErrStopped
	}
	return w, err
}

// Webhooks lists a page of the actor's organisation's webhooks, newest first.
func (s *Service) Webhooks(ctx context.Context, page store.Page) (items []Webhook, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Webhook, error) { return listWebhooks(tx, tx.Actor.OrganisationID, page) })
	items, next = store.Cut(page, items, func(w Webhook) string { return w.ID })
	return items, next, err
}

// Webhook finds one of the actor's organisation.
func (s *Service) Webhook(ctx context.Context, id string) (Webhook, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Webhook, error) { return find(tx, tx.Actor.OrganisationID, id) })
}

// Deliveries lists a page of what was, or is to be, sent to a webhook of the
// actor's organisation, newest first.
func (s *Service) Deliveries(ctx context.Context, id string, page store.Page) (items []Sending, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Sending, error) {
		w, err := find(tx, tx.Actor.OrganisationID, id)
		if err != nil {
			return nil, err
		}
		return listSendings(tx, w.ID, page)
	})
	items, next = store.Cut(page, items, func(x Sending) string { return x.ID })
	return items, next, err
}
