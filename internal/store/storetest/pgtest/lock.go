//go:build unix && !aix && !solaris

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock opens a file and takes a lock on it; how is syscall.LOCK_EX or LOCK_SH, with LOCK_NB to not wait. The lock lives as long as the file is
// open in any process that was handed it, and not longer.
func lock(name string, how int) (*os.File, error) {
	for {
		file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the names are the cluster's own
		if err != nil {
			return nil, err
		}
		if err = flock(file, how); err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), file.Close())
		}
		if current(file, name) {
			return file, nil
		}
		// The server that held the lock has stopped and removed the file while we waited: what we hold is a lock on nothing.
		if err = file.Close(); err != nil {
			return nil, err
		}
	}
}

func flock(file *os.File, how int) error {
	for {
		err := syscall.Flock(int(file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// current reports whether the name still leads to the opened file.
func current(file *os.File, name string) bool {
	mine, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(name)
	return err == nil && os.SameFile(mine, there)
}

// busy reports whether the error says that another process holds the lock.
func busy(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
