package reply

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/message"
)

// Store keeps settings, what is owed, and what came of it.
type Store interface {
	// AIConfig is an account's configuration with its sealed keys; NotFound when it has none.
	AIConfig(ctx context.Context, accountID uuid.UUID) (Config, error)
	// ChangeAIConfig writes what change makes of a configuration, which is nil when there is none,
	// with its keys, in one transaction. When answers are off then, it takes back those that wait.
	// Faults: NotFound (account), and change's.
	ChangeAIConfig(ctx context.Context, accountID uuid.UUID, change func(old *Config) (Config, error)) (c Config, takenBack []message.Message, err error)
	// DeleteAIConfig removes settings, keys, what is owed and drafts that wait, and takes
	// back answers that wait; NotFound when there are no settings.
	DeleteAIConfig(ctx context.Context, accountID uuid.UUID, now time.Time) (takenBack []message.Message, err error)

	// DueReplies are the chats whose answers are due, and when the next one is; false when
	// none is known to be.
	DueReplies(ctx context.Context, now time.Time, limit int) (due []uuid.UUID, next time.Time, more bool, err error)
	// Ground is what an answer to a chat stands on; NotFound when the chat waits for none.
	// What it says of usage may be a moment old.
	Ground(ctx context.Context, chatID uuid.UUID) (Ground, error)
	// UsedToday is what an account and one of its contacts have used today.
	UsedToday(ctx context.Context, accountID, chatID uuid.UUID, now time.Time) (account, contact Used, err error)
	// KeepVerdict keeps what is to be done until it can be, and counts what it took; false when the chat waits for it no
	// more: it is gone, or there is a newer message and what is owed is younger than patience.
	KeepVerdict(ctx context.Context, o Owed, v Verdict, patience time.Time) (bool, error)
	// PutOff has a reply tried again at a time; tries is how many attempts that counts as.
	PutOff(ctx context.Context, o Owed, at time.Time, tries int) error
	// Spend counts what was spent on an answer that does not come now, and keeps its trace when
	// that has an outcome.
	Spend(ctx context.Context, o Owed, v Verdict, now time.Time) error
	// Called keeps what a tool answered, until what is owed is done.
	Called(ctx context.Context, o Owed, call uuid.UUID, result string) error
	// SpendTrial counts what a trial took.
	SpendTrial(ctx context.Context, accountID uuid.UUID, spent []Spent, now time.Time) error
	// FinishReply carries a verdict out, with all that follows from it, in one transaction:
	// the parts are accepted for sending; trace, usage, draft, pause, and the events of them. One
	// that pauses the chat takes back what waits of an earlier answer. What came after the message
	// that it answers stays owed. Nothing but what was spent is recorded when there is a newer message and what is owed
	// is younger than patience (ErrNewer); when a person has taken the chat over meanwhile, or
	// answers were turned off, nothing is sent; when a person is to approve answers now, it is a
	// draft. Faults: those of accepting a message; then nothing has happened.
	FinishReply(ctx context.Context, f Finish) (Finished, error)
	// Past are the last messages of a chat that say something, oldest first: at most n, none
	// before the chat's reset and none after the message until (the zero id is the newest).
	Past(ctx context.Context, chatID, until uuid.UUID, n int) ([]Past, error)
	// Heard keeps what is spoken in a voice note.
	Heard(ctx context.Context, m message.Message, text string, now time.Time) error

	// Standing is how the AI stands to a chat.
	Standing(ctx context.Context, chatID uuid.UUID) (Standing, error)
	// PauseReplies holds answers in a chat until a time, drops what is owed and takes back what
	// waits to be sent.
	PauseReplies(ctx context.Context, accountID, chatID uuid.UUID, until time.Time, why Pause, now time.Time) (takenBack []message.Message, err error)
	// ResumeReplies lets answers go on; what was answered before makes no loop again.
	ResumeReplies(ctx context.Context, chatID uuid.UUID, now time.Time) error
	ResetHistory(ctx context.Context, chatID uuid.UUID, now time.Time) error

	Traces(ctx context.Context, accountID uuid.UUID, f TraceFilter, p message.Page) (message.List[Trace], error)
	// Trace is one trace; NotFound when there is none.
	Trace(ctx context.Context, id uuid.UUID) (Trace, error)
	// TraceOf is the trace of the answer that a message is a part of; NotFound when it is gone.
	TraceOf(ctx context.Context, m message.Message) (Trace, error)
	// Usages are what was spent since a day, newest first.
	Usages(ctx context.Context, accountID uuid.UUID, since time.Time) ([]DayUsage, error)

	Drafts(ctx context.Context, accountID uuid.UUID) ([]Draft, error)
	Draft(ctx context.Context, id uuid.UUID) (Draft, error)
	// ApproveDraft ends a draft that waits with its text, and accepts the parts for sending, in one
	// transaction. Faults: Conflict ("decided"), and those of accepting a message; then nothing has
	// happened.
	ApproveDraft(ctx context.Context, d Draft, parts []message.Accept, now time.Time) (Draft, []message.Message, error)
	// DecideDraft ends a draft that waits; Conflict ("decided") when it does not.
	DecideDraft(ctx context.Context, id uuid.UUID, state DraftState, text string, now time.Time) (Draft, error)

	Tools(ctx context.Context, accountID uuid.UUID) ([]HTTPTool, error)
	Tool(ctx context.Context, id uuid.UUID) (HTTPTool, error)
	// SaveTool makes or changes a tool; Conflict ("name_taken", "too_many_tools").
	SaveTool(ctx context.Context, t HTTPTool, most int) error
	DeleteTool(ctx context.Context, id uuid.UUID) error

	Documents(ctx context.Context, accountID uuid.UUID) ([]Document, error)
	Document(ctx context.Context, id uuid.UUID) (Document, error)
	// AddDocument keeps a document in passages; Conflict ("too_much_knowledge") when the account
	// would have more than most characters.
	AddDocument(ctx context.Context, d Document, passages []string, most int) error
	DeleteDocument(ctx context.Context, id uuid.UUID) error
	// Knowledge are the passages that fit a question best.
	Knowledge(ctx context.Context, accountID uuid.UUID, question string, n int) ([]string, error)
}
