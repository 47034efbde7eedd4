// Package app uses telemetry that another package sets up.
package app

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"obslint.test/lostflush/initer"
)

func work(ctx context.Context) { // want work:"traces"
	_, span := otel.Tracer("app").Start(ctx, "work")
	span.End()
}

// Returned has its shutdown from another package.
func Returned(parent context.Context, exp sdktrace.SpanExporter) error { // want Returned:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	shutdown, err := initer.Tracer(exp)
	if err != nil {
		return err
	}
	defer func() {
		if err := shutdown(ctx); err != nil { // want `shutdown runs when ctx is over`
			log.Print(err)
		}
	}()
	work(ctx)
	<-ctx.Done()
	return nil
}

// Slice runs a slice of funcs under a context that is over.
func Slice(parent context.Context, exp sdktrace.SpanExporter, mexp metric.Exporter) (err error) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	shutdown, err := initer.All(ctx, exp, mexp)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, shutdown(ctx)) // want `shutdown runs when ctx is over`
	}()
	return initer.Wait(ctx, func() {})
}

// Kept calls a func that has kept the context.
func Kept(parent context.Context, exp sdktrace.SpanExporter) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	shutdown := initer.Kept(ctx, exp)
	defer shutdown() // want `shutdown runs when its context is over`
	<-ctx.Done()
}

// Field calls a func in a field of another package's struct.
func Field(parent context.Context, exp sdktrace.SpanExporter) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	t := initer.New(exp)
	defer t.Close(ctx) // want `stop, deferred later \(line 70\), runs first and ends ctx: t.Close then exports nothing; defer it earlier, or use context.WithTimeout\(context.WithoutCancel\(ctx\), …\)`
	defer stop()
	work2(ctx)
}

func work2(context.Context) {}

// Method calls a method of another package's type.
func Method(parent context.Context, exp sdktrace.SpanExporter) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	t := initer.New(exp)
	<-ctx.Done()
	_ = t.Shutdown(ctx) // want `t.Shutdown runs when ctx is over`
}

// Stopped is right: Stop detaches itself.
func Stopped(parent context.Context, exp sdktrace.SpanExporter) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	t := initer.New(exp)
	<-ctx.Done()
	_ = t.Stop(ctx)
}

// MayFail is right as far as one can see: Run may come back with an error.
func MayFail(parent context.Context, exp sdktrace.SpanExporter) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	t := initer.New(exp)
	err := initer.Run(ctx, func() error { return nil })
	return errors.Join(err, t.Shutdown(ctx))
}

// Failed has seen that Run did not fail.
func Failed(parent context.Context, exp sdktrace.SpanExporter) error { // want Failed:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("app").Start(ctx, "work")
	span.End()
	if err := initer.Run(ctx, func() error { return nil }); err != nil {
		return errors.Join(err, tp.Shutdown(ctx))
	}
	return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past initer.Run on line \d+\)`
}

// Pusher closes what has kept the context.
func Pusher(parent context.Context, url string) error {
	ctx, stop := initer.Signal(parent)
	defer stop()
	p := initer.NewPusher(ctx, url)
	<-ctx.Done()
	return p.Close() // want `p.Close runs when its context is over \(done on line \d+\): it returns at once and delivers nothing; give it a context of its own`
}

// Joined shuts several down in one statement.
func Joined(parent context.Context, exp sdktrace.SpanExporter, mexp metric.Exporter) error { // want Joined:"traces"
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(mexp)))
	_, span := tp.Tracer("app").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return errors.Join(
		mp.Shutdown(ctx), // want `mp.Shutdown runs when ctx is over`
		tp.Shutdown(ctx),
	)
}

// Through hands the provider to a helper that knows it as an interface.
func Through(parent context.Context, exp sdktrace.SpanExporter, mexp metric.Exporter) error { // want Through:"traces"
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(mexp)))
	_, span := tp.Tracer("app").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return initer.Stop(ctx, mp, tp) // want `initer.Stop runs when ctx is over`
}

// Generic hands it to one that knows its type.
func Generic(parent context.Context, exp sdktrace.SpanExporter) error { // want Generic:"traces"
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("app").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return initer.End(ctx, tp) // want `initer.End runs when ctx is over`
}

// Server is right: it is no telemetry that is shut down.
func Server(ctx context.Context, srv *http.Server) error { // want Server:"waits 0"
	<-ctx.Done()
	return initer.Stop(ctx, srv)
}

// Global shuts down what otel knows.
func Global(parent context.Context, exp sdktrace.SpanExporter) error { // want Global:"traces"
	ctx, stop := initer.Signal(parent)
	defer stop()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp)))
	work(ctx)
	<-ctx.Done()
	if tp, ok := otel.GetTracerProvider().(initer.Shutdowner); ok {
		return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
	}
	return nil
}

// Collected has its cleanup in another package.
func Collected(parent context.Context, exp sdktrace.SpanExporter, mexp metric.Exporter) { // want Collected:"traces"
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(mexp)))
	var cleanup initer.Cleanup
	cleanup.Add(tp.Shutdown, func(ctx context.Context) error { return mp.Shutdown(ctx) })
	_, span := tp.Tracer("app").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	if err := cleanup.Run(ctx); err != nil { // want `cleanup.Run runs when ctx is over`
		log.Print(err)
	}
}

// NotCollected is right: a server holds nothing back.
func NotCollected(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server) {
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	var early, late initer.Cleanup
	early.Add(tp.Shutdown)
	late.Add(srv.Shutdown)
	_ = early.Run(ctx)
	<-ctx.Done()
	_ = late.Run(ctx)
}

// Hurried hands it to a helper that makes a timeout of what is over.
func Hurried(parent context.Context, exp sdktrace.SpanExporter) error {
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	<-ctx.Done()
	return initer.Hurried(ctx, tp.Shutdown) // want `initer.Hurried runs when ctx is over`
}

// Kindly is right, and so is what is no telemetry.
func Kindly(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server) error {
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	<-ctx.Done()
	return errors.Join(initer.Kindly(ctx, tp.Shutdown), initer.Hurried(ctx, srv.Shutdown))
}

// Registered runs when its server is stopped.
func Registered(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server) error { // want Registered:"serves"
	ctx, stop := initer.Signal(parent)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	srv.RegisterOnShutdown(func() {
		_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(done on line \d+\)`
	})
	go func() {
		<-ctx.Done()
		_ = srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

// RegisteredInTime is right.
func RegisteredInTime(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server, sig <-chan os.Signal) error { // want RegisteredInTime:"serves"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	srv.RegisterOnShutdown(func() { _ = tp.Shutdown(ctx) })
	go func() { _ = srv.ListenAndServe() }()
	<-sig
	return srv.Shutdown(ctx)
}
