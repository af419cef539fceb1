package webhook

import (
	"context"
	"slices"
	"strings"
	"time"

	"switchboard/internal/event"
)

// RelayPresence turns news of who is online or types into events, until ctx is done. They are
// many and pass: an account has them only while one of its webhooks asks for them, and what
// comes while a process ends or falls behind is not told.
func (s *Service) RelayPresence(ctx context.Context) error {
	for {
		news, cancel := s.Bus.Subscribe()
		for more := true; more; {
			select {
			case <-ctx.Done():
				cancel()
				return nil
			case e, ok := <-news:
				more = ok
				if p, is := e.(event.PresenceChanged); is {
					s.relay(ctx, p)
				}
			}
		}
		cancel()
		if s.closed() {
			<-ctx.Done()
			return nil
		}
	}
}

// closed tells whether the bus has closed for good.
func (s *Service) closed() bool {
	news, cancel := s.Bus.Subscribe()
	defer cancel()
	return event.Over(news)
}

func (s *Service) relay(ctx context.Context, p event.PresenceChanged) {
	all, err := s.Store.Webhooks(ctx, p.AccountID)
	if err != nil || !slices.ContainsFunc(all, func(w Webhook) bool {
		return w.Active && slices.ContainsFunc(w.Events, func(e string) bool { return Matches(e, event.KindPresence) })
	}) {
		return // nobody asks, or the database is away: it passes
	}
	who := p.Phone
	if who == "" {
		who = p.LID
	}
	group := strings.HasSuffix(p.Chat, "@g.us")
	chats := slices.DeleteFunc([]string{p.Chat, p.Phone, p.LID}, func(c string) bool { return c == "" })
	if group {
		chats = []string{p.Chat}
	}
	payload := event.Presence{Chat: p.Chat, Sender: who, State: p.State, LastSeen: p.LastSeen}.
		WithFacets(event.Facets{Chats: chats, Group: &group})
	if s.Store.Tell(ctx, p.AccountID, payload, time.Now()) == nil {
		s.Bus.Publish(event.Owed{AccountID: p.AccountID})
	}
}
