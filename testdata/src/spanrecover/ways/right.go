package ways

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Ways ends the span on each of its ways.
func (r *Repo) Ways(ctx context.Context, id string) (string, error) {
	ctx, span := r.Tracer.Start(ctx, "ways")
	switch id {
	case "":
		span.End()
		return "", errors.New("no id")
	case "-":
		defer span.End()
		return r.Source.Read(ctx, "default")
	}
	s, err := r.Source.Read(ctx, id)
	span.End()
	if err != nil {
		return "", err
	}
	return s, nil
}

// Maybe has a span only where it is wanted.
func (r *Repo) Maybe(ctx context.Context, ids []string, on bool) {
	for _, id := range ids {
		c := ctx
		var span trace.Span
		if on {
			c, span = r.Tracer.Start(ctx, "maybe")
		}
		_, err := r.Source.Read(c, id)
		if on {
			if err != nil {
				span.RecordError(err)
			}
			span.End()
		}
	}
}

// Either ends the span where it failed, and where it did not.
func (r *Repo) Either(ctx context.Context, ids []string) {
	for _, id := range ids {
		c, span := r.Tracer.Start(ctx, "either")
		_, err := r.Source.Read(c, id)
		if err != nil {
			span.RecordError(err)
			span.End()
		}
		if err == nil {
			span.End()
		}
	}
}

// Picked has a func that ends the span, if there is one to end.
func (r *Repo) Picked(ctx context.Context, id string, on bool) error {
	end := func() {}
	if on {
		var span trace.Span
		ctx, span = r.Tracer.Start(ctx, "picked")
		end = func() { span.End() }
	}
	defer end()
	_, err := r.Source.Read(ctx, id)
	return err
}

// Recording need not end a span that is not recorded.
func (r *Repo) Recording(ctx context.Context, id string) (string, error) {
	ctx, span := r.Tracer.Start(ctx, "recording")
	if !span.IsRecording() {
		return r.Source.Read(ctx, id)
	}
	defer span.End()
	return r.Source.Read(ctx, id)
}

// Before leaves the span to After, in the context.
func (r *Repo) Before(ctx context.Context) context.Context {
	ctx, span := r.Tracer.Start(ctx, "query")
	span.AddEvent("before")
	return context.WithValue(ctx, key{}, "query")
}

// After ends what Before starts.
func (r *Repo) After(ctx context.Context, err error) { // want After:"status,ends"
	span := trace.SpanFromContext(ctx)
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	span.End()
}

type key struct{}

// Outgoing leaves the span to Incoming, in a request.
func (r *Repo) Outgoing(req *http.Request) {
	ctx, span := r.Tracer.Start(req.Context(), "outgoing")
	span.AddEvent("sent")
	*req = *req.WithContext(ctx)
}

// Once hands the end to a func that runs once.
func (r *Repo) Once(ctx context.Context, id string) (string, error) {
	ctx, span := r.Tracer.Start(ctx, "once")
	end := sync.OnceFunc(func() { span.End() })
	s, err := r.Source.Read(ctx, id)
	if err != nil {
		return "", err
	}
	end()
	return s, nil
}

// Try may have no span, with an error.
func (r *Repo) Try(ctx context.Context, id string) error {
	ctx, span, err := r.try(ctx, id)
	if err != nil {
		return err
	}
	defer span.End()
	_, err = r.Source.Read(ctx, id)
	return err
}

func (r *Repo) try(ctx context.Context, id string) (context.Context, trace.Span, error) {
	if id == "" {
		return nil, nil, errors.New("no id")
	}
	ctx, span := r.Tracer.Start(ctx, "try")
	return ctx, span, nil
}

// Two tells the outer span when the inner one has ended.
func (r *Repo) Two(ctx context.Context, id string) (err error) {
	ctx, outer := r.Tracer.Start(ctx, "outer")
	defer outer.End()
	defer func() {
		if err != nil {
			fail(outer, err)
		}
	}()
	ctx, inner := r.Tracer.Start(ctx, "inner")
	defer inner.End()
	_, err = r.Source.Read(ctx, id)
	return err
}

// Sooner ends the span by hand, and defers what is for the other ways.
func (r *Repo) Sooner(ctx context.Context, id string) (err error) {
	ctx, span := r.Tracer.Start(ctx, "sooner")
	defer func() {
		if err != nil {
			fail(span, err)
			span.End()
		}
	}()
	s, err := r.Source.Read(ctx, id)
	if err != nil {
		return err
	}
	span.End()
	return check(s)
}

func check(s string) error {
	if s == "" {
		return errors.New("nothing")
	}
	return nil
}

// Kept leaves the span to what looks into the bag.
func (r *Repo) Kept(ctx context.Context, values *sync.Map) {
	_, span := r.Tracer.Start(ctx, "kept")
	values.Store(key{}, span)
}

// Told has the address of the span end it.
func (r *Repo) Told(ctx context.Context, id string, end func(*trace.Span)) error {
	ctx, span := r.Tracer.Start(ctx, "told")
	defer end(&span)
	_, err := r.Source.Read(ctx, id)
	return err
}

type ender interface{ End(...trace.SpanEndOption) }

// Handed gives the span to what knows of it only that it ends.
func (r *Repo) Handed(ctx context.Context, id string) error {
	ctx, span := r.Tracer.Start(ctx, "handed")
	defer finish(span)
	_, err := r.Source.Read(ctx, id)
	return err
}

func finish(e ender) { e.End() }
