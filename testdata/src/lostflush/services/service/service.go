// Package service is one of the services.
package service

import (
	"context"
	"os"
	"os/signal"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"obslint.test/lostflush/services"
)

// Run flushes by what it got beside the context that it waits for.
func Run(parent context.Context, exp sdktrace.SpanExporter) { // want Run:"traces"
	ctx, shutdown := services.Init(parent, "service", exp)
	defer shutdown() // want `shutdown runs when its context is over \(done on line 18\): it returns at once and exports nothing; give it a context of its own`
	<-ctx.Done()
}

// Listed runs the list when the context that it gave is over.
func Listed(parent context.Context, exp sdktrace.SpanExporter, more func() (func(), error)) error { // want Listed:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	err, cleanup := services.Configure(ctx, exp, more)
	if err != nil {
		return err
	}
	defer cleanup() // want `cleanup runs when its context is over \(done on line 30\)`
	<-ctx.Done()
	return nil
}

// Early is right: the context that it gave is alive.
func Early(parent context.Context, exp sdktrace.SpanExporter, more func() (func(), error)) error { // want Early:"traces"
	err, cleanup := services.Configure(parent, exp, more)
	if err != nil {
		return err
	}
	defer cleanup()
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	<-ctx.Done()
	return nil
}

// Closed hands a provider to what closes anything.
func Closed(parent context.Context, tp *sdktrace.TracerProvider) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	<-ctx.Done()
	services.Close(ctx, tp) // want `services.Close runs when ctx is over`
}

// Left waits for a context of its own, under which it has the func made.
func Left(parent context.Context, exp sdktrace.SpanExporter) { // want Left:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	_, shutdown := services.Init(ctx, "left", exp)
	defer shutdown() // want `shutdown runs when its context is over`
	<-ctx.Done()
}
