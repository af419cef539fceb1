package reply

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"switchboard/internal/message"
)

// Reason is why a message got no answer, as a stable code.
type Reason string

// The reasons.
const (
	ReasonOff        Reason = "off"
	ReasonKind       Reason = "kind"
	ReasonLate       Reason = "late"
	ReasonPaused     Reason = "paused"
	ReasonGroup      Reason = "group"
	ReasonAudience   Reason = "audience"
	ReasonBlocked    Reason = "blocked"
	ReasonOptedOut   Reason = "opted_out"
	ReasonStopWord   Reason = "stop_word"
	ReasonHandOver   Reason = "hand_over"
	ReasonOutOfHours Reason = "out_of_hours"
	ReasonBudget     Reason = "budget"
	ReasonLoop       Reason = "loop"
	ReasonAnswered   Reason = "answered"
	ReasonStarted    Reason = "start_word"
	ReasonNewer      Reason = "newer"
	ReasonUnsendable Reason = "unsendable"
	ReasonInternal   Reason = "internal"
)

// Text is the reason in plain words.
func (r Reason) Text() string {
	switch r {
	case ReasonOff:
		return "Answers by AI are off."
	case ReasonKind:
		return "Messages of this kind are not answered."
	case ReasonLate:
		return "The message came more than 10 minutes ago, before Switchboard was back."
	case ReasonPaused:
		return "Answers are paused in this chat."
	case ReasonGroup:
		return "In groups only messages that mention the account or reply to it are answered, if any."
	case ReasonAudience:
		return "The contact is not among those who get answers."
	case ReasonBlocked:
		return "The contact's number gets no answers."
	case ReasonOptedOut:
		return "The contact asked not to be written to."
	case ReasonStopWord:
		return "The contact stopped the answers."
	case ReasonHandOver:
		return "A person is to answer."
	case ReasonOutOfHours:
		return "It is outside the hours."
	case ReasonBudget:
		return "The budget of the day is used up."
	case ReasonLoop:
		return "So many answers in so short a time look like two bots that write to each other."
	case ReasonAnswered:
		return "A person has answered."
	case ReasonInternal:
		return "Something went wrong here, several times. The log says what."
	case ReasonNewer:
		return "The contact wrote again meanwhile: the answer was thought anew."
	case ReasonUnsendable:
		return "The answer cannot be sent."
	case ReasonStarted:
		return "The contact started the answers again."
	}
	return ""
}

// tooOld is how old a message may be to be answered: after a downtime, an answer to what was
// asked long ago surprises more than it helps.
const tooOld = 10 * time.Minute

// Facts are what decides whether a message is answered, beside the settings.
type Facts struct {
	// Message is the newest that waits for an answer, Earlier are those before it, oldest first.
	Message message.Message
	Earlier []message.Message
	// PausedUntil is when answers go on in the chat; nil when they are not paused.
	PausedUntil *time.Time
	PauseReason Pause
	OptedOut    bool
	// Known says that a person of the account has written to the contact.
	Known bool
	// LastHour is how many answers the contact got within the last hour, and since answers were
	// resumed there.
	LastHour int
	// Used is what was used today: by the account, and by the contact.
	Used, UsedByContact Used
	// HoursAt and BudgetAt are when the contact was last told so.
	HoursAt, BudgetAt *time.Time
}

// Used is what answers took.
type Used struct{ Tokens, Replies int }

// Decision is what is to be done about a message.
type Decision struct {
	// Answer says that the model is asked.
	Answer bool
	Reason Reason // when not
	// Notice is a text that the contact gets instead.
	Notice string
	// Pause stops answers in the chat, for this reason.
	Pause Pause
	// Resume lets them go on.
	Resume bool
	// Told says that the end of the hours or of the budget is told of, with a notice or without:
	// for the first time.
	Told bool
}

// Pause is why answers are paused in a chat.
type Pause string

// The causes of pauses.
const (
	PauseByPerson   Pause = "person"
	PauseByHandOver Pause = "hand_over"
	PauseByStopWord Pause = "stop_word"
	PauseByLoop     Pause = "loop"
	PauseByHand     Pause = "paused" // somebody pressed the button
)

// loopPause is how long answers are paused where two bots seem to write to each other: after
// it, the limit of an hour holds again.
const loopPause = time.Hour

// Until is when a pause that begins now ends by itself.
func (p Pause) Until(now time.Time) time.Time {
	if p == PauseByLoop {
		return now.Add(loopPause)
	}
	return Forever()
}

// Decide says what is to be done about the messages that wait for an answer. They are judged
// together: who asks for a person and goes on writing gets one.
func Decide(c Config, f Facts, now time.Time) Decision {
	heard, why := c.heard(f, now)
	if why != "" {
		return Decision{Reason: why}
	}
	var stopped, started, wantsPerson bool
	handOver := c.HandOverPhrases
	if len(handOver) == 0 {
		handOver = HandOverPhrases()
	}
	for _, m := range heard {
		switch said := words(withoutUs(m)); {
		case containsPhrase(said, c.StartWords, true):
			started, stopped = true, false
		case containsPhrase(said, c.StopWords, true):
			started, stopped = false, true
		case containsPhrase(said, handOver, false):
			wantsPerson = true
		}
	}
	// A contact takes back what a contact said, never what a person of the account did.
	paused := f.PausedUntil != nil && now.Before(*f.PausedUntil)
	resume := paused && started && f.PauseReason == PauseByStopWord
	if paused && !resume {
		return Decision{Reason: ReasonPaused}
	}
	d := c.decide(f, stopped, wantsPerson, now)
	d.Resume = resume && d.Pause == ""
	if d.Resume && d.Answer {
		d.Reason = ReasonStarted
	}
	return d
}

// decide says what is to be done in a chat in which answers are not paused.
func (c *Config) decide(f Facts, stopped, wantsPerson bool, now time.Time) Decision {
	switch {
	case stopped:
		return Decision{Reason: ReasonStopWord, Pause: PauseByStopWord}
	case wantsPerson:
		return Decision{Reason: ReasonHandOver, Pause: PauseByHandOver, Notice: c.HandOverText}
	case !c.open(now):
		d := Decision{Reason: ReasonOutOfHours}
		if f.HoursAt == nil || f.HoursAt.Before(c.closedSince(now)) {
			d.Told, d.Notice = true, c.OutOfHoursText
		}
		return d
	case f.LastHour >= c.MaxRepliesPerHour:
		return Decision{Reason: ReasonLoop, Pause: PauseByLoop}
	case c.Budget.ended(f.Used, f.UsedByContact):
		d := Decision{Reason: ReasonBudget}
		if f.BudgetAt == nil || !sameDay(*f.BudgetAt, now) {
			d.Told, d.Notice = true, c.Budget.Text
		}
		return d
	}
	return Decision{Answer: true}
}

// heard are the messages that are ours to answer, oldest first; when there are none, why the
// newest is not.
func (c *Config) heard(f Facts, now time.Time) (heard []message.Message, why Reason) {
	for _, m := range append(slices.Clone(f.Earlier), f.Message) {
		if why = c.reach(f, m, now); why == "" {
			heard = append(heard, m)
		}
	}
	if len(heard) > 0 {
		return heard, ""
	}
	return nil, why
}

// withoutUs is a message's text without the mention of the account: in groups it is how a
// word is said to us.
func withoutUs(m message.Message) string {
	text := m.Text
	for _, p := range m.Content.Mentions {
		for _, id := range []*string{p.Phone, p.LID} {
			if p.Me && id != nil {
				user, _, _ := strings.Cut(*id, "@")
				text = strings.ReplaceAll(text, "@"+user, " ")
			}
		}
	}
	return text
}

// reach is why a message is none of ours to answer; empty when it is.
func (c *Config) reach(f Facts, m message.Message, now time.Time) Reason {
	switch {
	case !c.IsActive:
		return ReasonOff
	case m.Direction != message.Incoming || !Answerable(m):
		return ReasonKind
	case m.Late || now.Sub(m.Timestamp) > tooOld:
		return ReasonLate
	case f.OptedOut:
		return ReasonOptedOut
	}
	who := m.Chat
	if m.Chat.Group != "" {
		if c.Groups != GroupsMentioned || !ToUs(m) {
			return ReasonGroup
		}
		who = m.Sender
	}
	is := func(number string) bool { return number == who.Phone || number == who.LID }
	switch {
	case slices.ContainsFunc(c.Block, is):
		return ReasonBlocked
	case len(c.Allow) > 0 && !slices.ContainsFunc(c.Allow, is):
		return ReasonAudience
	case m.Chat.Group == "" && (c.Audience == Known && !f.Known || c.Audience == New && f.Known):
		return ReasonAudience
	}
	return ""
}

// Answerable tells whether a message says something that can be answered: reactions, edits,
// calls and the like do not.
func Answerable(m message.Message) bool {
	switch m.Type {
	case message.Text, message.Image, message.Video, message.GIF, message.Audio, message.Voice, message.Document,
		message.Location, message.Contacts, message.Choice:
		return m.DeletedAt == nil
	}
	return false
}

// ended tells whether a budget is used up.
func (b Budget) ended(account, contact Used) bool {
	over := func(used, limit int) bool { return limit > 0 && used >= limit }
	return over(account.Tokens, b.TokensPerDay) || over(account.Replies, b.RepliesPerDay) ||
		over(contact.Tokens, b.TokensPerContact) || over(contact.Replies, b.RepliesPerContact)
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Truncate(24 * time.Hour).Equal(b.UTC().Truncate(24 * time.Hour))
}

// HandOverPhrases are the phrases that ask for a person, unless an account has its own.
func HandOverPhrases() []string {
	return []string{
		"talk to a human", "speak to a human", "talk to a person", "speak to a person", "real person", "human agent", "speak to an agent", "talk to an agent", "customer service agent", "human please",
		"mit einem menschen", "mit einem mitarbeiter", "echter mensch", "echten menschen",
		"hablar con una persona", "hablar con un humano", "hablar con un agente", "agente humano",
		"falar com uma pessoa", "falar com um humano", "falar com um atendente", "falar com atendente",
		"parler à une personne", "parler à un humain", "parler à un conseiller", "un vrai humain",
		"parlare con una persona", "parlare con un operatore", "operatore umano",
		"met een mens", "met een medewerker", "z człowiekiem", "z konsultantem", "с человеком", "с оператором", "позовите оператора",
		"bicara dengan manusia", "bicara dengan orang", "bir insanla", "müşteri temsilcisi", "temsilciyle görüş",
		"التحدث مع شخص", "التحدث إلى موظف", "इंसान से बात", "व्यक्ति से बात", "एजेंट से बात", "转人工", "人工客服", "真人", "人と話したい", "オペレーター", "상담원",
	}
}

// words is a text in lower case with single spaces and no punctuation, spaces around.
func words(s string) string {
	fields := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	return " " + strings.Join(fields, " ") + " "
}

// containsPhrase tells whether a text has one of the phrases in it, or is one of them. Of
// scripts that write no spaces, a phrase may stand anywhere.
func containsPhrase(said string, list []string, whole bool) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		p = words(p)
		switch {
		case p == "  " || p == " ":
			return false
		case whole:
			return said == p
		}
		return strings.Contains(said, p) || spaceless(p) && strings.Contains(said, strings.TrimSpace(p))
	})
}

func spaceless(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
	})
}
