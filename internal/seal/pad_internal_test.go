package seal

import (
	"bytes"
	"errors"
	"testing"
)

// A program that seals with the right keys and pads otherwise is refused too:
// there is one way to write a content.
func TestOneWayToPad(t *testing.T) {
	good := Content{Part: []byte("secret")}.pad()
	if c, ok := unpad(good); !ok || string(c.Part) != "secret" {
		t.Fatalf("%q, %v", c.Part, ok)
	}
	for name, change := range map[string]func([]byte) []byte{
		"a hidden byte":      func(b []byte) []byte { b[len(b)-1] = 1; return b },
		"a larger bucket":    func(b []byte) []byte { return append(b, make([]byte, 12*kib)...) },
		"a smaller bucket":   func(b []byte) []byte { return b[:2*kib] },
		"too long":           func(b []byte) []byte { b[0] = 255; return b },
		"longer than it is":  func(b []byte) []byte { b[2] = 255; return b },
		"nothing":            func([]byte) []byte { return nil },
		"less than a prefix": func(b []byte) []byte { return b[:prefix-1] },
	} {
		if c, ok := unpad(change(bytes.Clone(good))); ok {
			t.Errorf("%s: %q", name, c.Part)
		}
	}
}

// A wrapped key whose content is another key pair than its header says.
func TestAWrappedKeyIsThePairThatItSays(t *testing.T) {
	w := wrapped{key: KeyID{1}}
	if _, err := w.open(bytes.Repeat([]byte{7}, KeySize)); !errors.Is(err, ErrTampered) {
		t.Errorf("%v, want %s", err, Tampered)
	}
	if _, err := w.open([]byte{7}); !errors.Is(err, ErrTampered) {
		t.Errorf("%v, want %s", err, Tampered)
	}
}
