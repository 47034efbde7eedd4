// Package spantimes keeps its spans in a pool, with the time at which the
// first one was made.
package spantimes

import (
	"sync"
	"time"
)

// A Span is one step of a request.
type Span struct {
	traceID      string
	parentSpanID string
	startTime    time.Time
	tags         map[string]string
}

var spanPool = sync.Pool{
	New: func() interface{} {
		return &Span{
			startTime: time.Now(),
		}
	},
}

// Start begins a span.
func Start(trace, parent string) *Span {
	s := spanPool.Get().(*Span) // want `a Span from spanPool may still hold the traceID, parentSpanID, startTime and tags of its last user: nothing resets them; do so after Get or before Put`
	if trace != "" {
		s.traceID = trace
	}
	if parent != "" {
		s.parentSpanID = parent
	}
	return s
}

// SetTag adds a tag.
func (s *Span) SetTag(k, v string) {
	if s.tags == nil {
		s.tags = make(map[string]string)
	}
	s.tags[k] = v
}

// Finish hands the span to export, and gives it back.
func (s *Span) Finish(export func(trace, parent string, start time.Time, tags map[string]string)) {
	export(s.traceID, s.parentSpanID, s.startTime, s.tags)
	spanPool.Put(s)
}
