package bundle_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/scoring"
)

var update = flag.Bool("update", false, "rewrite the bundles in testdata")

// The keys and times of the tests. The private keys are made of plain letters so that nobody takes them for secrets.
var (
	oldKey    = ed25519.NewKeyFromSeed([]byte("an old key of the tests, retired"))
	newKey    = ed25519.NewKeyFromSeed([]byte("a newer key of the tests, in use"))
	seed      = [32]byte([]byte("salts of the tests grow from it."))
	published = time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
	signed    = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	retired   = time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
)

func signer(t testing.TB, key ed25519.PrivateKey) bundle.Signer {
	s, err := bundle.NewSigner(key)
	must(t, err)
	return s
}

func keys() bundle.Keys {
	return bundle.NewKeys(
		bundle.PublicKey(oldKey.Public().(ed25519.PublicKey), published, &retired),
		bundle.PublicKey(newKey.Public().(ed25519.PublicKey), retired, nil))
}

func sheet(t testing.TB) scoring.Sheet {
	document, err := os.ReadFile("testdata/sheet.json")
	must(t, err)
	s, err := scoring.Parse(document)
	must(t, err)
	return s
}

func sealed(t testing.TB, s scoring.Sheet) []byte {
	hash, err := s.Method.Hash()
	must(t, err)
	b, err := bundle.Seal(s, bundle.Published{MethodHash: hash, At: published}, seed, signed, signer(t, oldKey))
	must(t, err)
	return b
}

func redacted(t testing.TB, whole []byte, bid string) []byte {
	r, err := bundle.Redact(whole, bid, signed, signer(t, oldKey))
	must(t, err)
	return r
}

func receipt(t testing.TB) []byte {
	answers, err := bundle.PartHash([32]byte{1}, []byte(`{"commitments": [{"measure": "13", "quantity": 40}]}`))
	must(t, err)
	price, err := bundle.PartHash([32]byte{2}, []byte(`{"total": {"amount": 2310000.00, "currency": "GBP"}}`))
	must(t, err)
	r, err := bundle.Issue(bundle.Receipt{
		Tender: "T", Lot: "1", Bid: "A", Version: 2, ReceivedAt: signed, AnswersHash: answers, PriceHash: price,
		Salts: &bundle.Salts{Answers: "01" + strings.Repeat("00", 31), Price: "02" + strings.Repeat("00", 31)},
	}, signer(t, oldKey))
	must(t, err)
	return r
}

func recognition(t testing.TB) []byte {
	r, err := bundle.Sign(map[string]any{"kind": bundle.KindRecognition, "issuedAt": signed, "donor": "Fictional Printers Ltd", "measure": "13", "quantity": 12}, signer(t, oldKey))
	must(t, err)
	return r
}

// TestGolden holds every engine version to the documents it once made: they must still verify, and be made again to the byte.
func TestGolden(t *testing.T) {
	const folder = "testdata/scoring-1"
	whole := sealed(t, sheet(t))
	keyDocument, err := json.MarshalIndent(keys(), "", "  ")
	must(t, err)
	made := map[string][]byte{"bundle.json": whole, "keys.json": append(keyDocument, '\n'), "receipt.json": receipt(t), "recognition.json": recognition(t)}
	for _, bid := range []string{"A", "B", "C", "D", "E", "F"} {
		made["redacted-"+bid+".json"] = redacted(t, whole, bid)
	}
	for name, want := range made {
		path := filepath.Join(folder, name)
		if *update {
			must(t, os.WriteFile(path, want, 0o644))
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != string(want) {
			t.Errorf("%s is not what is made today (%v); if the format was meant to change, it needs a new kind or engine, else -update", path, err)
		}
	}
	verifyFolders(t)
}

// verifyFolders verifies every stored document of every engine.
func verifyFolders(t *testing.T) {
	for _, engine := range bundle.Engines() {
		folder := filepath.Join("testdata", strings.ReplaceAll(engine, "/", "-"))
		document, err := os.ReadFile(filepath.Join(folder, "keys.json"))
		must(t, err)
		stored, err := bundle.ParseKeys(document)
		must(t, err)
		paths, _ := filepath.Glob(filepath.Join(folder, "*.json"))
		if len(paths) < 5 {
			t.Errorf("%s holds %d documents, each engine needs its stored bundles", folder, len(paths))
		}
		for _, path := range paths {
			document, err := os.ReadFile(path)
			must(t, err)
			if filepath.Base(path) == "keys.json" {
				continue
			}
			if report, err := bundle.Verify(document, stored); err != nil || len(report.Checked) == 0 || report.Reformatted {
				t.Errorf("%s: %v, %+v", path, err, report)
			}
		}
	}
}

func TestTheEngineInUseIsInTheTable(t *testing.T) {
	if known := strings.Join(bundle.Engines(), " "); !strings.Contains(" "+known+" ", " "+scoring.Engine+" ") {
		t.Errorf("package scoring computes by %s, the table has %s", scoring.Engine, known)
	}
}

// TestEveryChangedByteIsNoticed changes each byte of each document in turn.
func TestEveryChangedByteIsNoticed(t *testing.T) {
	whole := sealed(t, sheet(t))
	for name, document := range map[string][]byte{"bundle": whole, "redacted": redacted(t, whole, "A"), "receipt": withoutUnsigned(t, receipt(t)), "recognition": recognition(t)} {
		step := max(1, len(document)/500)
		for i := 0; i < len(document); i += step {
			changed := append([]byte(nil), document...)
			changed[i] ^= 1 << (i % 3)
			if report, err := bundle.Verify(changed, keys()); err == nil && !report.Reformatted {
				t.Fatalf("%s: byte %d changed from %q to %q, and nobody noticed", name, i, document[i], changed[i])
			}
		}
	}
}

// withoutUnsigned drops the salts, which the signature leaves out; VerifyBid is what notices a change of theirs.
func withoutUnsigned(t *testing.T, document []byte) []byte {
	return edit(t, document, func(m map[string]any) { delete(m, "salts") })
}

func edit(t testing.TB, document []byte, change func(m map[string]any)) []byte {
	var m map[string]any
	must(t, json.Unmarshal(document, &m))
	change(m)
	edited, err := json.Marshal(m)
	must(t, err)
	return edited
}

func codes(err error) (list string) {
	if e, ok := errors.AsType[*bundle.Error](err); ok {
		for _, p := range e.Problems {
			list += p.Code + " " + p.Pointer + ";"
		}
		return list
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
