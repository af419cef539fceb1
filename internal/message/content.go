package message

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Type is what kind of content a message has.
type Type string

// The types. Those after Unsupported are about another message, or about the
// conversation: a conversation's list does not have them, its messages show their effect.
const (
	Text        Type = "text"
	Image       Type = "image"
	Video       Type = "video"
	GIF         Type = "gif" // a short silent video that plays by itself
	Audio       Type = "audio"
	Voice       Type = "voice"
	Document    Type = "document"
	Sticker     Type = "sticker"
	Location    Type = "location"
	Contacts    Type = "contact"
	Poll        Type = "poll"
	Options     Type = "options" // a question with numbered answers
	Choice      Type = "choice"  // an answer to a question, or a button that was tapped
	Call        Type = "call"
	GroupChange Type = "group_change"
	Unsupported Type = "unsupported"
	// Waiting is a message that could not be decrypted yet: its sender's phone has been
	// asked to encrypt it again. It becomes what it is when that arrives.
	Waiting Type = "waiting"

	Reaction Type = "reaction"
	PollVote Type = "poll_vote"
	Edit     Type = "edit"
	Delete   Type = "delete"
	Timer    Type = "timer" // how long messages of the conversation stay
)

// types are all of them.
var types = []Type{
	Text, Image, Video, GIF, Audio, Voice, Document, Sticker, Location, Contacts, Poll, Options, Choice, Call, GroupChange, Unsupported, Waiting,
	Reaction, PollVote, Edit, Delete, Timer,
}

// Valid tells whether t is a type.
func (t Type) Valid() bool { return slices.Contains(types, t) }

// TypeNames are the types for people, with commas between them.
func TypeNames() string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

// Acts tells whether messages of the type are about another message or the conversation.
func (t Type) Acts() bool {
	switch t {
	case Reaction, PollVote, Edit, Delete, Timer:
		return true
	}
	return false
}

// Targets tells whether messages of the type need another message that they are about.
func (t Type) Targets() bool { return t.Acts() && t != Timer }

// HasFile tells whether messages of the type carry a file.
func (t Type) HasFile() bool {
	switch t {
	case Image, Video, GIF, Audio, Voice, Document, Sticker:
		return true
	}
	return false
}

// HasCaption tells whether WhatsApp shows a text with files of the type.
func (t Type) HasCaption() bool { return t == Image || t == Video || t == GIF || t == Document }

// Content is what a message has besides its text and its file, whichever way it went. The
// fields that its type does not have are nil.
type Content struct {
	Target       *Target      `json:"target,omitempty"`
	Quoted       *Quoted      `json:"quoted,omitempty"`
	Mentions     []Person     `json:"mentions,omitempty"`
	MentionAll   bool         `json:"mention_all,omitempty"`
	Forwarded    bool         `json:"forwarded,omitempty"`
	ViewOnce     bool         `json:"view_once,omitempty"`
	LinkPreview  *LinkPreview `json:"link_preview,omitempty"`
	Recording    *Recording   `json:"recording,omitempty"`
	Location     *Place       `json:"location,omitempty"`
	Contacts     []Card       `json:"contacts,omitempty"`
	Poll         *Question    `json:"poll,omitempty"`
	Options      *Menu        `json:"options,omitempty"`
	Choice       *Chosen      `json:"choice,omitempty"`
	Vote         []string     `json:"vote,omitempty"`
	Emoji        string       `json:"emoji,omitempty"`
	Referral     *Referral    `json:"referral,omitempty"`
	Call         *CallLog     `json:"call,omitempty"`
	GroupChange  *Change      `json:"group_change,omitempty"`
	ExpiresAfter *int         `json:"expires_after,omitempty"`
}

// Person is a contact as everything that leaves the house names one: by phone number and
// by LID, each null where it is not known.
type Person struct {
	Phone *string `json:"phone" example:"4915112345678" doc:"Digits; null where WhatsApp hides the number."`
	LID   *string `json:"lid" example:"123456789012345@lid" doc:"WhatsApp's number that hides the phone's; null while unknown."`
	Name  *string `json:"name,omitempty" example:"Ada" doc:"Push name, where known."`
	Me    bool    `json:"me,omitempty" doc:"It is the account itself."`
}

// PersonOf names a peer.
func PersonOf(p Peer, name string) Person {
	return Person{Phone: known(p.Phone), LID: known(p.LID), Name: known(name)}
}

// Myself is the account.
func Myself(p Peer) Person {
	me := PersonOf(p, "")
	me.Me = true
	return me
}

// Peer is the person's address.
func (p Person) Peer() Peer { return Peer{Phone: orEmpty(p.Phone), LID: orEmpty(p.LID)} }

// key tells persons apart: by LID, which WhatsApp knows of everybody today.
func (p Person) key() string {
	switch {
	case p.Me:
		return "me"
	case p.LID != nil:
		return *p.LID
	}
	return orEmpty(p.Phone)
}

// Target is the message that another is about.
type Target struct {
	ID        *uuid.UUID `json:"id" doc:"Its id here; null when the message is not stored."`
	MessageID string     `json:"message_id" example:"3EB0C127D2A94E56B81F3A" doc:"WhatsApp's id."`
	Type      string     `json:"type,omitempty" example:"text" doc:"Its type, where known."`
	Author    *Person    `json:"author" doc:"Who wrote it; null when unknown."`
}

// Quoted is the message that another answers.
type Quoted struct {
	Target
	Text string `json:"text" example:"Shall we meet?" doc:"The beginning of its text."`
}

// LinkPreview is the card under a text with a link.
type LinkPreview struct {
	URL         string `json:"url" example:"https://example.com/menu"`
	Title       string `json:"title,omitempty" maxLength:"300" example:"Menu"`
	Description string `json:"description,omitempty" maxLength:"1000"`
}

// Recording is what a sound or film is like.
type Recording struct {
	Seconds  int    `json:"seconds" example:"7"`
	Waveform []byte `json:"waveform,omitempty" doc:"64 loudnesses from 0 to 100, in base64."`
}

// Place is a location.
type Place struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90" example:"52.5163"`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180" example:"13.3777"`
	Name      string  `json:"name,omitempty" maxLength:"300" example:"Brandenburg Gate"`
	Address   string  `json:"address,omitempty" maxLength:"1000"`
	URL       string  `json:"url,omitempty"`
	Live      bool    `json:"live,omitempty" doc:"Shared live; only on what comes in."`
}

// Card is a contact card. Name and Phones, or a whole VCard, are given.
type Card struct {
	Name   string   `json:"name" example:"Ada Lovelace"`
	Phones []string `json:"phones,omitempty" example:"[\"+49 151 12345678\"]"`
	Emails []string `json:"emails,omitempty"`
	Org    string   `json:"organization,omitempty"`
	VCard  string   `json:"vcard,omitempty" doc:"The whole card; made from the rest where it is left out."`
}

// Question is a poll.
type Question struct {
	Question string   `json:"question" example:"Lunch?" doc:"What is asked."`
	Answers  []string `json:"answers" example:"[\"Pizza\",\"Salad\"]" doc:"2 to 12, all different."`
	Multiple bool     `json:"multiple,omitempty" doc:"More than one answer may be chosen."`
}

// Menu is a question whose answers are numbered in a text, or made a poll. The answer
// comes back as a Chosen.
type Menu struct {
	Items []MenuItem `json:"items" doc:"2 to 20, or to 12 as a poll."`
	// Header and Footer frame the text.
	Header string `json:"header,omitempty"`
	Footer string `json:"footer,omitempty"`
	Style  string `json:"style,omitempty" enum:"text,poll" doc:"How it is shown: as a numbered text, which is the default, or as a poll."`
	// ExpiresIn is for how long an answer counts, in seconds; 0 is a day.
	ExpiresIn int        `json:"expires_in,omitempty" minimum:"0" maximum:"2592000" doc:"For how many seconds an answer counts: a day where left out, 30 days at most."`
	Answered  *time.Time `json:"answered_at,omitempty"`
}

// MenuItem is one answer.
type MenuItem struct {
	ID          string `json:"id,omitempty" example:"pizza" doc:"What comes back when it is chosen; its number where left out."`
	Title       string `json:"title" example:"Pizza"`
	Description string `json:"description,omitempty"`
}

// Chosen is the answer to a Menu, or a button or a list's row that was tapped.
type Chosen struct {
	ID          string `json:"id" example:"pizza"`
	Title       string `json:"title" example:"Pizza"`
	Description string `json:"description,omitempty"`
	// MatchedBy is number, text, fuzzy, poll, button or list.
	MatchedBy string `json:"matched_by" example:"number" doc:"number, text, fuzzy, poll, button or list."`
}

// Referral is the advertisement that brought somebody to write.
type Referral struct {
	SourceURL  string `json:"source_url,omitempty"`
	SourceID   string `json:"source_id,omitempty"`
	SourceType string `json:"source_type,omitempty"`
	Title      string `json:"title,omitempty"`
	Body       string `json:"body,omitempty"`
	ClickID    string `json:"click_id,omitempty"`
}

// CallLog is a call.
type CallLog struct {
	ID      string `json:"id"`
	Video   bool   `json:"video,omitempty"`
	Group   bool   `json:"group,omitempty"`
	Outcome string `json:"outcome" example:"ringing" doc:"ringing, rejected (by us), ended or missed."`
}

// Change is what became of a group.
type Change struct {
	// Kind is join, leave, promote, demote, subject, description, picture, settings or invite_link.
	Kind   string   `json:"kind" example:"join"`
	Actor  *Person  `json:"actor" doc:"Who did it; null when unknown."`
	People []Person `json:"people,omitempty"`
	Value  string   `json:"value,omitempty" doc:"The new subject, description or setting."`
}

// Mark is a reaction or a vote of somebody's.
type Mark struct {
	Kind    string    `json:"kind" enum:"reaction,vote"`
	Person  Person    `json:"person"`
	Emoji   string    `json:"emoji,omitempty" example:"👍"`
	Answers []string  `json:"answers,omitempty"`
	At      time.Time `json:"at"`
}

// Key tells whose mark it is.
func (m Mark) Key() string { return m.Person.key() }

// The kinds of marks.
const (
	MarkReaction = "reaction"
	MarkVote     = "vote"
)

// Version is what a message said before it was edited or deleted.
type Version struct {
	Text string    `json:"text"`
	At   time.Time `json:"at" doc:"When it was replaced."`
}

// Count is how many chose an answer of a poll.
type Count struct {
	Answer string `json:"answer" example:"Pizza"`
	Votes  int    `json:"votes" example:"3"`
}

// Tally counts a poll's votes, in the order of its answers; nil for other messages.
func (m Message) Tally() []Count {
	answers := m.Content.answers()
	if answers == nil {
		return nil
	}
	out := make([]Count, len(answers))
	at := make(map[string]int, len(answers))
	for i, a := range answers {
		out[i].Answer, at[a] = a, i
	}
	for _, mark := range m.Marks {
		for _, a := range mark.Answers {
			if i, ok := at[a]; ok && mark.Kind == MarkVote {
				out[i].Votes++
			}
		}
	}
	return out
}

// answers are what can be voted for.
func (c Content) answers() []string {
	if c.Poll == nil {
		return nil
	}
	return c.Poll.Answers
}

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
