package bundle_test

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/scoring"
)

// A council seals a run, gives one bidder its copy, and the bidder checks it at home with nothing but the published keys.
func Example() {
	sheet, _ := scoring.Parse([]byte(`{"version": 1, "tender": {}, "method": {"criteria": [
		{"id": "price", "weight": 60, "kind": "price", "score": {"function": "relative_to_best", "direction": "lower"}},
		{"id": "trees", "weight": 40, "kind": "measure", "measure": "13", "score": {"function": "fixed_linear", "worst": 0, "best": 50}}]},
		"bids": [{"id": "A", "price": {"amount": 100}, "commitments": {"13": 40}}, {"id": "B", "price": {"amount": 80}, "commitments": {"13": 10}}]}`))
	methodHash, _ := sheet.Method.Hash()

	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32))) // a real one comes from a random source
	signer, _ := bundle.NewSigner(private)
	published := time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
	keys := bundle.NewKeys(bundle.PublicKey(private.Public().(ed25519.PublicKey), published, nil))

	now := published.AddDate(0, 2, 0)
	whole, _ := bundle.Seal(sheet, bundle.Published{MethodHash: methodHash, At: published}, [32]byte{7}, now, signer)
	mine, _ := bundle.Redact(whole, "B", now, signer)

	report, err := bundle.Verify(mine, keys)
	fmt.Println(report.Kind, report.Bid, err)
	fmt.Println(report.Checked[len(report.Checked)-1])

	forged := strings.Replace(string(whole), `"exact":"68"`, `"exact":"69"`, 1)
	_, err = bundle.Verify([]byte(forged), keys)
	fmt.Println(err)
	// Output:
	// assay.bundle-redacted/1 B <nil>
	// own marks and total computed anew by scoring/1: same
	// /signature: the signature does not hold: the document is not as it was signed
	// /result/ranking/1/exact: is "69", the rules give "68"
}

func ExampleIssue() {
	signer, _ := bundle.NewSigner(ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32))))
	answers, _ := bundle.PartHash([32]byte{1}, []byte(`{"commitments": []}`))
	price, _ := bundle.PartHash([32]byte{2}, []byte(`{"total": {"amount": 80.00, "currency": "GBP"}}`))
	receipt, err := bundle.Issue(bundle.Receipt{
		Tender: "parks", Lot: "1", Bid: "B", Version: 1,
		ReceivedAt: time.Date(2027, 3, 1, 11, 59, 59, 0, time.UTC), AnswersHash: answers, PriceHash: price,
	}, signer)
	fmt.Println(len(receipt) > 0, err)
	// Output:
	// true <nil>
}
