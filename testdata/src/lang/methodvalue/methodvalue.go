// Package methodvalue calls what matters through method values and method
// expressions.
package methodvalue

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Order defers a method value, and the end of its context behind it.
func Order(exp sdktrace.SpanExporter) {
	ctx, cancel := context.WithCancel(context.Background())
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	stop := tp.Shutdown
	defer stop(ctx) // report: lostflush/order
	defer cancel()
}

// Ordered ends the context last.
func Ordered(exp sdktrace.SpanExporter) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	stop := tp.Shutdown
	defer stop(ctx)
}

// Lost ends its span by a method value that is not deferred.
func Lost(ctx context.Context, tracer trace.Tracer, work func(context.Context)) (err error) {
	ctx, span := tracer.Start(ctx, "work")
	end := span.End
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	work(ctx)
	end() // report: spanrecover/lost
	return nil
}

// Kept defers the method value.
func Kept(ctx context.Context, tracer trace.Tracer, work func(context.Context)) {
	ctx, span := tracer.Start(ctx, "work")
	end := span.End
	defer end()
	work(ctx)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Greet empties its buffer with a method expression.
func Greet(name string) string {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	(*bytes.Buffer).Reset(buf)
	buf.WriteString("hello " + name)
	return buf.String()
}

// Register registers a gauge twice, through a method value.
func Register(reg *prometheus.Registry) {
	must := reg.MustRegister
	must(prometheus.NewGauge(prometheus.GaugeOpts{Name: "methodvalue_size", Help: "Size."}))
	must(prometheus.NewGauge(prometheus.GaugeOpts{Name: "methodvalue_free", Help: "Free."}))
	must(prometheus.NewGauge(prometheus.GaugeOpts{Name: "methodvalue_size", Help: "Size."})) // report: dupmetric/twice
}
