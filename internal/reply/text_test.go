package reply_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/reply"
)

func TestTextFlaw(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"": true, "Grüße 👩‍👩‍👧 مرحبا": true, "two\nlines\r\n\tin": true, "1234567890123456789012345678901234567890": true,
		"12345678901234567890123456789012345678901": false, "a\x00b": false, "a\x1b[31mb": false, "a\u0085b": false, "a\x7fb": false, "a\xffb": false,
	} {
		require.Equal(t, fine, reply.TextFlaw(text, 40) == "", "%q", text)
	}
	require.Contains(t, reply.TextFlaw("a\x00b", 4096), "control character")
	require.Contains(t, reply.TextFlaw(strings.Repeat("ä", 41), 40), "at most 40")
}

// Every text of the configuration is looked at, whatever it is for.
func TestCheck_texts(t *testing.T) {
	t.Parallel()
	for field, put := range map[string]func(*reply.Config, string){
		"model":                 func(c *reply.Config, s string) { c.Model = s },
		"base_url":              func(c *reply.Config, s string) { c.BaseURL = s },
		"fallbacks[0].model":    func(c *reply.Config, s string) { c.Fallbacks = []reply.Choice{{Provider: reply.Groq, Model: s}} },
		"fallbacks[0].base_url": func(c *reply.Config, s string) { c.Fallbacks = []reply.Choice{{Provider: reply.Groq, BaseURL: s}} },
		"system_prompt":         func(c *reply.Config, s string) { c.SystemPrompt = s },
		"language":              func(c *reply.Config, s string) { c.Language = s },
		"start_words":           func(c *reply.Config, s string) { c.StartWords = []string{"on", s} },
		"stop_words":            func(c *reply.Config, s string) { c.StopWords = []string{s} },
		"hand_over_phrases":     func(c *reply.Config, s string) { c.HandOverPhrases = []string{s} },
		"hand_over_text":        func(c *reply.Config, s string) { c.HandOverText = s },
		"out_of_hours_text":     func(c *reply.Config, s string) { c.OutOfHoursText = s },
		"budget.text":           func(c *reply.Config, s string) { c.Budget.Text = s },
		"time_zone":             func(c *reply.Config, s string) { c.TimeZone = "Europe/Berlin" + s },
		"hours[0]":              func(c *reply.Config, s string) { c.Hours = []reply.Hours{{From: "09:00", To: "10:00" + s}} },
		"allow":                 func(c *reply.Config, s string) { c.Allow = []string{"49151" + s} },
		"block":                 func(c *reply.Config, s string) { c.Block = []string{"1" + s + "@lid"} },
	} {
		for _, bad := range []string{"a\x00b", "a\x1bb", "a\xffb", strings.Repeat("x", 100_000)} {
			c := config(func(c *reply.Config) { put(c, bad) })
			err := reply.Check(&c)
			require.True(t, fault.Is(err, fault.Invalid), "%s %.8q", field, bad)
			require.Equal(t, field, fault.As(err).Fields[0].Name)
			require.Less(t, len(err.Error()), 300, "what is wrong is not told again in full")
		}
	}
	c := config(func(c *reply.Config) {
		c.SystemPrompt, c.HandOverText, c.Model, c.Block = "One.\r\n\n\tTwo.", "Wait\nplease.", " gpt ", []string{"12345@lid", "+49 (151) 1"}
	})
	require.NoError(t, reply.Check(&c))
	require.Equal(t, "gpt", c.Model)
	require.Equal(t, []string{"12345@lid", "491511"}, c.Block)
}

// addresses refuses all but one scheme, as the guard does.
type addresses struct{ reply.ToolPoster }

func (addresses) CheckTool(url string) error {
	if strings.HasPrefix(url, "https://") {
		return nil
	}
	return fault.Bad("url", "Write an http or https address.")
}

func TestCheck_addresses(t *testing.T) {
	t.Parallel()
	s := reply.NewService(reply.Deps{Poster: addresses{}, Trusted: func(base string) bool { return base == "http://10.0.0.1/v1" }})
	for base, fine := range map[string]bool{"": true, "https://models.example/v1": true, "http://10.0.0.1/v1": true, "file:///etc/passwd": false, "http://10.0.0.2": false} {
		c := config(func(c *reply.Config) {
			c.BaseURL, c.Fallbacks = base, []reply.Choice{{Provider: reply.Groq, BaseURL: base}}
		})
		err := reply.CheckAll(s, &c)
		require.Equal(t, fine, err == nil, base)
		if !fine {
			require.Equal(t, []fault.Field{{Name: "base_url", Message: "Write an http or https address."}, {Name: "fallbacks[0].base_url", Message: "Write an http or https address."}}, fault.As(err).Fields)
		}
	}
}

func TestCheckTool(t *testing.T) {
	t.Parallel()
	s := reply.NewService(reply.Deps{Poster: addresses{}})
	draft := func(change func(*reply.ToolDraft)) reply.ToolDraft {
		d := reply.ToolDraft{AccountID: uuid.New(), Name: "order", Description: "Finds orders.", Parameters: `{"type":"object"}`, URL: "https://example.com"}
		if change != nil {
			change(&d)
		}
		return d
	}
	schema := func(inner string) func(*reply.ToolDraft) {
		return func(d *reply.ToolDraft) { d.Parameters = `{"type":"object","properties":{"a":` + inner + `}}` }
	}
	for name, change := range map[string]func(*reply.ToolDraft){
		"plain": nil, "number": schema(`{"minimum":1e300}`), "zero": schema(`{"minimum":1e-0000000001}`), "half_character": schema(`{"title":"\ud800"}`), "twice": schema(`{"title":"a","title":"b"}`),
	} {
		require.NoError(t, reply.CheckTool(s, draft(change)), name)
	}
	for name, one := range map[string]struct {
		field  string
		change func(*reply.ToolDraft)
	}{
		"name":         {"name", func(d *reply.ToolDraft) { d.Name = "a\x00" }},
		"description":  {"description", func(d *reply.ToolDraft) { d.Description = "a\x00" }},
		"none":         {"description", func(d *reply.ToolDraft) { d.Description = " " }},
		"long":         {"description", func(d *reply.ToolDraft) { d.Description = strings.Repeat("x", 1001) }},
		"url":          {"url", func(d *reply.ToolDraft) { d.URL = "https://a\x00" }},
		"long_url":     {"url", func(d *reply.ToolDraft) { d.URL = "https://a/" + strings.Repeat("x", 2000) }},
		"nul":          {"parameters", schema(`{"title":"a\u0000b"}`)},
		"nul_in_name":  {"parameters", schema(`{"properties":{"a\u0000":true}}`)},
		"huge":         {"parameters", schema(`{"minimum":1e100000}`)},
		"tiny":         {"parameters", schema(`{"minimum":0e-00100000}`)},
		"long_number":  {"parameters", schema(`{"minimum":` + strings.Repeat("1", 101) + `}`)},
		"deep":         {"parameters", schema(strings.Repeat(`{"items":`, 60) + "{}" + strings.Repeat("}", 60))},
		"large":        {"parameters", schema(`{"title":"` + strings.Repeat("x", 16<<10) + `"}`)},
		"no_json":      {"parameters", func(d *reply.ToolDraft) { d.Parameters = `{"type":"object"` }},
		"more_than_is": {"parameters", func(d *reply.ToolDraft) { d.Parameters = `{"type":"object"} x` }},
	} {
		err := reply.CheckTool(s, draft(one.change))
		require.True(t, fault.Is(err, fault.Invalid), "%s: %v", name, err)
		require.Equal(t, one.field, fault.As(err).Fields[0].Name, name)
	}
}
