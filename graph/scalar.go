package graph

import (
	"errors"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
)

// MarshalUUID writes an id.
func MarshalUUID(id uuid.UUID) graphql.Marshaler { return graphql.MarshalString(id.String()) }

// UnmarshalUUID reads an id. Text that is no id names nothing that exists: it becomes
// the nil id, which no row has, and the answer is that of an unknown one.
func UnmarshalUUID(v any) (uuid.UUID, error) {
	s, ok := v.(string)
	if !ok {
		return uuid.Nil, errors.New("an id is a string")
	}
	id, err := uuid.Parse(s)
	if err != nil {
		return uuid.Nil, nil //nolint:nilerr // see above
	}
	return id, nil
}

// MarshalTime writes a moment in UTC, RFC 3339.
func MarshalTime(t time.Time) graphql.Marshaler {
	return graphql.MarshalString(t.UTC().Format(time.RFC3339Nano))
}

// UnmarshalTime reads a moment of RFC 3339.
func UnmarshalTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, errors.New("a time is a string such as 2026-01-31T12:00:00Z")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, errors.New("write a time such as 2026-01-31T12:00:00Z")
	}
	return t.UTC(), nil
}
