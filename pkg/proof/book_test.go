package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/proof"
)

const origin = "assay.example.gov.uk/log"

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// signing is a private key of one letter, so that nobody takes it for a secret.
func signing(letter string) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte(letter), 32))
}

func public(private ed25519.PrivateKey) ed25519.PublicKey {
	return private.Public().(ed25519.PublicKey)
}

func signerOf(t testing.TB, name, letter string) *proof.Signer {
	t.Helper()
	private := signing(letter)
	s, err := proof.NewSigner(name, public(private), func(m []byte) ([]byte, error) { return ed25519.Sign(private, m), nil })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keyOf(t testing.TB, letter string, from time.Time, until *time.Time) proof.Key {
	t.Helper()
	k, err := proof.NewKey(origin, public(signing(letter)), from, until)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func trusted(t testing.TB) proof.Keys {
	return proof.Keys{keyOf(t, "a", start.Add(-time.Hour), nil)}
}

// book is a log as a service keeps it: events, their details, the stored hashes and the checkpoints.
type book struct {
	events      []proof.Entry
	stored      proof.Hashes
	checkpoints map[int64]string
}

func saltOf(text string) (s proof.Salt) {
	copy(s[:], text+strings.Repeat("-", 32))
	return s
}

// entry makes up the event with a number.
func entry(t testing.TB, number int64) proof.Entry {
	t.Helper()
	detail := fmt.Appendf(nil, `{"version":%d}`, number)
	hash, err := proof.DetailHash(detail)
	if err != nil {
		t.Fatal(err)
	}
	name, salt := fmt.Appendf(nil, `"Person %d"`, number), saltOf(fmt.Sprint("salt", number))
	private, err := proof.SaltedHash(salt, name)
	if err != nil {
		t.Fatal(err)
	}
	e := proof.Event{
		Kind: proof.KindEvent, Number: number, ID: fmt.Sprintf("0198c0de-0000-7000-8000-%012d", number),
		At: proof.Moment(start.Add(time.Duration(number) * time.Second)), Verb: "bid.submitted", Subject: fmt.Sprint("bid-", number%7),
		Tender: fmt.Sprint("tender-", number%3), Organisation: fmt.Sprint("org-", number%5), Actor: fmt.Sprint("key-", number%5),
		DetailHash: hash, Private: map[string]string{"actorName": private},
	}
	return proof.Entry{Event: e, Detail: detail, Private: map[string]proof.Revealed{"actorName": {Salt: salt, Value: name}}}
}

// write keeps events in a book and signs a checkpoint after every fifth and the last.
func write(t testing.TB, signer *proof.Signer, entries []proof.Entry) *book {
	t.Helper()
	b := &book{checkpoints: map[int64]string{}}
	for i, e := range entries {
		tree, err := proof.Grow(int64(i), b.stored)
		if err != nil {
			t.Fatal(err)
		}
		if e.Leaf, err = tree.Append(e.Event); err != nil {
			t.Fatal(err)
		}
		for _, s := range tree.Fresh() {
			if s.Index != int64(len(b.stored)) {
				t.Fatalf("hash %d is to be stored where %d is next", s.Index, len(b.stored))
			}
			b.stored = append(b.stored, s.Hash)
		}
		b.events = append(b.events, e)
		if tree.Size()%5 == 0 || i == len(entries)-1 {
			b.checkpoints[tree.Size()] = sign(t, signer, tree)
		}
	}
	return b
}

func sign(t testing.TB, signer *proof.Signer, tree *proof.Tree) string {
	t.Helper()
	root, err := tree.Root()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := proof.Checkpoint{Size: tree.Size(), Root: root, At: start.Add(time.Hour + time.Duration(tree.Size())*time.Second)}.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func entries(t testing.TB, n int64) []proof.Entry {
	list := make([]proof.Entry, n)
	for i := range list {
		list[i] = entry(t, int64(i)+1)
	}
	return list
}

func newBook(t testing.TB, n int64) *book {
	t.Helper()
	return write(t, signerOf(t, origin, "a"), entries(t, n))
}

func (b *book) export(t testing.TB, keys proof.Keys) string {
	t.Helper()
	var out strings.Builder
	x, err := proof.Export(&out, origin, keys)
	for i, e := range b.events {
		err = errors.Join(err, x.Event(e))
		if signed, is := b.checkpoints[int64(i)+1]; is {
			err = errors.Join(err, x.Checkpoint(signed))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func code(err error) string {
	if f, ok := errors.AsType[*proof.Fault](err); ok {
		return f.Code
	}
	return fmt.Sprint(err)
}
