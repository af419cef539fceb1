package sandbox

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Past is what a phone had before anybody linked a client to it: chats spelled
// out, or any number of them made up. A client gets it when it is linked, beside
// what the phone has received and sent since.
type Past struct {
	Chats    []PastChat     `json:"chats"`
	Generate *GeneratedPast `json:"generate"`
}

// PastChat is one chat of a phone's past.
type PastChat struct {
	// With is the number of a person, who need not be on the network, or the JID
	// of a group.
	With     string        `json:"with"`
	Name     string        `json:"name"` // as saved, or as they call themselves
	Unread   int           `json:"unread"`
	Archived bool          `json:"archived"`
	Pinned   bool          `json:"pinned"`
	Messages []PastMessage `json:"messages"`
}

// PastMessage is a text of a phone's past.
type PastMessage struct {
	ID     string    `json:"id"` // "" is made up
	FromMe bool      `json:"from_me"`
	From   string    `json:"from"` // number of the author, in groups
	Text   string    `json:"text"`
	At     time.Time `json:"at"` // zero is now
}

// GeneratedPast makes up chats with people who are not on the network. The same
// seed makes the same chats; nothing of them is stored but these numbers.
type GeneratedPast struct {
	Seed     uint64 `json:"seed"`
	Chats    int    `json:"chats"`
	Messages int    `json:"messages"` // in all
}

// maxGenerated is how many chats and messages can be made up at a time.
const maxGenerated = 1_000_000

// pastRecord is a Past as the phone keeps it.
type pastRecord struct {
	Past
	Made time.Time `json:"made"` // generated messages are from before it
}

// AddPast gives the phone a past. It fails for numbers that cannot be any, for
// groups the phone is not in, and for texts that are empty.
func (p *Phone) AddPast(past Past) error {
	if g := past.Generate; g != nil && (g.Chats < 1 || g.Messages < g.Chats || g.Messages > maxGenerated) {
		return invalid("generate", "generate needs 1 chat at least and as many messages, and %d messages at most.", maxGenerated)
	}
	if past.Generate == nil && len(past.Chats) == 0 {
		return invalid("chats", "A past has chats, or is generated.")
	}
	for i := range past.Chats {
		if err := p.checkPast(&past.Chats[i]); err != nil {
			return err
		}
	}
	record := pastRecord{Past: past, Made: time.Now().UTC().Truncate(time.Second)}
	var b batch
	p.mu.Lock()
	p.past = append(p.past, record)
	b.putJSON(bucketPast, fmt.Sprintf("%s/%06d", p.acct.number, len(p.past)), record)
	p.mu.Unlock()
	return p.s.commit(&b)
}

// checkPast completes a chat and brings it into the order of time, newest first.
func (p *Phone) checkPast(chat *PastChat) error {
	if _, _, isGroup := strings.Cut(chat.With, "@"+types.GroupServer); isGroup {
		jid, err := p.s.findGroup(chat.With)
		if err != nil {
			return err
		}
		if _, err = p.groupAudience(jid); err != nil {
			return err
		}
		chat.With = jid.String()
	} else {
		number, err := cleanNumber(chat.With)
		if err != nil {
			return invalid("with", "%s.", sentence(err))
		}
		chat.With = number
	}
	if chat.Unread < 0 {
		return invalid("unread", "unread cannot be negative.")
	}
	for i := range chat.Messages {
		m := &chat.Messages[i]
		if m.Text == "" {
			return invalid("messages", "A message needs a text.")
		}
		if m.ID == "" {
			m.ID = newMessageID()
		}
		if m.At.IsZero() {
			m.At = time.Now()
		}
		m.At = m.At.UTC().Truncate(time.Second)
	}
	slices.SortStableFunc(chat.Messages, func(x, y PastMessage) int { return y.At.Compare(x.At) })
	return nil
}

func (s *Sandbox) restorePast(key string, raw []byte) error {
	number, _, _ := strings.Cut(key, "/")
	var record pastRecord
	if err := json.Unmarshal(raw, &record); err != nil {
		return fmt.Errorf("read past: %w", err)
	}
	if a := s.accounts[number]; a != nil {
		a.phone.past = append(a.phone.past, record)
	}
	return nil
}

// chatPast is a chat as it is handed to a new client. Messages are read one at a
// time, so that a long past is never in memory as a whole.
type chatPast struct {
	jid, pn          types.JID // what the chat is called; the number beside a LID
	name             string
	unread           int
	archived, pinned bool
	count            int
	message          func(i int) *waWeb.WebMessageInfo // 0 is the newest
}

// pastChats goes through all the phone's chats: those since it is here first.
func (p *Phone) pastChats() iter.Seq[*chatPast] {
	p.mu.Lock()
	records := slices.Clone(p.past)
	p.mu.Unlock()
	return func(yield func(*chatPast) bool) {
		for _, chat := range p.liveChats() {
			if !yield(chat) {
				return
			}
		}
		for _, record := range records {
			for i := range record.Chats {
				if !yield(p.toldChat(&record.Chats[i])) {
					return
				}
			}
			if record.Generate == nil {
				continue
			}
			for i := range record.Generate.Chats {
				if !yield(record.generated(i)) {
					return
				}
			}
		}
	}
}

// toldChat is a chat somebody spelled out.
func (p *Phone) toldChat(chat *PastChat) *chatPast {
	out := &chatPast{
		name: chat.Name, unread: chat.Unread, archived: chat.Archived, pinned: chat.Pinned, count: len(chat.Messages),
	}
	if strings.Contains(chat.With, "@") {
		out.jid, _ = types.ParseJID(chat.With)
	} else {
		out.pn = types.NewJID(chat.With, types.DefaultUserServer)
		out.jid = p.s.lidFor(chat.With)
	}
	out.message = func(i int) *waWeb.WebMessageInfo {
		m := chat.Messages[i]
		author := ""
		if !m.FromMe && out.jid.Server == types.GroupServer {
			author = p.s.memberJID(out.jid, m.From).String()
		}
		return webMessage(out.jid, m.ID, m.FromMe, author, m.At, &waE2E.Message{Conversation: proto.String(m.Text)})
	}
	return out
}

// lidFor is the LID of a number, also of one that is not on the network.
func (s *Sandbox) lidFor(number string) types.JID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[number]; a != nil {
		return a.lidJID()
	}
	// Accounts have LIDs that begin with 1; these cannot meet them.
	return types.NewJID("2"+number, types.HiddenUserServer)
}

// liveChats are the chats the phone has had since it is here.
func (p *Phone) liveChats() []*chatPast {
	byChat := map[string][]*message{}
	p.mu.Lock()
	for _, m := range p.messages {
		if m.Proto != nil && m.Chat != types.StatusBroadcastJID.String() {
			byChat[m.Chat] = append(byChat[m.Chat], m)
		}
	}
	p.mu.Unlock()
	var chats []*chatPast
	for name, list := range byChat {
		jid, err := p.s.findChat(name)
		if err != nil {
			continue // a group that is gone
		}
		slices.Reverse(list)
		out := &chatPast{jid: jid, count: len(list), message: func(i int) *waWeb.WebMessageInfo { return p.webMessageOf(jid, list[i]) }}
		p.s.mu.Lock()
		if a := p.s.accountOf(jid); a != nil {
			out.pn, out.name = a.pn(), a.phone.Name()
		} else if g := p.s.groups[jid.User]; g != nil {
			out.name = g.Name
		}
		p.s.mu.Unlock()
		chats = append(chats, out)
	}
	slices.SortFunc(chats, func(x, y *chatPast) int {
		return int(y.message(0).GetMessageTimestamp()) - int(x.message(0).GetMessageTimestamp())
	})
	return chats
}

// webMessageOf is a message of the phone as another device of its account gets it later.
func (p *Phone) webMessageOf(chat types.JID, m *message) *waWeb.WebMessageInfo {
	content := &waE2E.Message{}
	_ = proto.Unmarshal(m.Proto, content) // we have marshalled it
	author := ""
	if m.Direction == DirectionIn && isShared(chat) {
		author = p.s.memberJID(chat, m.Sender).String()
	}
	info := webMessage(chat, m.ID, m.Direction == DirectionOut, author, m.Timestamp, content)
	if a, err := p.s.findAccount(m.Sender); err == nil && m.Direction == DirectionIn {
		info.PushName = proto.String(a.phone.Name())
	}
	info.MessageSecret = content.GetMessageContextInfo().GetMessageSecret()
	return info
}

func webMessage(chat types.JID, id string, fromMe bool, author string, at time.Time, content *waE2E.Message) *waWeb.WebMessageInfo {
	info := &waWeb.WebMessageInfo{
		Key:     &waCommon.MessageKey{RemoteJID: proto.String(chat.String()), FromMe: proto.Bool(fromMe), ID: proto.String(id)},
		Message: content, MessageTimestamp: proto.Uint64(uint64(at.Unix())), Status: waWeb.WebMessageInfo_READ.Enum(),
	}
	if author != "" {
		info.Key.Participant, info.Participant = proto.String(author), proto.String(author)
	}
	return info
}
