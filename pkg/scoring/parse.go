package scoring

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// Option changes what [Parse] accepts.
type Option func(*strictjson.Limits)

// LimitBytes sets the largest sheet, in bytes; 64 MiB where it is not given.
func LimitBytes(n int64) Option { return func(l *strictjson.Limits) { l.Bytes = n } }

// LimitDepth sets how many arrays and objects may stand inside each other; 32 where it is not given.
func LimitDepth(n int) Option { return func(l *strictjson.Limits) { l.Depth = n } }

// Parse reads a sheet strictly: unknown members, keys given twice, other case, trailing data, bad UTF-8, exponents and numbers with too many
// digits are refused.
//
// A document that is not acceptable JSON, or is too large, gives a [*strictjson.Error]. Any other trouble gives [Faults], with everything that
// is wrong at once: the members that cannot be read and, of what could be read, the rules that are broken. A sheet without error has been
// read; [Score] checks the rules.
func Parse(data []byte, options ...Option) (Sheet, error) {
	limits := strictjson.Limits{Bytes: 64 << 20, Depth: 32}
	for _, option := range options {
		option(&limits)
	}
	var s Sheet
	err := strictjson.Decode(data, &s, limits)
	unread, ok := errors.AsType[*strictjson.Error](err)
	if err == nil {
		return s, nil
	}
	if !ok || unread.Malformed || unread.TooLarge {
		return Sheet{}, err
	}
	return Sheet{}, everything(unread.Faults, s)
}

// everything joins the members that could not be read with the rules broken elsewhere. A broken rule at, above or below an unread member is
// left out: it would only say the same trouble again.
func everything(unread []strictjson.Fault, s Sheet) Faults {
	all := make(Faults, 0, len(unread))
	for _, f := range unread {
		all = append(all, Fault{Pointer: f.Pointer, Code: f.Code, Message: f.Detail})
	}
	for _, f := range s.Check() {
		if !touchesAny(f.Pointer, unread) {
			all = append(all, f)
		}
	}
	return all
}

func touchesAny(pointer string, unread []strictjson.Fault) bool {
	for _, f := range unread {
		if strings.HasPrefix(pointer+"/", f.Pointer+"/") || strings.HasPrefix(f.Pointer+"/", pointer+"/") {
			return true
		}
	}
	return false
}

// UnmarshalJSON refuses an empty word, which in Go would stand for the default.
func (b *Basis) UnmarshalJSON(text []byte) error { return readWord(b, text) }

// UnmarshalJSON refuses an empty word, which in Go would stand for the default.
func (s *Step) UnmarshalJSON(text []byte) error { return readWord(s, text) }

// UnmarshalJSON refuses an empty word, which in Go would stand for the default.
func (r *RoundingRule) UnmarshalJSON(text []byte) error { return readWord(r, text) }

// UnmarshalJSON refuses an empty word, which in Go would stand for the default.
func (r *RankOn) UnmarshalJSON(text []byte) error { return readWord(r, text) }

// UnmarshalJSON refuses an empty word, which in Go would stand for the default.
func (o *Outside) UnmarshalJSON(text []byte) error { return readWord(o, text) }

// UnmarshalJSON refuses an empty word, which in Go would stand for the default.
func (w *WhenEqual) UnmarshalJSON(text []byte) error { return readWord(w, text) }

// wordError is what the strict reader takes code and sentence from.
type wordError struct{ Code, Detail string }

// Error is the sentence.
func (e *wordError) Error() string { return e.Detail }

func readWord[W ~string](into *W, text []byte) error {
	var word string
	if err := json.Unmarshal(text, &word); err != nil || text[0] != '"' {
		return &wordError{"wrong-type", "must be a text"}
	}
	if word == "" {
		return &wordError{CodeUnknownValue, "must not be empty"}
	}
	*into = W(word)
	return nil
}
