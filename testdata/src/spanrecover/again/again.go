// Package again has handlers that stop a panic, and panic with it again.
package again

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Tx is a transaction.
type Tx interface {
	Commit() error
	Rollback() error
}

// A Store runs transactions.
type Store struct {
	Tracer trace.Tracer
	Begin  func(context.Context) (Tx, error)
}

// Transaction rolls back on the way of a panic, and does not come to the end.
func (s *Store) Transaction(ctx context.Context, f func(context.Context, Tx) error) (err error) {
	ctx, span := s.Tracer.Start(ctx, "transaction")
	tx, err := s.Begin(ctx)
	if err != nil {
		span.End()
		return err
	}
	defer func() { // want `this handler panics again before it ends span, which is then never exported; end it before the panic`
		if p := recover(); p != nil {
			span.SetStatus(codes.Error, "panic")
			_ = tx.Rollback()
			panic(p)
		}
		if err != nil {
			_ = tx.Rollback()
		} else {
			err = tx.Commit()
		}
		span.End()
	}()
	return f(ctx, tx)
}

// finish is given the span in a deferred call.
func finish(ctx context.Context, span trace.Span) {
	if p := recover(); p != nil {
		slog.ErrorContext(ctx, "panic", "value", p)
		panic(p)
	}
	span.End()
}

// Helper is the same by way of a function.
func (s *Store) Helper(ctx context.Context, f func(context.Context) error) error {
	ctx, span := s.Tracer.Start(ctx, "helper")
	defer finish(ctx, span) // want `this handler panics again before it ends span, which is then never exported; end it before the panic`
	return f(ctx)
}

// Ends is right: it ends the span on both ways.
func (s *Store) Ends(ctx context.Context, f func(context.Context) error) error {
	ctx, span := s.Tracer.Start(ctx, "ends")
	defer func() {
		if p := recover(); p != nil {
			span.SetStatus(codes.Error, "panic")
			span.End()
			panic(p)
		}
		span.End()
	}()
	return f(ctx)
}

// DefersEnd is right: what the handler defers runs as it panics.
func (s *Store) DefersEnd(ctx context.Context, f func(context.Context) error) error {
	ctx, span := s.Tracer.Start(ctx, "defers")
	defer func() {
		defer span.End()
		if p := recover(); p != nil {
			span.SetStatus(codes.Error, "panic")
			panic(p)
		}
	}()
	return f(ctx)
}

// EndsBelow is right: another deferred call ends the span.
func (s *Store) EndsBelow(ctx context.Context, f func(context.Context) error) error {
	ctx, span := s.Tracer.Start(ctx, "below")
	defer span.End()
	defer func() {
		if p := recover(); p != nil {
			span.SetStatus(codes.Error, "panic")
			panic(fmt.Sprint("again: ", p))
		}
		span.End()
	}()
	return f(ctx)
}

var errStop = errors.New("stop")

// Sentinel lets through only what the program throws.
func (s *Store) Sentinel(ctx context.Context, f func(context.Context) error) error {
	ctx, span := s.Tracer.Start(ctx, "sentinel")
	defer func() {
		if p := recover(); p != nil {
			if p == errStop {
				panic(p)
			}
			span.SetStatus(codes.Error, "panic")
		}
		span.End()
	}()
	return f(ctx)
}

// Middleware lets the server answer a panic.
func (s *Store) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, span := s.Tracer.Start(req.Context(), req.Method+" "+req.URL.Path)
		code := http.StatusOK
		defer func() { // want `this handler panics again before it ends span, which is then never exported; end it before the panic`
			if p := recover(); p != nil {
				span.SetStatus(codes.Error, "panic")
				panic(p)
			}
			span.SetAttributes(attribute.Int("code", code))
			span.End()
		}()
		next.ServeHTTP(w, req.WithContext(ctx))
	})
}
