// Package generic has its faults in generic code: a pool of any type, a
// registry of vectors, a tracer around any call and a logger for any value.
package generic

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

// A Pool holds objects of one type.
type Pool[T any] struct{ p sync.Pool }

// NewPool returns a Pool of what alloc makes.
func NewPool[T any](alloc func() *T) *Pool[T] {
	return &Pool[T]{sync.Pool{New: func() any { return alloc() }}}
}

// Get takes an object out of the pool.
func (p *Pool[T]) Get() *T { return p.p.Get().(*T) }

// Put gives an object back.
func (p *Pool[T]) Put(x *T) { p.p.Put(x) }

var buffers = NewPool(func() *bytes.Buffer { return new(bytes.Buffer) })

// Line never empties its buffer.
func Line[V any](v V) string {
	buf := buffers.Get() // report: dirtypool/stale
	defer buffers.Put(buf)
	fmt.Fprint(buf, v)
	return buf.String()
}

var clean = NewPool(func() *bytes.Buffer { return new(bytes.Buffer) })

// CleanLine empties its buffer.
func CleanLine[V any](v V) string {
	buf := clean.Get()
	defer clean.Put(buf)
	buf.Reset()
	fmt.Fprint(buf, v)
	return buf.String()
}

// A Number is what a gauge can show.
type Number interface{ ~int | ~float64 }

// Register registers two gauges of one name.
func Register[N Number](reg *prometheus.Registry, queue, pool func() N) {
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "generic_depth", Help: "Depth."},
		func() float64 { return float64(queue()) }))
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "generic_depth", Help: "Depth."}, // report: dupmetric/twice
		func() float64 { return float64(pool()) }))
}

// RegisterBoth registers two gauges of two names.
func RegisterBoth[N Number](reg *prometheus.Registry, queue, pool func() N) {
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "generic_queue", Help: "Depth."},
		func() float64 { return float64(queue()) }))
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "generic_pool", Help: "Depth."},
		func() float64 { return float64(pool()) }))
}

// Trace loses the span of a call that panics.
func Trace[T any](ctx context.Context, tracer trace.Tracer, call func(context.Context) T) (res T, err error) {
	ctx, span := tracer.Start(ctx, "call")
	defer func() { // report: spanrecover/lost
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
			return
		}
		span.End()
	}()
	return call(ctx), nil
}

// A Log logs values of one type.
type Log[V any] struct{ z *zap.Logger }

// NewLog returns a Log.
func NewLog[V any](z *zap.Logger) *Log[V] { return &Log[V]{z: z} }

// Value names this line for every entry.
func (l *Log[V]) Value(msg string, v V) {
	l.z.Info(msg, zap.Any("value", v)) // report: callerskip/missing
}

// A Skipping logs values and names its callers.
type Skipping[V any] struct{ z *zap.Logger }

// NewSkipping returns a Skipping.
func NewSkipping[V any](z *zap.Logger) *Skipping[V] {
	return &Skipping[V]{z: z.WithOptions(zap.AddCallerSkip(1))}
}

// Value names its caller.
func (l *Skipping[V]) Value(msg string, v V) {
	l.z.Info(msg, zap.Any("value", v))
}

var (
	_ = (*Log[string]).Value
	_ = Line[int]
)
