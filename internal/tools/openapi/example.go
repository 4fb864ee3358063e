package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// example is what the tests recorded of one operation: the body of a request, and of the answers by their status.
type example struct {
	Request   any
	Responses map[string]any
}

// readExamples reads a file for each operation: its name is the operation's id. No folder means no examples yet.
func readExamples(folder string) (map[string]example, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all := map[string]example{}
	for _, entry := range entries {
		operation, isJSON := strings.CutSuffix(entry.Name(), ".json")
		if !isJSON {
			return nil, fmt.Errorf("docs/examples/%s: got a file that is no recorded example; want operationId.json", entry.Name())
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name())) //nolint:gosec // a tool reads where it is told
		if err != nil {
			return nil, err
		}
		if all[operation], err = readExample(text); err != nil {
			return nil, fmt.Errorf("docs/examples/%s: %w", entry.Name(), err)
		}
	}
	return all, nil
}

var errExample = errors.New(`want {"request": …, "responses": {"200": …}} and nothing else`)

func readExample(text []byte) (example, error) {
	read := example{Responses: map[string]any{}}
	value, err := decode(text)
	if err != nil {
		return read, err
	}
	members, ok := value.(yaml.MapSlice)
	if !ok {
		return read, errExample
	}
	for _, m := range members {
		switch m.Key {
		case "request":
			read.Request = m.Value
		case "responses":
			answers, ok := m.Value.(yaml.MapSlice)
			if !ok {
				return read, errExample
			}
			for _, a := range answers {
				read.Responses[fmt.Sprint(a.Key)] = a.Value
			}
		default:
			return read, errExample
		}
	}
	return read, nil
}
