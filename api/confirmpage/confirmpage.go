// Package confirmpage is the page on which whoever holds a link says, once and
// without an account, whether a delivery was received. The token of the link
// stands after the # of its address: browsers never send that part, so it is in
// no log.
package confirmpage

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"
)

// Page is the page.
//
//go:embed page.html
var Page []byte

// Policy is the content security policy under which the page is whole: its own
// style and script, answers to this service, and nothing else.
var Policy = "default-src 'none'; style-src '" + hash("style") + "'; script-src '" + hash("script") + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// hash names what stands in an element of the page.
func hash(element string) string {
	_, rest, _ := strings.Cut(string(Page), "<"+element+">")
	inside, _, _ := strings.Cut(rest, "</"+element+">")
	sum := sha256.Sum256([]byte(inside))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
