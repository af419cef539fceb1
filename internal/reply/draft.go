package reply

import (
	"context"
	"fmt"
	"strings"

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
	// Handed over before it is decided, under a key of the draft: whoever approves it again,
	// after a crash or at the same time, sends nothing anew.
	err = s.send(ctx, chat.AccountID, chat.Peer, "draft:"+d.ID.String(), Split(d.Text))
	if fault.CodeOf(err) == "idempotency_key_reused" {
		return Draft{}, ErrDecided()
	}
	if err != nil {
		return Draft{}, err
	}
	decided, err := s.Store.DecideDraft(ctx, id, Approved, d.Text, s.now().UTC())
	s.Bus.Publish(news(d.AccountID, d.ChatID))
	return decided, err
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
	s.Bus.Publish(news(d.AccountID, d.ChatID))
	return d, nil
}

// send hands the parts of an answer to the outbox. Said twice with the same key, it sends once.
func (s *Service) send(ctx context.Context, accountID uuid.UUID, to message.Peer, key string, parts []string) error {
	ctx = auth.WithCaller(ctx, auth.Caller{Kind: auth.Account, AccountID: accountID})
	for _, d := range messages(accountID, to, key, parts) {
		if _, err := s.Messages.Send(ctx, d); err != nil {
			return err
		}
	}
	return nil
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
