package logrs

import "github.com/go-logr/logr"

// A Sink writes to another sink. Its entries are its caller's: a sink gets its
// depth from the logger.
type Sink struct {
	next  logr.LogSink
	depth int
}

// NewSink returns a Sink.
func NewSink(next logr.LogSink) *Sink { return &Sink{next: next} }

// Init implements logr.LogSink. The next sink has been told already.
func (s *Sink) Init(logr.RuntimeInfo) {}

// Enabled implements logr.LogSink.
func (s *Sink) Enabled(level int) bool { return s.next.Enabled(level) }

// Info implements logr.LogSink.
func (s *Sink) Info(level int, msg string, kv ...any) { s.sink().Info(level, msg, kv...) }

// Error implements logr.LogSink.
func (s *Sink) Error(err error, msg string, kv ...any) { s.sink().Error(err, msg, kv...) }

// WithValues implements logr.LogSink.
func (s *Sink) WithValues(kv ...any) logr.LogSink {
	return &Sink{next: s.next.WithValues(kv...), depth: s.depth}
}

// WithName implements logr.LogSink.
func (s *Sink) WithName(name string) logr.LogSink {
	return &Sink{next: s.next.WithName(name), depth: s.depth}
}

// WithCallDepth implements logr.CallDepthLogSink.
func (s *Sink) WithCallDepth(depth int) logr.LogSink {
	c := *s
	c.depth = depth // want `Sink.WithCallDepth assigns the depth to depth instead of adding it, so a second call undoes the first and entries name a wrapper's line; add it`
	return &c
}

func (s *Sink) sink() logr.LogSink {
	if d, ok := s.next.(logr.CallDepthLogSink); ok {
		return d.WithCallDepth(s.depth + 1)
	}
	return s.next
}
