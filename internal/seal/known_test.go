package seal_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/cryptotest"

	"github.com/assay-engine/assay/internal/seal"
)

var update = flag.Bool("update", false, "rewrite the known answers; only for a new version of the format")

// known1 is an envelope and a wrapped key of version 1 with all keys to open
// them. The keys are made of plain letters, so that nobody takes them for
// secrets.
type known1 struct {
	Place    seal.Place `json:"place"`
	Salt     string     `json:"salt"`
	Part     string     `json:"part"`
	Tender   string     `json:"tenderPrivateKey"`
	Supplier string     `json:"supplierPrivateKey"`
	Ann      string     `json:"annPrivateKey"`
	Bob      string     `json:"bobPrivateKey"`
	Envelope []byte     `json:"envelope"`
	Shared   []byte     `json:"sharedEnvelope"`
	Owner    seal.Owner `json:"owner"`
	KEKID    string     `json:"kekId"`
	KEK      string     `json:"kek"`
	Wrapped  []byte     `json:"wrappedTenderKey"`
}

const knownFile = "known-1.json"

func readKnown(t testing.TB) (k known1) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", knownFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &k); err != nil {
		t.Fatal(err)
	}
	return k
}

func private(t testing.TB, text string) seal.PrivateKey {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParsePrivateKey(b)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// What was sealed by the first release opens for ever.
func TestKnownAnswers(t *testing.T) {
	if *update {
		writeKnown(t)
	}
	k := readKnown(t)
	for name, row := range map[string]struct {
		sealed []byte
		keys   []seal.PrivateKey
	}{
		"tender":   {k.Envelope, []seal.PrivateKey{private(t, k.Tender)}},
		"supplier": {k.Envelope, []seal.PrivateKey{private(t, k.Supplier)}},
		"officers": {k.Shared, []seal.PrivateKey{private(t, k.Ann), private(t, k.Bob)}},
	} {
		c, err := seal.Open(row.sealed, k.Place, row.keys...)
		if err != nil || string(c.Part) != k.Part || hex.EncodeToString(c.Salt[:]) != k.Salt {
			t.Errorf("%s: %q, %v", name, c.Part, err)
		}
	}
	kek, _ := hex.DecodeString(k.KEK)
	ring, err := seal.NewRing(k.KEKID, map[string][]byte{k.KEKID: kek})
	if err != nil {
		t.Fatal(err)
	}
	key, err := ring.Unwrap(k.Owner, k.Wrapped)
	if err != nil || key.ID() != private(t, k.Tender).ID() {
		t.Errorf("wrapped key: %v, %v", key, err)
	}
}

// With the randomness of the first release, the bytes of the wrapped key and of
// the parts of the envelope that do not come from HPKE are the same again.
func TestSealingWritesTheKnownBytes(t *testing.T) {
	k := readKnown(t)
	cryptotest.SetGlobalRandom(t, 1) // for HPKE, which asks no reader
	fresh := makeKnown(t)
	if !bytes.Equal(fresh.Wrapped, k.Wrapped) {
		t.Errorf("the wrapped key is now\n%x, was\n%x", fresh.Wrapped, k.Wrapped)
	}
	const header = 39 + 2*97 + 32
	if !bytes.Equal(fresh.Envelope[header:], k.Envelope[header:]) || !bytes.Equal(fresh.Envelope[:39+17], k.Envelope[:39+17]) {
		t.Errorf("the envelope is now\n%x, was\n%x", fresh.Envelope[:400], k.Envelope[:400])
	}
}

func makeKnown(t testing.TB) known1 {
	secret := func(letter string) string { return hex.EncodeToString(bytes.Repeat([]byte(letter), 32)) }
	k := known1{
		Place: seal.Place{Tender: "0198c0de-0000-4000-8000-000000000001", Lot: "0198c0de-0000-4000-8000-000000000002", Bid: "0198c0de-0000-4000-8000-000000000003", Version: 2, Part: seal.Price},
		Salt:  secret("s"), Part: `{"total":{"amount":2310000,"currency":"GBP"}}`,
		Tender: secret("t"), Supplier: secret("u"), Ann: secret("a"), Bob: secret("b"),
		Owner: seal.Owner{Purpose: seal.TenderPrice, ID: "0198c0de-0000-4000-8000-000000000001"}, KEKID: "2026-11", KEK: secret("k"),
	}
	for _, key := range []*string{&k.Tender, &k.Supplier, &k.Ann, &k.Bob} {
		clamped, err := private(t, *key).Reveal()
		if err != nil {
			t.Fatal(err)
		}
		*key = hex.EncodeToString(clamped)
	}
	content := seal.Content{Salt: seal.Salt(bytes.Repeat([]byte("s"), 32)), Part: []byte(k.Part)}
	var err error
	if k.Envelope, err = seal.Seal(source("known"), k.Place, content, to(seal.Tender, private(t, k.Tender)), to(seal.Supplier, private(t, k.Supplier))); err != nil {
		t.Fatal(err)
	}
	if k.Shared, err = seal.Seal(source("shared"), k.Place, content, to(seal.Share, private(t, k.Ann)), to(seal.Share, private(t, k.Bob))); err != nil {
		t.Fatal(err)
	}
	ring, err := seal.NewRing("", map[string][]byte{k.KEKID: bytes.Repeat([]byte("k"), 32)})
	if err != nil {
		t.Fatal(err)
	}
	if k.Wrapped, err = ring.Wrap(source("wrapped"), k.Owner, private(t, k.Tender)); err != nil {
		t.Fatal(err)
	}
	return k
}

func writeKnown(t *testing.T) {
	text, err := json.MarshalIndent(makeKnown(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", knownFile), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestSecondReading opens the known envelope and wrapped key by the words of the
// package comment and of the RFCs alone: with neither the package nor crypto/hpke.
func TestSecondReading(t *testing.T) {
	k := readKnown(t)
	tender, _ := hex.DecodeString(k.Tender)
	b := k.Envelope
	count := int(b[6])
	place, body := b[7:39], b[71+97*count:]
	text := []byte("assay place/1")
	for _, name := range []string{k.Place.Tender, k.Place.Lot, k.Place.Bid} {
		text = append(binary.BigEndian.AppendUint16(text, uint16(len(name))), name...)
	}
	text = binary.BigEndian.AppendUint64(text, uint64(k.Place.Version))
	text = append(binary.BigEndian.AppendUint16(text, uint16(len(k.Place.Part))), k.Place.Part...)
	if sum := sha256.Sum256(text); !bytes.Equal(sum[:], place) {
		t.Fatal("place")
	}
	stanza := b[39 : 39+97] // the tender's is the first
	info := slices.Concat([]byte("assay envelope/1"), place, stanza[:17])
	secret := hpkeOpen(t, tender, stanza[17:49], info, stanza[49:])
	mac := hmac.New(sha256.New, expand(t, secret, place, "assay envelope/1 header", 32))
	mac.Write(b[:39+97*count])
	if !bytes.Equal(mac.Sum(nil), b[39+97*count:71+97*count]) {
		t.Fatal("header")
	}
	plain := gcmOpen(t, expand(t, secret, place, "assay envelope/1 body", 32), make([]byte, 12), body, slices.Concat(b[:6], place))
	length := binary.BigEndian.Uint32(plain)
	if len(plain) != 4096 || string(plain[36:36+length]) != k.Part || hex.EncodeToString(plain[4:36]) != k.Salt {
		t.Fatalf("plaintext %q", plain[:100])
	}
	kek, _ := hex.DecodeString(k.KEK)
	w, l := k.Wrapped, 7+len(k.KEKID)
	if string(w[7:l]) != k.KEKID || !bytes.Equal(w[l:l+16], expand(t, kek, nil, "assay key check/1", 16)) {
		t.Fatal("check value")
	}
	if got := gcmOpen(t, expand(t, kek, w[l+64:l+80], "assay key wrap/1", 32), make([]byte, 12), w[l+80:], w[:l+80]); !bytes.Equal(got, tender) {
		t.Fatal("wrapped key")
	}
}

func expand(t *testing.T, secret, salt []byte, info string, length int) []byte {
	t.Helper()
	key, err := hkdf.Key(sha256.New, secret, salt, info, length)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func gcmOpen(t *testing.T, key, nonce, ciphertext, associated []byte) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, nonce, ciphertext, associated)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// hpkeOpen is RFC 9180 in base mode with DHKEM(X25519, HKDF-SHA256),
// HKDF-SHA256 and AES-256-GCM, first message.
func hpkeOpen(t *testing.T, private, enc, info, ciphertext []byte) []byte {
	t.Helper()
	key, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ecdh.X25519().NewPublicKey(enc)
	if err != nil {
		t.Fatal(err)
	}
	dh, err := key.ECDH(public)
	if err != nil {
		t.Fatal(err)
	}
	kem := []byte("KEM\x00\x20")
	prk := extract(t, kem, nil, "eae_prk", dh)
	shared := labeled(t, kem, prk, "shared_secret", slices.Concat(enc, key.PublicKey().Bytes()), 32)
	suite := []byte("HPKE\x00\x20\x00\x01\x00\x02")
	context := slices.Concat([]byte{0}, extract(t, suite, nil, "psk_id_hash", nil), extract(t, suite, nil, "info_hash", info))
	prk = extract(t, suite, shared, "secret", nil)
	return gcmOpen(t, labeled(t, suite, prk, "key", context, 32), labeled(t, suite, prk, "base_nonce", context, 12), ciphertext, nil)
}

func extract(t *testing.T, suite, salt []byte, label string, ikm []byte) []byte {
	t.Helper()
	prk, err := hkdf.Extract(sha256.New, slices.Concat([]byte("HPKE-v1"), suite, []byte(label), ikm), salt)
	if err != nil {
		t.Fatal(err)
	}
	return prk
}

func labeled(t *testing.T, suite, prk []byte, label string, info []byte, length int) []byte {
	t.Helper()
	full := slices.Concat(binary.BigEndian.AppendUint16(nil, uint16(length)), []byte("HPKE-v1"), suite, []byte(label), info)
	out, err := hkdf.Expand(sha256.New, prk, string(full), length)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
