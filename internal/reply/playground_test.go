package reply_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/message"
	"switchboard/internal/reply"
)

// shelf is a store with a conversation, that counts what trials took.
type shelf struct {
	reply.Store
	config reply.Config
	past   []reply.Past
	used   reply.Used

	mu    sync.Mutex
	spent []reply.Spent
}

func (s *shelf) AIConfig(context.Context, uuid.UUID) (reply.Config, error)           { return s.config, nil }
func (s *shelf) Tools(context.Context, uuid.UUID) ([]reply.HTTPTool, error)          { return nil, nil }
func (s *shelf) Knowledge(context.Context, uuid.UUID, string, int) ([]string, error) { return nil, nil }
func (s *shelf) Past(context.Context, uuid.UUID, uuid.UUID, int) ([]reply.Past, error) {
	return s.past, nil
}
func (s *shelf) UsedToday(context.Context, uuid.UUID, uuid.UUID, time.Time) (account, contact reply.Used, err error) {
	return s.used, reply.Used{}, nil
}

func (s *shelf) SpendTrial(ctx context.Context, _ uuid.UUID, spent []reply.Spent, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent = append(s.spent, spent...)
	return ctx.Err()
}

type shop struct{ reply.Messages }

func (shop) Get(_ context.Context, id uuid.UUID) (account.Account, error) {
	return account.Account{ID: id, Name: "Shop"}, nil
}

func (shop) Chat(_ context.Context, id uuid.UUID) (message.Chat, error) {
	return message.Chat{ID: id, AccountID: uuid.New(), Name: "Ada"}, nil
}

// parrot is a model that repeats what was said last, when it may.
type parrot struct {
	reply.Models
	may chan struct{} // nil: at once

	mu               sync.Mutex
	now, most, asked int
}

func (p *parrot) Answer(ctx context.Context, _ reply.Access, q reply.Question) (reply.Answer, error) {
	p.mu.Lock()
	p.now, p.asked = p.now+1, p.asked+1
	p.most = max(p.most, p.now)
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.now--
	}()
	a := reply.Answer{Usage: reply.Usage{In: 10, Out: 1}}
	if p.may != nil {
		select {
		case <-p.may:
		case <-ctx.Done():
			return a, &reply.ModelError{Failure: reply.Unreachable, Cause: ctx.Err()}
		}
	}
	_, said, _ := strings.Cut(q.Turns[len(q.Turns)-1].Text, "<message>\n")
	a.Text = q.Model + ": " + strings.TrimSuffix(said, "\n</message>")
	return a, nil
}

// tryouts is a service whose model runs at home, with the admin who asks.
func tryouts(t *testing.T, s *shelf, p *parrot) (*reply.Service, context.Context) {
	t.Helper()
	if s.config.AccountID == uuid.Nil {
		s.config = reply.Defaults(uuid.New())
		s.config.IsActive = true
	}
	s.config.Choice = reply.Choice{Provider: reply.OpenAICompatible, Model: "one", BaseURL: "https://models.example"}
	service := reply.NewService(reply.Deps{
		Store: s, Models: p, Accounts: shop{}, Messages: shop{}, Poster: addresses{}, Trusted: func(string) bool { return true }, Log: slog.New(slog.DiscardHandler),
	})
	return service, auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Admin})
}

func TestTry_decision(t *testing.T) {
	t.Parallel()
	shut := []reply.Hours{{Day: (int(time.Now().UTC().Weekday()) + 3) % 7, From: "09:00", To: "10:00"}}
	for name, one := range map[string]struct {
		text   string
		patch  reply.Patch
		used   reply.Used
		reason string
		notice string
	}{
		"answered":           {text: "When do you open?"},
		"handed_over":        {text: "I want to talk to a human", patch: reply.Patch{HandOverText: new("Wait.")}, reason: "hand_over", notice: "Wait."},
		"stop_word":          {text: "stop!", patch: reply.Patch{StopWords: &[]string{"Stop"}}, reason: "stop_word"},
		"closed":             {text: "Hi", patch: reply.Patch{Hours: &shut, OutOfHoursText: new("Closed.")}, reason: "out_of_hours", notice: "Closed."},
		"spent":              {text: "Hi", patch: reply.Patch{Budget: &reply.Budget{RepliesPerDay: 2, Text: "Tomorrow."}}, used: reply.Used{Replies: 2}, reason: "budget", notice: "Tomorrow."},
		"left":               {text: "Hi", patch: reply.Patch{Budget: &reply.Budget{RepliesPerDay: 2}}, used: reply.Used{Replies: 1}},
		"whoever_it_is":      {text: "Hi", patch: reply.Patch{Allow: &[]string{"49151"}, Audience: new(reply.Known)}},
		"off":                {text: "Hi", patch: reply.Patch{IsActive: new(false)}, reason: "off"},
		"off_and_stop_words": {text: "stop", patch: reply.Patch{IsActive: new(false), StopWords: &[]string{"stop"}}, reason: "stop_word"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &shelf{used: one.used}
			service, ctx := tryouts(t, s, &parrot{})
			got, err := service.Try(ctx, reply.Trial{AccountID: s.config.AccountID, Patch: &one.patch, Message: one.text})
			require.NoError(t, err)
			require.Equal(t, reply.Tried, got.Trace.Outcome, "the model is asked all the same")
			require.Contains(t, got.Trace.Answer, "one: ")
			require.Equal(t, []reply.Spent{{Provider: reply.OpenAICompatible, Model: "one", TokensIn: 10, TokensOut: 1, ModelMS: s.spent[0].ModelMS}}, s.spent)
			if one.reason == "" {
				require.Equal(t, reply.Ruling{Answers: true}, got.Decision)
				return
			}
			require.False(t, got.Decision.Answers)
			require.Equal(t, one.reason, *got.Decision.Reason)
			require.NotEmpty(t, *got.Decision.Text)
			require.Equal(t, one.notice == "", got.Decision.Notice == nil)
			if one.notice != "" {
				require.Equal(t, one.notice, *got.Decision.Notice)
			}
		})
	}
}

// talk is a conversation of n questions with answers of a source.
func talk(n int, source message.Source) (past []reply.Past) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday
	for i := range n {
		ask := message.Message{Direction: message.Incoming, Type: message.Text, Text: fmt.Sprintf("Question %d", i), Timestamp: at, CreatedAt: at}
		answer := message.Message{Direction: message.Outgoing, Type: message.Text, Text: "Nine.", Source: source, Timestamp: at.Add(time.Second), CreatedAt: at.Add(time.Second)}
		past = append(past, reply.Past{Message: ask}, reply.Past{Message: answer})
		at = at.Add(time.Minute)
	}
	return past
}

func TestReplay_asks_several_at_a_time_and_keeps_their_order(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, p := &shelf{past: talk(12, message.FromAI)}, &parrot{may: make(chan struct{})}
		service, ctx := tryouts(t, s, p)
		var got []reply.Comparison
		var err error
		done := make(chan struct{})
		go func() {
			defer close(done)
			got, err = service.Replay(ctx, uuid.New(), nil, reply.Patch{Model: new("two")}, 10)
		}()
		synctest.Wait()
		require.Equal(t, 8, p.now)
		close(p.may)
		<-done
		require.NoError(t, err)
		require.Equal(t, 8, p.most)
		require.Len(t, got, 10)
		for i, c := range got {
			question := fmt.Sprintf("Question %d", i+2)
			require.Equal(t, []string{question, "one: " + question, "two: " + question}, []string{c.Question, c.First.Answer, c.Second.Answer})
			require.Equal(t, "Nine.", *c.Answered)
		}
		require.Len(t, s.spent, 20)
	})
}

func TestReplay_ends_with_its_caller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, p := &shelf{past: talk(12, message.FromAI)}, &parrot{may: make(chan struct{})}
		service, ctx := tryouts(t, s, p)
		ctx, cancel := context.WithCancel(ctx)
		ended := make(chan error)
		go func() {
			_, err := service.Replay(ctx, uuid.New(), nil, reply.Patch{}, 10)
			ended <- err
		}()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		require.Equal(t, 8, p.asked, "no more are asked")
		require.Len(t, s.spent, 8, "what was taken counts")
	})
}

func TestReplay_decisions(t *testing.T) {
	t.Parallel()
	closed := []reply.Hours{{Day: 1, From: "09:00", To: "12:00"}}
	for name, one := range map[string]struct {
		past    []reply.Past
		patch   reply.Patch
		reasons []string // of the last questions by the other settings; empty is answered
	}{
		"answered":              {talk(2, message.FromAI), reply.Patch{}, []string{"", ""}},
		"stop_word":             {talk(2, message.FromAI), reply.Patch{StopWords: &[]string{"question 1"}}, []string{"", "stop_word"}},
		"hours_then":            {talk(2, message.FromAI), reply.Patch{Hours: &closed}, []string{"out_of_hours", "out_of_hours"}},
		"loop":                  {talk(4, message.FromAI), reply.Patch{MaxRepliesPerHour: new(2)}, []string{"", "", "loop", "loop"}},
		"no_loop_by_a_person":   {talk(4, message.FromPhone), reply.Patch{MaxRepliesPerHour: new(2)}, []string{"", "", "", ""}},
		"known_is_not_new":      {talk(2, message.FromPhone), reply.Patch{Audience: new(reply.New)}, []string{"", "audience"}},
		"who_is_known_or_not":   {talk(2, message.FromAI), reply.Patch{Audience: new(reply.Known)}, []string{"", ""}},
		"blocked":               {talk(1, message.FromAI), reply.Patch{Allow: &[]string{"49151"}}, []string{"audience"}},
		"no_budget_of_that_day": {talk(1, message.FromAI), reply.Patch{Budget: &reply.Budget{RepliesPerDay: 1}}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &shelf{past: one.past, used: reply.Used{Replies: 9}}
			service, ctx := tryouts(t, s, &parrot{})
			got, err := service.Replay(ctx, uuid.New(), nil, one.patch, len(one.reasons))
			require.NoError(t, err)
			require.Len(t, got, len(one.reasons))
			for i, c := range got {
				require.True(t, c.FirstDecision.Answers)
				require.Equal(t, one.reasons[i] == "", c.SecondDecision.Answers, i)
				if !c.SecondDecision.Answers {
					require.Equal(t, one.reasons[i], *c.SecondDecision.Reason)
				}
				require.Equal(t, reply.Tried, c.Second.Outcome)
			}
		})
	}
}
