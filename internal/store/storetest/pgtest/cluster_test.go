//go:build unix && !aix && !solaris

package pgtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// userVariable turns the test program into a process that joins a cluster, prints its URL and waits to be ended.
const userVariable = "ASSAY_PGTEST_USER"

func TestMain(m *testing.M) {
	if spec := os.Getenv(userVariable); spec != "" {
		var c cluster
		err := json.Unmarshal([]byte(spec), &c)
		if err == nil {
			var url string
			url, err = c.join(places())
			fmt.Println(url)
		}
		if err != nil {
			fmt.Println("cannot join:", err)
			os.Exit(1)
		}
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test closes it, or kills this process
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// users starts n processes that join the cluster at the same moment, as the packages of a run do, and waits until all have.
func users(t *testing.T, c cluster, n int) (started []*exec.Cmd, urls []string) {
	t.Helper()
	spec, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	started, urls = make([]*exec.Cmd, n), make([]string, n)
	var joining sync.WaitGroup
	for i := range n {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), userVariable+"="+string(spec))
		in, inErr := cmd.StdinPipe()
		out, outErr := cmd.StdoutPipe()
		if err := errors.Join(inErr, outErr, cmd.Start()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = in.Close() })
		started[i] = cmd
		joining.Go(func() {
			line, _ := bufio.NewReader(out).ReadString('\n')
			urls[i] = strings.TrimSpace(line)
		})
	}
	joining.Wait()
	return started, urls
}

// own is a cluster apart from the one that the other tests share.
func own(t *testing.T) cluster {
	t.Helper()
	if _, ok := locate(places()); !ok {
		if os.Getenv(requireVariable) == "1" {
			t.Fatal(errNone)
		}
		t.Skip(errNone)
	}
	dir, err := os.MkdirTemp(base(), "assay-pgtest-of-its-own-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	return cluster{Dir: dir, Idle: time.Second}
}

// postmaster is the id of the server's process.
func postmaster(t *testing.T, c cluster) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	id, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// within waits for something to become true.
func within(limit time.Duration, holds func() bool) bool {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return false
}

func gone(id int) bool { return errors.Is(syscall.Kill(id, 0), syscall.ESRCH) }

// TestOneServerForAll has four processes start at once: they share one server, which serves the last of them after the others were killed,
// outlives a short pause, and then leaves neither process nor file.
func TestOneServerForAll(t *testing.T) {
	t.Parallel()
	c := own(t)
	all, urls := users(t, c, 4)
	for _, url := range urls {
		if url != c.url() {
			t.Fatalf("join: got %s; want %s", url, c.url())
		}
	}
	id := postmaster(t, c)
	for _, cmd := range all[1:] {
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
	}
	time.Sleep(2 * c.Idle)
	if got := ask[int](t, urls[0], "SELECT 1"); got != 1 || gone(id) {
		t.Fatal("the server ended while a process still used it")
	}
	_ = all[0].Process.Kill()
	_ = all[0].Wait()
	late, _ := users(t, c, 1)
	if got := postmaster(t, c); got != id {
		t.Errorf("the next process got server %d; want %d, which was not idle for long", got, id)
	}
	_ = late[0].Process.Kill()
	_ = late[0].Wait()
	if !within(10*time.Second, func() bool { _, err := os.Lstat(c.Dir); return gone(id) && errors.Is(err, os.ErrNotExist) }) {
		t.Errorf("10 s after the last process was killed: server %d gone: %v, files: %v", id, gone(id), files(c.Dir))
	}
}

// TestKeeperKilled kills the process that looks after the server: the server ends with it, and the next process starts another.
func TestKeeperKilled(t *testing.T) {
	t.Parallel()
	c := own(t)
	_, _ = users(t, c, 1)
	id := postmaster(t, c)
	if err := syscall.Kill(parent(t, id), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if !within(10*time.Second, func() bool { return gone(id) }) {
		t.Fatalf("server %d outlives its keeper", id)
	}
	_, urls := users(t, c, 1)
	if got := ask[int](t, urls[0], "SELECT 1"); got != 1 {
		t.Errorf("after a killed keeper: got %d; want a new server's answer", got)
	}
}

// parent reads who started a process.
func parent(t *testing.T, id int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	if err != nil {
		t.Skip("no /proc on this system")
	}
	after := text[strings.LastIndexByte(string(text), ')')+1:]
	fields := strings.Fields(string(after))
	up, err := strconv.Atoi(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	return up
}

func files(dir string) (names []string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestHome refuses a folder that another user could have prepared for us.
func TestHome(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cluster")
	if err := (cluster{Dir: dir}).home(); err != nil {
		t.Fatalf("home: got %v; want the folder made", err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := (cluster{Dir: dir}).home(); err == nil {
		t.Error("home: got a folder that anyone writes to; want a refusal")
	}
	link := dir + "-link"
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if err := (cluster{Dir: link}).home(); err == nil {
		t.Error("home: got a link; want a refusal")
	}
}

// TestStartFails says what went wrong and leaves nothing.
func TestStartFails(t *testing.T) {
	t.Parallel()
	c := own(t)
	broken := t.TempDir()
	if err := os.Chmod(filepath.Dir(broken), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(broken, name), []byte("#!/bin/sh\necho the disk is on fire; exit 3\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.join([]string{broken})
	if err == nil || !strings.Contains(err.Error(), "the disk is on fire") {
		t.Errorf("join: got %v; want what initdb said", err)
	}
	if left := files(c.Dir); left != nil {
		t.Errorf("a server that did not start left %v", left)
	}
}
