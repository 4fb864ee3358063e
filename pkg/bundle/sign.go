package bundle

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// unsigned are the members that the signature of a kind leaves out.
func unsigned(kind string) []string {
	if kind == KindReceipt {
		return []string{"signature", "salts", "log"}
	}
	return []string{"signature"}
}

// Sign writes a document of any kind in canonical form with its keyId and signature. The value must marshal to an object with the member
// kind; what it has for keyId and signature is replaced.
//
// The functions for each kind, such as [Seal], call it; by itself it serves recognitions and kinds that other packages know.
func Sign(document any, s Signer) ([]byte, error) {
	form, err := canonical.JSON(document)
	if err != nil {
		return nil, err
	}
	members, kind, err := split(form)
	if err != nil {
		return nil, err
	}
	members["keyId"] = quote(s.KeyID())
	message, err := message(members, kind)
	if err != nil {
		return nil, err
	}
	signature, err := s.Sign(message)
	if err != nil {
		return nil, fmt.Errorf("bundle: sign: %w", err)
	}
	members["signature"] = quote(base64.StdEncoding.EncodeToString(signature))
	return canonical.JSON(members)
}

// message is what is signed: the canonical form of the document without the members that the signature leaves out.
func message(members map[string]json.RawMessage, kind string) ([]byte, error) {
	signed := make(map[string]json.RawMessage, len(members))
	for name, value := range members {
		signed[name] = value
	}
	for _, name := range unsigned(kind) {
		delete(signed, name)
	}
	return canonical.JSON(signed)
}

var errNoKind = errors.New(`bundle: the document has no member "kind"`)

// split reads the top level of a document, which must be acceptable JSON (see [strictjson.Check]).
func split(document []byte) (members map[string]json.RawMessage, kind string, err error) {
	if err = strictjson.Decode(document, &members, anySize); err != nil {
		return nil, "", err
	}
	if json.Unmarshal(members["kind"], &kind) != nil || kind == "" {
		return nil, "", errNoKind
	}
	return members, kind, nil
}

// anySize takes a document of any size, since it is in memory already, but not of any depth.
var anySize = strictjson.Limits{Bytes: math.MaxInt64, Depth: 64}

func quote(text string) json.RawMessage {
	b, _ := json.Marshal(text) // a text always marshals
	return b
}
