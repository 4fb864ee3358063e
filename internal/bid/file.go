package bid

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/identity/lookalike"
	"github.com/assay-engine/assay/internal/seal"
)

// The faults of attachments.
var (
	ErrFileType  = fault.New(fault.WrongType, "attachment-type", "The file is not of a type that bids take, or not what it says it is")
	ErrFileEmpty = fault.New(fault.Invalid, "attachment-empty", "The file is empty")
	ErrFileName  = fault.New(fault.Invalid, "attachment-name", "The file needs a plain name: send Content-Disposition: attachment; filename=\"…\"")
	ErrFilesFull = fault.New(fault.Conflict, "attachments-full", "The bid holds as many files, or as many bytes, as it may")
	ErrFileInUse = fault.New(fault.Conflict, "attachment-submitted", "The file belongs to a version that was submitted, and stays")
	ErrFileLost  = fault.New(fault.Conflict, "attachment-not-as-received", "The bytes of this file are no longer those that were handed up: nothing is shown of them")
)

// The limits of attachments.
const (
	MaxFileBytes = 20 << 20  // of one file
	MaxFiles     = 50        // of one bid
	MaxBidBytes  = 200 << 20 // of all files of one bid, as they are kept
)

// NewFile is a file as its supplier uploads it.
type NewFile struct {
	Name      string
	MediaType string
	Content   []byte
}

// File is a file of a bid, as one who may read it finds it.
type File struct {
	ID         string // tells nothing about when it was made
	BidID      string
	Name       string
	MediaType  string
	Bytes      int64
	SHA256     string    // sha256: and 64 hexadecimal digits, by which the document names it
	Reveals    []Telling // what of it names the bidder
	UploadedAt time.Time // zero for others than the supplier
}

// Telling is a part of a file that names the bidder, which those who judge
// without names would rather not read. It is a warning to the supplier before the
// deadline, and to the panel after opening.
type Telling string

// The parts that may tell.
const (
	NameTells       Telling = "name"       // the file's name
	PropertiesTells Telling = "properties" // what the document says about itself: author, company, title
)

// meta is what is sealed of a file beside its bytes.
type meta struct {
	Name       string    `json:"name"`
	MediaType  string    `json:"type"`
	Bytes      int64     `json:"bytes"`
	SHA256     string    `json:"sha256"`
	Reveals    []Telling `json:"reveals"`
	UploadedAt time.Time `json:"uploadedAt"`
}

func (m meta) file(id, bidID string) File {
	return File{ID: id, BidID: bidID, Name: m.Name, MediaType: m.MediaType, Bytes: m.Bytes, SHA256: m.SHA256, Reveals: m.Reveals, UploadedAt: m.UploadedAt}
}

// check refuses what is no attachment. What its bytes are decides, never its
// name, which is for people only and never a path.
func (in NewFile) check() error {
	switch {
	case len(in.Content) == 0:
		return ErrFileEmpty
	case !plainName(in.Name):
		return ErrFileName
	case !slices.Contains(file.Allowed, in.MediaType):
		return ErrFileType.Because("it takes %s", strings.Join(file.Allowed, ", "))
	case !file.Is(in.MediaType, in.Content):
		return ErrFileType.Because("the bytes are not %s", in.MediaType)
	}
	return nil
}

func plainName(name string) bool {
	named := struct {
		Name string `json:"name" validate:"required,max=200,text"`
	}{name}
	return fault.Check(named) == nil && name == path.Base(name) && !strings.ContainsAny(name, "/\\\r\n\t\"") && name != "." && name != ".."
}

// reveals looks for the bidder in what a file is called and says about itself.
func (in NewFile) reveals(bidder identity.Organisation) []Telling {
	list := []Telling{}
	called := strings.Map(func(r rune) rune {
		if strings.ContainsRune("_-.,()[]+", r) {
			return ' '
		}
		return r
	}, in.Name)
	squeeze := func(text string) string { return strings.ReplaceAll(lookalike.Skeleton(text), " ", "") }
	if who := squeeze(bidder.Name); len(who) >= 4 && strings.Contains(squeeze(called), who) {
		list = append(list, NameTells)
	}
	if file.Tells(in.MediaType, in.Content, bidder.Name, withoutForm(bidder.Name), bidder.Identifier) {
		list = append(list, PropertiesTells)
	}
	return list
}

// withoutForm is a name without the words at its end that say what kind of body
// it is.
func withoutForm(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 {
		switch strings.ToLower(strings.Trim(words[len(words)-1], ".,()")) {
		case "ltd", "limited", "plc", "llp", "lp", "cic", "cio", "uk", "inc", "company", "co", "group":
			words = words[:len(words)-1]
			continue
		}
		break
	}
	return strings.Join(words, " ")
}

// The places of a file's two envelopes.
func (b Bid) filePlace(id string) seal.Place { return b.place(0, seal.Attachment(id)) }
func (b Bid) metaPlace(id string) seal.Place { return b.place(0, seal.Attachment(id)+"/meta") }

// openMeta reads what is sealed of a file.
func (b Bid) openMeta(id string, sealed []byte, key seal.PrivateKey) (m meta, err error) {
	c, err := seal.Open(sealed, b.metaPlace(id), key)
	if err != nil {
		return m, damaged(err)
	}
	if err := json.Unmarshal(c.Part, &m); err != nil {
		return m, fmt.Errorf("read what is known of file %s: %w", id, err)
	}
	return m, nil
}
