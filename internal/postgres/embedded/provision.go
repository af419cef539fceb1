//go:build darwin || linux

package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	admin = "postgres"    // the superuser, for what this package does only
	owner = "switchboard" // the role and the database of the application
)

// errPassword: the cluster does not know our password, as someone deleted the file.
var errPassword = errors.New("the database password is not the cluster's")

func address(role, password, database string, port int) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}

	return u.String()
}

// provision makes the role and the database where they are missing. The application's role
// is no superuser, so a flaw in it does not reach the machine.
func provision(ctx context.Context, port int, password string, disposable bool) error {
	conn, err := pgx.Connect(ctx, address(admin, password, "postgres", port))
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Code == "28P01" {
		return errPassword
	}
	if err != nil {
		return fmt.Errorf("connect to postgres: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))

	var role, database bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1),
		EXISTS (SELECT FROM pg_database WHERE datname = $1)`, owner).Scan(&role, &database)
	if err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}

	// No parameters in these commands; the names are ours and the password is hex.
	commands := []string{fmt.Sprintf("ALTER ROLE %s LOGIN PASSWORD '%s'", owner, password)}
	if !role {
		commands = append([]string{"CREATE ROLE " + owner}, commands...)
	}
	if disposable {
		commands = append(commands, fmt.Sprintf("ALTER ROLE %s CREATEDB", owner))
	}
	if !database {
		commands = append(commands, fmt.Sprintf("CREATE DATABASE %s OWNER %s", owner, owner))
	}

	for _, command := range commands {
		if _, err := conn.Exec(ctx, command); err != nil {
			return fmt.Errorf("prepare the database: %w", err)
		}
	}

	return nil
}
