package embedded

import (
	"os/exec"
	"strconv"
	"strings"
)

// serves reports whether the process is a server started on the cluster, by its command.
func (f folder) serves(pid int) bool {
	out, err := exec.Command("/bin/ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()

	return err == nil && strings.Contains(string(out), "postgres") && strings.Contains(string(out), f.path("cluster"))
}
