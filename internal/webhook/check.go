package webhook

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
	maxURL         = 2048
	maxDescription = 1000
	maxFilter      = 200 // entries of a list, and characters of the text
	maxHeaders     = 20
	maxHeaderValue = 4096 // bytes; servers take 8 kB for all headers together
	maxTries       = 20   // pauses grow to a day: more would be weeks
)

// pattern is an event kind, or one with a wildcard at its end.
var pattern = regexp.MustCompile(`^(\*|[a-z]+(\.[a-z_]+)*(\.\*)?)$`)

// headerName is a token of RFC 9110.
var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$")

// reserved headers are ours, or the protocol's.
var reserved = []string{
	headerID, headerTimestamp, headerSignature, "x-account-id", "user-agent", "content-type", "content-length", "host",
	"connection", "transfer-encoding", "te", "trailer", "upgrade", "expect", "keep-alive", "proxy-connection", "accept-encoding",
}

// check tells everything that is wrong with a webhook at once.
func (s *Service) check(w *Webhook, headers []Header, more ...error) error {
	var bad []fault.Field
	add := func(field, format string, args ...any) {
		bad = append(bad, fault.Field{Name: field, Message: fmt.Sprintf(format, args...)})
	}
	more = append(more, s.checkURL(w.URL))
	for _, err := range more {
		if err != nil {
			bad = append(bad, fault.As(err).Fields...)
		}
	}
	if utf8.RuneCountInString(w.Description) > maxDescription || strings.ContainsRune(w.Description, 0) {
		add("description", "The description has to have at most %d characters, and no NUL.", maxDescription)
	}
	if len(w.Events) == 0 {
		add("events", "Choose at least one event kind.")
	}
	for _, p := range w.Events {
		if !pattern.MatchString(p) || !wanted(p) {
			add("events", "%q is no event kind. There are: %s; message.* stands for several and * for all.", p, strings.Join(Kinds(), ", "))
			break
		}
	}
	switch {
	case w.Format != Standard && w.Format != Legacy:
		add("format", "The format is standard or legacy.")
	case w.Format == Legacy && !slices.ContainsFunc(w.Events, func(p string) bool { return Matches(p, event.KindMessage) || Matches(p, event.KindMessageStatus) }):
		add("events", "The format legacy has only messages and their delivery: choose message, message_ack or *.")
	}
	if w.MaxAttempts < 1 || w.MaxAttempts > maxTries {
		add("max_attempts", "A delivery is tried 1 to %d times.", maxTries)
	}
	bad = append(bad, w.Filters.check()...)
	return fault.Invalidate(append(bad, checkHeaders(headers, w.Format)...))
}

// olderNames are event names of the older server, and ours for the same.
var olderNames = map[string]string{"message_ack": event.KindMessageStatus, "all": "*"}

// normalise writes everything the way that events have it.
func (w *Webhook) normalise() {
	w.Events = slices.Clone(w.Events)
	for i, name := range w.Events {
		if ours, ok := olderNames[name]; ok {
			w.Events[i] = ours
		}
	}
	w.Filters.normalise()
}

// wanted tells whether a pattern names any event kind.
func wanted(p string) bool {
	return slices.ContainsFunc(Kinds(), func(kind string) bool { return Matches(p, kind) })
}

// Matches tells whether a pattern names an event kind: "*" names all, "message.*" names
// "message" and all that begin with "message.".
func Matches(pattern, kind string) bool {
	stem, wild := strings.CutSuffix(pattern, ".*")
	return pattern == "*" || pattern == kind || (wild && (kind == stem || strings.HasPrefix(kind, stem+".")))
}

func (s *Service) checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "":
		return fault.Bad("url", "Write an http or https address, such as https://example.com/webhook.")
	case u.User != nil:
		return fault.Bad("url", "The address has to have no user name or password. Use a custom header instead.")
	case len(text) > maxURL:
		return fault.Bad("url", fmt.Sprintf("The address has to have at most %d characters.", maxURL))
	}
	return s.Poster.Check(text)
}

// normalise makes missing lists empty ones, and numbers what events have.
func (f *Filters) normalise() {
	chats := make([]string, len(f.Chats))
	for i, c := range f.Chats {
		chats[i] = strings.TrimSpace(c)
		if digits, ok := account.Digits(c); ok {
			chats[i] = digits
		}
	}
	f.Chats = chats
	if f.Types == nil {
		f.Types = []string{}
	}
}

func (f *Filters) check() []fault.Field {
	var bad []fault.Field
	if f.Direction != "" && f.Direction != "incoming" && f.Direction != "outgoing" {
		bad = append(bad, fault.Field{Name: "filters.direction", Message: "The direction is incoming or outgoing."})
	}
	for _, t := range f.Types {
		if !message.Type(t).Valid() {
			bad = append(bad, fault.Field{Name: "filters.types", Message: fmt.Sprintf("%q is no type of messages. There are: %s.", t, message.TypeNames())})
			break
		}
	}
	if len(f.Chats) > maxFilter || len(f.Types) > maxFilter {
		bad = append(bad, fault.Field{Name: "filters.chats", Message: fmt.Sprintf("A filter has at most %d entries.", maxFilter)})
	}
	if utf8.RuneCountInString(f.Text) > maxFilter {
		bad = append(bad, fault.Field{Name: "filters.text", Message: fmt.Sprintf("The text to look for has at most %d characters.", maxFilter)})
	}
	if strings.ContainsRune(f.Text+strings.Join(f.Chats, ""), 0) {
		bad = append(bad, fault.Field{Name: "filters.text", Message: "Filters have no NUL characters."})
	}
	return bad
}

func checkHeaders(headers []Header, format Format) []fault.Field {
	var bad []fault.Field
	if len(headers) > maxHeaders {
		bad = append(bad, fault.Field{Name: "headers", Message: fmt.Sprintf("A webhook has at most %d headers.", maxHeaders)})
	}
	seen := map[string]bool{}
	for _, h := range headers {
		name := strings.ToLower(h.Name)
		switch {
		case !headerName.MatchString(h.Name):
			bad = append(bad, fault.Field{Name: "headers", Message: fmt.Sprintf("%q is no header name.", h.Name)})
		case slices.Contains(reserved, name) || format == Legacy && name == strings.ToLower(legacySignature):
			bad = append(bad, fault.Field{Name: "headers", Message: fmt.Sprintf("The header %s is set by Switchboard.", h.Name)})
		case seen[name]:
			bad = append(bad, fault.Field{Name: "headers", Message: fmt.Sprintf("The header %s is there twice.", h.Name)})
		case h.Value == nil:
			bad = append(bad, fault.Field{Name: "headers", Message: fmt.Sprintf("The header %s has no value.", h.Name)})
		case len(*h.Value) > maxHeaderValue || strings.ContainsFunc(*h.Value, func(r rune) bool { return r < ' ' && r != '\t' || r == 127 }):
			bad = append(bad, fault.Field{Name: "headers", Message: fmt.Sprintf("The value of %s has to be one line of at most %d bytes.", h.Name, maxHeaderValue)})
		}
		seen[name] = true
	}
	return bad
}

// Kinds are the names of all event kinds.
func Kinds() []string {
	all := Catalogue()
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = k.Name
	}
	return names
}
