package ai

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/openai/openai-go/v3"
	"google.golang.org/genai"

	"switchboard/internal/reply"
)

const (
	// page is how many models are asked for at once: as many as the paged lists give.
	page = 1000
	// maxOffers ends a list that a faulty server goes on with for ever.
	maxOffers = 5000
)

// silent are parts of the names of models that do not hold a conversation. The lists of OpenAI,
// Groq and servers of one's own tell no more of a model than its name; a model that is left out
// by mistake can still be written by hand. "-pro" is OpenAI's word for models that its chat
// completions do not have, so it counts for OpenAI alone.
var silent = []string{
	"embed", "whisper", "transcribe", "tts", "speech", "orpheus", "audio", "realtime", "-live", "dall-e", "image", "imagen", "sora", "veo-", "moderation",
	"guard", "rerank", "davinci", "babbage", "-instruct-0914", "turbo-instruct", "codex", "computer-use", "deep-research", "aqa", "robotics",
}

// talks tells by its name whether a model holds a conversation.
func talks(p reply.Provider, id string) bool {
	id = strings.ToLower(id)
	if p == reply.OpenAI && (strings.HasSuffix(id, "-pro") || strings.Contains(id, "-pro-20")) {
		return false
	}
	return !slices.ContainsFunc(silent, func(s string) bool { return strings.Contains(id, s) })
}

// tidy sorts offers by id, each once.
func tidy(all []reply.Offer) []reply.Offer {
	slices.SortFunc(all, func(a, b reply.Offer) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(all, func(a, b reply.Offer) bool { return a.ID == b.ID })
}

// listed is a model in the list of a server that speaks as OpenAI does, with what Groq,
// OpenRouter and vLLM add to it.
type listed struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Active        *bool  `json:"active"`
	ContextLength int    `json:"context_length"` // OpenRouter
	ContextWindow int    `json:"context_window"` // Groq
	MaxModelLen   int    `json:"max_model_len"`  // vLLM
	Architecture  struct {
		Input  []string `json:"input_modalities"`
		Output []string `json:"output_modalities"`
	} `json:"architecture"`
	Pricing struct {
		Prompt     string `json:"prompt"` // dollars for a token
		Completion string `json:"completion"`
	} `json:"pricing"`
}

func (chatCompletions) offers(ctx context.Context, to target) ([]reply.Offer, error) {
	service := openai.NewModelService(openAIOptions(to)...)
	models, err := service.List(ctx)
	if err != nil {
		return nil, err
	}
	if models == nil || !models.JSON.Data.Valid() {
		return nil, errors.New("the list has no models")
	}
	all := []reply.Offer{}
	for _, m := range models.Data {
		var l listed
		if json.Unmarshal([]byte(m.RawJSON()), &l) != nil {
			l = listed{ID: m.ID}
		}
		if o, ok := l.offer(to.provider); ok {
			all = append(all, o)
		}
	}
	return all, nil
}

func (l listed) offer(p reply.Provider) (reply.Offer, bool) {
	switch {
	case l.ID == "", l.Active != nil && !*l.Active, len(l.Architecture.Output) > 0 && !slices.Contains(l.Architecture.Output, "text"):
		return reply.Offer{}, false
	case len(l.Architecture.Output) == 0 && !talks(p, l.ID):
		return reply.Offer{}, false
	}
	o := reply.Offer{
		ID: l.ID, Name: l.Name, ContextTokens: max(l.ContextLength, l.ContextWindow, l.MaxModelLen),
		InPrice: price(l.Pricing.Prompt), OutPrice: price(l.Pricing.Completion),
	}
	if o.Name == "" {
		o.Name = l.ID
	}
	if len(l.Architecture.Input) > 0 {
		sees := slices.Contains(l.Architecture.Input, "image")
		o.Sees = &sees
	}
	return o, true
}

// price is dollars for a million tokens; nil where it depends, which OpenRouter writes as -1.
func price(perToken string) *float64 {
	f, err := strconv.ParseFloat(perToken, 64)
	if err != nil || f < 0 {
		return nil
	}
	// Rounded to a thousandth of a cent: 0.00000015 × 1e6 is 0.15, whatever floats make of it.
	million, err := strconv.ParseFloat(strconv.FormatFloat(f*1e6, 'f', 5, 64), 64)
	if err != nil {
		return nil
	}
	return &million
}

func (messages) offers(ctx context.Context, to target) ([]reply.Offer, error) {
	service := anthropic.NewModelService(anthropicOptions(to)...)
	models := service.ListAutoPaging(ctx, anthropic.ModelListParams{Limit: anthropic.Int(page)})
	all := []reply.Offer{}
	for models.Next() && len(all) < maxOffers {
		m := models.Current()
		if m.ID == "" || m.Lifecycle == anthropic.ModelInfoLifecycleRetired {
			continue
		}
		o := reply.Offer{ID: m.ID, Name: m.DisplayName, ContextTokens: int(m.MaxInputTokens)}
		if m.Capabilities.JSON.ImageInput.Valid() {
			sees := m.Capabilities.ImageInput.Supported
			o.Sees = &sees
		}
		all = append(all, o)
	}
	return all, models.Err()
}

func (generateContent) offers(ctx context.Context, to target) ([]reply.Offer, error) {
	client, err := geminiClient(ctx, to)
	if err != nil {
		return nil, err
	}
	all := []reply.Offer{}
	models, err := client.Models.List(ctx, &genai.ListModelsConfig{PageSize: page})
	for ; err == nil; models, err = models.Next(ctx) {
		for _, m := range models.Items {
			id := strings.TrimPrefix(m.Name, "models/")
			if slices.Contains(m.SupportedActions, "generateContent") && talks(to.provider, id) {
				all = append(all, reply.Offer{ID: id, Name: m.DisplayName, ContextTokens: int(m.InputTokenLimit)})
			}
		}
		if len(all) >= maxOffers {
			break
		}
	}
	if err != nil && !errors.Is(err, genai.ErrPageDone) {
		return nil, err
	}
	return all, nil
}
