package reply_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/reply"
)

// sick is a store in which an answer cannot be finished or kept.
type sick struct {
	reply.Store
	owed     reply.Owed
	putOff   []int // how many tries each counted
	finished []reply.Finish
}

var errSick = errors.New("it cannot be written")

func (s *sick) Ground(context.Context, uuid.UUID) (reply.Ground, error) {
	return reply.Ground{Owed: s.owed}, nil
}

func (s *sick) FinishReply(_ context.Context, f reply.Finish) (reply.Finished, error) {
	if f.Verdict.Trace.Reason != reply.ReasonInternal {
		return reply.Finished{}, errSick
	}
	s.finished = append(s.finished, f)
	return reply.Finished{}, nil
}

func (s *sick) KeepVerdict(context.Context, reply.Owed, reply.Verdict, time.Time) (bool, error) {
	return false, errSick
}

func (s *sick) PutOff(_ context.Context, _ reply.Owed, _ time.Time, tries int) error {
	s.putOff = append(s.putOff, tries)
	return nil
}

func (s *sick) Spend(context.Context, reply.Owed, reply.Verdict, time.Time) error { return nil }

// silent hears what has changed.
type silent struct{ reply.Messages }

func (silent) Changed(...message.Message) {}

func TestAnAnswerThatCannotBeWrittenIsGivenUp(t *testing.T) {
	t.Parallel()
	store := &sick{owed: reply.Owed{ChatID: uuid.New(), AccountID: uuid.New(), MessageID: uuid.New()}}
	s := reply.NewService(reply.Deps{Store: store, Messages: silent{}, Bus: &event.Bus{}, Log: slog.New(slog.DiscardHandler)})
	for store.owed.Attempts = range 3 {
		require.ErrorIs(t, s.Turn(t.Context(), store.owed.ChatID), errSick)
	}
	require.Equal(t, []int{1, 1}, store.putOff, "tried again twice, later each time")
	require.Len(t, store.finished, 1)
	require.Equal(t, reply.Failed, store.finished[0].Verdict.Trace.Outcome)
}

func TestAnswersOnTheirWayCountAgainstTheBudget(t *testing.T) {
	t.Parallel()
	require.Equal(t, reply.Used{Replies: 3, Tokens: 360}, reply.Expected(3, reply.Used{Replies: 10, Tokens: 1200}), "what those of today took on average")
	require.Equal(t, reply.Used{Replies: 3, Tokens: 1500}, reply.Expected(3, reply.Used{}), "of the first ones only the longest answer is known")
	require.Equal(t, reply.Used{}, reply.Expected(0, reply.Used{Replies: 10, Tokens: 1205}))
}
