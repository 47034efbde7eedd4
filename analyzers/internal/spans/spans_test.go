package spans_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// library stands for the one whose functions have rows.
var library = []passtest.Stub{
	{Path: "go.opentelemetry.io/otel/codes", Source: `package codes
type Code uint32
const (
	Unset Code = iota
	Error
	Ok
)`},
	{Path: "go.opentelemetry.io/otel/trace", Source: `package trace
import (
	"context"
	"go.opentelemetry.io/otel/codes"
)
type Span interface {
	End()
	RecordError(error)
	SetStatus(codes.Code, string)
	IsRecording() bool
}
type Tracer interface { Start(context.Context, string) (context.Context, Span) }
func SpanFromContext(context.Context) Span
func ContextWithSpan(context.Context, Span) context.Context
`},
}

const header = `package a
import (
	"context"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)
var (
	tracer  trace.Tracer
	errX    error
	work    func()
	unknown func(trace.Span)
	_       = codes.Error
	_       context.Context
)
func start(ctx context.Context) trace.Span { _, span := tracer.Start(ctx, ""); return span }
`

// survey returns the spans of a function a, and the facts of the package.
func survey(t *testing.T, body string) ([]*spans.Span, map[string]string) {
	t.Helper()
	src := header + body
	pass := passtest.SourceWith(t, library, src)
	pass.ReadFile = func(string) ([]byte, error) { return []byte(src), nil }
	facts := make(map[string]string)
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) { facts[obj.Name()] += fmt.Sprint(fact, ";") }
	for _, req := range []*analysis.Analyzer{calls.Analyzer, flow.Analyzer} {
		res, err := req.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[req] = res
	}
	fp := pass.ResultOf[flow.Analyzer].(*flow.Package)
	p := spans.New(pass, fp)
	if !p.Concerns(pass.ResultOf[calls.Analyzer].(*calls.Index)) {
		t.Fatal("the package does not concern spans")
	}
	p.Scan(true)
	p.Survey()
	a, ok := pass.Pkg.Scope().Lookup("a").(*types.Func)
	if !ok {
		return nil, facts
	}
	return p.Spans(fp.Func(a)), facts
}

// show says what is known at the end of a run.
func show(e spans.State) string {
	words := []string{"open"}
	if e.Own.Phase == spans.Closed {
		words[0] = "closed"
	}
	for _, w := range []struct {
		is   bool
		word string
	}{
		{e.Own.Recorded, "recorded"}, {e.Own.Status == spans.Failed, "failed"}, {e.Own.Status == spans.Succeeded, "ok"},
		{e.Own.Status == spans.Unclear, "unclear"}, {e.Own.Recovered, "recovered"}, {e.Own.Early, "early"},
		{e.Own.Late, "late"}, {e.Own.Shared, "shared"}, {e.Panicking, "panicking"},
	} {
		if w.is {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, " ")
}

// Each package has a function a with one span; what becomes of that when the
// call of work in it panics is wanted.
func TestSimulate(t *testing.T) {
	const begin = "_, span := tracer.Start(context.Background(), ``); "
	for _, tt := range []struct{ name, src, want string }{
		{"not deferred", "func a() { " + begin + "work(); span.End() }", "open panicking"},
		{"deferred", "func a() { " + begin + "defer span.End(); work() }", "closed recorded panicking"},
		{"deferred in a literal", "func a() { " + begin + "defer func() { span.End() }(); work() }", "closed panicking"},
		{"handler before", "func a() { " + begin + "defer func() { recover() }(); defer span.End(); work() }", "closed recorded recovered early"},
		{"handler behind", "func a() { " + begin + "defer span.End(); defer func() { recover() }(); work() }", "closed recovered"},
		{"handler that tells", "func a() { " + begin + "defer span.End(); defer func() { if recover() != nil { span.RecordError(errX); span.SetStatus(codes.Error, ``) } }(); work() }", "closed recorded failed recovered"},
		{"told too late", "func a() { " + begin + "defer func() { if recover() != nil { span.SetStatus(codes.Error, ``) } }(); defer span.End(); work() }", "closed recorded recovered early late"},
		{"status unset", "func a() { " + begin + "defer span.End(); defer func() { recover(); span.SetStatus(codes.Unset, ``) }(); work() }", "closed recovered"},
		{"status of a variable", "func a(c codes.Code) { " + begin + "defer span.End(); defer func() { recover(); span.SetStatus(c, ``) }(); work() }", "closed unclear recovered"},
		{"status of a nil error", "func a() (err error) { " + begin + "defer func() { if err == nil { span.SetStatus(codes.Ok, ``) }; span.End() }(); work(); return nil }", "closed ok panicking"},
		{"helper", "func a() { " + begin + "defer finish(span); work() }\nfunc finish(s trace.Span) { if recover() != nil { s.SetStatus(codes.Error, ``) }; s.End() }", "closed failed recovered"},
		{"method of a struct", "type op struct{ span trace.Span }\nfunc (o *op) finish() { recover(); o.span.End() }\nfunc a() { " + begin + "o := &op{span}; defer o.finish(); work() }", "closed recovered"},
		{"method value", "func a() { " + begin + "end := span.End; defer end(); work() }", "closed recorded panicking"},
		{"context", "func a() { ctx, span := tracer.Start(context.Background(), ``); defer span.End(); defer h(ctx); work() }\nfunc h(ctx context.Context) { if recover() != nil { trace.SpanFromContext(ctx).SetStatus(codes.Error, ``) } }", "closed failed recovered"},
		{"unknown code", "func a() { " + begin + "defer unknown(span); work() }", "open unclear shared panicking"},
		{"returned span", "func a() { span := start(context.Background()); work(); span.End() }", "open panicking"},
		{"parameter", "func a(span trace.Span) { defer span.End(); work() }", "closed recorded panicking"},
		{"nil check", "func a() { " + begin + "defer func() { if span != nil { span.End() } }(); work() }", "closed panicking"},
		{"probe", "func a() { " + begin + "defer span.End(); defer func() { recover(); if span.IsRecording() { span.SetStatus(codes.Error, ``) } }(); work() }", "closed failed recovered"},
		{"both ways", "func a(x bool) { " + begin + "defer func() { if x { recover() }; span.End() }(); work() }", "closed panicking|closed recovered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, _ := survey(t, tt.src)
			if len(list) != 1 {
				t.Fatalf("%d spans", len(list))
			}
			r := list[0].Simulate()
			if r == nil {
				t.Fatal("too much to run")
			}
			var got []string
			for _, pt := range append(r.Points, r.Before...) {
				for _, e := range pt.Ends {
					got = append(got, show(e))
				}
			}
			slices.Sort(got)
			if got := strings.Join(slices.Compact(got), "|"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// Each package has a function a with one span; where that goes is wanted.
func TestTrail(t *testing.T) {
	const begin = "_, span := tracer.Start(context.Background(), ``); "
	for _, tt := range []struct{ name, src, want string }{
		{"nowhere", "func a() { " + begin + "span.End() }", ""},
		{"returned", "func a() trace.Span { " + begin + "return span }", "result 0"},
		{"returned in a struct", "type op struct{ span trace.Span }\nfunc a() (int, *op) { " + begin + "return 1, &op{span} }", "result 1"},
		{"stored", "var g trace.Span\nfunc a() { " + begin + "g = span }", "kept"},
		{"stored in another's struct", "type op struct{ span trace.Span }\nfunc a(o *op) { " + begin + "o.span = span }", "kept"},
		{"sent", "var c chan trace.Span\nfunc a() { " + begin + "c <- span }", "kept"},
		{"goroutine", "func a() { " + begin + "go func() { span.End() }() }", "kept"},
		{"goroutine that does not end it", "func a() { " + begin + "go func() { span.RecordError(nil) }(); span.End() }", ""},
		{"kept by a function", "var g trace.Span\nfunc keep(s trace.Span) { g = s }\nfunc a() { " + begin + "keep(span) }", "kept"},
		{"lent to a function", "func use(s trace.Span) { s.RecordError(nil) }\nfunc a() { " + begin + "use(span); span.End() }", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, _ := survey(t, tt.src)
			var got []string
			for _, s := range list {
				for i := range s.Trail.Results {
					got = append(got, fmt.Sprint("result ", i))
				}
				if s.Trail.Kept {
					got = append(got, "kept")
				}
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"starts", "func F() trace.Span { _, span := tracer.Start(context.Background(), ``); return span }", "starts;"},
		{"starts and returns a func that ends", "func F() func() { _, span := tracer.Start(context.Background(), ``); return func() { span.End() } }", "starts;"},
		{"starts in the receiver", "type T struct{ span trace.Span }\nfunc (t *T) F() { _, t.span = tracer.Start(context.Background(), ``) }", "starts;"},
		{"ends", "func F(s trace.Span) { s.End() }", "ends;"},
		{"recovers, records and ends", "func F(s trace.Span) { if recover() != nil { s.RecordError(errX) }; s.End() }", "recovers,records,ends;"},
		{"sets the status", "func F(ctx context.Context) { trace.SpanFromContext(ctx).SetStatus(codes.Error, ``) }", "status;"},
		{"keeps", "var g trace.Span\nfunc F(s trace.Span) { g = s }", "keeps;"},
		{"recovers", "func F() { recover() }", "recovers;"},
		{"nothing", "func F(ctx context.Context) { work() }", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, facts := survey(t, tt.src)
			if facts["F"] != tt.want {
				t.Errorf("%q, want %q", facts["F"], tt.want)
			}
		})
	}
}

// A handler that stops the panics of some callers only is none.
func TestStopper(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"none", "f()", "passes"},
		{"handler", "defer func() { recover() }(); f()", "stops"},
		{"panics again", "defer func() { if r := recover(); r != nil { panic(r) } }(); f()", "passes"},
		{"some", "defer func() { if work != nil { recover() } }(); f()", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := header + "func f() {}\nfunc a() { " + tt.body + " }"
			pass := passtest.SourceWith(t, library, src)
			res, err := flow.Analyzer.Run(pass)
			if err != nil {
				t.Fatal(err)
			}
			fp := res.(*flow.Package)
			p := spans.New(pass, fp)
			p.Survey()
			for instr := range flow.Instrs(fp.Func(pass.Pkg.Scope().Lookup("a").(*types.Func))) {
				call, ok := instr.(*ssa.Call)
				if !ok || flow.CalleeObject(&call.Call) == nil || flow.CalleeObject(&call.Call).Name() != "f" {
					continue
				}
				handler, passes := p.Stopper(call)
				got := ""
				if handler != nil {
					got = "stops"
				} else if passes {
					got = "passes"
				}
				if got != tt.want {
					t.Errorf("%q, want %q", got, tt.want)
				}
			}
		})
	}
}
