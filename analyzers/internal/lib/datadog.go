package lib

const (
	datadogTracer = "github.com/DataDog/dd-trace-go/v2/ddtrace/tracer"
	datadogExt    = "github.com/DataDog/dd-trace-go/v2/ddtrace/ext"
)

// Spans: https://pkg.go.dev/github.com/DataDog/dd-trace-go/v2/ddtrace/tracer.
var (
	datadogSpanStarts = []SpanStart{
		{Func{datadogTracer, "", "StartSpan"}, 0, -1},
		{Func{datadogTracer, "", "StartSpanFromContext"}, 0, 1},
		{Func{datadogTracer, "Span", "StartChild"}, 0, -1},
	}
	datadogSpanEnds = []SpanEnd{
		{Func{datadogTracer, "Span", "Finish"}, false},
	}
	datadogSpanStatuses = []SpanStatus{
		{Func: Func{datadogTracer, "Span", "SetTag"}, Span: -1, Arg: 1, Error: "true", Key: `"error"`},
	}
	datadogSpanOptions = []SpanOption{
		{Func{datadogTracer, "", "WithError"}},
	}
	datadogSpanFroms = []SpanFrom{
		{Func{datadogTracer, "", "SpanFromContext"}, 0},
	}
	datadogSpanIns = []SpanIn{
		{Func{datadogTracer, "", "ContextWithSpan"}, 1},
	}
	datadogSpanRepair = SpanRepair{
		Path:   datadogTracer,
		Advice: "set the error tag of %s",
		Import: datadogExt,
		Name:   "ext",
		Lines:  []string{`SPAN.SetTag(IMPORT.Error, FMT.Errorf("panic: %v", PANIC))`},
		Sealed: true,
	}
)
