package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/reply"
)

// TestAnswer_by_a_model_that_does_not_see asks again without the picture, and does not try
// again with the next one.
func TestAnswer_by_a_model_that_does_not_see(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status   int
		says     string
		remember bool
	}{
		"openrouter": {404, `{"error":{"message":"No endpoints found that support image input","code":404}}`, false},
		"vllm":       {400, `{"error":{"message":"image input is not supported by this model","type":"BadRequestError"}}`, true},
		"one_image":  {400, `{"error":{"message":"Could not process image","type":"invalid_request_error"}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := reply.OpenAICompatible
			d := setup(t, p, document(c.status, nil, []byte(c.says)), stream(t, p, "answer.sse"))
			q := hello()
			q.Turns[0].Images = []reply.Image{{Mimetype: "image/jpeg", Data: []byte("picture")}}
			for range 2 {
				a, err := d.models.Answer(t.Context(), d.access, q)
				require.NoError(t, err)
				require.NotEmpty(t, a.Text)
			}
			asked := d.questions()
			require.Len(t, asked, 3)
			require.Contains(t, string(asked[0].raw), "image_url")
			require.NotContains(t, string(asked[1].raw), "image_url")
			require.Contains(t, string(asked[1].raw), "When do you close?")
			if c.remember {
				require.NotContains(t, string(asked[2].raw), "image_url")
			} else {
				require.Contains(t, string(asked[2].raw), "image_url")
			}
			require.Len(t, q.Turns[0].Images, 1, "the question is left as it was")
		})
	}
}
