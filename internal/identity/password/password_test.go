package password_test

import (
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/identity/password"
)

// cheap is a cost that tests can afford.
var cheap = password.Cost{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// TestCheck asks for length, not for composition.
func TestCheck(t *testing.T) {
	for text, want := range map[string]string{
		"short":                         "too-short",
		"elevenchars":                   "too-short",
		"twelve chars":                  "",
		"lampe wolke tisch":             "",
		"all lower case and long":       "",
		"Straße und Brücke":             "",
		strings.Repeat("ab cd ef ", 40): "too-long",
		"password1234":                  "too-common",
		"Password!2026":                 "too-common",
		"P@ssw0rd12345":                 "too-common",
		"123456789012":                  "too-common",
		"98765432109876":                "too-common",
		"abcdefghijklmn":                "too-common",
		"aaaaaaaaaaaaaa":                "too-common",
		"abababababababab":              "too-common",
		"Summer2026!!!":                 "too-common",
		"correct horse battery staple":  "too-common",
		"knowsley council 1":            "too-common",
		"jo.bloggs is my name":          "too-personal",
		"BLOGGS family since 1066":      "too-personal",
	} {
		if code, _ := password.Check(text, "jo.bloggs", "Jo", "Bloggs"); code != want {
			t.Errorf("%q: got %q, want %q", text, code, want)
		}
	}
}

// TestHash keeps a password and finds it again, whatever keyboard wrote it.
func TestHash(t *testing.T) {
	hash, err := password.Hash("Stra\u00dfe und Br\u00fccke", cheap)
	if err != nil || strings.Contains(hash, "Br") {
		t.Fatalf("%q %v", hash, err)
	}
	again, err := password.Hash("Stra\u00dfe und Br\u00fccke", cheap)
	if err != nil || again == hash {
		t.Error("two hashes of one password are the same")
	}
	for text, want := range map[string]bool{"Stra\u00dfe und Br\u00fccke": true, "Stra\u00dfe und Bru\u0308cke": true, "strasse und bruecke": false, "": false} {
		if got, err := password.Matches(text, hash); got != want || err != nil {
			t.Errorf("%q: got %t %v", text, got, err)
		}
	}
	if _, err := password.Matches("x", "not a hash"); err == nil {
		t.Error("half a hash was compared")
	}
	if u := password.Usual; u.Memory != 19456 || u.Iterations != 2 || u.Parallelism != 1 {
		t.Errorf("the usual cost is %+v", u)
	}
}

func BenchmarkHash(b *testing.B) {
	for b.Loop() {
		if _, err := password.Hash("lampe wolke tisch", password.Usual); err != nil {
			b.Fatal(err)
		}
	}
}
