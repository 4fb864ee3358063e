package bid

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/canonical"
)

// Hint is a place in a bid that may tell who the bidder is, although names are
// hidden. The words stay as they are: they are what is judged.
type Hint struct {
	Pointer string `json:"pointer" example:"/answers/questions/0/text"` // into the document
	Code    string `json:"code" enums:"bidder-named,address-given"`
	Detail  string `json:"detail"`
}

// Bidders lists who made the bids of a tender that were opened, each under the
// alias by which whoever scores knows it. Aliases follow the bids' identifiers,
// which are random, and stay the same, since what was opened does.
func Bidders(tx *store.Tx, tenderID string) ([]panel.Bidder, error) {
	bids, err := AllOpened(tx, tenderID)
	if err != nil {
		return nil, err
	}
	var list []panel.Bidder
	for _, b := range bids {
		i := slices.IndexFunc(list, func(x panel.Bidder) bool { return x.SupplierID == b.SupplierID })
		if i < 0 {
			i = len(list)
			list = append(list, panel.Bidder{SupplierID: b.SupplierID, Alias: "Bidder " + letters(i)})
		}
		list[i].Bids, list[i].Lots = append(list[i].Bids, b.ID), append(list[i].Lots, b.LotID)
	}
	for i := range list {
		o, err := identity.Get(tx, list[i].SupplierID)
		if err != nil {
			return nil, err
		}
		list[i].Name = o.Name
	}
	return list, nil
}

// letters counts A, B, … Z, AA, AB, ….
func letters(i int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if i < 26 {
		return alphabet[i : i+1]
	}
	return letters(i/26-1) + alphabet[i%26:i%26+1]
}

// AliasOf is what a bidder is called to those who must not know its name.
func AliasOf(bidders []panel.Bidder, supplierID string) string {
	for _, b := range bidders {
		if b.SupplierID == supplierID {
			return b.Alias
		}
	}
	return ""
}

// blinded takes out of a bid what tells who made it: its supplier, its
// consortium, the names of its files and when it came. Places in its words that
// may still tell are pointed at.
func blinded(tx *store.Tx, t tender.Tender, f Found) (Found, error) {
	supplier, err := identity.Get(tx, f.Bid.SupplierID)
	if err != nil {
		return f, err
	}
	d, err := f.Document()
	if err != nil {
		return f, err
	}
	f.Hints = hints(d, supplier.Name)
	d.Answers.Members = []Member{}
	for i, a := range d.Answers.Attachments {
		d.Answers.Attachments[i].Name = unnamedAs(a.Name, a.SHA256)
	}
	text, err := json.Marshal(d.Answers)
	if err != nil {
		return f, fmt.Errorf("write a bid without names: %w", err)
	}
	if f.Parts.Answers, err = canonical.Transform(text); err != nil {
		return f, fmt.Errorf("write a bid without names: %w", err)
	}
	f.Bid, f.Last, f.Blind = veiled(f.Bid, t), nil, true
	return f, nil
}

// unnamedAs is what a file is called where its own name could tell who the
// bidder is.
func unnamedAs(name, hash string) string {
	hash = strings.TrimPrefix(hash, "sha256:")
	return "attachment-" + hash[:min(8, len(hash))] + strings.ToLower(extension.FindString(path.Ext(name)))
}

// extension is what is left of the ending of a file's name.
var extension = regexp.MustCompile(`^\.[A-Za-z0-9]{1,5}$`)

// veiled is a bid without its supplier and its times: when a bid came tells the
// order of bids.
func veiled(b Bid, t tender.Tender) Bid {
	b.SupplierID, b.CreatedAt, b.UpdatedAt = "", *t.OpenedAt, *t.OpenedAt
	return b
}

var address = regexp.MustCompile(`(?i)\b[\w.+-]+@[\w-]+\.[\w.]+\b|\bhttps?://\S+|\bwww\.\S+`)

// hints points at words that name the bidder, and at addresses.
func hints(d Document, name string) (list []Hint) {
	look := func(pointer, text string) {
		if mentions(text, name) {
			list = append(list, Hint{pointer, "bidder-named", "The bidder's name stands here."})
		}
		if address.MatchString(text) {
			list = append(list, Hint{pointer, "address-given", "An address stands here that may tell who the bidder is."})
		}
	}
	for i, q := range d.Answers.Questions {
		look(fmt.Sprintf("/answers/questions/%d/text", i), q.Text)
	}
	for i, c := range d.Answers.Commitments {
		look(fmt.Sprintf("/answers/commitments/%d/method", i), c.Method)
		look(fmt.Sprintf("/answers/commitments/%d/evidence", i), c.Evidence)
	}
	for i, x := range d.Answers.Declarations {
		look(fmt.Sprintf("/answers/declarations/%d/text", i), x.Text)
	}
	return list
}

// mentions reports whether a text holds a name, whole or without its legal form.
func mentions(text, name string) bool {
	text, name = fold(text), fold(name)
	for _, form := range []string{" limited", " ltd", " plc", " llp", " cic", " cio"} {
		name = strings.TrimSuffix(name, form)
	}
	return len(name) >= 3 && strings.Contains(" "+text+" ", " "+name+" ")
}

var apart = regexp.MustCompile(`[^\pL\pN]+`)

// fold is a text in lower case with single spaces between its words.
func fold(text string) string {
	return strings.TrimSpace(apart.ReplaceAllString(strings.ToLower(text), " "))
}
