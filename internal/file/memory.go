package file

import (
	"context"
	"io/fs"
	"slices"
	"sync"
)

// Memory keeps bytes as long as the program runs: for rehearsals and tests.
// The zero value is ready.
type Memory struct{ kept sync.Map }

// Put implements Store.
func (m *Memory) Put(_ context.Context, content []byte) (string, error) {
	name := Name(content)
	m.kept.Store(name, slices.Clone(content))
	return name, nil
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, name string) ([]byte, error) {
	content, ok := m.kept.Load(name)
	if !ok {
		return whole(name, nil, fs.ErrNotExist)
	}
	return slices.Clone(content.([]byte)), nil
}
