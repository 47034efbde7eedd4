// Package dotimport calls the libraries without a qualifier.
package dotimport

import (
	. "bytes"
	. "context"
	"sync"

	. "github.com/prometheus/client_golang/prometheus"
	. "go.opentelemetry.io/otel/sdk/trace"
)

var buffers = sync.Pool{New: func() any { return new(Buffer) }}

// Greet writes behind what the last user left.
func Greet(name string) string {
	buf := buffers.Get().(*Buffer) // report: dirtypool/stale
	defer buffers.Put(buf)
	buf.WriteString("hello " + name)
	return buf.String()
}

// Stop ends the context of a Shutdown first.
func Stop(tp *TracerProvider) error {
	ctx, cancel := WithCancel(Background())
	cancel()
	return tp.Shutdown(ctx) // report: lostflush/over
}

// StopDetached lets the Shutdown outlive its caller's context.
func StopDetached(parent Context, tp *TracerProvider) error {
	ctx, cancel := WithCancel(WithoutCancel(parent))
	defer cancel()
	return tp.Shutdown(ctx)
}

// Setup registers a gauge a second time.
func Setup() {
	MustRegister(NewGauge(GaugeOpts{Name: "dotimport_size", Help: "Size."}))
	MustRegister(NewGauge(GaugeOpts{Name: "dotimport_free", Help: "Free."}))
	MustRegister(NewGauge(GaugeOpts{Name: "dotimport_size", Help: "Size."})) // report: dupmetric/twice
}
