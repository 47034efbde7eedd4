// Package ways has functions that return, or go round, while a span is open,
// and some that tell a span of an error when it has ended.
package ways

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// A Source has what a repository reads.
type Source interface {
	Read(ctx context.Context, id string) (string, error)
}

// A Repo reads from a source.
type Repo struct {
	Tracer trace.Tracer
	Source Source
}

// Find forgets the span where it fails.
func (r *Repo) Find(ctx context.Context, id string) (string, error) {
	ctx, span := r.Tracer.Start(ctx, "find") // want `the return on line 30 leaves span open, and it is never exported; end it on every path`
	s, err := r.Source.Read(ctx, id)
	if err != nil {
		span.RecordError(err)
		return "", err
	}
	span.SetAttributes(attribute.Int("len", len(s)))
	span.End()
	return s, nil
}

// Load never ends it.
func (r *Repo) Load(ctx context.Context, id string) (string, error) {
	ctx, span := r.Tracer.Start(ctx, "load") // want `nothing ends span, and it is never exported; defer its end right after the start`
	s, err := r.Source.Read(ctx, id)
	if err != nil {
		span.RecordError(err)
		return "", err
	}
	return s, nil
}

// Poll goes round without an end where there is nothing.
func (r *Repo) Poll(ctx context.Context, ids <-chan string) {
	for id := range ids {
		c, span := r.Tracer.Start(ctx, "poll") // want `a round of the loop can leave span open, and it is never exported; end it on every path`
		s, err := r.Source.Read(c, id)
		if err != nil {
			span.RecordError(err)
			span.End()
			return
		}
		if s == "" {
			continue
		}
		slog.InfoContext(c, "read", "id", id)
		span.End()
	}
}

// Each leaves it open behind the last branch.
func (r *Repo) Each(ctx context.Context, ids ...string) {
	ctx, span := r.Tracer.Start(ctx, "each") // want `the end of the function can leave span open, and it is never exported; end it on every path`
	for _, id := range ids {
		_, _ = r.Source.Read(ctx, id)
	}
	if len(ids) > 0 {
		span.SetAttributes(attribute.Int("ids", len(ids)))
		span.End()
	}
}

// Shed has an end that is deferred too low.
func (r *Repo) Shed(ctx context.Context, id string, full func() bool) error {
	ctx, span := r.start(ctx, id) // want `the return on line 82 leaves span open, and it is never exported; end it on every path`
	if full() {
		return context.DeadlineExceeded
	}
	defer span.End()
	_, err := r.Source.Read(ctx, id)
	return err
}

func (r *Repo) start(ctx context.Context, id string) (context.Context, trace.Span) {
	return r.Tracer.Start(ctx, "shed", trace.WithAttributes(attribute.String("id", id)))
}
