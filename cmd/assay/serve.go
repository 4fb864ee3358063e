package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/custody"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/notify"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/proof"
)

type serveCommand struct {
	config.Store
	config.Server
	config.Tell
}

// Run serves until it is told to stop.
func (c serveCommand) Run(w world) error {
	if err := errors.Join(c.Store.Check(), c.Server.Check(), c.Tell.Check()); err != nil {
		return err
	}
	s, err := open(w, c.Store, c.Server, c.Tell)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.welcome(w.ctx); err != nil {
		return err
	}
	s.tellOfKeys(actor.With(w.ctx, actor.System("keys")))
	listener, err := (&net.ListenConfig{}).Listen(w.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	base := "http://" + listener.Addr().String()
	if c.TLS() {
		base = "https://" + listener.Addr().String()
	}
	_, _ = fmt.Fprintf(w.stdout, "Assay %s on %s\n  API      %[3]s/v1\n  docs     %[3]s/docs\n  OpenAPI  %[3]s/openapi.yaml\n  health   %[3]s/readyz\n", version, s.db.Kind(), base)
	return s.serve(w.ctx, listener)
}

// service is an Assay that is open for work.
type service struct {
	settings config.Server
	tell     config.Tell
	db       *store.DB
	app      app.App
	ring     *keyring.Ring
	log      *slog.Logger
	access   *accessLog
	out      world
	replica  string
}

// open brings up everything but the listener: data folder, keys, database,
// use cases.
func open(w world, where config.Store, settings config.Server, tell config.Tell) (*service, error) {
	if err := errors.Join(where.Check(), where.Make()); err != nil {
		return nil, err
	}
	ring, err := keyring.Open(where.KeyFolder(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("open the keyring in %s: %w", where.KeyFolder(), err)
	}
	db, err := store.Open(w.ctx, where.Address())
	if err != nil {
		return nil, err
	}
	if err := db.Bind(w.ctx, map[string]string{"signing key": ring.KeyID(), "master key": ring.MasterID()}, ring.Retired()...); err != nil {
		return nil, errors.Join(fmt.Errorf("the keys in %s are not this database's: %w", where.KeyFolder(), err), db.Close())
	}
	s := &service{settings: settings, tell: tell, db: db, ring: ring, out: w, replica: uuid.NewString()}
	s.log = newLog(w.stderr, settings)
	slog.SetDefault(s.log)
	s.access = newAccessLog(w.stderr, settings)
	options, err := s.options(where)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.app = app.New(db, options)
	if err := s.holdToCheckpoint(w.ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// holdToCheckpoint compares the event log with the checkpoint that is kept
// outside of the database, before anything is written. A database that is older
// than what was seen, or tells another history, is served only when somebody
// says why, and that is recorded.
func (s *service) holdToCheckpoint(ctx context.Context) error {
	found, err := s.app.Trail.Compare(ctx)
	reason := s.settings.AcceptRestoredLog
	switch {
	case err != nil:
		return fmt.Errorf("compare the event log with %s: %w", s.app.Trail.Anchor, err)
	case found.Missing:
		if head, err := s.db.HeadOfLog(ctx); err != nil || head.Size > 0 {
			s.log.Warn("nothing outside of the database says what the event log was before: if it was there, put the file back and start again", "file", string(s.app.Trail.Anchor), "error", err)
		}
		return nil
	case found.Trouble == nil:
		if reason != "" {
			s.log.Warn("there is nothing to accept: the event log extends the checkpoint that was kept", "file", string(s.app.Trail.Anchor))
		}
		return nil
	case !found.Acceptable():
		return fmt.Errorf("the event log is not the one that was kept in %s: %w. assay verify log says what is wrong; restore the database from a backup", s.app.Trail.Anchor, found.Trouble)
	case reason == "":
		return fmt.Errorf("the event log is not the one that was kept in %s: %w. If it was restored from a backup on purpose, start once with --accept-restored-log \"REASON\": the reason becomes an event", s.app.Trail.Anchor, found.Trouble)
	}
	s.log.Warn("a restored event log is accepted", "reason", reason, "was", found.Kept.Size, "is", found.Now.Size)
	return s.app.Trail.Accept(ctx, found, reason)
}

// filesOf keeps documents in a folder, or in a bucket where one is named.
func filesOf(where config.Store) (file.Store, error) {
	if where.Files == "" {
		return file.In(where.FileFolder()), nil
	}
	kept, err := file.InCloud(context.Background(), where.Files)
	if err != nil {
		return nil, fmt.Errorf("--files (ASSAY_FILES): %w", err)
	}
	return kept, nil
}

// options is what the use cases are handed: secrets, keys, a folder for
// documents, and the ways out of the house.
func (s *service) options(where config.Store) (app.Options, error) {
	o := app.Options{
		NewSecret: newSecret, Signer: s.ring, Derive: s.ring.Derive, Vault: vaultOf(where),
		RetentionYears: s.settings.RetentionYears, Anchor: proof.Anchor(where.AnchorFile()), Webhooks: notify.NewHTTPS(notify.OpenInternet, nil), ConfirmLink: s.tell.ConfirmLink(),
	}
	var err error
	if o.Files, err = filesOf(where); err != nil {
		return o, err
	}
	if o.Issuers, err = issuersOf(s.settings); err != nil || s.tell.SMTPHost == "" {
		return o, err
	}
	mailer, err := notify.NewMailer(notify.SMTP{
		Host: s.tell.SMTPHost, Port: s.tell.SMTPPort, From: s.tell.SMTPFrom, User: s.tell.SMTPUser, Password: s.tell.SMTPPassword, Plain: s.tell.SMTPPlain,
	})
	o.Mailer = mailer
	return o, err
}

// tellOfKeys warns the operator of key-encryption keys that are not as they
// should be. The service runs all the same: all but what is sealed works.
func (s *service) tellOfKeys(ctx context.Context) {
	status, err := s.app.Custody.Status(ctx)
	if err != nil || status.Whole() {
		return
	}
	if status.Trouble != "" {
		s.log.WarnContext(ctx, "key-encryption keys could not be loaded", "trouble", status.Trouble)
	}
	if status.Current == "" {
		s.log.WarnContext(ctx, "no key-encryption key is current: no tender can be published and no first bid started until one is back")
	}
	for _, n := range status.Needs {
		if n.State != custody.Ready {
			s.log.WarnContext(ctx, "a key-encryption key is not as it should be: what it guards stays sealed, and nothing is lost, until it is back", "key", n.KEK, "state", n.State, "pairs", n.Pairs)
		}
	}
}

// vaultOf is the key-encryption keys as the operator says where they are.
func vaultOf(where config.Store) *keyring.Vault {
	switch {
	case where.KEKText != "":
		return keyring.TextVault(where.KEKText)
	case where.KEKFolder != "":
		return keyring.FolderVault(where.KEKFolder)
	default:
		return keyring.FolderVault(keyring.KEKFolder(where.KeyFolder()))
	}
}

func newSecret() []byte {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: it would end the program instead
	return secret
}

func (s *service) close() {
	s.access.flush()
	if err := s.db.Close(); err != nil {
		s.log.Error("close database", "error", err)
	}
}

// welcome makes what a first start needs and shows the first key and the first
// invitation, this once.
func (s *service) welcome(ctx context.Context) error {
	first, err := s.app.Start(ctx)
	if err != nil {
		return fmt.Errorf("prepare the installation: %w", err)
	}
	if first.Key != "" {
		_, _ = fmt.Fprintf(s.out.stdout, "This is the first start. The administrator's key, shown this once:\n\n  %s\n\n", first.Key)
		_, _ = fmt.Fprintf(s.out.stdout, "Keys can neither invite people nor open bids. The invitation of the first person, shown this once, is for assay accept:\n\n  %s\n\n", first.Invitation)
	}
	return nil
}

func (s *service) handler() http.Handler {
	return api.Handler(s.app, api.Options{
		CursorKey: s.ring.Derive("cursors"), Now: time.Now, NewID: uuid.NewString, AccessLog: s.access.logger,
		Limits: limitsOf(s.settings), Proxies: s.settings.Proxies, Secure: s.settings.TLS() || s.settings.TLSProxy,
	})
}

// serve answers requests and does the periodic work until the context ends,
// then finishes what is open.
func (s *service) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: s.settings.ReadTimeout, WriteTimeout: s.settings.WriteTimeout,
		IdleTimeout: s.settings.IdleTimeout, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.app.Work(work, app.Rhythm{Holder: s.replica, Sequence: s.settings.SequenceEvery, Close: s.settings.CloseEvery, Remind: s.tell.RemindEvery, Deliver: s.tell.DeliverEvery})
	}()
	failed := make(chan error, 1)
	go func() { failed <- s.answer(server, listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.settings.DrainTimeout)
		defer cancel()
		if err = server.Shutdown(grace); err != nil {
			err = errors.Join(fmt.Errorf("some requests did not end in time: %w", err), server.Close())
		}
	}
	stopWork()
	<-done
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
