//go:build unix && !aix && !solaris

package pgtest

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// cluster is one private server and the folder it lives in. Three locks in that folder say how things stand:
//
//   - start: held while somebody starts, joins or stops the server, so that these never overlap;
//   - use: held, shared, by every test process that uses it;
//   - alive: held by the process that looks after the server, for as long as it runs.
type cluster struct {
	Dir  string
	Bin  string
	Idle time.Duration // how long the server outlives its last user
}

// held keeps this process's share of the use lock open until the process ends.
var held []*os.File

// defaultCluster is the server that all of this user's test processes share.
func defaultCluster() cluster {
	return cluster{Dir: filepath.Join(base(), fmt.Sprintf("assay-pgtest-%d", os.Geteuid())), Idle: 5 * time.Second}
}

// base is the folder for temporary files, better one in memory, where making a database costs a third. Neither may be too long, since a socket's
// path has at most some hundred bytes; and when the tests run as root the server runs as somebody else, who must be able to get there.
func base() string {
	for _, dir := range []string{inMemory(), os.TempDir()} {
		if dir != "" && len(dir) <= 60 && (os.Geteuid() != 0 || open(dir)) {
			return dir
		}
	}
	return "/tmp"
}

// open reports whether any user may pass through the folder and all above it.
func open(dir string) bool {
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || info.Mode()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

func (c cluster) path(name string) string { return filepath.Join(c.Dir, name) }

// url leads to the server's maintenance database, as the role that tests connect as.
func (c cluster) url() string {
	return "postgres://" + testRole + "@/postgres?" + url.Values{"host": {c.path("socket")}}.Encode()
}

// join uses the running server, or starts it, and returns its URL. The server stays until this process has ended.
func (c cluster) join(folders []string) (string, error) {
	var ok bool
	if c.Bin, ok = locate(folders); !ok {
		return "", errNone
	}
	start, err := c.enter()
	if err != nil {
		return "", err
	}
	defer func() { _ = start.Close() }()
	use, err := lock(c.path("use.lock"), syscall.LOCK_SH)
	if err != nil {
		return "", err
	}
	held = append(held, use)
	alive, err := lock(c.path("alive.lock"), syscall.LOCK_EX|syscall.LOCK_NB)
	if busy(err) {
		return c.url(), nil // whoever looks after it kept the start lock until it was ready
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = alive.Close() }()
	return c.url(), c.spawn(start, alive)
}

// enter makes the cluster's folder and takes the start lock in it. A server that stops removes the folder: then it is made again.
func (c cluster) enter() (*os.File, error) {
	for {
		if err := c.home(); err != nil {
			return nil, err
		}
		start, err := lock(c.path("start.lock"), syscall.LOCK_EX)
		if !errors.Is(err, fs.ErrNotExist) {
			return start, err
		}
	}
}

// home makes the folder, and refuses one that somebody else laid in our way.
func (c cluster) home() error {
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // the server's user passes through
	}
	if err := os.Mkdir(c.Dir, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(c.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed meanwhile: the caller comes back
	}
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(owner.Uid) != os.Geteuid() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s is not a folder that only this user writes to: remove it", c.Dir)
	}
	return nil
}
