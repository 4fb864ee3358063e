package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store/storetest"
)

// TestMain lets the test's own program be the service that is killed.
func TestMain(m *testing.M) {
	if line := os.Getenv("ASSAY_TEST_COMMAND"); line != "" {
		os.Exit(run(world{ctx: context.Background(), stdin: strings.NewReader(""), stdout: os.Stdout, stderr: os.Stderr}, strings.Split(line, "\n")))
	}
	os.Exit(m.Run())
}

// victim is a service in a process of its own.
type victim struct {
	*exec.Cmd

	address string
	out     *said
}

func starting(t *testing.T, args ...string) *victim {
	t.Helper()
	v := &victim{Cmd: exec.CommandContext(t.Context(), os.Args[0]), address: freeAddress(t), out: &said{}}
	v.Env = append(os.Environ(), "ASSAY_TEST_COMMAND="+strings.Join(append([]string{"--no-access-log", "--listen", v.address}, args...), "\n"))
	v.Stdout, v.Stderr = v.out, v.out
	if err := v.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Process.Kill() })
	ready(t, v.address)
	return v
}

// kill ends it as a power switch does, and waits until it is gone.
func (v *victim) kill() {
	_ = v.Process.Kill()
	_ = v.Wait()
}

// sender is somebody with a key, who sends on when the service is gone.
type sender struct {
	key     string
	address *string
	lock    *sync.RWMutex
}

// send answers what came, and status 0 where nothing did.
func (s sender) send(method, path, body string, headers ...string) (status int, tag, text string) {
	s.lock.RLock()
	address := *s.address
	s.lock.RUnlock()
	r, err := http.NewRequest(method, "http://"+address+path, strings.NewReader(body))
	if err != nil {
		return 0, "", ""
	}
	r.Header.Set("Authorization", "Bearer "+s.key)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := (&http.Client{Timeout: 10 * time.Second}).Do(r)
	if err != nil {
		return 0, "", ""
	}
	defer func() { _ = answer.Body.Close() }()
	whole, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, "", ""
	}
	return answer.StatusCode, answer.Header.Get("ETag"), string(whole)
}

func (s sender) must(t *testing.T, method, path, body string, headers ...string) (tag string, o map[string]any) {
	t.Helper()
	status, tag, text := s.send(method, path, body, headers...)
	if status < 200 || status > 299 || json.Unmarshal([]byte(text), &o) != nil {
		t.Fatalf("%s %s %s: got %d %s", method, path, body, status, text)
	}
	return tag, o
}

// TestKilledUnderLoad kills a service again and again while suppliers submit.
// What was acknowledged is there once, with the same receipt; what was not is sent
// again under its key and is there once, too.
func TestKilledUnderLoad(t *testing.T) {
	for name, database := range map[string]func(t *testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			args := []string{"--data", filepath.Join(t.TempDir(), "data")}
			if address := database(t); address != "" {
				args = append(args, "--database", address)
			}
			v := starting(t, args...)
			services := []*victim{v}
			defer func() {
				for _, s := range services {
					if words := s.out.String(); t.Failed() && strings.Contains(words, "ERROR") {
						t.Log(words)
					}
				}
			}()
			var lock sync.RWMutex
			address := v.address
			as := func(key string) sender { return sender{key, &address, &lock} }
			root := as(regexp.MustCompile(`assay_\S+`).FindString(v.out.String()))
			_, council := root.must(t, "POST", "/v1/organisations", `{"name":"Example Council","kind":"authority"}`)
			_, key := root.must(t, "POST", fmt.Sprintf("/v1/organisations/%s/keys", council["id"]), `{"label":"team","roles":["officer"]}`)
			officer := as(key["secret"].(string))
			tender, lot := publishedTender(t, officer)

			const suppliers, kills = 5, 3
			load, stop := context.WithCancel(t.Context())
			defer stop()
			var all sync.WaitGroup
			entrants := make([]*entrant, suppliers)
			for i := range entrants {
				_, made := root.must(t, "POST", "/v1/organisations", fmt.Sprintf(`{"name":"Supplier %d","kind":"supplier"}`, i))
				_, key := root.must(t, "POST", fmt.Sprintf("/v1/organisations/%s/keys", made["id"]), `{"label":"bids","roles":["supplier"]}`)
				b := &entrant{sender: as(key["secret"].(string)), tender: tender, lot: lot}
				entrants[i] = b
				all.Go(func() { b.submits(load, t) })
			}
			for range kills {
				time.Sleep(400 * time.Millisecond)
				v.kill()
				v = starting(t, args...)
				services = append(services, v)
				lock.Lock()
				address = v.address
				lock.Unlock()
			}
			time.Sleep(300 * time.Millisecond)
			stop()
			all.Wait()
			acknowledged := 0
			for _, b := range entrants {
				acknowledged += len(b.receipts)
				b.holds(t)
			}
			if acknowledged < suppliers {
				t.Errorf("only %d submissions were acknowledged", acknowledged)
			}
			t.Logf("%d submissions over %d kills", acknowledged, kills)
		})
	}
}

func publishedTender(t *testing.T, officer sender) (tender, lot string) {
	t.Helper()
	_, catalogues := officer.must(t, "GET", "/v1/catalogues?status=published", "")
	catalogue := catalogues["items"].([]any)[0].(map[string]any)["id"]
	tag, template := officer.must(t, "POST", "/v1/templates", fmt.Sprintf(`{"title":"Price","catalogue":%q,"method":{"tieBreak":[{"by":"lowest_price"}],"criteria":[
		{"id":"price","title":"Price","weight":60,"kind":"price","score":{"function":"fixed_linear","worst":120000,"best":80000}},
		{"id":"volunteers","title":"New volunteers","weight":40,"kind":"measure","measure":"13","score":{"function":"fixed_linear","worst":0,"best":50}}]}}`, catalogue))
	officer.must(t, "POST", fmt.Sprintf("/v1/templates/%s/publish", template["id"]), "", "If-Match", tag)
	tag, made := officer.must(t, "POST", "/v1/tenders", fmt.Sprintf(`{"template":%q,"title":"Killed","estimate":{"amount":100000},"years":1,"startsOn":"2199-10-01","deadline":"2199-06-01T12:00:00+01:00"}`, template["id"]))
	_, published := officer.must(t, "POST", fmt.Sprintf("/v1/tenders/%s/publish", made["id"]), "", "If-Match", tag)
	return published["id"].(string), published["lots"].([]any)[0].(map[string]any)["id"].(string)
}

// entrant is a supplier that hands in one version after the other.
type entrant struct {
	sender

	tender, lot, path string
	receipts          []json.RawMessage // by version, as they were acknowledged
}

// again sends until something came that is an answer.
func (b *entrant) again(method, path, body string, headers ...string) (status int, tag, text string) {
	for {
		if status, tag, text = b.send(method, path, body, headers...); status != 0 && status != http.StatusServiceUnavailable {
			return status, tag, text
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (b *entrant) submits(ctx context.Context, t *testing.T) {
	status, _, text := b.again("POST", "/v1/tenders/"+b.tender+"/bids", `{}`, "Idempotency-Key", "start")
	var started struct{ ID string }
	if err := json.Unmarshal([]byte(text), &started); err != nil || status != http.StatusCreated {
		t.Errorf("start: %d %s", status, text)
		return
	}
	b.path = "/v1/bids/" + started.ID
	for n := 1; ctx.Err() == nil; n++ {
		document := fmt.Sprintf(`{"kind":"assay.bid/1","tender":%q,"lot":%q,"answers":{"commitments":[],"questions":[],"gates":[],"members":[],"declarations":[],"attachments":[]},"price":{"total":{"amount":%d,"currency":"GBP"},"lines":[]}}`, b.tender, b.lot, n)
		for { // a PUT whose answer was lost has moved the version on
			_, tag, _ := b.again("GET", b.path, "")
			if status, _, text = b.again("PUT", b.path, document, "If-Match", tag); status != http.StatusPreconditionFailed {
				break
			}
		}
		if status != http.StatusOK {
			t.Errorf("write: %d %s", status, text)
			return
		}
		_, tag, _ := b.again("GET", b.path, "")
		status, _, text = b.again("POST", b.path+"/submit", "", "If-Match", tag, "Idempotency-Key", fmt.Sprint("v", n))
		var done struct{ Receipt json.RawMessage }
		if err := json.Unmarshal([]byte(text), &done); err != nil || status != http.StatusOK {
			t.Errorf("submit: %d %s", status, text)
			return
		}
		b.receipts = append(b.receipts, done.Receipt)
	}
}

// holds asks for every receipt again, and for one more than there should be.
func (b *entrant) holds(t *testing.T) {
	t.Helper()
	for i, want := range b.receipts {
		status, _, text := b.again("GET", fmt.Sprintf("%s/receipt?version=%d", b.path, i+1), "")
		if status != http.StatusOK || !bytes.Equal(bytes.TrimSpace([]byte(text)), bytes.TrimSpace(want)) {
			t.Errorf("version %d: %d %s, acknowledged as %s", i+1, status, text, want)
		}
	}
	if status, _, text := b.again("GET", fmt.Sprintf("%s/receipt?version=%d", b.path, len(b.receipts)+1), ""); status != http.StatusNotFound {
		t.Errorf("a version that was not asked for: %d %s", status, text)
	}
}
