package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/pkg/problem"
)

// object is a JSON object as the API gave it; numbers keep their digits.
type object map[string]any

func (o object) text(name string) string {
	s, _ := o[name].(string)
	return s
}

func (o object) figure(name string) string {
	switch v := o[name].(type) {
	case json.Number:
		return v.String()
	case nil:
		return "–"
	default:
		return fmt.Sprint(v)
	}
}

func (o object) object(name string) object {
	m, _ := o[name].(map[string]any)
	return m
}

func (o object) objects(name string) (list []object) {
	all, _ := o[name].([]any)
	for _, one := range all {
		if m, ok := one.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

// call sends one request to the real API. What it refuses ends the demo, with
// the words of the refusal.
func (d *demo) call(key, method, path string, body any, etag string) (object, string, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, "", err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(d.ctx, method, d.base+path, content)
	if err != nil {
		return nil, "", err
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if etag != "" {
		request.Header.Set("If-Match", etag)
	}
	response, err := d.client.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, "", err
	}
	if response.StatusCode >= 400 {
		return nil, "", refusalOf(method, path, response.StatusCode, answer)
	}
	var out object
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	if err := decoder.Decode(&out); err != nil {
		return nil, "", fmt.Errorf("%s %s: read the answer: %w", method, path, err)
	}
	return out, response.Header.Get("ETag"), nil
}

func refusalOf(method, path string, status int, answer []byte) error {
	var p problem.Details
	if json.Unmarshal(answer, &p) != nil {
		return fmt.Errorf("%s %s: %d %s", method, path, status, answer)
	}
	words := []string{p.Title}
	if p.Detail != "" {
		words = append(words, p.Detail)
	}
	for _, f := range p.Errors {
		words = append(words, f.Pointer+": "+f.Detail)
	}
	return fmt.Errorf("%s %s: %d %s: %s", method, path, status, p.Code, strings.Join(words, "; "))
}

func newDemo(ctx context.Context, w world, base string, first identity.First, quiet bool) *demo {
	return &demo{
		ctx: ctx, out: w, base: base, admin: first.Key, invitation: first.Invitation, quiet: quiet, final: map[string]any{},
		client: &http.Client{Timeout: 30 * time.Second},
	}
}
