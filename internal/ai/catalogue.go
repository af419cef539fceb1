package ai

import (
	"slices"

	"switchboard/internal/reply"
)

// catalogue is what to offer while a provider's own list cannot be had, the default first.
// The models of Switchboard's first description come last: their providers have switched them
// off or are about to, but accounts that are moved here may still name them.
var catalogue = map[reply.Provider][]reply.Offer{
	reply.OpenAI: {
		{ID: "gpt-6-luna", Name: "GPT-6 Luna"}, {ID: "gpt-6.1-terra", Name: "GPT-6.1 Terra"}, {ID: "gpt-6.1-sol", Name: "GPT-6.1 Sol"},
		{ID: "gpt-5.4-mini", Name: "GPT-5.4 mini"},
		{ID: "gpt-4o-mini", Name: "GPT-4o mini (ends January 2027)"}, {ID: "gpt-4o", Name: "GPT-4o (ends January 2027)"},
		{ID: "gpt-4", Name: "GPT-4 (ended)"}, {ID: "gpt-4-turbo", Name: "GPT-4 Turbo (ended)"}, {ID: "gpt-3.5-turbo", Name: "GPT-3.5 Turbo (ended)"},
	},
	reply.Anthropic: {
		{ID: "claude-haiku-4-5", Name: "Claude Haiku 4.5"}, {ID: "claude-haiku-5-5", Name: "Claude Haiku 5.5"},
		{ID: "claude-sonnet-5-5", Name: "Claude Sonnet 5.5"}, {ID: "claude-opus-5-5", Name: "Claude Opus 5.5"},
		{ID: "claude-3-opus-20240229", Name: "Claude 3 Opus (ended)"}, {ID: "claude-3-sonnet-20240229", Name: "Claude 3 Sonnet (ended)"},
		{ID: "claude-3-haiku-20240307", Name: "Claude 3 Haiku (ended)"},
	},
	reply.Gemini: {
		{ID: "gemini-3.5-flash-lite", Name: "Gemini 3.5 Flash-Lite"}, {ID: "gemini-3.8-flash", Name: "Gemini 3.8 Flash"},
		{ID: "gemini-2.5-flash-lite", Name: "Gemini 2.5 Flash-Lite"}, {ID: "gemini-2.5-flash", Name: "Gemini 2.5 Flash (ends December 2026)"},
		{ID: "gemini-1.5-pro", Name: "Gemini 1.5 Pro (ended)"}, {ID: "gemini-pro", Name: "Gemini Pro (ended)"},
	},
	reply.Groq: {
		{ID: "openai/gpt-oss-20b", Name: "GPT-OSS 20B"}, {ID: "openai/gpt-oss-120b", Name: "GPT-OSS 120B"},
		{ID: "llama-3.3-70b-versatile", Name: "Llama 3.3 70B (ended)"}, {ID: "llama-3.1-70b-versatile", Name: "Llama 3.1 70B (ended)"},
		{ID: "mixtral-8x7b-32768", Name: "Mixtral 8x7B (ended)"},
	},
	reply.OpenRouter: {
		{ID: "openai/gpt-6-luna", Name: "OpenAI: GPT-6 Luna"}, {ID: "openrouter/auto", Name: "Auto: OpenRouter chooses"},
		{ID: "anthropic/claude-haiku-4.5", Name: "Anthropic: Claude Haiku 4.5"}, {ID: "google/gemini-3.5-flash-lite", Name: "Google: Gemini 3.5 Flash-Lite"},
		{ID: "openai/gpt-oss-120b", Name: "OpenAI: GPT-OSS 120B"}, {ID: "openai/gpt-4o", Name: "OpenAI: GPT-4o"},
	},
	// What a server of one's own runs, only it can tell.
	reply.OpenAICompatible: {},
}

// Fallback are the models to offer while the provider's list cannot be had, the default
// first.
func Fallback(p reply.Provider) []reply.Offer { return slices.Clone(catalogue[p]) }

// Default is the model of accounts that choose none: the provider's smallest that answers
// well. "" for servers of one's own.
func Default(p reply.Provider) string {
	if models := catalogue[p]; len(models) > 0 {
		return models[0].ID
	}
	return ""
}
