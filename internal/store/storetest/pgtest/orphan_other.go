//go:build unix && !aix && !solaris && !linux

package pgtest

import "syscall"

// endWithParent does nothing where the kernel cannot: an orphaned server ends by itself within a minute of missing its files, which the next
// start removes.
func endWithParent(*syscall.SysProcAttr) {}
