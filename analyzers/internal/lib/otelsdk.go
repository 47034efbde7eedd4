package lib

// The OpenTelemetry SDK, and what of its API makes contexts.

const (
	otelSDKTrace  = "go.opentelemetry.io/otel/sdk/trace"
	otelSDKMetric = "go.opentelemetry.io/otel/sdk/metric"
	otelSDKLog    = "go.opentelemetry.io/otel/sdk/log"
	otelAPITrace  = "go.opentelemetry.io/otel/trace"
)

var otelFlushes = []Flush{
	{Func{otelSDKTrace, "TracerProvider", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKTrace, "TracerProvider", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKTrace, "SpanProcessor", "Shutdown"}, 0, Drain},
	{Func{otelSDKTrace, "SpanProcessor", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKTrace, "SpanExporter", "Shutdown"}, 0, CloseExporter},
	{Func{otelSDKMetric, "MeterProvider", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKMetric, "MeterProvider", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKMetric, "PeriodicReader", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKMetric, "PeriodicReader", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKMetric, "Reader", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKMetric, "Exporter", "Shutdown"}, 0, CloseExporter},
	{Func{otelSDKLog, "LoggerProvider", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKLog, "LoggerProvider", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKLog, "BatchProcessor", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKLog, "BatchProcessor", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKLog, "Processor", "Shutdown"}, 0, Shutdown},
	{Func{otelSDKLog, "Processor", "ForceFlush"}, 0, ForceFlush},
	{Func{otelSDKLog, "Exporter", "Shutdown"}, 0, CloseExporter},
	{Func{"go.opentelemetry.io/otel/exporters/otlp/otlptrace", "Exporter", "Shutdown"}, 0, CloseExporter},
	{Func{"go.opentelemetry.io/otel/exporters/stdout/stdouttrace", "Exporter", "Shutdown"}, 0, CloseExporter},
	{Func{"go.opentelemetry.io/otel/sdk/trace/tracetest", "InMemoryExporter", "Shutdown"}, 0, CloseExporter},
}

var otelStages = []Stage{
	{Func{otelSDKTrace, "", "NewTracerProvider"}, Provider, 0},
	{Func{otelSDKTrace, "", "WithBatcher"}, Buffer, 0},
	{Func{otelSDKTrace, "", "WithSyncer"}, Direct, 0},
	{Func{otelSDKTrace, "", "WithSpanProcessor"}, Forward, 0},
	{Func{otelSDKTrace, "", "NewBatchSpanProcessor"}, Buffer, 0},
	{Func{otelSDKTrace, "", "NewSimpleSpanProcessor"}, Direct, 0},
	{Func{otelSDKMetric, "", "NewMeterProvider"}, Provider, 0},
	{Func{otelSDKMetric, "", "WithReader"}, Forward, 0},
	{Func{otelSDKMetric, "", "NewPeriodicReader"}, Buffer, 0},
	{Func{otelSDKMetric, "", "NewManualReader"}, Direct, -1},
	{Func{"go.opentelemetry.io/otel/exporters/prometheus", "", "New"}, Direct, -1},
	{Func{otelSDKLog, "", "NewLoggerProvider"}, Provider, 0},
	{Func{otelSDKLog, "", "WithProcessor"}, Forward, 0},
	{Func{otelSDKLog, "", "NewBatchProcessor"}, Buffer, 0},
	{Func{otelSDKLog, "", "NewSimpleProcessor"}, Direct, 0},
}

var otelGlobals = []Global{
	{Func{"go.opentelemetry.io/otel", "", "SetTracerProvider"}},
	{Func{"go.opentelemetry.io/otel", "", "SetMeterProvider"}},
	{Func{"go.opentelemetry.io/otel/log/global", "", "SetLoggerProvider"}},
	{Func{otelSDKTrace, "TracerProvider", "Tracer"}},
	{Func{otelSDKMetric, "MeterProvider", "Meter"}},
	{Func{otelSDKLog, "LoggerProvider", "Logger"}},
}

var otelHolders = []Held{
	{Func{"go.opentelemetry.io/otel", "", "GetTracerProvider"}, otelSDKTrace, "TracerProvider"},
	{Func{"go.opentelemetry.io/otel", "", "GetMeterProvider"}, otelSDKMetric, "MeterProvider"},
	{Func{"go.opentelemetry.io/otel/log/global", "", "GetLoggerProvider"}, otelSDKLog, "LoggerProvider"},
}

var otelContexts = []CtxMaker{
	{Func{otelAPITrace, "Tracer", "Start"}, CtxValue, 0, 0, -1, -1},
	{Func{otelAPITrace, "", "ContextWithSpan"}, CtxValue, 0, 0, -1, -1},
	{Func{otelAPITrace, "", "ContextWithSpanContext"}, CtxValue, 0, 0, -1, -1},
	{Func{otelAPITrace, "", "ContextWithRemoteSpanContext"}, CtxValue, 0, 0, -1, -1},
	{Func{"go.opentelemetry.io/otel/baggage", "", "ContextWithBaggage"}, CtxValue, 0, 0, -1, -1},
	{Func{"go.opentelemetry.io/otel/propagation", "TextMapPropagator", "Extract"}, CtxValue, 0, 0, -1, -1},
}
