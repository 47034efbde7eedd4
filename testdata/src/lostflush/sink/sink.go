// Package sink has exporters that count what arrives.
package sink

import (
	"context"
	"sync/atomic"
	"time"

	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Spans counts the spans that are exported before the exporter is shut down,
// each export taking a moment.
type Spans struct {
	Takes  time.Duration
	N      atomic.Int64
	closed atomic.Bool
}

func (s *Spans) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	time.Sleep(s.Takes)
	if !s.closed.Load() {
		s.N.Add(int64(len(spans)))
	}
	return nil
}

func (s *Spans) Shutdown(context.Context) error {
	s.closed.Store(true)
	return nil
}

// Metrics counts the exports of metrics.
type Metrics struct{ N atomic.Int64 }

func (m *Metrics) Temporality(k metric.InstrumentKind) metricdata.Temporality {
	return metric.DefaultTemporalitySelector(k)
}

func (m *Metrics) Aggregation(k metric.InstrumentKind) metric.Aggregation {
	return metric.DefaultAggregationSelector(k)
}

func (m *Metrics) Export(ctx context.Context, _ *metricdata.ResourceMetrics) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.N.Add(1)
	return nil
}

func (m *Metrics) ForceFlush(context.Context) error { return nil }
func (m *Metrics) Shutdown(context.Context) error   { return nil }

// Records counts the log records that are exported.
type Records struct{ N atomic.Int64 }

func (r *Records) Export(ctx context.Context, records []sdklog.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.N.Add(int64(len(records)))
	return nil
}

func (r *Records) ForceFlush(context.Context) error { return nil }
func (r *Records) Shutdown(context.Context) error   { return nil }
