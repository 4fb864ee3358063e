package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-engine/assay/internal/seal"
)

// source gives the same random bytes in every run.
func source(name string) io.Reader {
	var seed [32]byte
	copy(seed[:], name)
	return rand.NewChaCha8(seed)
}

func newKey(t testing.TB, name string) seal.PrivateKey {
	t.Helper()
	key, err := seal.NewKey(source(name))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

var place = seal.Place{Tender: "tender-1", Lot: "lot-1", Bid: "bid-1", Version: 1, Part: seal.Price}

func to(kind seal.Kind, key seal.PrivateKey) seal.Recipient {
	return seal.Recipient{Kind: kind, Key: key.Public()}
}

func enclose(t testing.TB, text string, recipients ...seal.Recipient) []byte {
	t.Helper()
	salt, err := seal.NewSalt(source("salt"))
	if err != nil {
		t.Fatal(err)
	}
	random := source(fmt.Sprint("seal", len(recipients), text)) // the same bytes twice would be the same secret twice
	sealed, err := seal.Seal(random, place, seal.Content{Salt: salt, Part: []byte(text)}, recipients...)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestEachRecipientOpensAndNobodyElse(t *testing.T) {
	tender, supplier, rival := newKey(t, "tender"), newKey(t, "supplier"), newKey(t, "rival")
	sealed := enclose(t, `{"total":{"amount":2310000}}`, to(seal.Tender, tender), to(seal.Supplier, supplier))
	for name, key := range map[string]seal.PrivateKey{"tender": tender, "supplier": supplier} {
		c, err := seal.Open(sealed, place, rival, key)
		if err != nil || string(c.Part) != `{"total":{"amount":2310000}}` {
			t.Errorf("%s reads %q, %v", name, c.Part, err)
		}
		if want, _ := seal.NewSalt(source("salt")); c.Salt != want {
			t.Errorf("%s gets salt %x, sealed was %x", name, c.Salt, want)
		}
	}
	for name, keys := range map[string][]seal.PrivateKey{"rival": {rival}, "nobody": nil, "no key at all": {{}}} {
		c, err := seal.Open(sealed, place, keys...)
		if !errors.Is(err, seal.ErrWrongRecipient) || c.Part != nil {
			t.Errorf("%s: %q, %v, want %s", name, c.Part, err, seal.WrongRecipient)
		}
	}
	if bytes.Contains(sealed, []byte("2310000")) {
		t.Error("the price stands in the envelope in clear")
	}
}

func TestAnEnvelopeOpensWhereItBelongsOnly(t *testing.T) {
	key := newKey(t, "tender")
	sealed := enclose(t, "secret", to(seal.Tender, key))
	elsewhere := map[string]func(*seal.Place){
		"tender":  func(p *seal.Place) { p.Tender = "tender-2" },
		"lot":     func(p *seal.Place) { p.Lot = "lot-2" },
		"bid":     func(p *seal.Place) { p.Bid = "bid-2" },
		"version": func(p *seal.Place) { p.Version = 2 },
		"part":    func(p *seal.Place) { p.Part = seal.Answers },
		"border":  func(p *seal.Place) { p.Tender, p.Lot = "tender-1l", "ot-1" },
		"nowhere": func(p *seal.Place) { *p = seal.Place{} },
	}
	for name, move := range elsewhere {
		at := place
		move(&at)
		if _, err := seal.Open(sealed, at, key); !errors.Is(err, seal.ErrMisplaced) {
			t.Errorf("another %s: %v, want %s", name, err, seal.Misplaced)
		}
	}
}

func TestLengthTellsTheBucketOnly(t *testing.T) {
	key := newKey(t, "tender")
	for _, row := range []struct{ part, padded int }{
		{0, 4 << 10},
		{4<<10 - 36, 4 << 10},
		{4<<10 - 35, 16 << 10},
		{16 << 10, 64 << 10},
		{200_000, 256 << 10},
		{300_000, 1 << 20},
		{1<<20 - 36, 1 << 20},
		{1<<20 - 35, 2 << 20},
		{5 << 20, 6 << 20},
		{seal.MaxPart, 64 << 20},
	} {
		if got := seal.Padded(row.part); got != row.padded {
			t.Errorf("a part of %d bytes is padded to %d, want %d", row.part, got, row.padded)
		}
		if row.part > 6<<20 {
			continue
		}
		sealed := enclose(t, strings.Repeat("x", row.part), to(seal.Tender, key))
		if want := row.padded + 71 + 97 + 16; len(sealed) != want {
			t.Errorf("a part of %d bytes makes an envelope of %d, want %d", row.part, len(sealed), want)
		}
	}
}

// Whatever is sealed comes back to each of its recipients, byte for byte, and
// equal content sealed twice is not equal outside.
func TestWhatIsSealedComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := seal.Place{
			Tender: rapid.StringN(1, 40, 200).Draw(t, "tender"), Lot: rapid.StringN(0, 40, 200).Draw(t, "lot"), Bid: rapid.StringN(1, 40, 200).Draw(t, "bid"),
			Version: rapid.IntRange(0, 1<<40).Draw(t, "version"), Part: rapid.StringN(1, 40, 200).Draw(t, "part"),
		}
		part := rapid.SliceOfN(rapid.Byte(), 0, 20_000).Draw(t, "content")
		random := source(fmt.Sprint(rapid.Uint64().Draw(t, "seed")))
		keys := make([]seal.PrivateKey, rapid.IntRange(1, 4).Draw(t, "recipients"))
		recipients := make([]seal.Recipient, len(keys))
		for i := range keys {
			keys[i], _ = seal.NewKey(random)
			recipients[i] = to(seal.Kind(1+i%3), keys[i])
		}
		salt, _ := seal.NewSalt(random)
		one, err := seal.Seal(random, at, seal.Content{Salt: salt, Part: part}, recipients...)
		if err != nil {
			t.Fatal(err)
		}
		two, _ := seal.Seal(random, at, seal.Content{Salt: salt, Part: part}, recipients...)
		if bytes.Equal(one, two) {
			t.Fatal("the same content makes the same envelope twice: anyone could tell")
		}
		for i, key := range keys {
			c, err := seal.Open(one, at, key)
			if err != nil || !bytes.Equal(c.Part, part) || c.Salt != salt {
				t.Fatalf("recipient %d: %v", i, err)
			}
		}
	})
}

func TestOfficersOpenTogetherOnly(t *testing.T) {
	ann, bob, eve, supplier := newKey(t, "ann"), newKey(t, "bob"), newKey(t, "eve"), newKey(t, "supplier")
	sealed := enclose(t, "secret", to(seal.Share, ann), to(seal.Supplier, supplier), to(seal.Share, bob))
	for name, keys := range map[string][]seal.PrivateKey{"both": {ann, bob}, "in the other order": {bob, eve, ann}, "the supplier": {supplier}} {
		if c, err := seal.Open(sealed, place, keys...); err != nil || string(c.Part) != "secret" {
			t.Errorf("%s: %q, %v", name, c.Part, err)
		}
	}
	for name, keys := range map[string][]seal.PrivateKey{"ann": {ann}, "bob and a stranger": {bob, eve}, "ann twice": {ann, ann}} {
		if _, err := seal.Open(sealed, place, keys...); !errors.Is(err, seal.ErrWrongRecipient) {
			t.Errorf("%s: %v, want %s", name, err, seal.WrongRecipient)
		}
	}
}

func TestAFileIsLockedToTheTenderLater(t *testing.T) {
	supplier, tender := newKey(t, "supplier"), newKey(t, "tender")
	sealed := enclose(t, "a drawing", to(seal.Supplier, supplier))
	if _, err := seal.Open(sealed, place, tender); !errors.Is(err, seal.ErrWrongRecipient) {
		t.Fatalf("before: %v", err)
	}
	both, err := seal.Admit(sealed, place, supplier, to(seal.Tender, tender))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []seal.PrivateKey{supplier, tender} {
		if c, err := seal.Open(both, place, key); err != nil || string(c.Part) != "a drawing" {
			t.Errorf("after: %q, %v", c.Part, err)
		}
	}
	list, err := seal.Recipients(both)
	if err != nil || len(list) != 2 || list[1] != (seal.Locked{Kind: seal.Tender, Key: tender.ID()}) {
		t.Errorf("recipients %v, %v", list, err)
	}
	refused := map[string]error{}
	_, refused["by a stranger"] = seal.Admit(sealed, place, tender, to(seal.Tender, tender))
	_, refused["again"] = seal.Admit(both, place, supplier, to(seal.Tender, tender))
	_, refused["as a share"] = seal.Admit(sealed, place, supplier, to(seal.Share, tender))
	_, refused["nobody"] = seal.Admit(sealed, place, supplier)
	for name, err := range refused {
		if err == nil {
			t.Errorf("admitting %s is not refused", name)
		}
	}
}

func TestWhatCannotBeSealedIsRefused(t *testing.T) {
	key := newKey(t, "tender")
	one := to(seal.Tender, key)
	zero, err := seal.ParsePublicKey(make([]byte, 32)) // a point that shares its secret with everybody
	if err != nil {
		t.Fatal(err)
	}
	crowd := make([]seal.Recipient, 17)
	for i := range crowd {
		crowd[i] = to(seal.Officer, newKey(t, fmt.Sprint(i)))
	}
	for name, row := range map[string]struct {
		at   seal.Place
		part []byte
		to   []seal.Recipient
	}{
		"no recipient":       {place, nil, nil},
		"a crowd":            {place, nil, crowd},
		"a recipient twice":  {place, nil, []seal.Recipient{one, to(seal.Supplier, key)}},
		"a key that is none": {place, nil, []seal.Recipient{{Kind: seal.Tender}}},
		"an unknown kind":    {place, nil, []seal.Recipient{to(9, key)}},
		"one share":          {place, nil, []seal.Recipient{to(seal.Share, key)}},
		"a weak key":         {place, nil, []seal.Recipient{{Kind: seal.Tender, Key: zero}}},
		"too large":          {place, make([]byte, seal.MaxPart+1), []seal.Recipient{one}},
		"no bid":             {seal.Place{Tender: "t", Part: seal.Price}, nil, []seal.Recipient{one}},
		"a negative version": {seal.Place{Tender: "t", Bid: "b", Part: seal.Price, Version: -1}, nil, []seal.Recipient{one}},
		"a long name":        {seal.Place{Tender: strings.Repeat("t", 70_000), Bid: "b", Part: "p"}, nil, []seal.Recipient{one}},
	} {
		sealed, err := seal.Seal(source("x"), row.at, seal.Content{Part: row.part}, row.to...)
		if !errors.Is(err, seal.ErrUnsealable) || sealed != nil {
			t.Errorf("%s: %v, want %s", name, err, seal.Unsealable)
		}
	}
}

func TestRandomnessThatEndsIsAnError(t *testing.T) {
	key := newKey(t, "tender")
	for length := range 32 {
		short := bytes.NewReader(make([]byte, length))
		if _, err := seal.Seal(short, place, seal.Content{}, to(seal.Tender, key)); err == nil {
			t.Errorf("sealed with %d random bytes", length)
		}
		if _, err := seal.NewKey(bytes.NewReader(make([]byte, length))); err == nil {
			t.Errorf("a key of %d random bytes", length)
		}
		if _, err := seal.NewSalt(bytes.NewReader(make([]byte, length))); err == nil {
			t.Errorf("a salt of %d random bytes", length)
		}
	}
}

func TestAPrivateKeyDoesNotShowItself(t *testing.T) {
	key := newKey(t, "tender")
	secret, err := key.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.NewRing("k", map[string][]byte{"k": secret})
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	slog.New(slog.NewJSONHandler(&shown, nil)).Info("keys", "key", key, "ring", ring)
	text, _ := json.Marshal([]any{key, ring})
	fmt.Fprintf(&shown, "%s %v %+v %#v %s %v %+v %#v %x", text, key, key, key, ring, ring, ring, ring, []any{ring.String()})
	for _, form := range []string{string(secret), fmt.Sprintf("%x", secret), fmt.Sprint(secret), strings.Trim(fmt.Sprint(secret[:4]), "[]")} {
		if strings.Contains(shown.String(), form) {
			t.Errorf("the secret is shown: %s", shown.String())
		}
	}
	if !strings.Contains(shown.String(), key.ID().String()) {
		t.Error("the key's id is not shown")
	}
}
