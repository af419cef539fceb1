// Command switchboard is the self-hosted WhatsApp switchboard.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"switchboard/internal/app"
	"switchboard/internal/config"
)

// version is set by the build.
var version = "dev"

const usage = `Switchboard: a self-hosted WhatsApp switchboard.

Usage:
  switchboard [serve] [--sandbox]     serve (the default); --sandbox simulates WhatsApp
  switchboard migrate                 bring the database's schema up to date and stop
  switchboard sandbox [--listen HOST:PORT] [--state FILE]
                                      only the simulated WhatsApp, for any client library
  switchboard listen --api-key KEY [--forward URL] [--server URL] [--account ID] [--types KINDS] [--secret WHSEC]
                                      print events as they come, and forward them, signed, to a local address
  switchboard doctor                  check configuration, database and WhatsApp
  switchboard version                 print the version

Configuration is read from the environment and from .env; see .env.example.
`

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out, errOut io.Writer) error {
	// The first signal stops in order; the second ends at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	command := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Usage = func() { fmt.Fprint(errOut, usage) }
	var forwarding app.Forwarding
	inSandbox, listen, state := new(bool), new(string), new(string)
	switch command {
	case "serve", "doctor":
		flags.BoolVar(inSandbox, "sandbox", false, "simulate WhatsApp")
	case "sandbox":
		flags.StringVar(listen, "listen", "127.0.0.1:9400", "where to listen")
		flags.StringVar(state, "state", "", "file that keeps phones, links and messages over restarts")
	case "listen":
		flags.StringVar(&forwarding.Server, "server", "http://localhost:3000", "where Switchboard is")
		flags.StringVar(&forwarding.Key, "api-key", "", "an account's API key, or an admin API token")
		flags.StringVar(&forwarding.Account, "account", "", "whose events, with an admin API token")
		flags.StringVar(&forwarding.To, "forward", "", "where to forward the events to")
		flags.StringVar(&forwarding.Types, "types", "", "event kinds, with commas between them; all when left out")
		flags.StringVar(&forwarding.Secret, "secret", "", "whsec_… to sign with; made when left out")
	case "migrate", "version":
	case "help":
		fmt.Fprint(out, usage)
		return nil
	default:
		fmt.Fprint(errOut, usage)
		return fmt.Errorf("there is no command %q", command)
	}
	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp { //nolint:errorlint // the package returns it as it is
			return nil
		}
		return fmt.Errorf("see switchboard --help")
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes no argument %q; see switchboard --help", command, flags.Arg(0))
	}
	if command == "version" {
		fmt.Fprintln(out, "switchboard", version)
		return nil
	}
	if command == "listen" {
		return app.Listen(ctx, forwarding, app.Options{Version: version, Out: out})
	}
	return start(ctx, command, *inSandbox, *listen, *state, out)
}

// start runs the commands that need a configuration and a log.
func start(ctx context.Context, command string, inSandbox bool, listen, state string, out io.Writer) error {
	cfg, err := config.Load(inSandbox)
	if err != nil && command != "sandbox" {
		return err
	}
	o := app.Options{Version: version, Log: logger(cfg), Out: out}
	switch command {
	case "migrate":
		return app.Migrate(ctx, cfg, o)
	case "sandbox":
		return app.Sandbox(ctx, cfg, listen, state, o)
	case "doctor":
		return app.Doctor(ctx, cfg, o)
	}
	limitMemory()
	return app.Run(ctx, cfg, o)
}

// memoryTarget keeps the garbage collector ahead of a free host's 512 MB, with room
// for an embedded PostgreSQL beside us. GOMEMLIMIT, when set, wins.
const memoryTarget = 256 << 20

func limitMemory() {
	const unlimited = 1<<63 - 1
	if debug.SetMemoryLimit(-1) == unlimited {
		debug.SetMemoryLimit(memoryTarget)
	}
}

func logger(cfg config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
