// Package alias has its faults behind aliases of types, and of imports.
package alias

import (
	"bytes"
	stdctx "context"
	gosync "sync"

	prom "github.com/prometheus/client_golang/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	log "go.uber.org/zap"
)

type (
	// A Logger is zap's.
	Logger = log.Logger
	// A Provider is the SDK's.
	Provider = *sdk.TracerProvider
	// A Buffer is that of package bytes.
	Buffer = bytes.Buffer
	// A Pool is that of package sync.
	Pool = gosync.Pool
	// A Gauges is a generic alias.
	Gauges[K comparable] = map[K]prom.Gauge
)

var buffers = Pool{New: func() any { return new(Buffer) }}

// Greet writes behind what the last user left.
func Greet(name string) string {
	buf := buffers.Get().(*Buffer) // report: dirtypool/stale
	defer buffers.Put(buf)
	buf.WriteString("hello " + name)
	return buf.String()
}

// A Log wraps a Logger.
type Log struct{ l *Logger }

// New returns a Log.
func New(l *Logger) *Log { return &Log{l} }

// Info names this line.
func (l *Log) Info(msg string) {
	l.l.Info(msg) // report: callerskip/missing
}

// Stop ends the context of a Shutdown first.
func Stop(tp Provider) error {
	ctx, cancel := stdctx.WithCancel(stdctx.Background())
	cancel()
	return tp.Shutdown(ctx) // report: lostflush/over
}

// StopLast ends it last.
func StopLast(tp Provider) error {
	ctx, cancel := stdctx.WithCancel(stdctx.Background())
	defer cancel()
	return tp.Shutdown(ctx)
}

// Register registers a gauge a second time.
func Register(reg *prom.Registry) Gauges[string] {
	a := prom.NewGauge(prom.GaugeOpts{Name: "alias_size", Help: "Size."})
	b := prom.NewGauge(prom.GaugeOpts{Name: "alias_size", Help: "Size."})
	c := prom.NewGauge(prom.GaugeOpts{Name: "alias_free", Help: "Free."})
	reg.MustRegister(a, c)
	reg.MustRegister(b) // report: dupmetric/twice
	return Gauges[string]{"a": a, "b": b, "c": c}
}
