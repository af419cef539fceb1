package rest

import (
	"context"
	"net/http"

	"switchboard/internal/health"
)

// Health is how the server is.
type Health struct {
	Status   string `json:"status" enum:"ok,unavailable" example:"ok"`
	Version  string `json:"version" example:"v1.2.3"`
	Uptime   int    `json:"uptime_seconds" example:"86400"`
	Database struct {
		OK             bool     `json:"ok"`
		LatencyMS      *float64 `json:"latency_ms" example:"0.4" doc:"Null when it does not answer."`
		Connections    int      `json:"connections"`
		MaxConnections int      `json:"max_connections"`
		SizeBytes      *int64   `json:"size_bytes" doc:"Null when it does not answer."`
	} `json:"database"`
	Memory struct {
		RSSBytes   int64 `json:"rss_bytes"`
		HeapBytes  int64 `json:"heap_bytes"`
		Goroutines int   `json:"goroutines"`
	} `json:"memory"`
	Accounts struct {
		Total int `json:"total"`
		Ready int `json:"ready"`
	} `json:"accounts"`
	Queues struct {
		Outbox   int `json:"outbox" doc:"Messages accepted and not yet sent."`
		Media    int `json:"media" doc:"Incoming files not yet fetched."`
		Webhooks struct {
			Pending     int `json:"pending" doc:"Deliveries that wait for their first attempt. Counted up to 10000, together with failing."`
			Failing     int `json:"failing" doc:"Deliveries that failed and wait for another attempt."`
			DeadLetters int `json:"dead_letters" doc:"Deliveries that were given up and can be replayed. Counted up to 10000."`
		} `json:"webhooks"`
		Jobs int `json:"jobs" doc:"Background jobs that wait or run."`
	} `json:"queues"`
}

type healthOutput struct {
	Status       int
	RetryAfter   string `header:"Retry-After"`
	CacheControl string `header:"Cache-Control"`
	Body         Health
}

func (h *Handler) health(ctx context.Context, _ *struct{}) (*healthOutput, error) {
	r := h.Health.Report(ctx)
	out := &healthOutput{Status: http.StatusOK, CacheControl: "no-store", Body: healthOf(r)}
	if !r.Database.OK {
		out.Status, out.Body.Status, out.RetryAfter = http.StatusServiceUnavailable, "unavailable", "5"
	}
	return out, nil
}

func healthOf(r health.Report) Health {
	b := Health{Status: "ok", Version: r.Version, Uptime: r.UptimeSeconds}
	b.Database.OK, b.Database.LatencyMS, b.Database.SizeBytes = r.Database.OK, r.Database.LatencyMS, r.Database.SizeBytes
	b.Database.Connections, b.Database.MaxConnections = r.Database.Connections, r.Database.MaxConnections
	b.Memory.RSSBytes, b.Memory.HeapBytes, b.Memory.Goroutines = r.Memory.RSSBytes, r.Memory.HeapBytes, r.Memory.Goroutines
	b.Accounts.Total, b.Accounts.Ready = r.Accounts.Total, r.Accounts.Ready
	b.Queues.Outbox, b.Queues.Media, b.Queues.Jobs = r.Queues.Outbox, r.Queues.Media, r.Queues.Jobs
	b.Queues.Webhooks.Pending, b.Queues.Webhooks.Failing, b.Queues.Webhooks.DeadLetters = r.Queues.Webhooks.Pending, r.Queues.Webhooks.Failing, r.Queues.Webhooks.DeadLetters
	return b
}
