package bid

import (
	"crypto/ed25519"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
)

// TestPeriods reads quarters, months and years, and nothing like them.
func TestPeriods(t *testing.T) {
	for name, want := range map[string]string{
		"2027":    "2027-01-01 2028-01-01",
		"2027-Q1": "2027-01-01 2027-04-01",
		"2027-Q4": "2027-10-01 2028-01-01",
		"2027-02": "2027-02-01 2027-03-01",
		"2028-02": "2028-02-01 2028-03-01",
		"2027-12": "2027-12-01 2028-01-01",
	} {
		p, ok := ParsePeriod(name)
		if got := p.From.Format(time.DateOnly) + " " + p.Until.Format(time.DateOnly); !ok || got != want {
			t.Errorf("%s: got %s, %v; want %s", name, got, ok, want)
		}
	}
	for _, name := range []string{"", "27", "2027-", "2027-Q", "2027-Q0", "2027-Q5", "2027-q1", "2027Q1", "2027-00", "2027-13", "2027-1", "2027-01-01", "1999", "2300", "٢٠٢٧", "-027", "2027-+1", " 2027"} {
		if _, ok := ParsePeriod(name); ok {
			t.Errorf("%q was read as a period", name)
		}
	}
}

// TestTouches takes the quarter in which a contract starts or ends as one of
// its periods.
func TestTouches(t *testing.T) {
	from, until := time.Date(2027, 2, 15, 0, 0, 0, 0, time.UTC), time.Date(2028, 2, 15, 0, 0, 0, 0, time.UTC)
	for name, want := range map[string]bool{
		"2027-Q1": true, "2027-01": false, "2027-02": true, "2026": false, "2026-Q4": false, "2028": true, "2028-02": true, "2028-03": false, "2028-Q2": false,
	} {
		p, _ := ParsePeriod(name)
		if got := p.Touches(from, until); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

const small = `{"price": {"total": {"currency": "GBP", "amount": 12.50}}, "kind": "assay.bid/1", "tender": "t", "lot": "l",
  "answers": {"questions": [{"text": "é", "criterion": "q"}], "commitments": []}}`

// TestReadKeepsTheWords keeps what was written, in canonical form, so that the
// supplier can repeat the hash from its own file.
func TestReadKeepsTheWords(t *testing.T) {
	_, parts, err := Read([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(parts.Answers), `{"commitments":[],"questions":[{"criterion":"q","text":"é"}]}`; got != want {
		t.Errorf("answers: got %s, want %s", got, want)
	}
	if got, want := string(parts.Price), `{"total":{"amount":12.5,"currency":"GBP"}}`; got != want {
		t.Errorf("price: got %s, want %s", got, want)
	}
	salt := [32]byte{1}
	ours, err := partHash(salt, parts.Price)
	theirs, also := bundle.PartHash(salt, []byte(`{"total": {"currency": "GBP", "amount": 12.50}}`))
	if err != nil || also != nil || ours != theirs {
		t.Errorf("hashes: %s, %v and %s, %v", ours, err, theirs, also)
	}
}

// TestReadRefuses refuses what two programs could read differently.
func TestReadRefuses(t *testing.T) {
	for name, change := range map[string][2]string{
		"another case":  {`"questions"`, `"Questions"`},
		"twice":         {`"lot": "l"`, `"lot": "l", "lot": "m"`},
		"a float":       {`12.50`, `12.505`},
		"a string":      {`12.50`, `"12.50"`},
		"an exponent":   {`12.50`, `1e1`},
		"null answers":  {`"commitments": []`, `"commitments": null`},
		"more after it": {`"commitments": []}}`, `"commitments": []}} {}`},
	} {
		if _, _, err := Read([]byte(strings.Replace(small, change[0], change[1], 1))); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// TestReceiptIntact sees a change of a hash, and a swap of versions.
func TestReceiptIntact(t *testing.T) {
	hash := func(digit string) string { return "sha256:" + strings.Repeat(digit, 64) }
	make := func() Version {
		v := Version{BidID: "b", Number: 1, AnswersHash: hash("0"), PriceHash: hash("1")}
		v.DocumentHash, _ = bundle.DocumentHash(v.AnswersHash, v.PriceHash)
		v.Receipt = []byte(`{"bid":"b","version":1,"receivedAt":"0001-01-01T00:00:00Z","documentHash":"` + v.DocumentHash + `"}`)
		return v
	}
	if v := make(); !v.receiptIntact() {
		t.Fatal("an untouched version is not intact")
	}
	for name, touch := range map[string]func(*Version){
		"a hash": func(v *Version) { v.PriceHash = hash("2") },
		"every hash": func(v *Version) {
			v.PriceHash = hash("2")
			v.DocumentHash, _ = bundle.DocumentHash(v.AnswersHash, v.PriceHash)
		},
		"the bid":    func(v *Version) { v.BidID = "c" },
		"the number": func(v *Version) { v.Number = 2 },
		"the time":   func(v *Version) { v.ReceivedAt = v.ReceivedAt.Add(time.Microsecond) },
		"no receipt": func(v *Version) { v.Receipt = nil },
	} {
		v := make()
		if touch(&v); v.receiptIntact() {
			t.Errorf("a change of %s was not seen", name)
		}
	}
}

// pen signs in these tests.
type pen struct{ key ed25519.PrivateKey }

func newPen(name string) pen {
	seed := sha256.Sum256([]byte(name))
	return pen{ed25519.NewKeyFromSeed(seed[:])}
}

func (p pen) public() ed25519.PublicKey { return p.key.Public().(ed25519.PublicKey) }

func (p pen) KeyID() string { return bundle.KeyID(p.public()) }

func (p pen) Sign(message []byte) []byte { return ed25519.Sign(p.key, message) }

func (p pen) Keys() bundle.Keys {
	return bundle.NewKeys(bundle.Key{ID: p.KeyID(), Algorithm: bundle.Ed25519, PublicKey: p.public()})
}

// successor signs with a new key and publishes the old one too.
type successor struct {
	pen

	old pen
}

func (s successor) Keys() bundle.Keys {
	return bundle.NewKeys(append(s.pen.Keys().Keys, s.old.Keys().Keys...)...)
}

// TestSignedHere sees a receipt whose words were changed under its signature.
func TestSignedHere(t *testing.T) {
	old := newPen("the signing key of long ago.....")
	s := &Service{Signer: old}
	hash := "sha256:" + strings.Repeat("0", 64)
	receipt, err := bundle.Issue(bundle.Receipt{Bid: "b", Version: 1, AnswersHash: hash, PriceHash: hash}, fallible{s.Signer})
	if err != nil {
		t.Fatal(err)
	}
	stranger := newPen("somebody else's signing key.....")
	forged, err := bundle.Issue(bundle.Receipt{Bid: "b", Version: 1, AnswersHash: hash, PriceHash: hash}, fallible{stranger})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		string(receipt): true,
		strings.Replace(string(receipt), `"bid":"b"`, `"bid":"bb"`, 1):          false,
		strings.Replace(string(receipt), `"signature":"`, `"signature":"AA`, 1): false,
		strings.Replace(string(receipt), old.KeyID(), stranger.KeyID(), 1):      false,
		strings.Replace(string(forged), stranger.KeyID(), old.KeyID(), 1):       false,
		string(forged): false,
		`x`:            false,
	} {
		for name, signer := range map[string]Signer{"at once": old, "after a rotation": successor{newPen("the signing key of today........"), old}} {
			s.Signer = signer
			if got := s.signedHere(Version{Receipt: []byte(text)}); got != want {
				t.Errorf("%s, %s: got %v, want %v", text, name, got, want)
			}
		}
	}
}
