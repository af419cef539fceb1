//go:build darwin || linux

package embedded

import (
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	logLimit = 4 << 20 // the log starts over past this; warnings only, so it takes months
	logTail  = 15      // lines shown when the server does not start
)

// openLog opens the server's log for appending. The server writes to it directly, so what
// it says is kept even when Switchboard was killed.
func (f folder) openLog() (*os.File, error) {
	if err := f.trimLog(); err != nil {
		return nil, err
	}

	file, err := os.OpenFile(f.path("server.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}

	return file, nil
}

// trimLog moves a log that is too long to server.log.1 and starts over. It copies and
// empties, as the server has the file open; opened for appending, it goes on at the start.
func (f folder) trimLog() error {
	path := f.path("server.log")

	info, err := os.Stat(path)
	if err != nil || info.Size() <= logLimit {
		return nil //nolint:nilerr // none yet, or short
	}

	if err := copyEnd(path+".1", path, logLimit); err != nil {
		return fmt.Errorf("trim the server's log: %w", err)
	}
	if err := os.Truncate(path, 0); err != nil {
		return fmt.Errorf("trim the server's log: %w", err)
	}

	return nil
}

// copyEnd writes the last size bytes of from into to.
func copyEnd(to, from string, size int64) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()

	if _, err := source.Seek(-size, io.SeekEnd); err != nil {
		return err
	}

	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, io.LimitReader(source, size)); err != nil {
		_ = target.Close()

		return err
	}

	return target.Close()
}

// logEnd returns where the log ends now; logSince then gives what was said after.
func (f folder) logEnd() int64 {
	info, err := os.Stat(f.path("server.log"))
	if err != nil {
		return 0
	}

	return info.Size()
}

// logSince returns the last lines the server wrote after the log was offset long.
func (f folder) logSince(offset int64) string {
	file, err := os.Open(f.path("server.log"))
	if err != nil {
		return ""
	}
	defer file.Close()

	if end := f.logEnd(); end-offset > 64<<10 {
		offset = end - 64<<10
	}

	text, _ := io.ReadAll(io.NewSectionReader(file, offset, 64<<10))
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")

	return strings.Join(lines[max(0, len(lines)-logTail):], "\n")
}
