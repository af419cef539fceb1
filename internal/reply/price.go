package reply

import (
	"fmt"
	"slices"
	"sync"
)

// Price is what a model costs, in US dollars for a million tokens.
type Price struct {
	// Provider is whose model it is; nil is anybody's.
	Provider      *Provider `json:"provider,omitempty" nullable:"true" enum:"openai,anthropic,gemini,groq,openrouter,openai_compatible" doc:"Left out, it is the price of every provider's model of that name."`
	Model         string    `json:"model" example:"gpt-4o-mini" doc:"As it stands in the settings or in ai-usage."`
	InPerMillion  float64   `json:"in_per_million" example:"0.15" doc:"US dollars for a million tokens in."`
	OutPerMillion float64   `json:"out_per_million" example:"0.6" doc:"US dollars for a million tokens out."`
}

const (
	maxPrices = 50
	// highestPrice is a dollar a token: what is more was meant for a thousand or a million.
	highestPrice = 1_000_000
)

// checkPrices looks at the prices.
func (c *Config) checkPrices(say func(ok bool, field, format string, args ...any)) {
	say(len(c.Prices) <= maxPrices, "prices", "There are at most %d.", maxPrices)
	seen := map[Choice]bool{}
	for i, p := range c.Prices {
		field := func(name string) string { return fmt.Sprintf("prices[%d].%s", i, name) }
		one := Choice{Model: p.Model}
		if p.Provider != nil {
			one.Provider = *p.Provider
			say(slices.Contains(Providers(), one.Provider), field("provider"), providersText)
		}
		flaw := textFlaw(p.Model, maxModel)
		say(flaw == "", field("model"), "%s", flaw)
		say(p.Model != "", field("model"), "Write which model it is the price of.")
		say(!seen[one], field("model"), "Its price stands there twice.")
		seen[one] = true
		amount := func(dollars float64, name string) {
			say(dollars >= 0 && dollars <= highestPrice, field(name), "Write US dollars for a million tokens, from 0 to %d.", highestPrice)
		}
		amount(p.InPerMillion, "in_per_million")
		amount(p.OutPerMillion, "out_per_million")
	}
}

// priceOf is the price that the settings have for a model: that of its provider goes before
// that of any.
func (c *Config) priceOf(provider Provider, model string) (in, out float64, known bool) {
	for _, p := range c.Prices {
		switch {
		case p.Model != model || p.Provider != nil && *p.Provider != provider:
		case p.Provider != nil:
			return p.InPerMillion, p.OutPerMillion, true
		default:
			in, out, known = p.InPerMillion, p.OutPerMillion, true
		}
	}
	return in, out, known
}

// listed is a price that a provider publishes.
type listed struct {
	in, out float64
	// longest is the longest prompt in tokens that it is for; 0 is any.
	longest int
}

// listPrices are the standard prices of usual models at their own providers, in US dollars for
// a million tokens of text, as of November 2026: Anthropic's by its documentation of models, the
// others by reports of the providers' price lists that agree. They are for an idea of what
// answering costs; the settings win. Cheaper cached tokens are not looked at. Left out is what
// could not be made sure of.
var listPrices = map[Choice]listed{
	{Provider: OpenAI, Model: "gpt-6-luna"}:            {in: 0.10, out: 0.50, longest: 272_000},
	{Provider: OpenAI, Model: "gpt-6.1-terra"}:         {in: 1, out: 5, longest: 272_000},
	{Provider: OpenAI, Model: "gpt-6.1-sol"}:           {in: 2, out: 10, longest: 272_000},
	{Provider: OpenAI, Model: "gpt-4o-mini"}:           {in: 0.15, out: 0.60},
	{Provider: OpenAI, Model: "gpt-4o"}:                {in: 2.50, out: 10},
	{Provider: Anthropic, Model: "claude-haiku-4-5"}:   {in: 1, out: 5},
	{Provider: Anthropic, Model: "claude-haiku-5-5"}:   {in: 0.10, out: 0.50, longest: 100_000},
	{Provider: Anthropic, Model: "claude-sonnet-5-5"}:  {in: 2, out: 10},
	{Provider: Anthropic, Model: "claude-opus-5-5"}:    {in: 4, out: 20},
	{Provider: Gemini, Model: "gemini-3.5-flash-lite"}: {in: 0.30, out: 2.50},
	{Provider: Gemini, Model: "gemini-2.5-flash-lite"}: {in: 0.10, out: 0.40},
	{Provider: Gemini, Model: "gemini-2.5-flash"}:      {in: 0.30, out: 2.50},
	{Provider: Groq, Model: "openai/gpt-oss-120b"}:     {in: 0.15, out: 0.60},
}

// cost is what a question cost in US dollars: by the settings, else by what the provider told
// of itself, else by its published prices; nil when nobody knows.
func (s *Service) cost(c Config, a Access, model string, t Usage) *float64 {
	sum := func(in, out float64) *float64 { return new((float64(t.In)*in + float64(t.Out)*out) / 1e6) }
	if in, out, ok := c.priceOf(a.Provider, model); ok {
		return sum(in, out)
	}
	if a.BaseURL != "" { // another server has its own prices
		return nil
	}
	if o, ok := s.prices.of(a.Provider, model); ok {
		return sum(*o.InPrice, *o.OutPrice)
	}
	if p, ok := listPrices[Choice{Provider: a.Provider, Model: model}]; ok && (p.longest == 0 || t.In <= p.longest) {
		return sum(p.in, p.out)
	}
	return nil
}

// priced fills prices into offers where the provider tells none.
func (c *Config) priced(one Choice, offers []Offer) []Offer {
	out := slices.Clone(offers)
	for i, o := range out {
		in, outPrice, ok := c.priceOf(one.Provider, o.ID)
		if p, known := listPrices[Choice{Provider: one.Provider, Model: o.ID}]; !ok && o.InPrice == nil && known && one.BaseURL == "" {
			in, outPrice, ok = p.in, p.out, true
		}
		if ok {
			out[i].InPrice, out[i].OutPrice = &in, &outPrice
		}
	}
	return out
}

// prices are what models cost, as far as lists of offers told. Memory only.
type prices struct {
	mu    sync.Mutex
	known map[Provider]map[string]Offer
}

// learn remembers the prices of a provider's offers.
func (p *prices) learn(provider Provider, offers []Offer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	of := map[string]Offer{}
	for _, o := range offers {
		if o.InPrice != nil && o.OutPrice != nil {
			of[o.ID] = o
		}
	}
	p.known[provider] = of
}

// knows tells whether a provider's offers were read.
func (p *prices) knows(provider Provider) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.known[provider]
	return ok
}

// of is the offer of a model whose price is known.
func (p *prices) of(provider Provider, model string) (Offer, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, ok := p.known[provider][model]
	return o, ok
}
