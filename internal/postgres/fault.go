package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"switchboard/internal/fault"
)

// retryAfter is how soon asking again makes sense when the database is away: it is
// mostly a restart.
const retryAfter = 5 * time.Second

// translate classifies what the database said; what names the missing thing.
func translate(err error, what string) error {
	var known *fault.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, pgx.ErrNoRows):
		return fault.New(fault.NotFound, what+" not found.")
	case errors.Is(err, context.Canceled):
		return err
	case brokenOff(err):
		return fault.New(fault.Unavailable, "The database is busy with the same rows. Try again in a moment.").WithRetryAfter(time.Second).WithCause(err)
	case away(err):
		return fault.New(fault.Unavailable, "The database does not answer. Try again in a moment.").WithRetryAfter(retryAfter).WithCause(err)
	}
	return err
}

// affected turns "no row" of an update into NotFound.
func affected(rows int64, err error, what string) error {
	if err == nil && rows == 0 {
		err = pgx.ErrNoRows
	}
	return translate(err, what)
}

// brokenOff tells whether PostgreSQL has rolled a transaction back for the sake of another
// one: a deadlock, or what could not be serialised. It would have worked a moment later.
func brokenOff(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pgErr.Code == "40P01" || pgErr.Code == "40001")
}

// awayClasses are PostgreSQL's error classes that say nothing about the statement:
// connection exceptions, lack of resources, operator intervention (shutdown), and
// system errors.
var awayClasses = []string{"08", "53", "57", "58"}

// away tells whether the database could not be reached or is going down.
func away(err error) bool {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return slices.Contains(awayClasses, pgErr.Code[:2])
	}
	_, isConnect := errors.AsType[*pgconn.ConnectError](err)
	_, isNet := errors.AsType[net.Error](err)
	return isConnect || isNet || pgconn.SafeToRetry(err) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// permanent tells whether waiting for the database is in vain: wrong credentials,
// no such database.
func permanent(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pgErr.Code[:2] == "28" || pgErr.Code == "3D000")
}

// violates tells whether a row broke a constraint of this name.
func violates(err error, constraint string) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.ConstraintName == constraint
}
