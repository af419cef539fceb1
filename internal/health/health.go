// Package health is how the server is: what /api/health and the system page show.
// Numbers only, never a secret.
package health

import (
	"context"
	"sync"
	"time"
)

// Source is where the numbers of the database come from.
type Source interface {
	// Ping asks the database something trivial and returns how long it took.
	Ping(ctx context.Context) (time.Duration, error)
	// Pool is how many connections are open and may be open at most.
	Pool() (open, most int)
	// Size is the size of the database in bytes.
	Size(ctx context.Context) (int64, error)
	Counts(ctx context.Context) (Counts, error)
}

// Counts are what the tables hold.
type Counts struct {
	Accounts int // all
	Ready    int // those that send and receive
	Outbox   int // messages accepted and not yet sent
	Media    int // incoming files not yet fetched

	Pending     int // deliveries to webhooks that wait for their first attempt
	Failing     int // deliveries that failed and wait for another attempt
	DeadLetters int // deliveries that were given up and are kept
}

// Deps are what the service stands on.
type Deps struct {
	Store      Source
	Version    string
	Sandbox    bool // WhatsApp is simulated
	Started    time.Time
	WebVersion func() string // the WhatsApp Web version that the clients report
	// Jobs is how many jobs wait or run.
	Jobs func(ctx context.Context) (int, error)
}

// Service gathers reports.
type Service struct {
	Deps

	mu      sync.Mutex
	sized   *int64 // the database, at sizedAt
	sizedAt time.Time
}

// NewService makes the service.
func NewService(d Deps) *Service { return &Service{Deps: d} }

// Report is how the server is at one moment.
type Report struct {
	Version       string
	Sandbox       bool
	UptimeSeconds int
	Database      Database
	Memory        Memory
	Accounts      Accounts
	Queues        Queues
	WebVersion    string
}

// Database is how the database is; the pointers are nil while it does not answer.
type Database struct {
	OK             bool
	LatencyMS      *float64
	Connections    int
	MaxConnections int
	SizeBytes      *int64
}

// Memory is what the process takes.
type Memory struct {
	RSSBytes   int64
	HeapBytes  int64
	Goroutines int
}

// Accounts counts accounts.
type Accounts struct{ Total, Ready int }

// Queues counts what waits.
type Queues struct {
	Outbox, Media int
	Webhooks      Deliveries
	Jobs          int
}

// Deliveries counts what is owed to webhooks; a very large number is counted up to a bound only.
type Deliveries struct{ Pending, Failing, DeadLetters int }

// patience is how long the database may take: a load balancer that asks gives up at
// 5 s or later.
const patience = 2 * time.Second

// Report gathers the numbers. It takes at most patience: a database that does not
// answer by then is reported as not OK, with zeros for what it would have told.
func (s *Service) Report(ctx context.Context) Report {
	r := Report{
		Version: s.Version, Sandbox: s.Sandbox, WebVersion: s.WebVersion(),
		UptimeSeconds: int(time.Since(s.Started).Seconds()), Memory: memory(),
	}
	r.Database.Connections, r.Database.MaxConnections = s.Store.Pool()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	// The driver honours the deadline, but a dead network may hold it up while it
	// closes the connection: the answer does not wait for that.
	answer := make(chan Report, 1)
	go func(r Report) { answer <- s.ask(ctx, r) }(r)
	select {
	case r = <-answer:
	case <-ctx.Done():
	}
	return r
}

// ask fills in what the database tells.
func (s *Service) ask(ctx context.Context, r Report) Report {
	took, err := s.Store.Ping(ctx)
	if err != nil {
		return r
	}
	counts, err := s.Store.Counts(ctx)
	if err != nil {
		return r
	}
	waiting, err := s.Jobs(ctx)
	if err != nil {
		return r
	}
	ms := float64(took.Microseconds()) / 1000
	r.Database.OK, r.Database.LatencyMS = true, &ms
	r.Accounts = Accounts{Total: counts.Accounts, Ready: counts.Ready}
	r.Queues = Queues{
		Outbox: counts.Outbox, Media: counts.Media, Jobs: waiting,
		Webhooks: Deliveries{Pending: counts.Pending, Failing: counts.Failing, DeadLetters: counts.DeadLetters},
	}
	r.Database.SizeBytes = s.size(ctx)
	return r
}

// sizeFor is how long the database's size holds: asking for it looks at every file of it.
const sizeFor = 30 * time.Second

func (s *Service) size(ctx context.Context) *int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sized != nil && time.Since(s.sizedAt) < sizeFor {
		return s.sized
	}
	if size, err := s.Store.Size(ctx); err == nil {
		s.sized, s.sizedAt = &size, time.Now()
	}
	return s.sized
}
