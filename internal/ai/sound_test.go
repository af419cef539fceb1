package ai_test

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/ai"
	"switchboard/internal/reply"
)

var note = reply.Sound{Mimetype: "audio/ogg; codecs=opus", Data: []byte("OggS voice"), Language: "de"}

// form are the fields of a question with a file in it.
func (a asked) form(t *testing.T) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	require.NoError(t, err)
	fields := map[string]string{}
	r := multipart.NewReader(bytes.NewReader(a.raw), params["boundary"])
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return fields
		}
		require.NoError(t, err)
		value, err := io.ReadAll(part)
		require.NoError(t, err)
		fields[part.FormName()] = string(value)
		if part.FileName() != "" {
			fields["filename"], fields["type"] = part.FileName(), part.Header.Get("Content-Type")
		}
	}
}

func TestTranscribe(t *testing.T) {
	t.Parallel()
	for p, model := range map[reply.Provider]string{reply.OpenAI: "gpt-transcribe", reply.Groq: "whisper-large-v3-turbo", reply.OpenAICompatible: "whisper-1"} {
		d := setup(t, p, document(http.StatusOK, nil, []byte(`{"text":" Bis wann habt ihr offen?","usage":{"type":"duration","seconds":3}}`)))
		text, err := d.models.Transcribe(t.Context(), d.access, note)
		require.NoError(t, err)
		require.Equal(t, "Bis wann habt ihr offen?", text)
		q := d.questions()[0]
		require.Contains(t, q.path, "/audio/transcriptions")
		require.Equal(t, "Bearer "+secret, q.header.Get("Authorization"))
		require.Equal(t, map[string]string{
			"model": model, "language": "de", "response_format": "json", "file": "OggS voice", "filename": "voice.ogg", "type": "audio/ogg",
		}, q.form(t))
	}
}

func TestTranscribe_takes_the_model_that_the_key_may_use(t *testing.T) {
	t.Parallel()
	gone := document(http.StatusNotFound, nil, []byte(`{"error":{"message":"The model does not exist or you do not have access to it.","code":"model_not_found"}}`))
	d := setup(t, reply.OpenAI, gone, document(http.StatusOK, nil, []byte(`{"text":"Hallo"}`)))
	text, err := d.models.Transcribe(t.Context(), d.access, note)
	require.NoError(t, err)
	require.Equal(t, "Hallo", text)
	require.Equal(t, "gpt-4o-mini-transcribe", d.questions()[1].form(t)["model"])

	d = setup(t, reply.OpenAI, gone)
	_, err = d.models.Transcribe(t.Context(), d.access, note)
	require.Equal(t, reply.UnknownModel, refused(t, err).Failure)
	require.Len(t, d.questions(), 3)
}

func TestTranscribe_by_Gemini(t *testing.T) {
	t.Parallel()
	d := setup(t, reply.Gemini, stream(t, reply.Gemini, "answer.sse"))
	text, err := d.models.Transcribe(t.Context(), d.access, note)
	require.NoError(t, err)
	require.Equal(t, "We are open until six. ☕", text)
	q := d.questions()[0]
	require.Equal(t, "/v1beta/models/"+ai.Default(reply.Gemini)+":streamGenerateContent", q.path)
	contains(t, q.raw, `{"inlineData":{"mimeType":"audio/ogg","data":"T2dnUyB2b2ljZQ=="}}`)
	require.Contains(t, string(q.raw), "word for word")

	d = setup(t, reply.Gemini, func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`data: {"candidates":[{"content":{"parts":[{"text":"[nothing]"}]},"finishReason":"STOP"}]}` + "\n\n"))
	})
	text, err = d.models.Transcribe(t.Context(), d.access, note)
	require.NoError(t, err)
	require.Empty(t, text)
}

func TestTranscribe_where_it_cannot_be_done(t *testing.T) {
	t.Parallel()
	for _, p := range []reply.Provider{reply.Anthropic, reply.OpenRouter} {
		_, err := ai.New(ai.Deps{}).Transcribe(t.Context(), reply.Access{Provider: p, Key: secret}, note)
		require.Equal(t, reply.Unsupported, refused(t, err).Failure)
	}
	d := setup(t, reply.OpenAICompatible, document(http.StatusNotFound, nil, []byte("404 page not found")))
	_, err := d.models.Transcribe(t.Context(), d.access, note)
	require.Equal(t, reply.Unsupported, refused(t, err).Failure)
}

func TestTranscribe_failures(t *testing.T) {
	t.Parallel()
	for _, p := range []reply.Provider{reply.OpenAI, reply.Groq, reply.OpenAICompatible, reply.Gemini} {
		d := setup(t, p, document(http.StatusTooManyRequests, map[string]string{"Retry-After": "3"}, []byte(`{"error":{"message":"Slow down."}}`)))
		_, err := d.models.Transcribe(t.Context(), d.access, note)
		e := refused(t, err)
		require.Equal(t, reply.RateLimited, e.Failure)
		require.Equal(t, 3.0, e.RetryAfter.Seconds())
		if p != reply.Gemini {
			d = setup(t, p, document(http.StatusOK, nil, []byte(`{"task":"transcribe"}`)))
			_, err = d.models.Transcribe(t.Context(), d.access, note)
			require.Equal(t, reply.Broken, refused(t, err).Failure)
		}
	}
}
