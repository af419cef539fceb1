//go:build darwin || linux

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is whom PostgreSQL runs as.
type account struct {
	uid, gid uint32
	other    bool // than ourselves, which only root can arrange
}

// account returns the owner of the cluster, or who is to own it. It never is root.
func (f folder) account() (account, error) {
	self := uint32(os.Geteuid())

	info, err := os.Stat(f.path("cluster"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return account{}, fmt.Errorf("look at the data in %s: %w", f.dir, err)
	}

	if err == nil {
		owner := info.Sys().(*syscall.Stat_t)
		if self != 0 && owner.Uid != self {
			return account{}, fmt.Errorf("the data in %s belongs to user %d and Switchboard runs as user %d; "+
				"start it as that user or as root", f.dir, owner.Uid, self)
		}
		if self != 0 || owner.Uid != 0 {
			return account{uid: owner.Uid, gid: owner.Gid, other: self == 0}, nil
		}
	}

	if self != 0 {
		return account{uid: self, gid: uint32(os.Getegid())}, nil
	}

	who := unprivileged()
	if info == nil {
		return who, nil
	}

	// Root copied it here, for instance from a backup.
	if err := os.Chmod(f.path("cluster"), 0o700); err != nil {
		return account{}, fmt.Errorf("close the data to others: %w", err)
	}

	return who, who.own(f.path("cluster"))
}

// unprivileged returns the user root runs PostgreSQL as.
func unprivileged() account {
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}

		uid, errUID := strconv.ParseUint(found.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(found.Gid, 10, 32)
		if errUID == nil && errGID == nil && uid != 0 {
			return account{uid: uint32(uid), gid: uint32(gid), other: true}
		}
	}

	return account{uid: 65534, gid: 65534, other: true} // nobody, wherever it has no name
}

// own gives everything below path to the account.
func (a account) own(path string) error {
	if !a.other {
		return nil
	}

	err := filepath.WalkDir(path, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}

		return os.Lchown(name, int(a.uid), int(a.gid))
	})
	if err != nil {
		return fmt.Errorf("give %s to PostgreSQL's user: %w", path, err)
	}

	return nil
}

// attributes puts a program into a session of its own, out of reach of the terminal's
// Ctrl-C, and makes it run as the account.
func (a account) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setsid: true}
	if a.other {
		attributes.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}

	return attributes
}

// shutOut reports whether the account cannot get into the folder because one above it is
// closed. The kernel is asked, as modes alone do not tell: a program is started in there.
func (a account) shutOut(ctx context.Context, dir string) bool {
	if !a.other {
		return false
	}

	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", ":")
	cmd.Dir = dir
	cmd.SysProcAttr = a.attributes()

	return errors.Is(cmd.Run(), fs.ErrPermission)
}
