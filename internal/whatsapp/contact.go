package whatsapp

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/contact"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

var _ contact.Engine = (*Engine)(nil)

// KnownNumber is who has a number, where that was asked lately.
func (e *Engine) KnownNumber(number string) (message.Peer, bool) { return e.lookups.get(number) }

// CheckNumbers asks WhatsApp who of these is there.
func (e *Engine) CheckNumbers(ctx context.Context, accountID uuid.UUID, numbers []string) (map[string]message.Peer, error) {
	_, client, err := e.connected(accountID)
	if err != nil {
		return nil, err
	}
	ask := make([]string, len(numbers))
	for i, n := range numbers {
		ask[i] = "+" + n
	}
	answers, err := client.IsOnWhatsApp(ctx, ask)
	if err != nil {
		return nil, sendFault(err)
	}
	found := map[string]message.Peer{}
	for _, a := range answers {
		if !a.IsIn {
			continue
		}
		number := strings.TrimPrefix(a.Query, "+")
		p := e.peer(ctx, a.JID, a.PhoneNumber)
		if p.Phone == "" {
			p.Phone = number
		}
		found[number] = p
		e.lookups.put(number, p)
	}
	return found, nil
}

// Contacts are whom the account knows, by name.
func (e *Engine) Contacts(ctx context.Context, accountID uuid.UUID) ([]contact.Contact, error) {
	_, client, err := e.connected(accountID)
	if err != nil {
		return nil, err
	}
	all, err := client.Store.Contacts.GetAllContacts(ctx)
	if err != nil {
		return nil, storeFault(err)
	}
	var out []contact.Contact
	at := map[string]int{}
	for jid, info := range all {
		p := e.peer(ctx, jid, types.EmptyJID)
		if nobody(p) || p.Group != "" || info.FullName == "" && info.PushName == "" && info.BusinessName == "" {
			continue
		}
		c := contact.Contact{FullName: clean(info.FullName), PushName: clean(info.PushName), BusinessName: clean(info.BusinessName)}
		c.Person = message.PersonOf(p, firstOf(c.FullName, c.BusinessName, c.PushName))
		if i, twice := at[p.Short()]; twice { // by number and by LID
			if out[i].FullName == "" {
				out[i] = c
			}
			continue
		}
		at[p.Short()] = len(out)
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y contact.Contact) int {
		return strings.Compare(strings.ToLower(*x.Name), strings.ToLower(*y.Name))
	})
	return out, nil
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// Profile is what a contact, a group, or the account itself shows.
func (e *Engine) Profile(ctx context.Context, accountID uuid.UUID, who message.Peer) (contact.Profile, error) {
	s, client, err := e.connected(accountID)
	if err != nil {
		return contact.Profile{}, err
	}
	out := contact.Profile{Person: message.PersonOf(e.complete(ctx, who), "")}
	var jid types.JID
	if who == (message.Peer{}) {
		jid = client.Store.GetJID().ToNonAD()
		out.Person = message.Myself(s.self())
		if name := client.Store.PushName; name != "" {
			out.Name = &name
		}
	} else if jid, _, err = e.address(ctx, client, who); err != nil {
		return contact.Profile{}, err
	}
	if who.Group == "" {
		info, err := client.GetUserInfo(ctx, []types.JID{jid})
		if err != nil {
			return contact.Profile{}, sendFault(err)
		}
		out.About, out.PictureID = clean(info[jid].Status), info[jid].PictureID
		out.Business = info[jid].VerifiedName != nil
	}
	picture, err := client.GetProfilePictureInfo(ctx, jid, nil)
	switch {
	case errors.Is(err, whatsmeow.ErrProfilePictureNotSet), errors.Is(err, whatsmeow.ErrProfilePictureUnauthorized):
	case err != nil:
		return contact.Profile{}, sendFault(err)
	case picture != nil:
		out.PictureID, out.PictureURL = picture.ID, picture.URL
	}
	return out, nil
}

// SetProfile changes what the account shows of itself.
func (e *Engine) SetProfile(ctx context.Context, accountID uuid.UUID, p contact.Patch) error {
	s, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	if p.Name != nil {
		if err := s.changeSettings(ctx, client, appstate.BuildSettingPushName(*p.Name)); err != nil {
			return err
		}
	}
	if p.About != nil {
		if err := client.SetStatusMessage(ctx, types.SetStatusInput{Text: p.About}); err != nil {
			return sendFault(err)
		}
	}
	if p.Picture != nil {
		// The library has a name for groups only; without an address it is the own one.
		if _, err := client.SetGroupPhoto(ctx, types.EmptyJID, picture(p.Picture)); err != nil {
			return pictureFault(err)
		}
	}
	return nil
}

// picture is nil for none: the library removes it then.
func picture(jpeg []byte) []byte {
	if len(jpeg) == 0 {
		return nil
	}
	return jpeg
}

func pictureFault(err error) error {
	if errors.Is(err, whatsmeow.ErrInvalidImageFormat) {
		return fault.Bad("picture", "WhatsApp does not take this picture; send a square JPEG.").WithCause(err)
	}
	return sendFault(err)
}

// Blocked are whom the account has blocked.
func (e *Engine) Blocked(ctx context.Context, accountID uuid.UUID) ([]message.Person, error) {
	_, client, err := e.connected(accountID)
	if err != nil {
		return nil, err
	}
	list, err := client.GetBlocklist(ctx)
	if err != nil {
		return nil, sendFault(err)
	}
	out := make([]message.Person, 0, len(list.JIDs))
	for _, jid := range list.JIDs {
		out = append(out, message.PersonOf(e.peer(ctx, jid, types.EmptyJID), ""))
	}
	return out, nil
}

// Block blocks somebody, or lets them write again.
func (e *Engine) Block(ctx context.Context, accountID uuid.UUID, who message.Peer, blocked bool) error {
	_, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	jid, _, err := e.address(ctx, client, who)
	if err != nil {
		return err
	}
	action := events.BlocklistChangeActionUnblock
	if blocked {
		action = events.BlocklistChangeActionBlock
	}
	if _, err := client.UpdateBlocklist(ctx, jid, action); err != nil {
		return sendFault(err)
	}
	return nil
}

// WatchPresence asks to be told when somebody is online or types, for five minutes or until
// the account disconnects. WhatsApp tells only who is online too, so the account is for as
// long.
func (e *Engine) WatchPresence(ctx context.Context, accountID uuid.UUID, who message.Peer) error {
	s, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	jid, _, err := e.address(ctx, client, who)
	if err != nil {
		return err
	}
	if s.named.Load() {
		if err := client.SendPresence(ctx, types.PresenceAvailable); err != nil {
			return sendFault(err)
		}
		s.watching()
	}
	if err := client.SubscribePresence(ctx, jid); err != nil {
		return sendFault(err)
	}
	return nil
}

// watching keeps the account online for a while from now.
func (s *session) watching() {
	watch := s.engine.pace.watch
	until := time.Now().Add(watch).UnixNano()
	s.watchedUntil.Store(until)
	time.AfterFunc(watch, func() {
		// Whoever has asked meanwhile, or a new connection, has set another time.
		if !s.watchedUntil.CompareAndSwap(until, 0) || !s.gate.enter() {
			return
		}
		defer s.gate.leave()
		ctx, cancel := context.WithTimeout(context.Background(), presenceTimeout)
		defer cancel()
		s.stayAway(ctx)
	})
}

// seen passes on that somebody is online or types. It is news only: nothing is stored.
func (s *session) seen(ctx context.Context, evt any) {
	if s.engine.bus == nil {
		return
	}
	news := event.PresenceChanged{AccountID: s.id, At: time.Now().UTC()}
	var who, chat message.Peer
	switch evt := evt.(type) {
	case *events.Presence:
		who = s.engine.peer(ctx, evt.From, types.EmptyJID)
		chat, news.State = who, "online"
		if evt.Unavailable {
			news.State = "offline"
		}
		if !evt.LastSeen.IsZero() {
			at := evt.LastSeen.UTC()
			news.LastSeen = &at
		}
	case *events.ChatPresence:
		who, chat = s.engine.peer(ctx, evt.Sender, evt.SenderAlt), s.engine.peer(ctx, evt.Chat, types.EmptyJID)
		news.State = "paused"
		if evt.State == types.ChatPresenceComposing {
			news.State = "typing"
			if evt.Media == types.ChatPresenceMediaAudio {
				news.State = "recording"
			}
		}
	}
	news.Phone, news.LID, news.Chat = who.Phone, who.LID, chat.JID()
	s.engine.bus.Publish(news)
}
