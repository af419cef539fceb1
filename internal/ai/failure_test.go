package ai_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/ai"
	"switchboard/internal/egress"
	"switchboard/internal/reply"
)

// fault is what a provider answers when something is wrong, and what is to be made of it.
type fault struct {
	What    string            `json:"what"`
	Status  int               `json:"status"`
	Header  map[string]string `json:"header"`
	Body    json.RawMessage   `json:"body"`
	Failure string            `json:"failure"`
	WaitMS  int               `json:"wait_ms"`
	Says    string            `json:"says"`
}

// body is JSON, or the text in a JSON string.
func (f fault) body() []byte {
	var text string
	if json.Unmarshal(f.Body, &text) == nil {
		return []byte(text)
	}
	return f.Body
}

func TestFailures(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		var faults []fault
		require.NoError(t, json.Unmarshal(file(t, p, "faults.json"), &faults))
		require.NotEmpty(t, faults)
		for _, f := range faults {
			if f.Header["Retry-After"] == "{in 90 s}" {
				f.Header["Retry-After"] = time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
			}
			d := setup(t, p, document(f.Status, f.Header, f.body()))
			_, err := d.models.Answer(t.Context(), d.access, hello())
			e := refused(t, err)
			require.Equal(t, reply.ModelFailure(f.Failure), e.Failure, f.What)
			require.Equal(t, f.Status, e.Status, f.What)
			require.Equal(t, p, e.Provider)
			require.InDelta(t, f.WaitMS, e.RetryAfter.Milliseconds(), 2000*min(float64(f.WaitMS/60000), 1), f.What)
			if f.Says != "" {
				require.Equal(t, f.Says, e.Message, f.What)
			}
			require.Len(t, d.questions(), 1, "%s: it is for the reply rules to ask again", f.What)
		}
	})
}

func TestFailures_in_the_answer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		for name, want := range map[string]reply.ModelFailure{"broken.sse": reply.Broken, "garbage.sse": reply.Broken, "empty.sse": reply.Broken} {
			d := setup(t, p, stream(t, p, name))
			_, err := d.models.Answer(t.Context(), d.access, hello())
			e := refused(t, err)
			require.Equal(t, want, e.Failure, name)
			if e.Cause != nil {
				require.NotContains(t, e.Cause.Error(), "We are", "what is said is nothing for the log")
			}
			require.Len(t, d.questions(), 1, name)
		}
	})
}

func TestFailures_told_in_the_middle_of_an_answer(t *testing.T) {
	t.Parallel()
	for p, want := range map[reply.Provider]reply.ModelError{
		reply.OpenAI:           {Failure: reply.Overloaded, Status: 500, Message: "The server had an error while processing your request. Sorry about that!"},
		reply.Anthropic:        {Failure: reply.Overloaded, Status: 529, Message: "Overloaded"},
		reply.Gemini:           {Failure: reply.Overloaded, Status: 503, Message: "The model is overloaded. Please try again later."},
		reply.Groq:             {Failure: reply.Broken, Status: 400, Message: "Failed to call a function. Please adjust your prompt."},
		reply.OpenRouter:       {Failure: reply.Overloaded, Status: 502, Message: "Provider disconnected unexpectedly"},
		reply.OpenAICompatible: {Failure: reply.Overloaded, Status: 500, Message: "an error was encountered while running the model: CUDA error"},
	} {
		d := setup(t, p, stream(t, p, "fault.sse"))
		_, err := d.models.Answer(t.Context(), d.access, hello())
		want.Provider = p
		require.Equal(t, want, *refused(t, err))
	}
}

func TestFailures_refusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		provider   reply.Provider
		name, says string
	}{
		{reply.OpenAI, "refused.sse", "I'm sorry, I can't help with that."},
		{reply.OpenAI, "filtered.sse", "The provider's content filter stopped the answer."},
		{reply.Anthropic, "refused.sse", "The model declined to answer, by the provider's usage policy."},
		{reply.Gemini, "refused.sse", "The provider's safety rules stopped the answer (SAFETY)."},
		{reply.Gemini, "blocked.sse", "The provider's safety rules stopped the question (PROHIBITED_CONTENT)."},
	} {
		d := setup(t, c.provider, stream(t, c.provider, c.name))
		_, err := d.models.Answer(t.Context(), d.access, hello())
		e := refused(t, err)
		require.Equal(t, reply.Refused, e.Failure, c.name)
		require.Equal(t, c.says, e.Message)
	}
}

// silence sends the beginning of an answer, and then nothing until the caller hangs up.
func silence(t *testing.T, p reply.Provider) http.HandlerFunc {
	t.Helper()
	begin := file(t, p, "broken.sse")
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Write(begin)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

func TestFailures_of_the_connection(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		ask := func(ctx context.Context, idle time.Duration, h http.HandlerFunc) *reply.ModelError {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body) // a server hears that the caller hangs up only after the question
				h(w, r)
			}))
			defer s.Close()
			models, a := at(p, s.URL, idle)
			_, err := models.Answer(ctx, a, hello())
			return refused(t, err)
		}
		e := ask(t.Context(), 50*time.Millisecond, silence(t, p))
		require.Equal(t, reply.TimedOut, e.Failure, "it stalls in the middle")
		require.Equal(t, "The provider fell silent.", e.Message)
		e = ask(t.Context(), 50*time.Millisecond, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		require.Equal(t, reply.TimedOut, e.Failure, "it says nothing at all")

		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		e = ask(ctx, 0, silence(t, p))
		require.Equal(t, reply.TimedOut, e.Failure, "the time is up")
		require.ErrorIs(t, e, context.DeadlineExceeded)

		called, off := context.WithCancel(t.Context())
		e = ask(called, 0, func(w http.ResponseWriter, r *http.Request) {
			off()
			silence(t, p)(w, r)
		})
		require.Equal(t, reply.TimedOut, e.Failure, "called off")
		require.ErrorIs(t, e, context.Canceled)

		begin := file(t, p, "broken.sse")
		e = ask(t.Context(), 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			w.Write(begin)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		})
		require.Equal(t, reply.Broken, e.Failure, "it hangs up in the middle")
		require.Equal(t, http.StatusOK, e.Status)

		e = ask(t.Context(), 0, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		require.Equal(t, reply.Unreachable, e.Failure, "it hangs up at once")

		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		models, a := at(p, gone.URL, 0)
		_, err := models.Answer(t.Context(), a, hello())
		e = refused(t, err)
		require.Equal(t, reply.Unreachable, e.Failure, "nothing listens")
		require.Equal(t, 0, e.Status)
		require.Equal(t, "The provider refuses connections: nothing listens at this address.", e.Message)
		_, err = models.Offers(t.Context(), a)
		require.Equal(t, reply.Unreachable, refused(t, err).Failure)
	})
}

func TestFailures_an_endless_answer_ends(t *testing.T) {
	t.Parallel()
	line := append([]byte(": "), make([]byte, 1<<20)...)
	for i := range line[2:] {
		line[i+2] = 'x'
	}
	d := setup(t, reply.OpenAI, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for r.Context().Err() == nil {
			w.Write(append(line, '\n'))
		}
	})
	_, err := d.models.Answer(t.Context(), d.access, hello())
	require.Equal(t, reply.Broken, refused(t, err).Failure)
}

// What cannot work is refused before anything is sent.
func TestFailures_before_anything_is_sent(t *testing.T) {
	t.Parallel()
	models := ai.New(ai.Deps{Dial: egress.New(false, "test").DialContext})
	q := hello()
	for _, c := range []struct {
		access reply.Access
		want   reply.ModelFailure
	}{
		{reply.Access{Provider: "copilot", Key: secret}, reply.Unsupported},
		{reply.Access{Provider: reply.OpenAI}, reply.Unauthorized},
		{reply.Access{Provider: reply.Gemini, Key: "two\nlines"}, reply.Unauthorized},
		{reply.Access{Provider: reply.OpenAICompatible, Key: secret}, reply.BadRequest},
		{reply.Access{Provider: reply.OpenAICompatible, BaseURL: "file:///etc/passwd"}, reply.BadRequest},
		{reply.Access{Provider: reply.OpenAICompatible, BaseURL: "localhost:11434"}, reply.BadRequest},
	} {
		_, err := models.Answer(t.Context(), c.access, q)
		require.Equal(t, c.want, refused(t, err).Failure, "%v", c.access.Provider)
		_, err = models.Offers(t.Context(), c.access)
		require.Equal(t, c.want, refused(t, err).Failure)
	}
	q.Model = ""
	_, err := models.Answer(t.Context(), reply.Access{Provider: reply.OpenAI, Key: secret}, q)
	require.Equal(t, reply.UnknownModel, refused(t, err).Failure)
}

// An account's owner reaches no private network; the operator does, and says where.
func TestAddresses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		s := httptest.NewServer(stream(t, p, "answer.sse"))
		defer s.Close()
		guarded := ai.New(ai.Deps{Dial: egress.New(false, "test").DialContext})
		_, err := guarded.Answer(t.Context(), reply.Access{Provider: p, Key: secret, BaseURL: s.URL}, hello())
		e := refused(t, err)
		require.Equal(t, reply.BadRequest, e.Failure)
		require.Equal(t, "This address is in a private network, which is not allowed.", e.Message)

		_, err = ai.New(ai.Deps{}).Answer(t.Context(), reply.Access{Provider: p, Key: secret, BaseURL: s.URL}, hello())
		require.Equal(t, reply.BadRequest, refused(t, err).Failure, "nor does anybody where there is no guard")

		operators := ai.New(ai.Deps{Dial: egress.New(false, "test").DialContext, BaseURLs: map[reply.Provider]string{p: s.URL + "/"}})
		for _, base := range []string{"", s.URL} {
			_, err = operators.Answer(t.Context(), reply.Access{Provider: p, BaseURL: base}, hello())
			require.NoError(t, err, "and such a server may want no key")
		}
	})
}

func TestFailures_a_key_of_any_look_is_kept_back(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		d := setup(t, p, document(http.StatusUnauthorized, nil, []byte(`{"error":{"message":"Nobody is called open sesame? or open-sesame, nor AIzaSyB-1234567, nor Bearer abc.def."}}`)))
		d.access.Key = "open-sesame"
		_, err := d.models.Answer(t.Context(), d.access, hello())
		require.Equal(t, "Nobody is called open sesame? or (key), nor (key), nor (key)", refused(t, err).Message)
	})
}
