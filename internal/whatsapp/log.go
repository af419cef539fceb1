package whatsapp

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"go.mau.fi/libsignal/logger"
	waLog "go.mau.fi/whatsmeow/util/log"
)

// libraryLog passes whatsmeow's log on. Its lines name people and quote messages, so
// they appear in full at debug level only; a warning shows which one it was, without
// what it was about.
type libraryLog struct {
	log    *slog.Logger
	module string
	// ending is set when the client is being stopped: what it complains of then is only
	// that. Nil means never.
	ending *atomic.Bool
}

var _ waLog.Logger = libraryLog{}

func (l libraryLog) Errorf(msg string, args ...any) {
	// Logged for every connection that the server closes; the session tells of those.
	if strings.HasPrefix(msg, "Error reading from websocket") {
		l.detail(msg, args)
		return
	}
	l.note(slog.LevelError, msg, args)
}
func (l libraryLog) Warnf(msg string, args ...any) {
	// Logged for each receipt that a connection's end overtakes: what it is about is
	// delivered again.
	if strings.HasPrefix(msg, "Failed to send receipt for") {
		l.detail(msg, args)
		return
	}
	l.note(slog.LevelWarn, msg, args)
}
func (l libraryLog) Infof(msg string, args ...any)  { l.detail(msg, args) }
func (l libraryLog) Debugf(msg string, args ...any) { l.detail(msg, args) }

func (l libraryLog) Sub(module string) waLog.Logger {
	if l.module != "" {
		module = l.module + "/" + module
	}
	return libraryLog{log: l.log, module: module, ending: l.ending}
}

func (l libraryLog) note(level slog.Level, msg string, args []any) {
	if l.ending == nil || !l.ending.Load() {
		l.log.Log(context.Background(), level, "whatsapp client complains", "module", l.module, "template", msg)
	}
	l.detail(msg, args)
}

func (l libraryLog) detail(msg string, args []any) {
	if l.log.Enabled(context.Background(), slog.LevelDebug) {
		l.log.Debug("whatsapp client", "module", l.module, "text", fmt.Sprintf(msg, args...))
	}
}

// signalLog passes the Signal library's log on, all of it at debug level: whatsmeow
// reports what comes of a message that cannot be decrypted.
type signalLog struct{ log *slog.Logger }

func (s signalLog) Debug(caller, text string) {
	s.log.Debug("signal library", "caller", caller, "text", text)
}
func (s signalLog) Info(caller, text string)    { s.Debug(caller, text) }
func (s signalLog) Warning(caller, text string) { s.Debug(caller, text) }
func (s signalLog) Error(caller, text string)   { s.Debug(caller, text) }
func (s signalLog) Configure(string)            {}

// signalOnce is there because the library's logger is: in a package variable, set by
// whoever logs first, and printing to the standard output unless told otherwise.
var signalOnce sync.Once

func quietSignal(log *slog.Logger) {
	signalOnce.Do(func() {
		var to logger.Loggable = signalLog{log: log}
		logger.Setup(&to)
	})
}
