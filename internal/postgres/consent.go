package postgres

import (
	"context"

	"github.com/google/uuid"

	"switchboard/internal/consent"
	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

// AddConsent writes an entry of the ledger.
func (s *Store) AddConsent(ctx context.Context, e consent.Entry) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, e.AccountID); err != nil {
			return err
		}
		return addConsent(ctx, q, e)
	}), anAccount)
}

// addConsent writes an entry and owes it. The caller has locked the account.
func addConsent(ctx context.Context, q *sqlc.Queries, e consent.Entry) error {
	err := q.ConsentAdd(ctx, sqlc.ConsentAddParams{
		ID: e.ID, AccountID: e.AccountID, Phone: optional(e.Contact.Phone), Lid: optional(e.Contact.LID),
		State: string(e.State), Source: string(e.Source), Note: e.Note, MessageID: e.MessageID, At: e.At,
	})
	if err != nil {
		return err
	}
	return owe(ctx, q, e.AccountID, event.ConsentChanged{
		JID: e.Contact.JID(), PhoneNumber: optional(e.Contact.Phone), LID: optional(e.Contact.LID),
		State: string(e.State), Source: string(e.Source), Note: optional(e.Note),
	}, e.At)
}

// optedOut tells whether a contact must not be written to.
func optedOut(ctx context.Context, q *sqlc.Queries, accountID uuid.UUID, who message.Peer) (bool, error) {
	if who.Group != "" {
		return false, nil
	}
	return q.ConsentOut(ctx, sqlc.ConsentOutParams{AccountID: accountID, Phone: optional(who.Phone), Lid: optional(who.LID)})
}

// OptedOut tells whether a contact must not be written to.
func (s *Store) OptedOut(ctx context.Context, accountID uuid.UUID, who message.Peer) (bool, error) {
	out, err := optedOut(ctx, s.q, accountID, who)
	return out, translate(err, anAccount)
}

// Consents lists the ledger, the newest entry first.
func (s *Store) Consents(ctx context.Context, accountID uuid.UUID, f consent.Filter, p message.Page) (message.List[consent.Entry], error) {
	before := messageCursor{ID: uuid.Max}
	if err := readCursor(p.Cursor, &before); err != nil {
		return message.List[consent.Entry]{}, err
	}
	rows, err := s.q.ConsentList(ctx, sqlc.ConsentListParams{
		AccountID: accountID, Before: before.ID, State: string(f.State), NowOnly: !f.Whole, Lim: int32(p.Limit) + 1,
	})
	if err != nil {
		return message.List[consent.Entry]{}, translate(err, anAccount)
	}
	var out message.List[consent.Entry]
	for i, r := range rows {
		if i == p.Limit {
			out.Next = writeCursor(messageCursor{ID: rows[i-1].ID})
			break
		}
		out.Items = append(out.Items, consent.Entry{
			ID: r.ID, AccountID: r.AccountID, Contact: peerFrom(r.Phone, r.Lid, nil), State: consent.State(r.State),
			Source: consent.Source(r.Source), Note: r.Note, MessageID: r.MessageID, At: r.At.UTC(),
		})
	}
	return out, nil
}
