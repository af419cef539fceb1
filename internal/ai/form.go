package ai

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"switchboard/internal/reply"
)

const (
	// thinkingRoom is what a model that thinks may think in, beside its answer: providers
	// count thoughts against the same limit, so an answer of 500 tokens would end in them.
	thinkingRoom = 4096
	// anthropicTokens is used where nobody set a limit: Anthropic wants one.
	anthropicTokens = 1024
	// maxForms bounds what is remembered; models are few, but owners write their names.
	maxForms = 1000
)

// form is how a model wants to be asked. Models behind one interface differ, and differ again
// next year, so nothing here goes by their names: what a model refuses is left out when it is
// asked again, and what it took is remembered for as long as the process runs.
type form struct {
	// noTemperature: models that think often take only their own ("Unsupported value:
	// 'temperature'", "`temperature` is deprecated for this model").
	noTemperature bool
	// otherLimit: OpenAI calls the limit max_completion_tokens, for its newer models only so;
	// servers that copied it earlier know only max_tokens.
	otherLimit bool
	// noUsage: some servers do not know stream_options.
	noUsage bool
	// noThought: some of OpenAI's models call tools in chat completions only with
	// reasoning_effort "none".
	noThought bool
	// noImages: some models do not see. blind says that it is so of every picture, not only of
	// the one that was sent.
	noImages, blind bool
	// room: the model thinks before it answers.
	room bool
}

// refusal is how providers say that they do not take a parameter at all, in contrast to its
// value being out of range.
var refusal = regexp.MustCompile(`unsupported|not support|deprecated|unrecognized|unknown|not permitted|not allowed|unexpected|only the default|extra inputs|extra fields|instead`)

// after is the form to ask in again, after an answer or a failure; false when asking again
// in another form would not help.
func (f form) after(q reply.Question, d draft, fail *failure) (form, bool) {
	next := f
	switch {
	case fail == nil:
		// Cut by its thoughts, not by its length.
		next.room = d.Cut && q.MaxTokens > 0 && (d.empty() || d.thoughts > 0 && d.Usage.Out-d.thoughts < q.MaxTokens) || f.room
	case aboutImages(fail) && pictured(q):
		next.noImages, next.blind = true, refusal.MatchString(fail.words)
	case fail.Status != http.StatusBadRequest && fail.Status != http.StatusUnprocessableEntity || !refusal.MatchString(fail.words):
	case strings.Contains(fail.words, "reasoning_effort") && len(q.Tools) > 0:
		next.noThought = true
	case strings.Contains(fail.words, "temperature") && q.Temperature != nil:
		next.noTemperature = true
	case strings.Contains(fail.words, "max_tokens"), strings.Contains(fail.words, "max_completion_tokens"):
		next.otherLimit = true
	case strings.Contains(fail.words, "stream_options"):
		next.noUsage = true
	}
	return next, next != f
}

// pictures are the words for what a model does not see.
var pictures = regexp.MustCompile(`image|vision|multimodal|modalit|picture`)

// aboutImages tells whether a failure may be one of the pictures: some servers refuse them
// with the status of an unknown model or of their own trouble.
func aboutImages(fail *failure) bool {
	switch fail.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusNotImplemented:
		return pictures.MatchString(fail.words)
	}
	return false
}

func pictured(q reply.Question) bool {
	return slices.ContainsFunc(q.Turns, func(t reply.Turn) bool { return len(t.Images) > 0 })
}

// seen is a question as a model is shown it.
func (f form) seen(q reply.Question) reply.Question {
	if !f.noImages || !pictured(q) {
		return q
	}
	q.Turns = slices.Clone(q.Turns)
	for i := range q.Turns {
		q.Turns[i].Images = nil
	}
	return q
}

// lasting is what holds for the model's next question, too.
func (f form) lasting() form {
	f.noImages = f.blind
	return f
}

// limit is how many tokens the model may use; 0 is its own limit.
func (f form) limit(q reply.Question) int {
	if q.MaxTokens > 0 && f.room {
		return q.MaxTokens + thinkingRoom
	}
	return q.MaxTokens
}

// temperature is nil when it is to be left out.
func (f form) temperature(q reply.Question) *float64 {
	if f.noTemperature {
		return nil
	}
	return q.Temperature
}

func tokensFor(p reply.Provider, asked int) int {
	if p == reply.Anthropic && asked <= 0 {
		return anthropicTokens
	}
	return max(asked, 0)
}

// forms remembers which form each model took.
type forms struct {
	mu    sync.Mutex
	known map[formKey]form
}

type formKey struct {
	provider    reply.Provider
	base, model string
}

func (m *forms) of(to target, model string) form {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[formKey{to.provider, to.base, model}]
}

func (m *forms) keep(to target, model string, f form) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxForms {
		m.known = map[formKey]form{}
	}
	m.known[formKey{to.provider, to.base, model}] = f.lasting()
}
