package lib

import (
	"slices"
	"strings"
)

// A SpanStart is a function that starts a span.
type SpanStart struct {
	Func
	Span int // the result that is the span
	Ctx  int // the result that is a context with the span in it, or -1
}

// A SpanEnd is a method that ends its receiver, a span: from then on the
// exporter has it, and what is recorded on it is gone.
type SpanEnd struct {
	Func
	// Recovers tells that a call that is itself deferred records a panic that
	// passes through as an event, before it lets it go on.
	Recovers bool
}

// A SpanRecord is a function that records an error as an event of a span.
type SpanRecord struct {
	Func
	Span   int  // the parameter that is the span, or -1 for the receiver
	Status bool // it gives the span an error status, too
}

// A SpanStatus is a function that sets the status of a span: the one that
// counts, if the span has several.
type SpanStatus struct {
	Func
	Span  int    // the parameter that is the span, or -1 for the receiver
	Arg   int    // the parameter that is the status
	Error string // the constant values that mean failure and success
	Ok    string
	// Key is the value that parameter KeyArg (-1 for the receiver) has where
	// the function sets tags of any name: a constant, or a variable of a
	// package. It is "" if the function sets the status only.
	Key    string
	KeyArg int
}

// A SpanOption is a function that makes an option: passed to the end of a
// span, it gives the span an error status.
type SpanOption struct{ Func }

// A SpanFrom is a function that returns the span in a context.
type SpanFrom struct {
	Func
	Ctx int // the parameter that is the context
}

// A SpanIn is a function that returns a context with a span in it.
type SpanIn struct {
	Func
	Span int // the parameter that is the span
}

// A SpanNote is a method that writes into a span what happens in it.
type SpanNote struct{ Func }

// A SpanProbe is a method that is true of a span that has not ended.
type SpanProbe struct{ Func }

// What the libraries do with spans.
var (
	SpanStarts   = NewTable(otelSpanStarts, opentracingSpanStarts, datadogSpanStarts)
	SpanEnds     = NewTable(otelSpanEnds, opentracingSpanEnds, datadogSpanEnds)
	SpanRecords  = NewTable(otelSpanRecords, opentracingSpanRecords)
	SpanStatuses = NewTable(otelSpanStatuses, opentracingSpanStatuses, datadogSpanStatuses)
	SpanOptions  = NewTable(datadogSpanOptions)
	SpanFroms    = NewTable(otelSpanFroms, opentracingSpanFroms, datadogSpanFroms)
	SpanIns      = NewTable(otelSpanIns, opentracingSpanIns, datadogSpanIns)
	SpanProbes   = NewTable(otelSpanProbes)
	SpanNotes    = NewTable(otelSpanNotes, opentracingSpanNotes)
)

// A NonNil is a function whose result, an error, is never nil.
type NonNil struct{ Func }

// NonNils are the functions that make errors.
var NonNils = NewTable([]NonNil{
	{Func{"errors", "", "New"}},
	{Func{"fmt", "", "Errorf"}},
})

// An ErrorCode is a function whose first result is the zero code, or stands for
// it, where its argument Err (-1 for the receiver) is nil or stands for it.
type ErrorCode struct {
	Func
	Err int
}

// ErrorCodes are the functions that make codes of errors.
var ErrorCodes = NewTable([]ErrorCode{
	{Func{grpcPath + "/status", "", "Code"}, 0},
	{Func{grpcPath + "/status", "", "Convert"}, 0},
	{Func{grpcPath + "/status", "", "FromError"}, 0},
	{Func{grpcPath + "/internal/status", "Status", "Code"}, -1},
})

// A CalmFunc does not panic where it is used as documented, in a package
// where others may.
type CalmFunc struct{ Func }

// CalmFuncs are such functions.
var CalmFuncs = NewTable([]CalmFunc{
	{Func{"net/http", "Request", "Context"}},
	{Func{"net/http", "Request", "WithContext"}},
	{Func{"net/http", "Request", "Clone"}},
	{Func{"net/http", "Request", "UserAgent"}},
	{Func{"net/http", "Header", "Add"}},
	{Func{"net/http", "Header", "Clone"}},
	{Func{"net/http", "Header", "Del"}},
	{Func{"net/http", "Header", "Get"}},
	{Func{"net/http", "Header", "Set"}},
	{Func{"net/http", "Header", "Values"}},
	{Func{"net/http", "", "StatusText"}},
})

// Calm reports whether the functions of a package do not panic where they are
// used as documented, and run no code of the user's that may.
func Calm(path string) bool {
	return calm[path] || slices.ContainsFunc(calmTrees, func(tree string) bool { return strings.HasPrefix(path, tree) })
}

// calmTrees are the packages of the tracing libraries themselves.
var calmTrees = []string{"go.opentelemetry.io/otel/", "github.com/opentracing/opentracing-go/", "github.com/DataDog/dd-trace-go/v2/ddtrace/"}

var calm = map[string]bool{
	"bytes": true, "context": true, "errors": true, "fmt": true, "log": true, "log/slog": true, "math": true,
	"net/url": true, "os": true, "path": true, "path/filepath": true, "runtime": true, "runtime/debug": true, "strconv": true,
	"strings": true, "sync": true, "sync/atomic": true, "time": true, "unicode": true, "unicode/utf8": true,
}

// A SpanRepair says how a span is told of a recovered panic.
type SpanRepair struct {
	Path   string // of the package that starts the span
	Advice string // for a message, with a verb for the span's name
	Import string // a package that the lines need, or ""
	Name   string // its name
	// Lines are statements, with the words SPAN, PANIC, FMT and IMPORT in the
	// place of names; the last one sets the status.
	Lines []string
	// Sealed tells that what is set on a span that has ended is gone.
	Sealed bool
}

// SpanRepairs are what messages and fixes know of the libraries.
var SpanRepairs = []SpanRepair{
	otelSpanRepair,
	opentracingSpanRepair,
	datadogSpanRepair,
}
