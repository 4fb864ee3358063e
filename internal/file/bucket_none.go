//go:build !cloud

package file

import (
	"context"
	"errors"
)

// HasCloud reports whether this program was built with cloud storage.
const HasCloud = false

// ErrNoCloud is the error of asking a program for a bucket that was built
// without cloud storage.
var ErrNoCloud = errors.New("this program keeps files in a folder only: build it with -tags cloud, as the image is, to keep them in a bucket")

// InCloud refuses: see [ErrNoCloud].
func InCloud(context.Context, string) (Store, error) { return nil, ErrNoCloud }
