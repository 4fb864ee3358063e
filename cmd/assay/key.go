package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/store"
)

// keyCommand looks after the keys of an installation.
type keyCommand struct {
	Admin      adminKeyCommand   `cmd:"" default:"withargs" help:"Make one more administrator's key, for when the first one is lost (what assay key does without a command)."`
	List       listKeysCommand   `cmd:"" help:"Say which keys there are, which key-encryption keys the database needs, and whether they are here: status 1 if one is not."`
	RotateKEK  rotateKEKCommand  `cmd:"" name:"rotate-kek" help:"Make a new key-encryption key and wrap everything by it, beside a running service."`
	Rewrap     rewrapCommand     `cmd:"" help:"Wrap by the current key-encryption key what others still wrap: after a rotation that was cut short, or a new first key in ASSAY_KEK_TEXT."`
	RotateSign rotateSignCommand `cmd:"" name:"rotate-signing" help:"Make a new signing key; what the old one signed verifies for ever."`
}

// keysOf opens an installation for one of the commands.
func keysOf(w world, where config.Store) (*service, context.Context, error) {
	if !where.Exists() {
		return nil, nil, fmt.Errorf("there is no installation in %s: name its folder with --data (ASSAY_DATA), or start one with assay serve", where.Data)
	}
	s, err := open(w, where, config.Server{LogLevel: "warn"}, config.Tell{})
	return s, actor.With(w.ctx, actor.System("keys")), err
}

type adminKeyCommand struct {
	config.Store

	Label  string `help:"What to call the key." default:"administrator" placeholder:"NAME"`
	Person bool   `help:"Make an invitation for a person instead: keys can neither invite people nor open bids."`
}

// Run makes an administrator's key, or an invitation. Whoever can run it holds the database, so
// it gives no right that its caller did not have.
func (c adminKeyCommand) Run(w world) error {
	s, _, err := keysOf(w, c.Store)
	if err != nil {
		return err
	}
	defer s.close()
	secret := ""
	if c.Person {
		secret, err = s.app.Identity.RescueInvitation(w.ctx)
	} else {
		secret, err = s.app.Identity.RescueKey(w.ctx, c.Label)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.stdout, secret)
	return err
}

type listKeysCommand struct{ config.Store }

// Run says how the keys stand.
func (c listKeysCommand) Run(w world) error {
	s, ctx, err := keysOf(w, c.Store)
	if err != nil {
		return err
	}
	defer s.close()
	status, err := s.app.Custody.Status(ctx)
	if err != nil {
		return err
	}
	keys := newTable("signing key", "valid from", "until")
	for _, k := range s.ring.Keys().Keys {
		until := "in use"
		if k.ValidUntil != nil {
			until = k.ValidUntil.Format(time.RFC3339)
		}
		keys.row(k.ID, k.ValidFrom.Format(time.RFC3339), until)
	}
	keys.print(w.stdout)
	_, _ = fmt.Fprintln(w.stdout)
	keks := newTable("key-encryption key", ">key pairs", "state")
	here := false
	for _, n := range status.Needs {
		state := string(n.State)
		if n.KEK == status.Current {
			here, state = true, state+", current"
		}
		keks.row(n.KEK, n.Pairs, state)
	}
	if status.Current != "" && !here {
		keks.row(status.Current, 0, "current")
	}
	keks.print(w.stdout)
	if status.Trouble != "" {
		_, _ = fmt.Fprintln(w.stderr, "assay:", status.Trouble)
	}
	if !status.Whole() {
		_, _ = fmt.Fprintln(w.stderr, "assay: what is sealed stays sealed, and nothing is lost, until the missing key is back")
		return statusFailed
	}
	return nil
}

// statusFailed ends a command whose words are said already.
const statusFailed = status(exitFailed)

type rotateKEKCommand struct {
	config.Store

	ID string `help:"What to call the key; left out, a name is found." placeholder:"NAME"`
}

// Run makes the key, and wraps everything by it. Cut short, assay key rewrap goes
// on.
func (c rotateKEKCommand) Run(w world) error {
	if c.KEKText != "" {
		return config.AsWrong("--kek-text (ASSAY_KEK_TEXT)", fmt.Errorf("holds the keys: put a new one first in it, start the service again, and run assay key rewrap"))
	}
	s, ctx, err := keysOf(w, c.Store)
	if err != nil {
		return err
	}
	defer s.close()
	folder := keyring.KEKFolder(c.KeyFolder())
	if c.KEKFolder != "" {
		folder = c.KEKFolder
	}
	id, err := keyring.RotateKEK(folder, c.ID, rand.Reader)
	if err != nil {
		return err
	}
	if err := s.app.Custody.Rotated(ctx, id); err != nil {
		return err
	}
	return s.rewrap(ctx, w)
}

type rewrapCommand struct{ config.Store }

// Run wraps what is left.
func (c rewrapCommand) Run(w world) error {
	s, ctx, err := keysOf(w, c.Store)
	if err != nil {
		return err
	}
	defer s.close()
	return s.rewrap(ctx, w)
}

func (s *service) rewrap(ctx context.Context, w world) error {
	done, err := s.app.Custody.Rewrap(ctx)
	_, _ = fmt.Fprintf(w.stdout, "key-encryption key %s is current; %d key pairs were wrapped by it now\n", done.To, done.Moved)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.stdout, "Keep the keys before it as long as backups of the database may be restored; destroy them after.")
	return err
}

type rotateSignCommand struct{ config.Store }

// Run makes the key, and ties the database to it. Cut short in between, the next
// start does that.
func (c rotateSignCommand) Run(w world) error {
	s, ctx, err := keysOf(w, c.Store)
	if err != nil {
		return err
	}
	defer s.close()
	before := s.ring.KeyID()
	ring, err := keyring.RotateSigning(c.KeyFolder(), rand.Reader, time.Now())
	if err != nil {
		return err
	}
	_, err = store.Write(ctx, s.db, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "keys.signing_rotated", Subject: ring.KeyID(), Detail: map[string]any{"from": before, "to": ring.KeyID()}})
		return 0, tx.Rebind("signing key", ring.KeyID())
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "signing key %s takes the place of %s: start every replica again within %s\n", ring.KeyID(), before, keyring.Overlap)
	return err
}
