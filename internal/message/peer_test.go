package message_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/message"
)

func TestParsePeer(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]message.Peer{
		"4915112345678":                 {Phone: "4915112345678"},
		"+49 151 1234-5678":             {Phone: "4915112345678"},
		"0049 (151) 12345678":           {Phone: "4915112345678"},
		" +1 (555) 010.0199 ":           {Phone: "15550100199"},
		"4915112345678@s.whatsapp.net":  {Phone: "4915112345678"},
		"4915112345678@c.us":            {Phone: "4915112345678"},
		"123456789012@lid":              {LID: "123456789012@lid"},
		"120363012345678901@g.us":       {Group: "120363012345678901@g.us"},
		"120363012345678901@newsletter": {Group: "120363012345678901@newsletter"},
		"status@broadcast":              {Group: "status@broadcast"},
		"4915112345678-1600000000@g.us": {Group: "4915112345678-1600000000@g.us"},
	} {
		got, err := message.ParsePeer("number", in)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for _, in := range []string{"", "abc", "12345", "0151 12345678", "1234567890123456", "x@g.us", "49151@example.com", "@lid", "++49151234567"} {
		_, err := message.ParsePeer("number", in)
		require.True(t, fault.Is(err, fault.Invalid), in)
		require.Equal(t, "number", fault.As(err).Fields[0].Name)
	}
}

func TestTypeOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]message.Type{
		"image/jpeg": message.Image, "image/svg+xml": message.Document, "video/mp4": message.Video, "video/x-matroska": message.Document,
		"audio/ogg": message.Audio, "application/pdf": message.Document, "": message.Document,
	} {
		require.Equal(t, want, message.TypeOf(in), in)
	}
}
