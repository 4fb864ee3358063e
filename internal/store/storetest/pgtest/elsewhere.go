//go:build !unix || aix || solaris

package pgtest

// cluster stands for the private server, which is not started on systems without Unix sockets and file locks: there the tests use
// ASSAY_TEST_POSTGRES_URL.
type cluster struct{}

func defaultCluster() cluster { return cluster{} }

func (cluster) join([]string) (string, error) { return "", errNone }
