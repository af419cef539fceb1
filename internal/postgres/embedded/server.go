//go:build darwin || linux

package embedded

import (
	"context"
	"errors"
	"os"
	"time"
)

// Server is a running PostgreSQL. It is started again when it dies.
type Server struct {
	url    string
	hold   *os.File
	cancel context.CancelFunc
	hurry  chan context.Context // the deadline of Stop
	done   chan struct{}        // closed when the server is gone and the folder free
	err    error                // of Stop; read after done
}

// Start returns a server that accepts connections and has the database, making what is
// missing. It fails with an InUseError when another process holds the folder, and with
// what to do when there is no PostgreSQL to run. ctx limits the start only: the server
// runs until Stop, or until the process that called Start is killed and another one takes
// the folder.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	f, err := openFolder(cfg.Dir)
	if err != nil {
		return nil, err
	}

	hold, err := f.hold(ctx)
	if err != nil {
		return nil, err
	}

	p, password, err := boot(ctx, cfg, f, 0)
	if err != nil {
		_ = hold.Close()

		return nil, err
	}

	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{
		url:    address(owner, password, owner, p.port),
		hold:   hold,
		cancel: cancel,
		hurry:  make(chan context.Context, 1),
		done:   make(chan struct{}),
	}
	go s.supervise(life, cfg, f, p)

	return s, nil
}

// URL is the database's address. It stays the same until Stop, also when the server dies
// and is started again.
func (s *Server) URL() string { return s.url }

// Stop ends the server's connections, shuts it down in order, waits for that and frees the
// folder. When ctx ends first, the server is ended at once, recovers at the next start, and
// Stop says so; no committed row is lost either way. A second Stop waits for the first.
func (s *Server) Stop(ctx context.Context) error {
	select {
	case s.hurry <- ctx:
	default: // another Stop was first
	}
	s.cancel()
	<-s.done

	return s.err
}

// supervise starts the server again whenever it dies, until life ends.
func (s *Server) supervise(life context.Context, cfg Config, f folder, p *process) {
	defer close(s.done)
	defer s.hold.Close()

	trim := time.NewTicker(time.Minute)
	defer trim.Stop()

	for p != nil {
		select {
		case <-life.Done():
			s.err = p.stop(<-s.hurry)

			return
		case <-trim.C:
			if err := f.trimLog(); err != nil {
				cfg.Log.Warn("postgres log cannot be trimmed", "error", err)
			}
		case <-p.exited:
			cfg.Log.Error("postgres died, starting it again", "state", p.cmd.ProcessState.String(), "log", f.path("server.log"))
			p = revive(life, cfg, f, p.port)
		}
	}
}

// revive starts the server on the same port, however often it takes: what keeps it down,
// such as a full disk, may pass. It returns nil when life ends.
func revive(life context.Context, cfg Config, f folder, port int) *process {
	pause := 100 * time.Millisecond

	for {
		p, _, err := boot(life, cfg, f, port)
		if err == nil {
			return p
		}
		if life.Err() != nil {
			return nil
		}
		cfg.Log.Error("postgres does not start", "error", err, "retry_in", pause)

		wait := time.NewTimer(pause)
		select {
		case <-wait.C:
		case <-life.Done():
			wait.Stop()

			return nil
		}
		pause = min(2*pause, 30*time.Second)
	}
}

// boot goes from whatever is in the folder to a server that has the database. A port of 0
// means the last one or another free one. The caller holds the folder.
func boot(ctx context.Context, cfg Config, f folder, port int) (*process, string, error) {
	began := time.Now()

	lock, err := f.claim(ctx, cfg.Log)
	if err != nil {
		return nil, "", err
	}

	r, err := prepare(ctx, cfg, f, lock)
	if err != nil {
		_ = lock.Close()

		return nil, "", err
	}
	defer r.close()

	if err := f.clear(); err != nil {
		return nil, "", err
	}

	password, err := f.password()
	if err != nil {
		return nil, "", err
	}

	if _, err := os.Stat(f.path("cluster")); os.IsNotExist(err) {
		cfg.Log.InfoContext(ctx, "making the database cluster", "dir", f.dir, "version", r.major)
		if err := r.initdb(ctx, password, cfg.Disposable); err != nil {
			return nil, "", err
		}
	}

	p, err := r.serve(ctx, port, password, cfg.Disposable)
	if errors.Is(err, errPassword) {
		cfg.Log.WarnContext(ctx, "the database password was lost, setting a new one", "dir", f.dir)
		if err = r.resetPassword(ctx, password); err == nil {
			p, err = r.serve(ctx, port, password, cfg.Disposable)
		}
	}
	if err != nil {
		return nil, "", err
	}

	cfg.Log.InfoContext(ctx, "postgres started", "dir", f.dir, "port", p.port, "pid", p.cmd.Process.Pid,
		"version", r.major, "bin", r.bin, "took", time.Since(began).Round(time.Millisecond))

	return p, password, nil
}

// prepare finds who runs what.
func prepare(ctx context.Context, cfg Config, f folder, lock *os.File) (*runner, error) {
	major, err := f.version()
	if err != nil {
		return nil, err
	}

	who, err := f.account()
	if err != nil {
		return nil, err
	}

	found, err := find(ctx, cfg, f, who, major)
	if err != nil {
		return nil, err
	}

	return newRunner(ctx, f, who, found, lock)
}

// serve launches the server and provisions the database. A port that another program
// takes at the last moment is replaced, unless the caller insists on one.
func (r *runner) serve(ctx context.Context, port int, password string, disposable bool) (*process, error) {
	fixed := port != 0

	for tries := 1; ; tries++ {
		var err error
		if !fixed {
			if port, err = r.folder.port(); err != nil {
				return nil, err
			}
		}

		p, err := r.launch(ctx, port, disposable)
		if errors.Is(err, errPortTaken) && !fixed && tries < 5 {
			continue
		}
		if err != nil {
			return nil, err
		}

		if err = provision(ctx, port, password, disposable); err == nil {
			err = r.folder.keepPort(port)
		}
		if err != nil {
			_ = p.stop(ctx)

			return nil, err
		}

		return p, nil
	}
}
