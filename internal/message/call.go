package message

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

// What becomes of a call.
const (
	CallRinging  = "ringing"
	CallRejected = "rejected" // by us
	CallEnded    = "ended"    // taken or declined on another device, or given up
	CallMissed   = "missed"   // nobody took it in time
)

// CallRule is what becomes of an account's calls: a linked device cannot take them.
type CallRule struct {
	Reject bool   `json:"reject" doc:"Calls are rejected at once; otherwise the phone rings."`
	Reply  string `json:"reply" maxLength:"4096" doc:"The text that who called gets then; empty sends none."`
}

// maxCallReply is a text of a page, in characters.
const maxCallReply = 4096

// CallRule is what becomes of an account's calls.
func (s *Service) CallRule(ctx context.Context, accountID uuid.UUID) (CallRule, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return CallRule{}, err
	}
	return s.Store.CallRule(ctx, accountID)
}

// SetCallRule says what becomes of an account's calls from now on. Fault: Invalid.
func (s *Service) SetCallRule(ctx context.Context, accountID uuid.UUID, rule CallRule) (CallRule, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return CallRule{}, err
	}
	rule.Reply = strings.TrimSpace(rule.Reply)
	if utf8.RuneCountInString(rule.Reply) > maxCallReply || !utf8.ValidString(rule.Reply) || strings.ContainsRune(rule.Reply, 0) {
		return CallRule{}, fault.Bad("reply", "The reply has at most 4096 characters.")
	}
	return rule, s.Store.SetCallRule(ctx, accountID, rule)
}

// Called logs a call that rings and tells whether to reject it.
func (s *Service) Called(ctx context.Context, in Inbound) (reject bool, err error) {
	in.Type, in.Content.Call.Outcome = Call, CallRinging
	st, err := s.Store.Receive(ctx, in, s.now().UTC())
	if err != nil || !st.New {
		return false, err
	}
	s.announce(st.Message)
	rule, err := s.Store.CallRule(ctx, in.AccountID)
	return rule.Reject && !in.Late, err
}

// Rejected notes that a call was rejected, and answers who called.
func (s *Service) Rejected(ctx context.Context, accountID uuid.UUID, caller Peer, callID string) error {
	if err := s.CallOver(ctx, accountID, callID, CallRejected); err != nil {
		return err
	}
	rule, err := s.Store.CallRule(ctx, accountID)
	if err != nil || rule.Reply == "" {
		return err
	}
	_, err = s.Send(auth.WithCaller(ctx, auth.Caller{Kind: auth.Account, AccountID: accountID}), Draft{
		AccountID: accountID, To: caller.JID(), Text: rule.Reply, IdempotencyKey: "call:" + callID, AllowDuplicate: true, Priority: Reply,
	})
	return err
}

// CallOver notes how a call ended, where it still rang.
func (s *Service) CallOver(ctx context.Context, accountID uuid.UUID, callID, outcome string) error {
	m, err := s.Store.CallOutcome(ctx, accountID, callID, outcome)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		s.announce(m)
	}
	return err
}
