package reply

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Arguments are a call's arguments as they reach a tool.
func Arguments(schema, args string) (string, error) {
	kept, err := arguments(json.RawMessage(schema), json.RawMessage(args))
	return string(kept), err
}

// SystemPrompt is what the model is told first.
func SystemPrompt(c Config, n Names, knowledge []string, now time.Time) string {
	return c.systemPrompt(n, knowledge, now)
}

// Open and ClosedSince are the hours.
func Open(c Config, at time.Time) bool { return c.open(at) }

// ClosedSince is when the hours ended.
func ClosedSince(c Config, at time.Time) time.Time { return c.closedSince(at) }

// Check tells what is wrong with a configuration.
func Check(c *Config) error { return c.check() }

// Fenced is a text that cannot leave its fence.
func Fenced(s string) string { return fenced(s) }

// AccessOf is how a provider is reached.
func AccessOf(s *Service, c Config, one Choice) (Access, error) { return s.access(c, one) }

// KeyUse is what a key is sealed for.
func KeyUse(id uuid.UUID, p Provider) string { return keyUse(id, p) }

// SecretUse is what a tool's secret is sealed for.
func SecretUse(id uuid.UUID) string { return toolUse(id) }

// Patched is a configuration with a patch laid over it.
func Patched(old Config, p Patch) (Config, error) {
	s := NewService(Deps{Trusted: func(string) bool { return true }})
	return s.patched(old, p)
}

// Expected is what n answers that are on their way will take.
func Expected(n int, today Used) Used {
	b, account := newBooked(), uuid.New()
	for range n {
		b.add(account, uuid.New())
	}
	b.add(uuid.New(), uuid.New()) // another account's
	return b.expected(account, today, 500)
}

// Cooling is whether a provider is left alone after a failure.
func Cooling(failure *ModelError, at, later time.Time) bool {
	c := &cooling{hot: map[coolingKey]time.Time{}}
	one := Choice{Provider: failure.Provider}
	c.heed(uuid.Nil, one, failure, at)
	_, hot := c.until(uuid.Nil, one, later)
	return hot
}

// TextFlaw is what is wrong with a text.
func TextFlaw(s string, most int) string { return textFlaw(s, most) }

// CheckAll tells what is wrong with a configuration and its addresses.
func CheckAll(s *Service, c *Config) error { return s.check(c) }

// CheckTool tells what is wrong with a tool.
func CheckTool(s *Service, d ToolDraft) error { return s.checkTool(d.onto(HTTPTool{})) }

// Learn remembers prices that a provider told.
func Learn(s *Service, p Provider, offers []Offer) { s.prices.learn(p, offers) }

// Cost is what a question cost.
func Cost(s *Service, c Config, a Access, model string, u Usage) *float64 {
	return s.cost(c, a, model, u)
}

// Priced are offers with the prices that are known.
func Priced(c Config, one Choice, offers []Offer) []Offer { return c.priced(one, offers) }
