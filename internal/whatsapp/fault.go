package whatsapp

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/store"

	"switchboard/internal/fault"
)

var (
	errNotOnWhatsApp = fault.New(fault.NotFound, "This number is not on WhatsApp.").WithCode("not_on_whatsapp")
	errNoAck         = fault.New(fault.Unavailable, "WhatsApp has not confirmed the message yet.").WithCode("no_ack")
	errRateLimited   = fault.New(fault.Unavailable, "WhatsApp wants a pause: too many requests.").WithCode("rate_limited").WithRetryAfter(time.Minute)
	errServer        = fault.New(fault.Unavailable, "WhatsApp's server has a problem.").WithCode("server_error").WithRetryAfter(10 * time.Second)
	errNotMember     = fault.New(fault.Forbidden, "This account is not in the group.").WithCode("not_allowed")
	errNoGroup       = fault.New(fault.NotFound, "There is no such group.").WithCode("group_not_found")
)

// refusals are the final answers of WhatsApp's server to a message, by its error code.
var refusals = map[int]*fault.Error{
	400: fault.New(fault.Invalid, "WhatsApp could not read the message.").WithCode("invalid_message"),
	401: fault.New(fault.Forbidden, "WhatsApp does not let this account write here.").WithCode("not_allowed"),
	403: fault.New(fault.Forbidden, "WhatsApp does not let this account write here.").WithCode("not_allowed"),
	404: fault.New(fault.NotFound, "The recipient is not on WhatsApp any more.").WithCode("not_on_whatsapp"),
	406: fault.New(fault.Invalid, "WhatsApp does not take this message.").WithCode("invalid_message"),
	// Either the account may not write to strangers for a while, or this recipient has
	// not shown WhatsApp that the message is welcome. Trying again makes both worse.
	463: fault.New(fault.Forbidden, "WhatsApp does not let this account write to new contacts for now. Let the contact write first, or wait some days.").WithCode("reachout_timelock"),
	479: fault.New(fault.Invalid, "WhatsApp could not read the message.").WithCode("invalid_message"),
}

// sendFault classifies why a message was not sent. What the library does not explain
// counts as passing: the message keeps its id, so trying again cannot double it.
func sendFault(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if code, ok := serverCode(err); ok {
		return codeFault(code).WithCause(err)
	}
	var disconnected *whatsmeow.DisconnectedError
	switch {
	case errors.Is(err, whatsmeow.ErrMessageTimedOut), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return errNoAck.WithCause(err)
	case errors.Is(err, whatsmeow.ErrNotConnected), errors.Is(err, whatsmeow.ErrNotLoggedIn), errors.Is(err, whatsmeow.ErrIQTimedOut),
		errors.Is(err, socket.ErrSocketClosed), errors.Is(err, store.ErrDeviceDeleted), errors.As(err, &disconnected):
		return errNotConnected.WithCause(err)
	case errors.Is(err, whatsmeow.ErrNotInGroup):
		return errNotMember.WithCause(err)
	case errors.Is(err, whatsmeow.ErrGroupNotFound):
		return errNoGroup.WithCause(err)
	case errors.Is(err, whatsmeow.ErrUnknownServer), errors.Is(err, whatsmeow.ErrRecipientADJID), strings.Contains(err.Error(), "no LID found for"):
		return errNotOnWhatsApp.WithCause(err)
	}
	return fault.New(fault.Unavailable, "The message could not be sent just now.").WithCode("send_failed").WithCause(err)
}

// serverCode is the code with which WhatsApp's server refused something.
func serverCode(err error) (int, bool) {
	var iq *whatsmeow.IQError
	switch {
	case errors.As(err, &iq) && iq.Code != 0:
		return iq.Code, true
	case errors.Is(err, whatsmeow.ErrServerReturnedError):
		return codeAtEnd(err)
	}
	return 0, false
}

// codeAtEnd reads a code that the library gives in the text only.
func codeAtEnd(err error) (int, bool) {
	text := err.Error()
	code, parseErr := strconv.Atoi(text[strings.LastIndexByte(text, ' ')+1:])
	return code, parseErr == nil
}

// uploadFault classifies why a file was not taken. Other refusals than of the file itself
// are about the permission to upload, which is asked for anew.
func uploadFault(err error) error {
	if strings.Contains(err.Error(), "upload failed with status code") {
		switch code, _ := codeAtEnd(err); code {
		case 400, 413, 415:
			return fault.New(fault.Invalid, "WhatsApp does not take this file.").WithCode("file_refused").WithCause(err)
		}
		return errServer.WithCause(err)
	}
	return sendFault(err)
}

func codeFault(code int) *fault.Error {
	if f, ok := refusals[code]; ok {
		return f
	}
	switch {
	case code == 429:
		return errRateLimited
	case code == 408 || code >= 500:
		return errServer
	}
	return fault.Newf(fault.Forbidden, "WhatsApp refused the message (code %d).", code).WithCode("refused")
}

// storeFault says that our own database did not answer.
func storeFault(err error) error {
	return fault.New(fault.Unavailable, "The database does not answer.").WithCode("database").WithCause(err)
}
