package passtest

// TraceSDK stands for OpenTelemetry's trace SDK: the rows of lib name these
// objects, and a unit test needs no more of it.
var TraceSDK = []Stub{{Path: "go.opentelemetry.io/otel/sdk/trace", Source: `package trace

import "context"

type (
	TracerProvider       struct{}
	TracerProviderOption interface{ apply() }
	SpanProcessor        interface{ Shutdown(context.Context) error }
	SpanExporter         interface{ Shutdown(context.Context) error }
)

func NewTracerProvider(...TracerProviderOption) *TracerProvider      { return nil }
func WithBatcher(SpanExporter) TracerProviderOption                  { return nil }
func WithSyncer(SpanExporter) TracerProviderOption                   { return nil }
func WithSpanProcessor(SpanProcessor) TracerProviderOption           { return nil }
func WithSampler(int) TracerProviderOption                           { return nil }
func NewBatchSpanProcessor(SpanExporter) SpanProcessor               { return nil }
func NewSimpleSpanProcessor(SpanExporter) SpanProcessor              { return nil }
func (*TracerProvider) Shutdown(context.Context) error               { return nil }
func (*TracerProvider) ForceFlush(context.Context) error             { return nil }
func (*TracerProvider) Tracer(string) int                            { return 0 }
`}}
