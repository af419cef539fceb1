// Package reply answers contacts with AI: when to answer, with which settings and history,
// and what became of it. The debt of an answer is a row that is written in the transaction
// that stores the message; there is one a conversation:
//
//	message stored ─▶ owed ──quiet for a moment──▶ due ──thought──▶ in the outbox, done
//	                   ▲ another message               └ a newer message: thought anew
//	person writes ─▶ gone, and the conversation is left to that person for a while
//
// One transaction accepts an answer for sending and ends what is owed, so a message is
// answered once at most, and a process that dies before it thinks again. An answer that
// cannot be accepted yet is kept. It goes out like any other message, by the outbox.
package reply

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/message"
)

// Outcome is what became of a message that could have been answered.
type Outcome string

// The outcomes.
const (
	Answered   Outcome = "answered"
	Drafted    Outcome = "drafted"
	Skipped    Outcome = "skipped"
	HandedOver Outcome = "handed_over"
	Failed     Outcome = "failed"
	Tried      Outcome = "tried"
)

// Owed is an answer that a conversation waits for.
type Owed struct {
	ChatID, AccountID uuid.UUID
	MessageID         uuid.UUID // the newest to answer
	Turn              uuid.UUID // names it from when it began until it is answered
	Since             time.Time // when the first of those that wait came
	Attempts          int
	Answer            *Verdict             // once it is thought
	Calls             map[uuid.UUID]string // what tools have answered, by call
}

// MostAsked is how many messages that follow each other are judged together: more at once is
// no question any more.
const MostAsked = 20

// Ground is everything that an answer stands on.
type Ground struct {
	Owed   Owed
	Config Config // the zero one when the account has none any more
	Facts  Facts  // of which Message is the newest
	// Past is what was said until the message to answer: as much as the configuration tells a
	// model, and at least MostAsked messages.
	Past                  []Past
	Chat                  message.Peer
	ChatName, AccountName string
	Tools                 []HTTPTool
	// Taught says that the account has knowledge to search.
	Taught bool
}

// Asked are the messages that wait for the answer, oldest first: at least the newest.
func (g Ground) Asked() []message.Message {
	var asked []message.Message
	for _, p := range g.Past {
		if !p.FromMe() && !p.CreatedAt.Before(g.Owed.Since) {
			asked = append(asked, p.Message)
		}
	}
	if len(asked) == 0 { // it is deleted, or of a kind that a model is not told
		return []message.Message{g.Facts.Message}
	}
	return asked
}

// told is what the model is told of the past: what the configuration says, and all that waits
// for the answer.
func (g Ground) told() []Past {
	n := len(g.Past)
	for n > 0 && !g.Past[n-1].CreatedAt.Before(g.Owed.Since) {
		n--
	}
	return g.Past[max(0, min(n, len(g.Past)-g.Config.HistoryLimit)):]
}

// names are what the prompt calls people.
func (g Ground) names() Names {
	n := Names{Account: g.AccountName, Contact: g.ChatName}
	if g.Chat.Group != "" || n.Contact == "" {
		n.Contact = g.Facts.Message.SenderName
	}
	return n
}

// Verdict is what is to be done about what is owed, all of it: a process that finds it kept
// can do it without thinking again.
type Verdict struct {
	MessageID uuid.UUID `json:"message_id"` // the one it answers
	// Parts are the messages to send.
	Parts  []string `json:"parts"`
	Draft  string   `json:"draft,omitempty"` // for a person to approve
	Pause  Pause    `json:"pause,omitempty"`
	Resume bool     `json:"resume,omitempty"`
	Told   Reason   `json:"told,omitempty"` // which end is told of, with a notice or without: of the hours or the budget
	Spent  []Spent  `json:"spent,omitempty"`
	Trace  Trace    `json:"trace"`
	// Since is that of what was owed when it was kept.
	Since time.Time `json:"since,omitzero"`
}

// Finish is a verdict that is to be carried out.
type Finish struct {
	Owed
	Verdict Verdict
	// Parts are the verdict's parts as they are accepted for sending.
	Parts []message.Accept
	// Patience is since when something must be owed to be answered although there is a newer
	// message.
	Patience, Now time.Time
}

// AsDraft is the same with an answer that waits for a person. A hand-over says nothing that a
// model has written.
func (f Finish) AsDraft() Finish {
	v := &f.Verdict
	switch {
	case v.Trace.Outcome == Answered:
		v.Trace.Outcome, v.Draft = Drafted, strings.Join(v.Parts, "\n\n")
		v.Parts, f.Parts = nil, nil
	case v.Trace.Outcome == HandedOver && v.Trace.Answer != "" && slices.Equal(v.Parts, Split(v.Trace.Answer)):
		v.Parts, f.Parts = nil, nil
	}
	return f
}

// Finished is what came of a verdict.
type Finished struct {
	// Changed are the messages that were accepted for sending or taken back.
	Changed []message.Message
	// Drafts says that a draft has come or gone.
	Drafts bool
}

// ErrNewer says that an answer came too late: the contact has written again.
var ErrNewer = errors.New("there is a newer message to answer")

// Quiet says that nothing follows from it but its parts: nobody is told, and nothing about
// the chat changes.
func (v Verdict) Quiet() bool {
	return v.Draft == "" && v.Pause == "" && !v.Resume && v.Told == "" && v.Trace.Outcome != Failed
}

// Speaks says that the contact is to be told something.
func (v Verdict) Speaks() bool { return v.Draft != "" || len(v.Parts) > 0 }

// Supersedes says that a draft that waits is no answer any more: there is a newer one, or the
// contact wants none of a machine.
func (v Verdict) Supersedes() bool {
	return v.Trace.Outcome == Answered || v.Pause == PauseByHandOver || v.Pause == PauseByStopWord
}

// Spent is what one answer took from one model.
type Spent struct {
	Provider  Provider `json:"provider"`
	Model     string   `json:"model"`
	Replies   int      `json:"replies"`
	TokensIn  int      `json:"tokens_in"`
	TokensOut int      `json:"tokens_out"`
	ModelMS   int      `json:"model_ms"`
	Cost      *float64 `json:"cost"`
}

// Unanswered is what was spent on an answer that does not come.
func Unanswered(spent []Spent) []Spent {
	out := slices.Clone(spent)
	for i := range out {
		out[i].Replies = 0
	}
	return out
}

// DayUsage is what was spent on a day with a model.
type DayUsage struct {
	Day string `json:"day" example:"2026-01-31" doc:"UTC."`
	Spent
}

// AverageMs is how long a reply's models took on average.
func (u DayUsage) AverageMs() int {
	if u.Replies == 0 {
		return 0
	}
	return u.ModelMS / u.Replies
}

// Trace is how an answer came about, or why there was none.
type Trace struct {
	ID         uuid.UUID     `json:"id" format:"uuid"`
	AccountID  uuid.UUID     `json:"account_id" format:"uuid"`
	ChatID     *uuid.UUID    `json:"chat_id" format:"uuid"`
	MessageID  *uuid.UUID    `json:"message_id" format:"uuid"`
	Outcome    Outcome       `json:"outcome" enum:"answered,drafted,skipped,handed_over,failed,tried"`
	Reason     Reason        `json:"reason,omitempty" doc:"A stable code for why there was no answer."`
	Text       string        `json:"text,omitempty" doc:"The same, or what went wrong, in plain words."`
	Answer     string        `json:"answer"`
	System     string        `json:"system"`
	Turns      []TracedTurn  `json:"turns" nullable:"false"`
	Knowledge  []string      `json:"knowledge" nullable:"false"`
	ToolCalls  []TracedCall  `json:"tool_calls" nullable:"false"`
	Attempts   []TracedModel `json:"attempts" nullable:"false"`
	TokensIn   int           `json:"tokens_in"`
	TokensOut  int           `json:"tokens_out"`
	DurationMs int           `json:"duration_ms"`
	CreatedAt  time.Time     `json:"created_at"`
}

// TracedTurn is a turn as the model was told it.
type TracedTurn struct {
	Role   Role   `json:"role"`
	Text   string `json:"text"`
	Images int    `json:"images,omitempty"`
}

// TracedCall is a call of a tool.
type TracedCall struct {
	Name       string `json:"name"`
	Arguments  string `json:"arguments"`
	Result     string `json:"result"`
	Failed     bool   `json:"failed"`
	DurationMs int    `json:"duration_ms"`
}

// TracedModel is one question to one provider.
type TracedModel struct {
	Provider   Provider     `json:"provider"`
	Model      string       `json:"model"`
	Failure    ModelFailure `json:"failure,omitempty"`
	Error      string       `json:"error,omitempty"`
	TokensIn   int          `json:"tokens_in"`
	TokensOut  int          `json:"tokens_out"`
	DurationMs int          `json:"duration_ms"`
}

// DraftState is what became of a draft.
type DraftState string

// The states.
const (
	Pending    DraftState = "pending"
	Approved   DraftState = "approved"
	Discarded  DraftState = "discarded"
	Superseded DraftState = "superseded"
)

// Draft is an answer that waits for a person.
type Draft struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	AccountID uuid.UUID  `json:"account_id" format:"uuid"`
	ChatID    uuid.UUID  `json:"chat_id" format:"uuid"`
	MessageID *uuid.UUID `json:"message_id" format:"uuid" doc:"What it answers."`
	TraceID   *uuid.UUID `json:"trace_id" format:"uuid"`
	Text      string     `json:"text"`
	State     DraftState `json:"state" enum:"pending,approved,discarded,superseded"`
	CreatedAt time.Time  `json:"created_at"`
	DecidedAt *time.Time `json:"decided_at"`
}

// Standing is how the AI stands to a chat.
type Standing struct {
	Active      bool       `json:"active" doc:"Whether the account answers by AI."`
	PausedUntil *time.Time `json:"paused_until" doc:"No answers until then. The year 9999 is until somebody resumes them."`
	PauseReason Pause      `json:"pause_reason" doc:"person, hand_over, stop_word, loop or paused; empty when they are not paused."`
	Pending     bool       `json:"pending" doc:"An answer is on its way."`
	Draft       *Draft     `json:"draft"`
}

// Document is something that the model knows.
type Document struct {
	ID         uuid.UUID `json:"id" format:"uuid"`
	AccountID  uuid.UUID `json:"account_id" format:"uuid"`
	Name       string    `json:"name"`
	Mimetype   string    `json:"mimetype"`
	Characters int       `json:"characters"`
	CreatedAt  time.Time `json:"created_at"`
}

// HTTPTool is a tool that a person defined.
type HTTPTool struct {
	ID           uuid.UUID       `json:"id" format:"uuid"`
	AccountID    uuid.UUID       `json:"account_id" format:"uuid"`
	Name         string          `json:"name"`
	Description  string          `json:"description"`
	Parameters   json.RawMessage `json:"parameters" doc:"The JSON Schema of its arguments."`
	URL          string          `json:"url"`
	IsActive     bool            `json:"is_active"`
	CreatedAt    time.Time       `json:"created_at"`
	SealedSecret []byte          `json:"-"`
}

// Past is one message as the model is told it.
type Past struct {
	message.Message
	// Heard is what is spoken in a voice note; empty when nobody has listened.
	Heard string
}

// news tells browsers and the jobs that something about a chat's answers changed; drafts, that
// one may have come or gone.
func news(accountID, chatID uuid.UUID, drafts bool) event.Event {
	return event.ReplyChanged{AccountID: accountID, ChatID: chatID, Drafts: drafts}
}
