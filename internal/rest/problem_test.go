package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/rest"
)

func TestWriteError(t *testing.T) {
	t.Parallel()
	cause := errors.New("secret cause")
	for _, c := range []struct {
		name    string
		err     error
		status  int
		retry   string
		shown   string
		inLog   string
		code    string
		fields  int
		wwwAuth bool
	}{
		{name: "malformed", err: fault.New(fault.Malformed, "Broken."), status: 400, shown: "Broken."},
		{name: "invalid", err: fault.Bad("name", "Too long."), status: 422, shown: "Too long.", fields: 1},
		{name: "unauthenticated", err: fault.New(fault.Unauthenticated, "Who?"), status: 401, shown: "Who?", wwwAuth: true},
		{name: "forbidden", err: fault.New(fault.Forbidden, "No."), status: 403, shown: "No."},
		{name: "not_found", err: fault.New(fault.NotFound, "Gone."), status: 404, shown: "Gone."},
		{name: "conflict", err: fault.New(fault.Conflict, "Twice.").WithCode("duplicate"), status: 409, shown: "Twice.", code: "duplicate"},
		{name: "too_large", err: fault.New(fault.TooLarge, "Large."), status: 413, shown: "Large."},
		{name: "rate_limited", err: fault.New(fault.RateLimited, "Slow.").WithRetryAfter(1500 * time.Millisecond), status: 429, retry: "2", shown: "Slow."},
		{name: "rate_limited_for_who_knows", err: fault.New(fault.RateLimited, "Slow."), status: 429, retry: "60", shown: "Slow."},
		{name: "unavailable", err: fault.New(fault.Unavailable, "Later.").WithCause(cause), status: 503, retry: "5", shown: "Later.", inLog: "secret cause"},
		{name: "internal", err: fault.New(fault.Internal, "Something went wrong.").WithCause(cause), status: 500, shown: "Something went wrong.", inLog: "secret cause"},
		{name: "unclassified", err: cause, status: 500, shown: "Something went wrong.", inLog: "secret cause"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			h, err := rest.New(rest.Deps{
				Log: slog.New(slog.NewTextHandler(&log, nil)), RequestID: func(context.Context) string { return "request-1" },
			})
			require.NoError(t, err)
			rec := httptest.NewRecorder()
			h.WriteError(rec, httptest.NewRequest(http.MethodGet, "/api/x", nil), c.err)

			require.Equal(t, c.status, rec.Code)
			require.Equal(t, c.retry, rec.Header().Get("Retry-After"))
			require.Equal(t, c.wwwAuth, rec.Header().Get("WWW-Authenticate") != "")
			require.NotContains(t, rec.Body.String(), "secret")
			var p rest.Problem
			require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &p))
			require.Equal(t, []string{c.shown, c.shown, c.code, "request-1"}, []string{p.Sentence, p.Detail, p.Code, p.RequestID})
			require.Len(t, p.Errors, c.fields)
			require.Equal(t, c.inLog != "", strings.Count(log.String(), "secret cause") == 1, "logged once: %s", log.String())
		})
	}
}
