package rest

import (
	"context"

	"switchboard/internal/channel"
)

type channelsOutput struct {
	Body struct {
		Items []channel.Channel `json:"items"`
	}
}

func (h *Handler) listChannels(ctx context.Context, in *AccountPath) (*channelsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &channelsOutput{}
	out.Body.Items, err = h.Channels.Channels(ctx, id)
	return out, err
}

type channelInput struct {
	AccountPath
	Channel string `path:"channel" doc:"The channel's id, which ends in @newsletter."`
}

type channelOutput struct{ Body channel.Channel }

func channelAnswer(c channel.Channel, err error) (*channelOutput, error) {
	if err != nil {
		return nil, err
	}
	return &channelOutput{Body: c}, nil
}

func (h *Handler) getChannel(ctx context.Context, in *channelInput) (*channelOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return channelAnswer(h.Channels.Channel(ctx, id, in.Channel))
}

type followChannelInput struct {
	AccountPath
	Body struct {
		Channel string `json:"channel" example:"https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp" doc:"The channel's link, or its id."`
	}
}

func (h *Handler) followChannel(ctx context.Context, in *followChannelInput) (*channelOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return channelAnswer(h.Channels.Follow(ctx, id, in.Body.Channel))
}

func (h *Handler) unfollowChannel(ctx context.Context, in *channelInput) (*channelOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return channelAnswer(h.Channels.Unfollow(ctx, id, in.Channel))
}
