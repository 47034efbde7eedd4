package spanrecover

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestOracle writes functions with every order of deferred calls up to length
// four, over recover, End, RecordError and SetStatus, each as a plain deferred
// call, in a closure and in a helper, and closures with every order of the
// same. It runs each of them on the real SDK, with a panic and without, and
// holds what became of the span against what the pass says, both ways.
func TestOracle(t *testing.T) {
	src := passtest.Src(t)
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, name, string(data))
	}
	funcs, first := oracleFuncs()
	write(t, dir, "funcs.go", funcs.text.String())
	write(t, dir, "main.go", oracleMain(len(first)))

	said := oracleSaid(t, dir, first)
	outcomes := oracleRun(t, dir)
	if len(outcomes) != len(first) {
		t.Fatalf("%d functions ran, of %d", len(outcomes), len(first))
	}
	counts := make(map[string]int)
	for i, o := range outcomes {
		want := o.verdict(funcs.ends[i])
		counts[want]++
		if said[i] != want {
			t.Errorf("the pass says %q, the SDK %q (%+v):\n%s", said[i], want, o, funcs.source(i, first))
		}
	}
	for _, cat := range []string{"", "lost", "late", "unset"} {
		if counts[cat] == 0 {
			t.Errorf("no function has the verdict %q", cat)
		}
	}
	t.Logf("%d functions: %v", len(outcomes), counts)
}

// An oracleOutcome is what became of a span.
type oracleOutcome struct {
	Recovered   bool // the panic went no further
	Exported    bool // with a panic
	Early       bool // it was exported when the panic was recovered
	Status      string
	NoPanicLost bool // it is not exported without a panic
	Vain        bool // with a panic or without, its error status is set only when it has ended
}

func (o oracleOutcome) verdict(ends bool) string {
	switch {
	case !ends:
		return ""
	case o.Recovered && (!o.Exported || o.NoPanicLost):
		return "lost"
	case o.Recovered && o.Status != "Error" && !o.Early:
		return "unset"
	case o.Recovered && o.Status != "Error", o.Exported && o.Vain:
		return "late"
	}
	return ""
}

// generated is the source of the functions.
type generated struct {
	text strings.Builder
	line int
	ends []bool // whether the function ends its span at all
}

func (g *generated) print(lines ...string) {
	for _, l := range lines {
		g.text.WriteString(l + "\n")
		g.line += 1 + strings.Count(l, "\n")
	}
}

func (g *generated) source(i int, first []int) string {
	lines := strings.Split(g.text.String(), "\n")
	end := len(lines)
	if i+1 < len(first) {
		end = first[i+1] - 1
	}
	return strings.Join(lines[first[i]-1:end], "\n")
}

// oracleFuncs returns the source, and the line on which each function begins.
func oracleFuncs() (*generated, []int) {
	g := &generated{}
	g.print("package main", "", "import (", `"context"`, `"errors"`, "",
		`"go.opentelemetry.io/otel/codes"`, `"go.opentelemetry.io/otel/trace"`, ")",
		`var errBoom = errors.New("boom")`,
		"func end(span trace.Span) { span.End() }",
		"func record(span trace.Span) { span.RecordError(errBoom) }",
		`func fail(span trace.Span) { span.SetStatus(codes.Error, "boom") }`,
		"func stop(ctx context.Context) { if recover() != nil { note(ctx) } }")
	var first []int
	function := func(ends bool, body ...string) {
		first = append(first, g.line+1)
		g.ends = append(g.ends, ends)
		g.print(fmt.Sprintf("func f%d(ctx context.Context, tracer trace.Tracer, work func()) {", len(first)-1),
			`_, span := tracer.Start(ctx, "f")`, "_ = span")
		g.print(body...)
		g.print("}")
	}

	plain := map[byte]string{'R': "recover()", 'E': "span.End()", 'X': "span.RecordError(errBoom)", 'S': `span.SetStatus(codes.Error, "boom")`}
	inside := map[byte]string{'R': "if recover() != nil { note(ctx) }", 'E': plain['E'], 'X': plain['X'], 'S': plain['S']}
	helper := map[byte]string{'R': "stop(ctx)", 'E': "end(span)", 'X': "record(span)", 'S': "fail(span)"}

	// Orders of deferred calls, each in three forms.
	for _, order := range orders("REXS") {
		forms := 1
		for range order {
			forms *= 3
		}
		for form := range forms {
			var body []string
			for i, f := 0, form; i < len(order); i, f = i+1, f/3 {
				switch f % 3 {
				case 0:
					body = append(body, "defer "+plain[order[i]])
				case 1:
					body = append(body, "defer func() { "+inside[order[i]]+" }()")
				case 2:
					body = append(body, "defer "+helper[order[i]])
				}
			}
			body = append(body, "work()")
			if !strings.Contains(order, "E") {
				body = append(body, "span.End()")
			}
			function(true, body...)
		}
	}
	// One deferred closure, with and without a deferred End before it.
	for _, order := range orders("REXS") {
		for _, outer := range []bool{false, true} {
			body := []string{"defer func() {"}
			if outer {
				body = []string{"defer span.End()", "defer func() {"}
			}
			for i := range len(order) {
				body = append(body, inside[order[i]])
			}
			function(outer || strings.Contains(order, "E"), append(body, "}()", "work()")...)
		}
	}
	// A handler that returns, or does not, before what follows.
	for _, order := range append(orders("EXS"), "") {
		for variant := range 16 {
			body := []string{"defer func() {", "if r := recover(); r != nil {", "note(ctx)"}
			if variant&1 != 0 {
				body = append([]string{"defer span.End()"}, body...)
			}
			for i := range len(order) {
				body = append(body, inside[order[i]])
			}
			if variant&2 != 0 {
				body = append(body, "return")
			}
			if variant&8 != 0 {
				body = append(body, "} else {")
			} else {
				body = append(body, "}")
			}
			if variant&4 != 0 {
				body = append(body, plain['E'])
			}
			if variant&8 != 0 {
				body = append(body, "}")
			}
			function(variant&5 != 0 || strings.Contains(order, "E"), append(body, "}()", "work()")...)
		}
	}
	return g, first
}

// orders returns the permutations of the non-empty subsets of letters.
func orders(letters string) []string {
	out := []string{}
	level := []string{""}
	for range len(letters) {
		var next []string
		for _, s := range level {
			for _, c := range letters {
				if !strings.ContainsRune(s, c) {
					next = append(next, s+string(c))
				}
			}
		}
		out = append(out, next...)
		level = next
	}
	return out
}

func oracleMain(n int) string {
	var b strings.Builder
	b.WriteString(`package main

import (
	"context"
	"encoding/json"
	"os"
	"reflect"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

type outcome struct {
	Recovered, Exported, Early bool
	Status                     string
	NoPanicLost, Vain          bool
}

// A watcher starts spans that tell whether they are given an error status.
type watcher struct {
	trace.Tracer
	span *watched
}

func (w *watcher) Start(ctx context.Context, name string, opts ...trace.SpanStartOption) (context.Context, trace.Span) {
	ctx, span := w.Tracer.Start(ctx, name, opts...)
	w.span = &watched{Span: span}
	return ctx, w.span
}

type watched struct {
	trace.Span
	ended, told, vain bool
}

func (w *watched) End(opts ...trace.SpanEndOption) {
	w.ended = true
	w.Span.End(opts...)
}

func (w *watched) SetStatus(code codes.Code, text string) {
	if w.told = w.told || !w.ended; w.ended {
		w.vain = true
	}
	w.Span.SetStatus(code, text)
}

func (w *watcher) vain() bool { return w.span.vain && !w.span.told }

type key struct{}

// call calls f such that the pass does not see who recovers its panics.
func call(f any, ctx context.Context, tracer trace.Tracer, work func()) {
	reflect.ValueOf(f).Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(tracer), reflect.ValueOf(work)})
}

// note hears that a panic is recovered.
func note(ctx context.Context) { ctx.Value(key{}).(func())() }

func observe(f func(context.Context, trace.Tracer, func())) (o outcome) {
	exporter := tracetest.NewInMemoryExporter()
	tracer := &watcher{Tracer: sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter)).Tracer("oracle")}
	ctx := context.WithValue(context.Background(), key{}, func() { o.Early = len(exporter.GetSpans()) > 0 })
	o.Recovered = true
	func() {
		defer func() {
			if recover() != nil {
				o.Recovered = false
			}
		}()
		call(f, ctx, tracer, func() { panic("boom") })
	}()
	if spans := exporter.GetSpans(); len(spans) > 0 {
		o.Exported, o.Status = true, spans[0].Status.Code.String()
	}
	exporter.Reset()
	o.Vain = tracer.vain()
	early := o.Early
	call(f, ctx, tracer, func() {})
	o.Early, o.Vain = early, o.Vain || tracer.vain()
	o.NoPanicLost = len(exporter.GetSpans()) == 0
	return o
}

func main() {
	var all []outcome
	for _, f := range funcs {
		all = append(all, observe(f))
	}
	json.NewEncoder(os.Stdout).Encode(all)
}

var funcs = []func(context.Context, trace.Tracer, func()){
`)
	for i := range n {
		fmt.Fprintf(&b, "f%d,\n", i)
	}
	b.WriteString("}\n")
	return b.String()
}

func oracleRun(t *testing.T, dir string) (outcomes []oracleOutcome) {
	out := command(t, dir, "go", "run", ".")
	if err := json.Unmarshal(out, &outcomes); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return outcomes
}

// oracleSaid returns the category that the pass reports in each function.
func oracleSaid(t *testing.T, dir string, first []int) []string {
	said := make([]string, len(first))
	out := command(t, dir, "go", "vet", "-json", "-vettool="+passtest.Tool(t), "-spanrecover", ".")
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var tree map[string]map[string][]struct{ Posn, Category, Message string }
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return said
		} else if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, passes := range tree {
			for _, d := range passes["spanrecover"] {
				parts := strings.Split(d.Posn, ":")
				line, err := strconv.Atoi(parts[len(parts)-2])
				if err != nil {
					t.Fatal(err)
				}
				i, found := slices.BinarySearch(first, line)
				if !found {
					i--
				}
				if said[i] != "" {
					t.Errorf("two findings in one function: %s", d.Message)
				}
				said[i] = d.Category
			}
		}
	}
}

func command(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.Bytes())
	}
	return stdout.Bytes()
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
