package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/goccy/go-yaml"
)

// decode reads JSON and keeps the order in which an object's members stand, as a reader of the description wants to see them. Whole numbers
// become integers.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	value, err := next(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON")
	}
	return value, nil
}

func next(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Number:
		return number(t)
	case json.Delim:
		if t == '{' {
			return members(d)
		}
		return items(d)
	}
	return token, nil
}

func members(d *json.Decoder) (any, error) {
	out := yaml.MapSlice{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := next(d)
		if err != nil {
			return nil, err
		}
		out = append(out, yaml.MapItem{Key: name, Value: value})
	}
	_, err := d.Token()
	return out, err
}

func items(d *json.Decoder) (any, error) {
	out := []any{}
	for d.More() {
		value, err := next(d)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	_, err := d.Token()
	return out, err
}

func number(n json.Number) (any, error) {
	if whole, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
		return whole, nil
	}
	return n.Float64()
}

// unordered turns what decode read into plain objects.
func unordered(value any) any {
	switch v := value.(type) {
	case yaml.MapSlice:
		out := object{}
		for _, m := range v {
			out[fmt.Sprint(m.Key)] = unordered(m.Value)
		}
		return out
	case []any:
		for i := range v {
			v[i] = unordered(v[i])
		}
	}
	return value
}
