package fault

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"
)

// ErrInput is the fault of an input that can be read but breaks a rule.
var ErrInput = New(Invalid, "invalid-input", "Some of what you sent does not fit: each field is named below")

// Check validates an input by its validate tags and names every field that
// breaks one. Names are those of the json tags. It returns nil, or a fault
// with code invalid-input.
func Check(input any) error {
	var broken validator.ValidationErrors
	err := validate.Struct(input)
	if err == nil {
		return nil
	}
	if !errors.As(err, &broken) {
		return err
	}
	f := ErrInput.copy()
	for _, b := range broken {
		f.Fields = append(f.Fields, Field{Pointer: pointer(b.Namespace()), Code: code(b), Detail: sentence(b)})
	}
	return f
}

// Fields gathers what is wrong with an input that tags cannot express. The
// zero value is ready; Err tells the outcome.
type Fields struct{ list []Field }

// Add names one more wrong member.
func (f *Fields) Add(pointer, code, detail string) {
	f.list = append(f.list, Field{Pointer: pointer, Code: code, Detail: detail})
}

// Merge takes over the fields of a fault. It reports false for an error that
// is not a fault and has no fields: the caller returns that one as it is.
func (f *Fields) Merge(err error) bool {
	var other *Fault
	if err == nil {
		return true
	}
	if !errors.As(err, &other) || len(other.Fields) == 0 {
		return false
	}
	f.list = append(f.list, other.Fields...)
	return true
}

// Empty reports whether nothing was found wrong.
func (f *Fields) Empty() bool { return len(f.list) == 0 }

// Err is nil when nothing was added, else a fault with code invalid-input.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return ErrInput.With(f.list...)
}

var validate = newValidator()

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		for _, key := range []string{"json", "form"} {
			if name, _, _ := strings.Cut(f.Tag.Get(key), ","); name != "" && name != "-" {
				return name
			}
		}
		if f.Anonymous {
			return unnamed
		}
		return f.Name
	})
	must(v.RegisterValidation("text", isText))
	must(v.RegisterValidation("code", isCode))
	return v
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// isText holds free text to what a page can show and a court can read: no
// control characters but line breaks and tabs, and no bidirectional overrides
// that make text read other than it is written.
func isText(fl validator.FieldLevel) bool {
	for _, r := range fl.Field().String() {
		if r == '\n' || r == '\r' || r == '\t' {
			continue
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\uFEFF' {
			return false
		}
	}
	return true
}

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func isCode(fl validator.FieldLevel) bool { return codePattern.MatchString(fl.Field().String()) }

// unnamed stands in a validator's path for an embedded struct, which neither
// JSON nor a query shows.
const unnamed = "~"

var index = regexp.MustCompile(`\[([^\]]*)\]`)

// pointer turns the validator's Type.lots[0].title into /lots/0/title.
func pointer(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	path = index.ReplaceAllString(path, ".$1")
	path = strings.ReplaceAll(path, unnamed+".", "")
	return "/" + strings.ReplaceAll(path, ".", "/")
}
