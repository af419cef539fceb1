package reply_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/internal/seal"
)

// desk is an account whose contact waits for an answer: its store, its model, its tools and
// its messages.
type desk struct {
	reply.Store
	reply.Models
	reply.Messages
	ground   reply.Ground
	says     []func(reply.Access) (reply.Answer, error) // one after the other
	calls    []reply.ToolRequest
	down     bool // the tool cannot be reached
	finished []reply.Finish
	putOff   int
}

func (d *desk) Ground(context.Context, uuid.UUID) (reply.Ground, error)           { return d.ground, nil }
func (d *desk) Spend(context.Context, reply.Owed, reply.Verdict, time.Time) error { return nil }
func (d *desk) PutOff(_ context.Context, _ reply.Owed, _ time.Time, tries int) error {
	d.putOff += tries
	d.ground.Owed.Attempts += tries
	return nil
}

func (d *desk) Called(_ context.Context, _ reply.Owed, call uuid.UUID, result string) error {
	d.ground.Owed.Calls = maps.Clone(d.ground.Owed.Calls) // what a thought began with stays
	if d.ground.Owed.Calls == nil {
		d.ground.Owed.Calls = map[uuid.UUID]string{}
	}
	d.ground.Owed.Calls[call] = result
	return nil
}

func (d *desk) FinishReply(_ context.Context, f reply.Finish) (reply.Finished, error) {
	d.finished = append(d.finished, f)
	return reply.Finished{}, nil
}

func (d *desk) Answer(_ context.Context, a reply.Access, _ reply.Question) (reply.Answer, error) {
	say := d.says[0]
	d.says = d.says[1:]
	return say(a)
}

func (d *desk) CheckTool(string) error { return nil }

func (d *desk) PostTool(_ context.Context, r reply.ToolRequest) (int, []byte, error) {
	d.calls = append(d.calls, r)
	if d.down {
		return 503, nil, nil
	}
	return 200, []byte("Ticket 17"), nil
}

func (d *desk) Acceptable(_ context.Context, m message.Draft) (message.Accept, error) {
	return message.Accept{Message: message.Message{Text: m.Text}}, nil
}
func (d *desk) Changed(...message.Message) {}

// said are the texts of the last answer.
func (d *desk) said() (texts []string) {
	for _, p := range d.finished[len(d.finished)-1].Parts {
		texts = append(texts, p.Text)
	}
	return texts
}

func text(s string) func(reply.Access) (reply.Answer, error) {
	return func(reply.Access) (reply.Answer, error) { return reply.Answer{Text: s}, nil }
}

func fails(why reply.ModelFailure) func(reply.Access) (reply.Answer, error) {
	return func(a reply.Access) (reply.Answer, error) {
		return reply.Answer{}, &reply.ModelError{Provider: a.Provider, Failure: why, Message: "not now"}
	}
}

func calls(name, args string) func(reply.Access) (reply.Answer, error) {
	return func(reply.Access) (reply.Answer, error) {
		return reply.Answer{Text: "One moment.", Calls: []reply.ToolCall{{ID: "1", Name: name, Arguments: json.RawMessage(args)}}}, nil
	}
}

// newDesk is a desk with a tool that opens tickets.
func newDesk(t *testing.T, change func(*reply.Config)) (*desk, func()) {
	t.Helper()
	d := &desk{}
	box, err := seal.NewBox(seal.Random(32))
	require.NoError(t, err)
	s := reply.NewService(reply.Deps{
		Store: d, Models: d, Messages: d, Poster: d, Box: box, Bus: &event.Bus{}, Log: slog.New(slog.DiscardHandler),
		Usual: func(reply.Provider) string { return "tiny" },
	})
	c := config(func(c *reply.Config) {
		c.Provider, c.BaseURL = reply.OpenAICompatible, "http://localhost/v1"
		if change != nil {
			change(c)
		}
	})
	tool := reply.HTTPTool{ID: uuid.New(), AccountID: c.AccountID, Name: "open_ticket", Parameters: json.RawMessage(`{"type":"object","properties":{"about":{"type":"string"}}}`), IsActive: true}
	tool.SealedSecret = box.Seal([]byte("secret"), reply.SecretUse(tool.ID))
	asked := message.Message{ID: uuid.New(), Direction: message.Incoming, Type: message.Text, Text: "It is broken", Timestamp: time.Now(), CreatedAt: time.Now(), Chat: message.Peer{Phone: "49151"}}
	d.ground = reply.Ground{
		Owed: reply.Owed{ChatID: uuid.New(), Turn: uuid.New(), AccountID: c.AccountID, MessageID: asked.ID, Since: asked.CreatedAt}, Config: c, Tools: []reply.HTTPTool{tool},
		Facts: reply.Facts{Message: asked}, Past: []reply.Past{{Message: asked}}, Chat: asked.Chat,
	}
	return d, func() {
		t.Helper()
		require.NoError(t, s.Turn(t.Context(), d.ground.Owed.ChatID))
	}
}

func TestTools(t *testing.T) {
	t.Parallel()
	t.Run("an_answer_that_is_thought_again_calls_no_tool_again", func(t *testing.T) {
		t.Parallel()
		d, turn := newDesk(t, nil)
		d.says = append(d.says, calls("open_ticket", `{"about":"screen"}`), fails(reply.Overloaded))
		turn()
		require.Equal(t, 1, d.putOff)
		d.says = append(d.says, calls("open_ticket", `{ "about": "screen" }`), text("It is ticket 17."))
		turn()
		require.Len(t, d.calls, 1)
		require.Equal(t, []string{"It is ticket 17."}, d.said())
		require.Equal(t, "Ticket 17", d.finished[0].Verdict.Trace.ToolCalls[0].Result)
	})
	t.Run("another_call_is_another", func(t *testing.T) {
		t.Parallel()
		d, turn := newDesk(t, nil)
		d.says = append(d.says, calls("open_ticket", `{"about":"screen"}`), calls("open_ticket", `{"about":"keys"}`), text("Done."))
		turn()
		require.Len(t, d.calls, 2)
		require.NotEqual(t, d.calls[0].ID, d.calls[1].ID)
	})
	t.Run("the_same_again_within_a_thought_is_meant", func(t *testing.T) {
		t.Parallel()
		d, turn := newDesk(t, nil)
		again := []func(reply.Access) (reply.Answer, error){
			calls("open_ticket", `{"about":"screen"}`), calls("open_ticket", `{"about":"keys"}`), calls("open_ticket", `{"about":"screen"}`),
		}
		d.says = append(append(d.says, again...), fails(reply.Overloaded))
		turn()
		require.Len(t, d.calls, 3)
		d.says = append(append(d.says, again...), text("Done."))
		turn()
		require.Len(t, d.calls, 3, "each as often as before")
	})
	t.Run("a_call_whose_answer_was_lost_is_made_again_as_the_same", func(t *testing.T) {
		t.Parallel()
		d, turn := newDesk(t, nil)
		d.down = true
		d.says = append(d.says, calls("open_ticket", `{"about":"screen"}`), fails(reply.Overloaded))
		turn()
		d.down = false
		d.says = append(d.says, calls("open_ticket", `{"about":"screen"}`), text("Done."))
		turn()
		require.Len(t, d.calls, 2)
		require.Equal(t, d.calls[0].ID, d.calls[1].ID)
	})
	t.Run("a_call_that_failed_is_tried_again_as_the_same", func(t *testing.T) {
		t.Parallel()
		d, turn := newDesk(t, nil)
		d.down = true
		d.says = append(d.says, calls("open_ticket", `{"about":"screen"}`), func(a reply.Access) (reply.Answer, error) {
			d.down = false
			return calls("open_ticket", `{"about":"screen"}`)(a)
		}, fails(reply.Overloaded))
		turn()
		require.Len(t, d.calls, 2)
		require.Equal(t, d.calls[0].ID, d.calls[1].ID)
		d.says = append(d.says, calls("open_ticket", `{"about":"screen"}`), text("Done."))
		turn()
		require.Len(t, d.calls, 2, "it has answered")
	})
}

func TestDraftsSayNothingThatNobodyApproved(t *testing.T) {
	t.Parallel()
	d, turn := newDesk(t, func(c *reply.Config) { c.Drafts, c.HandOverText = true, "Somebody will write soon." })
	d.says = append(d.says, calls("hand_over", `{}`))
	turn()
	require.Equal(t, []string{"Somebody will write soon."}, d.said())
	require.Equal(t, reply.PauseByHandOver, d.finished[0].Verdict.Pause)
	require.Equal(t, "One moment.", d.finished[0].Verdict.Trace.Answer)
}

func TestAFallbackThatIsBrokenKeepsNobodyFromTryingAgain(t *testing.T) {
	t.Parallel()
	d, turn := newDesk(t, func(c *reply.Config) {
		c.Fallbacks = []reply.Choice{{Provider: reply.OpenAICompatible, BaseURL: "http://127.0.0.1/v1", Model: "gone"}}
	})
	d.says = append(d.says, fails(reply.Overloaded), fails(reply.UnknownModel))
	turn()
	require.Equal(t, 1, d.putOff)
	d.says = append(d.says, text("Here I am."))
	turn()
	require.Equal(t, []string{"Here I am."}, d.said())
}

func TestAnswersEndWithASentence(t *testing.T) {
	t.Parallel()
	d, turn := newDesk(t, nil)
	d.says = append(d.says, func(reply.Access) (reply.Answer, error) {
		return reply.Answer{Text: "We open at nine. On Sundays we are closed. If you", Cut: true}, nil
	})
	turn()
	require.Equal(t, []string{"We open at nine. On Sundays we are closed."}, d.said())
	require.Contains(t, d.finished[0].Verdict.Trace.Text, "max_tokens")
}

func TestTurningOffIsAlwaysPossible(t *testing.T) {
	t.Parallel()
	old := config(func(c *reply.Config) { c.Model = "what was allowed once\x00" })
	_, err := reply.Patched(old, reply.Patch{IsActive: new(false)})
	require.NoError(t, err)
	_, err = reply.Patched(old, reply.Patch{IsActive: new(false), Language: new("German")})
	require.Error(t, err)
	_, err = reply.Patched(old, reply.Patch{IsActive: new(true)})
	require.Error(t, err)
}
