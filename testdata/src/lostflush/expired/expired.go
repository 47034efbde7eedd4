// Package expired makes the timeout of the shutdown at the start.
package expired

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Serve has five seconds from its start to its end.
func Serve(exp sdktrace.SpanExporter, srv *http.Server) error { // want Serve:"serves"
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx) // want `the timeout of ctx starts on line 16 and runs while the program serves or waits \(line 23\): once it is over, tp.Shutdown exports nothing; make a new one for it`

	_, span := tp.Tracer("expired").Start(context.Background(), "work")
	span.End()
	return srv.ListenAndServe()
}

// Signal waits for one.
func Signal(exp sdktrace.SpanExporter, sig chan os.Signal) error { // want Signal:"serves"
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("expired").Start(ctx, "work")
	span.End()
	<-sig
	return tp.Shutdown(ctx) // want `the timeout of ctx starts on line 28`
}

// Helped waits in a helper.
func Helped(exp sdktrace.SpanExporter) error { // want Helped:"serves"
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	wait()
	return tp.Shutdown(ctx) // want `the timeout of ctx starts on line \d+ and runs while the program serves or waits`
}

func wait() { // want wait:"serves"
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, os.Interrupt)
	<-sig
}

// Job is right as far as one can see: it may well be done in time.
func Job(exp sdktrace.SpanExporter, work func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx)
	work(ctx)
}

// Late is right: it makes the timeout when it shuts down.
func Late(exp sdktrace.SpanExporter, srv *http.Server) error { // want Late:"serves"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = tp.Shutdown(ctx)
	}()
	return srv.ListenAndServe()
}
