// Package ai asks the chat models of several providers, each by its provider's own SDK, in the
// one way that reply wants.
//
// A question goes to an address (address.go), in the form that the model is known to take
// (form.go), through a transport that keeps what the SDKs do not tell (wire.go), and comes back
// as an answer or as a failure in reply's words (failure.go). The SDKs do not ask again by
// themselves: when to, and whom else, is for reply to say.
//
// A provider is a speaker and its lines in the tables of address.go and catalogue.go. Whoever
// speaks OpenAI's chat completions needs only the lines.
package ai

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"time"

	"switchboard/internal/reply"
)

// IdleLimit is how long a provider may be silent: before it answers at all, and between two
// pieces of an answer. Models that think say nothing for tens of seconds; a minute without a
// byte is a connection that is dead. The time that a whole answer may take is ctx's matter.
const IdleLimit = time.Minute

// Deps are what Models need.
type Deps struct {
	// BaseURLs are the operator's own addresses of providers; "" is the provider's own. They
	// are trusted: a model on the same machine is one of them.
	BaseURLs map[reply.Provider]string
	// Dial connects to the addresses that account owners name, and refuses those that are not
	// allowed with the code "private_address"; without it none of them is reached.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Idle is used instead of IdleLimit when it is not 0.
	Idle time.Duration
}

// Models asks every provider's models. It is a reply.Models.
type Models struct {
	addresses addresses
	forms     forms
}

var _ reply.Models = (*Models)(nil)

// New makes Models.
func New(d Deps) *Models {
	idle := d.Idle
	if idle == 0 {
		idle = IdleLimit
	}
	return &Models{addresses: newAddresses(d, idle)}
}

// speaker is one way to talk to a provider. Its methods ask once.
type speaker interface {
	answer(ctx context.Context, to target, q reply.Question, f form) (draft, error)
	offers(ctx context.Context, to target) ([]reply.Offer, error)
}

// draft is an answer as it came, before anybody looked at it.
type draft struct {
	reply.Answer
	// thoughts is how many of the tokens were thoughts.
	thoughts int
}

func (d draft) empty() bool { return d.Text == "" && len(d.Calls) == 0 }

func speakerOf(p reply.Provider) speaker {
	switch p {
	case reply.Anthropic:
		return messages{}
	case reply.Gemini:
		return generateContent{}
	default:
		return chatCompletions{}
	}
}

// Answer asks a model for the next turn. A model that refuses the form of the question is
// asked again in the form that it takes, at once.
func (m *Models) Answer(ctx context.Context, a reply.Access, q reply.Question) (reply.Answer, error) {
	to, fail := m.addresses.target(a)
	if fail != nil {
		return reply.Answer{}, fail
	}
	if q.Model == "" {
		return reply.Answer{}, &reply.ModelError{Provider: a.Provider, Failure: reply.UnknownModel, Message: "No model is chosen."}
	}
	return m.ask(ctx, to, q)
}

// ask asks until the form fits: each of form's fields changes at most once.
func (m *Models) ask(ctx context.Context, to target, q reply.Question) (reply.Answer, error) {
	q.MaxTokens = tokensFor(to.provider, q.MaxTokens)
	f := m.forms.of(to, q.Model)
	var used reply.Usage
	for {
		var d draft
		fail := once(ctx, to, func(ctx context.Context) (err error) {
			d, err = speakerOf(to.provider).answer(ctx, to, f.seen(q), f)
			return err
		})
		used.In, used.Out = used.In+d.Usage.In, used.Out+d.Usage.Out
		if next, again := f.after(q, d, fail); again {
			f = next
			continue
		}
		if fail == nil {
			f.room = f.room || d.thoughts > 0
			m.forms.keep(to, q.Model, f)
			fail = check(to, &d)
		}
		if fail != nil {
			return reply.Answer{Usage: used}, fail.ModelError // it is paid for all the same
		}
		d.Usage = used
		return d.Answer, nil
	}
}

// check refuses an answer that nobody could use.
func check(to target, d *draft) *failure {
	broken := func(text string) *failure {
		return fail(to, reply.Broken, okStatus, text, nil)
	}
	for i, c := range d.Calls {
		arguments, ok := object(c.Arguments)
		switch {
		case c.Name == "" || !ok && !d.Cut:
			return broken("The model called a tool with arguments that cannot be read.")
		case !ok:
			return broken("The model used up its tokens in the middle of calling a tool: allow longer answers.")
		}
		d.Calls[i].Arguments = arguments
	}
	switch {
	case d.empty() && d.Cut:
		return broken("The model used up its tokens before it said anything: allow longer answers.")
	case d.empty():
		return broken("The model gave an empty answer.")
	}
	return nil
}

// object is the arguments of a call; no arguments are an empty object.
func object(raw json.RawMessage) (json.RawMessage, bool) {
	if len(raw) == 0 {
		return json.RawMessage("{}"), true
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, false
	}
	if fields == nil { // null
		return json.RawMessage("{}"), true
	}
	return raw, true
}

// Offers lists the provider's models that talk, sorted by name.
func (m *Models) Offers(ctx context.Context, a reply.Access) ([]reply.Offer, error) {
	to, refused := m.addresses.target(a)
	if refused != nil {
		return nil, refused
	}
	var all []reply.Offer
	if fail := once(ctx, to, func(ctx context.Context) (err error) {
		all, err = speakerOf(to.provider).offers(ctx, to)
		return err
	}); fail != nil {
		return nil, fail.ModelError
	}
	return tidy(all), nil
}

// once does one thing with a provider and judges what came of it; nil is a success.
func once(ctx context.Context, to target, do func(context.Context) error) *failure {
	c := &call{}
	err := do(context.WithValue(ctx, callKey{}, c))
	if err == nil {
		return nil
	}
	return judge(ctx, to, c, err)
}

// errBroken is an answer that ends before it is complete.
var errBroken = errors.New("the answer broke off")
