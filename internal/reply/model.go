package reply

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Provider is who runs a chat model.
type Provider string

// The providers. OpenAICompatible is any server that speaks OpenAI's chat completions, such
// as Ollama or vLLM; it needs a base URL.
const (
	OpenAI           Provider = "openai"
	Anthropic        Provider = "anthropic"
	Gemini           Provider = "gemini"
	Groq             Provider = "groq"
	OpenRouter       Provider = "openrouter"
	OpenAICompatible Provider = "openai_compatible"
)

// Models are the providers' models, all asked in one way.
type Models interface {
	// Answer asks a model for the next turn of a conversation. It ends when ctx does:
	// TimedOut, with ctx's error as the cause. Every failure is a *ModelError.
	Answer(ctx context.Context, a Access, q Question) (Answer, error)
	// Offers lists the models that the provider has for this key, as it tells today. Every
	// failure is a *ModelError.
	Offers(ctx context.Context, a Access) ([]Offer, error)
	// Transcribe writes down what is said in a voice note: "" when nothing is. Unsupported
	// where the provider has no way to; every failure is a *ModelError.
	Transcribe(ctx context.Context, a Access, s Sound) (string, error)
}

// Access is how a provider is reached.
type Access struct {
	Provider Provider
	// Key is the secret; "" where the server wants none.
	Key string
	// BaseURL replaces the provider's own address when it is not "". Whoever sets up an
	// account may write anything here, so it is reached like every address that users name:
	// private networks only where the operator allows them.
	BaseURL string
}

// Role is who speaks in a turn.
type Role string

// The roles of turns. A ToolUse turn has the results of the calls in the turn before it.
const (
	User      Role = "user"
	Assistant Role = "assistant"
	ToolUse   Role = "tool"
)

// Question is all that a model is given.
type Question struct {
	Model string
	// System is the system prompt.
	System string
	// Turns are the conversation, oldest first, the last one not the assistant's.
	Turns []Turn
	Tools []Tool
	// Temperature is the provider's default when nil; 0 is 0.
	Temperature *float64
	// MaxTokens is how long the answer may be; what a model thinks before it answers does
	// not count. 0 leaves it to the provider.
	MaxTokens int
}

// Turn is one turn of a conversation.
type Turn struct {
	Role    Role
	Text    string
	Images  []Image      // of the user
	Calls   []ToolCall   // of the assistant
	Results []ToolResult // of ToolUse
}

// Image is a picture that the model sees.
type Image struct {
	Mimetype string
	Data     []byte
}

// Sound is a voice note.
type Sound struct {
	Mimetype string
	Data     []byte
	// Language is an ISO 639-1 code, "" when it is not known.
	Language string
}

// Tool is what the model may call. Parameters is the JSON Schema of its arguments, an object.
type Tool struct {
	Name, Description string
	Parameters        json.RawMessage
}

// ToolCall is the model's wish to call a tool. Arguments is a JSON object.
type ToolCall struct {
	ID, Name  string
	Arguments json.RawMessage
	// State is what the provider wants to see again beside the call, such as sealed
	// thoughts: the call goes back into the next question's turns with it, unchanged. Only
	// the provider that wrote it reads it; nil where there is none.
	State json.RawMessage
}

// ToolResult is what came of a call.
type ToolResult struct {
	CallID, Name, Text string
	Failed             bool
}

// Answer is a model's turn: text, or calls of tools, or both.
type Answer struct {
	Text  string
	Calls []ToolCall
	// Model is the one that answered, as the provider names it.
	Model string
	Usage Usage
	// Cut says that MaxTokens ended the answer before the model did.
	Cut bool
}

// Usage is what the provider counted, in tokens; Out includes what the model thought. Both
// are 0 where the provider does not tell.
type Usage struct{ In, Out int }

// Offer is a model that a provider has.
type Offer struct {
	ID, Name string
	// InPrice and OutPrice are US dollars for a million tokens; nil where the provider does
	// not tell.
	InPrice, OutPrice *float64
	// ContextTokens is how much the model reads at once; 0 where the provider does not tell.
	ContextTokens int
	// Sees says that the model takes pictures; nil where the provider does not tell.
	Sees *bool
}

// ModelFailure is why a model gave no answer.
type ModelFailure string

// The failures. RateLimited, Overloaded, Unreachable, TimedOut and Broken may pass; the
// others need somebody to change something.
const (
	RateLimited  ModelFailure = "rate_limited"  // too much asked in a short time
	OutOfCredit  ModelFailure = "out_of_credit" // the provider's quota or balance is used up
	Unauthorized ModelFailure = "unauthorized"  // the key is wrong, missing or may not
	UnknownModel ModelFailure = "unknown_model" // no such model for this key
	Refused      ModelFailure = "refused"       // the provider's safety rules, or a refusal of the model
	TooLong      ModelFailure = "too_long"      // more than the model reads at once
	BadRequest   ModelFailure = "bad_request"   // something else in the question
	Overloaded   ModelFailure = "overloaded"    // the provider's own trouble, 5xx
	Unreachable  ModelFailure = "unreachable"   // no connection
	TimedOut     ModelFailure = "timed_out"     // no answer in time
	Broken       ModelFailure = "broken"        // an answer that cannot be read, or that broke off
	Unsupported  ModelFailure = "unsupported"   // the provider cannot do that
)

// ModelError is a failure of a provider.
type ModelError struct {
	Provider Provider
	Failure  ModelFailure
	// Status is the HTTP status, 0 when there was no answer.
	Status int
	// RetryAfter is how long the provider asks to wait, 0 when it does not.
	RetryAfter time.Duration
	// Message is what the provider says, for the account's owner: it has no key in it.
	Message string
	Cause   error
}

func (e *ModelError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Provider, e.Failure, e.Message)
}

func (e *ModelError) Unwrap() error { return e.Cause }
