package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Rule has a phone act by itself, so that a demo or a test needs no second
// program: answer, mark as read, or be offline for a while. A rule may do
// several of these.
type Rule struct {
	ID string `json:"id"` // given by AddRule
	// Match says which messages the rule is for: exact, contains (both without
	// regard to case), regex (RE2) or any; "" = exact when there is a Text, else any.
	Match string `json:"match,omitempty"`
	Text  string `json:"text,omitempty"`
	// From limits the rule to one sender's number, "" = everyone's messages.
	From string `json:"from,omitempty"`

	// Reply is the answer, "" = none. $0 is the message, $1 or ${name} what a
	// regex has captured, $$ a dollar sign. The first rule that matches answers.
	Reply string `json:"reply,omitempty"`
	// ReplyAfterMS is how long the answer takes.
	ReplyAfterMS int `json:"reply_after_ms,omitempty"`
	// Typing shows "typing…" until the answer is sent.
	Typing bool `json:"typing,omitempty"`
	// ReadAfterMS marks the chat as read after so long; null = not.
	ReadAfterMS *int `json:"read_after_ms,omitempty"`

	// OfflineFrom and OfflineTo take the phone off the network between two times.
	// To set them by how long from now, use OfflineAfterMS and OfflineForMS.
	OfflineFrom    time.Time `json:"offline_from,omitzero"`
	OfflineTo      time.Time `json:"offline_to,omitzero"`
	OfflineAfterMS int       `json:"offline_after_ms,omitempty"`
	OfflineForMS   int       `json:"offline_for_ms,omitempty"`

	// Fired is how often it has matched.
	Fired int `json:"fired"`

	pattern *regexp.Regexp
	// restored says that the rule is of a former run.
	restored bool
}

// The ways to match.
const (
	matchExact    = "exact"
	matchContains = "contains"
	matchRegex    = "regex"
	matchAny      = "any"
)

// maxRuleDelay bounds the delays of a rule, in milliseconds: an hour.
const maxRuleDelay = 3_600_000

// prepare checks a rule and completes it.
func (r *Rule) prepare(now time.Time) error {
	if err := r.checkDelays(); err != nil {
		return err
	}
	if r.OfflineForMS > 0 {
		r.OfflineFrom = now.Add(time.Duration(r.OfflineAfterMS) * time.Millisecond).UTC()
		r.OfflineTo = r.OfflineFrom.Add(time.Duration(r.OfflineForMS) * time.Millisecond)
		r.OfflineAfterMS, r.OfflineForMS = 0, 0
	}
	if r.Match == "" {
		r.Match = matchAny
		if r.Text != "" {
			r.Match = matchExact
		}
	}
	switch {
	case !slices.Contains([]string{matchExact, matchContains, matchRegex, matchAny}, r.Match):
		return invalid("match", "match is exact, contains, regex or any.")
	case r.Match != matchAny && r.Text == "":
		return invalid("text", "A rule that matches %s needs a text.", r.Match)
	case r.OfflineFrom.IsZero() != r.OfflineTo.IsZero(), r.OfflineTo.Before(r.OfflineFrom):
		return invalid("offline_to", "offline_to has to be after offline_from.")
	case r.Reply == "" && r.ReadAfterMS == nil && r.OfflineTo.IsZero():
		return invalid("reply", "The rule does nothing: give it a reply, read_after_ms or a time offline.")
	}
	return r.compile()
}

func (r *Rule) checkDelays() error {
	delays := map[string]int{
		"reply_after_ms": r.ReplyAfterMS, "offline_after_ms": r.OfflineAfterMS, "offline_for_ms": r.OfflineForMS,
	}
	if r.ReadAfterMS != nil {
		delays["read_after_ms"] = *r.ReadAfterMS
	}
	for field, ms := range delays {
		if ms < 0 || ms > maxRuleDelay {
			return invalid(field, "Times of a rule are between 0 and %d ms.", maxRuleDelay)
		}
	}
	if r.OfflineAfterMS > 0 && r.OfflineForMS == 0 {
		return invalid("offline_for_ms", "offline_after_ms goes with offline_for_ms.")
	}
	return nil
}

// compile makes the pattern that the text is matched and the reply is filled with.
func (r *Rule) compile() (err error) {
	expression := r.Text
	switch r.Match {
	case matchExact:
		expression = `(?is)^\s*` + regexp.QuoteMeta(strings.TrimSpace(r.Text)) + `\s*$`
	case matchContains:
		expression = `(?is)^.*` + regexp.QuoteMeta(r.Text) + `.*$`
	case matchAny:
		expression = `(?s)^.*$`
	}
	if r.pattern, err = regexp.Compile(expression); err != nil {
		return invalid("text", "The regular expression cannot be read: %s.", err)
	}
	return nil
}

// answer returns what the rule replies to a text. ok is false when the rule is
// not for it.
func (r *Rule) answer(from, text string) (reply string, ok bool) {
	if r.From != "" && r.From != from {
		return "", false
	}
	found := r.pattern.FindStringSubmatchIndex(text)
	if found == nil {
		return "", false
	}
	return string(r.pattern.ExpandString(nil, r.Reply, text, found)), true
}
