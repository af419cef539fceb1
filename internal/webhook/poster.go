package webhook

import (
	"context"
	"time"
)

// Poster posts to users' URLs, guarded against private networks.
type Poster interface {
	// Check refuses, with an Invalid fault about "url", an address that is not allowed as
	// far as it shows without asking the network.
	Check(url string) error
	// Post sends one request. It fails, with a Fault that says why in plain words, when there is no
	// answer; any answer is a success here. It follows no redirects.
	Post(ctx context.Context, r Request) (Response, error)
}

// Request is one attempt on the wire.
type Request struct {
	URL     string
	Headers []Line
	Body    []byte
}

// Response is what the receiver answered.
type Response struct {
	Status     int
	Headers    []Line
	Body       []byte        // its first 16 KB
	RetryAfter time.Duration // what it asks for; 0 when it does not
}
