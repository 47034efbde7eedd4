package lib

const (
	opentracing    = "github.com/opentracing/opentracing-go"
	opentracingExt = opentracing + "/ext"
)

// Spans: https://pkg.go.dev/github.com/opentracing/opentracing-go. Its API says
// nothing of tags that are set on a span that has finished: tracers differ.
var (
	opentracingSpanStarts = []SpanStart{
		{Func{opentracing, "Tracer", "StartSpan"}, 0, -1},
		{Func{opentracing, "", "StartSpan"}, 0, -1},
		{Func{opentracing, "", "StartSpanFromContext"}, 0, 1},
		{Func{opentracing, "", "StartSpanFromContextWithTracer"}, 0, 1},
	}
	opentracingSpanEnds = []SpanEnd{
		{Func{opentracing, "Span", "Finish"}, false},
		{Func{opentracing, "Span", "FinishWithOptions"}, false},
	}
	opentracingSpanRecords = []SpanRecord{
		{Func{opentracingExt, "", "LogError"}, 0, true},
	}
	opentracingSpanStatuses = []SpanStatus{
		{Func: Func{opentracing, "Span", "SetTag"}, Span: -1, Arg: 1, Error: "true", Key: `"error"`},
		{Func: Func{opentracingExt, "BoolTagName", "Set"}, Span: 0, Arg: 1, Error: "true", Key: opentracingExt + ".Error", KeyArg: -1},
	}
	opentracingSpanNotes = []SpanNote{
		{Func{opentracing, "Span", "LogFields"}},
		{Func{opentracing, "Span", "LogKV"}},
		{Func{opentracing, "Span", "SetTag"}},
		{Func{opentracingExt, "", "LogError"}},
	}
	opentracingSpanFroms = []SpanFrom{
		{Func{opentracing, "", "SpanFromContext"}, 0},
	}
	opentracingSpanIns = []SpanIn{
		{Func{opentracing, "", "ContextWithSpan"}, 1},
	}
	opentracingSpanRepair = SpanRepair{
		Path:   opentracing,
		Advice: "call ext.LogError with %s",
		Import: opentracingExt,
		Name:   "ext",
		Lines:  []string{`IMPORT.LogError(SPAN, FMT.Errorf("panic: %v", PANIC))`},
	}
)
