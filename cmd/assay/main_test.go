package main

import (
	"bytes"
	"context"
	"flag"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the files that tests compare with anew")

// assay runs a command as a shell would and returns what it said.
func assay(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(world{ctx: t.Context(), stdin: strings.NewReader(stdin), stdout: &out, stderr: &err}, args)
	return status, out.String(), err.String()
}

func TestHelpListsEverySetting(t *testing.T) {
	status, out, _ := assay(t, "", "help")
	if status != 0 {
		t.Errorf("status %d", status)
	}
	for _, want := range []string{
		"ASSAY_DATA", "ASSAY_DATABASE", "ASSAY_KEYS", "ASSAY_LISTEN", "ASSAY_READ_TIMEOUT", "ASSAY_WRITE_TIMEOUT", "ASSAY_IDLE_TIMEOUT",
		"ASSAY_DRAIN_TIMEOUT", "ASSAY_ACCESS_LOG", "ASSAY_LOG_LEVEL", "ASSAY_LOG_FORMAT", "ASSAY_SEQUENCE_EVERY", "ASSAY_CLOSE_EVERY",
		"ASSAY_TLS_CERT", "ASSAY_TLS_KEY", "ASSAY_TLS_PROXY", "ASSAY_TRUSTED_PROXIES", "ASSAY_OIDC_ISSUERS", "ASSAY_RATE_KEY", "ASSAY_RATE_ADDRESS", "ASSAY_RATE_DOOR", "ASSAY_SERVER", "accept", "signin",
		"demo", "score", "migrate", "health", "--jsonl", "--exit", "verify", "--keys=FILE", "explain", "--against", "robust", "--within", "lint", "--policy",
		"dry-run", "--profile", "weights", "bench score", "--rounds", "--html", "--svg",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("help does not mention %s", want)
		}
	}
}

func TestWrongSettingsNameThemselves(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   []string
	}{
		{[]string{"--listen", "nowhere"}, exitUsage, []string{"--listen", "ASSAY_LISTEN", "host:port"}},
		{[]string{"--read-timeout", "1ms", "--idle-timeout", "0s"}, exitUsage, []string{"ASSAY_READ_TIMEOUT", "at least 1s", "ASSAY_IDLE_TIMEOUT"}},
		{[]string{"--listen", "127.0.0.1:99999"}, exitUsage, []string{"ASSAY_LISTEN", "65535"}},
		{[]string{"--database", "mysql://x"}, exitUsage, []string{"ASSAY_DATABASE", "mysql", "postgres://"}},
		{[]string{"key"}, exitFailed, []string{"no installation", "--data"}},
		{[]string{"--read-timeout", "soon"}, exitUsage, []string{"--read-timeout", "soon"}},
		{[]string{"--log-level", "loud"}, exitUsage, []string{"--log-level", "debug"}},
		{[]string{"--colour"}, exitUsage, []string{"--colour"}},
		{[]string{"dance"}, exitUsage, []string{"dance"}},
		{[]string{"score"}, exitUsage, []string{"file"}},
		{[]string{"score", "no-such-file"}, exitFailed, []string{"no-such-file"}},
		{[]string{"migrate", "--database", "postgres://127.0.0.1:1/none"}, exitFailed, []string{"database"}},
	} {
		status, _, stderr := assay(t, "", append(c.args, "--data="+t.TempDir())...)
		if c.args[0] == "score" || c.args[0] == "dance" {
			status, _, stderr = assay(t, "", c.args...)
		}
		if status != c.status {
			t.Errorf("%v: status %d, want %d: %s", c.args, status, c.status, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%v: %q does not say %q", c.args, stderr, want)
			}
		}
	}
}

// TestServe starts a service on an empty folder twice and asks it how it is.
func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for start, first := range []bool{true, false} {
		address := freeAddress(t)
		ctx, stop := context.WithCancel(t.Context())
		var out, errs bytes.Buffer
		ended := make(chan int, 1)
		go func() {
			ended <- run(world{ctx: ctx, stdin: strings.NewReader(""), stdout: &out, stderr: &errs}, []string{"--data", data, "--listen", address})
		}()
		ready(t, address)
		stop()
		if status := <-ended; status != 0 {
			t.Fatalf("start %d: status %d: %s", start, status, errs.String())
		}
		if strings.Contains(out.String(), "shown this once") != first {
			t.Errorf("start %d: %s", start, out.String())
		}
	}
	for path, mode := range map[string]os.FileMode{"": 0o700, "keys": 0o700, "keys/signing.key": 0o600, "keys/master.key": 0o600} {
		info, err := os.Stat(filepath.Join(data, path))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%q: %v %v, want mode %o", path, info, err, mode)
		}
	}
	if status, out, stderr := assay(t, "", "migrate", "--status", "--data", data); status != 0 || !strings.Contains(out, "database at version") {
		t.Errorf("migrate --status: %d %s %s", status, out, stderr)
	}
	if status, out, stderr := assay(t, "", "key", "--data", data); status != 0 || !strings.HasPrefix(out, "assay_") {
		t.Errorf("key: %d %s %s", status, out, stderr)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// ready asks until the service answers, as a container's health check does.
func ready(t *testing.T, address string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if status, _, _ := assay(t, "", "health", "--listen", address); status == 0 {
			return
		}
	}
	t.Fatalf("nothing is ready on %s", address)
}

const sheet = `{"version":1,"method":{"criteria":[
 {"id":"price","title":"Price","weight":40,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
 {"id":"quality","title":"Quality","weight":60,"kind":"question","minimum":50,"scale":[{"level":0,"marks":0},{"level":1,"marks":50},{"level":2,"marks":100}]}]},
 "tender":{},"bids":[
 {"id":"A","price":{"amount":100},"levels":{"quality":2}},
 {"id":"B","price":{"amount":80},"levels":{"quality":1}},
 {"id":"C","price":{"amount":50},"levels":{"quality":0}}]}`

func TestScore(t *testing.T) {
	status, out, stderr := assay(t, sheet, "score", "-")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	golden(t, "testdata/score.txt", out)
	status, out, _ = assay(t, sheet, "score", "--json", "-")
	if status != 0 || !strings.Contains(out, `"ranking":[{"bid":"A","rank":1,"total":92.00,"exact":"92"}`) {
		t.Errorf("--json: %d %s", status, out)
	}
	status, out, stderr = assay(t, strings.Replace(sheet, `"weight":40`, `"weight":39`, 1), "score", "-")
	if status != exitFailed || out != "" || !strings.Contains(stderr, "/method/criteria") {
		t.Errorf("a wrong sheet: %d %q %q", status, out, stderr)
	}
	one := strings.ReplaceAll(sheet, "\n", "")
	status, out, _ = assay(t, one+"\n{\"version\":1}\n"+one, "score", "--jsonl", "-")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != 0 || len(lines) != 3 || lines[0] != lines[2] || !strings.Contains(lines[1], `"code":"invalid-sheet"`) {
		t.Errorf("--jsonl: %d, %d lines: %s", status, len(lines), out)
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}
