package health

import (
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
)

const (
	heapMetric  = "/memory/classes/heap/objects:bytes"
	totalMetric = "/memory/classes/total:bytes"
)

// memory reads what the process takes, without stopping the world.
func memory() Memory {
	samples := []metrics.Sample{{Name: heapMetric}, {Name: totalMetric}}
	metrics.Read(samples)
	m := Memory{HeapBytes: bytesOf(samples[0]), RSSBytes: bytesOf(samples[1]), Goroutines: runtime.NumGoroutine()}
	if rss, ok := resident(); ok {
		m.RSSBytes = rss
	}
	return m
}

func bytesOf(s metrics.Sample) int64 {
	if s.Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(s.Value.Uint64())
}

// resident is the resident memory as Linux tells it. Elsewhere what Go holds of the
// system stands for it.
func resident() (int64, bool) {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}
