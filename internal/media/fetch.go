package media

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
)

const (
	// fetchers is how many files are fetched at once: enough for a burst of pictures,
	// few enough for a small host.
	fetchers = 4
	// fetchTimeout is how long one file may take: 100 MB at about 350 kB/s.
	fetchTimeout = 5 * time.Minute
	// fetchAttempts is how often a passing failure is tried again: with the pauses
	// below about a day, after which WhatsApp rarely has the file.
	fetchAttempts  = 12
	firstFetchWait = 5 * time.Second
	longestWait    = 4 * time.Hour
	// fetchPoll finds what no news told of.
	fetchPoll = 15 * time.Second
	// unusedAge is how long an upload waits for its message.
	unusedAge = 24 * time.Hour
)

// Run fetches incoming files until ctx is done.
func (s *Service) Run(ctx context.Context) error {
	events, cancel := s.Bus.Subscribe()
	defer func() { cancel() }()
	tick := time.NewTicker(fetchPoll)
	defer tick.Stop()
	for {
		s.drain(ctx)
		if !s.await(ctx, tick, &events, &cancel) {
			return nil
		}
	}
}

// await returns true when there may be something to fetch.
func (s *Service) await(ctx context.Context, tick *time.Ticker, events *<-chan event.Event, cancel *func()) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
			return true
		case e, ok := <-*events:
			if !ok {
				*events, *cancel = s.Bus.Subscribe()
				return ctx.Err() == nil
			}
			switch e.(type) {
			case event.MediaQueued, event.AccountChanged:
				return true
			}
		}
	}
}

// drain fetches what is due, a few at a time.
func (s *Service) drain(ctx context.Context) {
	for ctx.Err() == nil {
		due, err := s.Store.DueFetches(ctx, s.Holder, time.Now(), fetchers)
		if err != nil {
			if ctx.Err() == nil {
				s.Log.WarnContext(ctx, "incoming media not read", "error", err)
			}
			return
		}
		var wg sync.WaitGroup
		for _, f := range due {
			wg.Go(func() { s.fetch(ctx, f) })
		}
		wg.Wait()
		if len(due) < fetchers {
			return
		}
	}
}

func (s *Service) fetch(ctx context.Context, f Fetch) {
	fetchCtx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	file, err := s.bring(fetchCtx, f)
	switch {
	case ctx.Err() != nil:
		return // shutting down: it is still owed
	case err == nil:
	case fault.CodeOf(err) == gone && f.Attempts < askTimes && s.askAgain(fetchCtx, f):
		return
	case fault.Is(err, fault.NotFound) || f.Attempts+1 >= fetchAttempts:
		file = f.File
		file.Status = Failed
	default:
		wait := min(firstFetchWait<<min(f.Attempts, 20), longestWait)
		s.Log.InfoContext(ctx, "incoming media not fetched yet", "account_id", f.AccountID, "media_id", f.ID, "attempt", f.Attempts+1, "error", err)
		if err := s.Store.FetchLater(ctx, f.ID, time.Now().Add(wait)); err != nil {
			s.Log.WarnContext(ctx, "media attempt not recorded", "media_id", f.ID, "error", err)
		}
		return
	}
	messageID, chatID, recordErr := s.Store.FetchDone(ctx, file)
	if recordErr != nil {
		if fault.Is(recordErr, fault.NotFound) {
			_ = s.remove(ctx, file) // removed with its message meanwhile
		}
		s.Log.WarnContext(ctx, "fetched media not recorded", "media_id", f.ID, "error", recordErr)
		return
	}
	s.Log.InfoContext(ctx, "incoming media", "account_id", f.AccountID, "media_id", f.ID, "status", file.Status, "bytes", file.Size, "error", err)
	s.Bus.Publish(event.MessageChanged{AccountID: f.AccountID, MessageID: messageID, ChatID: chatID})
}

// bring gets the bytes of a file and keeps them.
func (s *Service) bring(ctx context.Context, f Fetch) (File, error) {
	file := f.File
	staged, err := s.stage(func(w io.Writer) error { return s.Downloader.Download(ctx, f.AccountID, f.Source, w) }, &file)
	if err != nil {
		return file, err
	}
	defer staged.drop()
	file.Store = s.Stores.Current
	if err := s.keep(ctx, file, staged); err != nil {
		return file, err
	}
	file.Status = Ready
	return file, nil
}

const (
	// gone is the Downloader's code for a file that WhatsApp does not have any more.
	gone = "media_gone"
	// askTimes is how often the phone is asked for such a file, and askWait how long it may
	// take to answer: it may be off, and uploads first.
	askTimes = 3
	askWait  = 5 * time.Minute
)

// askAgain asks the phone for a file that WhatsApp does not have any more; false when it
// cannot be asked.
func (s *Service) askAgain(ctx context.Context, f Fetch) bool {
	o, err := s.Store.Origin(ctx, f.ID)
	if err == nil {
		// Before the phone is asked: its answer makes the file due at once.
		if err = s.Store.FetchLater(ctx, f.ID, time.Now().Add(askWait)); err == nil {
			err = s.Downloader.AskAgain(ctx, f.AccountID, o, f.Source)
		}
	}
	s.Log.InfoContext(ctx, "phone asked for a file again", "account_id", f.AccountID, "media_id", f.ID, "error", err)
	return err == nil || fault.Is(err, fault.Unavailable)
}

// Renewed takes the phone's answer: renew makes the new source out of the old one, or says
// that the phone does not have the file either.
func (s *Service) Renewed(ctx context.Context, accountID uuid.UUID, waID string, renew func(source []byte) ([]byte, bool)) error {
	f, err := s.Store.PendingFetch(ctx, accountID, waID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	source, ok := renew(f.Source)
	if !ok {
		file := f.File
		file.Status = Failed
		messageID, chatID, err := s.Store.FetchDone(ctx, file)
		s.Bus.Publish(event.MessageChanged{AccountID: accountID, MessageID: messageID, ChatID: chatID})
		return err
	}
	if err := s.Store.Renew(ctx, f.ID, source, time.Now()); err != nil {
		return err
	}
	s.Bus.Publish(event.MediaQueued{AccountID: accountID})
	return nil
}
