package pgtest

import "syscall"

// endWithParent has the kernel stop the server when the process that looks after it is killed.
func endWithParent(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGQUIT }

// inMemory is a folder whose files live in memory, empty where there is none with room for a few hundred databases of 8 MiB. The whole size
// decides and not what is free, so that all processes of a run come to the same answer.
func inMemory() string {
	const folder, room = "/dev/shm", 4 << 30
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil || fs.Blocks*uint64(fs.Bsize) < room || syscall.Access(folder, 2) != nil { //nolint:gosec // a block size is positive
		return ""
	}
	return folder
}
