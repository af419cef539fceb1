package embedded

import (
	"fmt"
	"os"
)

// serves reports whether the process works in the cluster: a server makes it its current
// folder, and no other program does.
func (f folder) serves(pid int) bool {
	cluster, err := os.Stat(f.path("cluster"))
	if err != nil {
		return false
	}

	current, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))

	return err == nil && os.SameFile(cluster, current)
}
