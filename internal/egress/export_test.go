package egress

// RetryAfter reads the header, for its test.
var RetryAfter = retryAfter
