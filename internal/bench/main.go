// Command bench measures what users feel, and prints it as one table: how fast a
// message is accepted, how soon a phone's message is on a subscriber's screen, what
// an account costs in memory, how soon everything is up. Beside each stands the same
// for a program that is nothing but the client library on the same database, run in
// the same bench. The simulated WhatsApp runs in a process of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"switchboard/internal/postgres/embedded"
)

const (
	// accounts is the spec's upper number of concurrent accounts.
	accounts = 20
	// rate is how many requests a second the accept latency is measured at.
	rate = 50
	// samples is how many measurements a latency is made of: enough for a p99.
	samples = 500
	// settle is how long an idle process is left alone before its memory is read.
	settle = 3 * time.Second
)

func main() {
	bare := flag.String("bare", "", "internal: run the bare library on this database")
	box := flag.String("sandbox", "", "internal: the sandbox to connect to")
	binary := flag.String("binary", "bin/switchboard", "the program to measure")
	only := flag.String("only", "", "measure one part: product, load, many, heavy, ai or sandbox")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	switch {
	case *bare != "":
		err = runBare(ctx, *bare, *box)
	default:
		err = measureParts(ctx, *binary, *only)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measureParts runs all parts, or one of them, and prints their tables.
func measureParts(ctx context.Context, binary, only string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "switchboard-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // PostgreSQL runs as another user
		return err
	}
	for _, part := range []struct {
		name string
		run  func(ctx context.Context, binary, dir string) error
	}{{"product", measure}, {"load", measureLoad}, {"many", measureMany}, {"heavy", measureHeavy}, {"ai", measureReplies}, {"sandbox", measureSandbox}} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.run(ctx, binary, dir); err != nil {
			return err
		}
	}
	return nil
}

// measure prints the product beside the bare library.
func measure(ctx context.Context, binary, dir string) error {
	ours, err := withDatabase(ctx, filepath.Join(dir, "ours"), func(databaseURL string) (result, error) {
		return benchProduct(ctx, binary, dir, databaseURL)
	})
	if err != nil {
		return fmt.Errorf("measure Switchboard: %w", err)
	}
	theirs, err := withDatabase(ctx, filepath.Join(dir, "theirs"), func(databaseURL string) (result, error) {
		return benchBare(ctx, binary, databaseURL)
	})
	if err != nil {
		return fmt.Errorf("measure the bare library: %w", err)
	}
	return table(os.Stdout, ours, theirs)
}

// measureMany prints what a crowd of accounts costs.
func measureMany(ctx context.Context, binary, dir string) error {
	var m many
	_, err := withDatabase(ctx, filepath.Join(dir, "many"), func(databaseURL string) (r result, err error) {
		m, err = benchMany(ctx, binary, dir, databaseURL)
		return r, err
	})
	if err != nil {
		return fmt.Errorf("measure %d accounts: %w", manyAccounts, err)
	}
	return manyTable(os.Stdout, m)
}

// measureSandbox prints what the simulated WhatsApp itself carries.
func measureSandbox(ctx context.Context, binary, _ string) error {
	c, err := benchSandbox(ctx, binary)
	if err != nil {
		return fmt.Errorf("measure the sandbox: %w", err)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprint(w, "\nsimulated WhatsApp\tmeasured\taim\n")
	fmt.Fprintf(w, "connected clients\t%d\t%d\n", c.clients, crowd)
	fmt.Fprintf(w, "messages a second, routed and acked\t%.0f\t%d\n", c.rate, crowdRate)
	fmt.Fprintf(w, "send until acked: p50\t%s\t\n", ms(c.ack.at(50)))
	fmt.Fprintf(w, "send until acked: p99\t%s\t\n", ms(c.ack.at(99)))
	fmt.Fprintf(w, "memory of the sandbox\t%.0f MB\t< 500 MB\n", float64(c.memory)/(1<<20))
	return w.Flush()
}

// withDatabase gives each side an empty PostgreSQL with the settings that users get.
func withDatabase(ctx context.Context, dir string, run func(databaseURL string) (result, error)) (result, error) {
	db, err := embedded.Start(ctx, embedded.Config{Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return result{}, err
	}
	r, err := run(db.URL())
	return r, errors.Join(err, db.Stop(context.WithoutCancel(ctx)))
}

// result is what one side reached.
type result struct {
	accept     latencies // Switchboard: answer of /api/send; bare: SendMessage until WhatsApp has it
	receive    latencies // a phone writes → it is on the subscriber's side
	deliver    latencies // an event is stored → its webhook's receiver has it
	sustained  float64   // deliveries a second to a fast receiver
	memory     int64     // RSS with all accounts, idle, in bytes
	own        int64     // of which are no pages of files
	perAccount int64     // what each account after the first adds, in bytes
	serving    time.Duration
	back       time.Duration // process start → all accounts connected again
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func mb(n int64) string { return fmt.Sprintf("%.2f MB", float64(n)/(1<<20)) }

// rows starts a table; row adds to it.
func rows(out io.Writer) (w *tabwriter.Writer, row func(what, a, b, aim string)) {
	w = tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	return w, func(what, a, b, aim string) { fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", what, a, b, aim) }
}

func manyTable(out io.Writer, c many) error {
	w, row := rows(out)
	row(fmt.Sprintf("memory with %d accounts", manyAccounts), mb(c.memory), "-", "< 160 MB")
	row(fmt.Sprintf("memory of each further account, up to %d", manyAccounts), mb(c.perAccount), "-", "< 0.5 MB")
	row(fmt.Sprintf("start until %d accounts are connected", manyAccounts), ms(c.back), "-", "< 30 s")
	return w.Flush()
}

func table(out io.Writer, ours, bare result) error {
	w, row := rows(out)
	row("", "Switchboard", "bare library", "aim")
	row(fmt.Sprintf("send, %d/s: p50 (accepted | at WhatsApp)", rate), ms(ours.accept.at(50)), ms(bare.accept.at(50)), "")
	row(fmt.Sprintf("send, %d/s: p99 (accepted | at WhatsApp)", rate), ms(ours.accept.at(99)), ms(bare.accept.at(99)), "< 50 ms")
	row("phone to subscriber: p50", ms(ours.receive.at(50)), ms(bare.receive.at(50)), "")
	row("phone to subscriber: p99", ms(ours.receive.at(99)), ms(bare.receive.at(99)), "< 100 ms")
	row(fmt.Sprintf("event to webhook receiver, %d/s: p50", eventRate), ms(ours.deliver.at(50)), "-", "< 25 ms")
	row(fmt.Sprintf("event to webhook receiver, %d/s: p99", eventRate), ms(ours.deliver.at(99)), "-", "< 150 ms")
	row("webhook deliveries sustained", fmt.Sprintf("%.0f/s", ours.sustained), "-", "> 1000/s")
	row(fmt.Sprintf("memory with %d accounts", accounts), mb(ours.memory), mb(bare.memory), "")
	row("  without pages of files, which the kernel may drop", mb(ours.own), mb(bare.own), "< 70 MB")
	row("memory of each further account", mb(ours.perAccount), mb(bare.perAccount), "< 0.6 MB")
	row("start until it serves", ms(ours.serving), "-", "< 5 s")
	row(fmt.Sprintf("start until %d accounts are connected", accounts), ms(ours.back), ms(bare.back), "< 5 s")
	return w.Flush()
}
