//go:build cloud

package file

import (
	"context"
	"fmt"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // azblob://container
	_ "gocloud.dev/blob/s3blob"    // s3://bucket, of Amazon and of whoever speaks its language
	"gocloud.dev/gcerrors"
)

// HasCloud reports whether this program was built with cloud storage.
const HasCloud = true

// Bucket keeps bytes in a bucket of a cloud, which replicas on different
// machines share. It is safe for use by all of them at once: the name of bytes
// is their hash, so that two who write one name write the same.
type Bucket struct{ bucket *blob.Bucket }

// InCloud opens a bucket by its address:
//
//	s3://bucket?region=eu-west-2
//	s3://bucket?region=eu-west-2&endpoint=https://storage.example&s3ForcePathStyle=true
//	azblob://container
//
// Who may open it is told to the program by the environment, as each cloud's
// own tools read it, and never by the address.
func InCloud(ctx context.Context, address string) (Store, error) {
	b, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("open the bucket of files: %w", err)
	}
	return &Bucket{b}, nil
}

// Put implements Store.
func (b *Bucket) Put(ctx context.Context, content []byte) (string, error) {
	name := Name(content)
	_, path := place(name)
	if kept, err := b.bucket.ReadAll(ctx, path); err == nil && Name(kept) == name {
		return name, nil
	}
	err := b.bucket.WriteAll(ctx, path, content, &blob.WriterOptions{ContentType: "application/octet-stream", DisableContentTypeDetection: true})
	if err != nil {
		return "", fmt.Errorf("keep a file in the bucket: %w", err)
	}
	return name, nil
}

// Get implements Store.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, error) {
	_, path := place(name)
	content, err := b.bucket.ReadAll(ctx, path)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, ErrMissing
	}
	return whole(name, content, err)
}
