package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// remote is the service that a person speaks to.
type remote struct {
	Server string `help:"Address of the service." default:"http://127.0.0.1:8080" env:"ASSAY_SERVER" placeholder:"URL"`
}

type signinCommand struct {
	remote

	Email        string `help:"Your address; asked for where it is left out." env:"ASSAY_EMAIL" placeholder:"ADDRESS"`
	Organisation string `help:"Identifier of the organisation to act for, where you are a member of several." placeholder:"ID"`
}

// Run asks for password and code, on a terminal without showing the password,
// and prints the token alone, so that it can be put into a variable.
func (c signinCommand) Run(w world) error {
	ask := newAsker(w)
	email, err := ask.orGiven(c.Email, "Address: ")
	if err != nil {
		return err
	}
	password, err := ask.secret("Password: ")
	if err != nil {
		return err
	}
	code, err := ask.line("One-time code: ")
	if err != nil {
		return err
	}
	body := map[string]any{"email": email, "password": password, "code": code}
	if c.Organisation != "" {
		body["organisation"] = c.Organisation
	}
	answer, err := c.post(w, "/v1/sign-in", body)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w.stderr, "Signed in until %s, or until it is not used for %s minutes.\n", answer.text("expiresAt"), answer.figure("idleMinutes"))
	_, err = fmt.Fprintln(w.stdout, answer.text("token"))
	return err
}

type acceptCommand struct {
	remote

	Name  string `help:"Your name, where the invitation has none." placeholder:"NAME"`
	Email string `help:"Your address, where the invitation has none." placeholder:"ADDRESS"`
}

// Run takes the place that an invitation offers, and shows the secret of the
// one-time codes, which nobody can show again.
func (c acceptCommand) Run(w world) error {
	ask := newAsker(w)
	body := map[string]any{}
	for _, q := range []struct{ member, words string }{{"token", "Invitation: "}, {"password", "New password, at least 12 characters: "}} {
		said, err := ask.secret(q.words)
		if err != nil {
			return err
		}
		body[q.member] = said
	}
	if c.Name != "" {
		body["name"] = c.Name
	}
	if c.Email != "" {
		body["email"] = c.Email
	}
	answer, err := c.post(w, "/v1/invitations/accept", body)
	if err != nil {
		return err
	}
	person, codes := answer.object("member").object("person"), answer.object("oneTimeCodes")
	_, err = fmt.Fprintf(w.stdout, "Welcome, %s. Put this into your authenticator app now; nobody can show it again:\n\n  %s\n  %s\n\nThen sign in with assay signin --email %s.\n",
		person.text("name"), codes.text("uri"), codes.text("secret"), person.text("email"))
	return err
}

// post sends secrets to the service: over TLS, or to this machine itself.
func (r remote) post(w world, path string, body map[string]any) (object, error) {
	u, err := url.Parse(r.Server)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("--server (ASSAY_SERVER) is %q: expected an address such as https://assay.example.org", r.Server)
	}
	local := u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1"
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return nil, fmt.Errorf("--server (ASSAY_SERVER) is %q: expected https, since a password goes there", r.Server)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(w.ctx, http.MethodPost, strings.TrimRight(r.Server, "/")+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: 30 * time.Second}).Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		return nil, refusalOf(http.MethodPost, path, response.StatusCode, answer)
	}
	var out object
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	return out, decoder.Decode(&out)
}

// asker reads answers: from a terminal, where secrets are not shown, or from
// lines of standard input. Secrets are never arguments: others see those.
type asker struct {
	out      io.Writer
	lines    *bufio.Reader
	terminal *os.File
}

func newAsker(w world) asker {
	a := asker{out: w.stderr, lines: bufio.NewReader(w.stdin)}
	if f, ok := w.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		a.terminal = f
	}
	return a
}

func (a asker) orGiven(given, words string) (string, error) {
	if given != "" {
		return given, nil
	}
	return a.line(words)
}

func (a asker) line(words string) (string, error) {
	_, _ = fmt.Fprint(a.out, words)
	text, err := a.lines.ReadString('\n')
	if text = strings.TrimRight(text, "\r\n"); text == "" {
		if err == nil || errors.Is(err, io.EOF) {
			err = errors.New("nothing was said")
		}
		return "", err
	}
	return text, nil
}

func (a asker) secret(words string) (string, error) {
	if a.terminal == nil {
		return a.line(words)
	}
	_, _ = fmt.Fprint(a.out, words)
	text, err := term.ReadPassword(int(a.terminal.Fd()))
	_, _ = fmt.Fprintln(a.out)
	if err == nil && len(text) == 0 {
		err = errors.New("nothing was said")
	}
	return string(text), err
}
