package pipeline_test

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/pipeline"
)

const header = `package a

import (
	"context"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

func useP(*sdk.TracerProvider) {}
func useE(sdk.SpanExporter)    {}
func exp() sdk.SpanExporter    { return nil }

var ctx = context.Background()
`

// find builds the code and returns, for a function, the argument of its call
// of name.
func find(t *testing.T, src string) (*pipeline.Pipelines, func(in, name string) ssa.Value) {
	t.Helper()
	pass := passtest.SourceWith(t, passtest.TraceSDK, header+src)
	passtest.Facts(pass)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	p := res.(*flow.Package)
	pipe := pipeline.New(pass, p)
	for _, f := range p.Funcs() {
		if obj, ok := f.Object().(*types.Func); ok {
			pipe.ExportIdle(f, obj)
		}
	}
	return pipe, func(in, name string) ssa.Value {
		t.Helper()
		for _, f := range p.Funcs() {
			if f.Name() != in {
				continue
			}
			for instr := range flow.Instrs(f) {
				if call, ok := instr.(*ssa.Call); ok {
					if obj := flow.CalleeObject(&call.Call); obj != nil && obj.Name() == name {
						return call.Call.Args[0]
					}
				}
			}
		}
		t.Fatalf("no call of %s in %s", name, in)
		return nil
	}
}

func TestIdle(t *testing.T) {
	pipe, arg := find(t, `
func batcher()   { useP(sdk.NewTracerProvider(sdk.WithBatcher(exp()))) }
func syncer()    { useP(sdk.NewTracerProvider(sdk.WithSyncer(exp()))) }
func none()      { useP(sdk.NewTracerProvider()) }
func sampled()   { useP(sdk.NewTracerProvider(sdk.WithSampler(1), sdk.WithSyncer(exp()))) }
func both()      { useP(sdk.NewTracerProvider(sdk.WithSyncer(exp()), sdk.WithBatcher(exp()))) }
func processor() { useP(sdk.NewTracerProvider(sdk.WithSpanProcessor(sdk.NewSimpleSpanProcessor(exp())))) }
func batching()  { useP(sdk.NewTracerProvider(sdk.WithSpanProcessor(sdk.NewBatchSpanProcessor(exp())))) }
func options(opts ...sdk.TracerProviderOption) { useP(sdk.NewTracerProvider(opts...)) }
func given(tp *sdk.TracerProvider) { useP(tp) }
func make1() *sdk.TracerProvider { return sdk.NewTracerProvider(sdk.WithSyncer(exp())) }
func made()      { useP(make1()) }
func either(b bool) {
	opt := sdk.WithSyncer(exp())
	if b {
		opt = sdk.WithBatcher(exp())
	}
	useP(sdk.NewTracerProvider(opt))
}
type T struct{ tp *sdk.TracerProvider }
func newT() *T   { return &T{tp: sdk.NewTracerProvider(sdk.WithSyncer(exp()))} }
func (t *T) field() { useP(t.tp) }
`)
	for in, want := range map[string]bool{"batcher": false, "syncer": true, "none": true, "sampled": true, "both": false, "processor": true,
		"batching": false, "options": false, "given": false, "made": true, "either": false, "field": true} {
		if got := pipe.Idle(arg(in, "useP")); got != want {
			t.Errorf("%s: idle is %v", in, got)
		}
	}
}

func TestBufferedBy(t *testing.T) {
	pipe, arg := find(t, `
func alone() {
	e := exp()
	_ = sdk.NewTracerProvider(sdk.WithBatcher(e))
	useE(e)
}
func ended() {
	e := exp()
	tp := sdk.NewTracerProvider(sdk.WithSpanProcessor(sdk.NewBatchSpanProcessor(e)))
	defer tp.Shutdown(ctx)
	useE(e)
}
func leaves() *sdk.TracerProvider {
	e := exp()
	tp := sdk.NewTracerProvider(sdk.WithBatcher(e))
	useE(e)
	return tp
}
type T struct{ tp *sdk.TracerProvider }
func inStruct() *T {
	e := exp()
	tp := sdk.NewTracerProvider(sdk.WithBatcher(e))
	useE(e)
	return &T{tp: tp}
}
func syncer() {
	e := exp()
	_ = sdk.NewTracerProvider(sdk.WithSyncer(e))
	useE(e)
}
func other() {
	e := exp()
	_ = sdk.NewTracerProvider(sdk.WithBatcher(exp()))
	useE(e)
}
`)
	for in, want := range map[string]int{"leaves": 1, "inStruct": 1, "alone": 0} {
		if _, returns := pipe.HandedBack(arg(in, "useE")); len(returns) != want {
			t.Errorf("%s: handed back by %d returns, want %d", in, len(returns), want)
		}
	}
	for in, want := range map[string]int{"alone": 0, "ended": 1, "leaves": -1, "syncer": -1, "other": -1} {
		provider, ends := pipe.BufferedBy(arg(in, "useE"))
		got := -1
		if provider != nil {
			got = len(ends)
		}
		if got != want {
			t.Errorf("%s: %d ends, want %d (-1: nothing buffers)", in, got, want)
		}
	}
}
