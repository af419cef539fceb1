package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"switchboard/internal/postgres/embedded"
)

// loadRounds is how often each side sends, in turns: what else the machine does then hits both.
const loadRounds = 3

// side is one of the two programs under load: itself, its database and its sandbox.
type side struct {
	name     string
	db       *embedded.Server
	dir      string
	box      *box
	customer string
	prepare  func(ctx context.Context, accounts, each, round int) error
	burst    func(ctx context.Context, accounts, each int) (float64, error)
	process  func() *process
	stop     func()
}

// load is what the two sides reached.
type load struct {
	rates map[string][]float64  // messages a second, by side and number of accounts
	spent map[string][]spending // the same for the CPU time
	storm latencies             // until a subscriber of ours has what came in
	cost  spending              // of each message that came in
}

// spending is CPU time per message.
type spending struct{ program, database, sandbox time.Duration }

// measureLoad prints how much goes through, beside the bare library on a database of its own.
func measureLoad(ctx context.Context, binary, dir string) (err error) {
	ours, err := startOurs(ctx, binary, filepath.Join(dir, "load"))
	if err != nil {
		return fmt.Errorf("start Switchboard: %w", err)
	}
	defer ours.end(ctx, &err)
	theirs, err := startTheirs(ctx, binary, filepath.Join(dir, "bare"))
	if err != nil {
		return fmt.Errorf("start the bare library: %w", err)
	}
	defer theirs.end(ctx, &err)
	l := load{rates: map[string][]float64{}, spent: map[string][]spending{}}
	for round := range loadRounds {
		for _, n := range []struct{ accounts, each int }{{1, burstOne}, {accounts, burstEach}} {
			for _, s := range []*side{&ours.side, theirs} {
				if err := l.send(ctx, s, n.accounts, n.each, round); err != nil {
					return fmt.Errorf("%s: %w", s.name, err)
				}
			}
		}
	}
	l.cost, err = ours.spend(accounts*inRate*int(inFor.Seconds()), func() error {
		l.storm, err = ours.product.storm(ctx)
		return err
	})
	if err != nil {
		return err
	}
	return l.print()
}

// send has one side send and notes how fast it was and what it took.
func (l *load) send(ctx context.Context, s *side, from, each, round int) error {
	key := fmt.Sprint(s.name, from)
	if err := s.prepare(ctx, from, each, round); err != nil {
		return err
	}
	var rate float64
	spent, err := s.spend(from*each, func() (err error) {
		rate, err = s.burst(ctx, from, each)
		return err
	})
	l.rates[key], l.spent[key] = append(l.rates[key], rate), append(l.spent[key], spent)
	return err
}

const (
	oursName   = "Switchboard"
	theirsName = "bare library"
)

// ourSide is the product under load.
type ourSide struct {
	side
	product *product
}

func startOurs(ctx context.Context, binary, dir string) (*ourSide, error) {
	s := &ourSide{}
	if err := s.open(ctx, oursName, binary, dir); err != nil {
		return nil, err
	}
	p, err := newProduct(ctx, s.box, binary, filepath.Join(dir, "data"), s.db.URL())
	if err != nil {
		return nil, err
	}
	s.product = p
	s.prepare = func(ctx context.Context, n, each, round int) error {
		return p.queue(ctx, s.customer, p.linked[:n], each, round)
	}
	s.burst = func(ctx context.Context, n, each int) (float64, error) { return p.burst(ctx, p.linked[:n], each) }
	s.process = func() *process { return p.process }
	s.stop = func() { p.process.stop() }
	if _, err := p.start(ctx); err != nil {
		return nil, err
	}
	for i := range accounts {
		if err := p.link(ctx, i); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func startTheirs(ctx context.Context, binary, dir string) (*side, error) {
	s := &side{}
	if err := s.open(ctx, theirsName, binary, dir); err != nil {
		return nil, err
	}
	c := &bareChild{box: s.box, database: s.db.URL()}
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	s.prepare = func(context.Context, int, int, int) error { return nil }
	s.burst = func(ctx context.Context, n, each int) (float64, error) { return c.burst(ctx, s.customer, n, each) }
	s.process = func() *process { return c.process }
	s.stop = func() { c.process.stop() }
	var r result
	_, err := c.fill(ctx, &r)
	return s, err
}

// open starts a side's database and sandbox.
func (s *side) open(ctx context.Context, name, binary, dir string) (err error) {
	s.name, s.dir = name, filepath.Join(dir, "db")
	if err := os.MkdirAll(dir, 0o755); err != nil { // PostgreSQL runs as another user
		return err
	}
	if s.db, err = embedded.Start(ctx, embedded.Config{Dir: s.dir, Log: slog.New(slog.DiscardHandler)}); err != nil {
		return err
	}
	if s.box, err = startBox(ctx, binary); err != nil {
		return err
	}
	s.customer, err = s.box.phone(ctx)
	return err
}

func (s *side) end(ctx context.Context, err *error) {
	s.stop()
	s.box.process.stop()
	*err = errors.Join(*err, s.db.Stop(context.WithoutCancel(ctx)))
}

// spend measures the CPU time that n messages take, of the three programs that carry them.
func (s *side) spend(n int, do func() error) (spending, error) {
	before := s.spent()
	err := do()
	after := s.spent()
	per := func(a, b time.Duration) time.Duration { return (b - a) / time.Duration(n) }
	return spending{
		per(before.program, after.program), per(before.database, after.database), per(before.sandbox, after.sandbox),
	}, err
}

func (s *side) spent() spending {
	return spending{cpuOf(s.process().cmd.Process.Pid, false), cpuOf(postmaster(s.dir), true), cpuOf(s.box.process.cmd.Process.Pid, false)}
}

// postmaster is the process of a database, 0 where that cannot be told.
func postmaster(dir string) int {
	text, err := os.ReadFile(filepath.Join(dir, "cluster", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// tick is the unit of /proc's times: 1/100 s on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// cpuOf is the CPU time of a process, with those of its children that live and, for a
// database, those that have ended; 0 where there is no /proc.
func cpuOf(pid int, children bool) time.Duration {
	if pid == 0 || runtime.GOOS != "linux" {
		return 0
	}
	total := cpuTicks(pid, children)
	if children {
		all, _ := filepath.Glob("/proc/[0-9]*")
		for _, p := range all {
			child, _ := strconv.Atoi(filepath.Base(p))
			if f := procStat(child); len(f) > 1 && f[1] == strconv.Itoa(pid) {
				total += cpuTicks(child, false)
			}
		}
	}
	return time.Duration(total) * tick
}

func cpuTicks(pid int, ended bool) (total int) {
	f := procStat(pid)
	last := 12 // user and system time; after them those of children that have ended
	if ended {
		last = 14
	}
	for i := 11; i <= last && i < len(f); i++ {
		n, _ := strconv.Atoi(f[i])
		total += n
	}
	return total
}

// procStat is /proc's line about a process after its name: state, parent and so on.
func procStat(pid int) []string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(text), ") ")
	return strings.Fields(after)
}

// print shows the table: of the rounds the one in the middle.
func (l *load) print() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "\nunder load\t%s\t%s\taim\n", oursName, theirsName)
	for _, n := range []int{1, accounts} {
		us, them := middle(l.rates[fmt.Sprint(oursName, n)]), middle(l.rates[fmt.Sprint(theirsName, n)])
		what := "sent by one account"
		if n > 1 {
			what = fmt.Sprintf("sent by %d accounts at once", n)
		}
		fmt.Fprintf(w, "%s\t%.0f/s (x %.2f)\t%.0f/s\t>= x 0.8\n", what, us, us/them, them)
		fmt.Fprintf(w, "  CPU of a message: program, database, sandbox\t%s\t%s\t\n",
			middleSpending(l.spent[fmt.Sprint(oursName, n)]), middleSpending(l.spent[fmt.Sprint(theirsName, n)]))
	}
	fmt.Fprintf(w, "phone to subscriber, %d accounts x %d/s: p50\t%s\t-\t\n", accounts, inRate, ms(l.storm.at(50)))
	fmt.Fprintf(w, "phone to subscriber, %d accounts x %d/s: p99\t%s\t-\t< 100 ms\n", accounts, inRate, ms(l.storm.at(99)))
	fmt.Fprintf(w, "  CPU of a message: program, database, sandbox\t%s\t-\t\n", l.cost)
	return w.Flush()
}

func (s spending) String() string {
	return fmt.Sprintf("%.2f + %.2f + %.2f ms", s.program.Seconds()*1e3, s.database.Seconds()*1e3, s.sandbox.Seconds()*1e3)
}

func middle(all []float64) float64 { return slices.Sorted(slices.Values(all))[len(all)/2] }

func middleSpending(all []spending) spending {
	pick := func(of func(spending) time.Duration) time.Duration {
		times := make([]time.Duration, len(all))
		for i, s := range all {
			times[i] = of(s)
		}
		slices.Sort(times)
		return times[len(times)/2]
	}
	return spending{
		pick(func(s spending) time.Duration { return s.program }),
		pick(func(s spending) time.Duration { return s.database }),
		pick(func(s spending) time.Duration { return s.sandbox }),
	}
}
