package sandbox

// Outgoing is a message a phone sends: one kind of content, and what may go
// with it. Exactly one of Text, Media, Location, Contacts, Poll, Vote, Reaction,
// Delete, Forward, Choice and Timer says the kind; Text may stand beside Media
// as its caption, and is the new text of an Edit.
type Outgoing struct {
	// To is a number in any usual writing, a JID, a LID, a group,
	// "status@broadcast" for a status post, or a channel the phone owns.
	To    string `json:"to"`
	Text  string `json:"text"`
	Media *Media `json:"-"`

	Location *Location     `json:"location"`
	Contacts []ContactCard `json:"contacts"`
	Poll     *Poll         `json:"poll"`
	Vote     *Vote         `json:"vote"`
	Reaction *Reaction     `json:"reaction"`
	Choice   *Choice       `json:"choice"`
	// Edit is the id of an own message that Text replaces.
	Edit string `json:"edit"`
	// Delete is the id of a message to delete for everyone: an own one, or in a
	// group where the phone is admin anybody's.
	Delete string `json:"delete"`
	// Forward is the id of a message of the phone's history to pass on.
	Forward string `json:"forward"`
	// Timer sets after how many seconds messages in a chat with a person
	// disappear; 0 turns that off.
	Timer *int `json:"timer"`

	// ReplyTo is the id of a message of the phone's history to quote.
	ReplyTo string `json:"reply_to"`
	// Mentions are the numbers a text speaks to.
	Mentions    []string     `json:"mentions"`
	ViewOnce    bool         `json:"view_once"` // image, video and voice only
	LinkPreview *LinkPreview `json:"link_preview"`
	Ad          *Ad          `json:"ad"`
	// DisappearingSeconds marks a message as disappearing; 0 = the chat's timer.
	DisappearingSeconds int `json:"disappearing_seconds"`
	// Audience is who sees a status post; empty is everybody the phone has a chat
	// with or has saved.
	Audience []string `json:"audience"`
	// Unavailable has the recipient's linked clients get a placeholder instead of
	// the message, which only their phone can give them.
	Unavailable bool `json:"unavailable"`
}

// MessageDetails is what a message says besides its text; what it does not say
// is left out.
type MessageDetails struct {
	// Target is the id of the message an edit, revoke, reaction or vote is about.
	Target              string        `json:"target,omitempty"`
	Quoted              *Quoted       `json:"quoted,omitempty"`
	Forwarded           bool          `json:"forwarded,omitempty"`
	ViewOnce            bool          `json:"view_once,omitempty"`
	DisappearingSeconds int           `json:"disappearing_seconds,omitempty"`
	Mentions            []string      `json:"mentions,omitempty"` // numbers
	Location            *Location     `json:"location,omitempty"`
	Contacts            []ContactCard `json:"contacts,omitempty"`
	Poll                *Poll         `json:"poll,omitempty"`
	// Selected are the options a vote is for; a vote for none takes the last one back.
	Selected    []string     `json:"selected,omitempty"`
	LinkPreview *LinkPreview `json:"link_preview,omitempty"`
	Ad          *Ad          `json:"ad,omitempty"`
	// Choice is the answer to a list or to buttons, Choices what they offer.
	Choice  *Choice  `json:"choice,omitempty"`
	Choices []Choice `json:"choices,omitempty"`
	// Preview is how a file looks before it is loaded.
	Preview *Preview `json:"preview,omitempty"`
}

// Preview is a small JPEG of a file, with the shape and the length of what is sent.
type Preview struct {
	JPEG    []byte `json:"jpeg"`
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`
	Seconds int    `json:"seconds,omitempty"`
}

// Location is a place, or with Live one that moves.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	Live      bool    `json:"live,omitempty"`
}

// ContactCard is a contact that is sent. VCard is made from the others when it is empty.
type ContactCard struct {
	Name   string `json:"name"`
	Number string `json:"number,omitempty"`
	VCard  string `json:"vcard,omitempty"`
}

// Poll asks a question. Selectable is how many options one may choose; 0 = any number.
type Poll struct {
	Question   string   `json:"question"`
	Options    []string `json:"options"`
	Selectable int      `json:"selectable"`
}

// Vote answers the poll of a message with some of its options; none takes a vote back.
type Vote struct {
	Message string   `json:"message"`
	Options []string `json:"options"`
}

// Reaction is an emoji on a message; "" takes it back.
type Reaction struct {
	Message string `json:"message"`
	Emoji   string `json:"emoji"`
}

// Choice is a row of a list or a button, by its id and what it says. Kind is
// list or button.
type Choice struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Quoted is the message another one answers.
type Quoted struct {
	ID   string `json:"id"`
	From string `json:"from"` // number
	Text string `json:"text"`
}

// LinkPreview is what a text shows of the page it links to. Thumbnail is a JPEG.
type LinkPreview struct {
	URL         string `json:"url"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Thumbnail   []byte `json:"thumbnail,omitempty"`
}

// Ad is the advertisement somebody came from when they wrote.
type Ad struct {
	Title     string `json:"title,omitempty"`
	Body      string `json:"body,omitempty"`
	SourceURL string `json:"source_url,omitempty"`
	SourceID  string `json:"source_id,omitempty"`
	ClickID   string `json:"click_id,omitempty"` // ctwa_clid
}
