//go:build unix && !aix && !solaris

package pgtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// init takes over when this program was started to look after a server: before any test, and before a test's own set-up.
func init() {
	if spec := os.Getenv(superviseVariable); spec != "" {
		os.Exit(supervise(spec))
	}
}

// supervise starts the server, says so, and stops it when nobody uses it any more. It returns the exit status.
func supervise(spec string) int {
	runtime.LockOSThread() // the server is told to end with the thread that started it
	says, start, alive := inherit(3, "answer"), inherit(4, "start.lock"), inherit(5, "alive.lock")
	defer runtime.KeepAlive(alive)

	var c cluster
	if err := json.Unmarshal([]byte(spec), &c); err != nil {
		_, _ = fmt.Fprint(says, err)
		return 1
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)

	server, err := c.run()
	if err != nil {
		c.remove()
		_, _ = fmt.Fprint(says, err)
		return 1
	}
	_, _ = fmt.Fprint(says, ready)
	_ = says.Close()
	_ = start.Close()

	start = c.watch(server, asked)
	server.stop()
	c.remove()
	runtime.KeepAlive(start)
	return 0
}

// inherit takes a file over from the process that started this one, and keeps it from the server.
func inherit(descriptor uintptr, name string) *os.File {
	syscall.CloseOnExec(int(descriptor))
	return os.NewFile(descriptor, name)
}

// watch returns when the server is to stop: it ended by itself, somebody asked, or nobody used it for the idle time. In the last case it holds
// the start lock, which it returns: from then on nobody can join.
func (c cluster) watch(server *process, asked <-chan os.Signal) (start *os.File) {
	look := time.NewTicker(250 * time.Millisecond)
	defer look.Stop()
	idleSince := time.Now()
	for {
		select {
		case <-server.ended:
			return nil
		case <-asked:
			return nil
		case <-look.C:
		}
		if c.used() {
			idleSince = time.Now()
			continue
		}
		if time.Since(idleSince) < c.Idle {
			continue
		}
		if start := c.retire(); start != nil {
			return start
		}
	}
}

// used reports whether any test process holds the use lock.
func (c cluster) used() bool {
	use, err := lock(c.path("use.lock"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return busy(err)
	}
	_ = use.Close()
	return false
}

// retire takes the start lock, unless somebody is just joining.
func (c cluster) retire() *os.File {
	start, err := lock(c.path("start.lock"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return nil
	}
	if c.used() {
		_ = start.Close()
		return nil
	}
	return start
}

// remove leaves nothing behind. The start lock goes last: whoever waits for it finds its file gone and begins anew.
func (c cluster) remove() {
	for _, name := range []string{"data", "socket", "log", "use.lock", "alive.lock", "start.lock"} {
		_ = os.RemoveAll(c.path(name))
	}
	_ = os.Remove(c.Dir) // stays when somebody began anew already
}
