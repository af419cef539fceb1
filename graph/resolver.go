package graph

import (
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"rsc.io/qr"

	"switchboard/internal/consent"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Resolver answers the fields that are no plain values.
type Resolver struct{ d Deps }

// optional is null for the empty value: the domain says "unknown" with it.
func optional[T ~string](v T) *string {
	if v == "" {
		return nil
	}
	s := string(v)
	return &s
}

// value is the zero value for null.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// found is null where there is nothing of that id.
func found[T any](v T, err error) (*T, error) {
	if fault.Is(err, fault.NotFound) {
		return nil, nil // null is the answer
	}
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// renamed gives faulty fields the names that they have in a mutation's input; the
// domain names them as REST does.
func renamed(err error, names map[string]string) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || len(bad.Fields) == 0 {
		return err
	}
	out := *bad
	out.Fields = slices.Clone(bad.Fields)
	for i, f := range out.Fields {
		if name, ok := names[f.Name]; ok {
			out.Fields[i].Name = name
		}
	}
	return &out
}

// sendNames are the input's names of what message.Service and media.Service complain about.
func sendNames() map[string]string {
	return map[string]string{"number": "to", "message": "text", "media": "file", "Idempotency-Key": "idempotencyKey",
		"send_at": "sendAt", "time_zone": "timeZone", "ttl": "ttlSeconds"}
}

func page(first int, after *string) (message.Page, error) {
	if first < 1 || first > 100 {
		return message.Page{}, fault.Bad("first", "Ask for 1 to 100 at a time.")
	}
	return message.Page{Limit: first, Cursor: value(after)}, nil
}

// messagesByDefault is how many a page has when nobody says.
const messagesByDefault = 50

// messagePage is a page of the one list that is read both ways.
func messagePage(first *int, after *string, last *int, before *string, around *uuid.UUID) (message.Page, error) {
	if last == nil && before == nil {
		limit := messagesByDefault
		if first != nil {
			limit = *first
		}
		p, err := page(limit, after)
		p.Around = value(around)
		return p, err
	}
	if last == nil || first != nil || after != nil {
		return message.Page{}, fault.Bad("last", "Ask with `first` and `after`, or with `last` and `before`.")
	}
	if *last < 1 || *last > 100 {
		return message.Page{}, fault.Bad("last", "Ask for 1 to 100 at a time.")
	}
	return message.Page{Limit: *last, Cursor: value(before), Back: true, Around: value(around)}, nil
}

// pageInfo is that of a page of items, before and after which there are others.
func pageInfo[T any](items []T, cursor func(T) string, previous, next bool) PageInfo {
	info := PageInfo{HasPreviousPage: previous, HasNextPage: next}
	if n := len(items); n > 0 {
		info.StartCursor, info.EndCursor = optional(cursor(items[0])), optional(cursor(items[n-1]))
	}
	return info
}

func messageConnection(l message.List[message.Message]) MessageConnection {
	c := MessageConnection{Edges: make([]MessageEdge, len(l.Items)), Nodes: l.Items}
	for i, m := range l.Items {
		c.Edges[i] = MessageEdge{Cursor: messageCursor(m), Node: m}
	}
	c.PageInfo = pageInfo(l.Items, messageCursor, l.Previous != "", l.Next != "")
	return c
}

func consentConnection(l message.List[consent.Entry], p message.Page) ConsentConnection {
	c := ConsentConnection{Edges: make([]ConsentEdge, len(l.Items)), Nodes: l.Items}
	for i, e := range l.Items {
		c.Edges[i] = ConsentEdge{Cursor: consentCursor(e), Node: e}
	}
	c.PageInfo = pageInfo(l.Items, consentCursor, p.Cursor != "", l.Next != "")
	return c
}

func seconds(n *int) time.Duration { return time.Duration(value(n)) * time.Second }

func chatConnection(l message.List[message.Chat], p message.Page) ChatConnection {
	c := ChatConnection{Edges: make([]ChatEdge, len(l.Items)), Nodes: l.Items}
	for i, chat := range l.Items {
		c.Edges[i] = ChatEdge{Cursor: chatCursor(chat), Node: chat}
	}
	c.PageInfo = pageInfo(l.Items, chatCursor, p.Cursor != "", l.Next != "")
	return c
}

// picture draws a QR code as a `data:` URL.
func picture(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG()), nil
}

// pageNames are the arguments' names of what a store complains about in a page.
func pageNames() map[string]string { return map[string]string{"cursor": "after"} }

func float(v *int64) *float64 {
	if v == nil {
		return nil
	}
	f := float64(*v)
	return &f
}
