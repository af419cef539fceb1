package graph

import (
	"context"
	"errors"
	"path"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
)

func (r *Resolver) aiKeys(c reply.Config) []AiKey {
	keys := make([]AiKey, len(reply.Providers()))
	for i, p := range reply.Providers() {
		keys[i] = AiKey{Provider: p, Source: r.d.Replies.KeySource(c, p)}
	}
	return keys
}

// camel gives faulty fields of settings the names that GraphQL has for them.
func camel(err error) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || len(bad.Fields) == 0 {
		return err
	}
	names := map[string]string{}
	for _, f := range bad.Fields {
		var b strings.Builder
		up := false
		for _, r := range f.Name {
			switch {
			case r == '_':
				up = true
			case up:
				b.WriteRune(unicode.ToUpper(r))
				up = false
			default:
				b.WriteRune(r)
			}
		}
		names[f.Name] = b.String()
	}
	return renamed(err, names)
}

func trial(in TestAiConfigInput) reply.Trial {
	t := reply.Trial{AccountID: in.AccountID, Patch: in.Config.Value(), Message: in.Message, CallTools: in.CallTools}
	for _, turn := range in.Turns.Value() {
		t.Before = append(t.Before, reply.TracedTurn{Role: reply.Role(turn.Role), Text: turn.Text})
	}
	return t
}

func toolDraft(in SaveAiToolInput) reply.ToolDraft {
	return reply.ToolDraft{
		ID: in.ID.Value(), AccountID: in.AccountID, Name: in.Name, Description: in.Description, Parameters: in.Parameters,
		URL: in.URL, Secret: in.Secret.Value(), Inactive: !in.IsActive,
	}
}

// documentTypes are the media types of endings.
var documentTypes = map[string]string{
	".md": "text/markdown", ".markdown": "text/markdown", ".txt": "text/plain", ".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf",
}

// documentBytes is what a document says, by text or by file.
func documentBytes(in AddAiDocumentInput) (mimetype string, data []byte, err error) {
	file, text := in.File.Value(), in.Text.Value()
	switch {
	case file != nil:
		data, _, err = reply.ReadAtMost(file.File, reply.MaxDocument)
		if err != nil {
			return "", nil, fault.New(fault.Malformed, "The file broke off.").WithCause(err)
		}
		mimetype = file.ContentType
		if t, ok := documentTypes[strings.ToLower(path.Ext(file.Filename))]; ok {
			mimetype = t // browsers know few of them
		}
		return mimetype, data, nil
	case text != nil:
		return "text/plain", []byte(*text), nil
	}
	return "", nil, fault.Bad("file", "Send a text or a file.")
}

func traceConnection(l message.List[reply.Trace], p message.Page) AiTraceConnection {
	c := AiTraceConnection{Edges: make([]AiTraceEdge, len(l.Items)), Nodes: l.Items}
	for i, t := range l.Items {
		c.Edges[i] = AiTraceEdge{Cursor: traceCursor(t), Node: t}
	}
	c.PageInfo = pageInfo(l.Items, traceCursor, p.Cursor != "", l.Next != "")
	return c
}

// replyFeed tells of chats whose answers came, went or were paused.
func (d Deps) replyFeed(accountID uuid.UUID) feed[message.Chat] {
	return feed[message.Chat]{
		now: func(ctx context.Context) ([]message.Chat, error) { return nil, auth.RequireAccount(ctx, accountID) },
		hear: func(e event.Event) verdict {
			switch e := e.(type) {
			case event.ReplyChanged:
				if e.AccountID == accountID {
					return take
				}
			case event.AccountDeleted:
				if e.AccountID == accountID {
					return finish
				}
			}
			return ignore
		},
		on: func(ctx context.Context, e event.Event) ([]message.Chat, error) {
			c, err := d.Messages.Chat(ctx, e.(event.ReplyChanged).ChatID)
			if fault.Is(err, fault.NotFound) {
				return nil, nil
			}
			return []message.Chat{c}, err
		},
	}
}
