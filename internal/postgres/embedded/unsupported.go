//go:build !darwin && !linux

package embedded

import (
	"context"
	"errors"
)

var errUnsupported = errors.New("PostgreSQL is started for you on Linux and macOS only; " +
	"install PostgreSQL and set DATABASE_URL")

// Server is a running PostgreSQL.
type Server struct{}

// Start fails: this system lacks the file locks and process groups that make it safe.
func Start(context.Context, Config) (*Server, error) { return nil, errUnsupported }

// Join fails for the same reason as Start.
func Join(context.Context, Config) (string, error) { return "", errUnsupported }

// URL is empty.
func (*Server) URL() string { return "" }

// Stop does nothing.
func (*Server) Stop(context.Context) error { return nil }
