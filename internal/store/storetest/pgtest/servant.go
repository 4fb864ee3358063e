//go:build unix && !aix && !solaris

package pgtest

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// servant is the user the server runs as: this user, or, since PostgreSQL refuses to run as root, an unprivileged one when this user is root.
type servant struct{ credential *syscall.Credential }

// find chooses the user: PostgreSQL's own where there is one, otherwise nobody.
func find() (servant, error) {
	if os.Geteuid() != 0 {
		return servant{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, badUID := strconv.ParseUint(account.Uid, 10, 32)
		gid, badGID := strconv.ParseUint(account.Gid, 10, 32)
		if badUID == nil && badGID == nil && uid != 0 {
			return servant{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return servant{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as")
}

// own hands a folder to the server's user.
func (s servant) own(folder string) error {
	if s.credential == nil {
		return nil
	}
	return os.Chown(folder, int(s.credential.Uid), int(s.credential.Gid))
}
