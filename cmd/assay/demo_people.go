package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// demoPassword is everybody's in the demo, whose service ends with it.
const demoPassword = "thicket lantern drumbeat oxbow"

// enrol accepts an invitation as the person would, and signs in with a code
// that an authenticator app would show.
func (d *demo) enrol(invitation, name, email string) (token string, err error) {
	accepted, _, err := d.call("", "POST", "/v1/invitations/accept", map[string]any{"token": invitation, "name": name, "email": email, "password": demoPassword}, "")
	if err != nil {
		return "", err
	}
	code, err := totp.GenerateCode(accepted.object("oneTimeCodes").text("secret"), time.Now())
	if err != nil {
		return "", fmt.Errorf("work out a one-time code: %w", err)
	}
	signedIn, _, err := d.call("", "POST", "/v1/sign-in", map[string]any{"email": email, "password": demoPassword, "code": code}, "")
	return signedIn.text("token"), err
}

// person invites somebody into an organisation and signs them in.
func (d *demo) person(organisation, name, email string, roles ...string) (token string, err error) {
	if d.chief == "" {
		if d.chief, err = d.enrol(d.invitation, "Robin", "robin@installation.example"); err != nil {
			return "", err
		}
	}
	i, _, err := d.call(d.chief, "POST", "/v1/organisations/"+organisation+"/invitations", map[string]any{"name": name, "email": email, "roles": roles}, "")
	if err != nil {
		return "", err
	}
	return d.enrol(i.text("token"), name, email)
}

// meet invites the people of the council.
func (d *demo) meet(council string) error {
	d.evaluators = make([]string, 3)
	for _, p := range []struct {
		name, role string
		token      *string
	}{
		{"Ollie", "officer", &d.officer},
		{"Parker", "officer", &d.approver},
		{"Morgan", "contract_manager", &d.manager},
		{"Avery", "evaluator", &d.evaluators[0]},
		{"Blake", "evaluator", &d.evaluators[1]},
		{"Casey", "evaluator", &d.evaluators[2]},
	} {
		token, err := d.person(council, p.name, strings.ToLower(p.name)+"@council.example", p.role)
		if err != nil {
			return err
		}
		*p.token = token
	}
	return nil
}

// register is how a supplier lets itself in.
func (d *demo) register(name, form string) (organisation, key string, err error) {
	r, _, err := d.call("", "POST", "/v1/registrations", map[string]any{"name": name, "legalForm": form}, "")
	return r.object("organisation").text("id"), r.object("key").text("secret"), err
}
