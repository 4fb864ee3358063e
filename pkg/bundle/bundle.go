// Package bundle makes the signed documents that outlive a procurement, and checks them with no server and no trust in who hands them over.
//
// There are five kinds, told apart by their member "kind":
//
//   - assay.bundle/1: a whole score run, the sheet and its result. [Verify] computes the result anew with the engine version that the run
//     names and says that it is the same, or names the first node that differs.
//   - assay.bundle-redacted/1: what one bidder may see of it: its own data whole, of its rivals only the figures that its own marks depend
//     on. [Verify] computes the bidder's marks anew from these.
//   - assay.receipt/1: what a supplier holds for a submitted bid.
//   - assay.recognition/1: a statement that recognises social value given outside contracts.
//   - assay.track-record/1: what a supplier delivered so far, verified, as it carries it away.
//
// # Signature
//
// A document is one JSON object. Its members keyId and signature say who signed: signature is the base64 (RFC 4648, section 4, with padding)
// of an Ed25519 signature (RFC 8032) over the RFC 8785 form of the document without the member signature. A receipt is signed without its
// members salts and log too, since the first is the supplier's secret, which the hashes prove, and the second comes later and carries a signed checkpoint
// of its own, which is the event log's to check and not this package's. Keys stand in a key
// document ([Keys]) with the time from which and until which each may sign. The time of signing is signedAt in bundles, receivedAt in receipts and
// issuedAt in recognitions. Keys that are retired stay listed, so old documents verify for ever.
//
// # Tree of a bundle
//
// A bundle's member redaction holds {"root", "seed"}: root is the hash of a tree over every bid and node, and seed is 32 random bytes in
// hexadecimal from which all salts follow. The signature covers both, so every redacted bundle of a run must lead to the one root.
//
// A leaf is a JSON object. Its hash is SHA-256(0x00 ‖ salt ‖ RFC 8785 form), with salt = HMAC-SHA256(key: seed, message: RFC 8785 form of the
// leaf's label, an array of texts). The hash of a list of n hashes is, as in RFC 6962 section 2.1, the hash itself for n = 1, and otherwise
// SHA-256(0x01 ‖ hash of the first k ‖ hash of the others) with k the largest power of two below n. The root is the hash of this list:
//
//	["head"]                      {"leaf": "head", "engine", "methodHash", "published", "tender", "drawSeed" (where there is one), "bids": how many, "warnings"}
//	["inputHash"]                 {"leaf": "inputHash", "inputHash"}
//	["pool", criterion, figure]   {"leaf": "pool", "criterion", "figure", "exact"}
//	                              for every leaf of the method whose function depends on rivals, in tree order, and each figure it needs:
//	                              "lowest" (relative_to_best lower, standard_differential, logarithmic), "highest" (relative_to_best higher),
//	                              "lowest" then "highest" (min_max), "mean" (mean_deviation); exact is null where nobody offered
//	one hash for every bid, in rising order of their bytes: the hash of the list
//	  ["bid", id, "input"]        {"leaf": "bid", "bid": the bid as in the sheet}
//	  ["bid", id, "outcome"]      {"leaf": "outcome", "ranked": entry of the ranking or null, "excluded": entry or null, "ties": [{"size", "brokenBy"}]}
//	  ["bid", id, "node", criterion]   {"leaf": "node", "node": the node as in the result}, in tree order; none for a bid that is not ranked
//
// A redacted bundle reveals leaves with their salts, and the hashes of the others. Bids come in the order of their hashes, so their places tell
// nothing. The result's inputHash stays hidden, because it has no salt: with few rivals their figures could be found by trying.
//
// What a redacted bundle cannot hide lies in the method: a warning in the head tells that somebody offered nothing for a price or a measure, and where two bids are compared by min_max, the worst or the best is the other's. What it
// proves is that the bidder's marks and total follow from its own inputs and the pool figures, that all bidders were told the same figures,
// and that the rank, the steps in words and the ties are those of the one signed root; that the pool figures are right is proved by the whole
// bundle.
package bundle

import (
	"encoding/json"
	"time"
)

// The kinds of document.
const (
	KindBundle      = "assay.bundle/1"
	KindRedacted    = "assay.bundle-redacted/1"
	KindReceipt     = "assay.receipt/1"
	KindRecognition = "assay.recognition/1"
	KindRecord      = "assay.record/1" // the manifest of an evaluation record; its files are checked by the package record
	KindTrackRecord = "assay.track-record/1"
)

// Published is what was promised before any bid came in: the hash of the method (see scoring.Method.Hash) and when it was published.
type Published struct {
	MethodHash string    `json:"methodHash"`
	At         time.Time `json:"at"`
}

// Bundle is a whole score run as a document. Sheet and Result are kept as they were written, since that is what was signed.
type Bundle struct {
	Kind      string          `json:"kind"`
	Sheet     json.RawMessage `json:"sheet"`
	Result    json.RawMessage `json:"result"`
	Published Published       `json:"published"`
	Redaction Redaction       `json:"redaction"`
	SignedAt  time.Time       `json:"signedAt"`
	KeyID     string          `json:"keyId"`
	Signature string          `json:"signature"`
}

// Redaction binds the redacted bundles of a run to it.
type Redaction struct {
	Root string `json:"root"` // "sha256:" and hexadecimal
	Seed string `json:"seed"` // the secret of all salts, 32 bytes in hexadecimal
}

// Redacted is what one bidder may see of a run.
type Redacted struct {
	Kind      string          `json:"kind"`
	Bid       string          `json:"bid"`    // whose copy this is
	Bundle    string          `json:"bundle"` // SHA-256 over the RFC 8785 form of the whole bundle, signature included
	Root      string          `json:"root"`
	Method    json.RawMessage `json:"method"`
	Head      Part            `json:"head"`
	Input     Part            `json:"inputHash"` // always hidden
	Pools     []Part          `json:"pools"`
	Own       Own             `json:"own"`
	Rivals    []string        `json:"rivals"` // the hashes of the other bids, rising
	Signed    time.Time       `json:"signedAt"`
	KeyID     string          `json:"keyId"`
	Signature string          `json:"signature"`
}

// Own is the bidder's own part of the tree, all revealed.
type Own struct {
	Input   Part   `json:"input"`
	Outcome Part   `json:"outcome"`
	Nodes   []Part `json:"nodes"`
}

// Part is a leaf of the tree: revealed, with Salt and Value, or hidden, with Hash alone.
type Part struct {
	Salt  string          `json:"salt,omitempty"` // hexadecimal
	Value json.RawMessage `json:"value,omitempty"`
	Hash  string          `json:"hash,omitempty"`
}
