package exporter

import (
	"context"
	"errors"
	"log"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Handed shuts the exporter down when it hands the provider back.
func Handed(ctx context.Context, exporter func() (sdktrace.SpanExporter, error)) (*sdktrace.TracerProvider, error) {
	exp, err := exporter()
	if err != nil {
		return nil, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if err := exp.Shutdown(ctx); err != nil { // want `exp.Shutdown ends the exporter when Handed returns the provider made on line 25: what that buffers is never sent; shut the provider down in the end, which ends both`
			log.Print(err)
		}
	}()
	tp := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exp),
	)
	return tp, nil
}

// HandedOrNot is right: it shuts the exporter down where it fails.
func HandedOrNot(ctx context.Context, exporter func() (sdktrace.SpanExporter, error), check func() error) (tp *sdktrace.TracerProvider, err error) {
	exp, err := exporter()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, exp.Shutdown(ctx))
		}
	}()
	if err := check(); err != nil {
		return nil, err
	}
	return sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp)), nil
}
