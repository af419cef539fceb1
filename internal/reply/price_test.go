package reply_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/reply"
)

func TestCost(t *testing.T) {
	t.Parallel()
	s := reply.NewService(reply.Deps{})
	reply.Learn(s, reply.OpenRouter, []reply.Offer{{ID: "m", InPrice: new(3.0), OutPrice: new(4.0)}, {ID: "free", InPrice: new(0.0), OutPrice: new(0.0)}, {ID: "half", InPrice: new(1.0)}})
	c := config(func(c *reply.Config) {
		c.Prices = []reply.Price{
			{Model: "mine", InPerMillion: 1, OutPerMillion: 2},
			{Provider: new(reply.Groq), Model: "mine", InPerMillion: 10, OutPerMillion: 20},
			{Provider: new(reply.OpenAI), Model: "gpt-4o", InPerMillion: 5, OutPerMillion: 7},
		}
	})
	million := reply.Usage{In: 1_000_000, Out: 1_000_000}
	for name, one := range map[string]struct {
		access reply.Access
		model  string
		usage  reply.Usage
		want   *float64
	}{
		"of_the_settings":         {reply.Access{Provider: reply.OpenAICompatible, BaseURL: "http://10.0.0.1/v1"}, "mine", million, new(3.0)},
		"of_the_provider_first":   {reply.Access{Provider: reply.Groq}, "mine", million, new(30.0)},
		"settings_before_listed":  {reply.Access{Provider: reply.OpenAI}, "gpt-4o", million, new(12.0)},
		"only_of_that_provider":   {reply.Access{Provider: reply.OpenRouter}, "gpt-4o", million, nil},
		"learnt":                  {reply.Access{Provider: reply.OpenRouter}, "m", million, new(7.0)},
		"free":                    {reply.Access{Provider: reply.OpenRouter}, "free", million, new(0.0)},
		"half_a_price_is_none":    {reply.Access{Provider: reply.OpenRouter}, "half", million, nil},
		"not_of_another_server":   {reply.Access{Provider: reply.OpenRouter, BaseURL: "https://other.example"}, "m", million, nil},
		"listed":                  {reply.Access{Provider: reply.OpenAI}, "gpt-4o-mini", million, new(0.75)},
		"listed_elsewhere":        {reply.Access{Provider: reply.OpenAI, BaseURL: "https://other.example"}, "gpt-4o-mini", million, nil},
		"listed_short":            {reply.Access{Provider: reply.Anthropic}, "claude-haiku-5-5", reply.Usage{In: 100_000}, new(0.01)},
		"dearer_for_long_prompts": {reply.Access{Provider: reply.Anthropic}, "claude-haiku-5-5", reply.Usage{In: 100_001}, nil},
		"unknown":                 {reply.Access{Provider: reply.Gemini}, "gemini-next", million, nil},
	} {
		got := reply.Cost(s, c, one.access, one.model, one.usage)
		if one.want == nil {
			require.Nil(t, got, name)
			continue
		}
		require.NotNil(t, got, name)
		require.InDelta(t, *one.want, *got, 1e-9, name)
	}
}

func TestCheck_prices(t *testing.T) {
	t.Parallel()
	many := make([]reply.Price, 51)
	for i := range many {
		many[i].Model = strings.Repeat("m", i+1)
	}
	for name, one := range map[string]struct {
		field  string // empty: nothing is wrong
		prices []reply.Price
	}{
		"free":           {"", []reply.Price{{Model: "m"}}},
		"two_providers":  {"", []reply.Price{{Model: "m"}, {Model: "m", Provider: new(reply.Groq)}, {Model: "m", Provider: new(reply.Gemini)}}},
		"fifty":          {"", many[:50]},
		"too_many":       {"prices", many},
		"no_model":       {"prices[0].model", []reply.Price{{}}},
		"nul":            {"prices[1].model", []reply.Price{{Model: "m"}, {Model: "m\x00"}}},
		"twice":          {"prices[1].model", []reply.Price{{Model: "m", InPerMillion: 1}, {Model: "m", InPerMillion: 2}}},
		"no_provider":    {"prices[0].provider", []reply.Price{{Model: "m", Provider: new(reply.Provider("x"))}}},
		"negative":       {"prices[0].in_per_million", []reply.Price{{Model: "m", InPerMillion: -0.1}}},
		"more_than_gold": {"prices[0].out_per_million", []reply.Price{{Model: "m", OutPerMillion: 1_000_001}}},
	} {
		c := config(func(c *reply.Config) { c.Prices = one.prices })
		err := reply.Check(&c)
		require.Equal(t, one.field == "", err == nil, name)
		if err != nil {
			require.Equal(t, one.field, fault.As(err).Fields[0].Name, name)
		}
	}
}

func TestPriced(t *testing.T) {
	t.Parallel()
	c := config(func(c *reply.Config) { c.Prices = []reply.Price{{Model: "told", InPerMillion: 1, OutPerMillion: 2}} })
	offers := []reply.Offer{{ID: "told", InPrice: new(9.0), OutPrice: new(9.0)}, {ID: "gpt-4o-mini"}, {ID: "unknown"}}
	got := reply.Priced(c, reply.Choice{Provider: reply.OpenAI}, offers)
	require.Equal(t, []reply.Offer{{ID: "told", InPrice: new(1.0), OutPrice: new(2.0)}, {ID: "gpt-4o-mini", InPrice: new(0.15), OutPrice: new(0.6)}, {ID: "unknown"}}, got)
	require.Nil(t, offers[1].InPrice, "the list itself stays as it is")
	require.Nil(t, reply.Priced(c, reply.Choice{Provider: reply.OpenAI, BaseURL: "https://other.example"}, offers)[1].InPrice)
}
