//go:build unix && !aix && !solaris

package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// owner is the server's superuser; testRole is whom tests connect as: a role that may create databases and no more, as in production.
const (
	owner    = "postgres"
	testRole = "assay"
)

// process is a running server.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when the server has ended
}

// settings trade safety for speed, and the machine's habits for those of a council's server.
var settings = []string{
	"listen_addresses=", "max_connections=500", "shared_buffers=64MB",
	"fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0",
	"dynamic_shared_memory_type=mmap", // in the data folder: nothing of it outlives that, however the server ends
	"timezone=Europe/London", "log_timezone=UTC",
}

// run makes a new, empty server and starts it. Remains of one whose keeper was killed are cleared first; that server has ended with its keeper,
// or does so within a minute of missing its files.
func (c cluster) run() (*process, error) {
	for _, name := range []string{"data", "socket", "log"} {
		if err := os.RemoveAll(c.path(name)); err != nil {
			return nil, err
		}
	}
	who, err := find()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"data", "socket"} {
		if err := errors.Join(os.Mkdir(c.path(name), 0o700), who.own(c.path(name))); err != nil {
			return nil, err
		}
	}
	if err := c.initialise(who); err != nil {
		return nil, err
	}
	server, err := c.launch(who)
	if err != nil {
		return nil, err
	}
	if err := c.greet(server); err != nil {
		server.stop()
		return nil, fmt.Errorf("%w\n%s", err, c.tail())
	}
	return server, nil
}

// initialise lays out the data folder, with English sorting where the server can do that (version 15 and later, built with ICU).
func (c cluster) initialise(who servant) error {
	arguments := []string{"--pgdata=" + c.path("data"), "--username=" + owner, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"}
	english := append([]string{"--locale-provider=icu", "--icu-locale=en-GB"}, arguments...)
	if c.command(who, "initdb", english...).Run() == nil {
		return nil
	}
	said, err := c.command(who, "initdb", arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, said)
	}
	return nil
}

// launch starts the server; its own words go to the file log.
func (c cluster) launch(who servant) (*process, error) {
	arguments := []string{"-D", c.path("data"), "-k", c.path("socket")}
	for _, setting := range settings {
		arguments = append(arguments, "-c", setting)
	}
	log, err := os.OpenFile(c.path("log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd := c.command(who, "postgres", arguments...)
	cmd.Stdout, cmd.Stderr = log, log
	endWithParent(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	server := &process{cmd: cmd, ended: make(chan struct{})}
	go func() {
		defer close(server.ended)
		_ = cmd.Wait() // how it ended is in its log
	}()
	return server, nil
}

func (c cluster) command(who servant, name string, arguments ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.Bin, name), arguments...) //nolint:gosec,noctx // found by locate; ended by stop
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who.credential}
	return cmd
}

// greet waits for the server's first answer and makes the role that tests connect as.
func (c cluster) greet(server *process) error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit/2)
	defer cancel()
	for {
		db, err := pgx.Connect(ctx, "postgres:///postgres?user="+owner+"&host="+c.path("socket"))
		if err == nil {
			_, err = db.Exec(ctx, "CREATE ROLE "+testRole+" LOGIN CREATEDB")
			return errors.Join(err, db.Close(ctx))
		}
		select {
		case <-server.ended:
			return errors.New("postgres ended at once")
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// tail is the end of the server's log.
func (c cluster) tail() []byte {
	said, _ := os.ReadFile(c.path("log")) // without a log there is nothing to add
	return said[max(0, len(said)-2000):]
}

// stop ends the server: politely, then without its leave. Nothing in it is worth waiting for.
func (p *process) stop() {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = p.cmd.Process.Signal(s) // it may have ended already
		select {
		case <-p.ended:
			return
		case <-time.After(2 * time.Second):
		}
	}
}
