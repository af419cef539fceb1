package graph

import (
	"context"
	"encoding/base64"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/group"
	"switchboard/internal/message"
)

// pictureOf reads a picture; one that is empty is to be removed.
func pictureOf(text *string) ([]byte, error) {
	if text == nil {
		return nil, nil
	}
	raw, err := base64.StdEncoding.DecodeString(*text)
	if err != nil {
		return nil, fault.Bad("picture", "The picture is not base64.").WithCause(err)
	}
	return append([]byte{}, raw...), nil
}

func (r *Resolver) changeGroup(ctx context.Context, in ChangeGroupInput) (group.Group, error) {
	picture, err := pictureOf(in.Picture.Value())
	if err != nil {
		return group.Group{}, err
	}
	return r.d.Groups.Change(ctx, in.AccountID, in.ID, group.Patch{
		Subject: in.Subject.Value(), Description: in.Description.Value(),
		OnlyAdminsWrite: in.OnlyAdminsWrite.Value(), OnlyAdminsEdit: in.OnlyAdminsEdit.Value(),
		OnlyAdminsAdd: in.OnlyAdminsAdd.Value(), ApproveJoins: in.ApproveJoins.Value(), Picture: picture,
	})
}

// presenceFeed tells who is online and types; there is nothing to begin with.
func (d Deps) presenceFeed(accountID uuid.UUID) feed[event.PresenceChanged] {
	return feed[event.PresenceChanged]{
		now: func(ctx context.Context) ([]event.PresenceChanged, error) {
			_, err := d.Accounts.Get(ctx, accountID)
			return nil, err
		},
		hear: newsOf(accountID, is[event.PresenceChanged]),
		on: func(_ context.Context, e event.Event) ([]event.PresenceChanged, error) {
			news, _ := e.(event.PresenceChanged)
			return []event.PresenceChanged{news}, nil
		},
	}
}

// chatFeed tells of conversations that are not as they were; nil when many may have changed, as when the bus has
// dropped us. There is nothing to begin with.
func (d Deps) chatFeed(accountID uuid.UUID) feed[*message.Chat] {
	begun := false
	return feed[*message.Chat]{
		now: func(ctx context.Context) ([]*message.Chat, error) {
			if _, err := d.Accounts.Get(ctx, accountID); err != nil || !begun {
				begun = true
				return nil, err
			}
			return []*message.Chat{nil}, nil
		},
		hear: newsOf(accountID, is[event.ChatChanged]),
		on: func(ctx context.Context, e event.Event) ([]*message.Chat, error) {
			news, _ := e.(event.ChatChanged)
			if news.ChatID == uuid.Nil {
				return []*message.Chat{nil}, nil
			}
			c, err := d.Messages.Chat(ctx, news.ChatID)
			if fault.Is(err, fault.NotFound) {
				return nil, nil
			}
			return []*message.Chat{&c}, err
		},
	}
}
