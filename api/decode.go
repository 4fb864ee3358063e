package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// The faults of a request that cannot be read.
var (
	errMalformed = fault.New(fault.Malformed, "malformed-body", "The body is not the JSON document that this route reads")
	errShape     = fault.New(fault.Invalid, "unexpected-body", "The body is JSON, but not of the shape that this route reads")
	errTooLarge  = fault.New(fault.TooLarge, "body-too-large", "The body is larger than this route takes")
	errMedia     = fault.New(fault.WrongType, "not-json", "Send the body as application/json")
	errQuery     = fault.New(fault.Invalid, "invalid-query", "Some of the query does not fit: each parameter is named below")
	errVersion   = fault.New(fault.Unconditional, "if-match-required", "Say which version you are changing: send its ETag in If-Match")
	errIfMatch   = fault.New(fault.Malformed, "malformed-if-match", "If-Match takes one ETag as this API gave it")
)

// maxBody is the size of the largest body that a route reads, unless the route
// says otherwise: 1 MiB.
const maxBody = 1 << 20

const bodyKey = "assay.body"

// readBody reads the whole body once, so that the work can be done again after
// a lost race and its words compared under an idempotency key.
func readBody(c *gin.Context, limit int64) ([]byte, error) {
	if kept, ok := c.Get(bodyKey); ok {
		return kept.([]byte), nil
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, limit))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, errTooLarge.Because("the limit is %d bytes", limit)
	}
	if err != nil {
		return nil, errMalformed.Because("the body ended early")
	}
	c.Set(bodyKey, data)
	return data, nil
}

// body decodes the request body strictly and checks its tags.
func body[T any](c *gin.Context) (in T, err error) {
	data, err := readBody(c, maxBody)
	if err != nil {
		return in, err
	}
	if err := isJSON(c); err != nil {
		return in, err
	}
	if err := decode(data, &in); err != nil {
		return in, err
	}
	return in, nil
}

// bodyIfAny is body for a route that can do without: nothing sent is the zero
// value.
func bodyIfAny[T any](c *gin.Context) (in T, err error) {
	data, err := readBody(c, maxBody)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return in, err
	}
	return body[T](c)
}

// decode reads a document strictly; every wrong member is named.
func decode(data []byte, into any) error {
	return refusal(strictjson.Decode(data, into, strictjson.Default))
}

func refusal(err error) error {
	var e *strictjson.Error
	if !errors.As(err, &e) {
		return err
	}
	f := errShape
	switch {
	case e.TooLarge:
		f = errTooLarge
	case e.Malformed:
		f = errMalformed
	}
	for _, bad := range e.Faults {
		f = f.With(fault.Field{Pointer: bad.Pointer, Code: bad.Code, Detail: bad.Detail})
	}
	return f
}

func isJSON(c *gin.Context) error {
	media, parameters, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" {
		return errMedia
	}
	if charset := parameters["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return errMedia.Because("the charset is %s: JSON is UTF-8", charset)
	}
	return nil
}

// nothing refuses a body where the route reads none. An empty object passes.
func nothing(c *gin.Context) error {
	data, err := readBody(c, maxBody)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	if err := isJSON(c); err != nil {
		return err
	}
	var none struct{}
	return decode(data, &none)
}

// pathID reads an identifier of the path. What is not one cannot exist.
func pathID(c *gin.Context, name string) (string, error) {
	id, err := uuid.Parse(c.Param(name))
	if err != nil || id.String() != c.Param(name) {
		return "", store.ErrNotFound
	}
	return id.String(), nil
}

// ifMatch reads the version that the caller means to change.
func ifMatch(c *gin.Context) (version int, err error) {
	header := c.GetHeader("If-Match")
	if header == "" {
		return 0, errVersion
	}
	if strings.HasPrefix(header, "W/") {
		return 0, store.ErrStale.Because("a weak ETag matches no version")
	}
	text, quoted := strings.CutPrefix(header, `"`)
	text, closed := strings.CutSuffix(text, `"`)
	number, _, _ := strings.Cut(text, "-")
	version, err = strconv.Atoi(number)
	if !quoted || !closed || err != nil || version < 1 {
		return 0, errIfMatch
	}
	return version, nil
}

// query decodes the query strictly into the form tags of a struct: a parameter
// that is unknown, sent twice, empty or of the wrong form is named.
func query[T any](c *gin.Context) (in T, err error) {
	c.Set(queryKey, true)
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return in, errQuery.Because("the query is not well formed")
	}
	fields := map[string]reflect.Value{}
	gather(reflect.ValueOf(&in).Elem(), fields)
	var wrong fault.Fields
	for _, name := range slices.Sorted(keys(values)) {
		field, known := fields[name]
		if !known {
			wrong.Add("?"+name, "unknown-parameter", "is not a parameter of this route; it reads "+names(fields))
			continue
		}
		if problem := set(field, values[name]); problem != "" {
			wrong.Add("?"+name, "wrong-form", problem)
		}
	}
	if err := wrong.Err(); err != nil {
		return in, asQuery(err)
	}
	return in, asQuery(fault.Check(in))
}

const queryKey = "assay.query"

// queryWasRead refuses the query of a route that reads none.
func queryWasRead(c *gin.Context) error {
	if c.GetBool(queryKey) {
		return nil
	}
	_, err := query[struct{}](c)
	return err
}

// asQuery points at parameters instead of body members.
func asQuery(err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	out := errQuery
	for _, field := range f.Fields {
		name := field.Pointer[strings.LastIndexAny(field.Pointer, "?/")+1:] // of an embedded struct too
		field.Pointer = "?" + name
		out = out.With(field)
	}
	return out
}

func gather(v reflect.Value, into map[string]reflect.Value) {
	for i := range v.NumField() {
		if v.Type().Field(i).Anonymous {
			gather(v.Field(i), into)
			continue
		}
		tag := v.Type().Field(i).Tag
		name := tag.Get("form")
		if name == "" {
			continue
		}
		into[name] = v.Field(i)
		if left := tag.Get("default"); left != "" {
			set(v.Field(i), []string{left})
		}
	}
}

func set(field reflect.Value, values []string) (problem string) {
	if len(values) != 1 {
		return "is given more than once"
	}
	text := values[0]
	if text == "" || len(text) > 1000 || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "must be 1 to 1000 characters of UTF-8"
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return "must be a whole number"
		}
		field.SetInt(int64(n))
	case reflect.Pointer: // *bool: left out is neither
		b, err := strconv.ParseBool(text)
		if err != nil || (text != "true" && text != "false") {
			return "must be true or false"
		}
		field.Set(reflect.ValueOf(&b))
	default:
		panic(fmt.Sprintf("api: a query field of kind %s", field.Kind()))
	}
	return ""
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func names(fields map[string]reflect.Value) string {
	if len(fields) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(keys(fields)), ", ")
}
