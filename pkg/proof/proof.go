// Package proof makes an event log that proves itself: that an event is in it, that nothing was changed, added or taken away since somebody
// last looked, and which line is wrong where something was. Everything can be checked with the documents alone, without the service and
// without trust in whoever runs it.
//
// The log is an RFC 6962 Merkle tree over its events. Its head is signed from time to time as a checkpoint. Whoever keeps a checkpoint, be it a
// supplier with a receipt, an auditor, or a file on another disk, holds the whole log to what it was then.
//
// What follows is exact enough to write a second implementation. ‖ joins bytes; "form" is the RFC 8785 form of a JSON value, in UTF-8; a hash
// in JSON is "sha256:" and 64 lower-case hexadecimal digits.
//
// # Event
//
// An event is a JSON object with these members; those marked ? are left out when there is nothing to say, all others are there:
//
//	kind          "assay.event/1"
//	number        its place in the log: 1, 2, 3 …
//	id            its identifier, with enough randomness that nobody finds an event by trying (a UUID)
//	at            when, in UTC with six decimals: "2026-11-22T09:30:00.000000Z"
//	verb          what was done: "tender.published"
//	subject       the identifier of the thing it was done to
//	tender?       the identifier of the procurement
//	organisation? the identifier of the organisation on whose behalf
//	actor?        the identifier of the key or person that did it; their names are private details
//	person?       the identifier of the person who signed in, or who holds the key
//	detailHash    SHA-256(form of the detail), which any reader of the event may see; of {} where there is none
//	private?      an object: name of a private detail → SHA-256(salt ‖ form of its value), with a salt of 32 random bytes for each
//
// A private detail is erased by throwing away its salt and its value. Its hash stays in the log and tells nothing; the log still verifies.
//
// # Tree
//
// The leaf of an event is the form of the event. The tree over the leaves is that of RFC 6962, section 2.1: the hash of a leaf is SHA-256(0x00 ‖
// leaf), that of a node SHA-256(0x01 ‖ left ‖ right), and event number n is leaf n−1. Hashes of complete subtrees are kept under the index that
// golang.org/x/mod/sumdb/tlog.StoredHashIndex gives them; the hashes of n events are n to 2n rows, only ever added.
//
// # Checkpoint
//
// A checkpoint is a signed note (C2SP signed-note, golang.org/x/mod/sumdb/note) in the manner of C2SP tlog-checkpoint. Its text is four lines,
// each ending in a line feed:
//
//	origin                            the name of the log, such as "assay.example.gov.uk/log": no white space and no "+"
//	size                              how many events, in decimal
//	root                              the root of the tree over them, base64 (RFC 4648, section 4)
//	at 2026-11-22T09:30:00.000000Z    when it was signed
//
// An empty line follows, and for each signature a line "— name base64": name is the origin, and the bytes are the first four of SHA-256(name ‖
// 0x0A ‖ 0x01 ‖ public key) ‖ the Ed25519 signature over the text. Others may add lines of their own (witnesses); one signature by a key of the
// log that was valid at the time of signing is needed, and none by such a key may be wrong. Keys are written as the note package writes them:
// name+hash+base64(0x01 ‖ public key).
//
// # Inclusion
//
// The document {"kind": "assay.inclusion/1", "leaf", "detail"?, "private"?, "proof", "checkpoint"} holds an event, what of its details is
// revealed, the audit path of RFC 6962 section 2.1.1 as a list of hashes from the leaf upwards, and a checkpoint. private is an object: name →
// {"salt": 64 hexadecimal digits, "value"}. It is also the member log of a receipt.
//
// # Consistency
//
// The document {"kind": "assay.consistency/1", "older", "newer", "proof"} holds two checkpoints and the proof of RFC 6962 section 2.1.2 that the
// newer log is the older one with events added. The list is empty where both are of one size, or the older of none.
//
// # Exported log
//
// An exported log is JSON lines. The first is {"log": {"kind": "assay.log/1", "origin"}}. Then come the keys, {"key": {"verifier", "validFrom",
// "validUntil"}}; then events and checkpoints in their order, each checkpoint right after the last event that it covers, and one at the end
// over all of them: {"event", "leaf", "detail"?, "private"?} with leaf as the hash of the leaf, and {"checkpoint"} with the whole note as text.
// [VerifyLog] checks it.
//
// # What it does not prove
//
// The log proves that history was not changed, not that it was true when it was written. Whoever holds the signing key can sign a second
// history; it is seen as soon as two people compare checkpoints, which is why they are published, kept in receipts and in an [Anchor]. What
// happened after the last checkpoint that anyone else holds can be dropped unseen.
package proof

import (
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a hash of the tree, 32 bytes of SHA-256.
type Hash tlog.Hash

// String is "sha256:" and 64 hexadecimal digits.
func (h Hash) String() string { return "sha256:" + hex.EncodeToString(h[:]) }

// MarshalText writes the hash as String does.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads "sha256:" and 64 lower-case hexadecimal digits, and nothing else.
func (h *Hash) UnmarshalText(text []byte) error {
	digits, prefixed := strings.CutPrefix(string(text), "sha256:")
	b, err := hex.DecodeString(digits)
	if !prefixed || err != nil || len(b) != len(h) || strings.ToLower(digits) != digits {
		return fmt.Errorf(`a hash is "sha256:" and 64 lower-case hexadecimal digits`)
	}
	*h = Hash(b)
	return nil
}

// HashReader reads stored hashes of the tree by their index: a table of a database, or [Hashes].
type HashReader = tlog.HashReader

// Hashes are stored hashes in memory, each at its index.
type Hashes []Hash

// ReadHashes returns the hashes with these indexes; an index that is not there is an error.
func (s Hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at < 0 || at >= int64(len(s)) {
			return nil, because(HashMissing, "the tree's hash %d is not stored", at)
		}
		list[i] = tlog.Hash(s[at])
	}
	return list, nil
}

func fromTree(list []tlog.Hash) []Hash {
	out := make([]Hash, len(list))
	for i, h := range list {
		out[i] = Hash(h)
	}
	return out
}

func toTree(list []Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(list))
	for i, h := range list {
		out[i] = tlog.Hash(h)
	}
	return out
}
