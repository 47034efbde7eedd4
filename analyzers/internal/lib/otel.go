package lib

const (
	otelTrace = "go.opentelemetry.io/otel/trace"
)

// Spans: https://pkg.go.dev/go.opentelemetry.io/otel/trace.
var (
	otelSpanStarts = []SpanStart{
		{Func{otelTrace, "Tracer", "Start"}, 1, 0},
	}
	otelSpanEnds = []SpanEnd{
		{Func{otelTrace, "Span", "End"}, true},
	}
	otelSpanRecords = []SpanRecord{
		{Func{otelTrace, "Span", "RecordError"}, -1, false},
	}
	otelSpanStatuses = []SpanStatus{
		{Func: Func{otelTrace, "Span", "SetStatus"}, Span: -1, Arg: 0, Error: "1", Ok: "2"},
	}
	otelSpanNotes = []SpanNote{
		{Func{otelTrace, "Span", "AddEvent"}},
		{Func{otelTrace, "Span", "RecordError"}},
		{Func{otelTrace, "Span", "SetAttributes"}},
		{Func{otelTrace, "Span", "SetStatus"}},
	}
	otelSpanFroms = []SpanFrom{
		{Func{otelTrace, "", "SpanFromContext"}, 0},
	}
	otelSpanIns = []SpanIn{
		{Func{otelTrace, "", "ContextWithSpan"}, 1},
	}
	otelSpanProbes = []SpanProbe{
		{Func{otelTrace, "Span", "IsRecording"}},
	}
	otelSpanRepair = SpanRepair{
		Path:   otelTrace,
		Advice: "call %s.SetStatus with codes.Error",
		Import: "go.opentelemetry.io/otel/codes",
		Name:   "codes",
		Lines:  []string{`SPAN.RecordError(FMT.Errorf("panic: %v", PANIC))`, `SPAN.SetStatus(IMPORT.Error, "panic")`},
		Sealed: true,
	}
)
