package pgtest

import "syscall"

// endWithParent has the kernel stop the server when the process that looks after it is killed.
func endWithParent(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGQUIT }
