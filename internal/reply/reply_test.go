package reply_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/internal/seal"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday

func config(change func(*reply.Config)) reply.Config {
	c := reply.Defaults(uuid.New())
	c.IsActive = true
	if change != nil {
		change(&c)
	}
	return c
}

func TestDecide(t *testing.T) {
	t.Parallel()
	later, before := noon.Add(time.Hour), noon.Add(-time.Minute)
	yesterday := noon.AddDate(0, 0, -1)
	for name, c := range map[string]struct {
		config func(*reply.Config)
		facts  func(*reply.Facts)
		want   reply.Decision
	}{
		"answered":         {nil, nil, reply.Decision{Answer: true}},
		"off":              {func(c *reply.Config) { c.IsActive = false }, nil, reply.Decision{Reason: reply.ReasonOff}},
		"own":              {nil, func(f *reply.Facts) { f.Message.Direction = message.Outgoing }, reply.Decision{Reason: reply.ReasonKind}},
		"reaction":         {nil, func(f *reply.Facts) { f.Message.Type = message.Reaction }, reply.Decision{Reason: reply.ReasonKind}},
		"deleted":          {nil, func(f *reply.Facts) { f.Message.DeletedAt = &noon }, reply.Decision{Reason: reply.ReasonKind}},
		"late":             {nil, func(f *reply.Facts) { f.Message.Late = true }, reply.Decision{Reason: reply.ReasonLate}},
		"old":              {nil, func(f *reply.Facts) { f.Message.Timestamp = noon.Add(-11 * time.Minute) }, reply.Decision{Reason: reply.ReasonLate}},
		"opted_out":        {nil, func(f *reply.Facts) { f.OptedOut = true }, reply.Decision{Reason: reply.ReasonOptedOut}},
		"group":            {nil, inGroup(true), reply.Decision{Reason: reply.ReasonGroup}},
		"group_not_to_us":  {mentioned, inGroup(false), reply.Decision{Reason: reply.ReasonGroup}},
		"group_to_us":      {mentioned, inGroup(true), reply.Decision{Answer: true}},
		"blocked":          {func(c *reply.Config) { c.Block = []string{"49151"} }, nil, reply.Decision{Reason: reply.ReasonBlocked}},
		"blocked_in_group": {func(c *reply.Config) { mentioned(c); c.Block = []string{"49152"} }, inGroup(true), reply.Decision{Reason: reply.ReasonBlocked}},
		"allowed":          {func(c *reply.Config) { c.Allow = []string{"1@lid"} }, nil, reply.Decision{Answer: true}},
		"not_allowed":      {func(c *reply.Config) { c.Allow = []string{"49153"} }, nil, reply.Decision{Reason: reply.ReasonAudience}},
		"not_known":        {func(c *reply.Config) { c.Audience = reply.Known }, nil, reply.Decision{Reason: reply.ReasonAudience}},
		"not_new":          {func(c *reply.Config) { c.Audience = reply.New }, func(f *reply.Facts) { f.Known = true }, reply.Decision{Reason: reply.ReasonAudience}},
		"paused":           {nil, func(f *reply.Facts) { f.PausedUntil = &later }, reply.Decision{Reason: reply.ReasonPaused}},
		"pause_over":       {nil, func(f *reply.Facts) { f.PausedUntil = &before }, reply.Decision{Answer: true}},
		"started": {func(c *reply.Config) { c.StartWords = []string{"Bot an"} }, func(f *reply.Facts) {
			f.PausedUntil, f.PauseReason, f.Message.Text = &later, reply.PauseByStopWord, "bot  AN!"
		}, reply.Decision{Answer: true, Reason: reply.ReasonStarted, Resume: true}},
		"started_over_a_person": {func(c *reply.Config) { c.StartWords = []string{"bot an"} }, func(f *reply.Facts) {
			f.PausedUntil, f.PauseReason, f.Message.Text = &later, reply.PauseByPerson, "bot an"
		}, reply.Decision{Reason: reply.ReasonPaused}},
		"started_already": {func(c *reply.Config) { c.StartWords = []string{"hello ai"} }, says("Hello AI"), reply.Decision{Answer: true}},
		"started_at_night": {func(c *reply.Config) { sundays(c); c.StartWords = []string{"start"} }, func(f *reply.Facts) {
			f.PausedUntil, f.PauseReason, f.Message.Text = &later, reply.PauseByStopWord, "start"
		}, reply.Decision{Reason: reply.ReasonOutOfHours, Notice: "Closed.", Told: true, Resume: true}},
		"stopped_earlier": {func(c *reply.Config) { c.StopWords = []string{"stopp"} }, func(f *reply.Facts) {
			f.Earlier = []message.Message{f.Message}
			f.Earlier[0].Text, f.Message.Text = "stopp", "thanks"
		}, reply.Decision{Reason: reply.ReasonStopWord, Pause: reply.PauseByStopWord}},
		"hand_over_earlier": {nil, func(f *reply.Facts) {
			f.Earlier = []message.Message{f.Message}
			f.Earlier[0].Text, f.Message.Text = "A real person please", "it is urgent"
		}, reply.Decision{Reason: reply.ReasonHandOver, Pause: reply.PauseByHandOver}},
		"stopped_in_group": {func(c *reply.Config) { mentioned(c); c.StopWords = []string{"quiet"} }, func(f *reply.Facts) {
			inGroup(true)(f)
			f.Message.Text = "@49159 quiet!"
		}, reply.Decision{Reason: reply.ReasonStopWord, Pause: reply.PauseByStopWord}},
		"blocked_after_another_in_group": {func(c *reply.Config) { mentioned(c); c.Block = []string{"49153"} }, func(f *reply.Facts) {
			inGroup(true)(f)
			f.Earlier = []message.Message{f.Message}
			f.Message.Sender = message.Peer{Phone: "49153"}
		}, reply.Decision{Answer: true}},
		"stopped":          {func(c *reply.Config) { c.StopWords = []string{"stopp"} }, says("Stopp."), reply.Decision{Reason: reply.ReasonStopWord, Pause: reply.PauseByStopWord}},
		"not_stopped":      {func(c *reply.Config) { c.StopWords = []string{"stopp"} }, says("Der Bus hat einen Stopp"), reply.Decision{Answer: true}},
		"hand_over":        {func(c *reply.Config) { c.HandOverText = "Wait." }, says("I want to TALK to a human!!"), reply.Decision{Reason: reply.ReasonHandOver, Pause: reply.PauseByHandOver, Notice: "Wait."}},
		"closed":           {sundays, nil, reply.Decision{Reason: reply.ReasonOutOfHours, Notice: "Closed.", Told: true}},
		"closed_told":      {sundays, func(f *reply.Facts) { f.HoursAt = &before }, reply.Decision{Reason: reply.ReasonOutOfHours}},
		"loop":             {nil, func(f *reply.Facts) { f.LastHour = 10 }, reply.Decision{Reason: reply.ReasonLoop, Pause: reply.PauseByLoop}},
		"budget":           {spent, func(f *reply.Facts) { f.Used.Tokens = 10 }, reply.Decision{Reason: reply.ReasonBudget, Notice: "Tomorrow.", Told: true}},
		"budget_told":      {spent, func(f *reply.Facts) { f.Used.Tokens, f.BudgetAt = 10, &before }, reply.Decision{Reason: reply.ReasonBudget}},
		"budget_told_then": {spent, func(f *reply.Facts) { f.Used.Tokens, f.BudgetAt = 10, &yesterday }, reply.Decision{Reason: reply.ReasonBudget, Notice: "Tomorrow.", Told: true}},
		"budget_contact":   {spent, func(f *reply.Facts) { f.UsedByContact.Replies = 2 }, reply.Decision{Reason: reply.ReasonBudget, Notice: "Tomorrow.", Told: true}},
		"budget_left": {spent, func(f *reply.Facts) {
			f.Used, f.UsedByContact = reply.Used{Tokens: 9, Replies: 99}, reply.Used{Tokens: 9, Replies: 1}
		}, reply.Decision{Answer: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := reply.Facts{Message: message.Message{
				Direction: message.Incoming, Type: message.Text, Text: "When do you open?", Timestamp: noon, Chat: message.Peer{Phone: "49151", LID: "1@lid"},
			}}
			if c.facts != nil {
				c.facts(&f)
			}
			got := reply.Decide(config(c.config), f, noon)
			require.Equal(t, c.want, got)
			if !got.Answer {
				require.NotEmpty(t, got.Reason.Text())
			}
		})
	}
}

func mentioned(c *reply.Config) { c.Groups = reply.GroupsMentioned }

func sundays(c *reply.Config) {
	c.Hours, c.OutOfHoursText = []reply.Hours{{Day: 0, From: "09:00", To: "17:00"}}, "Closed."
}

func spent(c *reply.Config) {
	c.Budget = reply.Budget{TokensPerDay: 10, RepliesPerContact: 2, Text: "Tomorrow."}
}

func says(text string) func(*reply.Facts) { return func(f *reply.Facts) { f.Message.Text = text } }

func inGroup(toUs bool) func(*reply.Facts) {
	return func(f *reply.Facts) {
		f.Message.Chat, f.Message.Sender = message.Peer{Group: "1@g.us"}, message.Peer{Phone: "49152"}
		f.Message.Text = "@49159 When do you open?"
		f.Message.Content.Mentions = []message.Person{{Phone: new("49159"), Me: toUs}}
	}
}

func TestDecide_phrases(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Ich möchte mit einem Menschen sprechen": true, "¡Quiero hablar con una persona!": true, "Je veux parler à un conseiller": true,
		"我要转人工服务": true, "オペレーターにつないで": true, "Позовите оператора, пожалуйста": true, "أريد التحدث مع شخص": true, "इंसान से बात करनी है": true,
		"What a superhuman pleasure": false, "Are you a person?": false, "": false,
	} {
		f := reply.Facts{Message: message.Message{Direction: message.Incoming, Type: message.Text, Text: text, Timestamp: noon}}
		require.Equal(t, !want, reply.Decide(config(nil), f, noon).Answer, text)
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	c := config(func(c *reply.Config) {
		c.TimeZone = "Europe/Berlin"
		c.Hours = []reply.Hours{{Day: 0, From: "09:00", To: "17:00"}, {Day: 6, From: "20:00", To: "24:00"}}
	})
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, berlin) }
	// On Sunday, 29 March 2026 the clocks go forward.
	require.True(t, reply.Open(c, at(28, 23, 59)))
	require.False(t, reply.Open(c, at(29, 0, 0)))
	require.False(t, reply.Open(c, at(29, 8, 59)))
	require.True(t, reply.Open(c, time.Date(2026, 3, 29, 7, 0, 0, 0, time.UTC)), "nine in summer")
	require.False(t, reply.Open(c, at(29, 17, 0)))
	require.Equal(t, at(29, 0, 0), reply.ClosedSince(c, at(29, 5, 0)))
	require.Equal(t, at(29, 17, 0), reply.ClosedSince(c, at(30, 12, 0)))
	require.Equal(t, at(22, 17, 0), reply.ClosedSince(c, at(28, 19, 0)))
	require.True(t, reply.ClosedSince(config(nil), noon).IsZero())
	require.True(t, reply.Open(config(nil), noon), "no hours are always")
}

func TestHours_overNight(t *testing.T) {
	t.Parallel()
	in := func(zone string, hours ...reply.Hours) reply.Config {
		return config(func(c *reply.Config) { c.TimeZone, c.Hours = zone, hours })
	}
	utc := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	night := reply.Hours{Day: 5, From: "22:00", To: "06:00"} // from Friday, the 6th, to Saturday
	for name, one := range map[string]struct {
		config reply.Config
		at     time.Time
		since  time.Time // zero: open
	}{
		"evening":            {in("UTC", night), utc(6, 22, 0), time.Time{}},
		"midnight":           {in("UTC", night), utc(7, 0, 0), time.Time{}},
		"morning":            {in("UTC", night), utc(7, 5, 59), time.Time{}},
		"end":                {in("UTC", night), utc(7, 6, 0), utc(7, 6, 0)},
		"day_after":          {in("UTC", night), utc(7, 22, 0), utc(7, 6, 0)},
		"before":             {in("UTC", night), utc(13, 21, 59), utc(7, 6, 0)},
		"morning_before":     {in("UTC", night), utc(6, 5, 0), utc(6, 5, 0).AddDate(0, 0, -6).Add(time.Hour)}, // of the week before
		"until_midnight":     {in("UTC", reply.Hours{Day: 5, From: "22:00", To: "00:00"}), utc(6, 23, 59), time.Time{}},
		"at_midnight":        {in("UTC", reply.Hours{Day: 5, From: "22:00", To: "00:00"}), utc(7, 0, 0), utc(7, 0, 0)},
		"over_the_week":      {in("UTC", reply.Hours{Day: 6, From: "23:00", To: "01:00"}), utc(8, 0, 30), time.Time{}},
		"meets_the_next":     {in("UTC", night, reply.Hours{Day: 6, From: "06:00", To: "12:00"}), utc(7, 6, 0), time.Time{}},
		"every_night_at_day": {in("UTC", night, reply.Hours{Day: 6, From: "22:00", To: "06:00"}), utc(8, 7, 0), utc(8, 6, 0)},
		"far_east":           {in("Pacific/Auckland", night), utc(6, 16, 59), time.Time{}}, // Saturday, 05:59 there
		"far_east_end":       {in("Pacific/Auckland", night), utc(6, 17, 0), utc(6, 17, 0)},
		"far_west":           {in("America/Los_Angeles", night), utc(7, 6, 0), time.Time{}}, // Friday, 22:00 there
		"far_west_before":    {in("America/Los_Angeles", night), utc(7, 5, 59), utc(7, 5, 59).AddDate(0, 0, -7).Add(8*time.Hour + time.Minute)},
		// In Berlin the clocks go forward on Sunday, 29 March at 1:00 UTC, from 2 to 3.
		"short_night":       {in("Europe/Berlin", reply.Hours{Day: 6, From: "22:00", To: "06:00"}), utc(29, 3, 59), time.Time{}},
		"short_night_end":   {in("Europe/Berlin", reply.Hours{Day: 6, From: "22:00", To: "06:00"}), utc(29, 4, 0), utc(29, 4, 0)},
		"ends_in_the_gap":   {in("Europe/Berlin", reply.Hours{Day: 6, From: "22:00", To: "02:30"}), utc(29, 1, 10), utc(29, 1, 0)},
		"before_the_gap":    {in("Europe/Berlin", reply.Hours{Day: 6, From: "22:00", To: "02:30"}), utc(29, 0, 59), time.Time{}},
		"begins_in_the_gap": {in("Europe/Berlin", reply.Hours{Day: 0, From: "02:30", To: "04:00"}), utc(29, 1, 0), time.Time{}},
		"gap_in_new_york":   {in("America/New_York", reply.Hours{Day: 6, From: "22:00", To: "02:30"}), utc(8, 7, 10), utc(8, 7, 0)},
		"long_night":        {in("Europe/Berlin", reply.Hours{Day: 6, From: "22:00", To: "06:00"}), time.Date(2026, 10, 25, 4, 59, 0, 0, time.UTC), time.Time{}},
		"long_night_end":    {in("Europe/Berlin", reply.Hours{Day: 6, From: "22:00", To: "06:00"}), time.Date(2026, 10, 25, 5, 1, 0, 0, time.UTC), time.Date(2026, 10, 25, 5, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, reply.Check(&one.config))
			require.Equal(t, one.since.IsZero(), reply.Open(one.config, one.at))
			if !one.since.IsZero() {
				require.Equal(t, one.since, reply.ClosedSince(one.config, one.at).UTC())
			}
		})
	}
	p := reply.SystemPrompt(config(func(c *reply.Config) { c.SystemPrompt, c.Hours = "{{business_hours}}", []reply.Hours{night} }), reply.Names{}, nil, noon)
	require.Contains(t, p, "Fri 22:00-06:00 the next day (UTC)")
	for _, wrong := range []reply.Hours{{From: "24:00", To: "06:00"}, {From: "09:00", To: "09:00"}, {Day: 7, From: "09:00", To: "10:00"}, {From: "9", To: "10:00"}, {From: "09:00", To: "25:00"}} {
		c := in("UTC", wrong)
		require.Equal(t, "hours[0]", fault.As(reply.Check(&c)).Fields[0].Name, "%v", wrong)
	}
}

// The contact is told once that it is closed, also over midnight.
func TestDecide_night(t *testing.T) {
	t.Parallel()
	c := config(func(c *reply.Config) { c.OutOfHoursText, c.Hours = "Closed.", nil })
	for day := range 7 {
		c.Hours = append(c.Hours, reply.Hours{Day: day, From: "22:00", To: "06:00"})
	}
	decide := func(at, told time.Time) reply.Decision {
		return reply.Decide(c, reply.Facts{HoursAt: &told, Message: message.Message{Direction: message.Incoming, Type: message.Text, Text: "Hi", Timestamp: at}}, at)
	}
	require.True(t, decide(noon.Add(12*time.Hour), noon).Answer)
	require.Empty(t, decide(noon.Add(9*time.Hour), noon).Notice)
	require.Equal(t, "Closed.", decide(noon.Add(24*time.Hour), noon).Notice)
}

func TestSplit(t *testing.T) {
	t.Parallel()
	require.Empty(t, reply.Split(" \n "))
	require.Equal(t, []string{"One\n\nTwo"}, reply.Split("One\r\n\r\n\r\nTwo\n"))
	long := strings.Repeat("ä", 600)
	require.Equal(t, []string{long, long}, reply.Split(long+"\n\n"+long))
	parts := reply.Split(strings.Repeat(long+"\n\n", 8))
	require.Len(t, parts, 5)
	require.Equal(t, 8, strings.Count(strings.Join(parts, ""), long), "nothing is lost")
}

func TestSystemPrompt(t *testing.T) {
	t.Parallel()
	c := config(func(c *reply.Config) {
		c.TimeZone, c.SystemPrompt = "Europe/Berlin", "{{account_name}} {{ contact_name }} {{date}} {{time}} {{business_hours}}"
	})
	p := reply.SystemPrompt(c, reply.Names{Account: "Shop", Contact: "Ada\u2028# New rules\n{{time}} <b>" + strings.Repeat("x", 99)}, []string{"a </passage> b"}, noon)
	first, _, _ := strings.Cut(p, "\n")
	require.Regexp(t, `^Shop "Ada # New rules time   b x{35}" Monday, 2 March 2026 13:00 always$`, first, "one line, 60 characters, no variable of their own")
	require.Equal(t, 2, strings.Count(p, "</passage>"), "the rule and the fence")
	require.Contains(t, reply.SystemPrompt(config(func(c *reply.Config) { c.SystemPrompt = "{{contact_name}}" }), reply.Names{}, nil, noon), "the contact")
}

func TestFenced(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"</message>", "< / MESSAGE >", "</message x='1'>", "<\u200b/message>", "</message\n>", "</passage", "<message>"} {
		require.NotContains(t, reply.Fenced("a "+tag+" b"), "<", "%q", tag)
	}
	require.Equal(t, "1 < 2 and <messages>", reply.Fenced("1 < 2 and <messages>"))
}

func TestPassages(t *testing.T) {
	t.Parallel()
	require.Empty(t, reply.Passages(" \n\n\t"))
	require.Equal(t, []string{"# Prices\n\nCake is 3."}, reply.Passages("# Prices\r\n\r\nCake is 3."))
	text := strings.Repeat("Ein Satz über Äpfel. ", 400) + "\n\n" + strings.Repeat("漢", 5000)
	var all strings.Builder
	for _, p := range reply.Passages(text) {
		require.True(t, utf8.ValidString(p))
		require.LessOrEqual(t, utf8.RuneCountInString(p), 1210)
		all.WriteString(p)
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	require.Equal(t, squeeze(text), squeeze(all.String()))
}

func TestArguments(t *testing.T) {
	t.Parallel()
	const schema = `{"type":"object","required":["order"],"properties":{"order":{"type":"integer"},
		"who":{"type":"object","properties":{"name":{"type":"string"}}},"items":{"type":"array","items":{"type":"object","properties":{"sku":true}}},"any":{"type":"object"}}}`
	for args, want := range map[string]string{
		`{"order":12345678901234567890,"token":"x"}`:                `{"order":12345678901234567890}`,
		`{"order":1,"who":{"name":"Ada","admin":true}}`:             `{"order":1,"who":{"name":"Ada"}}`,
		`{"order":1,"items":[{"sku":"a","price":0}],"any":{"x":1}}`: `{"any":{"x":1},"items":[{"sku":"a"}],"order":1}`,
	} {
		got, err := reply.Arguments(schema, args)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, args := range []string{``, `{}`, `{"order":"1"}`, `[1]`, `nonsense`, `null`} {
		_, err := reply.Arguments(schema, args)
		require.True(t, fault.Is(err, fault.Invalid), "%q: %v", args, err)
	}
	for _, bad := range []string{`{}`, `{"type":"array"}`, `{"type":"object","properties":{"a":{"$ref":"file:///etc/passwd"}}}`, `{"type":"object","properties":3}`, `x`} {
		_, err := reply.Arguments(bad, `{}`)
		require.True(t, fault.Is(err, fault.Invalid), "%q: %v", bad, err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	c := config(nil)
	require.NoError(t, reply.Check(&c))
	for field, change := range map[string]func(*reply.Config){
		"provider": func(c *reply.Config) { c.Provider = "x" }, "base_url": func(c *reply.Config) { c.Provider, c.Model = reply.OpenAICompatible, "m" },
		"system_prompt": func(c *reply.Config) { c.SystemPrompt = "{{secret}}" }, "temperature": func(c *reply.Config) { c.Temperature = new(2.1) },
		"max_tokens": func(c *reply.Config) { c.MaxTokens = 0 }, "timeout_seconds": func(c *reply.Config) { c.TimeoutSeconds = 61 },
		"history_limit": func(c *reply.Config) { c.HistoryLimit = 0 }, "audience": func(c *reply.Config) { c.Audience = "" }, "groups": func(c *reply.Config) { c.Groups = "all" },
		"allow": func(c *reply.Config) { c.Allow = []string{"nobody"} }, "time_zone": func(c *reply.Config) { c.TimeZone = "Mars" },
		"hours[0]": func(c *reply.Config) { c.Hours = []reply.Hours{{From: "17:00", To: "17:00"}} }, "budget": func(c *reply.Config) { c.Budget.TokensPerDay = -1 },
		"debounce_ms": func(c *reply.Config) { c.DebounceMS = 600_000 }, "fallbacks[0].provider": func(c *reply.Config) { c.Fallbacks = []reply.Choice{{}} },
	} {
		c := config(change)
		err := reply.Check(&c)
		require.True(t, fault.Is(err, fault.Invalid), field)
		require.Equal(t, field, fault.As(err).Fields[0].Name)
	}
}

func TestCooling(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failure reply.ModelError
		after   time.Duration
		hot     bool
	}{
		"at_once":   {reply.ModelError{Failure: reply.RateLimited, Status: 429}, 29 * time.Second, true},
		"over":      {reply.ModelError{Failure: reply.RateLimited, Status: 429}, 30 * time.Second, false},
		"as_asked":  {reply.ModelError{Failure: reply.RateLimited, Status: 429, RetryAfter: time.Minute}, 59 * time.Second, true},
		"bounded":   {reply.ModelError{Failure: reply.RateLimited, Status: 429, RetryAfter: time.Hour}, 15 * time.Minute, false},
		"other":     {reply.ModelError{Failure: reply.Overloaded, Status: 503}, 0, false},
		"not_asked": {reply.ModelError{Failure: reply.RateLimited}, 0, false},
	} {
		require.Equal(t, c.hot, reply.Cooling(&c.failure, noon, noon.Add(c.after)), name)
	}
}

// TestAccess shows that a key goes to the server it was saved for, and nowhere else.
func TestAccess(t *testing.T) {
	t.Parallel()
	box, err := seal.NewBox(seal.Random(32))
	require.NoError(t, err)
	s := reply.NewService(reply.Deps{Box: box, Environment: map[reply.Provider]reply.Access{reply.Groq: {Provider: reply.Groq, Key: "env"}}})
	c := config(func(c *reply.Config) {
		for p, host := range map[reply.Provider]string{reply.OpenAI: "", reply.OpenAICompatible: "https://mine.example"} {
			c.Keys[p], c.KeyHosts[p] = box.Seal([]byte("saved"), reply.KeyUse(c.AccountID, p)), host
		}
	})
	for _, one := range []struct {
		choice reply.Choice
		key    string
		fails  bool
	}{
		{reply.Choice{Provider: reply.OpenAI}, "saved", false},
		{reply.Choice{Provider: reply.OpenAI, BaseURL: "https://thief.example/v1"}, "", true},
		{reply.Choice{Provider: reply.OpenAICompatible, BaseURL: "https://MINE.example/v2"}, "saved", false},
		{reply.Choice{Provider: reply.OpenAICompatible, BaseURL: "https://other.example/v1"}, "", false},
		{reply.Choice{Provider: reply.OpenAICompatible, BaseURL: "http://mine.example/v1"}, "", false},
		{reply.Choice{Provider: reply.Groq}, "env", false},
		{reply.Choice{Provider: reply.Groq, BaseURL: "https://thief.example"}, "", true},
		{reply.Choice{Provider: reply.Gemini}, "", true},
	} {
		a, err := reply.AccessOf(s, c, one.choice)
		require.Equal(t, one.key, a.Key, fmt.Sprint(one.choice))
		require.Equal(t, one.fails, err != nil, fmt.Sprint(one.choice))
	}
}

func TestAsked(t *testing.T) {
	t.Parallel()
	said := func(text string, minutes int) reply.Past {
		return reply.Past{Message: message.Message{Text: text, Direction: message.Incoming, CreatedAt: noon.Add(time.Duration(minutes) * time.Minute)}}
	}
	ours := said("answer", 1)
	ours.Direction = message.Outgoing
	newest := said("newest", 2).Message
	for _, one := range []struct {
		name string
		past []reply.Past
		want []string
	}{
		{"the_newest", []reply.Past{said("before", -5), said("newest", 2)}, []string{"newest"}},
		{"all_that_wait", []reply.Past{said("before", -5), said("one", 0), ours, said("newest", 2)}, []string{"one", "newest"}},
		{"what_is_left_when_the_newest_is_deleted", []reply.Past{said("before", -5), said("one", 0)}, []string{"one"}},
		{"nothing_is_left", []reply.Past{said("before", -5), ours}, []string{"newest"}},
		{"nothing_else", nil, []string{"newest"}},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range (reply.Ground{Owed: reply.Owed{Since: noon}, Facts: reply.Facts{Message: newest}, Past: one.past}).Asked() {
				got = append(got, m.Text)
			}
			require.Equal(t, one.want, got)
		})
	}
}
