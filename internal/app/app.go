// Package app is the composition root: it builds everything from a Config and runs
// it. main and the end-to-end tests call it.
package app

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/channel"
	"switchboard/internal/chat"
	"switchboard/internal/config"
	"switchboard/internal/consent"
	"switchboard/internal/contact"
	"switchboard/internal/egress"
	"switchboard/internal/event"
	"switchboard/internal/group"
	"switchboard/internal/health"
	"switchboard/internal/jobs"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/pacing"
	"switchboard/internal/postgres"
	"switchboard/internal/reply"
	"switchboard/internal/sandbox"
	"switchboard/internal/seal"
	"switchboard/internal/studio"
	"switchboard/internal/web"
	"switchboard/internal/webhook"
	"switchboard/internal/whatsapp"
)

const (
	// drainFor is how long requests may go on after the signal to stop: hosts send
	// SIGKILL 30 s later at the earliest, and accounts need some of that too.
	drainFor = 10 * time.Second
	// databaseStop is how long the embedded database gets to write what it has.
	databaseStop = 20 * time.Second
)

// Options are what main and tests may say beyond the configuration.
type Options struct {
	Version string
	// Log receives the log.
	Log *slog.Logger
	// Out gets the lines for people: the address and a generated password.
	Out io.Writer
	// Ready, when not nil, is told where the server listens once it does.
	Ready func(address string)
	// Probe, when not nil, is called before and after each step in which a message is
	// stored, sent or recorded, with the step's name, such as "after send". Tests kill the
	// process there.
	Probe func(point string)
}

// Run serves until ctx is done, then stops in order: requests, the outbox, the
// accounts, the database. It returns nil after an orderly stop.
func Run(ctx context.Context, cfg config.Config, o Options) (err error) {
	started := time.Now()
	dir, err := openFolder(ctx, cfg.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.close()) }()

	// The port is taken and served first: who starts a second server on it is told so at
	// once, and hosts see /ping answered while the database is waited for.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Address())
	if err != nil {
		return fmt.Errorf("listen on %s: %w; stop what uses the port, or set PORT to another", cfg.Address(), err)
	}
	server := web.NewServer(o.Log)
	serving := make(chan error, 1)
	go func() { serving <- server.Serve(listener) }()
	defer server.Close()

	db, err := openDatabase(ctx, cfg, dir, o.Log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()

	box, err := openSandbox(cfg, dir, o.Log)
	if err != nil {
		return err
	}
	p, err := build(ctx, cfg, o, dir, db, box, started)
	if err != nil {
		return errors.Join(err, box.close())
	}
	p.server, p.serving = server, serving
	return p.run(ctx, listener.Addr().String(), o)
}

// parts are what runs.
type parts struct {
	log      *slog.Logger
	cfg      config.Config
	bus      *event.Bus
	store    *postgres.Store
	db       *database
	sandbox  *network
	engine   *whatsapp.Engine
	accounts *account.Service
	keeper   *account.Keeper
	outbox   *outbox.Worker
	media    *media.Service
	messages *message.Service
	jobs     *jobs.Runner
	webhooks *webhook.Service
	front    http.Handler
	hangUp   func()
	banner   func(io.Writer)

	server  *web.Server
	serving <-chan error // why the server stopped to serve
}

// build makes everything, from the ground up.
func build(ctx context.Context, cfg config.Config, o Options, dir *folder, db *database, sim *network, started time.Time) (*parts, error) {
	bus := &event.Bus{}
	store := postgres.NewStore(db.pool.Pool, dir.holder)
	engine := whatsapp.New(whatsapp.Config{
		DB: postgres.SessionDB(db.pool.Pool), Keys: store, Log: o.Log, Sandbox: sim.reach, LookupTTL: cfg.CacheTTL(), HistoryDays: cfg.HistoryDays,
	})
	userAgent := "Switchboard/" + o.Version
	outside := egress.New(cfg.AllowPrivate(), userAgent)
	sender := studio.New(engine, outside, o.Log)
	key, err := cfg.SealingKey()
	if err != nil {
		return nil, fmt.Errorf("find the sealing key: %w", err)
	}
	linkKey, err := hkdf.Key(sha256.New, key, nil, "switchboard media links", 32)
	if err != nil {
		return nil, fmt.Errorf("make the key of media links: %w", err)
	}
	stores, err := mediaStores(cfg, dir)
	if err != nil {
		return nil, err
	}
	files := media.NewService(media.Deps{
		Store: store, Downloader: engine, Fetcher: outside, Bus: bus, Log: o.Log,
		Stores: stores, Staging: dir.path(staging), Holder: dir.holder, LinkKey: linkKey,
	})
	if err := files.Recover(); err != nil {
		return nil, err
	}
	limits := limitsOf(cfg)
	box, err := seal.NewBox(key)
	if err != nil {
		return nil, err
	}
	accounts := account.NewService(account.Deps{
		Store: store, Engine: engine, Files: files, Bus: bus, Log: o.Log, Box: box, Defaults: limits, Holder: dir.holder,
	})
	messages := message.NewService(message.Deps{Store: probe(o.Probe).accepting(store), Library: files, Bus: bus, Log: o.Log, AnyVoice: sender.CanRecord(), HistoryDays: cfg.HistoryDays})
	engine.Bind(accounts, probe(o.Probe).arriving(messages))
	chats := chat.NewService(store, engine, bus, o.Log)
	engine.BindChats(chats, bus)
	engine.BindFiles(files)
	webhooks := webhook.NewService(webhook.Deps{Store: store, Accounts: accounts, Poster: outside, Box: box, Bus: bus})
	answers := replies(cfg, reply.Deps{Store: store, Accounts: accounts, Messages: messages, Box: box, Bus: bus, Log: o.Log}, files, outside)
	work, err := jobs.New(jobs.Deps{
		Replies: answers,
		Pool:    db.pool.Pool, Events: store, Bus: bus, Log: o.Log, Holder: dir.holder,
		Webhooks: webhook.NewDispatcher(webhook.DispatcherDeps{Queue: store, Poster: outside, Box: box, Bus: bus, Log: o.Log}),
	})
	if err != nil {
		return nil, err
	}
	admin := auth.NewService(store)
	generated, err := admin.EnsureAdmin(ctx, cfg.AdminUsername, cfg.AdminPassword.Reveal())
	if err != nil {
		return nil, fmt.Errorf("set the admin up: %w", err)
	}
	status := health.NewService(health.Deps{
		Store: store.Health(db.pool), Version: o.Version, Sandbox: cfg.InSandbox(), Started: started, WebVersion: engine.WebVersion, Jobs: work.Depth,
	})
	front, hangUp, err := doors(cfg, o, doorDeps{
		accounts: accounts, messages: messages, chats: chats, contacts: contact.NewService(engine), groups: group.NewService(engine, store), channels: channel.NewService(engine, store), media: files, auth: admin, health: status, bus: bus,
		sessions: store.Sessions(), sandbox: sim.control, consents: consent.NewService(store, bus, o.Log),
		planner:  &outbox.Planner{Store: store, Messages: messages, Defaults: limits},
		webhooks: webhooks, replies: answers,
	})
	if err != nil {
		return nil, err
	}
	return &parts{
		log: o.Log, cfg: cfg, bus: bus, store: store, db: db, sandbox: sim, engine: engine,
		accounts: accounts, keeper: account.NewKeeper(accounts), media: files, messages: messages, jobs: work, webhooks: webhooks, front: front, hangUp: hangUp,
		outbox: outbox.NewWorker(outbox.Deps{
			Store: probe(o.Probe).draining(store), Sender: probe(o.Probe).sending(sender), Files: attachments{files}, Brakes: accounts,
			Bus: bus, Log: o.Log, Holder: dir.holder, Defaults: limits,
		}),
		banner: banner(cfg, generated),
	}, nil
}

// limitsOf are the limits of accounts that have none of their own.
func limitsOf(cfg config.Config) account.Limits {
	from, to, _ := cfg.Quiet() // Load has checked it
	return account.Limits{
		MinInterval: ms(cfg.MinIntervalMS), RandomDelay: ms(cfg.RandomDelayMS),
		MaxPerHour: cfg.MaxPerHour, MaxPerDay: cfg.MaxPerDay, Typing: ms(cfg.TypingDelayMS),
		MaxNewPerDay: cfg.NewContactsPerDay(), MaxSamePerDay: cfg.SameTextPerDay(), WarmUpDays: cfg.WarmUp(),
		Quiet: pacing.Quiet{From: from, To: to}, ReadFirst: cfg.ReadFirst,
	}
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// run serves and works until ctx is done or something fails, then stops in order.
func (p *parts) run(ctx context.Context, address string, o Options) error {
	// Work goes on while requests drain; the accounts go last.
	base := context.WithoutCancel(ctx)
	working, stopWork := context.WithCancel(base)
	holding, stopHolding := context.WithCancel(base)
	simulating, stopSandbox := context.WithCancel(base)
	defer stopSandbox()
	defer stopHolding()
	defer stopWork()

	failed, fail := context.WithCancelCause(ctx)
	worker := func(ctx context.Context, group *errgroup.Group, name string, run func(context.Context) error) {
		group.Go(func() error {
			err := run(ctx)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
				fail(err)
			}
			return err
		})
	}
	var work, hold, simulate errgroup.Group
	worker(simulating, &simulate, "sandbox", p.sandbox.run)
	worker(holding, &hold, "accounts", p.keeper.Run)
	worker(working, &work, "outbox", p.outbox.Run)
	worker(working, &work, "media", p.media.Run)
	worker(working, &work, "jobs", p.jobs.Run)
	worker(working, &work, "presence", p.webhooks.RelayPresence)
	worker(working, &work, "listener", func(ctx context.Context) error { return postgres.Listen(ctx, p.db.pool, p.bus, p.log) })
	worker(working, &work, "housekeeping", p.housekeep)
	worker(working, &work, "deletion", p.finishDeleting)
	worker(working, &work, "brakes", p.endBrakes)
	worker(working, &work, "keep-alive", p.keepAwake)
	p.server.RegisterOnShutdown(p.hangUp)
	p.server.Open(p.front)
	go p.refreshVersion(working)
	go p.checkStore(working)
	p.banner(o.Out)
	if o.Ready != nil {
		o.Ready(address)
	}

	select {
	case <-failed.Done():
	case err := <-p.serving:
		fail(fmt.Errorf("serve: %w", err))
	}
	p.log.InfoContext(ctx, "stopping")
	draining, cancel := context.WithTimeout(base, drainFor)
	defer cancel()
	p.bus.Close() // ends subscriptions, which would hold the drain up
	err := p.server.Shutdown(draining)
	stopWork()
	err = errors.Join(err, work.Wait())
	stopHolding()
	err = errors.Join(err, hold.Wait(), p.engine.Close(base))
	stopSandbox()
	if cause := context.Cause(failed); ctx.Err() == nil {
		err = errors.Join(err, cause)
	}
	return errors.Join(err, simulate.Wait())
}

// refreshVersion asks which version WhatsApp's web client has today: old ones are refused.
func (p *parts) refreshVersion(ctx context.Context) {
	if err := p.engine.RefreshVersion(ctx); err != nil && ctx.Err() == nil {
		p.log.WarnContext(ctx, "current WhatsApp Web version not found; using the built-in one", "error", err)
	}
}

// attachments opens the files of messages for the outbox.
type attachments struct{ files *media.Service }

func (a attachments) Attachment(ctx context.Context, f media.File) (*outbox.Attachment, error) {
	open, err := a.files.Reader(ctx, f)
	if err != nil {
		return nil, err
	}
	return &outbox.Attachment{Mimetype: f.Mimetype, Filename: f.Filename, Size: f.Size, Open: open}, nil
}

// Sandbox serves the sandbox alone until ctx is done. Of the configuration it wants
// only the admin's name and password, for a listener that others reach; a password
// that is not configured is made up and printed.
func Sandbox(ctx context.Context, cfg config.Config, listen, stateFile string, o Options) error {
	access := sandboxAccess{username: cmp.Or(cfg.AdminUsername, "admin"), password: cfg.AdminPassword.Reveal()}
	if access.password == "" {
		access.password, access.generated = rand.Text(), true
	}
	box, err := sandbox.New(sandbox.Config{
		Listen: listen, StateFile: stateFile, Log: o.Log, Username: access.username, Password: access.password,
	})
	if err != nil {
		return err
	}
	describeSandbox(o.Out, box, access)
	return box.Run(ctx)
}
