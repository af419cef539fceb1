package ai

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"switchboard/internal/fault"
	"switchboard/internal/reply"
)

// failure is a ModelError, and the words of the provider that the form is found by.
type failure struct {
	*reply.ModelError
	words string
}

func fail(to target, f reply.ModelFailure, status int, text string, cause error) *failure {
	return &failure{ModelError: &reply.ModelError{
		Provider: to.provider, Failure: f, Status: status, Message: clean(text, to.key), Cause: safe(cause, to.key),
	}}
}

// verdict is what a speaker found out by itself.
type verdict struct {
	failure reply.ModelFailure
	message string
}

func (v verdict) Error() string { return v.message }

// told is a fault that came in the middle of an answer, where the status said that all is well.
type told struct {
	status int // as near as the fault's own code comes to one
	body   []byte
}

func (t told) Error() string { return "the provider broke its answer off with a fault" }

// judge says what became of a call, from what is most telling to what is least.
func judge(ctx context.Context, to target, c *call, err error) *failure {
	var inStream told
	var own verdict
	switch {
	case c.status >= http.StatusMultipleChoices:
		return judgeStatus(to, c.status, c.header, c.fault)
	case errors.As(err, &inStream):
		return judgeStatus(to, inStream.status, c.header, inStream.body)
	case ctx.Err() != nil:
		text := "The provider did not answer in time."
		if errors.Is(ctx.Err(), context.Canceled) {
			text = "The question was called off."
		}
		return fail(to, reply.TimedOut, c.status, text, ctx.Err())
	case c.err != nil:
		f, text := judgeConnection(c)
		return fail(to, f, c.status, text, c.err)
	case errors.As(err, &own):
		return fail(to, own.failure, c.status, own.message, nil)
	case errors.Is(err, errBroken):
		return fail(to, reply.Broken, c.status, "The provider's answer broke off before its end.", err)
	}
	// SDKs quote what they cannot read, and that is what people wrote: only the fault is kept.
	var cause error
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		cause = syntax
	}
	return fail(to, reply.Broken, c.status, "The provider's answer cannot be read.", cause)
}

// judgeConnection says in plain words what a connection failed by.
func judgeConnection(c *call) (reply.ModelFailure, string) {
	var dns *net.DNSError
	var op *net.OpError
	var timeout net.Error
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	err := c.err
	switch {
	case fault.CodeOf(err) == "private_address":
		return reply.BadRequest, fault.As(err).Text
	case errors.Is(err, errIdle):
		return reply.TimedOut, "The provider fell silent."
	case errors.Is(err, errTooMuch):
		return reply.Broken, "The provider's answer is longer than any answer is."
	case errors.As(err, &dns):
		return reply.Unreachable, "The name of the provider's host is not known."
	case errors.As(err, &cert), errors.As(err, &authority):
		return reply.Unreachable, "The provider's certificate is not valid."
	case errors.As(err, &record):
		return reply.Unreachable, "The provider does not speak TLS at this address: write http instead of https."
	case errors.Is(err, syscall.ECONNREFUSED):
		return reply.Unreachable, "The provider refuses connections: nothing listens at this address."
	case errors.As(err, &op) && op.Op == "dial":
		return reply.Unreachable, "The provider could not be reached."
	case errors.As(err, &timeout) && timeout.Timeout():
		return reply.TimedOut, "The provider did not answer in time."
	case c.status != 0:
		return reply.Broken, "The connection broke off in the middle of the answer."
	}
	return reply.Unreachable, "The connection broke off before there was an answer."
}

// judgeStatus reads an answer that says what is wrong.
func judgeStatus(to target, status int, header http.Header, body []byte) *failure {
	p := read(body)
	f := kindOf(to.provider, status, p)
	text := p.message
	switch {
	case status < http.StatusBadRequest:
		text = "The provider's address leads elsewhere, and the key is not taken there: write the address that it leads to."
	case !p.isAPI && status == http.StatusNotFound:
		text = "There is no such interface at this address (status 404): is the base URL right?"
	case text == "":
		text = fmt.Sprintf("The provider answers with status %d.", status)
	}
	out := fail(to, f, status, text, nil)
	out.RetryAfter = wait(header, p, time.Now())
	out.words = p.words
	return out
}

// What providers write when their status alone does not tell. All lower case.
var (
	unpaid = []string{
		"insufficient_quota", "billing_hard_limit", "billing_not_active", "credit balance is too low", "insufficient credit", "requires more credits",
		"credits are depleted", "insufficient balance", "insufficient funds", "spend limit", "spending limit", "billing_error",
	}
	tooLong = []string{
		"context_length_exceeded", "maximum context length", "context window", "context length", "prompt is too long", "input token count", "input tokens exceed",
		"too many tokens", "request_too_large", "request too large", "reduce the length", "string_above_max_length", "exceeds the maximum number of tokens", "exceed_context_size",
	}
	badKey    = []string{"api key not valid", "api_key_invalid", "invalid_api_key", "incorrect api key", "invalid api key", "invalid x-api-key", "api key expired"}
	unsafe    = []string{"content_policy", "content_filter", "content management policy", "usage policy", "usage policies", "invalid_prompt", "moderation", "flagged", "guardrail", "safety system", "prohibited_content"}
	notAModel = []string{"model_not_found", "not a valid model", "model_decommissioned", "has been decommissioned", "no endpoints found", "no such model", "unknown model", "model not found", "invalid model"}
)

func has(words string, any []string) bool {
	for _, s := range any {
		if strings.Contains(words, s) {
			return true
		}
	}
	return false
}

// kindOf is the failure behind a status and what the provider says.
func kindOf(p reply.Provider, status int, t testimony) reply.ModelFailure {
	inQuestion := status >= 400 && status < 500
	switch {
	case status == http.StatusPaymentRequired, inQuestion && has(t.words, unpaid), t.perDay:
		return reply.OutOfCredit
	// Google says this of a minute's limit too; there perDay tells them apart.
	case inQuestion && p != reply.Gemini && strings.Contains(t.words, "exceeded your current quota"):
		return reply.OutOfCredit
	case status == http.StatusRequestEntityTooLarge, inQuestion && has(t.words, tooLong):
		return reply.TooLong
	case status == http.StatusTooManyRequests:
		return reply.RateLimited
	case strings.Contains(t.words, "tool_use_failed"): // Groq could not read the call that its model wrote
		return reply.Broken
	case status == http.StatusUnauthorized, inQuestion && has(t.words, badKey):
		return reply.Unauthorized
	case inQuestion && has(t.words, unsafe):
		return reply.Refused
	case status == http.StatusForbidden:
		return reply.Unauthorized
	case status == http.StatusNotFound && t.isAPI, inQuestion && has(t.words, notAModel):
		return reply.UnknownModel
	case status == http.StatusRequestTimeout:
		return reply.TimedOut
	case status >= 500, status == flexCapacity:
		return reply.Overloaded
	}
	return reply.BadRequest
}

// flexCapacity is Groq's status for having no room in its cheaper tier.
const flexCapacity = 498
