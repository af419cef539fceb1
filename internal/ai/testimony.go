package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	// maxMessage is how much of a provider's sentence is kept, in characters.
	maxMessage = 300
	// longestWait bounds what a provider may ask for.
	longestWait = 24 * time.Hour
)

// testimony is what a provider says about a failure.
type testimony struct {
	message string
	// words is all of it in lower case: sentence, codes, types.
	words string
	// isAPI says that it came from the interface, not from something in front of it.
	isAPI bool
	// perDay: Google's daily quota, and not a minute's, is used up.
	perDay bool
	// wait is how long it asks to wait, 0 when it does not.
	wait time.Duration
}

// said is the shape of a fault at all the providers; each fills some of it.
type said struct {
	Message  string          `json:"message"`
	Type     string          `json:"type"`
	Param    json.RawMessage `json:"param"`
	Code     json.RawMessage `json:"code"`   // a word or a number
	Status   string          `json:"status"` // Google's word for the code
	Details  []detail        `json:"details"`
	Metadata struct {
		Raw     json.RawMessage   `json:"raw"` // what OpenRouter heard from the provider behind it
		Headers map[string]string `json:"headers"`
	} `json:"metadata"`
}

// detail is one of Google's.
type detail struct {
	Reason     string `json:"reason"`
	RetryDelay string `json:"retryDelay"`
	Violations []struct {
		QuotaID string `json:"quotaId"`
	} `json:"violations"`
}

// read makes out what the body of a failure says; what is no API's answer says nothing.
func read(body []byte) testimony {
	body = bytes.TrimSpace(body)
	var many []json.RawMessage // Google wraps a stream's fault in a list
	if json.Unmarshal(body, &many) == nil && len(many) > 0 {
		body = many[0]
	}
	var outer struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(body, &outer) != nil {
		return testimony{}
	}
	var s said
	switch {
	case json.Unmarshal(outer.Error, &s) == nil && string(outer.Error) != "null":
	case json.Unmarshal(outer.Error, &s.Message) == nil && s.Message != "":
	case outer.Message != "":
		s.Message = outer.Message
	case len(outer.Detail) > 0: // FastAPI, which many servers of one's own are made with
		s.Message = text(outer.Detail)
		if s.Message == "Not Found" {
			return testimony{}
		}
	default:
		return testimony{}
	}
	return s.testimony()
}

func (s said) testimony() testimony {
	t := testimony{message: s.Message, isAPI: true}
	words := []string{s.Message, s.Type, text(s.Param), text(s.Code), s.Status}
	if raw := text(s.Metadata.Raw); raw != "" {
		behind := read([]byte(raw))
		if behind.message == "" {
			behind.message = raw
		}
		t.message = behind.message
		words = append(words, raw)
	}
	for _, d := range s.Details {
		words = append(words, d.Reason)
		if w, err := time.ParseDuration(d.RetryDelay); err == nil {
			t.wait = w
		}
		for _, v := range d.Violations {
			t.perDay = t.perDay || strings.Contains(v.QuotaID, "PerDay")
		}
	}
	if ms, err := strconv.ParseInt(s.Metadata.Headers["X-RateLimit-Reset"], 10, 64); err == nil {
		t.wait = time.Until(time.UnixMilli(ms))
	}
	t.words = strings.ToLower(strings.Join(words, " "))
	return t
}

// text is a JSON value as text: a string without its quotes, anything else as it is.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// wait is how long a provider asks to wait: by the header that SDKs look at first, by the
// usual one in either form, by the fault itself, or by OpenAI's account of when its limits
// begin anew.
func wait(h http.Header, t testimony, now time.Time) time.Duration {
	d := t.wait
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		d = span(ms, time.Millisecond)
	} else if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil {
		d = span(s, time.Second)
	} else if at, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		d = at.Sub(now)
	} else if d == 0 {
		for _, of := range []string{"Requests", "Tokens"} {
			if reset, err := time.ParseDuration(h.Get("X-Ratelimit-Reset-" + of)); err == nil && h.Get("X-Ratelimit-Remaining-"+of) == "0" {
				d = max(d, reset)
			}
		}
	}
	return min(max(d, 0), longestWait)
}

func span(n float64, unit time.Duration) time.Duration {
	if math.IsNaN(n) {
		return 0
	}
	return time.Duration(min(max(n, 0)*float64(unit), float64(longestWait)))
}

var (
	// keyLike is what looks like a key, also when the provider has starred its middle out.
	keyLike = regexp.MustCompile(`(?i)\b(?:sk|rk|pk|gsk|xai)[-_][\w*.-]{4,}|\bAIza[\w*-]{4,}|\bBearer\s+[\w*.-]+`)
	// keyNamed is a word after "API key:" that has a digit or a star in it.
	keyNamed = regexp.MustCompile(`(?i)(api[ _-]?key[^:\n]{0,24}:\s*["']?)[\w.-]*[\d*][\w*.-]*`)
)

// clean makes a provider's sentence fit to be shown: one line, no key, not too long.
func clean(s, key string) string {
	s = strings.ToValidUTF8(s, "")
	if len(key) >= 4 { // a shorter one would blank out ordinary words
		s = strings.ReplaceAll(s, key, "(key)")
	}
	s = keyNamed.ReplaceAllString(keyLike.ReplaceAllString(s, "(key)"), "${1}(key)")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(s); len(runes) > maxMessage {
		return string(runes[:maxMessage-1]) + "…"
	}
	return s
}

// safe is a cause without what the SDKs put into their errors: whole requests, at times.
func safe(err error, key string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	}
	return errors.New(clean(err.Error(), key))
}
