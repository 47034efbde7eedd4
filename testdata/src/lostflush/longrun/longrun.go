// Package longrun is what a program runs as long as it lives.
package longrun

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/sync/errgroup"
)

// Init sets tracing up.
func Init(exp sdktrace.SpanExporter) (func(context.Context) error, error) { // want Init:"returns 0:0"
	if exp == nil {
		return nil, errors.New("no exporter")
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return tp.Shutdown, nil
}

// InitBound sets tracing up; what it returns keeps ctx.
func InitBound(ctx context.Context, exp sdktrace.SpanExporter) (func(), error) { // want InitBound:"returns 0:from0"
	if exp == nil {
		return nil, errors.New("no exporter")
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return func() {
		if err := tp.Shutdown(ctx); err != nil {
			log.Print(err)
		}
	}, nil
}

// Setup returns the context of the program beside what cleans up under it.
func Setup(exp sdktrace.SpanExporter) (context.Context, func()) { // want Setup:"returns 1:beside0" Setup:"makes 0"
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return ctx, func() {
		if err := tp.Shutdown(ctx); err != nil {
			log.Print(err)
		}
		cancel()
	}
}

// A Server serves.
type Server struct{ http.Server }

// Run serves until ctx is over, or fails.
func (s *Server) Run(ctx context.Context) error { // want Run:"waits 0 or fails"
	errs := make(chan error, 1)
	go func() { errs <- s.ListenAndServe() }()
	select {
	case <-ctx.Done():
		return s.Shutdown(context.WithoutCancel(ctx))
	case err := <-errs:
		return err
	}
}

// Watch serves, and looks around, until ctx is over, or fails.
func (s *Server) Watch(ctx context.Context, changes <-chan string) error { // want Watch:"waits 0 or fails"
	errs := make(chan error, 1)
	go func() {
		if err := s.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
			errs <- err
		}
	}()
	for {
		select {
		case name := <-changes:
			if err := os.Remove(name); err != nil {
				return fmt.Errorf("remove: %w", err)
			}
		case err := <-errs:
			return fmt.Errorf("serve: %w", err)
		case <-ctx.Done():
			return nil
		}
	}
}

// Main runs s.
func Main(ctx context.Context, s *Server) error { // want Main:"waits 0 or fails"
	log.Print("start")
	return s.Run(ctx)
}

// Checked runs s.
func Checked(ctx context.Context, s *Server) error { // want Checked:"waits 0 or fails"
	err := s.Run(ctx)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

// Group serves in a group.
func (s *Server) Group(ctx context.Context) error { // want Group:"waits 0 or fails"
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := s.ListenAndServe(); err != http.ErrServerClosed {
			return err
		}
		return nil
	})
	g.Go(func() error {
		<-gctx.Done()
		return s.Shutdown(context.WithoutCancel(gctx))
	})
	return g.Wait()
}

// Serve serves until ctx is over.
func (s *Server) Serve(ctx context.Context) { // want Serve:"waits 0"
	go func() { _ = s.ListenAndServe() }()
	<-ctx.Done()
	_ = s.Shutdown(context.WithoutCancel(ctx))
}

// First waits for what comes first: it proves nothing.
func First(ctx context.Context, results <-chan error) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-results:
		return err
	}
}

// Job ends by itself, without an error, too.
func Job(ctx context.Context, do func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-done:
		return err
	}
}

// Jobs end by themselves.
func Jobs(ctx context.Context, jobs []func(context.Context) error) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, job := range jobs {
		g.Go(func() error { return job(gctx) })
	}
	return g.Wait()
}
