package reply

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
)

// Audience is whose messages are answered in direct chats.
type Audience string

// The audiences. Known contacts are those whom the account has written to, otherwise than by AI.
const (
	Everyone Audience = "everyone"
	Known    Audience = "known"
	New      Audience = "new"
)

// Groups is what is answered in groups.
type Groups string

// The choices for groups.
const (
	GroupsOff       Groups = "off"
	GroupsMentioned Groups = "mentioned"
)

// Choice is a provider with a model of it.
type Choice struct {
	Provider Provider `json:"provider"`
	Model    string   `json:"model" required:"false"`
	BaseURL  string   `json:"base_url,omitempty"`
}

// Hours are those that begin on one day of the week; 0 is Sunday. From and To are such as 09:00
// and 17:30; 24:00 is midnight. Where To is before From, they end on the next day.
type Hours struct {
	Day  int    `json:"day"`
	From string `json:"from" example:"09:00"`
	To   string `json:"to" example:"17:30" doc:"24:00 is midnight. Before from, it is on the next day: 22:00 to 06:00 is a night."`
}

// Budget is what may be used in a day; 0 is without limit.
type Budget struct {
	TokensPerDay      int    `json:"tokens_per_day" required:"false"`
	RepliesPerDay     int    `json:"replies_per_day" required:"false"`
	TokensPerContact  int    `json:"tokens_per_contact" required:"false"`
	RepliesPerContact int    `json:"replies_per_contact" required:"false"`
	Text              string `json:"text" required:"false"`
}

// Config is how an account answers by AI.
type Config struct {
	AccountID uuid.UUID `json:"-"`
	IsActive  bool      `json:"-"`
	Choice
	Fallbacks []Choice `json:"fallbacks"`
	// Keys are the providers' keys of this account, sealed.
	Keys map[Provider][]byte `json:"-"`
	// KeyHosts are where the keys were saved for; a key goes nowhere else. Empty is the
	// provider's own address.
	KeyHosts map[Provider]string `json:"key_hosts,omitempty"`

	SystemPrompt   string   `json:"system_prompt"`
	Temperature    *float64 `json:"temperature"`
	MaxTokens      int      `json:"max_tokens"`
	TimeoutSeconds int      `json:"timeout_seconds"`
	HistoryLimit   int      `json:"history_limit"`
	Language       string   `json:"language"`

	Audience        Audience `json:"audience"`
	Groups          Groups   `json:"groups"`
	Allow           []string `json:"allow"`
	Block           []string `json:"block"`
	StartWords      []string `json:"start_words"`
	StopWords       []string `json:"stop_words"`
	HandOverPhrases []string `json:"hand_over_phrases"`
	HandOverText    string   `json:"hand_over_text"`

	Hours          []Hours `json:"hours"`
	TimeZone       string  `json:"time_zone"`
	OutOfHoursText string  `json:"out_of_hours_text"`

	DebounceMS        int    `json:"-"`
	TakeoverMinutes   int    `json:"-"`
	MaxRepliesPerHour int    `json:"max_replies_per_hour"`
	Drafts            bool   `json:"drafts"`
	Budget            Budget `json:"budget"`
	SeeImages         bool   `json:"see_images"`
	HearVoice         bool   `json:"hear_voice"`
	// Prices are what models cost, where nobody else tells or it is another price.
	Prices []Price `json:"prices"`

	CreatedAt time.Time `json:"-"`
	UpdatedAt time.Time `json:"-"`
}

// Limits of settings.
const (
	maxWords      = 100
	maxNumbers    = 1000
	maxFallbacks  = 5
	maxHistory    = 100
	mostMaxTokens = 32_000
	// longestTimeout leaves room for a fallback within a reply's time.
	longestTimeout = 60
	// maxDebounceMS is well below the age at which a message is too old to be answered.
	maxDebounceMS = 2 * 60 * 1000
	// maxTakeover is a month, in minutes.
	maxTakeover = 31 * 24 * 60
)

// Defaults is the configuration of an account that has said nothing.
func Defaults(accountID uuid.UUID) Config {
	return Config{
		AccountID: accountID, Choice: Choice{Provider: Gemini}, Fallbacks: []Choice{}, Keys: map[Provider][]byte{}, KeyHosts: map[Provider]string{},
		SystemPrompt: "You are a helpful assistant.", Temperature: new(0.7), MaxTokens: 500, TimeoutSeconds: 20, HistoryLimit: 10,
		Audience: Everyone, Groups: GroupsOff, Allow: []string{}, Block: []string{}, StartWords: []string{}, StopWords: []string{}, HandOverPhrases: []string{},
		Hours: []Hours{}, TimeZone: "UTC", DebounceMS: 4000, TakeoverMinutes: 240, MaxRepliesPerHour: 10, SeeImages: true, HearVoice: true,
		Prices: []Price{},
	}
}

// Key is a provider's key as a person writes it; empty forgets it.
type Key struct {
	Provider Provider `json:"provider"`
	Key      string   `json:"key"`
}

// Patch is what a person changes; what is nil stays as it is.
type Patch struct {
	IsActive           *bool     `json:"is_active,omitempty" nullable:"true" doc:"Whether messages are answered."`
	Provider           *Provider `json:"provider,omitempty" nullable:"true" enum:"openai,anthropic,gemini,groq,openrouter,openrouter-free,openai_compatible" doc:"openrouter-free is the older name of OpenRouter's free models and means openrouter."`
	Model              *string   `json:"model,omitempty" nullable:"true" doc:"Empty takes the provider's usual one. At most 200 characters."`
	BaseURL            *string   `json:"base_url,omitempty" nullable:"true" doc:"Takes the place of the provider's own address: http or https, in private networks only where the server allows it. openai_compatible needs it."`
	APIKey             *string   `json:"api_key,omitempty" nullable:"true" doc:"The key of provider. Kept sealed and never shown; empty forgets it."`
	Keys               *[]Key    `json:"keys,omitempty" nullable:"true" doc:"Keys of further providers."`
	Fallbacks          *[]Choice `json:"fallbacks,omitempty" nullable:"true" doc:"Asked in this order when the first fails or is over its limit."`
	SystemPrompt       *string   `json:"system_prompt,omitempty" nullable:"true" doc:"May use {{contact_name}}, {{account_name}}, {{date}}, {{time}} and {{business_hours}}."`
	Temperature        *float64  `json:"temperature,omitempty" nullable:"true" doc:"0 to 2."`
	DefaultTemperature *bool     `json:"default_temperature,omitempty" nullable:"true" doc:"The temperature is the provider's own."`
	MaxTokens          *int      `json:"max_tokens,omitempty" nullable:"true" doc:"How long an answer may be, in tokens."`
	TimeoutSeconds     *int      `json:"timeout_seconds,omitempty" nullable:"true" doc:"How long a provider may take."`
	HistoryLimit       *int      `json:"history_limit,omitempty" nullable:"true" doc:"How many of the chat's last messages the model is told."`
	Language           *string   `json:"language,omitempty" nullable:"true" doc:"The language to answer in, in words; empty is the contact's own."`
	Audience           *Audience `json:"audience,omitempty" nullable:"true" enum:"everyone,known,new"`
	Groups             *Groups   `json:"groups,omitempty" nullable:"true" enum:"off,mentioned"`
	Allow              *[]string `json:"allow,omitempty" nullable:"true" doc:"Only these numbers are answered; empty is all."`
	Block              *[]string `json:"block,omitempty" nullable:"true" doc:"These numbers are not answered."`
	StartWords         *[]string `json:"start_words,omitempty" nullable:"true" doc:"A contact whose whole message is one of these gets answers again after one of stop_words; nothing else is undone by it. At most 100, each of at most 200 characters."`
	StopWords          *[]string `json:"stop_words,omitempty" nullable:"true" doc:"A contact whose whole message is one of these gets no answers any more; in groups, beside the mention. At most 100, each of at most 200 characters."`
	HandOverPhrases    *[]string `json:"hand_over_phrases,omitempty" nullable:"true" doc:"A message with one of these hands over to a person; empty is the built-in list."`
	HandOverText       *string   `json:"hand_over_text,omitempty" nullable:"true"`
	Hours              *[]Hours  `json:"hours,omitempty" nullable:"true" doc:"When answers are given, in the time zone; empty is always. day 0 is Sunday. Hours whose end is before their beginning go on into the next day: {\"day\":5,\"from\":\"22:00\",\"to\":\"06:00\"} is the night from Friday to Saturday."`
	TimeZone           *string   `json:"time_zone,omitempty" nullable:"true" example:"Europe/Berlin"`
	OutOfHoursText     *string   `json:"out_of_hours_text,omitempty" nullable:"true"`
	DebounceMS         *int      `json:"debounce_ms,omitempty" nullable:"true" doc:"How long after the last message of a burst an answer is thought."`
	TakeoverMinutes    *int      `json:"takeover_minutes,omitempty" nullable:"true" doc:"How long a chat is left to a person who wrote in it."`
	MaxRepliesPerHour  *int      `json:"max_replies_per_hour,omitempty" nullable:"true" doc:"Answers a contact gets in an hour at most; the next message pauses them there for an hour."`
	Drafts             *bool     `json:"drafts,omitempty" nullable:"true" doc:"Answers wait for a person to approve them."`
	Budget             *Budget   `json:"budget,omitempty" doc:"What may be used in a day; 0 is without limit."`
	SeeImages          *bool     `json:"see_images,omitempty" nullable:"true"`
	HearVoice          *bool     `json:"hear_voice,omitempty" nullable:"true"`
	Prices             *[]Price  `json:"prices,omitempty" nullable:"true" doc:"What models cost in US dollars, at most 50: used before what the provider tells and before the published prices of usual models. A model that none of them has keeps cost null."`
}

// host is the server that a base URL names: a key is given to a server, not to a path.
func host(base string) string {
	u, err := url.Parse(strings.TrimSpace(base))
	if base == "" || err != nil {
		return strings.TrimSpace(base)
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// hostOf is the server that a provider's key is for: that of the first choice which has it.
func (c *Config) hostOf(p Provider) string {
	for _, one := range c.chain() {
		if one.Provider == p {
			return host(one.BaseURL)
		}
	}
	return ""
}

// over lays the patch over a configuration. Keys are not its matter.
func (p Patch) over(c *Config) {
	set(&c.IsActive, p.IsActive)
	if p.Provider != nil && *p.Provider == "openrouter-free" {
		p.Provider = new(OpenRouter)
	}
	if p.Provider != nil && *p.Provider != c.Provider {
		c.Choice = Choice{Provider: *p.Provider} // another provider has other models and another address
	}
	set(&c.Model, p.Model)
	set(&c.BaseURL, p.BaseURL)
	set(&c.Fallbacks, p.Fallbacks)
	set(&c.SystemPrompt, p.SystemPrompt)
	if p.Temperature != nil {
		c.Temperature = p.Temperature
	}
	if p.DefaultTemperature != nil && *p.DefaultTemperature {
		c.Temperature = nil
	}
	set(&c.MaxTokens, p.MaxTokens)
	set(&c.TimeoutSeconds, p.TimeoutSeconds)
	set(&c.HistoryLimit, p.HistoryLimit)
	set(&c.Language, p.Language)
	set(&c.Audience, p.Audience)
	set(&c.Groups, p.Groups)
	set(&c.Allow, p.Allow)
	set(&c.Block, p.Block)
	set(&c.StartWords, p.StartWords)
	set(&c.StopWords, p.StopWords)
	set(&c.HandOverPhrases, p.HandOverPhrases)
	set(&c.HandOverText, p.HandOverText)
	set(&c.Hours, p.Hours)
	set(&c.TimeZone, p.TimeZone)
	set(&c.OutOfHoursText, p.OutOfHoursText)
	set(&c.DebounceMS, p.DebounceMS)
	set(&c.TakeoverMinutes, p.TakeoverMinutes)
	set(&c.MaxRepliesPerHour, p.MaxRepliesPerHour)
	set(&c.Drafts, p.Drafts)
	set(&c.Budget, p.Budget)
	set(&c.SeeImages, p.SeeImages)
	set(&c.HearVoice, p.HearVoice)
	set(&c.Prices, p.Prices)
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// check tells all that is wrong with a configuration, and tidies its lists.
func (c *Config) check() error {
	var bad []fault.Field
	say := func(ok bool, field, format string, args ...any) {
		if !ok {
			bad = append(bad, fault.Field{Name: field, Message: fmt.Sprintf(format, args...)})
		}
	}
	between := func(n, least, most int, field string) {
		say(n >= least && n <= most, field, "Write a number from %d to %d.", least, most)
	}
	text := func(s, field string, most int) {
		flaw := textFlaw(s, most)
		say(flaw == "", field, "%s", flaw)
	}
	c.checkChoices(say, text)
	text(c.SystemPrompt, "system_prompt", maxPrompt)
	if unknown := unknownVariables(c.SystemPrompt); len(unknown) > 0 {
		say(false, "system_prompt", "There is no variable %s. There are %s.", strings.Join(unknown, ", "), "{{"+strings.Join(variableNames(), "}}, {{")+"}}")
	}
	say(c.Temperature == nil || *c.Temperature >= 0 && *c.Temperature <= 2, "temperature", "Write a number from 0 to 2.")
	between(c.MaxTokens, 1, mostMaxTokens, "max_tokens")
	between(c.TimeoutSeconds, 1, longestTimeout, "timeout_seconds")
	between(c.HistoryLimit, 1, maxHistory, "history_limit")
	text(c.Language, "language", maxLanguage)
	say(c.Audience == Everyone || c.Audience == Known || c.Audience == New, "audience", "Write everyone, known or new.")
	say(c.Groups == GroupsOff || c.Groups == GroupsMentioned, "groups", "Write off or mentioned.")
	c.Allow, c.Block = numbers(c.Allow, "allow", say), numbers(c.Block, "block", say)
	words := func(list *[]string, field string) {
		*list = phrases(*list)
		say(len(*list) <= maxWords, field, "There are at most %d.", maxWords)
		for _, one := range *list {
			if flaw := textFlaw(one, maxPhrase); flaw != "" {
				say(false, field, "One of them: %s", flaw)
				break
			}
		}
	}
	words(&c.StartWords, "start_words")
	words(&c.StopWords, "stop_words")
	words(&c.HandOverPhrases, "hand_over_phrases")
	text(c.HandOverText, "hand_over_text", maxNotice)
	text(c.OutOfHoursText, "out_of_hours_text", maxNotice)
	text(c.Budget.Text, "budget.text", maxNotice)
	c.checkHours(say)
	c.checkPrices(say)
	between(c.DebounceMS, 0, maxDebounceMS, "debounce_ms")
	between(c.TakeoverMinutes, 0, maxTakeover, "takeover_minutes")
	between(c.MaxRepliesPerHour, 1, 1000, "max_replies_per_hour")
	b := c.Budget
	say(min(b.TokensPerDay, b.RepliesPerDay, b.TokensPerContact, b.RepliesPerContact) >= 0, "budget", "Budgets are 0 or more; 0 is without limit.")
	return fault.Invalidate(bad)
}

// checkChoices looks at the providers.
func (c *Config) checkChoices(say func(ok bool, field, format string, args ...any), text func(s, field string, most int)) {
	say(len(c.Fallbacks) <= maxFallbacks, "fallbacks", "There are at most %d.", maxFallbacks)
	c.Choice = c.tidied()
	for i, one := range c.Fallbacks {
		c.Fallbacks[i] = one.tidied()
	}
	for i, one := range c.chain() {
		say(slices.Contains(Providers(), one.Provider), choiceField(i, "provider"), providersText)
		say(one.Provider != OpenAICompatible || one.BaseURL != "", choiceField(i, "base_url"), "Write where the server is, such as https://models.example.com/v1.")
		say(one.Provider != OpenAICompatible || one.Model != "", choiceField(i, "model"), "Write which model of the server is asked.")
		text(one.Model, choiceField(i, "model"), maxModel)
		text(one.BaseURL, choiceField(i, "base_url"), maxAddress)
	}
}

const providersText = "Write openai, anthropic, gemini, groq, openrouter or openai_compatible."

// tidied is a choice without spaces around.
func (c Choice) tidied() Choice {
	c.Model, c.BaseURL = strings.TrimSpace(c.Model), strings.TrimSpace(c.BaseURL)
	return c
}

// choiceField names a field of the chain's i-th choice.
func choiceField(i int, name string) string {
	if i == 0 {
		return name
	}
	return fmt.Sprintf("fallbacks[%d].%s", i-1, name)
}

// Providers are all of them.
func Providers() []Provider {
	return []Provider{OpenAI, Anthropic, Gemini, Groq, OpenRouter, OpenAICompatible}
}

// chain is who is asked, in this order.
func (c *Config) chain() []Choice { return append([]Choice{c.Choice}, c.Fallbacks...) }

var (
	digits = regexp.MustCompile(`\D`)
	aLID   = regexp.MustCompile(`^[0-9]{1,36}@lid$`)
)

// numbers are phone numbers in digits, without doubles.
func numbers(list []string, field string, say func(bool, string, string, ...any)) []string {
	out := []string{}
	for _, n := range list {
		d := strings.TrimLeft(digits.ReplaceAllString(n, ""), "0")
		if aLID.MatchString(n) {
			d = n
		}
		say(d != "" && len(d) <= 40 && textFlaw(n, 100) == "", field, "%.40q is no phone number.", n)
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	say(len(out) <= maxNumbers, field, "There are at most %d.", maxNumbers)
	return out
}

// phrases are words without doubles and empty ones.
func phrases(list []string) []string {
	out := []string{}
	for _, p := range list {
		if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
