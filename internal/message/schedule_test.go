package message_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/seal"
)

func TestSchedule(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	utc := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return at
	}
	for name, tc := range map[string]struct {
		draft       message.Draft
		at          time.Time
		bad, passed []string
	}{
		"nothing said goes now":           {message.Draft{}, now, nil, nil},
		"a moment":                        {message.Draft{SendAt: "2026-03-02T09:00:00+01:00"}, utc("2026-03-02T08:00:00Z"), nil, nil},
		"a moment needs no zone":          {message.Draft{SendAt: "2026-03-02T09:00:00Z", TimeZone: "Asia/Tokyo"}, utc("2026-03-02T09:00:00Z"), nil, nil},
		"a local time in winter":          {message.Draft{SendAt: "2026-03-02T09:00", TimeZone: "Europe/Berlin"}, utc("2026-03-02T08:00:00Z"), nil, nil},
		"a local time in summer":          {message.Draft{SendAt: "2026-07-02 09:00", TimeZone: "Europe/Berlin"}, utc("2026-07-02T07:00:00Z"), nil, nil},
		"with seconds":                    {message.Draft{SendAt: "2026-07-02 09:00:30", TimeZone: "Europe/Berlin"}, utc("2026-07-02T07:00:30Z"), nil, nil},
		"the hour that spring skips":      {message.Draft{SendAt: "2026-03-29T02:30", TimeZone: "Europe/Berlin"}, utc("2026-03-29T01:30:00Z"), nil, nil},
		"the first of autumn's two hours": {message.Draft{SendAt: "2026-10-25T02:30", TimeZone: "Europe/Berlin"}, utc("2026-10-25T00:30:00Z"), nil, nil},
		"spring in New York":              {message.Draft{SendAt: "2026-03-08T02:30", TimeZone: "America/New_York"}, utc("2026-03-08T07:30:00Z"), nil, nil},
		"autumn in New York":              {message.Draft{SendAt: "2026-11-01T01:30", TimeZone: "America/New_York"}, utc("2026-11-01T05:30:00Z"), nil, nil},
		"the hour after a change":         {message.Draft{SendAt: "2026-03-29T04:00", TimeZone: "Europe/Berlin"}, utc("2026-03-29T02:00:00Z"), nil, nil},
		"a zone of half hours":            {message.Draft{SendAt: "2026-03-02T09:00", TimeZone: "Asia/Kolkata"}, utc("2026-03-02T03:30:00Z"), nil, nil},
		"a local time without a zone":     {message.Draft{SendAt: "2026-03-02T09:00"}, time.Time{}, []string{"send_at"}, nil},
		"no time at all":                  {message.Draft{SendAt: "tomorrow"}, time.Time{}, []string{"send_at"}, nil},
		"no such zone":                    {message.Draft{SendAt: "2026-03-02T09:00", TimeZone: "Mars/Olympus"}, time.Time{}, []string{"time_zone"}, nil},
		"the server's zone is no zone":    {message.Draft{SendAt: "2026-03-02T09:00", TimeZone: "Local"}, time.Time{}, []string{"time_zone"}, nil},
		"a moment ago means now":          {message.Draft{SendAt: "2026-03-01T11:56:00Z"}, now, nil, nil},
		"what has passed":                 {message.Draft{SendAt: "2026-03-01T11:54:00Z"}, time.Time{}, nil, []string{"send_at"}},
		"too far ahead":                   {message.Draft{SendAt: "2027-03-03T12:00:00Z"}, time.Time{}, []string{"send_at"}, nil},
		"a year ahead":                    {message.Draft{SendAt: "2027-03-01T12:00:00Z"}, utc("2027-03-01T12:00:00Z"), nil, nil},
		"a priority that is none":         {message.Draft{Priority: "urgent"}, time.Time{}, []string{"priority"}, nil},
		"a life too short":                {message.Draft{TTL: 9 * time.Second}, time.Time{}, []string{"ttl"}, nil},
		"a life too long":                 {message.Draft{TTL: 31 * 24 * time.Hour}, time.Time{}, []string{"ttl"}, nil},
		"a life below nothing":            {message.Draft{TTL: -time.Second}, time.Time{}, []string{"ttl"}, nil},
		"all at once":                     {message.Draft{Priority: "urgent", TTL: 1, SendAt: "tomorrow"}, time.Time{}, []string{"priority", "ttl", "send_at"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, bad, passed := message.Schedule(tc.draft, now)
			require.Equal(t, tc.bad, bad)
			require.Equal(t, tc.passed, passed)
			if bad == nil && passed == nil {
				require.Equal(t, tc.at, at)
			}
		})
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"4915112345678": "Europe/Berlin", "819012345678": "Asia/Tokyo", "919876543210": "Asia/Kolkata", "999": "",
	} {
		zone := message.Peer{Phone: phone}.Zone()
		if want == "" {
			require.Nil(t, zone, phone)
			continue
		}
		// Countries have more names for one time than one.
		want, err := time.LoadLocation(want)
		require.NoError(t, err)
		at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
		_, expected := at.In(want).Zone()
		_, got := at.In(zone).Zone()
		require.Equal(t, expected, got, phone)
	}
	require.Nil(t, message.Peer{LID: "123@lid"}.Zone())
	require.Nil(t, message.Peer{Group: "123@g.us"}.Zone())
}

type service struct {
	*message.Service
	store   *postgres.Store
	holder  uuid.UUID
	account uuid.UUID
}

func setup(t *testing.T) *service {
	t.Helper()
	s := &service{holder: uuid.New(), account: uuid.Must(uuid.NewV7())}
	s.store = postgres.NewStore(postgrestest.New(t), s.holder)
	key, now := seal.NewToken(seal.AccountKeyPrefix), time.Now().UTC()
	require.NoError(t, s.store.Create(t.Context(), account.Account{
		ID: s.account, Name: "Shop", Status: account.Initializing, APIKeyPrefix: key.Prefix, CreatedAt: now, UpdatedAt: now,
	}, key.Hash))
	_, err := s.store.Claim(t.Context(), s.holder, time.Hour)
	require.NoError(t, err)
	s.Service = message.NewService(message.Deps{Store: s.store, Bus: &event.Bus{}, Log: slog.New(slog.DiscardHandler)})
	return s
}

// TestScheduledRetry sends a scheduled message again after its time, as a client does that
// never got the first answer.
func TestScheduledRetry(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ctx := auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Account, AccountID: s.account})
	start := time.Now().UTC()
	d := message.Draft{
		AccountID: s.account, To: "4915112345678", Text: "good morning", IdempotencyKey: "k1",
		SendAt: start.Add(time.Hour).Format(time.RFC3339),
	}
	first, err := s.Send(ctx, d)
	require.NoError(t, err)
	s.At(func() time.Time { return start.Add(2 * time.Hour) })
	again, err := s.Send(ctx, d)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)

	other := d
	other.Text = "good evening"
	_, err = s.Send(ctx, other)
	require.Equal(t, "idempotency_key_reused", fault.CodeOf(err))
	other.IdempotencyKey = "k2"
	_, err = s.Send(ctx, other)
	require.True(t, fault.Is(err, fault.Invalid), "%v", err)
	require.Equal(t, "send_at", fault.As(err).Fields[0].Name)
	_, err = s.Rehearse(ctx, other, false)
	require.True(t, fault.Is(err, fault.Invalid), "%v", err)
}

// watched is a store that tells when a message is looked at.
type watched struct {
	*postgres.Store
	at chan struct{}
}

func (w watched) Message(ctx context.Context, id uuid.UUID) (message.Message, error) {
	m, err := w.Store.Message(ctx, id)
	w.at <- struct{}{}
	return m, err
}

// TestAwaitWithoutNews has another process send the message: no news of it come here.
func TestAwaitWithoutNews(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ctx := auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Account, AccountID: s.account})
	m, err := s.Send(ctx, message.Draft{AccountID: s.account, To: "4915112345678", Text: "hello"})
	require.NoError(t, err)
	failed := make(chan error, 1)
	looked := watched{s.store, make(chan struct{}, 100)}
	s.Store = looked
	go func() {
		<-looked.at
		failed <- s.store.Fail(ctx, m, "not_on_whatsapp", "No.", time.Now())
	}()
	got, err := s.Await(ctx, m, time.Minute)
	require.NoError(t, err)
	require.NoError(t, <-failed)
	require.Equal(t, message.Failed, got.Status)
}
