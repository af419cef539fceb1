// Package embedded runs PostgreSQL for people who have none.
//
// # Life cycle
//
//	          Start                              the server dies
//	            │                              ┌────────────────┐
//	            ▼                              │                │
//	claim ─▶ find programs ─▶ initdb ─▶ launch ─▶ provision ─▶ running ─▶ stopped
//	            (or download)  (once)      ▲                      │   Stop
//	                                       └── leftover ◀─────────┘   kill -9 of us
//
// Every step looks at what is there and does only what is missing, so the same
// sequence serves the first start, every later one, and a restart after the server died.
//
// # The data folder
//
//	lock         held (flock) by the one Switchboard that uses the folder
//	server.lock  held (flock) by every PostgreSQL process that works on the folder
//	password     of both roles, 32 random bytes in hex, mode 0600
//	port         where the server listened last
//	server.log   what PostgreSQL had to say, cut when it grows
//	cluster/     PostgreSQL's own data folder
//	cluster.new/ a cluster that initdb is still making
//
// # Why it is safe
//
// No two servers ever work on one cluster. A lock file with a process number in it can
// lie: the process may be gone and its number another program's. So the proof is a kernel
// lock instead: the server inherits an open server.lock, its children inherit it from
// the server, and the kernel drops the lock when the last of them is gone, however it
// went. Whoever gets that lock knows that postmaster.pid is stale.
//
// A Switchboard that is killed leaves its server running. The next Start asks it to stop,
// which ends the dead Switchboard's transactions, and starts its own: one way to be
// running, with a parent that notices when the server dies.
//
// A cluster appears by one rename after initdb has flushed it to disk, so a half-made one
// is only ever found in cluster.new, where it is thrown away. Roles and the database are
// created when they are missing, at every start. Committed rows are on disk before the
// commit returns: fsync and synchronous_commit stay on.
//
// The server gets a session of its own, so that Ctrl-C reaches Switchboard alone, which
// then closes its connections and stops the server in order.
//
// # Started as root
//
// PostgreSQL refuses to run as root, so it runs as the cluster's owner: the user postgres
// if there is one, else nobody. That user needs a way to the cluster even when a folder
// above it is closed to others (/root). It then gets the data folder as an open file and
// names it by /proc/self/fd, so the data stays where DATA_DIR says.
package embedded

import (
	"fmt"
	"log/slog"
)

// Config says where the data lives and who hears about it.
type Config struct {
	// Dir is the data folder; it is made when missing. The programs, if they must be
	// downloaded, go beside it.
	Dir string

	Log *slog.Logger

	// Search lists the folders, as patterns for filepath.Glob, that are searched for
	// PostgreSQL's programs. Nil means PATH, then where packages put them.
	Search []string

	// Mirror is the Maven repository the programs are downloaded from when the machine
	// has none. Empty means Maven Central.
	Mirror string

	// Disposable is for tests: nothing is flushed to disk, many may connect, the role
	// may create databases, and a cluster that cannot start is made anew.
	Disposable bool
}

// InUseError says that another process holds the data folder.
type InUseError struct {
	Dir string
	PID int // 0 when the other process has not written it yet
}

func (e *InUseError) Error() string {
	who := ""
	if e.PID > 0 {
		who = fmt.Sprintf(" (process %d)", e.PID)
	}

	return fmt.Sprintf("Another Switchboard is using %s%s. Stop it or set DATA_DIR to another folder.", e.Dir, who)
}
