// Package rangefunc has its faults in loops over functions.
package rangefunc

import (
	"bytes"
	"context"
	"iter"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Join writes behind what the last user left.
func Join(lines iter.Seq[string]) string {
	buf := buffers.Get().(*bytes.Buffer) // report: dirtypool/stale
	defer buffers.Put(buf)
	for line := range lines {
		if line == "" {
			continue
		}
		buf.WriteString(line)
	}
	return buf.String()
}

var clean = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// JoinClean empties the buffer first.
func JoinClean(lines iter.Seq2[int, string]) string {
	buf := clean.Get().(*bytes.Buffer)
	defer clean.Put(buf)
	buf.Reset()
	for i, line := range lines {
		if i > 100 {
			break
		}
		buf.WriteString(line)
	}
	return buf.String()
}

// Flush ends the context before the providers are shut down. The body of the
// loop is a function of its own, which is followed.
func Flush(providers iter.Seq[*sdktrace.TracerProvider]) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for tp := range providers {
		if err := tp.Shutdown(ctx); err != nil { // report: lostflush/over
			return err
		}
	}
	return nil
}

// FlushAll ends it behind the loop.
func FlushAll(providers iter.Seq[*sdktrace.TracerProvider]) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for tp := range providers {
		if err := tp.Shutdown(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Tenants are registered on one registry, one of a name each.
func Tenants(reg prometheus.Registerer, names iter.Seq[string]) {
	for name := range names {
		reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{
			Name:        "rangefunc_tenants",
			Help:        "Tenants.",
			ConstLabels: prometheus.Labels{"tenant": name},
		}))
	}
}
