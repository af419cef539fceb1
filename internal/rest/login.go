package rest

import (
	"context"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

type loginInput struct {
	Body struct {
		Username string   `json:"username" example:"admin"`
		Password string   `json:"password" format:"password"`
		_        struct{} `additionalProperties:"true"`
	}
}

type user struct {
	Username string `json:"username" example:"admin"`
}

type userBody struct {
	User user `json:"user"`
}

type userOutput struct{ Body userBody }

type success struct {
	Success bool `json:"success" example:"true"`
}

type successOutput struct{ Body success }

func done() *successOutput { return &successOutput{Body: success{Success: true}} }

func (h *Handler) login(ctx context.Context, in *loginInput) (*userOutput, error) {
	name := in.Body.Username
	if err := h.Sessions.Attempt(ctx, name); err != nil {
		return nil, err
	}
	caller, err := h.Auth.Login(ctx, name, in.Body.Password)
	if err != nil {
		if !fault.Is(err, fault.Unauthenticated) {
			h.Sessions.Forgive(ctx, name)
		}
		return nil, err
	}
	if err := h.Sessions.Start(ctx, caller.Username); err != nil {
		return nil, err
	}
	return &userOutput{Body: userBody{User: user{Username: caller.Username}}}, nil
}

func (h *Handler) logout(ctx context.Context, _ *struct{}) (*successOutput, error) {
	return done(), h.Sessions.End(ctx)
}

func (h *Handler) user(ctx context.Context, _ *struct{}) (*userOutput, error) {
	return &userOutput{Body: userBody{User: user{Username: auth.CallerFrom(ctx).Username}}}, nil
}
