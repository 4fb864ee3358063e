//go:build unix && !aix && !solaris && !linux

package pgtest

import "syscall"

// endWithParent does nothing where the kernel cannot: an orphaned server ends by itself within a minute of missing its files, which the next
// start removes.
func endWithParent(*syscall.SysProcAttr) {}

// inMemory is a folder whose files live in memory: there is none that all these systems have.
func inMemory() string { return "" }
