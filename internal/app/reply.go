package app

import (
	"context"

	"switchboard/internal/ai"
	"switchboard/internal/config"
	"switchboard/internal/document"
	"switchboard/internal/egress"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/internal/webhook"

	"strconv"
	"time"
)

// providers are how models are reached by the server's environment.
func providers(cfg config.Config) map[reply.Provider]reply.Access {
	out := map[reply.Provider]reply.Access{}
	for p, key := range map[reply.Provider]config.Secret{
		reply.OpenAI: cfg.OpenAIKey, reply.Anthropic: cfg.AnthropicKey, reply.Gemini: cfg.GeminiKey, reply.Groq: cfg.GroqKey, reply.OpenRouter: cfg.OpenRouterKey,
	} {
		if key.Reveal() != "" {
			out[p] = reply.Access{Provider: p, Key: key.Reveal()}
		}
	}
	return out
}

// models are the providers' models, at the addresses that the environment names.
func models(cfg config.Config, outside *egress.Client) *ai.Models {
	return ai.New(ai.Deps{
		Dial: outside.DialContext,
		BaseURLs: map[reply.Provider]string{
			reply.OpenAI: cfg.OpenAIBaseURL, reply.Anthropic: cfg.AnthropicBaseURL, reply.Gemini: cfg.GeminiBaseURL,
			reply.Groq: cfg.GroqBaseURL, reply.OpenRouter: cfg.OpenRouterBaseURL,
		},
	})
}

// replies makes the answers by AI.
func replies(cfg config.Config, d reply.Deps, files *media.Service, outside *egress.Client) *reply.Service {
	chat := models(cfg, outside)
	d.Models, d.Trusted, d.Files, d.Texts, d.Poster = chat, chat.Trusts, pictures{files}, document.Reader{}, tools{outside}
	d.Usual, d.Offered, d.Environment = ai.Default, ai.Fallback, providers(cfg)
	return reply.NewService(d)
}

// pictures reads the files of messages for models.
type pictures struct{ files *media.Service }

func (p pictures) ReadFile(ctx context.Context, m message.Message, limit int64) ([]byte, error) {
	if m.Media == nil {
		return nil, fault.New(fault.NotFound, "The message has no file.")
	}
	_, r, err := p.files.Open(ctx, m.Media.ID)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, whole, err := reply.ReadAtMost(r, limit)
	if err == nil && !whole {
		err = fault.New(fault.TooLarge, "The file is too large for a model.")
	}
	return data, err
}

// tools calls people's tools, signed like deliveries of webhooks.
type tools struct{ outside *egress.Client }

func (t tools) CheckTool(url string) error { return t.outside.Check(url) }

func (t tools) PostTool(ctx context.Context, r reply.ToolRequest) (status int, body []byte, err error) {
	at := time.Now()
	resp, err := t.outside.Post(ctx, webhook.Request{URL: r.URL, Body: r.Body, Headers: []webhook.Line{
		{Name: "Content-Type", Value: "application/json"},
		{Name: "webhook-id", Value: r.ID.String()},
		{Name: "webhook-timestamp", Value: strconv.FormatInt(at.Unix(), 10)},
		{Name: "webhook-signature", Value: webhook.Sign(r.ID, at, r.Body, r.Secret)},
	}})
	return resp.Status, resp.Body, err
}
