package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/sqlc"
)

const anAccount = "Account"

func accountFrom(r sqlc.WhatsappAccount, queued, drafts int32) account.Account {
	return account.Account{
		ID: r.ID, Name: r.Name, Description: r.Description,
		Status: account.Status(r.Status), Reason: account.Reason(r.Reason), ErrorMessage: r.ErrorMessage,
		DeviceJID: r.DeviceJid, LID: r.Lid, PhoneNumber: r.PhoneNumber, PushName: r.PushName,
		APIKeyPrefix: r.ApiKeyPrefix, SealedProxy: r.Proxy, ReceiveChannels: r.ReceiveChannels, ReceiveStatus: r.ReceiveStatus,
		Overrides: account.Overrides{
			MinIntervalMS: r.MinIntervalMs, RandomDelayMS: r.RandomDelayMs,
			MaxPerHour: r.MaxPerHour, MaxPerDay: r.MaxPerDay, TypingMS: r.TypingMs,
			MaxNewPerDay: r.MaxNewPerDay, MaxSamePerDay: r.MaxSameTextPerDay, WarmUpDays: r.WarmUpDays,
			QuietFrom: r.QuietFrom, QuietTo: r.QuietTo, ReadFirst: r.ReadBeforeReply,
			OptOutWords: r.OptOutWords, OptInWords: r.OptInWords,
		},
		Queued: int(queued), PendingDrafts: int(drafts), PausedAt: utc(r.PausedAt), RestUntil: utc(r.RestUntil), LinkedAt: utc(r.LinkedAt),
		Brake:     account.Brake{Until: utc(r.BrakeUntil), Reason: account.BrakeReason(r.BrakeReason)},
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), LastActiveAt: utc(r.LastActiveAt),
	}
}

// Create stores a new account, held by nobody.
func (s *Store) Create(ctx context.Context, a account.Account, keyHash []byte) error {
	return translate(s.q.AccountCreate(ctx, sqlc.AccountCreateParams{
		ID: a.ID, Name: a.Name, Description: a.Description, Status: string(a.Status),
		ApiKeyPrefix: a.APIKeyPrefix, ApiKeyHash: keyHash, Proxy: nonNil(a.SealedProxy), CreatedAt: a.CreatedAt,
	}), anAccount)
}

// Accounts is all accounts, newest first.
func (s *Store) Accounts(ctx context.Context) ([]account.Account, error) {
	rows, err := s.q.AccountList(ctx)
	if err != nil {
		return nil, translate(err, anAccount)
	}
	out := make([]account.Account, len(rows))
	for i, r := range rows {
		out[i] = accountFrom(r.WhatsappAccount, r.Queued, r.Drafts)
	}
	return out, nil
}

// Account is one account; NotFound when there is none.
func (s *Store) Account(ctx context.Context, id uuid.UUID) (account.Account, error) {
	r, err := s.q.AccountGet(ctx, id)
	if err != nil {
		return account.Account{}, translate(err, anAccount)
	}
	return accountFrom(r.WhatsappAccount, r.Queued, r.Drafts), nil
}

// Update changes what a person may change.
func (s *Store) Update(ctx context.Context, a account.Account) (account.Account, error) {
	n, err := s.q.AccountUpdate(ctx, sqlc.AccountUpdateParams{
		ID: a.ID, Name: a.Name, Description: a.Description, Now: a.UpdatedAt,
		MinIntervalMs: a.Overrides.MinIntervalMS, RandomDelayMs: a.Overrides.RandomDelayMS,
		MaxPerHour: a.Overrides.MaxPerHour, MaxPerDay: a.Overrides.MaxPerDay, TypingMs: a.Overrides.TypingMS,
		MaxNewPerDay: a.Overrides.MaxNewPerDay, MaxSameTextPerDay: a.Overrides.MaxSamePerDay, WarmUpDays: a.Overrides.WarmUpDays,
		QuietFrom: a.Overrides.QuietFrom, QuietTo: a.Overrides.QuietTo, ReadBeforeReply: a.Overrides.ReadFirst,
		OptOutWords: a.Overrides.OptOutWords, OptInWords: a.Overrides.OptInWords, Proxy: nonNil(a.SealedProxy),
		ReceiveChannels: a.ReceiveChannels, ReceiveStatus: a.ReceiveStatus,
	})
	if err := affected(n, err, anAccount); err != nil {
		return account.Account{}, err
	}
	return s.Account(ctx, a.ID)
}

// Delete makes an account gone for everybody, and owes the removal of its files. Its rows go
// by PurgeDeleted.
func (s *Store) Delete(ctx context.Context, id uuid.UUID, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		// Facts of the account, and what is being recorded of its webhooks, end first: each would
		// hold what the other waits for.
		if _, err := q.AccountLock(ctx, id); err != nil {
			return err
		}
		if err := q.WebhookLockAll(ctx, id); err != nil {
			return err
		}
		n, err := q.AccountDelete(ctx, sqlc.AccountDeleteParams{ID: id, Now: now})
		if err := affected(n, err, anAccount); err != nil {
			return err
		}
		return q.MediaRemovalCreate(ctx, sqlc.MediaRemovalCreateParams{AccountID: id, Now: now})
	}), anAccount)
}

// SetKey replaces the API key.
func (s *Store) SetKey(ctx context.Context, id uuid.UUID, prefix string, hash []byte, now time.Time) error {
	n, err := s.q.AccountSetKey(ctx, sqlc.AccountSetKeyParams{ID: id, Prefix: prefix, Hash: hash, Now: now})
	return affected(n, err, anAccount)
}

// SetStatus records a status while holder holds the account, and owes `connection` when it
// is another one.
func (s *Store) SetStatus(ctx context.Context, id, holder uuid.UUID, st account.Status, r account.Reason, text string, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, id); err != nil {
			return err
		}
		was, err := q.AccountGet(ctx, id)
		if err != nil {
			return err
		}
		n, err := q.AccountSetStatus(ctx, sqlc.AccountSetStatusParams{
			ID: id, Holder: holder, Status: string(st), Reason: string(r), ErrorMessage: text, Now: now,
		})
		if err := affected(n, err, anAccount); err != nil {
			return err
		}
		a := was.WhatsappAccount
		if a.Status == string(st) && a.Reason == string(r) {
			return nil // another code of the same chain
		}
		return owe(ctx, q, id, event.Connection{
			Status: string(st), Reason: optional(string(r)), ErrorMessage: optional(text), PhoneNumber: optional(a.PhoneNumber), PushName: optional(a.PushName),
		}, now)
	}), anAccount)
}

// SetIdentity records who the account is while holder holds it.
func (s *Store) SetIdentity(ctx context.Context, id, holder uuid.UUID, who account.Identity, now time.Time) error {
	n, err := s.q.AccountSetIdentity(ctx, sqlc.AccountSetIdentityParams{
		ID: id, Holder: holder, Now: now,
		DeviceJid: who.DeviceJID, Lid: who.LID, PhoneNumber: who.PhoneNumber, PushName: who.PushName,
	})
	return affected(n, err, anAccount)
}

// ClearIdentity forgets the link while holder holds the account.
func (s *Store) ClearIdentity(ctx context.Context, id, holder uuid.UUID, now time.Time) error {
	n, err := s.q.AccountClearIdentity(ctx, sqlc.AccountClearIdentityParams{ID: id, Holder: holder, Now: now})
	return affected(n, err, anAccount)
}

// Claim takes and renews accounts for holder and returns all that it holds.
func (s *Store) Claim(ctx context.Context, holder uuid.UUID, lease time.Duration) ([]account.Account, error) {
	rows, err := s.q.AccountClaim(ctx, sqlc.AccountClaimParams{Holder: holder, Lease: lease})
	if err != nil {
		return nil, translate(err, anAccount)
	}
	out := make([]account.Account, len(rows))
	for i, r := range rows {
		out[i] = accountFrom(r, 0, 0)
	}
	return out, nil
}

// Release gives a holder's accounts up except some.
func (s *Store) Release(ctx context.Context, holder uuid.UUID, except []uuid.UUID) error {
	return translate(s.q.AccountRelease(ctx, sqlc.AccountReleaseParams{Holder: holder, Kept: list(except)}), anAccount)
}
