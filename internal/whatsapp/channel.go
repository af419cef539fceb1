package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/channel"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

var _ channel.Engine = (*Engine)(nil)

var errNoChannel = fault.New(fault.NotFound, "There is no such channel.").WithCode("no_channel")

// Channels are the channels that an account follows or owns, by name.
func (e *Engine) Channels(ctx context.Context, accountID uuid.UUID) ([]channel.Channel, error) {
	_, client, err := e.connected(accountID)
	if err != nil {
		return nil, err
	}
	all, err := client.GetSubscribedNewsletters(ctx)
	if err != nil {
		return nil, channelFault(err)
	}
	out := make([]channel.Channel, 0, len(all))
	for _, n := range all {
		if n != nil {
			out = append(out, channelOf(n))
		}
	}
	slices.SortFunc(out, func(x, y channel.Channel) int {
		return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
	})
	return out, nil
}

// Channel is one channel.
func (e *Engine) Channel(ctx context.Context, accountID uuid.UUID, ref channel.Ref) (channel.Channel, error) {
	_, client, err := e.connected(accountID)
	if err != nil {
		return channel.Channel{}, err
	}
	var n *types.NewsletterMetadata
	if ref.Code != "" {
		n, err = client.GetNewsletterInfoWithInvite(ctx, ref.Code)
	} else {
		var jid types.JID
		if jid, err = types.ParseJID(ref.ID); err == nil {
			n, err = client.GetNewsletterInfo(ctx, jid)
		}
	}
	if err != nil {
		return channel.Channel{}, channelFault(err)
	}
	if n == nil {
		return channel.Channel{}, errNoChannel
	}
	return channelOf(n), nil
}

// FollowChannel follows a channel, or leaves it.
func (e *Engine) FollowChannel(ctx context.Context, accountID uuid.UUID, id string, follow bool) error {
	_, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	jid, err := types.ParseJID(id)
	if err != nil {
		return errNoChannel.WithCause(err)
	}
	if follow {
		err = client.FollowNewsletter(ctx, jid)
	} else {
		err = client.UnfollowNewsletter(ctx, jid)
	}
	if err != nil {
		return channelFault(err)
	}
	return nil
}

// roles are the account's in a channel.
var roles = map[types.NewsletterRole]channel.Role{
	types.NewsletterRoleSubscriber: channel.Follower, types.NewsletterRoleAdmin: channel.Admin, types.NewsletterRoleOwner: channel.Owner,
}

func channelOf(n *types.NewsletterMetadata) channel.Channel {
	t := n.ThreadMeta
	out := channel.Channel{
		ID: n.ID.String(), Name: clean(t.Name.Text), Description: clean(t.Description.Text), Followers: t.SubscriberCount, Role: channel.Guest,
		Verified: t.VerificationState == types.NewsletterVerificationStateVerified,
	}
	if t.InviteCode != "" {
		link := whatsmeow.NewsletterLinkPrefix + t.InviteCode
		out.Link = &link
	}
	if n.ViewerMeta != nil {
		if role, ok := roles[n.ViewerMeta.Role]; ok {
			out.Role = role
		}
	}
	if at := t.CreationTime.Time; !at.IsZero() {
		at = at.UTC()
		out.CreatedAt = &at
	}
	return out
}

// channelFault classifies what WhatsApp answers about channels: it speaks GraphQL there, with
// HTTP's codes.
func channelFault(err error) error {
	if g, ok := errors.AsType[types.GraphQLErrors](err); ok {
		for _, one := range g {
			switch one.Extensions.ErrorCode {
			case 400, 404, 410, 422:
				return errNoChannel.WithCause(err)
			}
		}
		return fault.New(fault.Forbidden, "WhatsApp does not let the account do this with the channel.").WithCode("channel_refused").WithCause(err)
	}
	return sendFault(err)
}

// post makes what a channel has changed an edit: it comes as the post once more, under the
// same id. What a channel takes back, the library does not tell.
func post(evt *events.Message, in *message.Inbound, c *content) {
	if evt.Info.Edit != types.EditAttributeAdminEdit && evt.Info.Edit != types.EditAttributeMessageEdit {
		return
	}
	*c = content{kind: message.Edit, text: c.text, rest: message.Content{Target: &message.Target{MessageID: in.WAID}}}
	in.WAID += "/edited"
	if m := evt.NewsletterMeta; m != nil {
		in.WAID += fmt.Sprintf("/%d", m.EditTS.UnixMilli())
	}
}

// meet asks for the name of a channel that has not been met in this session: posts do not
// tell it. It waits for nothing.
func (s *session) meet(ctx context.Context, jid types.JID) {
	if _, met := s.met.LoadOrStore(jid, true); met || !s.gate.enter() {
		return
	}
	ctx = context.WithoutCancel(ctx)
	go func() {
		defer s.gate.leave()
		ctx, cancel := context.WithTimeout(ctx, storeTimeout)
		defer cancel()
		n, err := s.client.GetNewsletterInfo(ctx, jid)
		if err == nil && n != nil {
			err = s.engine.messages.NameGroup(ctx, s.id, jid.String(), clean(n.ThreadMeta.Name.Text))
		}
		if err != nil {
			s.met.Delete(jid)
			s.log.InfoContext(ctx, "channel not named", "error", err)
		}
	}()
}
