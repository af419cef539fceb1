package reply

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Drafts are an account's answers that wait for a person, oldest first.
func (s *Service) Drafts(ctx context.Context, accountID uuid.UUID) ([]Draft, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	return s.Store.Drafts(ctx, accountID)
}

func (s *Service) draft(ctx context.Context, id uuid.UUID) (Draft, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return Draft{}, err
	}
	d, err := s.Store.Draft(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	return d, auth.RequireAccount(ctx, d.AccountID)
}

// Approve sends a draft; text, when it is not nil, instead of what it says. Faults: NotFound,
// Invalid, Conflict ("decided", "opted_out").
func (s *Service) Approve(ctx context.Context, id uuid.UUID, text *string) (Draft, error) {
	d, err := s.draft(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	if text != nil {
		d.Text = strings.TrimSpace(*text)
	}
	if d.Text == "" {
		return Draft{}, fault.Bad("text", "Write what is to be sent.")
	}
	if d.State != Pending {
		return Draft{}, ErrDecided()
	}
	chat, err := s.Messages.Chat(ctx, d.ChatID)
	if err != nil {
		return Draft{}, err
	}
	ctx = auth.WithCaller(ctx, auth.Caller{Kind: auth.Account, AccountID: d.AccountID})
	// All parts and the decision are of one moment: that is how a message finds its draft.
	now := s.now().UTC().Truncate(time.Microsecond)
	var parts []message.Accept
	for _, part := range messages(chat.AccountID, chat.Peer, "draft:"+d.ID.String(), Split(d.Text)) {
		a, err := s.Messages.Acceptable(ctx, part)
		if err != nil {
			return Draft{}, err
		}
		a.CreatedAt = now
		parts = append(parts, a)
	}
	approved, sent, err := s.Store.ApproveDraft(ctx, d, parts, now)
	if err != nil {
		return Draft{}, err
	}
	s.Messages.Changed(sent...)
	s.Bus.Publish(news(d.AccountID, d.ChatID, true))
	return approved, nil
}

// ErrDecided says that a draft does not wait any more.
func ErrDecided() error {
	return fault.New(fault.Conflict, "The draft does not wait any more.").WithCode("decided")
}

// Discard ends a draft. Faults: NotFound, Conflict ("decided").
func (s *Service) Discard(ctx context.Context, id uuid.UUID) (Draft, error) {
	d, err := s.draft(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	if d, err = s.Store.DecideDraft(ctx, id, Discarded, d.Text, s.now().UTC()); err != nil {
		return Draft{}, err
	}
	s.Bus.Publish(news(d.AccountID, d.ChatID, true))
	return d, nil
}

// messages are the parts of an answer as they are sent.
func messages(accountID uuid.UUID, to message.Peer, key string, parts []string) []message.Draft {
	out := make([]message.Draft, len(parts))
	for i, part := range parts {
		out[i] = message.Draft{
			AccountID: accountID, To: to.JID(), Text: part, IdempotencyKey: fmt.Sprintf("%s:%d", key, i),
			AllowDuplicate: true, Priority: message.Reply, Source: message.FromAI,
		}
	}
	return out
}
