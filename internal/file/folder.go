package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
)

// Folder keeps bytes in a folder of this machine, spread over folders of two
// hexadecimal digits. Nothing outside of it can be reached.
type Folder struct {
	path string
	open sync.Once
	root *os.Root
	err  error
}

// In is the store in a folder, which is made with mode 0700 when the first
// bytes come.
func In(path string) *Folder { return &Folder{path: path} }

func (f *Folder) rooted() (*os.Root, error) {
	f.open.Do(func() {
		if f.err = os.MkdirAll(f.path, 0o700); f.err == nil {
			f.root, f.err = os.OpenRoot(f.path)
		}
	})
	return f.root, f.err
}

// Put implements Store. The bytes are on the disk, under their final name,
// before it returns: whoever refers to them finds them after a power cut.
func (f *Folder) Put(_ context.Context, content []byte) (string, error) {
	root, err := f.rooted()
	if err != nil {
		return "", fmt.Errorf("open the folder of files: %w", err)
	}
	name := Name(content)
	folder, path := place(name)
	if kept, err := root.ReadFile(path); err == nil && Name(kept) == name {
		return name, nil
	}
	if err := root.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make a folder for files: %w", err)
	}
	if err := write(root, path, content); err != nil {
		return "", fmt.Errorf("keep a file: %w", err)
	}
	return name, nil
}

// write makes the file under another name first, so that a half-written one is
// never found under its own.
func write(root *os.Root, path string, content []byte) error {
	file, half, err := fresh(root, path)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, root.Remove(half))
	}
	return root.Rename(half, path)
}

// fresh makes a file that nobody else is writing: replicas may share the folder.
func fresh(root *os.Root, path string) (file *os.File, name string, err error) {
	for n := range 1000 {
		name = fmt.Sprintf("%s.half-%d", path, n)
		file, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return file, name, err
}

// Get implements Store.
func (f *Folder) Get(_ context.Context, name string) ([]byte, error) {
	root, err := f.rooted()
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	_, path := place(name)
	content, err := root.ReadFile(path)
	return whole(name, content, err)
}

// place is where the bytes of a name are.
func place(name string) (folder, path string) {
	digits := strings.TrimPrefix(name, "sha256:")
	folder = digits[:min(2, len(digits))]
	return folder, folder + "/" + digits
}
