//go:build unix && !aix && !solaris

package pgtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// superviseVariable turns this very program, started once more, into the process that looks after the server.
const superviseVariable = "ASSAY_PGTEST_SUPERVISE"

// startLimit is how long a server may take from nothing to its first answer; a second is usual.
const startLimit = 90 * time.Second

// spawn starts the process that looks after the server and waits until it says how that went. The process gets the start and the alive lock:
// it lets go of the first when the server is ready, even if this process is killed meanwhile, and of the second when it ends.
func (c cluster) spawn(start, alive *os.File) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	spec, err := json.Marshal(c)
	if err != nil {
		return err
	}
	answer, says, err := os.Pipe()
	if err != nil {
		return err
	}
	defer func() { _ = answer.Close() }()

	cmd := exec.Command(program) //nolint:gosec,noctx // this program again; it must outlive every context here
	cmd.Dir = "/"
	cmd.Env = []string{superviseVariable + "=" + string(spec), "PATH=" + os.Getenv("PATH")}
	cmd.ExtraFiles = []*os.File{says, start, alive}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C at the terminal is for the tests
	if err := errors.Join(cmd.Start(), says.Close()); err != nil {
		return fmt.Errorf("start the process that looks after PostgreSQL: %w", err)
	}
	return errors.Join(heard(answer), cmd.Process.Release())
}

// heard reads the answer of the new process: one word when the server is ready, otherwise what went wrong.
func heard(answer *os.File) error {
	if err := answer.SetReadDeadline(time.Now().Add(startLimit)); err != nil {
		return err
	}
	text, err := io.ReadAll(answer)
	switch {
	case err != nil:
		return fmt.Errorf("wait for PostgreSQL: %w", err)
	case string(text) == ready:
		return nil
	case len(text) == 0:
		return errors.New("the process that looks after PostgreSQL ended without a word")
	}
	return errors.New(string(text))
}

// ready is the answer of a process whose server takes connections.
const ready = "ready"
