// Package trails ends contexts where another function is needed to see it.
package trails

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Providers are put together by methods, which list what ends them.
type Providers struct {
	tp *sdktrace.TracerProvider
	mp *sdkmetric.MeterProvider
}

// New returns what ends the providers.
func New(exp sdktrace.SpanExporter, reader sdkmetric.Reader) (*Providers, func(context.Context)) { // want New:"returns 1:0"
	var ends []func(context.Context) error
	p := new(Providers)
	p.traces(exp, &ends)
	p.metrics(reader, &ends)
	return p, func(ctx context.Context) {
		for _, end := range ends {
			_ = end(ctx)
		}
	}
}

func (p *Providers) traces(exp sdktrace.SpanExporter, ends *[]func(context.Context) error) {
	p.tp = sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	*ends = append(*ends, p.tp.Shutdown)
}

func (p *Providers) metrics(reader sdkmetric.Reader, ends *[]func(context.Context) error) {
	p.mp = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	*ends = append(*ends, p.mp.Shutdown)
}

// Run ends them when it is told to end.
func Run(ctx context.Context, exp sdktrace.SpanExporter, reader sdkmetric.Reader, receive func(context.Context) error) error { // want Run:"waits 0 or fails"
	_, end := New(exp, reader)
	defer end(ctx) // want `end runs when ctx is over \(past serve on line \d+\): it returns at once and exports nothing`
	return serve(ctx, receive)
}

// serve comes back when the context of the caller is over, or fails: nothing
// else ends its own.
func serve(ctx context.Context, receive func(context.Context) error) error { // want serve:"waits 0 or fails"
	failed := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		if err := receive(ctx); err != nil {
			failed <- err
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// RunOwn is right: what it runs may end its context itself.
func RunOwn(ctx context.Context, exp sdktrace.SpanExporter, reader sdkmetric.Reader, receive func(context.Context)) {
	_, end := New(exp, reader)
	defer end(ctx)
	untilReceived(ctx, receive)
	untilSignal(ctx)
	untilLate(ctx)
}

func untilReceived(parent context.Context, receive func(context.Context)) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go func() {
		receive(ctx)
		cancel()
	}()
	<-ctx.Done()
}

func untilSignal(ctx context.Context) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	<-ctx.Done()
}

func untilLate(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	<-ctx.Done()
}

// Listen has a helper that ends the server when the context is over.
func Listen(exp sdktrace.SpanExporter, h http.Handler) error { // want Listen:"serves"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past srv.ListenAndServe on line \d+\): it returns at once and exports nothing`
	srv := &http.Server{Addr: ":8080", Handler: h}
	go endWith(ctx, srv)
	return srv.ListenAndServe()
}

// ListenOther is right: the helper ends another server.
func ListenOther(exp sdktrace.SpanExporter, h http.Handler) error { // want ListenOther:"serves"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx)
	srv, admin := &http.Server{Addr: ":8080", Handler: h}, &http.Server{Addr: ":8081"}
	go endWith(ctx, admin)
	return srv.ListenAndServe()
}

// ListenOnly is right: nothing but its return ends the context, so that the
// server comes back by itself.
func ListenOnly(exp sdktrace.SpanExporter, h http.Handler) error { // want ListenOnly:"serves"
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx)
	srv := &http.Server{Addr: ":8080", Handler: h}
	go endWith(ctx, srv)
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func endWith(ctx context.Context, srv *http.Server) { // want endWith:"waits 0"
	<-ctx.Done()
	_ = srv.Shutdown(context.Background())
}

// listenUntil comes back when the context is over, or fails.
func listenUntil(ctx context.Context, h http.Handler) error { // want listenUntil:"waits 0 or fails" listenUntil:"serves"
	srv := &http.Server{Addr: ":8080", Handler: h}
	go func() {
		<-ctx.Done()
		_ = srv.Shutdown(context.Background())
	}()
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Owner may end the server, too.
type Owner struct{ srv *http.Server }

func (o *Owner) listen(ctx context.Context, h http.Handler) error { // want listen:"serves"
	srv := &http.Server{Addr: ":8080", Handler: h}
	o.srv = srv
	go func() {
		<-ctx.Done()
		_ = srv.Shutdown(context.Background())
	}()
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends the server.
func (o *Owner) Close() error { return o.srv.Close() }

// Until has a function that serves until the context is over.
func Until(exp sdktrace.SpanExporter, h http.Handler) error { // want Until:"serves"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	if err := listenUntil(ctx, h); err != nil {
		return errors.Join(err, tp.Shutdown(context.WithoutCancel(ctx)))
	}
	return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past listenUntil on line \d+\): it returns at once and exports nothing`
}

// UntilClosed is right: the server may have been closed.
func UntilClosed(o *Owner, exp sdktrace.SpanExporter, h http.Handler) error { // want UntilClosed:"serves"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	if err := o.listen(ctx, h); err != nil {
		return errors.Join(err, tp.Shutdown(context.WithoutCancel(ctx)))
	}
	return tp.Shutdown(ctx)
}
