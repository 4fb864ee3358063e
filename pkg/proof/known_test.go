package proof_test

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/proof"
)

var update = flag.Bool("update", false, "rewrite the known log; only for a new version of the format")

func known(t *testing.T) string {
	t.Helper()
	name := filepath.Join("testdata", "log-1.jsonl")
	if *update {
		if err := os.WriteFile(name, []byte(newBook(t, 12).export(t, trusted(t))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The log of the first release verifies for ever, and is written with the same bytes again.
func TestKnownLog(t *testing.T) {
	text := known(t)
	report, err := proof.VerifyLog(strings.NewReader(text), proof.Trust{Keys: trusted(t)})
	if err != nil || report.Events != 12 || report.Checkpoints != 3 {
		t.Errorf("%+v, %v", report, err)
	}
	if report.Last.Root.String() != "sha256:d21cb84a9a42b598d1b5451770f5b0810507cc05e51e0cb7b441029779ee886f" {
		t.Errorf("root %s", report.Last.Root)
	}
	if again := newBook(t, 12).export(t, trusted(t)); again != text {
		t.Errorf("the log is now\n%s", again)
	}
}

// TestSecondReading checks the known log by the words of the package comment and of the RFCs alone.
func TestSecondReading(t *testing.T) {
	var leaves []proof.Hash
	checkpoints := 0
	lines := bufio.NewScanner(strings.NewReader(known(t)))
	for lines.Scan() {
		var l struct {
			Event      json.RawMessage
			Leaf       string
			Detail     json.RawMessage
			Private    map[string]struct{ Salt, Value json.RawMessage }
			Checkpoint string
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if l.Event != nil { // the line is in canonical form, and so is what is inside it
			leaf := sha256.Sum256(append([]byte{0}, l.Event...))
			leaves = append(leaves, leaf)
			checkDetails(t, l.Event, l.Detail, l.Private["actorName"].Salt, l.Private["actorName"].Value)
			if l.Leaf != "sha256:"+hex.EncodeToString(leaf[:]) {
				t.Errorf("leaf of event %d", len(leaves))
			}
		}
		if l.Checkpoint != "" {
			checkpoints++
			checkNote(t, l.Checkpoint, len(leaves), mth(leaves))
		}
	}
	if len(leaves) != 12 || checkpoints != 3 {
		t.Errorf("%d events, %d checkpoints", len(leaves), checkpoints)
	}
}

func checkDetails(t *testing.T, event, detail, salt, value json.RawMessage) {
	t.Helper()
	var e struct {
		DetailHash string
		Private    map[string]string
	}
	if err := json.Unmarshal(event, &e); err != nil {
		t.Fatal(err)
	}
	var digits string
	_ = json.Unmarshal(salt, &digits)
	salted, _ := hex.DecodeString(digits)
	if e.DetailHash != fmt.Sprintf("sha256:%x", sha256.Sum256(detail)) || e.Private["actorName"] != fmt.Sprintf("sha256:%x", sha256.Sum256(append(salted, value...))) {
		t.Errorf("details of %s", event)
	}
}

func checkNote(t *testing.T, signed string, size int, root proof.Hash) {
	t.Helper()
	text, signature, _ := strings.Cut(signed, "\n\n")
	text += "\n"
	want := fmt.Sprintf("%s\n%d\n%s\nat ", origin, size, base64.StdEncoding.EncodeToString(root[:]))
	if !strings.HasPrefix(text, want) {
		t.Errorf("checkpoint %q", text)
	}
	key := public(signing("a"))
	id := sha256.Sum256(append([]byte(origin+"\n\x01"), key...))
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(strings.TrimPrefix(signature, "— "+origin+" "), "\n"))
	if err != nil || len(raw) != 68 || string(raw[:4]) != string(id[:4]) || !ed25519.Verify(key, []byte(text), raw[4:]) {
		t.Errorf("signature %q", signature)
	}
}
