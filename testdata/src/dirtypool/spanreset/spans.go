// Package spanreset cleans the spans of its pool before they go back.
package spanreset

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
	New: func() any {
		return &Span{tags: make(map[string]string)}
	},
}

// Start begins a span below the given parent, if there is one.
func Start(traceID, parentSpanID string, at time.Time) *Span {
	s := spanPool.Get().(*Span)
	if parentSpanID != "" {
		s.traceID = traceID
		s.parentSpanID = parentSpanID
	}
	if !at.IsZero() {
		s.startTime = at
	}
	return s
}

// Tag adds a tag.
func (s *Span) Tag(key, value string) { s.tags[key] = value }

// Finish returns what the exporter is to send, and gives the span back.
func (s *Span) Finish() Record {
	r := Record{TraceID: s.traceID, Parent: s.parentSpanID, Start: s.startTime, Tags: len(s.tags)}
	for range s.tags {
		r.Seen++
	}
	s.traceID = ""
	s.parentSpanID = ""
	s.startTime = time.Time{}
	clear(s.tags)
	spanPool.Put(s)
	return r
}

// A Record is a finished span.
type Record struct {
	TraceID, Parent string
	Start           time.Time
	Tags, Seen      int
}
