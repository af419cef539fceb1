package ai

import (
	"bytes"
	"context"
	"strings"

	"github.com/openai/openai-go/v3"

	"switchboard/internal/reply"
)

const (
	// transcriptTokens is enough for a voice note of half an hour.
	transcriptTokens = 8192
	verbatim         = "Write down word for word what is said in this recording, in the language that is spoken. " +
		"Answer with nothing but these words. When nobody says anything, answer only with: " + nothingSaid
	nothingSaid = "[nothing]"
)

// ears are the models that write down what is said, the first one that the key may use.
// OpenAI has announced the end of all but the first for February 2027.
var ears = map[reply.Provider][]string{
	reply.OpenAI: {"gpt-transcribe", "gpt-4o-mini-transcribe", "whisper-1"},
	reply.Groq:   {"whisper-large-v3-turbo", "whisper-large-v3"},
	reply.Gemini: {Default(reply.Gemini)},
	// The name that servers of one's own answer to, whatever they run behind it.
	reply.OpenAICompatible: {"whisper-1"},
}

// Transcribe writes down what is said in a voice note.
func (m *Models) Transcribe(ctx context.Context, a reply.Access, s reply.Sound) (string, error) {
	models := ears[a.Provider]
	if len(models) == 0 {
		return "", &reply.ModelError{Provider: a.Provider, Failure: reply.Unsupported, Message: "This provider does not transcribe voice notes."}
	}
	to, refused := m.addresses.target(a)
	if refused != nil {
		return "", refused
	}
	if a.Provider == reply.Gemini {
		return m.listen(ctx, to, models[0], s)
	}
	for i, model := range models {
		text, fail := transcribe(ctx, to, model, s)
		switch {
		case fail == nil:
			return text, nil
		case a.Provider == reply.OpenAICompatible && (fail.Status == 404 || fail.Status == 405 || fail.Status == 501):
			fail.Failure = reply.Unsupported
			return "", fail.ModelError
		case fail.Failure != reply.UnknownModel || i == len(models)-1:
			return "", fail.ModelError
		}
	}
	return "", nil // not reached: models has a last one
}

func transcribe(ctx context.Context, to target, model string, s reply.Sound) (string, *failure) {
	p := openai.AudioTranscriptionNewParams{
		Model: model, File: openai.File(bytes.NewReader(s.Data), "voice."+extension(s.Mimetype), plain(s.Mimetype)),
		ResponseFormat: openai.AudioResponseFormatJSON,
	}
	if s.Language != "" {
		p.Language = openai.String(s.Language)
	}
	var text string
	fail := once(ctx, to, func(ctx context.Context) error {
		service := openai.NewAudioTranscriptionService(openAIOptions(to)...)
		r, err := service.New(ctx, p)
		if err != nil {
			return err
		}
		if r == nil || !r.JSON.Text.Valid() {
			return errBroken
		}
		text = r.Text
		return nil
	})
	return strings.TrimSpace(text), fail
}

// listen has a model that hears write down what is said: Gemini has no interface for it.
func (m *Models) listen(ctx context.Context, to target, model string, s reply.Sound) (string, error) {
	prompt := verbatim
	if s.Language != "" {
		prompt += " The language is probably " + s.Language + "."
	}
	var exact float64
	a, err := m.ask(ctx, to, reply.Question{
		Model: model, Temperature: &exact, MaxTokens: transcriptTokens,
		// A recording goes the way of a picture: bytes and their type.
		Turns: []reply.Turn{{Role: reply.User, Text: prompt, Images: []reply.Image{{Mimetype: s.Mimetype, Data: s.Data}}}},
	})
	if err != nil || a.Text == nothingSaid {
		return "", err
	}
	return a.Text, nil
}

// extension is what servers recognise a recording by.
func extension(mimetype string) string {
	switch plain(mimetype) {
	case "audio/mpeg", "audio/mp3":
		return "mp3"
	case "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac":
		return "m4a"
	case "audio/wav", "audio/x-wav":
		return "wav"
	case "audio/webm":
		return "webm"
	case "audio/flac":
		return "flac"
	}
	return "ogg" // what WhatsApp's voice notes are
}
