package bundle_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// resigned edits a document and signs it anew with the issuer's own key: what only the rules can find out.
func resigned(t testing.TB, document []byte, change func(m map[string]any)) []byte {
	var m map[string]any
	must(t, json.Unmarshal(edit(t, document, change), &m))
	s, err := bundle.Sign(m, signer(t, oldKey))
	must(t, err)
	return s
}

// in goes down a decoded document by names and indexes.
func in(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			v = v.(map[string]any)[s]
		case int:
			v = v.([]any)[s]
		}
	}
	return v
}

func set(v any, member string, value any) { v.(map[string]any)[member] = value }

func TestTampering(t *testing.T) {
	whole := sealed(t, sheet(t))
	mine := redacted(t, whole, "B")
	for _, row := range []struct {
		name     string
		document []byte
		resign   bool
		change   func(m map[string]any)
		want     string
	}{
		{"a mark changed", whole, false, func(m map[string]any) { set(in(m, "result", "nodes", 2), "exact", "99") }, "bad-signature /signature;differs /result/nodes/2/exact;"},
		{"the issuer changes a mark", whole, true, func(m map[string]any) { set(in(m, "result", "nodes", 2), "exact", "99") }, "differs /result/nodes/2/exact;"},
		{"the issuer changes a step", whole, true, func(m map[string]any) { set(in(m, "result", "nodes", 0), "step", "trust me") }, "differs /result/nodes/0/step;"},
		{"the issuer swaps the ranks", whole, true, func(m map[string]any) { set(in(m, "result", "ranking", 0), "rank", 2) }, "differs /result/ranking/0/rank;"},
		{"the issuer drops a node", whole, true, func(m map[string]any) { r := in(m, "result"); set(r, "nodes", in(r, "nodes").([]any)[1:]) }, "differs /result/nodes/0/criterion;"},
		{"the issuer adds a member", whole, true, func(m map[string]any) { set(in(m, "result"), "note", "x") }, "differs /result/note;"},
		{"the issuer changes an input", whole, true, func(m map[string]any) { set(in(m, "sheet", "bids", 0, "price"), "amount", 1) }, "differs /result/inputHash;root-differs /redaction/root;"},
		{"the method was changed", whole, true, func(m map[string]any) { set(in(m, "published"), "methodHash", "sha256:00") }, "method-changed /published/methodHash;root-differs /redaction/root;"},
		{"another root", whole, true, func(m map[string]any) {
			set(in(m, "redaction"), "root", "sha256:"+strings.Repeat("0", 64))
		}, "root-differs /redaction/root;"},
		{"a bad seed", whole, true, func(m map[string]any) { set(in(m, "redaction"), "seed", "00") }, "invalid /redaction/seed;"},
		{"an engine of the future", whole, true, func(m map[string]any) { set(in(m, "result"), "engine", "scoring/9") }, "unknown-engine /result/engine;"},
		{"an unscorable sheet", whole, true, func(m map[string]any) { set(in(m, "sheet", "method", "criteria", 0), "weight", 39.99) }, "unscorable /sheet;"},
		{"no result", whole, true, func(m map[string]any) { delete(m, "result") }, "unknown-engine /result/engine;"},
		{"an unknown member", whole, true, func(m map[string]any) { m["extra"] = 1 }, "unknown-member /extra;"},
		{"an unknown kind", whole, true, func(m map[string]any) { m["kind"] = "assay.bundle/2" }, "unknown-kind /kind;"},
		{"a stranger's key", whole, false, func(m map[string]any) { m["keyId"] = "0000" }, "unknown-key /keyId;"},
		{"another's key", whole, false, func(m map[string]any) { m["keyId"] = keys().Keys[1].ID }, "key-not-valid /keyId;bad-signature /signature;"},
		{"signed after the key was retired", whole, true, func(m map[string]any) { m["signedAt"] = "2027-07-01T00:00:00Z" }, "key-not-valid /keyId;"},

		{"copy: own mark", mine, true, func(m map[string]any) { set(in(m, "own", "nodes", 0, "value", "node"), "exact", "1") }, "root-differs /root;differs /own/nodes/0/value/node/exact;"},
		{"copy: own step", mine, true, func(m map[string]any) { set(in(m, "own", "nodes", 0, "value", "node"), "step", "1") }, "root-differs /root;"},
		{"copy: own input", mine, true, func(m map[string]any) { set(in(m, "own", "input", "value", "bid", "commitments"), "13", 91) }, "root-differs /root;"},
		{"copy: a pool figure", mine, true, func(m map[string]any) { set(in(m, "pools", 0, "value"), "exact", "2000000") }, "root-differs /root;differs /own/nodes/0/value/node/exact;differs /own/outcome/value/ranked/exact;"},
		{"copy: an impossible pool figure", mine, true, func(m map[string]any) { set(in(m, "pools", 0, "value"), "exact", "3000000") }, "root-differs /root;unscorable /own;"},
		{"copy: a hidden pool figure", mine, true, func(m map[string]any) {
			m["pools"].([]any)[0] = map[string]any{"hash": "sha256:" + strings.Repeat("0", 64)}
		}, "root-differs /root;hidden /pools;"},
		{"copy: a rival left out", mine, true, func(m map[string]any) { m["rivals"] = in(m, "rivals").([]any)[1:] }, "root-differs /root;"},
		{"copy: a rival's hash in capitals", mine, true, func(m map[string]any) {
			m["rivals"].([]any)[0] = "sha256:" + strings.Repeat("A", 64)
		}, "invalid ;"},
		{"copy: excluded instead of ranked", mine, true, func(m map[string]any) {
			o := in(m, "own", "outcome", "value")
			set(o, "ranked", nil)
			set(o, "excluded", map[string]any{"bid": "B", "why": "disregarded"})
		}, "root-differs /root;differs /own/outcome/value;"},
		{"copy: another's name on it", mine, true, func(m map[string]any) { m["bid"] = "A" }, "unscorable /own;"},
		{"copy: another method", mine, true, func(m map[string]any) { set(in(m, "method", "criteria", 0), "title", "x") }, "method-changed /head/value/published/methodHash;differs /head/value/methodHash;"},
		{"copy: a node too few", mine, true, func(m map[string]any) { o := in(m, "own"); set(o, "nodes", in(o, "nodes").([]any)[1:]) }, "root-differs"},
		{"copy: the head hidden", mine, true, func(m map[string]any) { m["head"] = in(m, "inputHash") }, "root-differs /root;invalid /head;"},
	} {
		document := edit(t, row.document, row.change)
		if row.resign {
			document = resigned(t, row.document, row.change)
		}
		_, err := bundle.Verify(document, keys())
		if got := codes(err); got != row.want && (!strings.HasPrefix(got, row.want) || strings.HasSuffix(row.want, ";")) {
			t.Errorf("%s: found %q, want %q\n%v", row.name, got, row.want, err)
		}
	}
}

func TestTheFirstNodeThatDiffersIsNamed(t *testing.T) {
	document := resigned(t, sealed(t, sheet(t)), func(m map[string]any) { set(in(m, "result", "nodes", 4), "mark", 12) })
	_, err := bundle.Verify(document, keys())
	e, ok := errors.AsType[*bundle.Error](err)
	if !ok || e.Problems[0].Bid != "A" || e.Problems[0].Criterion != "social" {
		t.Errorf("the problem is %+v, want bid A and criterion social", err)
	}
}

// TestRedactedCopiesTellNothingOfRivals looks for the rivals' names and figures in a copy.
func TestRedactedCopiesTellNothingOfRivals(t *testing.T) {
	s := sheet(t)
	s.Bids[4].ID, s.Bids[2].ID = "canary-one", "canary-two"
	whole := sealed(t, s)
	copied := string(redacted(t, whole, "A"))
	for _, canary := range []string{"canary", "2275000.5", "2050000", "1000000", `"D"`, "abnormally_low", "inputHash\":\"", string(must64(t, whole))} {
		if strings.Contains(copied, canary) {
			t.Errorf("the copy of bid A contains %s", canary)
		}
	}
	if _, err := bundle.Redact(whole, "nobody", signed, signer(t, oldKey)); err == nil {
		t.Error("a copy was made for a bid that is not there")
	}
}

// must64 is the secret of the salts of a bundle.
func must64(t *testing.T, whole []byte) []byte {
	var b bundle.Bundle
	must(t, json.Unmarshal(whole, &b))
	return []byte(b.Redaction.Seed)
}

func TestReformattedIsSaidAndHolds(t *testing.T) {
	whole := sealed(t, sheet(t))
	pretty := edit(t, whole, func(map[string]any) {})
	for document, reformatted := range map[string]bool{string(whole): false, string(whole) + "\n": false, " " + string(whole): true, strings.Replace(string(pretty), ",", ",\n", 1): true} {
		if report, err := bundle.Verify([]byte(document), keys()); err != nil || report.Reformatted != reformatted {
			t.Errorf("%.40q: %v, reformatted %v, want %v", document, err, report.Reformatted, reformatted)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	s := sheet(t)
	if _, err := bundle.Seal(s, bundle.Published{MethodHash: "sha256:00"}, seed, signed, signer(t, oldKey)); err == nil {
		t.Error("a run was sealed under a method that was not published")
	}
	s.Version = 2
	if _, err := bundle.Seal(s, bundle.Published{}, seed, signed, signer(t, oldKey)); err == nil {
		t.Error("a sheet that breaks a rule was sealed")
	}
	if _, err := bundle.NewSigner(nil); err == nil {
		t.Error("a signer was made of no key")
	}
	if _, err := bundle.Sign(map[string]any{}, signer(t, oldKey)); err == nil {
		t.Error("a document without a kind was signed")
	}
}

func TestVerifyBid(t *testing.T) {
	bid := `{"kind": "assay.bid/1", "tender": "T", "answers": {"commitments": [{"measure": "13", "quantity": 40}]}, "price": {"total": {"amount": 2310000, "currency": "GBP"}}}`
	for _, row := range []struct {
		name, bid string
		receipt   []byte
		want      string
	}{
		{"the bid that was sent", bid, receipt(t), ""},
		{"another price", strings.Replace(bid, "2310000", "2310001", 1), receipt(t), "hash-differs /priceHash;"},
		{"another promise", strings.Replace(bid, "40", "4", 1), receipt(t), "hash-differs /answersHash;"},
		{"no price", `{"kind":"assay.bid/1","answers":{}}`, receipt(t), "hash-differs /answersHash;hash-differs /priceHash;"},
		{"no bid", `{`, receipt(t), "invalid ;"},
		{"no salts", bid, withoutUnsigned(t, receipt(t)), "missing /salts;"},
		{"wrong salts", bid, edit(t, receipt(t), func(m map[string]any) { set(m["salts"], "price", "03"+strings.Repeat("00", 31)) }), "hash-differs /priceHash;"},
		{"half a salt", bid, edit(t, receipt(t), func(m map[string]any) { set(m["salts"], "price", "00") }), "invalid /salts/price;"},
		{"no receipt", bid, recognition(t), "unknown-kind /kind;"},
		{"hashes that do not belong together", bid, resigned(t, receipt(t), func(m map[string]any) { m["documentHash"] = m["priceHash"] }), "hash-differs /documentHash;"},
	} {
		if _, err := bundle.VerifyBid(row.receipt, []byte(row.bid), keys()); codes(err) != row.want {
			t.Errorf("%s: found %q, want %q", row.name, codes(err), row.want)
		}
	}
	// Salts are not signed. Without the bid nobody can tell whether they are the right ones, but anybody whether they could be.
	for _, salt := range []string{"", "00", strings.Repeat("zz", 32), strings.Repeat("AB", 32), strings.Repeat("00", 33)} {
		damaged := edit(t, receipt(t), func(m map[string]any) { set(m["salts"], "answers", salt) })
		if _, err := bundle.Verify(damaged, keys()); codes(err) != "invalid /salts/answers;" {
			t.Errorf("the salt %q: found %q", salt, codes(err))
		}
	}
	if _, err := bundle.Issue(bundle.Receipt{AnswersHash: "sha256:1"}, signer(t, oldKey)); err == nil {
		t.Error("a receipt of half a hash was issued")
	}
}

func TestRecognitionNeedsItsTime(t *testing.T) {
	untimed := resigned(t, recognition(t), func(m map[string]any) { delete(m, "issuedAt"); m["IssuedAt"] = signed })
	if _, err := bundle.Verify(untimed, keys()); codes(err) != "missing /issuedAt;" {
		t.Errorf("found %q", codes(err))
	}
}

func TestReceiptsKeepTheirSignatureWhenTheLogIsAdded(t *testing.T) {
	later := edit(t, receipt(t), func(m map[string]any) { m["log"] = map[string]any{"leaf": 7, "proof": []string{}, "checkpoint": "…"} })
	if _, err := bundle.Verify(later, keys()); err != nil {
		t.Errorf("the receipt no longer verifies: %v", err)
	}
}

func TestParseKeys(t *testing.T) {
	whole, err := json.Marshal(keys())
	must(t, err)
	if k, err := bundle.ParseKeys(whole); err != nil || len(k.Keys) != 2 {
		t.Errorf("%v, %v", k, err)
	}
	key := `{"kid":"a","algorithm":"Ed25519","publicKey":"` + base64.StdEncoding.EncodeToString(make([]byte, 31)) + `","validFrom":"2027-01-02T00:00:00Z","validUntil":"2027-01-01T00:00:00Z"}`
	_, err = bundle.ParseKeys([]byte(`{"kind":"keys","keys":[` + key + "," + key + `,{"kid":"","algorithm":"RS256"}]}`))
	var all []string
	for _, f := range strictjson.Faults(err) {
		all = append(all, f.Pointer+" "+f.Code)
	}
	want := "/kind unknown-kind;/keys/0/publicKey wrong-length;/keys/0/validUntil out-of-range;/keys/1/kid kid-twice;/keys/1/publicKey wrong-length;/keys/1/validUntil out-of-range;/keys/2/kid missing"
	if got := strings.Join(all, ";"); got != want {
		t.Errorf("found %s\nwant  %s", got, want)
	}
}

// TestKeyRotation: what an old key signed while it was valid verifies after it was retired, and by the whole key document alone.
func TestKeyRotation(t *testing.T) {
	old, after := receipt(t), bundle.NewKeys(keys().Keys[1])
	if _, err := bundle.Verify(old, keys()); err != nil {
		t.Errorf("an old receipt no longer verifies: %v", err)
	}
	if _, err := bundle.Verify(old, after); codes(err) != "unknown-key /keyId;" {
		t.Errorf("found %q without the old key", codes(err))
	}
	fresh, err := bundle.Issue(bundle.Receipt{ReceivedAt: retired.Add(time.Hour), AnswersHash: canonical.Sum(nil), PriceHash: canonical.Sum(nil)}, signer(t, newKey))
	must(t, err)
	if _, err := bundle.Verify(fresh, keys()); err != nil {
		t.Errorf("a new receipt does not verify: %v", err)
	}
}

// FuzzVerify: whatever it is given, the verifier answers and never panics, and what does not carry the issuer's signature never verifies.
func FuzzVerify(f *testing.F) {
	whole := sealed(f, sheet(f))
	for _, seed := range [][]byte{whole, redacted(f, whole, "A"), redacted(f, whole, "C"), receipt(f), recognition(f), []byte(`{"kind":"assay.bundle/1"}`), []byte(`{"kind":"assay.bundle-redacted/1"}`), []byte(`[]`)} {
		f.Add(seed)
	}
	key := ed25519.NewKeyFromSeed([]byte("a key that nobody but us can have"[:32]))
	f.Fuzz(func(t *testing.T, document []byte) {
		if _, err := bundle.Verify(document, bundle.NewKeys(bundle.PublicKey(key.Public().(ed25519.PublicKey), published, nil))); err == nil {
			t.Fatalf("verified without a signature: %s", document)
		}
		_, _ = bundle.VerifyBid(document, document, keys())
		_, _ = bundle.Redact(document, "A", signed, signer(t, oldKey))
		var m map[string]any
		if json.Unmarshal(document, &m) != nil || m["kind"] == nil {
			return
		}
		if again, err := bundle.Sign(m, signer(t, oldKey)); err == nil { // so that the rules are reached too
			_, _ = bundle.Verify(again, keys())
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	document, err := os.ReadFile("testdata/scoring-1/bundle.json")
	must(b, err)
	k := keys()
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		if _, err := bundle.Verify(document, k); err != nil {
			b.Fatal(err)
		}
	}
}
